/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows mm/percpu.c of Linux 6.1.176, 6.12.107 and 7.2.12, with pages of
 * 4 KiB: the first chunk of what each processor has of its own, on its NUMA
 * node.  Re-enacted, defects included: do not improve this.
 */
#include "core/page.h"
#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"

#define RESERVED_BYTES ((uint64_t)8192)	/* for modules */
#define DYNAMIC_BYTES ((uint64_t)28672)
#define MAP_UNIT_BYTES 4	/* what a bit of a map stands for */
#define BLOCK_BYTES 32		/* struct pcpu_block_meta, one a page */
#define LIST_BYTES 16
#define POINTER_BYTES 8

/* Processors of a node, whose memory lies together: how many groups. */
struct groups {
	uint64_t count;
	uint64_t cpus[LINUX_NODES_MAX];
	int32_t nids[LINUX_NODES_MAX];	/* in the order of their first one */
};

static void
add_cpu(struct groups *groups, int32_t nid)
{
	for (uint64_t i = 0; i < groups->count; i++)
		if (groups->nids[i] == nid) {
			groups->cpus[i]++;
			return;
		}
	groups->nids[groups->count] = nid;
	groups->cpus[groups->count++] = 1;
}

/* A processor of a node that is not there is of the first. */
static struct groups
find_groups(const struct linux_boot *boot)
{
	const struct fdt_tree *tree = &boot->simulation->capture->fdt.tree;
	const uint64_t cpus = linux_cpu_count(boot);
	struct groups groups = { .count = 0 };

	for (uint64_t i = 0; i < cpus; i++) {
		const uint32_t nid = i < tree->cpu_count ?
		    tree->cpu_nodes[i] : 0;

		add_cpu(&groups, nid < LINUX_NODES_MAX &&
		    (boot->nodes >> nid & 1) != 0 ? (int32_t)nid : 0);
	}
	return (groups);
}

static bm_paddr
allocate_aligned(struct linux_boot *boot, uint64_t bytes, uint64_t align,
    bm_paddr goal, int32_t nid)
{
	memblock_ask_for(&boot->memblock, "per-cpu areas");
	return (memblock_alloc_range_nid(&boot->memblock, bytes, align, goal,
	    MEMBLOCK_ALLOC_ACCESSIBLE, nid, false));
}

static bm_paddr
allocate(struct linux_boot *boot, uint64_t bytes)
{
	return (allocate_aligned(boot, bytes, SMP_CACHE_BYTES, 0,
	    BM_MEMBLOCK_NO_NODE));
}

/* pcpu_alloc_first_chunk: size bytes that begin at offset in the unit. */
static void
take_chunk(struct linux_boot *boot, const struct linux_own *own,
    uint64_t offset, uint64_t size)
{
	const uint64_t pages = bm_page_round(offset % boot->page_size + size,
	    boot->page_size) / boot->page_size;
	const uint64_t map_bits = pages * boot->page_size / MAP_UNIT_BYTES;

	(void)allocate(boot, own->percpu_chunk_bytes);
	(void)allocate(boot, map_bits / 8);
	/* One bit more than there are units, in words. */
	(void)allocate(boot, map_bits / 8 + POINTER_BYTES);
	(void)allocate(boot, pages * BLOCK_BYTES);
}

/* A list for each power of two, and four besides. */
static uint64_t
list_count(uint64_t unit_bytes)
{
	uint64_t bits = 0;

	while (unit_bytes >> bits != 0)
		bits++;
	return (bits - 5 + 2 + 4);
}

/* pcpu_setup_first_chunk */
static void
set_up_chunks(struct linux_boot *boot, const struct linux_own *own,
    uint64_t unit_bytes, uint64_t group_count)
{
	const uint64_t cpus = linux_cpu_count(boot);
	const uint64_t dynamic = own->percpu_static_bytes + RESERVED_BYTES;

	(void)allocate(boot, group_count * POINTER_BYTES);	/* offsets */
	(void)allocate(boot, group_count * POINTER_BYTES);	/* and sizes */
	(void)allocate(boot, cpus * sizeof(uint32_t));
	(void)allocate(boot, cpus * POINTER_BYTES);
	(void)allocate(boot, list_count(unit_bytes) * LIST_BYTES);
	take_chunk(boot, own, own->percpu_static_bytes, RESERVED_BYTES);
	take_chunk(boot, own, dynamic, unit_bytes - dynamic);
}

void
linux_percpu_init(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t page = boot->page_size;
	const uint64_t unit_bytes = bm_page_round(own->percpu_static_bytes +
	    RESERVED_BYTES + DYNAMIC_BYTES, page);
	const bm_paddr info = allocate_aligned(boot, page, page, 0,
	    BM_MEMBLOCK_NO_NODE);
	const bm_paddr areas = allocate(boot, page);
	const struct groups groups = find_groups(boot);

	for (uint64_t i = 0; i < groups.count; i++)
		(void)allocate_aligned(boot, groups.cpus[i] * unit_bytes,
		    page, linear_start, groups.nids[i]);
	set_up_chunks(boot, own, unit_bytes, groups.count);
	(void)memblock_phys_free(memblock, info, page);
	(void)memblock_phys_free(memblock, areas, page);
}
