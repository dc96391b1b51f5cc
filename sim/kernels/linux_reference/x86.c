/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference's way from firmware's map to the e820 table on x86.
 */
#include "sim/kernels/linux_reference/x86.h"

#include <string.h>

#define BIOS_AREA ((struct bm_range){ 0xa0000, 0x100000 })

/* What the zero page says, as ranges: an entry of no byte says nothing. */
static struct bm_rset
firmware_entries(const struct reference_linux *boot)
{
	const struct e820_map *e820 = &boot->simulation->capture->e820;
	struct bm_rset set;

	if (boot->simulation->map == MAP_EFI)
		return (reference_linux_efi_as_e820(boot));
	set = reference_linux_new_set(boot, e820->count);
	for (size_t i = 0; i < e820->count; i++) {
		struct bm_rset_entry *entry = &set.entries[set.count];

		if (bm_extent_range(e820->entries[i].extent,
		    &entry->range) == BM_CLIP_ALL)
			continue;
		entry->tags = e820->entries[i].type;
		entry->origin = reference_linux_origin(BM_SOURCE_E820, i);
		set.count++;
	}
	return (set);
}

/* The same as the world keeps it, entries of no byte and all. */
static void
list_given(struct reference_linux *boot)
{
	const struct e820_map *e820 = &boot->simulation->capture->e820;
	struct bm_linux_e820 *table = &boot->simulation->world.linux_world.e820;
	struct bm_linux_e820_entry *given = arena_alloc(boot->log.arena,
	    e820->count, sizeof(given[0]));

	for (size_t i = 0; i < e820->count; i++)
		given[i] = (struct bm_linux_e820_entry){
		    e820->entries[i].extent, e820->entries[i].type,
		    reference_linux_origin(BM_SOURCE_E820, i) };
	table->given = given;
	table->given_count = e820->count;
}

/* Entries in the firmware's order, without sorting them. */
static void
build_copy(struct reference_linux *boot, const struct bm_rset *given,
    size_t count)
{
	struct bm_rset copy = reference_linux_new_set(boot, count);

	if (count > 0)
		memcpy(copy.entries, given->entries,
		    count * sizeof(copy.entries[0]));
	reference_e820_build(&boot->e820, copy.entries, count);
}

static void
read_firmware_map(struct reference_linux *boot)
{
	const struct bm_rset given = firmware_entries(boot);
	const size_t first_count = given.count < E820_ZERO_PAGE ?
	    given.count : E820_ZERO_PAGE;

	build_copy(boot, &given, first_count);
	reference_e820_show(&boot->e820, "BIOS-provided physical RAM map:",
	    "BIOS-e820");
	if (first_count == given.count)
		return;
	build_copy(boot, &given, given.count);
	reference_e820_show(&boot->e820, "extended physical RAM map:",
	    "extended");
}

/* The kernel runs there, so there is memory, whatever the map says. */
static void
add_kernel(struct reference_linux *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	struct bm_range range;

	if (!kernel->is_present ||
	    bm_extent_range(kernel->extent, &range) == BM_CLIP_ALL ||
	    reference_e820_is_all(&boot->e820, range, E820_RAM))
		return;
	reference_e820_say(&boot->e820,
	    ".text .data .bss are not marked as E820_TYPE_RAM!");
	reference_e820_remove(&boot->e820, range, E820_NONE);
	reference_e820_add(&boot->e820, range, E820_RAM,
	    reference_linux_origin(BM_SOURCE_KERNEL, 0));
}

static void
trim_bios(struct reference_linux *boot)
{
	reference_e820_update(&boot->e820,
	    (struct bm_range){ 0, boot->page_size }, E820_RAM, E820_RESERVED);
	reference_e820_remove(&boot->e820, BIOS_AREA, E820_RAM);
}

void
reference_linux_make_e820(struct reference_linux *boot)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_linux_e820 *table = &boot->simulation->world.linux_world.e820;
	const bool has_efi = reference_linux_has_efi(capture);
	bool is_user_defined;

	boot->e820 = (struct reference_e820){ .arena = boot->log.arena };
	read_firmware_map(boot);
	is_user_defined = reference_linux_apply_memmap(boot);
	if (has_efi)
		reference_linux_add_efi_map(boot);
	if (is_user_defined)
		reference_e820_show(&boot->e820,
		    "user-defined physical RAM map:", "user");
	if (has_efi)
		reference_linux_remove_efi_mmio(boot);
	add_kernel(boot);
	trim_bios(boot);
	*table = reference_e820_table(&boot->e820);
	list_given(boot);
	table->is_of_firmware = !is_user_defined && !has_efi;
	table->is_shown = is_user_defined || !has_efi;
}
