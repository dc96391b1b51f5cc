/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's texts: boot logs, /proc/iomem, memmap= arguments.  The firmware's
 * maps that came of them are spelt as older kernels than any of the rest did
 * and read again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/import_oracle.h"

/* Size and base, so that any extent can be said. */
static void
write_e820(FILE *out, const struct e820_map *map)
{
	static const char *const names[] = { NULL, "(usable)", "(reserved)",
	    "(ACPI data)", "(ACPI NVS)", "(unusable)" };

	fputs("BIOS-provided physical RAM map:\n", out);
	for (size_t i = 0; i < map->count; i++) {
		const struct e820_entry *entry = &map->entries[i];

		fprintf(out, " BIOS-e820: %016" PRIx64 " @ %016" PRIx64 " ",
		    entry->extent.length, entry->extent.base);
		if (entry->type >= 1 && entry->type <= 5)
			fprintf(out, "%s\n", names[entry->type]);
		else
			fprintf(out, "type %" PRIu32 "\n", entry->type);
	}
}

static void
write_efi(FILE *out, const struct efi_map *map)
{
	fprintf(out, "efi: MemMap Desc. Size: 0x%" PRIx64 "\n"
	    "efi: MemMap Desc. Version: 0x%" PRIx64 "\n",
	    map->descriptor_size, map->descriptor_version);
	for (size_t i = 0; i < map->count; i++) {
		const struct efi_descriptor *entry = &map->entries[i];

		fprintf(out, "efi: mem%02zu: type=%" PRIu32 ", attr=0x%" PRIx64
		    ", range=[0x%" PRIx64 "-0x%" PRIx64 ") (%" PRIu64 "MB)\n",
		    i, entry->type, entry->attributes, entry->phys,
		    entry->phys + entry->page_count * 4096,
		    entry->page_count / 256);
	}
}

/* A name that a line can hold, and no other node has. */
static bool
is_sayable(const struct fdt_map *tree, size_t index)
{
	const struct fdt_reserved *node = &tree->reserved[index];

	if (node->name[0] == '\0' || strpbrk(node->name, " \t'\\") != NULL)
		return (false);
	for (size_t i = 0; i < index; i++)
		if (strcmp(tree->reserved[i].name, node->name) == 0)
			return (false);
	return (node->reg.count == 1 || node->compatible != NULL);
}

static bool
write_node(FILE *out, const struct fdt_reserved *node)
{
	if (node->reg.count == 1) {
		const struct bm_extent extent = node->reg.entries[0];

		fprintf(out, "OF: reserved mem: 0x%" PRIx64 "..0x%" PRIx64
		    " (%" PRIu64 " KiB) %s %s %s\n", extent.base,
		    extent.base + extent.length - 1, extent.length / 1024,
		    node->no_map ? "nomap" : "map", node->reusable ?
		    "reusable" : "non-reusable", node->name);
	} else if (node->reusable || node->no_map) {
		return (false);
	}
	if (node->compatible == NULL)
		return (true);
	fprintf(out, "OF: reserved mem: initialized node %s, compatible id "
	    "%s\n", node->name, node->compatible);
	return (strpbrk(node->compatible, " \t\\") == NULL &&
	    node->compatible[0] != '\0');
}

static bool
write_tree(FILE *out, const struct fdt_map *tree)
{
	for (size_t i = 0; i < tree->memory.count; i++)
		fprintf(out, "OF: fdt: - %" PRIx64 " , %" PRIx64 "\n",
		    tree->memory.entries[i].base,
		    tree->memory.entries[i].length);
	for (size_t i = 0; i < tree->reserved_count; i++)
		if (!is_sayable(tree, i) ||
		    !write_node(out, &tree->reserved[i]))
			return (false);
	return (true);
}

static void
require_same_again(const struct draft *draft)
{
	const struct capture *capture = draft->capture;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	bool is_said = true;

	FUZZ_REQUIRE(out != NULL);
	if (capture->e820.is_present)
		write_e820(out, &capture->e820);
	if (capture->efi.is_present)
		write_efi(out, &capture->efi);
	if (capture->fdt.is_present)
		is_said = write_tree(out, &capture->fdt);
	FUZZ_REQUIRE(fclose(out) == 0);
	if (is_said)
		import_require_round_trip("linux", draft, text, length);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char *const forms[] = { "linux", "iomem", "memmap" };

	fuzz_digest = 0;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct draft draft = import_judged(forms[i], bytes, length);

		if (draft.capture != NULL)
			require_same_again(&draft);
		draft_free(&draft);
	}
	return (0);
}
