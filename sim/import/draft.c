/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/exclusions.h"
#include "sim/clean.h"
#include "sim/host.h"

struct draft
draft_new(void)
{
	struct arena *arena = arena_new();
	struct capture *capture = arena_alloc(arena, 1, sizeof(*capture));

	capture->arena = arena;
	capture->page_size = 4096;
	capture->efi.descriptor_size = 48;
	capture->efi.descriptor_version = 1;
	capture->origin = arena_copy_text(arena, "captured",
	    strlen("captured"));
	return ((struct draft){ .capture = capture });
}

void
draft_free(struct draft *draft)
{
	if (draft->capture != NULL)
		arena_free(draft->capture->arena);
	draft->capture = NULL;
}

bool
draft_is_full(const struct draft *draft)
{
	return (draft->entry_count > CAPTURE_ENTRIES_MAX);
}

bool
draft_has_map(const struct draft *draft)
{
	const struct capture *capture = draft->capture;

	return (capture->e820.count > 0 || capture->efi.count > 0 ||
	    capture->fdt.memory.count > 0 ||
	    capture->fdt.reserved_count > 0 ||
	    capture->regions.hardware.count > 0 || capture->ops.count > 0);
}

void
draft_set_arch(struct draft *draft, enum arch arch)
{
	draft->capture->arch = arch;
	draft->has_arch = true;
}

void
draft_truncate(struct draft *draft, const char *format, ...)
{
	char text[256];
	va_list arguments;

	if (draft->capture->truncated != NULL)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	draft_set_text(draft, &draft->capture->truncated, text,
	    strlen(text));
}

void
draft_set_text(struct draft *draft, char **field, const char *text,
    size_t length)
{
	char *copy = host_allocate(length + 1, 1);
	char *line;

	memcpy(copy, text, length);
	line = clean_line(copy);
	*field = arena_copy_text(draft->capture->arena, line, strlen(line));
	free(line);
	free(copy);
}

void
draft_set_line(struct draft *draft, char **field, const char *start,
    const char *end)
{
	while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	draft_set_text(draft, field, start, (size_t)(end - start));
}

void
draft_set_reconstructed(struct draft *draft)
{
	static const char word[] = "reconstructed";

	draft_set_text(draft, &draft->capture->origin, word, strlen(word));
}

void
draft_drop_maps(struct draft *draft)
{
	struct capture *capture = draft->capture;

	capture->e820 = (struct e820_map){ .is_present = false };
	capture->efi = (struct efi_map){ .descriptor_size =
	    capture->efi.descriptor_size, .descriptor_version =
	    capture->efi.descriptor_version };
	capture->fdt = (struct fdt_map){ .is_present = false };
	capture->regions = (struct region_map){ .is_present = false };
	capture->ops = (struct op_map){ .is_present = false };
}

/*
 * Room for one element more behind count of them: lists grow at powers of
 * two, so that they need not remember their capacity.
 */
static void *
grow(struct draft *draft, void *entries, size_t count, size_t size)
{
	void *larger;

	if ((count & (count - 1)) != 0)
		return (entries);
	larger = arena_alloc(draft->capture->arena,
	    count == 0 ? 1 : 2 * count, size);
	if (count > 0)
		memcpy(larger, entries, count * size);
	return (larger);
}

void
draft_note(struct draft *draft, const char *format, ...)
{
	struct string_list *notes = &draft->notes;
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	notes->entries = grow(draft, notes->entries, notes->count,
	    sizeof(notes->entries[0]));
	draft_set_text(draft, &notes->entries[notes->count++], text,
	    strlen(text));
}

void
draft_add_e820(struct draft *draft, struct bm_extent extent, uint32_t type)
{
	struct e820_map *map = &draft->capture->e820;

	if (draft_is_full(draft))
		return;
	map->entries = grow(draft, map->entries, map->count,
	    sizeof(map->entries[0]));
	map->entries[map->count++] = (struct e820_entry){ extent, type };
	map->is_present = true;
	draft->entry_count++;
}

void
draft_add_efi(struct draft *draft, const struct efi_descriptor *descriptor)
{
	struct efi_map *map = &draft->capture->efi;

	if (draft_is_full(draft))
		return;
	map->entries = grow(draft, map->entries, map->count,
	    sizeof(map->entries[0]));
	map->entries[map->count++] = *descriptor;
	map->is_present = true;
	draft->entry_count++;
}

void
draft_add_extent(struct draft *draft, struct extent_list *list,
    struct bm_extent extent)
{
	if (draft_is_full(draft))
		return;
	list->entries = grow(draft, list->entries, list->count,
	    sizeof(list->entries[0]));
	list->entries[list->count++] = extent;
	draft->entry_count++;
}

