/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What is in a file: looked at before it is read.
 */
#ifndef IMPORT_CONTENT_H
#define IMPORT_CONTENT_H

#include <stdbool.h>

#include "sim/import/form.h"
#include "sim/read/stream.h"

#define CONTENT_BYTES_MAX ((size_t)256 << 20)	/* of what is no log */

enum { CONTENT_HEAD_BYTES = 4096 };

struct content {
	struct stream stream;	/* all of it, the head included */
	struct stream *source;
	unsigned char head[CONTENT_HEAD_BYTES];
	size_t head_bytes;
	size_t used;		/* of the head, marks included */
};

/*
 * Reads the head; false with an error, and source is closed.  A byte order
 * mark of UTF-8 is left out.
 */
bool content_open(struct content *content, struct stream *source,
    struct read_error *ret_error);

/* Is it text, and not JSON? */
bool content_is_log(const struct content *content);

/*
 * Its text in UTF-8, whatever it is in; it is closed with this.  NULL with an
 * error, and it is closed.
 */
struct stream *content_text(struct content *content,
    struct read_error *ret_error);

/* Reads it to the end, and closes it; the bytes are to be freed. */
bool content_read(struct content *content, struct import_bytes *ret_file,
    struct read_error *ret_error);
void content_free(struct import_bytes *file);

#endif
