/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Memory that is given back all at once.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/*
 * count elements of size bytes, zeroed, aligned for any object; lives as long
 * as the arena.  Never NULL: when the host is out of memory the program ends
 * with exit status 4 and says so.
 */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* A copy of length bytes of text with a NUL behind it. */
char *arena_copy_text(struct arena *arena, const char *text, size_t length);

#endif
