/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem diff: which logs it reads, what it says of which difference, and
 * what it refuses.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "sim/diff.h"
#include "sim/line_diff.h"
#include "tests/hex.h"

#define ROCKPRO64 "inputs/rockpro64/capture.json"
#define ROCKPRO64_TABLE "inputs/rockpro64/witness/physmem.txt"
#define PANIC "panic: No memory entries in phys_avail\n"
#define ONE_PAGE "inputs/hostile/one-page.json"
#define NO_MEMORY "inputs/hostile/no-memory.json"

#define CHUNKS "Physical memory chunk(s):\n"
#define NOTHING "== m: freebsd: phys_avail ==\n"
#define EXCLUDED "Excluded memory regions:\n"
#define ROW_1 "  0x40000000 - 0x4fffffff,   256 MB (  65536 pages)"
#define ROW_2 "  0x60000000 - 0x600fffff,     1 MB (    256 pages)"
#define ROW_3 "  0x41000000 - 0x41000fff,     0 MB (      1 pages)"
#define CHUNK_1 ROW_1 "\n"
#define CHUNK_2 ROW_2 "\n"
#define BOTH CHUNKS CHUNK_1 CHUNK_2 EXCLUDED
#define HEAD(table) "A a\nB b\n" table ":\n"

/* Firmware's maps, which are no printed tables of a kernel's. */
#define NOT_SAID(file) file ": the arch is not said; taken as amd64 (see " \
    "bootmem import --arch)\n"
#define SMAP "SMAP type=01 base=0000000000010000 len=0000000010000000\n"
#define SMAP_SYSCTL "machdep.smap: \n" \
    "SMAP type=01, xattr=01, base=0000000000010000, len=0000000010000000\n"
#define LOG_ARM64 \
    "                   Type     Physical      Virtual   #Pages Attr\n" \
    "     ConventionalMemory 000040000000 000000000000 00010000 WB \n" \
    "     ConventionalMemory 000060000000 000000000000 00000100 WB \n" \
    "FreeBSD 13.0-RELEASE x GENERIC arm64\n"

struct row {
	const char *name;
	const char *a;
	const char *b;
	int status;
	const char *output;	/* NULL: nothing */
	const char *errors;
};

/* What is the same, however it is written. */
static const struct row equal_rows[] = {
	{ "the same", BOTH ROW_3 " NoAlloc \n", BOTH ROW_3 " NoAlloc \n",
	    .status = 0 },
	{ "another order", BOTH, CHUNKS CHUNK_2 CHUNK_1 EXCLUDED,
	    .status = 0 },
	{ "other blanks", BOTH, CHUNKS
	    "0x40000000 - 0x4fffffff, 256 MB (65536 pages)  \n"
	    "\t0x60000000  -  0x600fffff ,1 MB( 256 pages)\n\n" EXCLUDED,
	    .status = 0 },
	{ "a blank lost behind NoAlloc", BOTH ROW_3 " NoAlloc \n",
	    BOTH ROW_3 " NoAlloc\n", .status = 0 },
	{ "times of the kernel", BOTH, "[    0.000000] " CHUNKS
	    "[    0.000001] " CHUNK_1 "[   12.000001][    T0] " CHUNK_2
	    "[1] " EXCLUDED, .status = 0 },
	{ "a syslog with carriage returns", BOTH,
	    "Jan  2 03:04:05 host kernel: Physical memory chunk(s):\r\n"
	    "Jan  2 03:04:05 host kernel: " ROW_1 "\r\n"
	    "Jan 12 03:04:05 host kernel: <6>" ROW_2 "\r\n"
	    "Jan 12 03:04:05 host kernel: Excluded memory regions:\r\n",
	    .status = 0 },
	{ "a mail and what stands around", BOTH, "> Copyright (c)\n> " CHUNKS
	    "> " CHUNK_1 "> " CHUNK_2 "> " EXCLUDED "> Static device "
	    "mappings:\n>   0x01c00000 - 0x01ffffff mapped at VA 0x0\n"
	    "> CPU 0: 4096 pages\n", .status = 0 },
	{ "no newline at the end", BOTH ROW_3 "  \n", BOTH ROW_3,
	    .status = 0 },
	{ "a region of no byte says nothing", BOTH, BOTH
	    "  0x70000000 - 0x6fffffff,     0 MB (      0 pages) NoAlloc \n",
	    .status = 0 },
	{ "pages of 16 KiB", CHUNKS
	    "  0x40000000 - 0x40003fff,     0 MB (      1 pages)\n" EXCLUDED,
	    CHUNKS "  0x40000000 - 0x40003fff,     0 MB (      4 pages)\n"
	    EXCLUDED, .status = 0 },
	{ "phys_avail of amd64 and of arm64", CHUNKS
	    "0x0000000000010000 - 0x000000000009efff, 585728 bytes "
	    "(143 pages)\n", CHUNKS
	    "0x00000000010000 - 0x0000000009efff, 585728 bytes "
	    "(143 pages)\n", .status = 0 },
	{ "phys_avail in both its forms", CHUNKS
	    "0x0000000000010000 - 0x000000000009efff, 585728 bytes "
	    "(143 pages)\n", "[0x00010000, 0x0009f000)\n", .status = 0 },
	{ "phys_avail without a range", NOTHING, "\r\n" NOTHING,
	    .status = 0 },
	{ "up to 2^64", "[0xfffffffffffff000, 0x00000000)\n", CHUNKS
	    "0xfffffffffffff000 - 0xffffffffffffffff, 4096 bytes "
	    "(1 pages)\n", .status = 0 },
	{ "all memory", "[0x00000000, 0x00000000)\n", CHUNKS
	    "0x0000000000000000 - 0xffffffffffffffff, 0 bytes "
	    "(4503599627370496 pages)\n", .status = 0 },
};

