/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What export writes, import reads as the same map: every form with every
 * capture of inputs/ that it can say in full.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "each_capture.h"
#include "program.h"
#include "sim/export/export.h"
#include "tests/hex.h"
#include "tests/imports.h"

static const struct round_trip {
	const char *export_form;
	const char *import_form;
	uint32_t parts;		/* that are compared */
	bool has_no_virtual;	/* addresses of EFI descriptors */
	bool has_no_version;	/* of EFI descriptors, nor their size */
	/* So many of the inputs are said in full, at least. */
	size_t count_min;
} round_trips[] = {
	{ "e820", "e820", EXPORT_E820, .count_min = 10 },
	{ "e820-ext", "e820-ext", EXPORT_E820, .count_min = 10 },
	{ "smap", "freebsd-sysctl", EXPORT_E820, .count_min = 10 },
	{ "memmap", "memmap", EXPORT_E820, .count_min = 10 },
	{ "linux", "linux", EXPORT_E820 | EXPORT_EFI, .has_no_virtual = true,
	    .has_no_version = true, .count_min = 10 },
	{ "efi", "efi", EXPORT_EFI, .has_no_version = true,
	    .count_min = 10 },
	{ "efi-table", "freebsd", EXPORT_EFI, .has_no_version = true,
	    .count_min = 10 },
	{ "freebsd-regions", "freebsd", EXPORT_REGIONS, .count_min = 10 },
};

static size_t counts[LENGTH(round_trips)];

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
	struct efi_descriptor *descriptors;

	*ret_said = (struct capture){ .arch = capture->arch,
	    .page_size = capture->page_size };
	if ((trip->parts & EXPORT_E820) != 0)
		ret_said->e820 = capture->e820;
	if ((trip->parts & EXPORT_REGIONS) != 0)
		ret_said->regions = capture->regions;
	if ((trip->parts & EXPORT_EFI) != 0) {
		ret_said->efi = capture->efi;
		ret_said->efi.memreserve.count = 0;
	}
	if (trip->has_no_version) {
		ret_said->efi.descriptor_size = 48;
		ret_said->efi.descriptor_version = 1;
	}
	descriptors = calloc(ret_said->efi.count + 1, sizeof(*descriptors));
	for (size_t i = 0; i < ret_said->efi.count; i++) {
		descriptors[i] = capture->efi.entries[i];
		if (trip->has_no_virtual)
			descriptors[i].virt = 0;
	}
	ret_said->efi.entries = descriptors;
	/* Without a header it is by sense that descriptors are told apart. */
	if (strcmp(trip->export_form, "efi") == 0 &&
	    efi_wraps(&ret_said->efi))
		return (false);
	return (ret_said->e820.count > 0 || ret_said->efi.count > 0 ||
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

	ck_assert_ptr_nonnull(memory);
	is_good = export_capture(export_format_find(form), memory, said,
	    &notes);
	ck_assert_int_eq(fclose(memory), 0);
	if (is_good && left_out_count == 0)
		return (bytes);
	free(bytes);
	return (NULL);
}

static void
check_trip(size_t index, const struct capture *capture)
{
	const struct round_trip *trip = &round_trips[index];
	char what[256];
	struct capture said;
	struct import_result result;
	struct read_error error;
	char *bytes = NULL;
	size_t length;

	if (restrict_to(trip, capture, &said) && (bytes =
	    export_in_full(trip->export_form, &said, &length)) != NULL) {
		snprintf(what, sizeof(what), "%s as %s", capture->name,
		    trip->export_form);
		result = import_bytes_as(trip->import_form, 0, "x", bytes,
		    length, &error);
		ck_assert_msg(result.draft.capture != NULL, "%s: %s\n%s",
		    what, error.text, bytes);
		expect_same_firmware(what, result.draft.capture, &said);
		draft_free(&result.draft);
		counts[index]++;
	}
	free(bytes);
	free(said.efi.entries);
}

static void
check_capture(const struct capture *capture, const char *directory)
{
	(void)directory;
	for (size_t i = 0; i < LENGTH(round_trips); i++)
		check_trip(i, capture);
}

START_TEST(inputs_come_back_the_same)
{
	each_capture(check_capture);
	for (size_t i = 0; i < LENGTH(round_trips); i++)
		ck_assert_msg(counts[i] >= round_trips[i].count_min,
		    "%s: only %zu", round_trips[i].export_form, counts[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("round_trips");
	TCase *cases = tcase_create("inputs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_test(cases, inputs_come_back_the_same);
	return (run_suite(suite));
}
