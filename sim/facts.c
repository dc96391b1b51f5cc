/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/facts.h"

#include <string.h>

/* What the machine mode of riscv keeps at the bottom of RAM. */
#define SBI_BYTES ((uint64_t)2 << 20)

struct fact_list {
	struct bm_fact *facts;
	size_t count;
};

/* A fact about an extent that clip left range of. */
static void
add_clipped(struct fact_list *list, bm_paddr base, enum bm_clip clip,
    struct bm_range range, uint32_t flags, enum bm_source source,
    size_t index)
{
	struct bm_fact *fact = &list->facts[list->count++];

	fact->clip = clip;
	fact->origin = (struct bm_origin){ source, (uint32_t)index };
	fact->range = range;
	fact->flags = flags;
	if (clip == BM_CLIP_ALL || clip == BM_CLIP_UNREADABLE) {
		/* Something to point at, but nothing that it says. */
		fact->range = bm_range_closed(base, base);
		fact->flags = 0;
	}
}

static void
add(struct fact_list *list, struct bm_extent extent, uint32_t flags,
    enum bm_source source, size_t index)
{
	struct bm_range range = { 0, 0 };
	enum bm_clip clip = bm_extent_range(extent, &range);

	add_clipped(list, extent.base, clip, range, flags, source, index);
}

uint32_t
facts_of_efi_type(uint32_t type)
{
	switch (type) {
	case 1:		/* LoaderCode */
	case 2:		/* LoaderData */
	case 3:		/* BootServicesCode */
	case 4:		/* BootServicesData */
	case 7:		/* ConventionalMemory */
		return (BM_FACT_RAM | BM_FACT_USABLE);
	case 5:		/* RuntimeServicesCode */
	case 6:		/* RuntimeServicesData */
	case 9:		/* ACPIReclaimMemory */
	case 10:	/* ACPIMemoryNVS */
		return (BM_FACT_RAM | BM_FACT_UNUSABLE | BM_FACT_RESERVED);
	default:
		return (BM_FACT_UNUSABLE | BM_FACT_RESERVED |
		    BM_FACT_NO_READ);
	}
}

uint32_t
facts_of_e820_type(uint32_t type)
{
	switch (type) {
	case 1:		/* usable */
		return (BM_FACT_RAM | BM_FACT_USABLE);
	case 3:		/* ACPI data */
	case 4:		/* ACPI NVS */
		return (BM_FACT_RAM | BM_FACT_UNUSABLE | BM_FACT_RESERVED);
	default:
		return (BM_FACT_UNUSABLE | BM_FACT_RESERVED |
		    BM_FACT_NO_READ);
	}
}

bool
fdt_is_available(const char *status)
{
	return (status == NULL || strcmp(status, "okay") == 0 ||
	    strcmp(status, "ok") == 0);
}

bool
fdt_reserved_is_enabled(const struct fdt_reserved *node)
{
	return (fdt_is_available(node->status));
}

bool
facts_sbi_range(const struct capture *capture, enum ruling_map map,
    struct bm_range *ret_range, struct bm_origin *ret_origin)
{
	enum bm_clip clip = BM_CLIP_ALL;

	if (capture->arch != ARCH_RISCV64)
		return (false);
	*ret_origin = (struct bm_origin){ BM_SOURCE_NONE, 0 };
	if (map == MAP_EFI && capture->efi.count > 0 &&
	    capture->efi.entries[0].type == 4) {
		ret_origin->source = BM_SOURCE_EFI_MAP;
		clip = bm_extent_range_units(capture->efi.entries[0].phys,
		    capture->efi.entries[0].page_count, 4096, ret_range);
	} else if (map == MAP_FDT && capture->fdt.memory.count > 0) {
		ret_origin->source = BM_SOURCE_FDT_MEMORY;
		clip = bm_extent_range(capture->fdt.memory.entries[0],
		    ret_range);
	}
	if (clip == BM_CLIP_ALL)
		return (false);
	if (bm_range_last(*ret_range) - ret_range->start > SBI_BYTES - 1)
		ret_range->end = ret_range->start + SBI_BYTES;
	return (true);
}

/*
 * Types that have to be in the direct map, which is made from chunks but on
 * x86: RuntimeServicesCode and -Data, ACPIReclaimMemory.
 */
