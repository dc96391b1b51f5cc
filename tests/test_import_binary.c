/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Forms of bytes: what each field says, and where a file is refused.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/byte_script.h"
#include "tests/hex.h"
#include "tests/imports.h"
#include "tests/program.h"

#define RAM "8:100000 8:7ff00000 4:1 "
#define LOW "8:0 8:9fc00 4:1 "
#define HOLE "8:9fc00 8:400 4:2 "
#define NO_FORM "file: no form that is known (name one with --from; "	\
	"see bootmem list formats)"

/* The zero page up to its table: entries, version, and the rest zero. */
#define PAGE(count) "@1e8 1:" count " @202 'HdrS' 2:20f @236 2:1 @2d0 "
#define PAGE_END "@1000 "

/* Descriptors of 48 bytes: type, base, pages. */
#define EFI_RAM "8:7 8:100000 8:0 8:7f00 8:f 8:0 "
#define EFI_CODE "8:5 8:0 8:0 8:10 8:800000000000000f 8:0 "
#define EFI_40 "8:7 8:100000 8:0 8:7f00 8:f 8:3 8:0 8:0 8:10 8:f "

#define NAME(text, length) "4:1 4:" length " '" text "' 1:0 /8 "
#define TYPE(text, length) "4:2 4:" length " '" text "' 1:0 /8 "
#define PLACE(base, size) "4:3 4:8 8:" base " 4:4 4:8 8:" size " "
#define KERNEL NAME("/boot/kernel/kernel", "14") TYPE("elf kernel", "b")
#define ELF(machine) "4:8002 4:40 'ELF' 4:0 4:0 4:0 3:0 2:" machine	\
	" 8:0 8:0 8:0 8:0 8:0 4:0 "
#define END "4:0 4:0 "

