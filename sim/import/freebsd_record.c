/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/freebsd_record.h"

enum { RECORD_END = 0 };

bool
freebsd_record_at(const struct import_bytes *file, size_t at, size_t word_bytes,
    struct freebsd_record *ret_record)
{
	size_t length, left;

	if (file->length - at < FREEBSD_RECORD_BYTES)
		return (false);
	ret_record->type = (uint32_t)binary_at(file, at, 4);
	length = (size_t)binary_at(file, at + 4, 4);
	left = file->length - at - FREEBSD_RECORD_BYTES;
	if (length > left)
		return (false);
	ret_record->data = binary_part(file, at + FREEBSD_RECORD_BYTES, length);
	left -= length;
	length = (word_bytes - length % word_bytes) % word_bytes;
	/* The last one may lack its padding. */
	ret_record->next = at + FREEBSD_RECORD_BYTES + ret_record->data.length +
	    (length < left ? length : left);
	return (true);
}

bool
freebsd_record_is_end(const struct freebsd_record *record)
{
	return (record->type == RECORD_END && record->data.length == 0);
}

/* Do records of that padding come to their end within the file? */
static bool
is_chain(const struct import_bytes *file, size_t word_bytes)
{
	struct freebsd_record record = { .next = 0 };

	while (freebsd_record_at(file, record.next, word_bytes, &record))
		if (freebsd_record_is_end(&record))
			return (true);
	return (false);
}

size_t
freebsd_record_word_bytes(const struct import_bytes *file)
{
	return (!is_chain(file, 8) && is_chain(file, 4) ? 4 : 8);
}
