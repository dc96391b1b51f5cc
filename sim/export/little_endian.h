/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Numbers as firmware has them in memory, the least byte first.
 */
#ifndef EXPORT_LITTLE_ENDIAN_H
#define EXPORT_LITTLE_ENDIAN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static inline void
put_little_endian(FILE *file, uint64_t number, size_t byte_count)
{
	for (size_t i = 0; i < byte_count; i++)
		putc((int)(number >> (8 * i) & 0xff), file);
}

#endif