static const struct row different_rows[] = {
	{ "added", CHUNKS CHUNK_1 EXCLUDED, BOTH, .status = 1,
	    .output = HEAD("physmem chunks")
	    "  added    0x60000000-0x600fffff, 256 pages, 1048576 bytes\n"
	    "  total    1 ranges, 65536 pages, 268435456 bytes -> 2 ranges, "
	    "65792 pages, 269484032 bytes\n" },
	{ "removed", BOTH ROW_3 " NoAlloc NoDump\n", BOTH, .status = 1,
	    .output = HEAD("physmem excluded")
	    "  removed  0x41000000-0x41000fff, 1 pages, 4096 bytes: "
	    "NoAlloc NoDump\n"
	    "  total    1 ranges, 1 pages, 4096 bytes -> 0 ranges, 0 pages, "
	    "0 bytes\n" },
	{ "other flags", BOTH ROW_3 "  NoDump\n", BOTH ROW_3 " NoAlloc \n",
	    .status = 1,
	    .output = HEAD("physmem excluded")
	    "  changed  0x41000000-0x41000fff, 1 pages, 4096 bytes: "
	    "NoDump -> NoAlloc\n"
	    "  total    1 ranges, 1 pages, 4096 bytes -> 1 ranges, 1 pages, "
	    "4096 bytes\n" },
	{ "no flags any more", BOTH ROW_3 "  NoDump\n", BOTH ROW_3 "  \n",
	    .status = 1,
	    .output = HEAD("physmem excluded")
	    "  changed  0x41000000-0x41000fff, 1 pages, 4096 bytes: "
	    "NoDump -> (none)\n"
	    "  total    1 ranges, 1 pages, 4096 bytes -> 1 ranges, 1 pages, "
	    "4096 bytes\n" },
	{ "moved", "[0x10000, 0x12000)\n[0x20000, 0x21000)\n",
	    "[0x18000, 0x1a000)\n[0x20000, 0x21000)\n", .status = 1,
	    .output = HEAD("phys_avail")
	    "  moved    0x00010000-0x00011fff -> 0x00018000-0x00019fff, "
	    "2 pages, 8192 bytes\n"
	    "  total    2 ranges, 3 pages, 12288 bytes -> 2 ranges, 3 pages, "
	    "12288 bytes\n" },
	{ "grown", "[0x10000, 0x12000)\n", "[0x10000, 0x15000)\n", .status = 1,
	    .output = HEAD("phys_avail")
	    "  grown    0x00010000-0x00011fff -> 0x00010000-0x00014fff, "
	    "+3 pages, +12288 bytes\n"
	    "  total    1 ranges, 2 pages, 8192 bytes -> 1 ranges, 5 pages, "
	    "20480 bytes\n" },
	{ "shrunk from below", "[0x10000, 0x12000)\n",
	    "[0x11000, 0x12000)\n", .status = 1,
	    .output = HEAD("phys_avail")
	    "  shrunk   0x00010000-0x00011fff -> 0x00011000-0x00011fff, "
	    "-1 pages, -4096 bytes\n"
	    "  total    1 ranges, 2 pages, 8192 bytes -> 1 ranges, 1 pages, "
	    "4096 bytes\n" },
	{ "a hole", "[0x10000, 0x20000)\n",
	    "[0x10000, 0x14000)\n[0x15000, 0x20000)\n", .status = 1,
	    .output = HEAD("phys_avail")
	    "  shrunk   0x00010000-0x0001ffff -> 0x00010000-0x00013fff, "
	    "-12 pages, -49152 bytes\n"
	    "  added    0x00015000-0x0001ffff, 11 pages, 45056 bytes\n"
	    "  total    1 ranges, 16 pages, 65536 bytes -> 2 ranges, "
	    "15 pages, 61440 bytes\n" },
	{ "all memory, twice", NOTHING, "[0x0, 0x0)\n[0x0, 0x0)\n", .status = 1,
	    .output = HEAD("phys_avail")
	    "  added    0x00000000-0xffffffffffffffff, 4503599627370496 "
	    "pages, 18446744073709551616 bytes\n"
	    "  added    0x00000000-0xffffffffffffffff, 4503599627370496 "
	    "pages, 18446744073709551616 bytes\n"
	    "  total    0 ranges, 0 pages, 0 bytes -> 2 ranges, "
	    "9007199254740992 pages, 36893488147419103232 bytes\n" },
};