static const struct bytes_row {
	const char *name;
	const char *form;		/* NULL: found out */
	const char *bytes;		/* see tests/byte_script.h */
	const char *found;		/* the form, and what it holds */
	const char *error;		/* instead */
	const char *note;		/* the first, or what is missing */
} rows[] = {
	{ "e820", NULL, LOW HOLE RAM,
	    .found = "e820: 0+9fc00:1 9fc00+400:2 100000+7ff00000:1" },
	{ "modinfo without a map", "freebsd-modinfo", END,
	    .error = "file: no memory map in this freebsd-modinfo" },
	{ "multiboot2 without a map", "multiboot2", "4:10 4:0 4:0 4:8 ",
	    .error = "file: no memory map in this multiboot2" },
	{ "e820 extended", NULL, LOW "4:1 " RAM "4:1 ",
	    .found = "e820-ext: 0+9fc00:1 100000+7ff00000:1" },
	{ "e820 with attributes", NULL, LOW "4:1 " RAM "4:3 ",
	    .found = "e820-ext: 0+9fc00:1 100000+7ff00000:1",
	    .note = "e820[1]: its attributes, 0x3, are not kept: "
	    "a capture has no place for them" },
	{ "e820 without attributes", NULL, LOW "4:0 " RAM "4:0 ",
	    .found = "e820-ext: 0+9fc00:1 100000+7ff00000:1" },
	{ "e820 of five entries, extended", NULL, LOW "4:1 " HOLE "4:1 " RAM
	    "4:1 " HOLE "4:1 " RAM "4:1 ",
	    .found = "e820-ext: 0+9fc00:1 9fc00+400:2 "
	    "100000+7ff00000:1 9fc00+400:2 100000+7ff00000:1" },
	{ "e820, the whole address space", NULL,
	    "8:0 8:ffffffffffffffff 4:1 ",
	    .found = "e820: 0+ffffffffffffffff:1" },
	{ "e820 of no sense", NULL, "8:8000000000000000 8:0 4:1 ",
	    .error = NO_FORM },
	{ "e820 of no sense, named", "e820",
	    "8:ffffffffffffffff 8:ffffffffffffffff 4:0 ",
	    .found = "e820: ffffffffffffffff+ffffffffffffffff:0" },
	{ "e820 cut off", "e820", LOW HOLE "8:100000 4:0 ",
	    .error = "file: offset 0x28: 12 bytes are no whole entry of 20" },
	{ "e820 extended cut off", "e820-ext", LOW,
	    .error = "file: offset 0x0: 20 bytes are no whole entry of 24" },

	{ "zero page", NULL, PAGE("2") LOW RAM PAGE_END,
	    .found = "boot-params amd64: 0+9fc00:1 100000+7ff00000:1" },
	{ "zero page of 32 bits", NULL, "@1e8 1:1 @202 'HdrS' 2:20c @2d0 " RAM
	    PAGE_END, .found = "boot-params i386: 100000+7ff00000:1" },
	{ "zero page without header", NULL, "@1e8 1:2 @2d0 " LOW RAM PAGE_END,
	    .found = "boot-params: 0+9fc00:1 100000+7ff00000:1" },
	{ "initrd above 4 GiB", NULL, "@c0 4:1 4:0 @1e8 1:1 @202 'HdrS' "
	    "2:20f @218 4:80000000 4:1234 @236 2:1 @2d0 " RAM PAGE_END,
	    .found = "boot-params amd64: 100000+7ff00000:1 "
	    "initrd 180000000+1234" },
	{ "EFI's map is elsewhere", NULL, "@1c0 'EL64' 4:0 4:30 4:1 4:2000 "
	    "4:90 4:0 4:1 @1e8 1:1 @202 'HdrS' 2:20f @2d0 " RAM PAGE_END,
	    .found = "boot-params amd64: 100000+7ff00000:1",
	    .note = "the E820 table is taken; the EFI map, 144 "
	    "bytes at 0x100002000 with descriptors "
	    "of 48, is not in the zero page" },
	{ "setup_data behind the page", NULL, "@1e8 1:1 @202 'HdrS' 2:20f "
	    "@250 8:5000 @2d0 " LOW PAGE_END "8:5020 4:4 4:8 8:0 @1020 8:0 "
	    "4:1 4:28 " HOLE RAM,
	    .found = "boot-params i386: 0+9fc00:1 9fc00+400:2 "
	    "100000+7ff00000:1" },
	{ "setup_data that goes round", NULL, "@1e8 1:1 @202 'HdrS' 2:20f "
	    "@250 8:5000 @2d0 " LOW PAGE_END "8:5000 4:4 4:8 8:0 ",
	    .error = "file: offset 0x1000: setup_data at 0x5000 follows, "
	    "which is not in the file, or again, if 0x5000 is here" },
	{ "setup_data elsewhere", NULL, "@1e8 1:1 @202 'HdrS' 2:20f "
	    "@250 8:5000 @2d0 " LOW PAGE_END "8:4000 4:4 4:0 ",
	    .error = "file: offset 0x1000: setup_data at 0x4000 follows, "
	    "which is not in the file, or again, if 0x5000 is here" },
	{ "setup_data cut off", NULL, "@1e8 1:1 @202 'HdrS' 2:20f "
	    "@250 8:5000 @2d0 " LOW PAGE_END "8:0 4:1 4:28 " RAM,
	    .error = "file: offset 0x100c: setup_data of 40 bytes; the file "
	    "has 20" },
	{ "half an entry in setup_data", NULL, "@1e8 1:1 @202 'HdrS' 2:20f "
	    "@250 8:5000 @2d0 " LOW PAGE_END "8:0 4:1 4:1c " RAM "8:0 ",
	    .error = "file: offset 0x1024: 8 bytes are no whole entry of 20" },
	{ "what else is behind the page", "boot-params", PAGE("1") RAM
	    PAGE_END "8:0 ", .error = "file: offset 0x1000: 8 bytes behind "
	    "the zero page, which says of no setup_data" },
	{ "a page without entries", NULL, "@1e0 4:8000 " PAGE("0") PAGE_END,
	    .error = "file: offset 0x1e8: no E820 entry; the kernel would go "
	    "by alt_mem_k, 32768 KiB above 1 MiB" },
	{ "too many entries", "boot-params", PAGE("81") PAGE_END,
	    .error = "file: offset 0x1e8: 129 E820 entries; there is room for "
	    "128" },
	{ "a full page", NULL, "@1e8 1:80 @202 'HdrS' 2:20f @250 8:5000 @2d0 "
	    RAM PAGE_END, .found = "boot-params i386: 100000+7ff00000:1 "
	    "and 127 more",
	    .note = "the zero page is full, and setup_data, which may go on "
	    "with the table, is not there" },
	{ "half a page", "boot-params", PAGE("1") RAM "@400",
	    .error = "file: offset 0x400: ends here, 3072 bytes before the "
	    "end of a zero page" },
	{ "zeros", NULL, PAGE_END, .error = NO_FORM },
	{ "zeros as a page", "boot-params", PAGE_END,
	    .error = "file: offset 0x202: no `HdrS`, and at 0x1e8 no E820 "
	    "entry: no zero page" },

	{ "EFI", NULL, EFI_CODE EFI_RAM,
	    .found = "efi: 48/1 5:0+10:800000000000000f 7:100000+7f00:f" },
	{ "EFI of 40 bytes", NULL, EFI_40,
	    .found = "efi: 40/1 7:100000+7f00:f 3:0+10:f" },
	{ "EFI with a header", NULL, "8:60 8:30 4:1 /20 " EFI_CODE EFI_RAM,
	    .found = "efi: 48/1 5:0+10:800000000000000f 7:100000+7f00:f" },
	{ "EFI of 64 bytes", NULL, "8:40 8:40 4:2 /20 " EFI_RAM "8:0 8:0",
	    .found = "efi: 64/2 7:100000+7f00:f" },
	{ "EFI cut off", "efi", "8:60 8:30 4:1 /20 " EFI_CODE "8:7",
	    .error = "file: offset 0x0: a map of 96 bytes; there are 56 "
	    "behind the header" },
	{ "EFI with half a descriptor", "efi", "8:38 8:30 4:1 /20 " EFI_CODE
	    "8:7", .error = "file: offset 0x50: 8 bytes are no whole "
	    "descriptor of 48" },
	{ "EFI of no sense", "efi", "8:1234 8:5678 8:1",
	    .error = "file: offset 0x0: neither the header of a map nor "
	    "descriptors that make sense, of 40 to 4096 bytes" },
	{ "EFI of the usual size", "efi", "8:ffff 8:1 8:0 8:0 8:0 8:0",
	    .found = "efi: 48/1 65535:1+0:0",
	    .note = "descriptors of 48 bytes, as is usual; they "
	    "do not all make sense in any size" },

	{ "FreeBSD amd64", NULL, KERNEL PLACE("200000", "1e00000") ELF("3e")
	    "4:9001 4:28 " LOW RAM "4:9002 4:8 4:1 4:1 "
	    NAME("/boot/kernel/zfs.ko", "14") TYPE("elf obj module", "f")
	    PLACE("2000000", "3000") END, .found = "freebsd-modinfo amd64: "
	    "0+9fc00:1 100000+7ff00000:1 kernel 200000+1e00000 "
	    "/boot/kernel/zfs.ko(elf obj module) 2000000+3000" },
	{ "FreeBSD amd64 with EFI", NULL, KERNEL PLACE("200000", "1000")
	    "4:9004 4:50 8:30 8:30 4:1 4:0 8:0 " EFI_RAM END,
	    .found = "freebsd-modinfo amd64: 48/1 7:100000+7f00:f kernel "
	    "200000+1000" },
	{ "FreeBSD amd64, started", NULL, KERNEL
	    PLACE("ffffffff80200000", "1000") "4:9001 4:14 " RAM "/8 " END,
	    .found = "freebsd-modinfo amd64: 100000+7ff00000:1 "
	    "kernel 200000+1000 reconstructed",
	    .note = "loaded files are at virtual addresses; "
	    "those in memory follow from the kernel's at 0" },
	{ "FreeBSD arm64", NULL, KERNEL PLACE("ffff000000000000", "1000")
	    ELF("b7") "4:9001 4:50 8:30 8:30 4:1 4:0 8:0 " EFI_RAM END,
	    .found = "freebsd-modinfo arm64: 48/1 7:100000+7f00:f",
	    .note = "loaded files are at virtual addresses, such as "
	    "0xffff000000000000; where that is in memory is not said" },
	{ "FreeBSD riscv64", NULL, KERNEL "4:9002 4:50 8:30 8:30 4:1 4:0 8:0 "
	    EFI_RAM END,
	    .found = "freebsd-modinfo riscv64: 48/1 7:100000+7f00:f" },
	{ "FreeBSD i386", NULL, "4:1 4:2 'k' 1:0 /4 4:2 4:b 'elf kernel' 1:0 "
	    "/4 4:3 4:4 4:400000 4:4 4:4 4:1000 4:9001 4:14 " RAM END,
	    .found = "freebsd-modinfo i386: 100000+7ff00000:1 "
	    "kernel 400000+1000" },
	{ "FreeBSD's attributes are short", NULL, KERNEL "4:9001 4:28 " LOW
	    RAM "4:9002 4:4 4:1 /8 " END, .error = "file: offset 0x70: 4 "
	    "bytes of attributes for 2 entries of the SMAP" },
	{ "FreeBSD's SMAP is cut off", NULL, KERNEL "4:9001 4:1c " RAM
	    "8:0 /8 " END, .error = "file: offset 0x54: 8 bytes are no whole "
	    "entry of 20" },
	{ "FreeBSD's records are cut off", NULL, KERNEL "4:9001 4:28 " LOW,
	    .error = "file: offset 0x38: ends within a record; there are 28 "
	    "bytes" },
	{ "FreeBSD's records have no end", NULL, KERNEL "4:9001 4:28 " LOW
	    RAM, .error = "file: offset 0x68: ends within a record; there "
	    "are 0 bytes" },
	{ "FreeBSD's size is short", NULL, KERNEL "4:4 4:4 4:1000 /8 " END,
	    .error = "file: offset 0x40: record 0x4 has 4 bytes instead of "
	    "8" },
	{ "a name without an end", "freebsd-modinfo", "4:1 4:4 'name' /8 " END,
	    .error = "file: offset 0x8: record 0x1 is no text that ends: 4 "
	    "bytes" },
	{ "a second SMAP", NULL, KERNEL "4:9001 4:14 " RAM "/8 4:9001 4:14 "
	    RAM "/8 " END, .error = "file: offset 0x60: a second SMAP" },
	{ "no name first", "freebsd-modinfo", "4:2 4:2 'a' 1:0 /8 " END,
	    .error = "file: offset 0x0: record 0x2 where a name has to be" },

	{ "Multiboot", NULL, "4:14 " LOW "4:14 " HOLE "4:18 " RAM "4:0 ",
	    .found = "multiboot1: 0+9fc00:1 9fc00+400:2 100000+7ff00000:1" },
	{ "Multiboot with a short entry", "multiboot1", "4:14 " LOW "4:13 "
	    RAM, .error = "file: offset 0x18: an entry of 19 bytes; 20 to 256 "
	    "make sense" },
	{ "Multiboot cut off", "multiboot1", "4:14 " LOW "4:14 8:0 ",
	    .error = "file: offset 0x18: an entry of 20 bytes; the file has "
	    "8" },
	{ "Multiboot 2", NULL, "4:98 4:0 4:1 4:12 'root=/dev' 1:0 /8 "
	    "4:3 4:1b 4:200000 4:201000 'first.mod' 2:0 /8 4:c 4:10 8:0 "
	    "4:6 4:40 4:18 4:0 " LOW "4:0 " RAM "4:0 4:0 4:8 ",
	    .found = "multiboot2 amd64: 0+9fc00:1 100000+7ff00000:1 "
	    "first.mod(multiboot module) 200000+1000 cmdline root=/dev" },
	{ "Multiboot 2 with EFI", NULL, "4:58 4:0 4:11 4:40 4:30 4:1 " EFI_RAM
	    "4:15 4:8 4:0 4:8 ", .found = "multiboot2: 48/1 7:100000+7f00:f" },
	{ "Multiboot 2 cut off", "multiboot2", "4:58 4:0 4:11 4:40 ",
	    .error = "file: offset 0x0: 88 bytes in all; the file has 16" },
	{ "Multiboot 2 without an end", "multiboot2", "4:18 4:0 4:15 4:c 8:0 ",
	    .error = "file: offset 0x18: no whole tag, and no end: 0 bytes" },
	{ "a module that ends before it starts", "multiboot2", "4:28 4:0 4:3 "
	    "4:18 4:2000 4:1000 8:61 4:0 4:8 ", .error = "file: offset 0x14: "
	    "a module from 0x2000 to 0x1000" },

	{ "not a blob", "dtb", "4:edfe0dd0 4:0 ", .error = "file: not a "
	    "device tree blob: FDT_ERR_TRUNCATED" },
};

