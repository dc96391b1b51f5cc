/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * /proc/iomem of the reference: of e820's entries on x86, elsewhere of the boot
 * allocator's memory and reservations.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux_reference/efi.h"
#include "sim/kernels/linux_reference/tree.h"

#define MEGABYTE (UINT64_C(1) << 20)

static const char *
name_of_type(uint32_t type)
{
	switch (type) {
	case E820_RAM:
		return ("System RAM");
	case E820_ACPI:
		return ("ACPI Tables");
	case E820_NVS:
		return ("ACPI Non-volatile Storage");
	case E820_UNUSABLE:
		return ("Unusable memory");
	case E820_PRAM:
		return ("Persistent Memory (legacy)");
	case E820_PMEM:
		return ("Persistent Memory");
	case E820_RESERVED:
		return ("Reserved");
	case E820_SOFT_RESERVED:
		return ("Soft Reserved");
	default:
		return ("Unknown E820 type");
	}
}

/* Where firmware may have stolen the end of a memory bank. */
static uint64_t
ram_alignment(bm_paddr end)
{
	if (end < MEGABYTE)
		return (MEGABYTE / 16);
	return (end < 16 * MEGABYTE ? MEGABYTE : 64 * MEGABYTE);
}

static void
buffer_ram(struct reference_linux *boot, const struct bm_rset *outer,
    struct reference_tree *tree)
{
	const struct bm_rset *map = &boot->e820.map;
	bm_paddr buffered = 0;	/* holes below have been looked at */

	for (size_t i = 0; i < map->count; i++) {
		const bm_paddr end = map->entries[i].range.end;
		bm_paddr last;

		if (map->entries[i].tags != E820_RAM || end == 0)
			continue;
		last = end + (ram_alignment(end) - 1);
		last = last < end ? BM_PADDR_LAST :
		    last / ram_alignment(end) * ram_alignment(end) - 1;
		if (end > last)
			continue;
		linux_log(&boot->log, BM_LOG_E820, "e820: reserve RAM buffer "
		    "[mem 0x%08" PRIx64 "-0x%08" PRIx64 "]", end, last);
		/* Several ends may have one border above. */
		if (last >= buffered) {
			reference_tree_put_holes(tree, outer, bm_range_closed(
			    end > buffered ? end : buffered, last),
			    "RAM buffer");
			buffered = last + 1;
		}
		if (last == BM_PADDR_LAST)
			return;
	}
}

/* e820 is refused nothing. */
static struct bm_rset
list_ram(const struct reference_linux *boot)
{
	const struct bm_rset *map = &boot->e820.map;
	struct bm_rset set = reference_linux_new_set(boot, map->count);

	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].tags == E820_RAM)
			set.entries[set.count++] = map->entries[i];
	return (set);
}

static void
list_x86(struct reference_linux *boot)
{
	const struct bm_rset *map = &boot->e820.map;
	/* Each has one hole behind it; what ends a hole's window, one more. */
	struct reference_tree tree = reference_tree_new(boot, map, 3 *
	    (map->count + 1 + boot->simulation->capture->iomem_claim_count));
	struct bm_rset outer;

	for (size_t i = 0; i < map->count; i++)
		reference_tree_put(&tree, map->entries[i].range,
		    name_of_type(map->entries[i].tags),
		    map->entries[i].origin);
	reference_tree_put_claims(&tree);
	reference_tree_nest(&tree);
	outer = reference_tree_level(&tree, 0);
	buffer_ram(boot, &outer, &tree);
	reference_tree_nest(&tree);
	boot->simulation->world.linux_world.iomem.ram = list_ram(boot);
}

/* Memory that is mapped, and all of it. */
static void
list_memory(const struct reference_linux *boot, struct bm_rset *ret_ram,
    struct bm_rset *ret_memory)
{
	const struct bm_memblock_list *memory =
	    &boot->simulation->world.linux_world.memblock_final.memory;

