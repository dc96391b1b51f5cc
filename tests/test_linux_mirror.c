/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Memory that is kept twice and memory that may go away, under Linux: where the
 * kernel takes its own from, and what it logs.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"

/* The lower half is more reliable; the last entry makes no sense. */
#define MAP								\
	"\"firmware\":{\"efi\":{\"map\":["				\
	"{\"type\":7,\"phys\":\"0x40000000\",\"pages\":32768,"		\
	"\"attr\":[\"WB\",\"MORE_RELIABLE\"]},"				\
	"{\"type\":7,\"phys\":\"0x48000000\",\"pages\":32768,"		\
	"\"attr\":[\"WB\"]},"						\
	"{\"type\":0,\"phys\":\"0xfffffffffffff000\",\"pages\":262144,"\
	"\"attr\":[\"MORE_RELIABLE\"]}]}}"
#define MIRRORED(arch, rest, cmdline)					\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"" arch "\"," MAP rest	\
	",\"boot\":{\"cmdline\":\"" cmdline "\"}}\n"
#define TREE								\
	",\"firmware\":{\"fdt\":{\"memory\":[],\"x-linux\":{\"memory\":["	\
	"{\"name\":\"memory@40000000\",\"device_type\":\"memory\","	\
	"\"reg\":[{\"base\":\"0x40000000\",\"size\":\"0x8000000\"}]},"	\
	"{\"name\":\"memory@48000000\",\"device_type\":\"memory\","	\
	"\"reg\":[{\"base\":\"0x48000000\",\"size\":\"0x8000000\"}],"	\
	"\"hotpluggable\":true}]},\"reserved\":[{\"name\":\"pool\","	\
	"\"size\":\"0x1000\"}]}}"
#define PLUGGED(cmdline)						\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"arm64\"" TREE		\
	",\"boot\":{\"cmdline\":\"" cmdline "\"}}\n"

static const struct {
	const char *option;
	const char *capture;
	const char *part;	/* of what is printed, errors included */
} rows[] = {
	{ "--table=memblock-final", MIRRORED("arm64", "", "kernelcore=mirror"),
	    " memory[0x0]\t[0x0000000040000000-0x0000000047ffffff], "
	    "0x0000000008000000 bytes on node 0 flags: 0x2\n"
	    " memory[0x1]\t[0x0000000048000000-0x000000004fffffff], "
	    "0x0000000008000000 bytes on node 0 flags: 0x0\n" },
	{ "--table=memblock-final", MIRRORED("arm64", "", "kernelcore=512M"),
	    "[0x0000000040000000-0x000000004fffffff], "
	    "0x0000000010000000 bytes on node 0 flags: 0x0\n" },
	{ "--table=memblock-final", MIRRORED("arm64", "",
	    "kernelcore=mirrors,mirror"), "bytes on node 0 flags: 0x2\n" },
	/* It is said whether it is used or not, of x86 without the nonsense. */
	{ "--trace", MIRRORED("arm64", "", ""),
	    "log: efi: Memory: 1152M/1280M mirrored memory\n" },
	{ "--trace", MIRRORED("arm64", "", "kernelcore=mirror"),
	    "log: efi: Memory: 1152M/1280M mirrored memory\n" },
	{ "--trace", MIRRORED("amd64", "", ""),
	    "log: efi: Memory: 128M/256M mirrored memory\n" },
	/* The kernel's own is taken from there, and not from what may go. */
	{ "--table=events", PLUGGED(""), "pool: size 0x1000, align 0x40, "
	    "from 0x0, to 0xfffffffffffffffe: 0x4ffff000-0x4fffffff\n" },
	{ "--table=events", PLUGGED("movable_node"), "pool: size 0x1000, "
	    "align 0x40, from 0x0, to 0xfffffffffffffffe: "
	    "0x47fff000-0x47ffffff\n" },
};

START_TEST(is_seen)
{
	const struct program_call call = { { "sim", "--no-check",
	    "--profile=linux-6.12", rows[_i].option, "x.json" },
	    .input_path = NULL };
	struct program_result result;

	file_write("x.json", rows[_i].capture, strlen(rows[_i].capture));
	result = program_run(&call);
	ck_assert_msg(strstr(result.output, rows[_i].part) != NULL ||
	    strstr(result.errors, rows[_i].part) != NULL,
	    "no \"%s\" in\n%s%s", rows[_i].part, result.output,
	    result.errors);
	program_result_free(&result);
}
END_TEST

/* What the booted kernel logged. */
START_TEST(boot_says_the_same)
{
	const struct program_call call = { { "sim", "--no-check", "--trace",
	    "inputs/boots/arm64inject-e-persistent-6.12/capture.json" },
	    .input_path = NULL };
	struct program_result result = program_run(&call);

	ck_assert_ptr_nonnull(strstr(result.errors,
	    "log: efi: Memory: 720M/1009M mirrored memory\n"));
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linux_mirror");
	TCase *cases = tcase_create("boots");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, is_seen, 0, LENGTH(rows));
	tcase_add_test(cases, boot_says_the_same);
	return (run_suite(suite));
}
