/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"

#define CAPACITY_FIRST ((size_t)1 << 10)

char *
buffer_extend(struct buffer *buffer, size_t length)
{
	size_t wanted, capacity = buffer->capacity;

	if (length > SIZE_MAX / 4 - buffer->length)
		host_out_of_memory();
	wanted = buffer->length + length;
	while (capacity < wanted)
		capacity = capacity == 0 ? CAPACITY_FIRST : 2 * capacity;
	if (capacity != buffer->capacity) {
		char *larger = realloc(buffer->bytes, capacity);

		if (larger == NULL)
			host_out_of_memory();
		buffer->bytes = larger;
		buffer->capacity = capacity;
	}
	buffer->length = wanted;
	return (buffer->bytes + wanted - length);
}

void
buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
	if (length > 0)
		memcpy(buffer_extend(buffer, length), bytes, length);
}

void
buffer_free(struct buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct buffer){ .bytes = NULL };
}
