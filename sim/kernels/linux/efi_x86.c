/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/firmware/efi/libstub/x86-stub.c and
 * arch/x86/platform/efi/efi.c of Linux 6.1, 6.12 and 7.2.  Re-enacted: do
 * not improve this.
 */
#include "sim/kernels/linux/efi_x86.h"

#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux_parameters.h"

#define EFI_PAGE_BYTES ((uint64_t)4096)
#define EFI_PAGES_MAX (UINT64_MAX / EFI_PAGE_BYTES)
#define EFI_MEMORY_WB ((uint64_t)1 << 3)
#define EFI_MEMORY_SP ((uint64_t)1 << 18)
/* Smaller windows may be reserved for a reason. */
#define MMIO_BYTES_MIN ((uint64_t)256 << 10)

enum {
	EFI_RESERVED = 0,
	EFI_LOADER_CODE = 1,
	EFI_LOADER_DATA = 2,
	EFI_BOOT_SERVICES_CODE = 3,
	EFI_BOOT_SERVICES_DATA = 4,
	EFI_RUNTIME_SERVICES_CODE = 5,
	EFI_RUNTIME_SERVICES_DATA = 6,
	EFI_CONVENTIONAL_MEMORY = 7,
	EFI_UNUSABLE_MEMORY = 8,
	EFI_ACPI_RECLAIM_MEMORY = 9,
	EFI_ACPI_MEMORY_NVS = 10,
	EFI_MEMORY_MAPPED_IO = 11,
	EFI_MEMORY_MAPPED_IO_PORT_SPACE = 12,
	EFI_PAL_CODE = 13,
	EFI_PERSISTENT_MEMORY = 14,
};

static struct bm_extent
extent_of(const struct efi_descriptor *descriptor)
{
	return ((struct bm_extent){ descriptor->phys,
	    descriptor->page_count * EFI_PAGE_BYTES });
}

/* RAM that may be special; ram_type is what it is otherwise. */
static uint32_t
type_of(const struct efi_descriptor *descriptor, uint32_t ram_type,
    uint32_t unknown_type)
{
	switch (descriptor->type) {
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_SERVICES_CODE:
	case EFI_BOOT_SERVICES_DATA:
	case EFI_CONVENTIONAL_MEMORY:
		return ((descriptor->attributes & EFI_MEMORY_SP) != 0 ?
		    LINUX_E820_SOFT_RESERVED : ram_type);
	case EFI_ACPI_RECLAIM_MEMORY:
		return (LINUX_E820_ACPI);
	case EFI_ACPI_MEMORY_NVS:
		return (LINUX_E820_NVS);
	case EFI_UNUSABLE_MEMORY:
		return (LINUX_E820_UNUSABLE);
	case EFI_PERSISTENT_MEMORY:
		return (LINUX_E820_PMEM);
	case EFI_RESERVED:
	case EFI_RUNTIME_SERVICES_CODE:
	case EFI_RUNTIME_SERVICES_DATA:
	case EFI_MEMORY_MAPPED_IO:
	case EFI_MEMORY_MAPPED_IO_PORT_SPACE:
	case EFI_PAL_CODE:
		return (LINUX_E820_RESERVED);
	default:
		return (unknown_type);
	}
}

struct linux_firmware_map
linux_efi_stub_map(const struct efi_map *efi, struct arena *arena)
{
	struct linux_firmware_map map = { arena_alloc(arena, efi->count,
	    sizeof(map.entries[0])), 0 };

	for (size_t i = 0; i < efi->count; i++) {
		const struct bm_linux_e820_entry entry = {
		    extent_of(&efi->entries[i]),
		    type_of(&efi->entries[i], LINUX_E820_RAM,
		    LINUX_E820_NONE), { BM_SOURCE_EFI_MAP, (uint32_t)i } };
		struct bm_linux_e820_entry *before = map.count == 0 ? NULL :
		    &map.entries[map.count - 1];

		if (entry.type == LINUX_E820_NONE)
			continue;
		if (before != NULL && before->type == entry.type &&
		    linux_e820_end(before) == entry.extent.base)
			before->extent.length += entry.extent.length;
		else
			map.entries[map.count++] = entry;
	}
	return (map);
}

/* do_efi_soft_reserve, or the user's wish. */
static bool
wants_memmap(const struct efi_map *efi, const char *cmdline,
    struct arena *arena)
{
	struct linux_parameters parameters = linux_parameters_new(cmdline,
	    arena);
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
linux_efi_add_memmap(struct linux_e820 *table, const struct efi_map *efi,
    const char *cmdline, struct arena *arena)
{
	if (!wants_memmap(efi, cmdline, arena))
		return;
	for (size_t i = 0; i < efi->count; i++) {
		const struct efi_descriptor *descriptor = &efi->entries[i];
		const uint32_t ram_type =
		    (descriptor->attributes & EFI_MEMORY_WB) != 0 ?
		    LINUX_E820_RAM : LINUX_E820_RESERVED;

		linux_e820_range_add(table, &(struct bm_linux_e820_entry){
		    extent_of(descriptor), type_of(descriptor, ram_type,
		    LINUX_E820_RESERVED),
		    { BM_SOURCE_EFI_MAP, (uint32_t)i } });
	}
	(void)linux_e820_sanitize(table);
}

/* efi_memmap_entry_valid: it has pages, and ends where addresses do. */
static bool
is_valid(const struct efi_descriptor *descriptor)
{
	return (descriptor->page_count != 0 &&
	    descriptor->page_count <= EFI_PAGES_MAX &&
	    EFI_PAGES_MAX - descriptor->page_count >=
	    descriptor->phys / EFI_PAGE_BYTES);
}

void
linux_efi_clean_memmap(const struct efi_map *efi, struct linux_log *log)
{
	size_t invalid_count = 0;

	for (size_t i = 0; i < efi->count; i++)
		if (!is_valid(&efi->entries[i]))
			invalid_count++;
	if (invalid_count > 0)
		linux_log(log, BM_LOG_EFI, "efi: Removing %zu invalid memory "
		    "map entries.", invalid_count);
}

static void
remove_window(struct linux_e820 *table, size_t index,
    struct bm_extent extent, struct linux_log *log)
{
	const bool is_large = extent.length >= MMIO_BYTES_MIN;

	linux_log(log, BM_LOG_EFI, "efi: %s mem%02zu: MMIO range=[0x%08"
	    PRIx64 "-0x%08" PRIx64 "] (%" PRIu64 "%s) from e820 map",
	    is_large ? "Remove" : "Not removing", index, extent.base,
	    extent.base + extent.length - 1,
	    extent.length >> (is_large ? 20 : 10), is_large ? "MB" : "KB");
	if (is_large)
		linux_e820_range_remove(table, extent.base, extent.length,
		    LINUX_E820_RESERVED);
}

void
linux_efi_remove_mmio(struct linux_e820 *table, const struct efi_map *efi,
    struct linux_log *log)
{
	size_t index = 0;

	/* Invalid ones are gone, and counted no more. */
	for (size_t i = 0; i < efi->count; i++) {
		const struct efi_descriptor *descriptor = &efi->entries[i];

		if (!is_valid(descriptor))
			continue;
		if (descriptor->type == EFI_MEMORY_MAPPED_IO)
			remove_window(table, index, extent_of(descriptor),
			    log);
		index++;
	}
}

bool
linux_efi_is_boot_services(const struct efi_descriptor *descriptor)
{
	return (descriptor->type == EFI_BOOT_SERVICES_CODE ||
	    descriptor->type == EFI_BOOT_SERVICES_DATA);
}
