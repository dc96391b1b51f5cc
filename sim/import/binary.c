/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/binary.h"

#include "core/contract.h"

uint64_t
binary_number(const unsigned char *bytes, size_t byte_count)
{
	uint64_t number = 0;

	while (byte_count-- > 0)
		number = number << 8 | bytes[byte_count];
	return (number);
}

uint64_t
binary_at(const struct import_bytes *file, size_t offset, size_t byte_count)
{
	if (offset > file->length || byte_count > file->length - offset)
		return (0);
	return (binary_number(file->bytes + offset, byte_count));
}

bool
binary_refuse(const struct import_bytes *file, size_t offset,
    struct read_error *ret_error, const char *format, ...)
{
	va_list arguments;

	read_error_file(ret_error, file->name, "offset 0x%zx: ",
	    file->offset + offset);
	va_start(arguments, format);
	read_error_add_list(ret_error, format, arguments);
	va_end(arguments);
	return (false);
}

struct import_bytes
binary_part(const struct import_bytes *file, size_t offset, size_t length)
{
	struct import_bytes part = *file;

	BM_CONTRACT(offset <= file->length && length <= file->length - offset);
	part.bytes += offset;
	part.offset += offset;
	part.length = length;
	return (part);
}
