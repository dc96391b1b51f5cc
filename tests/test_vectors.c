/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The vectors in tests/vectors through batch: the re-enactments print what
 * the kernels' own code printed, to the byte, and the reference prints the
 * same but for the defects that are named here.  What memblock.jsonl holds was
 * worked out from the rules, not by the program, but for what booted kernels
 * printed; what linux-e820.jsonl and reserved-mem.jsonl hold the program
 * printed, and was then read against the rules.
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define PATH_BYTES 4096
#define PHYSMEM_TABLES "physmem,phys_avail,dump_avail,totals"
#define NEXUS_TABLES "nexus,nexus-free,events"
#define AMD64_TABLES "phys_avail,dump_avail,totals"
#define E820_TABLES "e820,e820-final,memblock,iomem"

struct run {
	const char *file;
	const char *profile;
	const char *tables;
	int captures_min;
};

static const struct run runs[] = {
	{ "physmem", "freebsd-2022", PHYSMEM_TABLES, 40 },
	{ "physmem", "freebsd-13", PHYSMEM_TABLES, 40 },
	{ "physmem", "freebsd-14", PHYSMEM_TABLES, 40 },
	{ "physmem", "freebsd-15", PHYSMEM_TABLES, 40 },
	{ "nexus", "freebsd-14", NEXUS_TABLES, 25 },
	{ "nexus", "freebsd-15", NEXUS_TABLES, 25 },
	{ "amd64", "freebsd-15", AMD64_TABLES, 25 },
	{ "memblock", "linux-6.1", "firmware,memblock", 23 },
	{ "memblock", "linux-6.12", "firmware,memblock", 23 },
	{ "reserved-mem", "linux-6.1", "reserved-mem,memblock", 16 },
	{ "reserved-mem", "linux-6.12", "reserved-mem,memblock", 16 },
	{ "linux-e820", "linux-6.1", E820_TABLES, 30 },
	{ "linux-e820", "linux-6.12", E820_TABLES, 30 },
};

/*
 * Where the reference does not print what freebsd-15 prints of whole pages.
 * Of anything else freebsd-15 makes ranges past the end of RAM (B4).
 */
static const struct difference {
	const char *name;
	const char *tables;	/* those that differ, and no other */
	const char *defect;
} differences[] = {
	{ "fb-hostile-wrap-top", PHYSMEM_TABLES,
	    "B33: a sum of 2^64 is 0, and passes as below the last MiB" },
	{ "fb-hostile-wrap-past", PHYSMEM_TABLES,
	    "B33: a sum past 2^64 is small" },
	{ "fb-limit-dump-gap", "dump_avail",
	    "B23: hw.physmem cuts each list by itself" },
	{ "fb-real-lx2160-honeycomb-uboot-fdt-limit", "dump_avail",
	    "B23" },
	{ "fb-no-calls-left", PHYSMEM_TABLES,
	    "capacity: what comes after 32 chunks is dropped" },
	{ "fb-manyhw-0007", PHYSMEM_TABLES, "capacity: the same" },
	{ "fb-ex-33rd-duplicate", PHYSMEM_TABLES,
	    "capacity: the 33rd exclusion panics" },
	{ "fb-manyex-0008", PHYSMEM_TABLES, "capacity: the same" },
	{ "fb-zero-0005", "physmem",
	    "an exclusion of no byte takes an entry, and is printed" },
};

/* The same of amd64, where both have their own code. */
static const struct difference amd64_differences[] = {
	{ "fb-amd64-hole-filler", "phys_avail,totals",
	    "B28: it is not merged with the entry before it" },
	{ "fb-amd64-first-at-a0000", "dump_avail",
	    "dump_avail begins at 0, whatever is there" },
	{ "fb-amd64-real-coreboot-type16-uroot-1858", "dump_avail",
	    "the same" },
	{ "fb-amd64-nolow-0001", "dump_avail", "the same" },
	{ "fb-amd64-efi-0001", "dump_avail", "the same" },
	{ "fb-amd64-overlap-0005", "dump_avail",
	    "what another entry reserves is dumped" },
	{ "fb-amd64-lowmem-0004", "phys_avail",
	    "the first entry begins an empty range where nothing of it is "
	    "left" },
	{ "fb-amd64-lowmem-0006", "phys_avail,dump_avail", "both" },
	{ "fb-amd64-efi-0004", "phys_avail,dump_avail", "both" },
	{ "fb-amd64-start-0002", "phys_avail,totals",
	    "hw.physmem.start of 0 gives page 0 out" },
	{ "fb-amd64-bytes-0002", "phys_avail,dump_avail,totals",
	    "what another entry reserves is given out" },
};

