/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/of_reserved_mem.c and fdt.c of Linux 6.1.192 and
 * 6.12.117: what both have in common.  Re-enacted, defects included: do not
 * improve this.
 */
#include "sim/kernels/linux/reserved_mem.h"

#include <inttypes.h>

#include "sim/kernels/linux/linux.h"

#define MIB(size) ((size) >> 20)

void
reserved_mem_new(struct linux_boot *boot)
{
	boot->reserved_mem = (struct reserved_mem_array){
	    .entries = arena_alloc(boot->simulation->arena,
	    MAX_RESERVED_REGIONS, sizeof(boot->reserved_mem.entries[0])),
	    .total = MAX_RESERVED_REGIONS };
}

bool
reserved_mem_is_usable(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (fdt->has_reserved_ranges && fdt->has_reserved_cells)
		return (true);
	linux_log(&boot->log, BM_LOG_RESERVED_MEM,
	    "%sReserved memory: unsupported node format, ignoring",
	    boot->release->reserved_mem_prefix);
	return (false);
}

/* early_init_dt_reserve_memory */
static bool
reserve(struct linux_boot *boot, struct bm_extent extent, bool no_map,
    struct bm_origin origin)
{
	struct memblock *memblock = &boot->memblock;

	if (!no_map)
		return (memblock_reserve(memblock, extent.base, extent.length,
		    origin));
	if (memblock_overlaps_region(&memblock->memory, extent.base,
	    extent.length) && memblock_overlaps_region(&memblock->reserved,
	    extent.base, extent.length))
		return (false);
	return (memblock_mark_nomap(memblock, extent.base, extent.length));
}

void
reserved_mem_reserve_range(struct linux_boot *boot,
    const struct fdt_reserved *node, size_t index, struct bm_extent range)
{
	const struct bm_extent extent = linux_phys(boot, range);

	if (extent.length != 0 && reserve(boot, extent, node->no_map,
	    linux_origin(BM_SOURCE_FDT_RESERVED, index)))
		return;
	/* Who has panicked says no more. */
	if (linux_has_panicked(boot))
		return;
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "%sReserved memory: failed "
	    "to reserve memory for node '%s': base " LINUX_PA ", size %" PRIu64
	    " MiB", boot->release->reserved_mem_prefix, node->name,
	    LINUX_PA_OF(boot, extent.base), MIB(extent.length));
}

enum reserved_mem_reg
reserved_mem_reserve_reg(struct linux_boot *boot,
    const struct fdt_reserved *node, size_t index)
{
	if ((node->malformed & FDT_PROPERTY_REG) != 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "%sReserved memory: "
		    "invalid reg property in '%s', skipping node.",
		    boot->release->reserved_mem_prefix, node->name);
		return (REG_MALFORMED);
	}
	for (size_t i = 0; i < node->reg.count; i++)
		reserved_mem_reserve_range(boot, node, index,
		    node->reg.entries[i]);
	return (node->reg.count > 0 ? REG_GOOD : REG_NONE);
}

static uint64_t
size_of(const struct linux_boot *boot, const struct fdt_reserved *node)
{
	return (node->size & linux_address_max(boot));
}

/* early_init_dt_alloc_reserved_memory_arch; 0: there is no room. */
static bm_paddr
allocate(struct linux_boot *boot, const struct fdt_reserved *node,
    uint64_t align, bm_paddr start, bm_paddr end)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t size = size_of(boot, node);
	bm_paddr base;

	memblock_ask_for(memblock, node->name);
	base = memblock_phys_alloc_range(memblock, size,
	    align != 0 ? align : SMP_CACHE_BYTES, start,
	    end != 0 ? end : MEMBLOCK_ALLOC_ANYWHERE);
	if (base != 0 && node->no_map &&
	    !memblock_mark_nomap(memblock, base, size)) {
		(void)memblock_phys_free(memblock, base, size);
		memblock_note_release(memblock, node->name, base, size);
	}
	return (base);
}

static bool
touches(const struct reserved_mem *entry, bm_paddr address)
{
	return (address >= entry->base &&
	    address <= entry->base + entry->size);
}

/*
 * __reserved_mem_alloc_in_range: where the range begins or ends at what has
 * been stored already, the memory is taken from there.
 */
static bm_paddr
allocate_in_range(struct linux_boot *boot, const struct fdt_reserved *node,
    uint64_t align, bm_paddr start, bm_paddr end)
{
	struct memblock *memblock = &boot->memblock;
	const bool was_bottom_up = memblock->bottom_up;
	bool is_bottom_up = false, is_top_down = false;
	bm_paddr base;

	for (size_t i = 0; i < boot->reserved_mem.count; i++) {
		const struct reserved_mem *entry =
		    &boot->reserved_mem.entries[i];

		if (entry->size == 0)
			continue;
		is_bottom_up |= touches(entry, start);
		is_top_down |= touches(entry, end);
	}
	if (boot->release->reserved_mem.stays_together &&
	    is_bottom_up != is_top_down)
		memblock->bottom_up = is_bottom_up;
	base = allocate(boot, node, align, start, end);
	memblock->bottom_up = was_bottom_up;
	return (base);
}

