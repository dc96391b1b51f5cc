/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the other BSDs, illumos and FreeBSD's devinfo print; and once more what
 * was read, in their words.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "fuzz/import_oracle.h"

typedef void spell_function(FILE *out, const struct capture *capture);

static bm_paddr
last_of(struct bm_extent extent)
{
	return (extent.base + extent.length - 1);
}

static void
spell_dragonfly(FILE *out, const struct capture *capture)
{
	const struct extent_list *list = &capture->regions.hardware;

	for (size_t i = 0; i < capture->e820.count; i++)
		fprintf(out, "SMAP type=%02" PRIx32 " base=%016" PRIx64
		    " len=%016" PRIx64 "\n", capture->e820.entries[i].type,
		    capture->e820.entries[i].extent.base,
		    capture->e820.entries[i].extent.length);
	fputs("DragonFly v6\n", out);
	if (list->count > 0)
		fputs("Physical memory chunk(s):\n", out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "0x%08" PRIx64 " - 0x%08" PRIx64 ", %" PRIu64
		    " bytes (%" PRIu64 " pages)\n", list->entries[i].base,
		    last_of(list->entries[i]), list->entries[i].length,
		    list->entries[i].length / capture->page_size);
}

static void
spell_netbsd(FILE *out, const struct capture *capture)
{
	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *entry = &capture->efi.entries[i];
		const uint64_t bytes = entry->page_count * 4096;

		fprintf(out, "MEMMAP: p0x%016" PRIx64 "-0x%016" PRIx64
		    ", v0x%016" PRIx64 "-0x%016" PRIx64 ", size=0x%016" PRIx64
		    ", attr=0x%016" PRIx64 ", type=%" PRIu32 "(name)\n",
		    entry->phys, entry->phys + bytes - 1, entry->virt,
		    entry->virt - 1, bytes, entry->attributes, entry->type);
	}
	fprintf(out, "BIOS MEMORY MAP (%zu ENTRIES):\n", capture->e820.count);
	for (size_t i = 0; i < capture->e820.count; i++)
		fprintf(out, "    addr 0x%" PRIx64 "  size 0x%" PRIx64
		    "  type 0x%" PRIx32 "\n",
		    capture->e820.entries[i].extent.base,
		    capture->e820.entries[i].extent.length,
		    capture->e820.entries[i].type);
}

static void
spell_openbsd(FILE *out, const struct capture *capture)
{
	for (size_t i = 0; i < capture->e820.count; i++)
		fprintf(out, "Region %zu: type %" PRIu32 " at 0x%" PRIx64
		    " for %" PRIu64 "KB\n", i, capture->e820.entries[i].type,
		    capture->e820.entries[i].extent.base,
		    capture->e820.entries[i].extent.length / 1024);
}

static void
spell_illumos(FILE *out, const struct capture *capture)
{
	const struct extent_list *list = &capture->regions.hardware;

	fputs("Finding Memory Map\n", out);
	for (size_t i = 0; i < capture->e820.count; i++)
		fprintf(out, "\ttype: %" PRIu32 " %" PRIx64 "..%" PRIx64 "\n",
		    capture->e820.entries[i].type,
		    capture->e820.entries[i].extent.base,
		    last_of(capture->e820.entries[i].extent) + 1);
	fputs("MEMLIST: phys_install:\n", out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "\tAddress 0x%" PRIx64 ", size 0x%" PRIx64 "\n",
		    list->entries[i].base, list->entries[i].length);
}

static void
spell_devinfo(FILE *out, const struct capture *capture)
{
	const struct extent_list *list = &capture->regions.hardware;

	fputs("I/O memory addresses:\n", out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "    0x%" PRIx64 "-0x%" PRIx64 " (ram0)\n",
		    list->entries[i].base, last_of(list->entries[i]));
}

static void
require_round_trip(const char *form, const struct draft *draft,
    spell_function *spell)
{
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);

	FUZZ_REQUIRE(out != NULL);
	spell(out, draft->capture);
	FUZZ_REQUIRE(fclose(out) == 0);
	import_require_round_trip(form, draft, text, length);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const struct {
		const char *form;
		spell_function *spell;
	} forms[] = {
		{ "dragonfly", spell_dragonfly },
		{ "netbsd", spell_netbsd }, { "openbsd", spell_openbsd },
		{ "illumos", spell_illumos },
		{ "freebsd-devinfo", spell_devinfo },
	};

	fuzz_digest = 0;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct draft draft = import_judged(forms[i].form, bytes,
		    length);

		if (draft.capture == NULL)
			continue;
		require_round_trip(forms[i].form, &draft, forms[i].spell);
		draft_free(&draft);
	}
	return (0);
}
