/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memmap= arguments, and the ways in which Linux takes them for something
 * else.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

static const struct import_row arguments[] = {
	{ "every kind", "memmap=exactmap memmap=640K@0 memmap=1M$0xfff00000 "
	    "memmap=64K#0x7fff0000 memmap=1G!4G memmap=0x1000%0x2000+20\n",
	    .expected = "e820 0+a0000 1\ne820 fff00000+100000 2\n"
	    "e820 7fff0000+10000 3\ne820 100000000+40000000 c\n"
	    "e820 2000+1000 14\n" },
	{ "a list, octal, every suffix",
	    "memmap=exactmap,010@0,1k@1m,1T@1p,1e@2E\n",
	    .expected = "e820 0+8 1\ne820 100000+400 1\n"
	    "e820 4000000000000+10000000000 1\n"
	    "e820 2000000000000000+1000000000000000 1\n" },
	{ "lines and other words", "memmap=exactmap quiet memmap=640K@0\n"
	    "memmap=1M@1M mem=4G root=/dev/memmap=x\n",
	    .expected = "e820 0+a0000 1\ne820 100000+100000 1\n" },
	{ "a command line", "BOOT_IMAGE=/boot/vmlinuz memmap=exactmap "
	    "memmap=640K@0 quiet\n", .expected = "e820 0+a0000 1\n" },
	{ "what was before it is forgotten",
	    "memmap=1M@0 memmap=exactmapx memmap=640K@0\n",
	    .expected = "e820 0+a0000 1\n" },
	{ "without exactmap", "memmap=1M$16M\n",
	    .expected = "e820 1000000+100000 2\n",
	    .truncated = "without memmap=exactmap the arguments add to the "
	    "firmware's map, which is not here" },
	{ "up to the last byte", "memmap=exactmap memmap=0x1000"
	    "@0xfffffffffffff000\n", .expected = "e820 fffffffffffff000+1000 "
	    "1\n" },
	{ "a word that removes all RAM", "memmap=map\n", .error = "log:1:8: "
	    "memmap: expected digits: without them the kernel reads 0: map" },
	{ "a base without digits", "memmap=1M@0xg\n", .error = "log:1:13: "
	    "memmap: expected digits: without them the kernel reads 0: g" },
	{ "a size alone", "memmap=64M\n", .error = "log:1:11: memmap: expected "
	    "`@`, `$`, `#`, `!` or `%`: without a base this takes away RAM of "
	    "a map that is not here" },
	{ "a letter of its own", "memmap=64M*512M\n", .error = "log:1:11: "
	    "memmap: expected `@`, `$`, `#`, `!` or `%`: without a base this "
	    "takes away RAM of a map that is not here: *512M" },
	{ "a change", "memmap=16M%1G-1+2\n", .error = "log:1:14: memmap: "
	    "expected `+` and a type: without it this changes entries, which "
	    "is the kernel's part: -1+2" },
	{ "something behind", "memmap=1M@0x0z\n", .error = "log:1:14: memmap: "
	    "expected `,` or a blank behind a range: z" },
	{ "digits that wrap", "memmap=18446744073709551616@0\n",
	    .error = "log:1:8: memmap: the number is beyond 2^64-1, where the "
	    "kernel's wraps: 18446744073709551616@0" },
	{ "a suffix that wraps", "memmap=16E@0\n", .error = "log:1:8: memmap: "
	    "the number is beyond 2^64-1, where the kernel's wraps: 16E@0" },
	{ "no type", "memmap=1M%0+0\n", .error = "log:1:13: memmap: expected a "
	    "type from 1 to 2^32-1: 0" },
};

START_TEST(arguments_are_read)
{
	expect_import("memmap", &arguments[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_memmap");
	TCase *cases = tcase_create("arguments");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, arguments_are_read, 0, LENGTH(arguments));
	return (run_suite(suite));
}