/* Rows with one fault each, behind the heading in line 1. */
static const struct row damaged_rows[] = {
	{ "an end that is no number", BOTH,
	    CHUNKS "  0x40000000 - 0x4ffffffg,   256 MB (  65536 pages)\n",
	    .errors = "b:2:16: physmem.chunks[0]: expected an address, 0x and "
	    "1 to 16 hexadecimal digits: 0x4ffffffg\n" },
	{ "an end cut off", BOTH, CHUNKS CHUNK_1 "  0x60000000 - ",
	    .errors = "b:3:16: physmem.chunks[1]: expected an address, 0x and "
	    "1 to 16 hexadecimal digits: (end of line)\n" },
	{ "too many digits", BOTH, CHUNKS
	    "0x00000000000010000 - 0x0000, 1 bytes (0 pages)\n",
	    .errors = "b:2:1: phys_chunks[0]: expected an address, 0x and 1 "
	    "to 16 hexadecimal digits: 0x00000000000010000\n" },
	{ "the start gone", BOTH,
	    CHUNKS " 40000000 - 0x4fffffff,   256 MB (  65536 pages)\n",
	    .errors = "b:2:2: physmem.chunks[0]: expected an address, 0x and "
	    "1 to 16 hexadecimal digits: 40000000\n" },
	{ "an end below the start", BOTH,
	    CHUNKS "  0x40000000 - 0x3ffff000,     0 MB (      0 pages)\n",
	    .errors = "b:2:16: physmem.chunks[0]: expected an end, inclusive, "
	    "at or above the start 0x40000000: 0x3ffff000\n" },
	{ "other megabytes", BOTH,
	    CHUNKS "  0x40000000 - 0x4fffffff,   255 MB (  65536 pages)\n",
	    .errors = "b:2:30: physmem.chunks[0]: expected 256 MB, as the "
	    "addresses say: 255\n" },
	{ "other pages", BOTH,
	    CHUNKS "  0x40000000 - 0x4fffffff,   256 MB (  65535 pages)\n",
	    .errors = "b:2:40: physmem.chunks[0]: expected as many pages as "
	    "the addresses say, for example 65536 of 4096 bytes: 65535\n" },
	{ "two page sizes", BOTH,
	    CHUNKS CHUNK_1 "> 0x60000000 - 0x600fffff, 1 MB ( 64 pages)\n",
	    .errors = "b:3:35: physmem.chunks[1]: expected 256 pages of 4096 "
	    "bytes, as the addresses say: 64\n" },
	{ "more pages than there can be", BOTH,
	    CHUNKS "  0x40000000 - 0x4fffffff,   256 MB "
	    "(99999999999999999999 pages)\n",
	    .errors = "b:2:38: physmem.chunks[0]: expected at most 2^64-1 "
	    "pages: 99999999999999999999\n" },
	{ "other bytes", BOTH, CHUNKS "0x10000 - 0x10fff, 4095 bytes "
	    "(1 pages)\n",
	    .errors = "b:2:20: phys_chunks[0]: expected 4096 bytes, as the "
	    "addresses say: 4095\n" },
	{ "flags in the wrong order", BOTH, BOTH ROW_3 " NoDump NoAlloc\n",
	    .errors = "b:5:60: physmem.excluded[0]: expected the end of the "
	    "line: NoAlloc\n" },
	{ "flags of a chunk", BOTH, CHUNKS ROW_1 " NoAlloc \n",
	    .errors = "b:2:53: physmem.chunks[0]: expected the end of the "
	    "line: NoAlloc\n" },
	{ "controls are not shown", BOTH, CHUNKS ROW_1 " \033[31m\n",
	    .errors = "b:2:53: physmem.chunks[0]: expected the end of the "
	    "line: \\u001b[31m\n" },
	{ "columns are characters", BOTH, "Jan  2 03:04:05 h\303\266st "
	    "kernel: " CHUNKS "Jan  2 03:04:05 h\303\266st kernel: 0xq\n",
	    .errors = "b:2:30: physmem.chunks[0]: expected an address, 0x and "
	    "1 to 16 hexadecimal digits: 0xq\n" },
	{ "no exclusions", BOTH, CHUNKS CHUNK_1,
	    .errors = "b:1:1: physmem: no `Excluded memory regions:` below "
	    "it, the table is cut off: Physical memory chunk(s):\n" },
	{ "nothing but a heading", BOTH, CHUNKS "avail memory = 0\n",
	    .errors = "b:1:1: (no table): no row below it, the table is cut "
	    "off: Physical memory chunk(s):\n" },
	{ "no chunks", BOTH, EXCLUDED ROW_3 "\n",
	    .errors = "b:1:1: physmem: no `Physical memory chunk(s):` before "
	    "it: Excluded memory regions:\n" },
	{ "no heading", BOTH, "\n" CHUNK_1,
	    .errors = "b:2:3: (no table): a row below no heading: "
	    "0x40000000 - 0x4fffffff,   256 MB (  65536 pages)\n" },
	{ "two boots", BOTH, BOTH BOTH,
	    .errors = "b:6:3: physmem.chunks: a second table of the kind; "
	    "leave one boot in the file: 0x40000000 - 0x4fffffff,   256 MB "
	    "(  65536 pages)\n" },
	{ "a pair that is empty", "[0x1000, 0x2000)\n", "[0x2000, 0x2000)\n",
	    .errors = "b:1:10: phys_avail[0]: expected an end, exclusive, "
	    "above the start 0x00002000: 0x2000\n" },
	{ "an empty file", BOTH, "", .errors = "b: is empty\n" },
	{ "something else", BOTH, "once upon a time\n",
	    .errors = "b: no memory map in 1 lines (see bootmem list "
	    "formats)\n" },
	{ "a capture that is none", BOTH, " {\"bootmem\": 2}",
	    .errors = "b:1:14: bootmem: expected 1, the version of the format "
	    "that is understood: 2\n" },
	{ "nothing in common", BOTH, "[0x1000, 0x2000)\n",
	    .errors = "diff: a and b have no table in common\n" },
};

