/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference model of Linux through the program: every invariant holds on
 * every capture of the source tree, it panics where there is no memory and
 * nowhere else, the traps of memmap= are none, and it prints what Linux 6.12
 * prints but for the defects that are named here.
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
#define NO_PAGE "Failed to allocate page table page"
#define NO_LOW_PAGE "alloc_low_pages: can not alloc memory"

/* The captures; results_min, so that an empty folder does not pass. */
static const struct {
	const char *path;
	int results_min;
} sources[] = {
	{ "inputs", 270 },
	{ "vectors/amd64.jsonl", 25 },
	{ "vectors/linux-e820.jsonl", 30 },
	{ "vectors/memblock.jsonl", 23 },
	{ "vectors/nexus.jsonl", 25 },
	{ "vectors/physmem.jsonl", 40 },
	{ "vectors/reserved-mem.jsonl", 16 },
};

/* Where nothing is left that could be handed out. */
static const struct {
	const char *name;
	const char *panic;
} panics[] = {
	{ "efi-descriptor-size-0", NO_PAGE },
	{ "efi-descriptor-size-32", NO_PAGE },
	{ "excluded-all", NO_PAGE },
	{ "fdt-cells-0", NO_PAGE },
	{ "fdt-usable-range-outside", NO_PAGE },
	{ "less-than-a-page", NO_PAGE },
	{ "no-memory", NO_PAGE },
	{ "only-last-megabyte", NO_PAGE },
	{ "only-page-zero", NO_PAGE },
	{ "only-reserved", NO_LOW_PAGE },
	{ "arm64inject-e-overflow-6.1", NO_PAGE },
	{ "arm64inject-e-overflow-6.12", NO_PAGE },
	{ "arm64inject-e-overflow-7.2", NO_PAGE },
	{ "x86-mm-top64-ep-6.1", NO_LOW_PAGE },
	{ "x86-mm-top64-ep-7.2", NO_LOW_PAGE },
	{ "lx-e820-bios-only", NO_LOW_PAGE },
	{ "lx-own-no-entry", NO_LOW_PAGE },
	{ "lm-efi-nothing", NO_PAGE },
	{ "fbn-edge-0001", NO_PAGE },
	{ "fbn-fill-0011", NO_PAGE },
	{ "fbn-late-0009", NO_PAGE },
	{ "fbn-plain-0007", NO_PAGE },
	{ "fbn-unaligned-0011", NO_PAGE },
	{ "fb-nomem-0002", NO_PAGE },
	{ "fb-page0-only", NO_PAGE },
	{ "fb-unaligned-0042", NO_PAGE },
	{ "fb-wrap-0011", NO_PAGE },
};

/* Both go through a machine with RAM up to 1 GiB and a reserved MiB there. */
struct memmap_row {
	const char *cmdline;
	const char *line;	/* that the e820 table has; NULL: none more */
	const char *final;	/* from the first megabyte on */
};

#define RAM "modified: [mem 0x0000000000100000-0x000000003fffffff] usable\n"
#define KEPT "modified: [mem 0x0000000040000000-0x00000000400fffff] reserved\n"