static size_t
describe_maps(const struct capture *capture, char *text, size_t size)
{
	size_t used = 0;

	if (capture->efi.is_present)
		used += (size_t)snprintf(text + used, size - used, " %" PRIu64
		    "/%" PRIu64, capture->efi.descriptor_size,
		    capture->efi.descriptor_version);
	for (size_t i = 0; i < capture->e820.count && i < 6; i++) {
		const struct e820_entry *entry = &capture->e820.entries[i];

		if (entry->extent.length == 0 && i > 0)
			return (used + (size_t)snprintf(text + used, size -
			    used, " and %zu more", capture->e820.count - i));
		used += (size_t)snprintf(text + used, size - used, " %" PRIx64
		    "+%" PRIx64 ":%" PRIu32, entry->extent.base,
		    entry->extent.length, entry->type);
	}
	for (size_t i = 0; i < capture->efi.count; i++)
		used += (size_t)snprintf(text + used, size - used, " %" PRIu32
		    ":%" PRIx64 "+%" PRIx64 ":%" PRIx64,
		    capture->efi.entries[i].type,
		    capture->efi.entries[i].phys,
		    capture->efi.entries[i].page_count,
		    capture->efi.entries[i].attributes);
	return (used);
}

static size_t
describe_extent(const char *what, struct bm_extent extent, char *text,
    size_t size)
{
	return ((size_t)snprintf(text, size, " %s %" PRIx64 "+%" PRIx64, what,
	    extent.base, extent.length));
}