static void
write_sides(const struct row *row)
{
	file_write("a", row->a, strlen(row->a));
	file_write("b", row->b, strlen(row->b));
}

static void
enter(void)
{
	static const char *const gzip[] = { "gzip", "packed", "packed-map",
	    NULL };
	static const char *const tar[] = { "tar", "-cf", "two.tar", "a", "b",
	    NULL };

	scratch_enter();
	file_write("packed", BOTH, strlen(BOTH));
	file_write("packed-map", LOG_ARM64, strlen(LOG_ARM64));
	file_write("a", BOTH, strlen(BOTH));
	file_write("b", BOTH, strlen(BOTH));
	command_succeed(gzip);
	command_succeed(tar);
}

static void
check_run(const struct program_call *call, const struct row *row)
{
	struct program_result result = program_run(call);
	char errors[1024] = "";

	if (row->errors != NULL)
		snprintf(errors, sizeof(errors), "bootmem: %s", row->errors);
	ck_assert_msg(strcmp(result.errors, errors) == 0,
	    "%s: standard error: %s", row->name, result.errors);
	ck_assert_msg(strcmp(result.output,
	    row->output == NULL ? "" : row->output) == 0,
	    "%s: standard output: %s", row->name, result.output);
	ck_assert_msg(result.status == row->status, "%s: status %d",
	    row->name, result.status);
	program_result_free(&result);
}