struct fdt_reserved *
draft_add_reserved(struct draft *draft, const char *name, size_t length)
{
	struct fdt_map *map = &draft->capture->fdt;
	struct fdt_reserved *node;

	map->reserved = grow(draft, map->reserved, map->reserved_count,
	    sizeof(map->reserved[0]));
	node = &map->reserved[map->reserved_count++];
	memset(node, 0, sizeof(*node));
	draft_set_text(draft, &node->name, name, length);
	map->is_present = true;
	map->has_reserved_memory = true;
	map->has_reserved_ranges = true;
	map->has_reserved_cells = true;
	draft->entry_count++;
	return (node);
}

struct device *
draft_add_device(struct draft *draft, const char *name, size_t length)
{
	struct capture *capture = draft->capture;
	struct device *device;

	capture->devices = grow(draft, capture->devices,
	    capture->device_count, sizeof(capture->devices[0]));
	device = &capture->devices[capture->device_count++];
	memset(device, 0, sizeof(*device));
	draft_set_text(draft, &device->name, name, length);
	draft->entry_count++;
	return (device);
}

struct preload *
draft_add_preload(struct draft *draft)
{
	struct boot *boot = &draft->capture->boot;
	struct preload *preload;

	boot->preload = grow(draft, boot->preload, boot->preload_count,
	    sizeof(boot->preload[0]));
	preload = &boot->preload[boot->preload_count++];
	memset(preload, 0, sizeof(*preload));
	draft->entry_count++;
	return (preload);
}

void
draft_add_region(struct draft *draft, enum region_op_kind kind,
    struct bm_extent extent, uint32_t flags)
{
	struct region_map *map = &draft->capture->regions;

	map->is_present = true;
	if (kind == REGION_HARDWARE) {
		draft_add_extent(draft, &map->hardware, extent);
		return;
	}
	map->exclude = grow(draft, map->exclude, map->exclude_count,
	    sizeof(map->exclude[0]));
	map->exclude[map->exclude_count++] = (struct region_op){ kind,
	    extent, flags };
	draft->entry_count++;
}

void
draft_add_profile(struct draft *draft, const char *name)
{
	struct string_list *profiles = &draft->capture->profiles;

	profiles->entries = grow(draft, profiles->entries, profiles->count,
	    sizeof(profiles->entries[0]));
	draft_set_text(draft, &profiles->entries[profiles->count++], name,
	    strlen(name));
}

void
draft_add_tunable(struct draft *draft, const char *name, const char *value)
{
	struct boot *boot = &draft->capture->boot;
	struct tunable *tunable;

	for (size_t i = 0; i < boot->tunable_count; i++) {
		tunable = &boot->tunables[i];
		if (strcmp(tunable->name, name) != 0)
			continue;
		draft_set_text(draft, &tunable->value, value, strlen(value));
		return;
	}
	boot->tunables = grow(draft, boot->tunables, boot->tunable_count,
	    sizeof(boot->tunables[0]));
	tunable = &boot->tunables[boot->tunable_count++];
	draft_set_text(draft, &tunable->name, name, strlen(name));
	draft_set_text(draft, &tunable->value, value, strlen(value));
}

static struct witness *
find_witness(struct draft *draft, const char *profile, const char *table)
{
	struct capture *capture = draft->capture;
	struct witness *witness;

	size_t at = capture->witness_count;

	for (size_t i = 0; i < capture->witness_count; i++) {
		witness = &capture->witnesses[i];
		if (strcmp(witness->profile, profile) != 0)
			continue;
		if (strcmp(witness->table, table) == 0)
			return (witness);
		at = i + 1;
	}
	capture->witnesses = grow(draft, capture->witnesses,
	    capture->witness_count, sizeof(capture->witnesses[0]));
	/* Those of one profile stand together. */
	witness = &capture->witnesses[at];
	memmove(witness + 1, witness, (capture->witness_count - at) *
	    sizeof(*witness));
	capture->witness_count++;
	memset(witness, 0, sizeof(*witness));
	draft_set_text(draft, &witness->profile, profile, strlen(profile));
	draft_set_text(draft, &witness->table, table, strlen(table));
	return (witness);
}

/* The least power of two that holds length bytes and a NUL. */
static size_t
text_capacity(size_t length)
{
	size_t capacity = 64;

	while (capacity < length + 1)
		capacity *= 2;
	return (capacity);
}

void
draft_add_witness_line(struct draft *draft, const char *profile,
    const char *table, const char *line, size_t length)
{
	struct witness *witness;
	size_t needed;
	char *text;

	if (draft_is_full(draft))
		return;
	witness = find_witness(draft, profile, table);
	needed = witness->text_bytes + length + 1;
	text = witness->text;
	if (text == NULL ||
	    text_capacity(needed) != text_capacity(witness->text_bytes)) {
		witness->text = arena_alloc(draft->capture->arena,
		    text_capacity(needed), 1);
		if (text != NULL)
			memcpy(witness->text, text, witness->text_bytes);
	}
	memcpy(witness->text + witness->text_bytes, line, length);
	witness->text[needed - 1] = '\n';
	witness->text_bytes = needed;
}

struct bm_extent
draft_extent(bm_paddr start, bm_paddr last)
{
	return ((struct bm_extent){ start, last - start + 1 });
}
