/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the reference makes of EFI's map on x86.
 */
#include "sim/kernels/linux_reference/efi.h"

#include <inttypes.h>
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/linux_reference/x86.h"

/* Smaller windows may be reserved for a reason. */
#define MMIO_BYTES_MIN (UINT64_C(256) << 10)

bool
reference_linux_has_efi(const struct capture *capture)
{
	return (capture->efi.is_present &&
	    capture->efi.descriptor_size >= EFI_DESCRIPTOR_BYTES);
}

/* ram_type is what memory for the kernel is. */
static uint32_t
e820_type(const struct efi_descriptor *descriptor, uint32_t ram_type)
{
	if (efi_is_for_the_kernel(descriptor))
		return ((descriptor->attributes & EFI_MEMORY_SP) != 0 ?
		    E820_SOFT_RESERVED : ram_type);
	switch (descriptor->type) {
	case EFI_ACPI_RECLAIM_MEMORY:
		return (E820_ACPI);
	case EFI_ACPI_MEMORY_NVS:
		return (E820_NVS);
	case EFI_UNUSABLE_MEMORY:
		return (E820_UNUSABLE);
	case EFI_PERSISTENT_MEMORY:
		return (E820_PMEM);
	default:
		return (E820_RESERVED);
	}
}

static bool
descriptor_entry(const struct efi_map *efi, size_t index,
    struct bm_rset_entry *ret_entry)
{
	const struct efi_descriptor *descriptor = &efi->entries[index];

	ret_entry->origin = reference_linux_origin(BM_SOURCE_EFI_MAP, index);
	return (bm_extent_range_units(descriptor->phys,
	    descriptor->page_count, EFI_PAGE_BYTES, &ret_entry->range) !=
	    BM_CLIP_ALL);
}

struct bm_rset
reference_linux_efi_as_e820(const struct reference_linux *boot)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;
	struct bm_rset set = reference_linux_new_set(boot, efi->count);

	for (size_t i = 0; i < efi->count; i++) {
		struct bm_rset_entry *entry = &set.entries[set.count];

		if (!descriptor_entry(efi, i, entry))
			continue;
		entry->tags = e820_type(&efi->entries[i], E820_RAM);
		if (set.count > 0 && entry[-1].tags == entry->tags &&
		    bm_range_adjoins(entry[-1].range, entry->range))
			entry[-1].range.end = entry->range.end;
		else
			set.count++;
	}
	return (set);
}

static bool
wants_efi_map(const struct reference_linux *boot)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;
	struct linux_parameters parameters = linux_parameters_new(
	    reference_linux_cmdline(boot), boot->log.arena);
	const char *name;
	char *value;

	for (size_t i = 0; i < efi->count; i++)
		if (efi->entries[i].type == EFI_CONVENTIONAL_MEMORY &&
		    (efi->entries[i].attributes & EFI_MEMORY_SP) != 0)
			return (true);
	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "add_efi_memmap") == 0)
			return (true);
	return (false);
}

void
reference_linux_add_efi_map(struct reference_linux *boot)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;
	const struct bm_rset *map = &boot->e820.map;
	struct bm_rset all;

	if (!wants_efi_map(boot))
		return;
	all = reference_linux_new_set(boot, map->count + efi->count);
	for (; all.count < map->count; all.count++)
		all.entries[all.count] = map->entries[all.count];
	for (size_t i = 0; i < efi->count; i++) {
		struct bm_rset_entry *entry = &all.entries[all.count];

		if (!descriptor_entry(efi, i, entry))
			continue;
		entry->tags = e820_type(&efi->entries[i],
		    (efi->entries[i].attributes & EFI_MEMORY_WB) != 0 ?
		    E820_RAM : E820_RESERVED);
		all.count++;
	}
	reference_e820_build(&boot->e820, all.entries, all.count);
}

/* The windows that are taken out, each of which has its line. */
static struct bm_rset
list_windows(struct reference_linux *boot)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;
	struct bm_rset windows = reference_linux_new_set(boot, efi->count);

	for (size_t i = 0; i < efi->count; i++) {
		struct bm_rset_entry entry = { .tags = 0 };
		bool is_large;

		if (efi->entries[i].type != EFI_MEMORY_MAPPED_IO ||
		    !descriptor_entry(efi, i, &entry))
			continue;
		is_large = bm_range_last(entry.range) - entry.range.start >=
		    MMIO_BYTES_MIN - 1;
		linux_log(&boot->log, BM_LOG_EFI, "efi: %s mem%02zu: MMIO "
		    "range=[0x%08" PRIx64 "-0x%08" PRIx64 "] (%" PRIu64
		    "%s) from e820 map", is_large ? "Remove" :
		    "Not removing", i, entry.range.start,
		    bm_range_last(entry.range), bm_page_count(entry.range,
		    EFI_PAGE_BYTES) >> (is_large ? 8 : 0) <<
		    (is_large ? 0 : 2), is_large ? "MB" : "KB");
		if (!is_large)
			continue;
		reference_e820_say_removed(&boot->e820, entry.range,
		    E820_RESERVED);
		windows.entries[windows.count++] = entry;
	}
	bm_rset_normalize(&windows);
	return (windows);
}

void
reference_linux_remove_efi_mmio(struct reference_linux *boot)
{
	const struct bm_rset windows = list_windows(boot);
	const struct bm_rset *map = &boot->e820.map;
	struct bm_rset reserved, all;

	if (windows.count == 0)
		return;
	reserved = reference_linux_new_set(boot, map->count);
	all = reference_linux_new_set(boot, 2 * map->count + windows.count);
	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].tags == E820_RESERVED)
			reserved.entries[reserved.count++] = map->entries[i];
	reference_linux_must(bm_rset_subtract(&reserved, &windows, &all));
	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].tags != E820_RESERVED)
			all.entries[all.count++] = map->entries[i];
	reference_e820_build(&boot->e820, all.entries, all.count);
}
