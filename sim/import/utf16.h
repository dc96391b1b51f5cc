/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Text in UTF-16, as the UEFI shell and Windows write it.
 */
#ifndef IMPORT_UTF16_H
#define IMPORT_UTF16_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/read/stream.h"

enum { UTF16_MARK_BYTES = 2 };

/* Do the bytes begin with a byte order mark of UTF-16? */
bool utf16_has_mark(const void *bytes, size_t length);

/*
 * What source holds behind the mark, in UTF-8; mark is the mark, which was
 * read already.  What is no character is an error, and so is half of one at
 * the end.  NULL with an error if the system cannot decode; source is closed
 * with the stream, and then.
 */
struct stream *utf16_decode(struct stream *source, const void *mark,
    struct read_error *ret_error);

#endif
