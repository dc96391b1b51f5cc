/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define PREFIX "[0us][cpu=0][(null)][sev=1][seq=174]:"
#define OWN(index, base) PREFIX "hv_e820[" index "]:type: 0x1 Base: "	\
	"0x00000000000" base " length: 0x0000000000001000\n"
#define GIVEN(index, base) "mmap hv_e820[" index "]: type: 0x2 Base: "	\
	"0x00000000000" base " length: 0x0000000000001000\n"

static const struct import_row rows[] = {
	{ "its own", OWN("0", "00000") OWN("1", "01000"),
	    .expected = "e820 0+1000 1\ne820 1000+1000 1\n" },
	{ "the first of its own", OWN("0", "00000") OWN("0", "01000"),
	    .expected = "e820 0+1000 1\n" },
	{ "what it is given", GIVEN("0", "02000") GIVEN("1", "03000")
	    OWN("0", "00000"), .expected = "e820 2000+1000 2\n"
	    "e820 3000+1000 2\n" },
	{ "two boots", GIVEN("0", "02000") OWN("0", "00000")
	    GIVEN("0", "03000"), .expected = "e820 3000+1000 2\n" },
	{ "nothing, and all of it", "hv_e820[0]:type: 0x1 Base: "
	    "0x0000000002e1e000 length: 0x0000000000000000\n"
	    "hv_e820[1]:type: 0x2 Base: 0xfffffffffffff000 length: "
	    "0x0000000000002000\n",
	    .expected = "e820 2e1e000+0 1\ne820 fffffffffffff000+2000 2\n" },
	{ "one is missing", OWN("0", "00000") OWN("2", "01000"),
	    .error = "log:2:38: acrn: entry 1 is to come: hv_e820[2]:type: "
	    "0x1 Base: 0x0000000000001000 length: 0x0000..." },
	{ "no number", "hv_e820[x]:type: 0x1\n",
	    .error = "log:1:9: acrn: expected the number of the entry: "
	    "x]:type: 0x1" },
	{ "no length", "hv_e820[0]:type: 0x1 Base: 0x0 x\n",
	    .error = "log:1:32: acrn: expected `length:`: x" },
	{ "a type too large", "hv_e820[0]:type: 0x100000000 Base: 0x0 "
	    "length: 0x0\n", .error = "log:1:18: acrn: expected a type of "
	    "32 bits: 0x100000000 Base: 0x0 length: 0x0" },
};

START_TEST(rows_are_read)
{
	expect_import("acrn", &rows[_i]);
}
END_TEST

START_TEST(excerpt_is_read)
{
	struct import_result result = import_excerpt(NULL,
	    "acrn/zero-length.txt");

	ck_assert_str_eq(result.form->name, "acrn");
	ck_assert_uint_eq(result.draft.capture->e820.count, 11);
	draft_free(&result.draft);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_acrn");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, excerpt_is_read);
	return (run_suite(suite));
}