static const struct program_call plain_call = {
	.arguments = { "diff", "a", "b" }
};

START_TEST(what_means_the_same_is_equal)
{
	struct row row = equal_rows[_i];
	const char *a = row.a;

	write_sides(&row);
	check_run(&plain_call, &row);
	row.a = row.b;
	row.b = a;
	write_sides(&row);
	check_run(&plain_call, &row);
}
END_TEST

START_TEST(differences_are_told)
{
	write_sides(&different_rows[_i]);
	check_run(&plain_call, &different_rows[_i]);
}
END_TEST

START_TEST(damaged_rows_are_refused)
{
	struct row row = damaged_rows[_i];

	row.status = 2;
	write_sides(&row);
	check_run(&plain_call, &row);
}
END_TEST

#define UNIFIED								\
	"--- a\tphysmem\n+++ b\tphysmem\n@@ -1,3 +1,4 @@\n"		\
	" Physical memory chunk(s):\n"					\
	" " CHUNK_1 "+" CHUNK_2 " Excluded memory regions:\n"

static const char json_output[] =
    "{\"a\":{\"path\":\"a\",\"profile\":null,\"panic\":null,"
    "\"page_size\":4096},\"b\":{\"path\":\"b\",\"profile\":null,"
    "\"panic\":null,\"page_size\":4096},\"different\":true,"
    "\"tables\":[{\"table\":\"phys_avail\",\"changes\":[{\"kind\":"
    "\"grown\",\"before\":{\"start\":\"0x1000\",\"end\":"
    "\"0x2000\",\"flags\":[]},\"after\":{\"start\":\"0x1000\","
    "\"end\":\"0x10000000000000000\",\"flags\":[]},\"pages\":"
    "4503599627370494,\"bytes\":18446744073709543424}],\"totals\":"
    "{\"a\":{\"ranges\":1,\"pages\":1,\"bytes\":4096},\"b\":"
    "{\"ranges\":1,\"pages\":4503599627370495,\"bytes\":"
    "18446744073709547520}}}]}\n";

