/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the reference takes for memory, what it leaves out of the kernel's map
 * and what it never hands out, by what the input says and nothing else: the
 * order of the entries cannot show.
 */
#include "core/page.h"
#include "sim/kernels/linux_reference/reference.h"
#include "sim/kernels/linux_reference/efi.h"

/* BIOSes scribble there. */
#define LOW_MEMORY ((struct bm_range){ 0, 0x10000 })

/* What a fact makes of its bytes. */
enum {
	IS_MEMORY = 1 << 0,
	IS_NO_MAP = 1 << 1,	/* in whole pages */
	IS_KEPT = 1 << 2,
};

/* Firmware's own memory is in the map of nobody but firmware. */
static unsigned
uses_of_descriptor(const struct efi_descriptor *descriptor)
{
	const uint64_t attributes = descriptor->attributes;
	const bool is_cached = (attributes & EFI_MEMORY_WB) != 0;
	const bool is_memory = (attributes & (EFI_MEMORY_WB | EFI_MEMORY_WT |
	    EFI_MEMORY_WC)) != 0 && (attributes & EFI_MEMORY_SP) == 0;
	unsigned uses = is_memory ? IS_MEMORY : 0;

	if (efi_is_for_the_kernel(descriptor))
		return (is_cached ? uses : uses | IS_NO_MAP);
	if (descriptor->type == EFI_ACPI_RECLAIM_MEMORY && is_cached)
		return (uses | IS_KEPT);
	return (uses | IS_NO_MAP);
}

/* The core's stages and e820 see to those of theirs. */
static bool
is_for_others(const struct reference_linux *boot, enum bm_source source)
{
	return (source == BM_SOURCE_FDT_MEMRESERVE ||
	    source == BM_SOURCE_FDT_RESERVED || source == BM_SOURCE_E820 ||
	    (boot->arch->is_x86 && source == BM_SOURCE_EFI_MAP));
}

static unsigned
uses_of_fact(const struct reference_linux *boot, const struct bm_fact *fact)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;
	const uint32_t no_map = BM_FACT_RESERVED | BM_FACT_NO_READ;

	if (fact->clip == BM_CLIP_ALL || fact->clip == BM_CLIP_UNREADABLE ||
	    is_for_others(boot, fact->origin.source))
		return (0);
	/* What machine mode keeps has the origin, not the flags. */
	if (fact->origin.source == BM_SOURCE_EFI_MAP &&
	    fact->flags != BM_FACT_RESERVED)
		return (uses_of_descriptor(&efi->entries[fact->origin.index]));
	if ((fact->flags & BM_FACT_USABLE) != 0)
		return (IS_MEMORY);
	if ((fact->flags & no_map) == no_map)
		return (IS_NO_MAP);
	return ((fact->flags & (BM_FACT_RESERVED | BM_FACT_IN_USE)) != 0 ?
	    IS_KEPT : 0);
}

static void
append(struct bm_rset *set, struct bm_range range, struct bm_origin origin)
{
	const struct bm_rset_entry entry = { range, 0, origin };

	reference_linux_must(bm_rset_append(set, &entry));
}

/* The pages of loaded files, which have to stay in the map. */
static struct bm_rset
list_loaded_pages(const struct reference_linux *boot)
{
	const struct bm_world *world = &boot->simulation->world;
	struct bm_rset loaded = reference_linux_new_set(boot,
	    world->fact_count);

	for (size_t i = 0; i < world->fact_count; i++)
		if ((world->facts[i].flags & BM_FACT_IN_USE) != 0)
			append(&loaded, bm_page_outward(world->facts[i].range,
			    boot->page_size), world->facts[i].origin);
	bm_rset_normalize(&loaded);
	return (loaded);
}

/*
 * EFI's memory is of whole pages; the initrd will be freed by pages, which on
 * x86 the loader sees to.
 */
static bool
is_kept_in_pages(const struct reference_linux *boot,
    const struct bm_fact *fact)
{
	return (!boot->arch->is_x86 &&
	    (fact->origin.source == BM_SOURCE_EFI_MAP ||
	    fact->origin.source == BM_SOURCE_INITRD));
}

/* What is on the way to boot->memory. */
struct found {
	struct bm_rset bytes;	/* of RAM, to be cut down to whole pages */
	struct bm_rset hidden;	/* pages of memory that are no-map */
	struct bm_rset loaded;	/* pages, which have to stay in the map */
};

/* Sorts what the facts say. */
static void
sort_facts(struct reference_linux *boot, struct found *found)
{
	const struct bm_world *world = &boot->simulation->world;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];
		const unsigned uses = uses_of_fact(boot, fact);
		const struct bm_range pages = bm_page_outward(fact->range,
		    boot->page_size);

		if ((uses & IS_NO_MAP) != 0)
			append(&boot->no_map, pages, fact->origin);
		if ((uses & IS_KEPT) != 0)
			append(&boot->kept, is_kept_in_pages(boot, fact) ?
			    pages : fact->range, fact->origin);
		if ((uses & IS_MEMORY) == 0)
			continue;
		/* Firmware's last page is firmware's to its end. */
		if ((uses & IS_NO_MAP) != 0)
			append(&found->hidden, pages, fact->origin);
		if ((fact->flags & BM_FACT_RAM) != 0)
			append(&found->bytes, fact->range, fact->origin);
	}
}

