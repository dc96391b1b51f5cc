/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows efi_find_mirror of drivers/firmware/efi/efi.c, and kernelcore= and
 * movable_node of mm/mm_init.c and memory_hotplug.c, of Linux 6.1.192 and
 * 6.12.117: memory that is kept twice, and memory that may go away.
 * Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux_parameters.h"

#define EFI_PAGE_SHIFT 12
#define EFI_MEMORY_MORE_RELIABLE ((uint64_t)1 << 16)
#define MIB(size) ((size) >> 20)

/* parse_option_str: is option one of those between commas? */
static bool
has_option(const char *value, const char *option)
{
	const size_t length = strlen(option);

	while (value != NULL) {
		if (strncmp(value, option, length) == 0 &&
		    (value[length] == ',' || value[length] == '\0'))
			return (true);
		value = strchr(value, ',');
		if (value != NULL)
			value++;
	}
	return (false);
}

void
linux_parse_mirror(struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	const char *name;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		if (strcmp(name, "kernelcore") == 0 &&
		    has_option(value, "mirror"))
			boot->memblock.mirrored_kernelcore = true;
		if (strcmp(name, "movable_node") == 0)
			boot->memblock.movable_node = true;
	}
}

/* On x86 what makes no sense has been taken out of the map by then. */
static bool
is_in_map(const struct linux_boot *boot,
    const struct efi_descriptor *descriptor)
{
	return (boot->simulation->capture->arch != ARCH_AMD64 ||
	    (descriptor->page_count != 0 && descriptor->page_count <=
	    (UINT64_MAX - descriptor->phys) >> EFI_PAGE_SHIFT));
}

void
linux_efi_find_mirror(struct linux_boot *boot)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;
	uint64_t mirror_size = 0, total_size = 0;

	if (!linux_efi_is_usable(efi))
		return;
	for (size_t i = 0; i < efi->count; i++) {
		const struct efi_descriptor *descriptor = &efi->entries[i];
		const uint64_t size =
		    descriptor->page_count << EFI_PAGE_SHIFT;

		if (!is_in_map(boot, descriptor))
			continue;
		total_size += size;
		if ((descriptor->attributes & EFI_MEMORY_MORE_RELIABLE) == 0)
			continue;
		(void)memblock_mark_mirror(&boot->memblock, descriptor->phys,
		    size);
		mirror_size += size;
	}
	if (mirror_size != 0)
		linux_log(&boot->log, BM_LOG_EFI, "efi: Memory: %" PRId64
		    "M/%" PRId64 "M mirrored memory",
		    (int64_t)MIB(mirror_size), (int64_t)MIB(total_size));
}