/* Other calls: a and b are the row's, the words stand in arguments. */
static const struct {
	struct row row;
	struct program_call call;
} call_rows[] = {
	{ { "a witness of its capture", "", "", .status = 0 },
	    { .arguments = { "diff", ROCKPRO64, ROCKPRO64_TABLE } } },
	{ { "its bytes", "", "", .status = 0 },
	    { .arguments = { "diff", "--format=unified",
	    ROCKPRO64_TABLE, ROCKPRO64 } } },
	{ { "by standard input", "", "", .status = 0 },
	    { .arguments = { "diff", ROCKPRO64, "-" },
	    .input_path = ROCKPRO64_TABLE } },
	{ { "two profiles", "", "", .status = 0 },
	    { .arguments = { "diff", "--profile-a=freebsd",
	    "--profile-b=freebsd", ROCKPRO64 } } },
	{ { "two profiles of standard input", "", "", .status = 0 },
	    { .arguments = { "diff", "--profile-b=freebsd", "-" },
	    .input_path = ONE_PAGE } },
	{ { "every table with ranges", "", "", .status = 0 },
	    { .arguments = { "diff", "--table=physmem,phys_chunks,"
	    "phys_avail,dump_avail,nexus,nexus-free", ROCKPRO64,
	    ROCKPRO64 } } },
	{ { "two forms of one map", SMAP, SMAP_SYSCTL, .status = 0,
	    .errors = NOT_SAID("a") "bootmem: " NOT_SAID("b") },
	    { .arguments = { "diff", "a", "b" } } },
	{ { "a map by standard input", SMAP, "", .status = 0,
	    .errors = NOT_SAID("a") "bootmem: "
	    NOT_SAID("(standard input)") },
	    { .arguments = { "diff", "a", "-" }, .input_path = "a" } },
	{ { "a map and what a kernel made of it", LOG_ARM64, BOTH,
	    .status = 0 }, { .arguments = { "diff", "a", "b" } } },
	{ { "a map and another kernel's", LOG_ARM64, CHUNKS CHUNK_1 EXCLUDED,
	    .status = 1, .output = "A a: freebsd-15\nB b\n"
	    "physmem chunks:\n"
	    "  removed  0x60000000-0x600fffff, 256 pages, 1048576 bytes\n"
	    "  total    2 ranges, 65792 pages, 269484032 bytes -> 1 ranges, "
	    "65536 pages, 268435456 bytes\n" },
	    { .arguments = { "diff", "--profile-a=freebsd-15", "a", "b" } } },
	{ { "packed tables", BOTH, "", .status = 0 },
	    { .arguments = { "diff", "a", "packed.gz" } } },
	{ { "a packed map", LOG_ARM64, "", .status = 0 },
	    { .arguments = { "diff", "a", "packed-map.gz" } } },
	{ { "several files in one", "", "", 2, .errors = "two.tar: more than "
	    "one file in it; take out the one to compare\n" },
	    { .arguments = { "diff", "two.tar", "b" } } },
	{ { "a map that breaks off", LOG_ARM64 "             LoaderCode 0000",
	    LOG_ARM64, .status = 0, .errors = "a: incomplete: the log breaks "
	    "off within line 5\n" },
	    { .arguments = { "diff", "a", "b" } } },
	{ { "a damaged map", SMAP, "SMAP type=01 base=0x0 len=1\n", 2,
	    .errors = NOT_SAID("a") "bootmem: b:1:19: freebsd: expected 1 to "
	    "16 hexadecimal digits: 0x0 len=1\n" },
	    { .arguments = { "diff", "a", "b" } } },
	{ { "a tunable that is none", LOG_ARM64, LOG_ARM64
	    "hw.physmem=\"much\"\n", 2, .errors = "b: "
	    "boot.tunables[\"hw.physmem\"]: not a size (a number below "
	    "2^64, K, M, G or T may follow): \"much\"\n" },
	    { .arguments = { "diff", "a", "b" } } },
	{ { "unified", CHUNKS CHUNK_1 EXCLUDED, BOTH, .status = 1,
	    .output = UNIFIED },
	    { .arguments = { "diff", "--format=unified", "a", "b" } } },
	{ { "json", "[0x1000, 0x2000)\n", "[0x1000, 0x0)\n", .status = 1,
	    .output = json_output },
	    { .arguments = { "diff", "--format=json", "a", "b" } } },
	{ { "a page size", "[0x10000, 0x20000)\n", NOTHING, .status = 1,
	    .output = HEAD("phys_avail")
	    "  removed  0x00010000-0x0001ffff, 4 pages, 65536 bytes\n"
	    "  total    1 ranges, 4 pages, 65536 bytes -> 0 ranges, 0 pages, "
	    "0 bytes\n" },
	    { .arguments = { "diff", "--page-size=16384", "a", "b" } } },
	{ { "another page size", BOTH, BOTH, 2, .errors = "a:2:40: "
	    "physmem.chunks[0]: expected 16384 pages of 16384 bytes, as the "
	    "addresses say: 65536\n" },
	    { .arguments = { "diff", "--page-size=16384", "a", "b" } } },
	{ { "a panic", "", "", .status = 3,
	    .output = PANIC PANIC },
	    { .arguments = { "diff", "--table=physmem",
	    NO_MEMORY, NO_MEMORY } } },
	{ { "titles of sim", "== m: freebsd: phys_avail ==\n"
	    "[0x1000, 0x3000)\n== m: freebsd: dump_avail ==\n"
	    "[0x1000, 0x4000)\n", "== m: freebsd: dump_avail ==\n"
	    "[0x1000, 0x4000)\n", .status = 0 },
	    { .arguments = { "diff", "a", "b" } } },
	{ { "a table that is not there", BOTH, BOTH, 2,
	    .errors = "--table: phys_avail is not in a\n" },
	    { .arguments = { "diff", "--table=phys_avail", "a", "b" } } },
	{ { "a table without ranges", "", "", 2,
	    .errors = "--table: totals has no ranges; compare it with "
	    "--format=unified\n" },
	    { .arguments = { "diff", "--table=totals",
	    ROCKPRO64, ROCKPRO64 } } },
	{ { "its text", "", "", .status = 0 },
	    { .arguments = { "diff", "--table=totals",
	    "--format=unified", ROCKPRO64, ROCKPRO64 } } },
	{ { "a table mistyped", "", "", 2, .errors = "--table: no such "
	    "table: \"physmen\": did you mean \"physmem\"?\n" },
	    { .arguments = { "diff", "--table=physmen", "a", "b" } } },
	{ { "a format mistyped", "", "", 2, .errors = "--format: not text, "
	    "json or unified: \"xml\"\n" },
	    { .arguments = { "diff", "--format=xml", "a", "b" } } },
	{ { "a profile mistyped", "", "", 2, .errors = "--profile: no such "
	    "profile: \"freebds\": did you mean \"freebsd\"?\n" },
	    { .arguments = { "diff", "--profile-b=freebds", ROCKPRO64 } } },
	{ { "two profiles of one side", "", "", 2, .errors = "diff: one "
	    "profile a side: \"freebsd,freebsd\"; see --profile-a and "
	    "--profile-b\n" },
	    { .arguments = { "diff", "--profile=freebsd,freebsd",
	    ROCKPRO64 } } },
	{ { "a profile of what is printed", "", "", 2, .errors =
	    "--profile-b: " ROCKPRO64_TABLE " is printed, no kernel is run "
	    "on it\n" },
	    { .arguments = { "diff", "--profile-b=freebsd", ROCKPRO64,
	    ROCKPRO64_TABLE } } },
	{ { "one printed side", BOTH, "", 2, .errors = "diff: a is printed: "
	    "name what to compare it with\n" },
	    { .arguments = { "diff", "--profile-b=freebsd", "a" } } },
	{ { "one side", BOTH, "", 2, .errors = "diff: name two files, or one "
	    "capture with --profile-a and --profile-b\n" },
	    { .arguments = { "diff", "a" } } },
	{ { "standard input twice", "", "", 2, .errors = "diff: standard "
	    "input can be one side only\n" },
	    { .arguments = { "diff", "-", "-" } } },
	{ { "a directory", "", BOTH, 2, .errors = "inputs: is a "
	    "directory without a map of a form that is known (see bootmem "
	    "list formats)\n" }, { .arguments = { "diff", "inputs", "b" } } },
	{ { "no such file", BOTH, "", 2, .errors = "c: No such file or "
	    "directory\n" }, { .arguments = { "diff", "a", "c" } } },
	{ { "a full disk", BOTH, CHUNKS EXCLUDED, 4, .errors = "standard "
	    "output: No space left on device\n" },
	    { .arguments = { "diff", "a", "b" },
	    .output_path = "/dev/full" } },
};

