/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What firmware, loaders and hypervisors print: a map that one of the forms
 * reads is spelt in each of the others that can, and has to be the same when
 * it is read there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/extent.h"
#include "fuzz/fuzz.h"
#include "fuzz/import_oracle.h"

static const char *const forms[] = { "acrn", "coreboot", "grub", "hvmloader",
    "linuxboot", "seabios", "uboot", "uefi-shell", "xen" };

/* Prints the map; false if the form has no words for it. */
typedef bool spell(FILE *file, const struct capture *capture);

/* Can it be printed by its end? */
static bool
has_end(struct bm_extent extent)
{
	return (extent.length == 0 ||
	    extent.base <= UINT64_MAX - (extent.length - 1));
}

static bool
have_ends(const struct capture *capture)
{
	for (size_t i = 0; i < capture->e820.count; i++)
		if (!has_end(capture->e820.entries[i].extent))
			return (false);
	return (true);
}

static bool
spell_xen(FILE *file, const struct capture *capture)
{
	const struct e820_map *map = &capture->e820;

	fputs("(XEN) Xen-e820 RAM map:\n", file);
	for (size_t i = 0; i < map->count; i++)
		fprintf(file, "(XEN)  [%016" PRIx64 ", %016" PRIx64 "] (type "
		    "%" PRIu32 ")\n", map->entries[i].extent.base,
		    map->entries[i].extent.base +
		    map->entries[i].extent.length - 1, map->entries[i].type);
	return (map->count > 0 && have_ends(capture));
}

static bool
spell_old_xen(FILE *file, const struct capture *capture)
{
	const struct e820_map *map = &capture->e820;

	fputs("Initial Xen-e820 RAM map:\n", file);
	for (size_t i = 0; i < map->count; i++)
		fprintf(file, " %016" PRIx64 " - %016" PRIx64 " type "
		    "%" PRIu32 "\n", map->entries[i].extent.base,
		    map->entries[i].extent.base +
		    map->entries[i].extent.length, map->entries[i].type);
	return (map->count > 0 && have_ends(capture));
}

static bool
spell_seabios(FILE *file, const struct capture *capture)
{
	const struct e820_map *map = &capture->e820;

	fprintf(file, "e820 map has %zu items:\n", map->count);
	for (size_t i = 0; i < map->count; i++)
		fprintf(file, "  %zu: %016" PRIx64 " - %016" PRIx64 " = "
		    "%" PRIu32 " UNKNOWN\n", i, map->entries[i].extent.base,
		    map->entries[i].extent.base +
		    map->entries[i].extent.length, map->entries[i].type);
	return (map->count > 0 && have_ends(capture));
}

static bool
spell_hvmloader(FILE *file, const struct capture *capture)
{
	const struct e820_map *map = &capture->e820;

	fputs("E820 table:\n", file);
	for (size_t i = 0; i < map->count; i++) {
		const struct bm_extent extent = map->entries[i].extent;
		const uint64_t end = extent.base + extent.length;

		fprintf(file, " [%02zu]: %08" PRIx64 ":%08" PRIx64 " - %08"
		    PRIx64 ":%08" PRIx64 ": UNKNOWN (%08" PRIx32 ")\n", i,
		    extent.base >> 32, extent.base & UINT32_MAX, end >> 32,
		    end & UINT32_MAX, map->entries[i].type);
	}
	return (map->count > 0 && have_ends(capture));
}

static bool
spell_acrn(FILE *file, const struct capture *capture)
{
	const struct e820_map *map = &capture->e820;

	for (size_t i = 0; i < map->count; i++)
		fprintf(file, "hv_e820[%zu]:type: 0x%" PRIx32 " Base: "
		    "0x%016" PRIx64 " length: 0x%016" PRIx64 "\n", i,
		    map->entries[i].type, map->entries[i].extent.base,
		    map->entries[i].extent.length);
	return (map->count > 0);
}

static bool
spell_lsmmap(FILE *file, const struct capture *capture)
{
	const struct e820_map *map = &capture->e820;

	for (size_t i = 0; i < map->count; i++)
		fprintf(file, "base_addr = 0x%" PRIx64 ", length = 0x%" PRIx64
		    ", type = 0x%" PRIx32 "\n", map->entries[i].extent.base,
		    map->entries[i].extent.length, map->entries[i].type);
	return (map->count > 0);
}

