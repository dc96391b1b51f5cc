/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define TITLE(count) "e820 map has " count " items:\n"
#define ROW "  0: 0000000000000000 - 000000000009fc00 = 1 RAM\n"
#define ROW_ENTRY "e820 0+9fc00 1\n"

static const struct import_row rows[] = {
	{ "all types", TITLE("6") ROW
	    "  1: 000000000009fc00 - 00000000000a0000 = 2 RESERVED\n"
	    "  2: 0000000000100000 - 0000000000200000 = 3 ACPI\n"
	    "  3: 0000000000200000 - 0000000000300000 = 4 NVS\n"
	    "  4: 0000000000300000 - 0000000000400000 = 5 UNUSABLE\n"
	    "  5: 0000000000400000 - 0000000000500000 = 12 UNKNOWN\n",
	    .expected = ROW_ENTRY "e820 9fc00+400 2\ne820 100000+100000 3\n"
	    "e820 200000+100000 4\ne820 300000+100000 5\n"
	    "e820 400000+100000 c\n" },
	{ "old ones name no type", TITLE("2")
	    "  0: 0000000000000000 - 000000000009fc00 = 1\n"
	    "  1: 00000000fffc0000 - 0000000100000000 = 2\n",
	    .expected = ROW_ENTRY "e820 fffc0000+40000 2\n" },
	{ "of a domain", "(XEN) HVM4: " TITLE("1") "(XEN) HVM4: " ROW,
	    .expected = ROW_ENTRY },
	{ "of a domain, newer", "(d4) " TITLE("1") "(d4) " ROW,
	    .expected = ROW_ENTRY },
	{ "up to the end of the address space", TITLE("1")
	    "  0: fffffffffffff000 - 0000000000000000 = 2 RESERVED\n",
	    .expected = "e820 fffffffffffff000+1000 2\n" },
	{ "without a title", ROW, .expected = ROW_ENTRY },
	{ "the latest of two", TITLE("1") ROW TITLE("1")
	    "  0: 0000000000000000 - 0000000000001000 = 1 RAM\n",
	    .expected = "e820 0+1000 1\n" },
	{ "what looks alike", TITLE("1") ROW "  7: 12345 = 1\n0: x\n12\n",
	    .expected = ROW_ENTRY },
	{ "some are missing", TITLE("3") ROW, .expected = ROW_ENTRY,
	    .truncated = "the map has 3 items, of which 1 are there" },
	{ "one is missing", TITLE("3") ROW
	    "  2: 0000000000100000 - 0000000000200000 = 3 ACPI\n",
	    .error = "log:3:3: seabios: entry 1 is to come: 2: "
	    "0000000000100000 - 0000000000200000 = 3 ACPI" },
	{ "the first are missing",
	    "  2: 0000000000100000 - 0000000000200000 = 3 ACPI\n",
	    .expected = "e820 100000+100000 3\n",
	    .truncated = "the map begins with its entry 2" },
	{ "another name", TITLE("1")
	    "  0: 0000000000000000 - 000000000009fc00 = 1 RESERVED\n",
	    .error = "log:2:46: seabios: the type is 1, which has another "
	    "name: RESERVED" },
	{ "a damaged start", TITLE("1")
	    "  0: 00x0000000000000 - 000000000009fc00 = 1 RAM\n",
	    .error = "log:2:6: seabios: expected 1 to 16 hexadecimal "
	    "digits: 00x0000000000000 - 000000000009fc00 = 1 RAM" },
	{ "the end before the start", TITLE("1")
	    "  0: 0000000000100000 - 000000000009fc00 = 1 RAM\n",
	    .error = "log:2:6: seabios: the range ends before it begins: "
	    "0000000000100000 - 000000000009fc00 = 1 RAM" },
	{ "a damaged title", "e820 map has x items:\n",
	    .error = "log:1:14: seabios: expected the number of entries: "
	    "x items:" },
};

START_TEST(rows_are_read)
{
	expect_import("seabios", &rows[_i]);
}
END_TEST

START_TEST(excerpts_are_read)
{
	struct import_result machine = import_excerpt("seabios",
	    "coreboot/ms7721.txt");
	struct import_result domain = import_excerpt(NULL,
	    "seabios/xen-hvm.txt");

	ck_assert_uint_eq(machine.draft.capture->e820.count, 7);
	ck_assert_uint_eq(domain.draft.capture->e820.count, 8);
	ck_assert_str_eq(domain.form->name, "seabios");
	draft_free(&domain.draft);
	draft_free(&machine.draft);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_seabios");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, excerpts_are_read);
	return (run_suite(suite));
}