START_TEST(calls_are_as_expected)
{
	write_sides(&call_rows[_i].row);
	check_run(&call_rows[_i].call, &call_rows[_i].row);
}
END_TEST

/* A small generator of its own: the same numbers everywhere. */
static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 16);
}

#define RANGES_MAX 12

static struct diff_list
random_list(struct diff_range *ranges, uint32_t *state)
{
	struct diff_list list = { ranges, next_random(state) % RANGES_MAX };

	for (size_t i = 0; i < list.count; i++) {
		bm_paddr start = next_random(state) % 6;

		ranges[i] = (struct diff_range){ { start, start + 1 +
		    next_random(state) % 4 }, next_random(state) % 4, NULL };
	}
	return (list);
}

static struct diff_sum
size_of(const struct diff_list *list)
{
	struct diff_sum sum = { 0, 0 };

	for (size_t i = 0; i < list->count; i++)
		diff_sum_add_bytes(&sum, list->entries[i].range);
	return (sum);
}

/* Every range is in one change at most, and the sizes add up. */
START_TEST(no_range_is_lost)
{
	uint32_t state = (uint32_t)_i;
	struct diff_range before[RANGES_MAX], after[RANGES_MAX];
	struct diff_part part = { .table = "phys_avail" };
	struct arena *arena = arena_new();
	uint64_t removed = 0, added = 0;

	part.lists[0] = random_list(before, &state);
	part.lists[1] = random_list(after, &state);
	diff_compare(&part, arena);
	for (size_t i = 0; i < part.change_count; i++) {
		const struct diff_change *change = &part.changes[i];

		if (change->before != NULL)
			removed += bm_range_bytes(change->before->range);
		if (change->after != NULL)
			added += bm_range_bytes(change->after->range);
		for (size_t j = 0; j < i; j++)
			ck_assert(change->before == NULL || change->before !=
			    part.changes[j].before);
	}
	ck_assert_uint_eq(size_of(&part.lists[0]).lower + added,
	    size_of(&part.lists[1]).lower + removed);
	arena_free(arena);
}
END_TEST

