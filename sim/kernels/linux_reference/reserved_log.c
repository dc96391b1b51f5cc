/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>

#include "sim/kernels/linux_reference/reserved.h"

#define PREFIX "OF: reserved mem: "
#define MIB(bytes) ((bytes) >> 20)
#define KIB(bytes) ((bytes) >> 10)

/* Pairs that overlap are told up to so many for each region. */
#define OVERLAPS_TOLD 16

static const struct fdt_reserved *
node_of(const struct reference_linux *boot, struct bm_origin origin)
{
	return (&boot->simulation->capture->fdt.reserved[origin.index]);
}

/* The first property of a dynamic node that cannot be read. */
static void
log_malformed(struct reference_linux *boot, const struct fdt_reserved *node)
{
	static const char *const names[] = { "size", "alignment" };
	static const uint32_t properties[] = { FDT_PROPERTY_SIZE,
	    FDT_PROPERTY_ALIGNMENT };

	for (size_t i = 0; i < 2; i++)
		if ((node->malformed & properties[i]) != 0) {
			linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
			    "invalid %s property in '%s' node.", names[i],
			    node->name);
			return;
		}
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX "invalid "
	    "alloc-ranges property in '%s', skipping node.", node->name);
}

static void
log_malformed_reg(struct reference_linux *boot,
    const struct fdt_reserved *node)
{
	if ((node->malformed & FDT_PROPERTY_REG) != 0)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
		    "Reserved memory: invalid reg property in '%s', skipping "
		    "node.", node->name);
}

void
reference_linux_log_scan(struct reference_linux *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (!reference_linux_has_tree(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (!fdt_reserved_is_enabled(node))
			continue;
		log_malformed_reg(boot, node);
		for (size_t j = 0; j < node->reg.count; j++)
			if (node->reg.entries[j].length == 0)
				linux_log(&boot->log, BM_LOG_RESERVED_MEM,
				    PREFIX "Reserved memory: failed to "
				    "reserve memory for node '%s': base 0x%016"
				    PRIx64 ", size 0 MiB", node->name,
				    node->reg.entries[j].base);
	}
}

static bool
log_cma_pool(struct reference_linux *boot, struct bm_range range)
{
	const uint64_t bytes = bm_range_bytes(range);

	if (((range.start | bytes) & (CMA_ALIGN_BYTES - 1)) != 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "cma: Reserved "
		    "memory: incorrect alignment of CMA region");
		return (false);
	}
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "cma: Reserved memory: "
	    "created CMA memory pool at 0x%016" PRIx64 ", size %" PRIu64
	    " MiB", range.start, MIB(bytes));
	return (true);
}

static bool
log_pool(struct reference_linux *boot, const char *what,
    struct bm_range range)
{
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "%s pool at 0x%016" PRIx64
	    ", size %" PRIu64 " MiB", what, range.start,
	    MIB(bm_range_bytes(range)));
	return (true);
}

/*
 * Which driver takes the region.  What none takes stays reserved: it has its
 * entry in the array.
 */
static void
log_driver(struct reference_linux *boot, const struct fdt_reserved *node,
    struct bm_range range, bool is_no_map)
{
	const bool is_shared = reference_linux_is_compatible(node, "shared-dma-pool");
	const bool is_restricted = reference_linux_is_compatible(node, "restricted-dma-pool");
	bool is_taken = false;

	if (!is_shared && !is_restricted)
		return;
	if (is_shared && node->reusable && !is_no_map)
		is_taken = log_cma_pool(boot, range);
	else if (is_shared && !node->reusable)
		is_taken = log_pool(boot, "Reserved memory: created DMA "
		    "memory", range);
	else if (is_restricted && !node->reusable && !is_no_map)
		is_taken = log_pool(boot, "software IO TLB: Reserved memory: "
		    "created restricted DMA", range);
	if (is_taken)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
		    "initialized node %s, compatible id %s", node->name,
		    is_shared ? "shared-dma-pool" : "restricted-dma-pool");
	else
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
		    "node %s compatible matching fail", node->name);
}

static void
log_region(struct reference_linux *boot, const struct fdt_reserved *node,
    struct bm_range range, bool is_no_map)
{
	log_driver(boot, node, range, is_no_map);
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX "0x%016" PRIx64
	    "..0x%016" PRIx64 " (%" PRIu64 " KiB) %s %s %s", range.start,
	    bm_range_last(range), KIB(bm_range_bytes(range)),
	    is_no_map ? "nomap" : "map",
	    node->reusable ? "reusable" : "non-reusable", node->name);
}

static void
log_dynamic(struct reference_linux *boot, const struct fdt_reserved *node,
    const struct bm_reserved_dynamic *dynamic)
{
	struct bm_range range = dynamic->range;

	if (dynamic->status != BM_OK) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX "failed to "
		    "allocate memory for node '%s': size %" PRIu64 " MiB",
		    node->name, MIB(node->size));
		return;
	}
	range.end = range.start + node->size;
	log_region(boot, node, range, node->no_map);
}

void
reference_linux_log_placed(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;
	const struct bm_reserved_dynamic *next = reserved->temporary;

	if (!reference_linux_has_tree(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (!fdt_reserved_is_enabled(node) || !node->is_dynamic)
			continue;
		if (node->malformed != 0)
			log_malformed(boot, node);
		else
			log_dynamic(boot, node, next++);
	}
}

static void
log_static(struct reference_linux *boot, const struct bm_reserved_node *node)
{
	for (size_t i = 0; i < node->tuple_count; i++) {
		const struct bm_reserved_tuple *tuple = &node->tuples[i];
		struct bm_range range;

		if (tuple->outcome == BM_RESERVED_NOTHING)
			continue;
		(void)bm_extent_range(tuple->extent, &range);
		log_region(boot, node_of(boot, node->origin), range,
		    node->is_no_map && tuple->outcome != BM_RESERVED_IN_USE);
	}
}

static void
log_overlaps(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved)
{
	size_t left = OVERLAPS_TOLD * reserved->region_count;
	struct bm_reserved_overlap pair = { 0, 0 };

	for (; bm_reserved_mem_next_overlap(reserved, &pair); left--) {
		const struct bm_reserved_region *first =
		    &reserved->regions[pair.first];
		const struct bm_reserved_region *second =
		    &reserved->regions[pair.second];

		if (left == 0) {
			linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
			    "there are more that overlap");
			return;
		}
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
		    "OVERLAP DETECTED!\n"
		    "%s (0x%016" PRIx64 "--0x%016" PRIx64 ") overlaps with "
		    "%s (0x%016" PRIx64 "--0x%016" PRIx64 ")",
		    node_of(boot, first->origin)->name, first->range.start,
		    first->range.end, node_of(boot, second->origin)->name,
		    second->range.start, second->range.end);
	}
}

void
reference_linux_log_regions(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;
	size_t next = 0;

	if (!reference_linux_has_tree(boot))
		return;
	if (!fdt->has_reserved_memory)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX
		    "Reserved memory: No reserved-memory node in the DT");
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		if (fdt_reserved_is_enabled(&fdt->reserved[i]))
			log_malformed_reg(boot, &fdt->reserved[i]);
		if (next == reserved->node_count ||
		    reserved->nodes[next].origin.index != i)
			continue;
		if (!reserved->nodes[next].is_dynamic)
			log_static(boot, &reserved->nodes[next]);
		next++;
	}
	log_overlaps(boot, reserved);
}

void
reference_linux_log_no_array(struct reference_linux *boot)
{
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, PREFIX "Failed to allocate "
	    "memory for reserved_mem array with err: -12");
}