static const struct comparison {
	const char *file;
	const char *tables;
	const struct difference *differences;
	size_t difference_count;
	bool is_of_whole_pages;		/* other maps are not compared */
} comparisons[] = {
	{ "physmem", PHYSMEM_TABLES, differences, LENGTH(differences),
	    true },
	{ "amd64", AMD64_TABLES, amd64_differences,
	    LENGTH(amd64_differences), false },
};

static cJSON *
captures_read(const char *file)
{
	char path[PATH_BYTES];
	cJSON *captures;
	size_t length;
	char *text;

	snprintf(path, sizeof(path), "vectors/%s.jsonl", file);
	text = file_read_whole(path, &length);
	captures = json_lines_parse(text, length, path);
	free(text);
	return (captures);
}

/* A result for each capture, in order. */
static cJSON *
batch(const struct run *run, const cJSON *captures)
{
	char profile[64], tables[64], path[PATH_BYTES];
	const struct program_call call = { { "batch", "--format=json",
	    profile, tables, path }, .input_path = NULL };
	struct program_result result;
	cJSON *results, *capture;
	int i = 0;

	snprintf(profile, sizeof(profile), "--profile=%s", run->profile);
	snprintf(tables, sizeof(tables), "--table=%s", run->tables);
	snprintf(path, sizeof(path), "vectors/%s.jsonl", run->file);
	result = program_run(&call);
	ck_assert_msg(result.signal == 0, "%s, %s: signal %d", path,
	    run->profile, result.signal);
	results = json_lines_parse(result.output, result.output_bytes,
	    run->profile);
	ck_assert_msg(cJSON_GetArraySize(results) ==
	    cJSON_GetArraySize(captures), "%s, %s: %d results of %d captures",
	    path, run->profile, cJSON_GetArraySize(results),
	    cJSON_GetArraySize(captures));
	cJSON_ArrayForEach(capture, captures)
		ck_assert_str_eq(json_text_at(capture, "name"),
		    json_text_at(cJSON_GetArrayItem(results, i++), "name"));
	program_result_free(&result);
	return (results);
}

/* Where the line that the two differ in begins. */
static size_t
first_difference(const char *text, const char *other)
{
	size_t line_start = 0;

	for (size_t i = 0; text[i] != '\0' && text[i] == other[i]; i++)
		if (text[i] == '\n')
			line_start = i + 1;
	return (line_start);
}

static void
expect_text(const char *where, const char *table, const char *printed,
    const char *witness)
{
	size_t at;

	ck_assert_msg(printed != NULL, "%s: %s is missing", where, table);
	at = first_difference(printed, witness);
	ck_assert_msg(strcmp(printed, witness) == 0,
	    "%s: %s differs: \"%.*s\", not \"%.*s\"", where, table,
	    (int)strcspn(printed + at, "\n"), printed + at,
	    (int)strcspn(witness + at, "\n"), witness + at);
}

/* What the kernel did, and nothing else. */
static void
expect_witnessed(const struct run *run, const cJSON *witness,
    const cJSON *result)
{
	const char *panic = json_text_at(result, "panic");
	const char *name = json_text_at(result, "name");
	const char *error = result_error(result);
	const cJSON *table;
	char where[256];

	snprintf(where, sizeof(where), "%s, %s", name, run->profile);
	ck_assert_msg(error == NULL, "%s: %s", where, error);
	if (witness == NULL)
		return;
	ck_assert_msg(panic == NULL || json_at(witness, "panic") != NULL,
	    "%s: panic: %s", where, panic);
	cJSON_ArrayForEach(table, witness) {
		bool is_panic = strcmp(table->string, "panic") == 0;

		expect_text(where, table->string, is_panic ? panic :
		    json_text_at(json_at(result, "tables"), table->string),
		    json_text_at(table, "text"));
	}
	ck_assert_msg(result_violation(result, "WITNESS-MATCHES") == NULL,
	    "%s: the program itself sees a difference", where);
}

START_TEST(kernels_print_what_they_printed)
{
	const struct run *run = &runs[_i];
	cJSON *captures = captures_read(run->file);
	cJSON *results = batch(run, captures);
	int count = cJSON_GetArraySize(captures);

	ck_assert_int_ge(count, run->captures_min);
	for (int i = 0; i < count; i++)
		expect_witnessed(run, json_at(json_at(
		    cJSON_GetArrayItem(captures, i), "witness"),
		    run->profile), cJSON_GetArrayItem(results, i));
	cJSON_Delete(results);
	cJSON_Delete(captures);
}
END_TEST

static bool
is_run(const char *file, const char *profile)
{
	for (size_t i = 0; i < LENGTH(runs); i++)
		if (strcmp(runs[i].file, file) == 0 &&
		    strcmp(runs[i].profile, profile) == 0)
			return (true);
	return (false);
}

