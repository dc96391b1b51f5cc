/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/round_trips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/firmware_text.h"
#include "fuzz/import_oracle.h"
#include "sim/export/export.h"
#include "sim/host.h"

const struct round_trip round_trips[] = {
	{ "e820", "e820", EXPORT_E820, false, false },
	{ "e820-ext", "e820-ext", EXPORT_E820, false, false },
	{ "smap", "freebsd-sysctl", EXPORT_E820, false, false },
	{ "memmap", "memmap", EXPORT_E820, false, false },
	{ "linux", "linux", EXPORT_E820 | EXPORT_EFI, true, true },
	{ "efi", "efi", EXPORT_EFI, false, true },
	{ "efi-table", "freebsd", EXPORT_EFI, false, true },
	{ "freebsd-regions", "freebsd", EXPORT_REGIONS, false, false },
};
const size_t round_trip_count = sizeof(round_trips) / sizeof(round_trips[0]);

static void
count_left_out(void *context, const char *where, const char *why)
{
	size_t *count = context;

	(void)why;
	/* A map's entry, not a part of the capture. */
	if (strchr(where, '[') != NULL)
		(*count)++;
}

static bool
efi_wraps(const struct efi_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].page_count > (UINT64_MAX -
		    map->entries[i].phys) / 4096)
			return (true);
	return (false);
}

/* Of the capture what the form says; false if that is nothing. */
static bool
restrict_to(const struct round_trip *trip, const struct capture *capture,
    struct capture *ret_said)
{
	struct efi_map *efi = &ret_said->efi;
	struct efi_descriptor *descriptors;

	*ret_said = (struct capture){ .arch = capture->arch,
	    .page_size = capture->page_size };
	if ((trip->parts & EXPORT_E820) != 0)
		ret_said->e820 = capture->e820;
	if ((trip->parts & EXPORT_REGIONS) != 0)
		ret_said->regions = capture->regions;
	if ((trip->parts & EXPORT_EFI) != 0) {
		*efi = capture->efi;
		efi->memreserve.count = 0;
	}
	if (trip->has_no_version) {
		efi->descriptor_size = 48;
		efi->descriptor_version = 1;
	}
	descriptors = host_allocate(efi->count + 1, sizeof(*descriptors));
	for (size_t i = 0; i < efi->count; i++) {
		descriptors[i] = capture->efi.entries[i];
		if (trip->has_no_virtual)
			descriptors[i].virt = 0;
	}
	efi->entries = descriptors;
	/* Without a header it is by sense that descriptors are told apart. */
	if (strcmp(trip->export_form, "efi") == 0 && efi_wraps(efi))
		return (false);
	return (ret_said->e820.count > 0 || efi->count > 0 ||
	    ret_said->regions.hardware.count > 0);
}

/* What the form writes; NULL if it has no words for all of it. */
static char *
export_in_full(const char *form, const struct capture *said,
    size_t *ret_length)
{
	size_t left_out_count = 0;
	struct export_notes notes = { .left_out = count_left_out,
	    .context = &left_out_count };
	char *bytes = NULL;
	FILE *memory = open_memstream(&bytes, ret_length);
	bool is_good;

	if (memory == NULL)
		host_out_of_memory();
	is_good = export_capture(export_format_find(form), memory, said,
	    &notes);
	if (fclose(memory) != 0)
		host_out_of_memory();
	if (is_good && left_out_count == 0)
		return (bytes);
	free(bytes);
	return (NULL);
}

static char *
copy_text(const char *text)
{
	char *copy = host_allocate(strlen(text) + 1, 1);

	strcpy(copy, text);
	return (copy);
}

static enum round_trip_result
compare(const struct round_trip *trip, const struct capture *said,
    const char *bytes, size_t length, char **ret_text)
{
	enum round_trip_result result = ROUND_TRIP_SAME;
	struct read_error error;
	struct draft again;
	char *before, *after;

	if (!import_memory(trip->import_form, (const uint8_t *)bytes, length,
	    &again, &error)) {
		*ret_text = copy_text(error.text);
		return (ROUND_TRIP_DIFFERS);
	}
	before = firmware_text(said);
	after = firmware_text(again.capture);
	if (strcmp(before, after) != 0) {
		result = ROUND_TRIP_DIFFERS;
		*ret_text = copy_text(after);
	}
	free(after);
	free(before);
	draft_free(&again);
	return (result);
}

enum round_trip_result
round_trip(const struct round_trip *trip, const struct capture *capture,
    char **ret_text)
{
	enum round_trip_result result = ROUND_TRIP_NONE;
	struct capture said;
	char *bytes = NULL;
	size_t length;

	*ret_text = NULL;
	if (restrict_to(trip, capture, &said) && (bytes =
	    export_in_full(trip->export_form, &said, &length)) != NULL)
		result = compare(trip, &said, bytes, length, ret_text);
	free(bytes);
	free(said.efi.entries);
	return (result);
}