static const struct memmap_row memmap_rows[] = {
	{ "quiet", NULL, RAM KEPT },
	/* A suffix alone would be a size of 0, and all RAM above it. */
	{ "memmap=map", "e820: memmap=map makes no sense, ignored\n",
	    RAM KEPT },
	{ "memmap=exactly", "e820: memmap=exactly makes no sense, ignored\n",
	    RAM KEPT },
	{ "memmap=0xg", "e820: memmap=0xg makes no sense, ignored\n",
	    RAM KEPT },
	{ "memmap=0", "e820: memmap=0 makes no sense, ignored\n", RAM KEPT },
	{ "mem=0", "e820: mem=0 makes no sense, ignored\n", RAM KEPT },
	{ "mem=none", "e820: mem=none makes no sense, ignored\n", RAM KEPT },
	{ "mem=", "e820: mem= makes no sense, ignored\n", RAM KEPT },
	{ "mem", NULL, RAM KEPT },
	{ "mem=nopentium", "mem=nopentium ignored! (only supported on "
	    "x86_32)\n", RAM KEPT },
	{ "memmap=64M*512M", "e820: memmap=64M*512M makes no sense, "
	    "ignored\n", RAM KEPT },
	{ "memmap=16E@0", "e820: memmap=16E@0 makes no sense, ignored\n",
	    RAM KEPT },
	{ "memmap=18446744073709551616$0",
	    "e820: memmap=18446744073709551616$0 makes no sense, ignored\n",
	    RAM KEPT },
	{ "memmap=0x1000$0xfffffffffffff001",
	    "e820: memmap=0x1000$0xfffffffffffff001 makes no sense, "
	    "ignored\n", RAM KEPT },
	{ "memmap=16M%512M-1+1", "e820: memmap=16M%512M-1+1 makes no sense, "
	    "ignored\n", RAM KEPT },
	{ "memmap=16M%512M+2-1", "e820: memmap=16M%512M+2-1 makes no sense, "
	    "ignored\n", RAM KEPT },
	{ "memmap=16M%512M-1+0x100000000",
	    "e820: memmap=16M%512M-1+0x100000000 makes no sense, ignored\n",
	    RAM KEPT },
	{ "memmap=1M$512Mx", "e820: memmap=1M$512Mx makes no sense, "
	    "ignored\n", RAM KEPT },
	/* What makes sense in a list is done, whatever stands beside it. */
	{ "memmap=nonsense,0x3fe00000", "e820: remove [mem "
	    "0x3fe00000-0xffffffffffffffff] usable\n",
	    "modified: [mem 0x0000000000100000-0x000000003fdfffff] usable\n"
	    KEPT },
	{ "mem=512M", "e820: remove [mem 0x20000000-0xffffffffffffffff] "
	    "usable\n",
	    "modified: [mem 0x0000000000100000-0x000000001fffffff] usable\n"
	    KEPT },
	{ "memmap=2M$1022M",
	    "user: [mem 0x000000003fe00000-0x00000000400fffff] reserved\n",
	    "modified: [mem 0x0000000000100000-0x000000003fdfffff] usable\n"
	    "modified: [mem 0x000000003fe00000-0x00000000400fffff] "
	    "reserved\n" },
	/* RAM over what is reserved stays reserved. */
	{ "memmap=3M@1023M",
	    "user: [mem 0x0000000040100000-0x00000000401fffff] usable\n",
	    RAM KEPT
	    "modified: [mem 0x0000000040100000-0x00000000401fffff] "
	    "usable\n" },
	{ "memmap=1M%1G-2+1", "e820: update [mem 0x40000000-0x400fffff] "
	    "reserved ==> usable\n",
	    "modified: [mem 0x0000000000100000-0x00000000400fffff] "
	    "usable\n" },
	{ "memmap=1M%1G", "e820: remove [mem 0x40000000-0x400fffff] \n",
	    RAM },
	/* What is taken away again uncovers what was below. */
	{ "memmap=1M$512M memmap=1M%512M-2", NULL, RAM KEPT },
	{ "memmap=1M$512M,1M%512M-2+7,1M%512M-7", NULL, RAM KEPT },
	{ "memmap=exactmap,64M@1M", NULL,
	    "modified: [mem 0x0000000000100000-0x00000000040fffff] "
	    "usable\n" },
	{ "memmap=0x1000$0xfffffffffffff000", NULL,
	    RAM KEPT
	    "modified: [mem 0xfffffffffffff000-0xffffffffffffffff] "
	    "reserved\n" },
};

