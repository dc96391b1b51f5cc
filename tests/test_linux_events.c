/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux's boot allocator was asked for and gave, as users see it: the
 * table events, and what --trace shows of it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"

#define CAPTURE(arch, rest)						\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"" arch "\"," rest "}\n"
#define TREE(reserved)							\
	CAPTURE("arm64", "\"firmware\":{\"fdt\":{\"memory\":["		\
	"{\"base\":\"0x40000000\",\"size\":\"0x10000000\"}],"		\
	"\"reserved\":[" reserved "]}}")
/* The first gets the top, the second is too large, the third is given back. */
#define NODES								\
	"{\"name\":\"b\",\"size\":\"0x100000\"},"			\
	"{\"name\":\"a\",\"size\":\"0x40000000\",\"alignment\":4096},"	\
	"{\"name\":\"c\",\"size\":\"0x2000\",\"reusable\":true,"		\
	"\"compatible\":\"restricted-dma-pool\",\"alloc_ranges\":["	\
	"{\"base\":\"0x44000000\",\"size\":\"0x1000\"},"			\
	"{\"base\":\"0x48000000\",\"size\":\"0x100000\"}]}"

static const struct {
	const char *profile;
	const char *option;
	const char *capture;
	const char *output;	/* all of it */
} event_rows[] = {
	{ "linux-6.12", "--table=events", TREE(NODES),
	    "b: size 0x100000, align 0x40, from 0x0, to 0xfffffffffffffffe: "
	    "0x4ff00000-0x4fffffff\n"
	    "a: size 0x40000000, align 0x1000, from 0x0, "
	    "to 0xfffffffffffffffe: failed\n"
	    "c: size 0x2000, align 0x40, from 0x44000000, to 0x44000fff: "
	    "failed\n"
	    "c: size 0x2000, align 0x40, from 0x48000000, to 0x480fffff: "
	    "0x480fe000-0x480fffff\n"
	    "c: 0x480fe000-0x480fffff released\n"
	    "reserved_mem array: size 0x60, align 0x40, from 0x0, "
	    "to 0xfffffffffffffffe: 0x4fefff80-0x4fefffdf\n" },
	/* The order is that of a sort that is not stable; there is no array. */
	{ "linux-6.1", "--table=events", TREE("{\"name\":\"b\","
	    "\"size\":\"0x100000\"},{\"name\":\"a\",\"size\":\"0x1000\"}"),
	    "a: size 0x1000, align 0x40, from 0x0, to 0xfffffffffffffffe: "
	    "0x4ffff000-0x4fffffff\n"
	    "b: size 0x100000, align 0x40, from 0x0, to 0xfffffffffffffffe: "
	    "0x4feff000-0x4fffefff\n" },
	/* What has no byte is given the end of memory, and no byte of it. */
	{ "linux-6.12", "--table=events", TREE("{\"name\":\"z\\n\","
	    "\"size\":0}"),
	    "z\\x0a: size 0x0, align 0x40, from 0x0, to 0xfffffffffffffffe: "
	    "0x50000000\n"
	    "reserved_mem array: size 0x30, align 0x40, from 0x0, "
	    "to 0xfffffffffffffffe: 0x4fffffc0-0x4fffffef\n" },
	{ "linux-6.12", "--table=events", CAPTURE("arm64", "\"firmware\":"
	    "{\"efi\":{\"map\":[{\"type\":7,\"phys\":\"0x40000000\","
	    "\"pages\":4096,\"attr\":[\"WB\"]}]}}"), "" },
};

static void
run_capture(const char *profile, const char *option, const char *capture,
    struct program_result *ret_result)
{
	char asked[64];
	const struct program_call call = { { "sim", "--no-check", asked,
	    option, "x.json" }, .input_path = NULL };

	snprintf(asked, sizeof(asked), "--profile=%s", profile);
	file_write("x.json", capture, strlen(capture));
	*ret_result = program_run(&call);
}