static bm_paddr
allocate_somewhere(struct linux_boot *boot, const struct fdt_reserved *node,
    uint64_t align)
{
	const bm_paddr max = linux_address_max(boot);
	bm_paddr base = 0;

	/* Of ranges that are there and are none nothing is allocated. */
	if (node->alloc_ranges.count == 0)
		return ((node->empty & FDT_PROPERTY_ALLOC_RANGES) != 0 ? 0 :
		    allocate(boot, node, align, 0, 0));
	for (size_t i = 0; i < node->alloc_ranges.count && base == 0; i++) {
		const struct bm_extent range = node->alloc_ranges.entries[i];

		base = allocate_in_range(boot, node, align, range.base & max,
		    (range.base + range.length) & max);
	}
	return (base);
}

/* A property of the wrong length; the line ends differently for each. */
static bool
refuse_property(struct linux_boot *boot, const struct fdt_reserved *node,
    uint32_t property)
{
	if ((node->malformed & property) == 0)
		return (false);
	if (property == FDT_PROPERTY_ALLOC_RANGES)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "invalid alloc-ranges property in '%s', skipping node.",
		    node->name);
	else
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "invalid %s property in '%s' node.",
		    property == FDT_PROPERTY_SIZE ? "size" : "alignment",
		    node->name);
	return (true);
}

bool
reserved_mem_alloc_size(struct linux_boot *boot,
    const struct fdt_reserved *node, bm_paddr *ret_base, uint64_t *ret_size)
{
	const struct reserved_mem_revision *revision =
	    &boot->release->reserved_mem;
	const uint64_t pageblock = reserved_mem_pageblock_bytes(boot);
	uint64_t align = node->alignment & linux_address_max(boot);
	bm_paddr base;

	if (refuse_property(boot, node, FDT_PROPERTY_SIZE) ||
	    refuse_property(boot, node, FDT_PROPERTY_ALIGNMENT))
		return (false);
	if (reserved_mem_is_compatible(node, "shared-dma-pool") &&
	    node->reusable && !node->no_map && align < pageblock)
		align = pageblock;
	if (revision->accepts != NULL) {
		if (!revision->accepts(boot, node))
			return (false);
	} else if (refuse_property(boot, node, FDT_PROPERTY_ALLOC_RANGES))
		return (false);
	base = allocate_somewhere(boot, node, align);
	if (base == 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "failed to allocate memory for node '%s': size %" PRIu64
		    " MiB", node->name, MIB(size_of(boot, node)));
		return (false);
	}
	*ret_base = base;
	*ret_size = size_of(boot, node);
	return (true);
}

struct reserved_mem *
reserved_mem_save_node(struct linux_boot *boot,
    const struct fdt_reserved *node, size_t index, bm_paddr base,
    uint64_t size)
{
	struct reserved_mem_array *array = &boot->reserved_mem;

	if (array->count == array->total) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "not enough space for all defined regions.");
		return (NULL);
	}
	array->entries[array->count] = (struct reserved_mem){ node, index,
	    base, size, boot->memblock.kept_count };
	return (&array->entries[array->count++]);
}

void
reserved_mem_show(struct linux_boot *boot)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;
	const struct reserved_mem_array *array = &boot->reserved_mem;
	struct bm_reserved_mem *shown = arena_alloc(boot->simulation->arena,
	    array->count, sizeof(shown[0]));

	for (size_t i = 0; i < array->count; i++) {
		const struct reserved_mem *entry = &array->entries[i];
		const struct bm_extent extent = { entry->base, entry->size };
		struct bm_reserved_mem *next =
		    &shown[linux_world->reserved_mem_count];

		if (bm_extent_range(extent, &next->range) == BM_CLIP_ALL)
			continue;
		next->is_dynamic = entry->node->is_dynamic;
		next->is_no_map = entry->node->no_map;
		next->known_count = entry->known_count;
		next->origin = linux_origin(BM_SOURCE_FDT_RESERVED,
		    entry->index);
		linux_world->reserved_mem_count++;
	}
	facts_list_wishes(boot->simulation->capture, boot->simulation->arena,
	    &linux_world->wishes, &linux_world->wish_count);
	linux_world->has_reserved_mem = true;
	linux_world->reserved_mem = shown;
}