#define LINES_MAX 16

static size_t
random_text(char text[2 * LINES_MAX], uint32_t *state)
{
	size_t count = next_random(state) % (LINES_MAX + 1);

	for (size_t i = 0; i < count; i++) {
		text[2 * i] = (char)('a' + next_random(state) % 4);
		text[2 * i + 1] = '\n';
	}
	return (count);
}

/* As many lines as the longest common subsequence has, by the textbook. */
static size_t
common_count(const char *a, size_t a_count, const char *b, size_t b_count)
{
	size_t lengths[LINES_MAX + 1][LINES_MAX + 1] = { { 0 } };

	for (size_t i = 1; i <= a_count; i++)
		for (size_t j = 1; j <= b_count; j++) {
			size_t above = lengths[i - 1][j];
			size_t before = lengths[i][j - 1];

			lengths[i][j] = above > before ? above : before;
			if (a[2 * i - 2] == b[2 * j - 2])
				lengths[i][j] = lengths[i - 1][j - 1] + 1;
		}
	return (lengths[a_count][b_count]);
}

START_TEST(unchanged_lines_are_the_most_there_can_be)
{
	uint32_t state = (uint32_t)_i;
	struct arena *arena = arena_new();
	char texts[2][2 * LINES_MAX];
	size_t a_count = random_text(texts[0], &state), i = 0, j = 0;
	size_t b_count = random_text(texts[1], &state), kept_count = 0;
	struct text_lines a = text_lines_of(texts[0], 2 * a_count, arena);
	struct text_lines b = text_lines_of(texts[1], 2 * b_count, arena);

	line_diff(&a, &b);
	for (;;) {
		while (i < a_count && a.lines[i].is_changed)
			i++;
		while (j < b_count && b.lines[j].is_changed)
			j++;
		if (i == a_count || j == b_count)
			break;
		ck_assert_int_eq(texts[0][2 * i++], texts[1][2 * j++]);
		kept_count++;
	}
	ck_assert(i == a_count && j == b_count);
	ck_assert_uint_eq(kept_count, common_count(texts[0], a_count,
	    texts[1], b_count));
	arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("diff");
	TCase *cases = tcase_create("runs"), *parts = tcase_create("parts");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, enter, scratch_leave);
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, what_means_the_same_is_equal, 0,
	    LENGTH(equal_rows));
	tcase_add_loop_test(cases, differences_are_told, 0,
	    LENGTH(different_rows));
	tcase_add_loop_test(cases, damaged_rows_are_refused, 0,
	    LENGTH(damaged_rows));
	tcase_add_loop_test(cases, calls_are_as_expected, 0,
	    LENGTH(call_rows));
	suite_add_tcase(suite, parts);
	tcase_add_loop_test(parts, no_range_is_lost, 0, 500);
	tcase_add_loop_test(parts, unchanged_lines_are_the_most_there_can_be,
	    0, 500);
	return (run_suite(suite));
}
