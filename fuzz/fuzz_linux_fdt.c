/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Device tree blobs through all of Linux's reserved memory: what the reader
 * makes of them boots in every release, and in the reference, on every
 * architecture that has device trees.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/linux_judge.h"
#include "sim/read/fdt.h"

static void
boot(const struct fdt_map *map, struct arena *arena)
{
	static const enum arch archs[] = { ARCH_ARM64, ARCH_ARM,
	    ARCH_RISCV64 };
	char name[] = "blob";
	struct capture capture = { .arena = arena, .name = name,
	    .page_size = 4096, .fdt = *map };

	capture.fdt.is_present = true;
	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++) {
		capture.arch = archs[i];
		linux_require(&capture, NULL, NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	/* malloc(3) aligns; what the engine hands over need not be. */
	uint8_t *blob = fuzz_allocate(length, 1);
	struct arena *arena = arena_new();
	struct fdt_map map = { 0 };
	struct read_error error = { .length = 0 };

	fuzz_digest = 0;
	memcpy(blob, bytes, length);
	if (fdt_map_decode("input", blob, length, arena, &map, &error))
		boot(&map, arena);
	arena_free(arena);
	free(blob);
	return (0);
}
