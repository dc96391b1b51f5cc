/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t fuzz_digest;

/* A step of FNV-1a, with whole words. */
void
fuzz_note(uint64_t value)
{
	fuzz_digest = (fuzz_digest ^ value) * UINT64_C(0x100000001b3);
	fuzz_digest ^= fuzz_digest >> 32;
}

void
fuzz_fail(const char *file, int line, const char *text)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
	abort();
}

void *
fuzz_allocate(size_t count, size_t size)
{
	/* malloc(3) may answer NULL for nothing. */
	size_t bytes = count * size == 0 ? 1 : count * size;
	void *memory = malloc(bytes);

	if (memory == NULL)
		fuzz_fail(__FILE__, __LINE__, "there is memory");
	memset(memory, 0xa5, bytes);
	return (memory);
}