/* Where 6.12 prints something else; memory stands for memblock's regions. */
static const struct difference {
	const char *name;
	const char *tables;	/* those that differ, and no other */
	const char *defect;
} differences[] = {
	{ "lx-own-no-entry", "e820,e820-final,iomem,memory",
	    "a map of less than two entries is thrown away, and 640 KiB are "
	    "made up" },
	{ "lx-own-one-entry", "e820,e820-final,iomem,memory", "the same" },
	{ "lx-own-wraps", "e820,e820-final,iomem,memory",
	    "so is a map with an entry that wraps" },
	{ "lx-own-ends-at-top", "e820,e820-final,iomem,memory",
	    "an entry that ends at 2^64 turns the sanitizer off" },
	{ "lx-own-iomem-nested", "e820,e820-final,iomem,memory",
	    "the same: entries overlap, and a resource grows over others" },
	{ "lx-own-no-merge", "e820,e820-final,iomem",
	    "persistent and soft-reserved memory is cut where any entry "
	    "begins or ends, a hidden one too" },
	{ "lx-own-type-128", "e820,e820-final,iomem,memory",
	    "type 0 is lost, and type 128 of firmware's is handed out" },
	{ "lx-own-full", "e820,e820-final,iomem",
	    "what the table has no room for is ignored" },
	{ "lx-own-mem", "e820", "the last byte of the space is spared" },
	{ "lx-own-mem-hex-suffix", "e820", "the same" },
	{ "lx-own-memmap-bare", "e820", "the same" },
	{ "lx-own-memmap-to-top", "e820", "the same" },
	{ "lx-own-mem-zero", "e820",
	    "what makes no sense makes the map the user's" },
	{ "lx-own-memmap-retype", "e820",
	    "types in the wrong order are passed over silently" },
	{ "lx-own-memmap-junk-behind", "e820,e820-final,iomem,memory",
	    "a form is applied before what stands behind it is read" },
	{ "lx-own-memmap-suffix-only", "e820,e820-final,iomem,memory",
	    "a suffix alone takes all RAM away" },
	{ "lx-own-memmap-octal", "e820,e820-final,iomem,memory",
	    "so does a number that is none" },
	{ "lx-own-memmap-exact-one", "e820,e820-final,iomem,memory",
	    "a map of the user's of one entry panics" },
	{ "lm-efi-types", "iomem,memory", "persistent memory is handed out" },
	{ "lm-boot-e-alltypes", "iomem,memory", "the same" },
	{ "lm-boot-e-rand05", "iomem,memory", "the same" },
	{ "lm-efi-top", "memory",
	    "a descriptor that ends at 2^64 loses its last byte, and is less "
	    "than a page" },
	{ "lm-efi-64k", "iomem,memory",
	    "a descriptor grows over what nobody calls RAM" },
	{ "lm-fdt-no-map", "reserved-mem",
	    "of a node's ranges only the first is in the array" },
	{ "lr-two-ranges", "reserved-mem", "the same" },
	{ "lm-fdt-no-map-refused", "iomem,reserved-mem,memory",
	    "no-map is refused where a node before it reserved" },
	{ "lr-overlap", "reserved-mem", "only neighbours are compared" },
	{ "lr-refused", "iomem,reserved-mem,memory",
	    "what no driver takes is given back" },
	{ "lm-fdt-memreserve-ends", "iomem",
	    "an entry of no bytes ends the reservation block" },
	{ "lr-memreserve", "iomem,reserved-mem",
	    "the reservation block is read behind the dynamic nodes" },
};

static const char *const compared_files[] = { "vectors/linux-e820.jsonl",
    "vectors/memblock.jsonl", "vectors/reserved-mem.jsonl" };

static cJSON *
replay(const char *profile, const char *path)
{
	const struct program_call call = { { "batch", "--quiet",
	    "--format=json", "--until=iomem",
	    "--table=e820,e820-final,iomem,reserved-mem,memblock", profile,
	    path }, .input_path = NULL };
	struct program_result result = program_run(&call);
	cJSON *results;

	ck_assert_msg(result.signal == 0, "%s: signal %d", path,
	    result.signal);
	results = json_lines_parse(result.output, result.output_bytes, path);
	program_result_free(&result);
	return (results);
}