static uint32_t
facts_of_mapping(enum arch arch, uint32_t type)
{
	return (arch != ARCH_AMD64 && arch != ARCH_I386 &&
	    (type == 5 || type == 6 || type == 9) ? BM_FACT_FIRMWARE_MAPS :
	    0);
}

static void
add_efi(struct fact_list *list, const struct capture *capture)
{
	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *descriptor =
		    &capture->efi.entries[i];
		struct bm_range range = { 0, 0 };
		enum bm_clip clip = bm_extent_range_units(descriptor->phys,
		    descriptor->page_count, 4096, &range);

		add_clipped(list, descriptor->phys, clip, range,
		    facts_of_efi_type(descriptor->type) |
		    facts_of_mapping(capture->arch, descriptor->type),
		    BM_SOURCE_EFI_MAP, i);
	}
}

static uint32_t
facts_of_flags(uint32_t exclude_flags)
{
	return (((exclude_flags & BM_EXCLUDE_NOALLOC) != 0 ?
	    BM_FACT_RESERVED : 0) |
	    ((exclude_flags & BM_EXCLUDE_NODUMP) != 0 ? BM_FACT_NO_READ : 0));
}

static void
add_digested(struct fact_list *list, const struct capture *capture,
    enum ruling_map map)
{
	const uint32_t ram = BM_FACT_RAM | BM_FACT_USABLE;

	for (size_t i = 0; map == MAP_OPS && i < capture->ops.count; i++) {
		const struct region_op *op = &capture->ops.entries[i];

		add(list, op->extent, op->kind == REGION_HARDWARE ? ram :
		    facts_of_flags(op->flags), BM_SOURCE_OPS, i);
	}
	if (map != MAP_REGIONS)
		return;
	for (size_t i = 0; i < capture->regions.hardware.count; i++)
		add(list, capture->regions.hardware.entries[i], ram,
		    BM_SOURCE_REGIONS_HARDWARE, i);
	for (size_t i = 0; i < capture->regions.exclude_count; i++)
		add(list, capture->regions.exclude[i].extent,
		    facts_of_flags(capture->regions.exclude[i].flags),
		    BM_SOURCE_REGIONS_EXCLUDE, i);
}

static void
add_fdt_reserved(struct fact_list *list, const struct capture *capture)
{
	for (size_t i = 0; i < capture->fdt.memreserve.count; i++)
		add(list, capture->fdt.memreserve.entries[i],
		    BM_FACT_RESERVED, BM_SOURCE_FDT_MEMRESERVE, i);
	for (size_t i = 0; i < capture->fdt.reserved_count; i++) {
		const struct fdt_reserved *node = &capture->fdt.reserved[i];
		uint32_t flags = BM_FACT_RESERVED |
		    (node->no_map ? BM_FACT_NO_READ : 0);

		if (!fdt_reserved_is_enabled(node))
			flags = 0;
		if (node->malformed != 0)
			add_clipped(list, 0, BM_CLIP_UNREADABLE,
			    (struct bm_range){ 0, 0 }, 0,
			    BM_SOURCE_FDT_RESERVED, i);
		for (size_t j = 0; j < node->reg.count; j++)
			add(list, node->reg.entries[j], flags,
			    BM_SOURCE_FDT_RESERVED, i);
	}
}

static void
add_loaded(struct fact_list *list, const struct boot *boot)
{
	if (boot->kernel.is_present)
		add(list, boot->kernel.extent, BM_FACT_IN_USE,
		    BM_SOURCE_KERNEL, 0);
	if (boot->initrd.is_present)
		add(list, boot->initrd.extent, BM_FACT_IN_USE,
		    BM_SOURCE_INITRD, 0);
	if (boot->dtb.is_present)
		add(list, boot->dtb.extent, BM_FACT_IN_USE, BM_SOURCE_DTB, 0);
	if (boot->page_tables.is_present)
		add(list, boot->page_tables.extent, BM_FACT_IN_USE,
		    BM_SOURCE_PAGE_TABLES, 0);
	for (size_t i = 0; i < boot->preload_count; i++)
		add(list, boot->preload[i].extent, BM_FACT_IN_USE,
		    BM_SOURCE_PRELOAD, i);
}

static void
add_bad_pages(struct fact_list *list, const struct boot *boot)
{
	for (size_t i = 0; i < boot->bad_page_count; i++)
		add(list, (struct bm_extent){ boot->bad_pages[i], 1 },
		    BM_FACT_BAD, BM_SOURCE_BAD_PAGE, i);
}

