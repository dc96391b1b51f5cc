/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Files of bytes, for every form that reads such: what is found is spelt again
 * as tables of one kind and as tags of Multiboot 2, which both have to say the
 * same.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/import_oracle.h"

enum {
	E820_BYTES = 20,
	TAG_ENTRY_BYTES = 24,
	TAG_HEAD_BYTES = 16,		/* type, length, and two of the map */
	EFI_HEAD_BYTES = 32
};

struct spelt {
	uint8_t *bytes;
	size_t length;
};

static void
put(struct spelt *spelt, uint64_t number, size_t byte_count)
{
	for (size_t i = 0; i < byte_count; i++)
		spelt->bytes[spelt->length++] = (uint8_t)(number >> (8 * i));
}

static void
put_e820(struct spelt *spelt, const struct e820_map *map, size_t entry_bytes)
{
	for (size_t i = 0; i < map->count; i++) {
		put(spelt, map->entries[i].extent.base, 8);
		put(spelt, map->entries[i].extent.length, 8);
		put(spelt, map->entries[i].type, 4);
		put(spelt, 0, entry_bytes - E820_BYTES);
	}
}

static void
put_efi(struct spelt *spelt, const struct efi_map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		const size_t start = spelt->length;

		put(spelt, map->entries[i].type, 8);
		put(spelt, map->entries[i].phys, 8);
		put(spelt, map->entries[i].virt, 8);
		put(spelt, map->entries[i].page_count, 8);
		put(spelt, map->entries[i].attributes, 8);
		spelt->length = start + (size_t)map->descriptor_size;
	}
}

static struct spelt
begin(const struct capture *capture)
{
	return ((struct spelt){ .bytes = fuzz_allocate(6 * TAG_HEAD_BYTES +
	    capture->e820.count * TAG_ENTRY_BYTES + capture->efi.count *
	    (size_t)capture->efi.descriptor_size, 1) });
}

static void
align_tag(struct spelt *spelt)
{
	spelt->length = (spelt->length + 7) & ~(size_t)7;
}

/* Both maps, whichever there are. */
static void
judge_tags(const struct draft *draft)
{
	const struct e820_map *e820 = &draft->capture->e820;
	const struct efi_map *efi = &draft->capture->efi;
	struct spelt spelt = begin(draft->capture);
	size_t whole;

	put(&spelt, 0, 8);
	if (e820->is_present) {
		put(&spelt, 6, 4);
		put(&spelt, TAG_HEAD_BYTES + e820->count * TAG_ENTRY_BYTES, 4);
		put(&spelt, TAG_ENTRY_BYTES, 8);
		put_e820(&spelt, e820, TAG_ENTRY_BYTES);
	}
	if (efi->is_present) {
		put(&spelt, 17, 4);
		put(&spelt, TAG_HEAD_BYTES + efi->count *
		    efi->descriptor_size, 4);
		put(&spelt, efi->descriptor_size, 4);
		put(&spelt, efi->descriptor_version, 4);
		put_efi(&spelt, efi);
		align_tag(&spelt);
	}
	put(&spelt, 0, 4);
	put(&spelt, 8, 4);
	whole = spelt.length;
	spelt.length = 0;
	put(&spelt, whole, 4);
	import_require_round_trip("multiboot2", draft, spelt.bytes, whole);
	free(spelt.bytes);
}

static void
judge_e820(const struct draft *draft, const char *form, size_t entry_bytes)
{
	struct spelt spelt = begin(draft->capture);

	put_e820(&spelt, &draft->capture->e820, entry_bytes);
	import_require_round_trip(form, draft, spelt.bytes, spelt.length);
	free(spelt.bytes);
}

static void
judge_efi(const struct draft *draft)
{
	const struct efi_map *map = &draft->capture->efi;
	struct spelt spelt = begin(draft->capture);

	put(&spelt, map->count * map->descriptor_size, 8);
	put(&spelt, map->descriptor_size, 8);
	put(&spelt, map->descriptor_version, 4);
	spelt.length = EFI_HEAD_BYTES;
	put_efi(&spelt, map);
	import_require_round_trip("efi", draft, spelt.bytes, spelt.length);
	free(spelt.bytes);
}

static void
judge(const struct draft *draft)
{
	const struct capture *capture = draft->capture;

	/* What is no table has its own judge, fuzz_fdt. */
	if (capture == NULL || capture->fdt.is_present)
		return;
	judge_tags(draft);
	if (!capture->efi.is_present) {
		judge_e820(draft, "e820", E820_BYTES);
		judge_e820(draft, "e820-ext", TAG_ENTRY_BYTES);
	} else if (!capture->e820.is_present &&
	    capture->efi.descriptor_size % 8 == 0) {
		judge_efi(draft);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	fuzz_digest = 0;
	for (size_t i = 0; i < import_form_count; i++) {
		struct draft draft;

		/* A capture is text, and fuzz_capture's. */
		if (import_forms[i]->read == NULL ||
		    strcmp(import_forms[i]->name, "capture") == 0)
			continue;
		draft = import_judged(import_forms[i]->name, bytes, length);
		judge(&draft);
		draft_free(&draft);
	}
	return (0);
}
