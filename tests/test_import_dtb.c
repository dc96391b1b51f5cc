/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Device tree blobs: what is told beside the map, which test_read_capture
 * looks at.
 */
#include <check.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/imports.h"
#include "tests/program.h"

enum { BLOB_BYTES = 4096 };

static const struct dtb_row {
	const char *name;
	const char *cpu;		/* compatible; NULL: there is none */
	const char *timer;
	const char *model;
	const char *compatible;		/* of the root */
	const char *bootargs;
	uint64_t initrd_start;
	uint64_t initrd_end;		/* 0: not said */
	size_t number_bytes;		/* of those and of the EFI map's */
	uint64_t efi_map;		/* 0: not said */
	const char *arch;		/* NULL: not said */
	const char *about;
	const char *error;
	const char *truncated;
} rows[] = {
	{ "riscv", .cpu = "sifive,u74-mc|riscv", .arch = "riscv64" },
	{ "cortex-a53", .cpu = "arm,cortex-a53", .timer = "arm,armv7-timer",
	    .arch = "arm64" },
	{ "cortex-a5 is not cortex-a53", .cpu = "arm,cortex-a5",
	    .arch = "arm" },
	{ "cortex-a15", .cpu = "arm,cortex-a15", .arch = "arm" },
	{ "cortex-a710", .cpu = "arm,cortex-a710", .arch = "arm64" },
	{ "arm1176", .cpu = "arm,arm1176jzf-s", .arch = "arm" },
	{ "kryo", .cpu = "qcom,kryo385", .arch = "arm64" },
	{ "a cpu that nobody knows", .cpu = "acme,core",
	    .timer = "arm,armv8-timer", .arch = "arm64" },
	{ "a timer", .timer = "arm,armv7-timer", .arch = "arm" },
	{ "nothing", .about = NULL },
	{ "model", .model = "A Board", .compatible = "a,board",
	    .about = "A Board" },
	{ "compatible", .compatible = "a,board|a,soc", .about = "a,board" },
	{ "an empty model", .model = "", .compatible = "a,board",
	    .about = "a,board" },
	{ "chosen", .bootargs = "root=/dev/a quiet",
	    .initrd_start = 0x8000000, .initrd_end = 0x8001000,
	    .number_bytes = 4 },
	{ "chosen in two cells", .initrd_start = 0x108000000,
	    .initrd_end = 0x108001000, .number_bytes = 8 },
	{ "initrd backwards", .initrd_start = 0x2000, .initrd_end = 0x1000,
	    .number_bytes = 4, .error = "board.dtb: /chosen: linux,initrd-end "
	    "is 0x1000, before linux,initrd-start, 0x2000" },
	{ "initrd in three bytes", .initrd_start = 0x2000,
	    .initrd_end = 0x3000, .number_bytes = 3, .error = "board.dtb: "
	    "/chosen: linux,initrd-start has 3 bytes instead of 4 or 8" },
	{ "EFI", .efi_map = 0x7c0d0000, .number_bytes = 8, .truncated = "the "
	    "firmware's EFI map, 1536 bytes at 0x7c0d0000, is not in the "
	    "blob" },
};

static void
put(void *blob, const char *name, const void *bytes, size_t length)
{
	ck_assert_int_eq(fdt_property(blob, name, bytes, (int)length), 0);
}

/* Names behind one another are separated by bars. */
static void
put_text(void *blob, const char *name, const char *text)
{
	char bytes[64];

	snprintf(bytes, sizeof(bytes), "%s", text);
	for (char *bar = bytes; (bar = strchr(bar, '|')) != NULL;)
		*bar = '\0';
	put(blob, name, bytes, strlen(text) + 1);
}

static void
put_number(void *blob, const char *name, uint64_t number, size_t length)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(number >> (8 * (length - 1 - i)));
	put(blob, name, bytes, length);
}

static void
put_node(void *blob, const char *name, const char *compatible)
{
	if (compatible == NULL)
		return;
	ck_assert_int_eq(fdt_begin_node(blob, name), 0);
	put_text(blob, "compatible", compatible);
	ck_assert_int_eq(fdt_end_node(blob), 0);
}

static void
put_chosen(void *blob, const struct dtb_row *row)
{
	ck_assert_int_eq(fdt_begin_node(blob, "chosen"), 0);
	if (row->bootargs != NULL)
		put_text(blob, "bootargs", row->bootargs);
	if (row->initrd_end != 0) {
		put_number(blob, "linux,initrd-start", row->initrd_start,
		    row->number_bytes);
		put_number(blob, "linux,initrd-end", row->initrd_end,
		    row->number_bytes);
	}
	if (row->efi_map != 0) {
		put_number(blob, "linux,uefi-mmap-start", row->efi_map,
		    row->number_bytes);
		put_number(blob, "linux,uefi-mmap-size", 1536, 4);
	}
	ck_assert_int_eq(fdt_end_node(blob), 0);
}