START_TEST(every_witness_has_its_run)
{
	const char *file = runs[_i].file;
	cJSON *captures = captures_read(file);
	const cJSON *capture, *witness;

	cJSON_ArrayForEach(capture, captures)
		cJSON_ArrayForEach(witness, json_at(capture, "witness"))
			ck_assert_msg(is_run(file, witness->string),
			    "%s: nothing runs its witness of %s",
			    json_text_at(capture, "name"), witness->string);
	cJSON_Delete(captures);
}
END_TEST

static uint64_t
number_of(const cJSON *item)
{
	const char *text = cJSON_GetStringValue(item);

	if (text == NULL)
		return ((uint64_t)cJSON_GetNumberValue(item));
	return (strtoull(text, NULL, strncmp(text, "0x", 2) == 0 ? 16 : 10));
}

static bool
are_whole_pages(const cJSON *entries, uint64_t page_size)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, entries)
		if (number_of(json_at(entry, "base")) % page_size != 0 ||
		    number_of(json_at(entry, "size")) % page_size != 0)
			return (false);
	return (true);
}

static bool
is_page_aligned(const cJSON *capture)
{
	const cJSON *firmware = json_at(capture, "firmware");
	const cJSON *regions = json_at(firmware, "regions");
	const cJSON *page_size_item = json_at(capture, "page_size");
	uint64_t page_size = page_size_item == NULL ? 4096 :
	    number_of(page_size_item);

	return (are_whole_pages(json_at(firmware, "ops"), page_size) &&
	    are_whole_pages(json_at(regions, "hardware"), page_size) &&
	    are_whole_pages(json_at(regions, "exclude"), page_size));
}

/* The tables that two results do not agree on, in order. */
static void
list_differing(const cJSON *a, const cJSON *b, char *list, size_t capacity)
{
	static const char *const names[] = { "physmem", "phys_avail",
	    "dump_avail", "totals" };

	list[0] = '\0';
	for (size_t i = 0; i < LENGTH(names); i++) {
		const char *text = json_text_at(json_at(a, "tables"),
		    names[i]);
		const char *other = json_text_at(json_at(b, "tables"),
		    names[i]);
		size_t used = strlen(list);

		if ((text == NULL) != (other == NULL) || (text != NULL &&
		    strcmp(text, other) != 0))
			snprintf(list + used, capacity - used, "%s%s",
			    used == 0 ? "" : ",", names[i]);
	}
}

static const struct difference *
difference_of(const struct comparison *comparison, const char *name)
{
	static const struct difference none = { NULL, "", "no defect" };

	for (size_t i = 0; i < comparison->difference_count; i++)
		if (strcmp(comparison->differences[i].name, name) == 0)
			return (&comparison->differences[i]);
	return (&none);
}

START_TEST(reference_prints_the_same_but_for_named_defects)
{
	const struct comparison *comparison = &comparisons[_i];
	const struct run reference = { comparison->file, "freebsd",
	    comparison->tables, 0 };
	const struct run release = { comparison->file, "freebsd-15",
	    comparison->tables, 0 };
	cJSON *captures = captures_read(comparison->file);
	cJSON *is = batch(&reference, captures);
	cJSON *was = batch(&release, captures);
	size_t named_count = 0;

	for (int i = 0; i < cJSON_GetArraySize(captures); i++) {
		const cJSON *capture = cJSON_GetArrayItem(captures, i);
		const char *name = json_text_at(capture, "name");
		const struct difference *named = difference_of(comparison,
		    name);
		const bool is_compared = !comparison->is_of_whole_pages ||
		    is_page_aligned(capture);
		char differing[64];

		list_differing(cJSON_GetArrayItem(is, i),
		    cJSON_GetArrayItem(was, i), differing,
		    sizeof(differing));
		ck_assert_msg(!is_compared ||
		    strcmp(differing, named->tables) == 0,
		    "%s: differs in \"%s\", not \"%s\" (%s)", name,
		    differing, named->tables, named->defect);
		named_count += named->name != NULL && is_compared;
	}
	ck_assert_uint_eq(named_count, comparison->difference_count);
	cJSON_Delete(was);
	cJSON_Delete(is);
	cJSON_Delete(captures);
}
END_TEST

static void
enter(void)
{
	char path[PATH_BYTES];

	scratch_enter();
	snprintf(path, sizeof(path), "%s/tests/vectors",
	    getenv("BOOTMEM_SOURCE_ROOT"));
	ck_assert_int_eq(symlink(path, "vectors"), 0);
}

int
main(void)
{
	Suite *suite = suite_create("vectors");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, kernels_print_what_they_printed, 0,
	    LENGTH(runs));
	tcase_add_loop_test(cases, every_witness_has_its_run, 0,
	    LENGTH(runs));
	tcase_add_loop_test(cases,
	    reference_prints_the_same_but_for_named_defects, 0,
	    LENGTH(comparisons));
	return (run_suite(suite));
}