/* What an import found, on one line. */
static void
describe(const struct import_result *result, char *text, size_t size)
{
	const struct capture *capture = result->draft.capture;
	const struct boot *boot = &capture->boot;
	size_t used = (size_t)snprintf(text, size, "%s%s%s:",
	    result->form->name, result->draft.has_arch ? " " : "",
	    result->draft.has_arch ? arch_names[capture->arch] : "");

	used += describe_maps(capture, text + used, size - used);
	if (boot->kernel.is_present)
		used += describe_extent("kernel", boot->kernel.extent,
		    text + used, size - used);
	if (boot->initrd.is_present)
		used += describe_extent("initrd", boot->initrd.extent,
		    text + used, size - used);
	for (size_t i = 0; i < boot->preload_count; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%.30s(%.30s)",
		    boot->preload[i].name, boot->preload[i].type);
		used += describe_extent(name, boot->preload[i].extent,
		    text + used, size - used);
	}
	if (boot->cmdline != NULL)
		used += (size_t)snprintf(text + used, size - used,
		    " cmdline %s", boot->cmdline);
	if (strcmp(capture->origin, "captured") != 0)
		snprintf(text + used, size - used, " %s", capture->origin);
}

START_TEST(bytes_are_read)
{
	const struct bytes_row *row = &rows[_i];
	struct read_error error;
	struct import_result result;
	char text[512];
	size_t length;
	unsigned char *bytes = byte_script(row->bytes, &length);

	result = import_bytes_as(row->form, 0, "file", bytes, length, &error);
	free(bytes);
	if (row->error != NULL) {
		ck_assert_msg(result.draft.capture == NULL, "%s", row->name);
		ck_assert_msg(strcmp(error.text, row->error) == 0, "%s: %s",
		    row->name, error.text);
		return;
	}
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", row->name,
	    error.text);
	describe(&result, text, sizeof(text));
	ck_assert_msg(strcmp(text, row->found) == 0, "%s: %s", row->name,
	    text);
	ck_assert_pstr_eq(result.draft.notes.count > 0 ?
	    result.draft.notes.entries[0] : result.draft.capture->truncated,
	    row->note);
	draft_free(&result.draft);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_binary");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, bytes_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}
