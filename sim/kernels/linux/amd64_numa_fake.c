/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/mm/numa_emulation.c of Linux 6.1, which is
 * mm/numa_emulation.c of 6.12 and 7.2.  Re-enacted, defects included: do not
 * improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux/amd64_numa.h"
#include "sim/kernels/linux_parameters.h"

#define NODE_BYTES_MIN ((uint64_t)32 << 20)	/* FAKE_NODE_MIN_SIZE */
#define DMA32_END ((bm_paddr)1 << 32)

struct emulation {
	struct linux_amd64 *amd64;
	struct numa_blocks physical;	/* what is not split yet */
	struct numa_blocks fake;
	uint64_t node_bytes;
	uint64_t big_count;		/* the first are larger by a step */
	uint64_t node_count;		/* nodes to begin anew after */
	uint64_t next;
};

/* What of [start, end) is no memory, in whole pages. */
static uint64_t
hole_bytes(const struct emulation *emulation, bm_paddr start, bm_paddr end)
{
	const struct linux_boot *boot = emulation->amd64->boot;
	const struct memblock_type *memory = &boot->memblock.memory;
	const uint64_t mask = boot->page_size - 1;
	uint64_t bytes;

	start = (start + mask) & ~mask;
	end &= ~mask;
	if (start >= end)
		return (0);
	bytes = end - start;
	for (size_t i = 0; i < memory->cnt; i++) {
		const bm_paddr base = memory->regions[i].base;
		const bm_paddr limit = base + memory->regions[i].size;
		const bm_paddr from = base > start ? base : start;
		const bm_paddr to = limit < end ? limit : end;

		if (from < to)
			bytes -= to - from;
	}
	return (bytes);
}

static uint64_t
memory_bytes(const struct emulation *emulation, bm_paddr start, bm_paddr end)
{
	return (end - start - hole_bytes(emulation, start, end));
}

/* Where a fake node ends that begins a block of memory. */
static bm_paddr
find_end(const struct emulation *emulation, const struct numa_block *block)
{
	bm_paddr end = block->start + emulation->node_bytes;

	if (emulation->next < emulation->big_count)
		end += NODE_BYTES_MIN;
	while (memory_bytes(emulation, block->start, end) <
	    emulation->node_bytes) {
		end += NODE_BYTES_MIN;
		if (end > block->end) {
			end = block->end;
			break;
		}
	}
	/* Too little below 4 GiB, or at all, would be left for the next. */
	if (end < DMA32_END && memory_bytes(emulation, end, DMA32_END) <
	    NODE_BYTES_MIN)
		end = DMA32_END;
	if (end >= block->end || memory_bytes(emulation, end, block->end) <
	    emulation->node_bytes)
		end = block->end;
	return (end);
}

/* emu_setup_memblk, of the first block that is left of a node. */
static void
split_off(struct emulation *emulation, size_t index)
{
	struct numa_block *block = &emulation->physical.entries[index];
	const struct numa_block fake = { block->start,
	    find_end(emulation, block),
	    (int32_t)(emulation->next++ % emulation->node_count) };

	linux_log(&emulation->amd64->boot->log, BM_LOG_MEMBLOCK,
	    "Faking node %" PRId32 " at [mem 0x%016" PRIx64 "-0x%016" PRIx64
	    "] (%" PRIu64 "MB)", fake.nid, fake.start, fake.end - 1,
	    (fake.end - fake.start) >> 20);
	emulation->fake.entries[emulation->fake.count++] = fake;
	block->start = fake.end;
	if (block->start >= block->end)
		numa_blocks_take_out(&emulation->physical, index);
}

/* Node by node, as often as there is memory left. */
static void
split_all(struct emulation *emulation)
{
	while (emulation->physical.count > 0 &&
	    emulation->fake.count < CAPTURE_NUMA_NODES_MAX) {
		int32_t nid = -1;

		for (;;) {
			size_t found = SIZE_MAX;

			for (size_t i = 0; i < emulation->physical.count; i++) {
				const struct numa_block *entries =
				    emulation->physical.entries;

				if (entries[i].nid > nid &&
				    (found == SIZE_MAX || entries[i].nid <
				    entries[found].nid))
					found = i;
			}
			if (found == SIZE_MAX || emulation->fake.count ==
			    CAPTURE_NUMA_NODES_MAX)
				break;
			nid = emulation->physical.entries[found].nid;
			split_off(emulation, found);
		}
	}
}

/* split_nodes_interleave: a number of nodes. */
static bool
plan_count(struct emulation *emulation, uint64_t count)
{
	const struct linux_amd64 *amd64 = emulation->amd64;
	const uint64_t page_size = amd64->boot->page_size;
	uint64_t bytes = memory_bytes(emulation, 0,
	    amd64->max_pfn * page_size);

	if (count == 0)
		return (false);
	if (count > CAPTURE_NUMA_NODES_MAX)
		count = CAPTURE_NUMA_NODES_MAX;
	bytes = bytes / page_size / count * page_size;
	emulation->big_count = bytes % NODE_BYTES_MIN * count /
	    NODE_BYTES_MIN;
	emulation->node_bytes = bytes - bytes % NODE_BYTES_MIN;
	emulation->node_count = count;
	return (emulation->node_bytes != 0);
}

/* split_nodes_size_interleave: nodes of a size. */
static bool
plan_size(struct emulation *emulation, uint64_t bytes)
{
	const struct linux_amd64 *amd64 = emulation->amd64;
	uint64_t least = memory_bytes(emulation, 0, amd64->max_pfn *
	    amd64->boot->page_size) / CAPTURE_NUMA_NODES_MAX;

	least = (least + NODE_BYTES_MIN - 1) / NODE_BYTES_MIN *
	    NODE_BYTES_MIN;
	if (least < NODE_BYTES_MIN)
		least = NODE_BYTES_MIN;
	if (bytes < least)
		bytes = least;
	emulation->node_bytes = bytes - bytes % NODE_BYTES_MIN;
	emulation->node_count = CAPTURE_NUMA_NODES_MAX;
	return (true);
}

static const char *
wanted(const struct linux_amd64 *amd64)
{
	static const char fake[] = "fake=";
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(amd64->boot), amd64->boot->log.arena);
	const char *name, *found = NULL;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "numa") == 0 && value != NULL &&
		    strncmp(value, fake, sizeof(fake) - 1) == 0)
			found = value + sizeof(fake) - 1;
	return (found);
}

struct numa_blocks
numa_fake_nodes(struct linux_amd64 *amd64, struct numa_blocks blocks,
    bool *ret_is_fake)
{
	struct arena *arena = amd64->boot->log.arena;
	const char *text = wanted(amd64), *end;
	struct emulation emulation = { .amd64 = amd64, .physical = blocks };
	bool is_size;

	*ret_is_fake = false;
	if (text == NULL || strchr(text, 'U') != NULL)
		return (blocks);
	is_size = strchr(text, 'M') != NULL || strchr(text, 'G') != NULL;
	if (is_size ? !plan_size(&emulation, linux_memparse(text, &end)) :
	    !plan_count(&emulation, linux_strtoull(text, &end)))
		return (blocks);
	emulation.physical.entries = arena_alloc(arena, blocks.count,
	    sizeof(blocks.entries[0]));
	memcpy(emulation.physical.entries, blocks.entries,
	    blocks.count * sizeof(blocks.entries[0]));
	emulation.fake.entries = arena_alloc(arena, CAPTURE_NUMA_NODES_MAX,
	    sizeof(emulation.fake.entries[0]));
	split_all(&emulation);
	*ret_is_fake = true;
	return (emulation.fake);
}