static void
add_devices(struct fact_list *list, const struct capture *capture)
{
	for (size_t i = 0; i < capture->device_count; i++) {
		const struct device *device = &capture->devices[i];

		add(list, device->extent, BM_FACT_DEVICE_IO, BM_SOURCE_DEVICE,
		    i);
		for (size_t j = 0; j < device->uses.count; j++)
			add(list, device->uses.entries[j],
			    BM_FACT_DEVICE_USES, BM_SOURCE_DEVICE, i);
	}
}

static size_t
count_at_most(const struct capture *capture)
{
	size_t count = capture->e820.count + capture->efi.count +
	    capture->efi.memreserve.count + capture->fdt.memory.count +
	    capture->fdt.memreserve.count + capture->regions.hardware.count +
	    capture->regions.exclude_count + capture->ops.count +
	    capture->boot.preload_count + capture->boot.bad_page_count +
	    capture->device_count + 5;

	for (size_t i = 0; i < capture->fdt.reserved_count; i++)
		count += capture->fdt.reserved[i].reg.count + 1;
	for (size_t i = 0; i < capture->device_count; i++)
		count += capture->devices[i].uses.count;
	return (count);
}

void
facts_list(const struct capture *capture, enum ruling_map map,
    struct arena *arena, const struct bm_fact **ret_facts, size_t *ret_count)
{
	struct fact_list list = { .facts = arena_alloc(arena,
	    count_at_most(capture), sizeof(struct bm_fact)) };
	struct bm_range sbi;
	struct bm_origin sbi_origin;

	add_digested(&list, capture, map);
	if (map == MAP_EFI)
		add_efi(&list, capture);
	for (size_t i = 0; map == MAP_E820 && i < capture->e820.count; i++)
		add(&list, capture->e820.entries[i].extent,
		    facts_of_e820_type(capture->e820.entries[i].type),
		    BM_SOURCE_E820, i);
	for (size_t i = 0; map == MAP_FDT && i < capture->fdt.memory.count;
	    i++)
		add(&list, capture->fdt.memory.entries[i],
		    BM_FACT_RAM | BM_FACT_USABLE, BM_SOURCE_FDT_MEMORY, i);
	if (map != MAP_OPS && map != MAP_REGIONS) {
		add_fdt_reserved(&list, capture);
		for (size_t i = 0; i < capture->efi.memreserve.count; i++)
			add(&list, capture->efi.memreserve.entries[i],
			    BM_FACT_RESERVED, BM_SOURCE_EFI_MEMRESERVE, i);
	}
	if (facts_sbi_range(capture, map, &sbi, &sbi_origin))
		add_clipped(&list, sbi.start, BM_CLIP_NOTHING, sbi,
		    BM_FACT_RESERVED, sbi_origin.source, sbi_origin.index);
	add_loaded(&list, &capture->boot);
	add_bad_pages(&list, &capture->boot);
	add_devices(&list, capture);
	*ret_facts = list.facts;
	*ret_count = list.count;
}

static bool
can_be_served(const struct fdt_reserved *node)
{
	return (node->is_dynamic && node->malformed == 0 &&
	    node->size != 0 && (node->alignment & (node->alignment - 1)) == 0 &&
	    fdt_reserved_is_enabled(node));
}

void
facts_list_wishes(const struct capture *capture, struct arena *arena,
    const struct bm_linux_wish **ret_wishes, size_t *ret_count)
{
	const struct fdt_map *fdt = &capture->fdt;
	struct bm_linux_wish *wishes = arena_alloc(arena, fdt->reserved_count,
	    sizeof(wishes[0]));
	size_t count = 0;

	/* Other nodes have addresses of a form that nobody reads. */
	for (size_t i = 0; fdt->has_reserved_ranges &&
	    fdt->has_reserved_cells && i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (can_be_served(node))
			wishes[count++] = (struct bm_linux_wish){
			    .size_bytes = node->size,
			    .align_bytes = node->alignment,
			    .places = node->alloc_ranges.entries,
			    .place_count = node->alloc_ranges.count,
			    .is_no_map = node->no_map,
			    .origin = { BM_SOURCE_FDT_RESERVED,
			    (uint32_t)i } };
	}
	*ret_wishes = wishes;
	*ret_count = count;
}
