/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"

/*
 * A sanitizer sees what is written behind a table only if nothing of ours
 * lies there: then everything gets a chunk of its own.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHUNK_BYTES ((size_t)0)
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define CHUNK_BYTES ((size_t)0)
#endif
#ifndef CHUNK_BYTES
#define CHUNK_BYTES ((size_t)64 << 10)
#endif

struct chunk {
	struct chunk *next;
	size_t used_bytes;
	size_t capacity_bytes;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *chunks;	/* the one that is being filled comes first */
};

struct arena *
arena_new(void)
{
	return (host_allocate(1, sizeof(struct arena)));
}

void
arena_free(struct arena *arena)
{
	struct chunk *next;

	if (arena == NULL)
		return;
	for (struct chunk *chunk = arena->chunks; chunk != NULL;
	    chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

static struct chunk *
chunk_new(size_t capacity_bytes)
{
	struct chunk *chunk;

	if (capacity_bytes > SIZE_MAX - sizeof(*chunk))
		host_out_of_memory();
	/* Zeroed pages that are never touched cost the host nothing. */
	chunk = host_allocate(1, sizeof(*chunk) + capacity_bytes);
	chunk->capacity_bytes = capacity_bytes;
	return (chunk);
}

void *
arena_alloc(struct arena *arena, size_t count, size_t size)
{
	const size_t alignment = alignof(max_align_t);
	struct chunk *chunk = arena->chunks;
	size_t bytes;
	void *memory;

	if (size != 0 && count > (SIZE_MAX - alignment) / size)
		host_out_of_memory();
	bytes = (count * size + alignment - 1) / alignment * alignment;
	if (bytes > CHUNK_BYTES / 4) {
		/* A chunk of its own, behind the one that is being filled. */
		struct chunk *large = chunk_new(bytes);

		if (chunk == NULL)
			arena->chunks = large;
		else {
			large->next = chunk->next;
			chunk->next = large;
		}
		large->used_bytes = bytes;
		return (large->bytes);
	}
	if (chunk == NULL ||
	    bytes > chunk->capacity_bytes - chunk->used_bytes) {
		chunk = chunk_new(CHUNK_BYTES);
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	memory = chunk->bytes + chunk->used_bytes;
	chunk->used_bytes += bytes;
	return (memory);
}

char *
arena_copy_text(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1, 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return (copy);
}