/* With memory of 1 GiB from 0x40000000, in one cell each. */
static void
make(void *blob, const struct dtb_row *row)
{
	ck_assert_int_eq(fdt_create(blob, BLOB_BYTES), 0);
	ck_assert_int_eq(fdt_finish_reservemap(blob), 0);
	ck_assert_int_eq(fdt_begin_node(blob, ""), 0);
	put_number(blob, "#address-cells", 1, 4);
	put_number(blob, "#size-cells", 1, 4);
	if (row->model != NULL)
		put_text(blob, "model", row->model);
	if (row->compatible != NULL)
		put_text(blob, "compatible", row->compatible);
	ck_assert_int_eq(fdt_begin_node(blob, "memory@40000000"), 0);
	put_text(blob, "device_type", "memory");
	put_number(blob, "reg", 0x4000000040000000, 8);
	ck_assert_int_eq(fdt_end_node(blob), 0);
	ck_assert_int_eq(fdt_begin_node(blob, "cpus"), 0);
	put_node(blob, "cpu@0", row->cpu);
	ck_assert_int_eq(fdt_end_node(blob), 0);
	put_node(blob, "timer", row->timer);
	put_chosen(blob, row);
	ck_assert_int_eq(fdt_end_node(blob), 0);
	ck_assert_int_eq(fdt_finish(blob), 0);
}

START_TEST(blobs_are_read)
{
	const struct dtb_row *row = &rows[_i];
	union {
		uint64_t alignment;
		unsigned char bytes[BLOB_BYTES];
	} blob;
	struct read_error error;
	struct import_result result;
	const struct boot *boot;

	make(blob.bytes, row);
	/* Whatever it is called, and with what stands behind it. */
	result = import_bytes_as(NULL, 0, "board.dtb", blob.bytes,
	    sizeof(blob.bytes), &error);
	if (row->error != NULL) {
		ck_assert_msg(result.draft.capture == NULL, "%s", row->name);
		ck_assert_str_eq(error.text, row->error);
		return;
	}
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", row->name,
	    error.text);
	ck_assert_str_eq(result.form->name, "dtb");
	ck_assert_pstr_eq(result.draft.has_arch ?
	    arch_names[result.draft.capture->arch] : NULL, row->arch);
	ck_assert_pstr_eq(result.draft.capture->about, row->about);
	ck_assert_pstr_eq(result.draft.capture->truncated, row->truncated);
	ck_assert_uint_eq(result.draft.capture->fdt.memory.count, 1);
	ck_assert_hex_eq(result.draft.capture->fdt.memory.entries[0].base,
	    0x40000000, row->name);
	boot = &result.draft.capture->boot;
	ck_assert_pstr_eq(boot->cmdline, row->bootargs);
	ck_assert_int_eq(boot->initrd.is_present, row->initrd_end != 0);
	if (boot->initrd.is_present) {
		ck_assert_hex_eq(boot->initrd.extent.base, row->initrd_start,
		    row->name);
		ck_assert_hex_eq(boot->initrd.extent.length, 0x1000,
		    row->name);
	}
	draft_free(&result.draft);
}
END_TEST

/* Half a blob, nothing behind the magic, and bytes of the wrong order. */
START_TEST(damaged_blobs_are_refused)
{
	static const struct {
		size_t length;
		const char *error;
	} cuts[] = {
		{ 8, "board.dtb: not a device tree blob: FDT_ERR_TRUNCATED" },
		{ 60, "board.dtb: not a device tree blob: "
		    "FDT_ERR_TRUNCATED" },
		{ 3, "board.dtb: no form that is known (name one with --from; "
		    "see bootmem list formats)" },
	};
	union {
		uint64_t alignment;
		unsigned char bytes[BLOB_BYTES];
	} blob;
	struct read_error error;
	struct import_result result;

	make(blob.bytes, &rows[0]);
	/* No text: a byte of it is zero. */
	blob.bytes[2] = cuts[_i].length == 3 ? 0 : blob.bytes[2];
	result = import_bytes_as(NULL, 0, "board.dtb", blob.bytes,
	    cuts[_i].length, &error);
	ck_assert(result.draft.capture == NULL);
	ck_assert_str_eq(error.text, cuts[_i].error);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_dtb");
	TCase *cases = tcase_create("blobs");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, blobs_are_read, 0, LENGTH(rows));
	tcase_add_loop_test(cases, damaged_blobs_are_refused, 0, 3);
	return (run_suite(suite));
}