static bool
begins_with(const char *text, const char *beginning)
{
	return (strncmp(text, beginning, strlen(beginning)) == 0);
}

/* Files in inputs/ that are no captures, or are not to be read. */
static bool
is_no_capture(const cJSON *result)
{
	const char *where = json_text_at(json_at(result, "error"), "where");

	return (where != NULL &&
	    (begins_with(where, "inputs/hostile/malformed/") ||
	    begins_with(where, "inputs/capture.schema.json")));
}

static const char *
panic_of(const char *name)
{
	for (size_t i = 0; i < LENGTH(panics); i++)
		if (strcmp(panics[i].name, name) == 0)
			return (panics[i].panic);
	return ("");
}

/* The input may be odd; the kernel is not. */
static void
expect_held(const cJSON *result)
{
	const char *name = json_text_at(result, "name");
	const char *panic = json_text_at(result, "panic");
	const cJSON *violation;

	ck_assert_msg(result_error(result) == NULL, "%s: %s", name,
	    result_error(result));
	cJSON_ArrayForEach(violation, json_at(result, "violations"))
		ck_assert_msg(begins_with(json_text_at(violation, "id"),
		    "FW-"), "%s breaks %s", name,
		    json_text_at(violation, "id"));
	ck_assert_msg(strcmp(panic == NULL ? "" : panic, panic_of(name)) == 0,
	    "%s: panic: \"%s\", not \"%s\"", name,
	    panic == NULL ? "" : panic, panic_of(name));
}

START_TEST(every_invariant_holds)
{
	cJSON *results = replay("--profile=linux", sources[_i].path);
	const cJSON *result;
	int count = 0;

	cJSON_ArrayForEach(result, results)
		if (!is_no_capture(result)) {
			expect_held(result);
			count++;
		}
	ck_assert_int_ge(count, sources[_i].results_min);
	cJSON_Delete(results);
}
END_TEST

static char *
table_of(const char *option, const char *cmdline)
{
	char cmdline_option[PATH_BYTES];
	const struct program_call call = { { "sim", "--profile=linux", option,
	    cmdline_option, "pc.json" }, .input_path = NULL };
	struct program_result result;
	char *text;

	snprintf(cmdline_option, sizeof(cmdline_option), "--cmdline=%s",
	    cmdline);
	result = program_run(&call);
	ck_assert_msg(result.status == 0, "%s: %s", cmdline, result.errors);
	text = strdup(result.output);
	ck_assert_ptr_nonnull(text);
	program_result_free(&result);
	return (text);
}

START_TEST(no_parameter_is_a_trap)
{
	static const char capture[] = "{\"bootmem\": 1, \"name\": \"pc\", "
	    "\"arch\": \"amd64\", \"firmware\": {\"e820\": ["
	    "{\"base\": \"0x0\", \"size\": \"0xa0000\", \"type\": \"usable\"},"
	    "{\"base\": \"0x100000\", \"size\": \"0x3ff00000\", "
	    "\"type\": \"usable\"},"
	    "{\"base\": \"0x40000000\", \"size\": \"0x100000\", "
	    "\"type\": \"reserved\"}]}}";
	const struct memmap_row *row = &memmap_rows[_i];
	char *log, *final, *above;

	file_write("pc.json", capture, strlen(capture));
	log = table_of("--table=e820", row->cmdline);
	final = table_of("--table=e820-final", row->cmdline);
	above = strstr(final, "modified: [mem 0x0000000000100000");
	ck_assert_msg(row->line == NULL || strstr(log, row->line) != NULL,
	    "%s: no line %snot in\n%s", row->cmdline, row->line, log);
	ck_assert_msg(row->line != NULL ||
	    strstr(log, "makes no sense") == NULL, "%s:\n%s", row->cmdline,
	    log);
	ck_assert_msg(above != NULL && strcmp(above, row->final) == 0,
	    "%s:\n%snot\n%s", row->cmdline, final, row->final);
	free(final);
	free(log);
}
END_TEST