static void
sort_e820(struct reference_linux *boot, struct found *found)
{
	const struct bm_rset *map = &boot->e820.map;

	for (size_t i = 0; i < map->count; i++) {
		const struct bm_rset_entry *entry = &map->entries[i];

		if (entry->tags == E820_RAM)
			append(&found->bytes, entry->range, entry->origin);
		if (entry->tags == E820_SOFT_RESERVED)
			append(&boot->kept, entry->range, entry->origin);
	}
	append(&boot->kept, LOW_MEMORY,
	    reference_linux_origin(BM_SOURCE_NONE, 0));
}

/* x86: memmap= may call RAM what firmware keeps; it is not handed out. */
static void
keep_contested(struct reference_linux *boot)
{
	const struct bm_world *world = &boot->simulation->world;
	struct bm_rset reserved = reference_linux_new_set(boot,
	    world->fact_count);
	struct bm_rset contested = reference_linux_new_set(boot,
	    world->fact_count + boot->memory.count);

	for (size_t i = 0; i < world->fact_count; i++)
		if ((world->facts[i].flags & BM_FACT_RESERVED) != 0 &&
		    (world->facts[i].flags & BM_FACT_UNUSABLE) != 0)
			append(&reserved, world->facts[i].range,
			    world->facts[i].origin);
	bm_rset_normalize(&reserved);
	reference_linux_must(bm_rset_intersect(&boot->memory, &reserved,
	    &contested));
	for (size_t i = 0; i < contested.count; i++)
		append(&boot->kept, contested.entries[i].range,
		    contested.entries[i].origin);
}

static void
keep(struct reference_linux *boot, struct bm_extent extent)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) != BM_CLIP_ALL)
		append(&boot->kept, range,
		    reference_linux_origin(BM_SOURCE_NONE, 0));
}

/*
 * What a kernel was seen to reserve that nothing else explains, and what only
 * Linux looks for in a device tree.
 */
static void
keep_named(struct reference_linux *boot)
{
	const struct capture *capture = boot->simulation->capture;
	const struct fdt_for_linux *fdt = &capture->fdt.for_linux;

	for (size_t i = 0; i < capture->linux_reserved_count; i++)
		keep(boot, capture->linux_reserved[i].extent);
	if (!reference_linux_has_tree(boot))
		return;
	if (fdt->elfcorehdr.first.is_present)
		keep(boot, fdt->elfcorehdr.first.extent);
	if (fdt->initrd.is_present)
		keep(boot, fdt->initrd.extent);
}

/* Pages of which every byte is RAM, and those that are no-map. */
static void
join_memory(struct reference_linux *boot, struct found *found)
{
	struct bm_rset hidden = reference_linux_new_set(boot,
	    found->hidden.count + found->loaded.count);
	struct bm_range pages;

	bm_rset_normalize(&found->bytes);
	bm_rset_normalize(&found->hidden);
	reference_linux_must(bm_rset_subtract(&found->hidden, &found->loaded,
	    &hidden));
	boot->memory = reference_linux_new_set(boot, found->bytes.count +
	    hidden.count + 1);
	for (size_t i = 0; i < found->bytes.count; i++)
		if (bm_page_inward(found->bytes.entries[i].range,
		    boot->page_size, &pages))
			append(&boot->memory, pages,
			    found->bytes.entries[i].origin);
	for (size_t i = 0; i < hidden.count; i++)
		append(&boot->memory, hidden.entries[i].range,
		    hidden.entries[i].origin);
	bm_rset_normalize(&boot->memory);
}

/* In a page with something of the loader's all else is reserved instead. */
static void
spare_loaded(struct reference_linux *boot, const struct bm_rset *loaded)
{
	const size_t capacity = boot->no_map.count + loaded->count;
	struct bm_rset spared = reference_linux_new_set(boot, capacity);
	struct bm_rset no_map = reference_linux_new_set(boot, capacity);

	reference_linux_must(bm_rset_intersect(&boot->no_map, loaded,
	    &spared));
	for (size_t i = 0; i < spared.count; i++)
		append(&boot->kept, spared.entries[i].range,
		    spared.entries[i].origin);
	reference_linux_must(bm_rset_subtract(&boot->no_map, loaded,
	    &no_map));
	boot->no_map = no_map;
}

void
reference_linux_find_memory(struct reference_linux *boot)
{
	const size_t fact_count = boot->simulation->world.fact_count;
	const size_t count = fact_count + boot->e820.map.count;
	struct found found = {
	    .bytes = reference_linux_new_set(boot, count),
	    .hidden = reference_linux_new_set(boot, fact_count),
	    .loaded = list_loaded_pages(boot) };

	boot->no_map = reference_linux_new_set(boot, fact_count);
	boot->kept = reference_linux_new_set(boot, 4 * fact_count +
	    2 * count + 3 +
	    boot->simulation->capture->linux_reserved_count);
	sort_facts(boot, &found);
	if (boot->arch->is_x86)
		sort_e820(boot, &found);
	join_memory(boot, &found);
	bm_rset_normalize(&boot->no_map);
	if (boot->arch->is_x86)
		keep_contested(boot);
	else
		reference_linux_cap_memory(boot);
	keep_named(boot);
	spare_loaded(boot, &found.loaded);
	bm_rset_normalize(&boot->kept);
}
