/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define ROW " 0. 0000000000000000-0000000000000fff: CONFIGURATION TABLES\n"
#define ROW_ENTRY "e820 0+1000 2\n"

static const struct import_row rows[] = {
	{ "all types", ROW
	    " 1. 0000000000001000-000000000009ffff: RAM\n"
	    " 2. 00000000000a0000-00000000000fffff: RESERVED\n"
	    " 3. 0000000000100000-00000000001fffff: ACPI\n"
	    " 4. 0000000000200000-00000000002fffff: NVS\n"
	    " 5. 0000000000300000-00000000003fffff: UNUSABLE\n"
	    " 6. 0000000000400000-00000000004fffff: VENDOR RESERVED\n"
	    " 7. 0000000000500000-00000000005fffff: SOFT RESERVED\n"
	    " 8. 0000000000600000-00000000006fffff: RAMSTAGE\n"
	    " 9. 0000000000700000-00000000007fffff: PAYLOAD\n"
	    "10. fffffffffff00000-ffffffffffffffff: BL31\n",
	    .expected = ROW_ENTRY "e820 1000+9f000 1\ne820 a0000+60000 2\n"
	    "e820 100000+100000 3\ne820 200000+100000 4\n"
	    "e820 300000+100000 5\ne820 400000+100000 2\n"
	    "e820 500000+100000 efffffff\ne820 600000+100000 1\n"
	    "e820 700000+100000 1\ne820 fffffffffff00000+100000 2\n",
	    .is_reconstructed = 1 },
	{ "the latest of two", ROW
	    " 0. 0000000000000000-0000000000001fff: RAM\n",
	    .expected = "e820 0+2000 1\n",
	    .is_reconstructed = 1 },
	{ "what looks alike", ROW "1. First\n 3. 0000 - 1111\n1.5\n",
	    .expected = ROW_ENTRY,
	    .is_reconstructed = 1 },
	{ "no such type", " 0. 0000000000000000-0000000000000fff: RUM\n",
	    .error = "log:1:40: coreboot: expected a type of memory: RUM" },
	{ "more behind the type",
	    " 0. 0000000000000000-0000000000000fff: RAM x\n",
	    .error = "log:1:44: coreboot: expected the end of the line: x" },
	{ "the end before the start",
	    " 0. 0000000000002000-0000000000000fff: RAM\n",
	    .error = "log:1:5: coreboot: the range ends before it begins: "
	    "0000000000002000-0000000000000fff: RAM" },
	{ "one is missing", ROW
	    " 2. 0000000000001000-0000000000001fff: RAM\n",
	    .error = "log:2:2: coreboot: entry 1 is to come: 2. "
	    "0000000000001000-0000000000001fff: RAM" },
};

START_TEST(rows_are_read)
{
	expect_import("coreboot", &rows[_i]);
}
END_TEST

START_TEST(excerpt_is_read)
{
	struct import_result result = import_excerpt("coreboot",
	    "coreboot/ms7721.txt");

	ck_assert_uint_eq(result.draft.capture->e820.count, 7);
	ck_assert_str_eq(result.draft.capture->origin, "reconstructed");
	draft_free(&result.draft);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_coreboot");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, excerpt_is_read);
	return (run_suite(suite));
}
