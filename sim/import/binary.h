/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Numbers in files of bytes, the least byte first, and how such a file is
 * refused:
 *
 *	FILE: offset 0xOFFSET: what is wrong
 */
#ifndef IMPORT_BINARY_H
#define IMPORT_BINARY_H

#include "sim/import/form.h"

/* The number in so many bytes, eight at most. */
uint64_t binary_number(const unsigned char *bytes, size_t byte_count);

/* The same where the file has that many; 0 where it ends before. */
uint64_t binary_at(const struct import_bytes *file, size_t offset,
    size_t byte_count);

/* False, with an error. */
bool binary_refuse(const struct import_bytes *file, size_t offset,
    struct read_error *ret_error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A part of the file, which has to be within it; its name is the file's. */
struct import_bytes binary_part(const struct import_bytes *file,
    size_t offset, size_t length);

#endif