	*ret_ram = reference_linux_new_set(boot, memory->count);
	*ret_memory = reference_linux_new_set(boot, memory->count);
	for (size_t i = 0; i < memory->count; i++) {
		const struct bm_rset_entry entry = {
		    memory->regions[i].range, memory->regions[i].flags,
		    memory->regions[i].origin };

		ret_memory->entries[ret_memory->count++] = entry;
		if ((entry.tags & BM_MEMBLOCK_NOMAP) == 0)
			ret_ram->entries[ret_ram->count++] = entry;
	}
}

/*
 * The pages of memory that are reserved, as far as nobody holds them; a page
 * that two reservations share is the first one's.
 */
static void
put_reserved(struct reference_linux *boot, struct reference_tree *tree,
    const struct bm_rset *memory)
{
	const struct bm_memblock_list *reserved =
	    &boot->simulation->world.linux_world.memblock_final.reserved;
	const struct bm_rset held = reference_tree_level(tree, 1);
	bm_paddr next = 0;	/* pages below have been looked at */

	for (size_t i = 0; i < reserved->count; i++) {
		struct bm_range pages = bm_page_outward(
		    reserved->regions[i].range, boot->page_size);

		if (bm_range_last(pages) < next)
			continue;
		if (pages.start < next)
			pages.start = next;
		for (size_t j = bm_rset_search(memory, pages.start);
		    j < memory->count && bm_range_overlaps(
		    memory->entries[j].range, pages); j++)
			reference_tree_put_holes(tree, &held, bm_range_common(
			    memory->entries[j].range, pages),
			    boot->arch->reserved_name);
		if (pages.end == 0)
			return;
		next = pages.end;
	}
}

/* Memory for a special purpose, which is its driver's. */
static void
claim_special(struct reference_linux *boot, struct reference_tree *tree)
{
	const struct bm_world *world = &boot->simulation->world;
	const struct efi_map *efi = &boot->simulation->capture->efi;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		/* What machine mode keeps has the origin, not the flags. */
		if (fact->origin.source == BM_SOURCE_EFI_MAP &&
		    fact->clip != BM_CLIP_ALL &&
		    fact->flags != BM_FACT_RESERVED &&
		    (efi->entries[fact->origin.index].attributes &
		    EFI_MEMORY_SP) != 0)
			reference_tree_claim(tree, fact->range,
			    "Soft Reserved", fact->origin);
	}
}

static void
list_others(struct reference_linux *boot)
{
	const struct bm_linux *linux_world =
	    &boot->simulation->world.linux_world;
	const char *reserved_name = boot->arch->reserved_name;
	struct bm_rset ram, memory;
	struct reference_tree tree;

	list_memory(boot, &ram, &memory);
	tree = reference_tree_new(boot, &memory, 2 * (memory.count + 1 +
	    boot->simulation->capture->iomem_claim_count +
	    boot->simulation->capture->efi.count) +
	    linux_world->memblock_final.reserved.count);
	for (size_t i = 0; i < memory.count; i++)
		if ((memory.entries[i].tags & BM_MEMBLOCK_NOMAP) == 0)
			reference_tree_put(&tree, memory.entries[i].range,
			    "System RAM", memory.entries[i].origin);
		else if (reserved_name != NULL)
			reference_tree_put(&tree, memory.entries[i].range,
			    reserved_name, memory.entries[i].origin);
	claim_special(boot, &tree);
	reference_tree_put_claims(&tree);
	reference_tree_nest(&tree);
	if (reserved_name != NULL) {
		put_reserved(boot, &tree, &memory);
		reference_tree_nest(&tree);
	}
	boot->simulation->world.linux_world.iomem.ram = ram;
}

void
reference_linux_list_resources(struct reference_linux *boot)
{
	if (boot->simulation->world.linux_world.e820.entries != NULL)
		list_x86(boot);
	else
		list_others(boot);
}
