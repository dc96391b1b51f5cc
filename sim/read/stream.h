/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Bytes that come one after the other, wherever they come from.
 */
#ifndef READ_STREAM_H
#define READ_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/read/error.h"

struct stream {
	const char *name;	/* of the file, in messages */
	/*
	 * Up to size bytes into buffer; *ret_length is 0 at the end and
	 * there only.  False with an error.
	 */
	bool (*read)(struct stream *stream, void *buffer, size_t size,
	    size_t *ret_length, struct read_error *ret_error);
	void (*close)(struct stream *stream);
};

/* The file at path, "-" being standard input; NULL with an error. */
struct stream *stream_open(const char *path, struct read_error *ret_error);

/* The bytes, which have to stay until it is closed; name is copied. */
struct stream *stream_of_bytes(const char *name, const void *bytes,
    size_t length);

#endif
