/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Device tree blobs: decoding ends, finds no more than the blob has room
 * for, finds the same twice, and what it finds boots as the reference.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/judge.h"
#include "sim/read/fdt.h"

/* A range of one cell each, and the least node, both take 8 bytes. */
#define BLOB_BYTES_EACH 8

static bool
list_is_same(const struct extent_list *a, const struct extent_list *b)
{
	return (a->count == b->count && (a->count == 0 ||
	    memcmp(a->entries, b->entries,
	    a->count * sizeof(a->entries[0])) == 0));
}

static bool
text_is_same(const char *a, const char *b)
{
	return (a == NULL || b == NULL ? a == b : strcmp(a, b) == 0);
}

static void
require_same_node(const struct fdt_reserved *a, const struct fdt_reserved *b)
{
	FUZZ_REQUIRE(text_is_same(a->name, b->name));
	FUZZ_REQUIRE(text_is_same(a->compatible, b->compatible));
	FUZZ_REQUIRE(text_is_same(a->status, b->status));
	FUZZ_REQUIRE(a->malformed == b->malformed);
	FUZZ_REQUIRE(a->is_dynamic == b->is_dynamic && a->size == b->size);
	FUZZ_REQUIRE(a->alignment == b->alignment);
	FUZZ_REQUIRE(a->no_map == b->no_map && a->reusable == b->reusable);
	FUZZ_REQUIRE(a->is_cma_default == b->is_cma_default);
	FUZZ_REQUIRE(list_is_same(&a->reg, &b->reg));
	FUZZ_REQUIRE(list_is_same(&a->alloc_ranges, &b->alloc_ranges));
}

static void
require_same(const struct fdt_map *a, const struct fdt_map *b)
{
	FUZZ_REQUIRE(list_is_same(&a->memory, &b->memory));
	FUZZ_REQUIRE(list_is_same(&a->memreserve, &b->memreserve));
	FUZZ_REQUIRE(a->usable_memory_range.is_present ==
	    b->usable_memory_range.is_present);
	FUZZ_REQUIRE(a->has_reserved_memory == b->has_reserved_memory);
	FUZZ_REQUIRE(a->has_reserved_ranges == b->has_reserved_ranges);
	FUZZ_REQUIRE(a->has_reserved_cells == b->has_reserved_cells);
	FUZZ_REQUIRE(a->reserved_count == b->reserved_count);
	for (size_t i = 0; i < a->reserved_count; i++)
		require_same_node(&a->reserved[i], &b->reserved[i]);
}

static void
require_bounded(const struct fdt_map *map, size_t length)
{
	const size_t bound = length / BLOB_BYTES_EACH;

	FUZZ_REQUIRE(map->memory.count <= bound);
	FUZZ_REQUIRE(map->memreserve.count <= bound);
	FUZZ_REQUIRE(map->reserved_count <= bound);
	for (size_t i = 0; i < map->reserved_count; i++) {
		FUZZ_REQUIRE(map->reserved[i].reg.count <= bound);
		FUZZ_REQUIRE(map->reserved[i].alloc_ranges.count <= bound);
	}
	FUZZ_REQUIRE(fdt_map_entry_count(map) <= 4 * bound);
}

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
		require_same(&map, &second);
		require_bounded(&map, length);
		boot(&map, arena);
	}
	arena_free(arena);
	free(blob);
	return (0);
}