START_TEST(requests_are_listed)
{
	struct program_result result;

	run_capture(event_rows[_i].profile, event_rows[_i].option,
	    event_rows[_i].capture, &result);
	ck_assert_int_eq(result.status, 0);
	ck_assert_str_eq(result.output, event_rows[_i].output);
	program_result_free(&result);
}
END_TEST

/* Machines that booted, and one of the lines. */
static const struct {
	const char *boot;
	const char *line;
} boot_rows[] = {
	{ "arm64-fdt-numa2-7.2", "numa: size 0x3800, align 0x40, from 0x0, "
	    "to 0xfffffffffffffffe, node 1: 0xbfbee080-0xbfbf187f\n" },
	{ "arm64-fdt-crash128M-6.12", "crashkernel: size 0x8000000, "
	    "align 0x200000, from 0x0, to 0xbfffffff: "
	    "0xb1a00000-0xb99fffff\n" },
	{ "riscv64-virt-256M-qsbi", "memory map: size 0x400000, "
	    "align 0x200000, from 0x80000000, to 0xfffffffffffffffe, node 0: "
	    "0x8d800000-0x8dbfffff\n" },
	{ "arm64inject-m-usable-6.12", "page tables: size 0xf4000, "
	    "align 0x1000, from 0x0, to 0xfffffffffffffffe: "
	    "0x5ff0c000-0x5fffffff\n" },
};

/* Of whatever is asked for there, it is known by whom. */
START_TEST(who_asks_is_known)
{
	char path[128];
	const struct program_call call = { { "sim", "--no-check",
	    "--table=events", path }, .input_path = NULL };
	struct program_result result;

	snprintf(path, sizeof(path), "inputs/boots/%s/capture.json",
	    boot_rows[_i].boot);
	result = program_run(&call);
	ck_assert_msg(strstr(result.output, boot_rows[_i].line) != NULL,
	    "%s", result.output);
	ck_assert_ptr_null(strstr(result.output, "memblock: "));
	program_result_free(&result);
}
END_TEST

START_TEST(trace_shows_them)
{
	struct program_result result;

	run_capture("linux-6.12", "--trace", TREE(NODES), &result);
	ck_assert_int_eq(result.status, 0);
	ck_assert_ptr_nonnull(strstr(result.errors,
	    "memblock: c: 0x480fe000-0x480fffff released\n"));
	program_result_free(&result);
}
END_TEST

/* RAM in more pieces than the arrays are made for: they move, twice. */
START_TEST(doublings_are_listed)
{
	enum { PIECES = 300 };
	struct program_result result;
	size_t length;
	char *text = NULL;
	FILE *file = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(file);
	fputs("{\"bootmem\":1,\"name\":\"x\",\"arch\":\"amd64\","
	    "\"firmware\":{\"e820\":[{\"base\":0,\"size\":\"0x9f000\","
	    "\"type\":1}", file);
	for (int i = 0; i < PIECES; i++)
		fprintf(file, ",{\"base\":%d,\"size\":4096,\"type\":1}",
		    0x100000 + i * 0x2000);
	fputs("]}}\n", file);
	ck_assert_int_eq(fclose(file), 0);
	run_capture("linux-6.12", "--table=events", text, &result);
	ck_assert_ptr_eq(strstr(result.output,
	    "memory array: size 0x2000, align 0x1000, from 0x0, to 0xfffff: "
	    "0x9d000-0x9efff\n"
	    "memory array: size 0x3000, align 0x1000, from 0x0, to 0xfffff: "
	    "0x9a000-0x9cfff\n"
	    "memory array: 0x9d000-0x9efff released\n"), result.output);
	program_result_free(&result);
	free(text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linux_events");
	TCase *cases = tcase_create("boots");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, requests_are_listed, 0,
	    LENGTH(event_rows));
	tcase_add_loop_test(cases, who_asks_is_known, 0, LENGTH(boot_rows));
	tcase_add_test(cases, trace_shows_them);
	tcase_add_test(cases, doublings_are_listed);
	return (run_suite(suite));
}
