/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The records that FreeBSD's loader makes: type, length and data, padded to
 * the length of the machine's words.
 */
#ifndef IMPORT_FREEBSD_RECORD_H
#define IMPORT_FREEBSD_RECORD_H

#include "sim/import/binary.h"

enum { FREEBSD_RECORD_BYTES = 8 };	/* type and length */

struct freebsd_record {
	uint32_t type;
	struct import_bytes data;
	size_t next;			/* offset of the next one */
};

/* The record at that offset; false if the file ends within it. */
bool freebsd_record_at(const struct import_bytes *file, size_t at,
    size_t word_bytes, struct freebsd_record *ret_record);

/* Is it the last one? */
bool freebsd_record_is_end(const struct freebsd_record *record);

/* The length of words with which the records come to their end; 8 or 4. */
size_t freebsd_record_word_bytes(const struct import_bytes *file);

#endif
