/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Device tree blobs: decoding ends, finds no more than the blob has room
 * for, finds the same twice, what it finds is written and read as the same,
 * and boots as the reference.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/judge.h"
#include "fuzz/written.h"
#include "sim/read/fdt.h"

/* A range of one cell takes 4 bytes, and the least node 8. */
#define BLOB_BYTES_EACH 4

static void
require_bounded(const struct fdt_map *map, size_t length)
{
	const size_t bound = length / BLOB_BYTES_EACH;

	FUZZ_REQUIRE(map->memory.count <= bound);
	FUZZ_REQUIRE(map->memreserve.count <= bound);
	FUZZ_REQUIRE(map->reserved_count <= bound);
	FUZZ_REQUIRE(map->for_linux.memory_count <= bound);
	for (size_t i = 0; i < map->reserved_count; i++) {
		FUZZ_REQUIRE(map->reserved[i].reg.count <= bound);
		FUZZ_REQUIRE(map->reserved[i].alloc_ranges.count <= bound);
	}
	FUZZ_REQUIRE(fdt_map_entry_count(map) <= 4 * bound);
}

/* All of it has words, which say the same again. */
static struct capture
capture_of(const struct fdt_map *map, struct arena *arena)
{
	static char name[] = "blob";

	return ((struct capture){ .arena = arena, .name = name,
	    .page_size = 4096, .arch = ARCH_ARM64, .fdt = *map });
}

static void
require_same(const struct fdt_map *a, const struct fdt_map *b,
    struct arena *arena)
{
	const struct capture first = capture_of(a, arena);
	const struct capture second = capture_of(b, arena);

	require_same_json(&first, &second);
	require_same_written(&first);
	require_true_exports(&first);
}

static void
boot(const struct fdt_map *map, struct arena *arena)
{
	static const enum arch archs[] = { ARCH_ARM64, ARCH_ARM,
	    ARCH_RISCV64 };
	struct capture capture = capture_of(map, arena);

	for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++) {
		capture.arch = archs[i];
		FUZZ_REQUIRE(judge_capture(&capture));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	/* malloc(3) aligns; what the engine hands over need not be. */
	uint8_t *blob = fuzz_allocate(length, 1);
	struct arena *arena = arena_new();
	struct fdt_map map = { 0 }, second = { 0 };
	struct read_error error = { .length = 0 };
	bool is_good;

	fuzz_digest = 0;
	memcpy(blob, bytes, length);
	is_good = fdt_map_decode("input", blob, length, arena, &map, &error);
	FUZZ_REQUIRE(is_good || error.length > 0);
	FUZZ_REQUIRE(fdt_map_decode("input", blob, length, arena, &second,
	    &error) == is_good);
	FUZZ_REQUIRE(memcmp(blob, bytes, length) == 0);
	fuzz_note(is_good);
	if (is_good) {
		require_same(&map, &second, arena);
		require_bounded(&map, length);
		boot(&map, arena);
	}
	arena_free(arena);
	free(blob);
	return (0);
}