/* Only the lines of a dump that are of memory: what is reserved depends on
 * where the kernel's own arrays are, and how large an entry of them is. */
static char *
memory_lines(const char *dump)
{
	static const char memory[] = " memory[";
	const char *line = dump == NULL ? "" : dump;
	char *text = calloc(1, strlen(line) + 1), *end = text;

	ck_assert_ptr_nonnull(text);
	for (; *line != '\0'; line += strcspn(line, "\n") + 1)
		if (begins_with(line, memory)) {
			const size_t length = strcspn(line, "\n") + 1;

			memcpy(end, line, length);
			end += length;
		}
	return (text);
}

static bool
memory_differs(const cJSON *a, const cJSON *b)
{
	char *text = memory_lines(json_text_at(json_at(a, "tables"),
	    "memblock"));
	char *other = memory_lines(json_text_at(json_at(b, "tables"),
	    "memblock"));
	const bool differs = strcmp(text, other) != 0;

	free(other);
	free(text);
	return (differs);
}

/* A table that was not reached is empty. */
static bool
table_differs(const cJSON *a, const cJSON *b, const char *table)
{
	const char *text = json_text_at(json_at(a, "tables"), table);
	const char *other = json_text_at(json_at(b, "tables"), table);

	return (strcmp(text == NULL ? "" : text, other == NULL ? "" : other) !=
	    0);
}

static void
list_differing(const cJSON *a, const cJSON *b, char *list, size_t capacity)
{
	static const char *const names[] = { "e820", "e820-final", "iomem",
	    "reserved-mem", "memory" };

	list[0] = '\0';
	for (size_t i = 0; i < LENGTH(names); i++) {
		const size_t used = strlen(list);

		if (strcmp(names[i], "memory") == 0 ? memory_differs(a, b) :
		    table_differs(a, b, names[i]))
			snprintf(list + used, capacity - used, "%s%s",
			    used == 0 ? "" : ",", names[i]);
	}
}

static const struct difference *
difference_of(const char *name)
{
	static const struct difference none = { NULL, "", "no defect" };

	for (size_t i = 0; i < LENGTH(differences); i++)
		if (strcmp(differences[i].name, name) == 0)
			return (&differences[i]);
	return (&none);
}

static size_t
compare_file(const char *file)
{
	cJSON *is = replay("--profile=linux", file);
	cJSON *was = replay("--profile=linux-6.12", file);
	const cJSON *result;
	size_t named_count = 0;
	int i = 0;

	cJSON_ArrayForEach(result, is) {
		const char *name = json_text_at(result, "name");
		const struct difference *named = difference_of(name);
		char differing[128];

		list_differing(result, cJSON_GetArrayItem(was, i++),
		    differing, sizeof(differing));
		ck_assert_msg(strcmp(differing, named->tables) == 0,
		    "%s: differs in \"%s\", not \"%s\" (%s)", name,
		    differing, named->tables, named->defect);
		named_count += named->name != NULL;
	}
	cJSON_Delete(was);
	cJSON_Delete(is);
	return (named_count);
}

START_TEST(it_prints_what_6_12_does_but_for_named_defects)
{
	size_t named_count = 0;

	for (size_t i = 0; i < LENGTH(compared_files); i++)
		named_count += compare_file(compared_files[i]);
	ck_assert_uint_eq(named_count, LENGTH(differences));
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
	Suite *suite = suite_create("reference_linux");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, every_invariant_holds, 0, LENGTH(sources));
	tcase_add_loop_test(cases, no_parameter_is_a_trap, 0,
	    LENGTH(memmap_rows));
	tcase_add_test(cases, it_prints_what_6_12_does_but_for_named_defects);
	return (run_suite(suite));
}
