/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * From a file, whatever its form, to captures.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "sim/import/form.h"

struct import_request {
	const struct import_form *form;	/* NULL: by what is in the file */
	size_t boot;		/* of a log, from 1; 0: the last whole one */
};

/* What one file, one member of a tar, or one tree of files gave. */
struct import_result {
	const struct import_form *form;
	struct draft draft;	/* named after the file; the receiver's */
	const char *name;	/* of the file, in messages */
	/* A form with a map beside it, or NULL. */
	const struct import_form *also;
	bool is_member;		/* of a tar: there may be more */
	/* Of a member; then there is no draft. */
	const struct read_error *error;
};

/* False stops the import. */
typedef bool import_receiver(void *context, struct import_result *result);

/*
 * Hands what the file at path ("-" is standard input) holds to receive, a
 * capture, or an error, for each member of a tar, and then for each tree in it.
 * Of a directory there are trees only.  False with an error if there is no such
 * file, or if it is no tar and cannot be imported.
 */
bool import_file(const char *path, const struct import_request *request,
    import_receiver *receive, void *context, struct read_error *ret_error);

/* The same of the length bytes that the file at path was found to hold. */
bool import_bytes(const char *path, const void *bytes, size_t length,
    const struct import_request *request, import_receiver *receive,
    void *context, struct read_error *ret_error);

/* The form of that name, or NULL. */
const struct import_form *import_form_find(const char *name);

#endif