static bool
spell_memmap(FILE *file, const struct capture *capture)
{
	static const char *const names[] = { "Reserved", "LoaderCode",
	    "LoaderData", "BS_Code", "BS_Data", "RT_Code", "RT_Data",
	    "Available", "Unusable", "ACPI_Recl", "ACPI_NVS", "MMIO",
	    "MMIO_Port", "PalCode", "Persistent", "Unaccepted" };

	fputs("Type       Start            End              # Pages\n", file);
	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *entry =
		    &capture->efi.entries[i];

		if (entry->type < sizeof(names) / sizeof(names[0]))
			fprintf(file, "%-10s ", names[entry->type]);
		else
			fprintf(file, "%08" PRIx32 "   ", entry->type);
		fprintf(file, "%016" PRIX64 "-%016" PRIX64 " %016" PRIX64
		    " %016" PRIX64 "\n", entry->phys, entry->phys +
		    entry->page_count * 4096 - 1, entry->page_count,
		    entry->attributes);
	}
	return (capture->efi.count > 0);
}

static bool
spell_efidebug(FILE *file, const struct capture *capture)
{
	static const char *const names[] = { "RESERVED", "LOADER CODE",
	    "LOADER DATA", "BOOT CODE", "BOOT DATA", "RUNTIME CODE",
	    "RUNTIME DATA", "CONVENTIONAL", "UNUSABLE MEM",
	    "ACPI RECLAIM MEM", "ACPI NVS", "IO", "IO PORT", "PAL",
	    "PERSISTENT", "UNACCEPTED" };

	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *entry =
		    &capture->efi.entries[i];

		if (entry->type >= sizeof(names) / sizeof(names[0]))
			return (false);
		fprintf(file, "%-16s %016" PRIx64 "-%016" PRIx64 " 0x%" PRIx64
		    "\n", names[entry->type], entry->phys, entry->phys +
		    entry->page_count * 4096, entry->attributes);
	}
	return (capture->efi.count > 0);
}

static bool
spell_lmb(FILE *file, const struct capture *capture)
{
	const struct fdt_map *map = &capture->fdt;

	fprintf(file, "lmb_dump_all:\n memory.count = 0x%zx\n",
	    map->memory.count);
	for (size_t i = 0; i < map->memory.count; i++) {
		const struct bm_extent extent = map->memory.entries[i];

		if (!has_end(extent))
			return (false);
		fprintf(file, " memory[%zu]\t[0x%" PRIx64 "-0x%" PRIx64 "], "
		    "0x%" PRIx64 " bytes, flags: none\n", i, extent.base,
		    extent.base + extent.length - 1, extent.length);
	}
	for (size_t i = 0; i < map->reserved_count; i++) {
		const struct fdt_reserved *node = &map->reserved[i];
		const struct bm_extent extent = node->reg.entries[0];

		if (!has_end(extent))
			return (false);
		fprintf(file, " reserved[%zu]\t[0x%" PRIx64 "-0x%" PRIx64
		    "], 0x%" PRIx64 " bytes, flags: %s\n", i, extent.base,
		    extent.base + extent.length - 1, extent.length,
		    node->no_map ? "no-map" : "none");
	}
	return (map->memory.count + map->reserved_count > 0);
}

static void
require_same(const struct draft *draft, const char *form, spell *print)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);
	bool is_spelt;

	FUZZ_REQUIRE(file != NULL);
	is_spelt = print(file, draft->capture);
	FUZZ_REQUIRE(fclose(file) == 0);
	if (is_spelt)
		import_require_round_trip(form, draft, text, length);
	free(text);
}

/* One kind of map at a time is what the forms have in common. */
static void
require_all_same(const struct draft *draft)
{
	const struct capture *capture = draft->capture;
	const bool has_fdt = capture->fdt.is_present;

	/* A cut log's rows need not begin with number 0. */
	if (capture->truncated != NULL)
		return;
	if (capture->efi.count == 0 && !has_fdt) {
		require_same(draft, "xen", spell_xen);
		require_same(draft, "xen", spell_old_xen);
		require_same(draft, "seabios", spell_seabios);
		require_same(draft, "hvmloader", spell_hvmloader);
		require_same(draft, "acrn", spell_acrn);
		require_same(draft, "grub", spell_lsmmap);
	} else if (capture->e820.count == 0 && !has_fdt) {
		require_same(draft, "uefi-shell", spell_memmap);
		require_same(draft, "uboot", spell_efidebug);
	} else if (capture->e820.count == 0 && capture->efi.count == 0) {
		require_same(draft, "uboot", spell_lmb);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	fuzz_digest = 0;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct draft draft = import_judged(forms[i], bytes, length);

		if (draft.capture != NULL)
			require_all_same(&draft);
		draft_free(&draft);
	}
	return (0);
}
