/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads a log once, line by line, for all forms of text at the same time, in
 * memory for the maps that it holds.
 */
#ifndef IMPORT_LOG_H
#define IMPORT_LOG_H

#include "sim/import/form.h"
#include "sim/read/stream.h"

/* A longer line is an error. */
#define LOG_LINE_BYTES_MAX ((size_t)1 << 20)

struct log_request {
	const struct import_form *form;	/* NULL: the first that finds a map */
	size_t boot;		/* counted from 1; 0: the last whole one */
};

struct log_result {
	const struct import_form *form;
	struct draft draft;
	const struct import_form *also;	/* another form with a map, or NULL */
};

/*
 * Reads stream, and closes it.  False with an error; the draft is the
 * caller's otherwise.  A log that breaks off gives a draft that says so.
 */
bool log_read(struct stream *stream, const struct log_request *request,
    struct log_result *ret_result, struct read_error *ret_error);

#endif
