/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Bytes that grow.  One that is zeroed is empty.  When the host is out of
 * memory the program ends.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

struct buffer {
	char *bytes;
	size_t length;
	size_t capacity;
};

/* Appends length bytes. */
void buffer_add(struct buffer *buffer, const void *bytes, size_t length);

/* The same, but the bytes are for the caller to fill in. */
char *buffer_extend(struct buffer *buffer, size_t length);

void buffer_free(struct buffer *buffer);

#endif
