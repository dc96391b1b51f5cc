/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define TITLE "(XEN) Xen-e820 RAM map:\n"
#define INITIAL "(XEN) Initial Xen-e820 RAM map:\n"
#define ROW "(XEN)  [0000000000000000, 000000000009fbff] (usable)\n"
#define ROW_ENTRY "e820 0+9fc00 1\n"

static const struct import_row rows[] = {
	{ "closed", TITLE ROW
	    "(XEN)  [00000000fffc0000, 00000000ffffffff] (reserved)\n"
	    "(XEN)  [0000000100000000, 00000001000fffff] (ACPI data)\n"
	    "(XEN)  [0000000100100000, 00000001001fffff] (ACPI NVS)\n"
	    "(XEN)  [0000000100200000, 00000001002fffff] (unusable)\n"
	    "(XEN)  [0000000100300000, 00000001003fffff] (type 7)\n"
	    "(XEN)  [0000000100400000, 00000001004fffff] type 20\n",
	    .expected = ROW_ENTRY "e820 fffc0000+40000 2\n"
	    "e820 100000000+100000 3\ne820 100100000+100000 4\n"
	    "e820 100200000+100000 5\ne820 100300000+100000 7\n"
	    "e820 100400000+100000 14\n" },
	{ "open", TITLE
	    "(XEN)  0000000000000000 - 000000000009f000 (usable)\n"
	    "(XEN)  00000000fff00000 - 0000000100000000 (reserved)\n"
	    "(XEN)  fffffffffff00000 - 0000000000000000 type 9\n",
	    .expected = "e820 0+9f000 1\ne820 fff00000+100000 2\n"
	    "e820 fffffffffff00000+100000 9\n" },
	{ "times", "(XEN) [0000001b48040516] Xen-e820 RAM map:\n"
	    "(XEN) [0000001b4a3297f3]  [0000000000000000, 000000000009fbff] "
	    "(usable)\n(XEN) [2013-05-29 10:11:12.345]  [0000000000100000, "
	    "00000000001fffff] (usable)\n",
	    .expected = ROW_ENTRY "e820 100000+100000 1\n" },
	{ "without a prefix", "Xen-e820 RAM map:\n"
	    " [0000000000000000, 000000000009fbff] (usable)\n",
	    .expected = ROW_ENTRY },
	{ "from UEFI", "(XEN) EFI RAM map:\n" ROW, .expected = ROW_ENTRY },
	{ "what it was given goes before what it made of it", INITIAL ROW
	    TITLE "(XEN)  [0000000000000000, 0000000000000fff] (usable)\n",
	    .expected = ROW_ENTRY },
	{ "a domain's map", TITLE ROW "(XEN) Dom0 memory map:\n"
	    "(XEN)  [0000000000000000, 0000000000000fff] (usable)\n",
	    .expected = ROW_ENTRY },
	{ "a domain's map, later", TITLE ROW "(XEN) d0 memory map:\n"
	    "(XEN)  [0000000000000000, 0000000000000fff] (usable)\n",
	    .expected = ROW_ENTRY },
	{ "two boots", TITLE ROW TITLE
	    "(XEN)  [0000000000000000, 0000000000000fff] (usable)\n",
	    .expected = "e820 0+1000 1\n" },
	{ "the first of two", TITLE ROW TITLE
	    "(XEN)  [0000000000000000, 0000000000000fff] (usable)\n",
	    .expected = ROW_ENTRY, .boot = 1 },
	{ "what looks alike", TITLE ROW
	    "(XEN)    ffff830040006000 000000000003f040 000000000003f040\n"
	    "(XEN) NUMA: Node 0 PXM 0 [0000000000000000, 000000000009ffff]\n"
	    "(XEN) [VT-D]iommu.c\n[    1.000000] Xen version 4.17.\n",
	    .expected = ROW_ENTRY },
	{ "an empty range", TITLE
	    "(XEN)  [0000000000001000, 0000000000000fff] (usable)\n",
	    .expected = "e820 1000+0 1\n" },
	{ "the end before the start", TITLE
	    "(XEN)  [0000000000002000, 0000000000000fff] (usable)\n",
	    .error = "log:2:8: xen: the range ends before it begins: "
	    "[0000000000002000, 0000000000000fff] (usable)" },
	{ "open, the end before the start", TITLE
	    "(XEN)  0000000000002000 - 0000000000000fff (usable)\n",
	    .error = "log:2:8: xen: the range ends before it begins: "
	    "0000000000002000 - 0000000000000fff (usable)" },
	{ "a damaged end", TITLE
	    "(XEN)  [0000000000000000, 00000000000zfbff] (usable)\n",
	    .error = "log:2:27: xen: expected 1 to 16 hexadecimal digits: "
	    "00000000000zfbff] (usable)" },
	{ "no such type", TITLE
	    "(XEN)  [0000000000000000, 000000000009fbff] (usible)\n",
	    .error = "log:2:46: xen: expected a type of memory: usible)" },
	{ "a type too large", TITLE
	    "(XEN)  [0000000000000000, 000000000009fbff] (type 4294967296)\n",
	    .error = "log:2:46: xen: expected a type of 32 bits: "
	    "type 4294967296)" },
	{ "no title", ROW, .error = "log: no memory map in 1 lines (see "
	    "bootmem list formats)" },
	{ "broken off", TITLE ROW "(XEN)  [0000000000100000, 0000",
	    .expected = ROW_ENTRY,
	    .truncated = "the log breaks off within line 3" },
};

START_TEST(rows_are_read)
{
	expect_import("xen", &rows[_i]);
}
END_TEST

/* The same machine's firmware, asked by Xen and by Linux. */
START_TEST(linux_says_the_same)
{
	static const struct {
		const char *xen;
		const char *linux_log;
		size_t count;
	} pairs[] = {
		{ "xen/q35-6g.txt", "linux/q35-6g.txt", 10 },
		{ "xen/q35-2g-dom0-pvh.txt", "linux/q35-2g.txt", 9 },
	};

	for (size_t i = 0; i < LENGTH(pairs); i++) {
		struct import_result a = import_excerpt("xen", pairs[i].xen);
		struct import_result b = import_excerpt("linux",
		    pairs[i].linux_log);

		ck_assert_uint_eq(a.draft.capture->e820.count,
		    pairs[i].count);
		ck_assert_int_eq(a.draft.capture->arch, ARCH_AMD64);
		expect_same_firmware(pairs[i].xen, a.draft.capture,
		    b.draft.capture);
		draft_free(&a.draft);
		draft_free(&b.draft);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_xen");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, linux_says_the_same);
	return (run_suite(suite));
}
