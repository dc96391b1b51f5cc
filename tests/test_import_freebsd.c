/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's boot log: every table that it may hold, in each form it was seen
 * in, and which of them a capture is made of.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/read/capture.h"
#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define HEADING \
    "                   Type     Physical      Virtual   #Pages Attr\n"
#define OLD_ROW "     ConventionalMemory 000880000000            0 00180000 " \
    "WB \n"
#define NEW_ROW "    RuntimeServicesData 0000fe590000 0000fe590000 00000050 " \
    "WC WT WB RUNTIME\n"
#define CHUNKS "Physical memory chunk(s):\n" \
    "  0x50000000 - 0x53ffffff,    64 MB (  16384 pages)\n"
#define EXCLUDED "Excluded memory regions:\n" \
    "  0x50000000 - 0x50578fff,     5 MB (   1401 pages) NoAlloc \n"
#define AVAIL "Physical memory chunk(s):\n" \
    "0x00000000015d7000 - 0x0000000003ffffff, 44208128 bytes (10793 pages)\n"
#define LOST "note: the tables of chunks are no witness: they have lost " \
    "blanks\n"
#define NOT_SURE "note: the tables of chunks are no witness: which profile " \
    "this kernel is is not sure\n"
#define BOOT "---<<BOOT>>---\n"
#define V13 "FreeBSD 13.0-RELEASE-p4 #0: Sun Oct 31 12:01:05 MSK 2021\n"
#define V13_ABOUT "FreeBSD 13.0-RELEASE-p4 #0: Sun Oct 31 12:01:05 MSK 2021"
#define ARM64 "Preloaded elf kernel \"kernel\" at 0xffff0000015d2000.\n"

/* The kernel at 2 MiB in the loader's data, a framebuffer, four pages more. */
#define LOADED_MAP HEADING \
    "             LoaderData 000040100000 000000000000 00010000 WB \n" \
    "    RuntimeServicesData 000050100000 000050100000 00000010 WB RUNTIME\n" \
    "     ConventionalMemory 000050110000 000000000000 00010000 WB \n"
#define LOADED_CHUNKS "Physical memory chunk(s):\n" \
    "  0x40100000 - 0x6010ffff,   512 MB ( 131088 pages)\n" \
    "Excluded memory regions:\n" \
    "  0x40200000 - 0x41ffffff,    30 MB (   7680 pages) NoAlloc \n" \
    "  0x50100000 - 0x50113fff,     0 MB (     20 pages) NoAlloc \n" \
    "  0x58000000 - 0x587e8fff,     7 MB (   2025 pages) NoAlloc \n"

static const struct import_row maps[] = {
	{ "EFI map of 13", HEADING OLD_ROW
	    "    RuntimeServicesData 000081000000     81000000 000000c0 WB "
	    "RUNTIME\n",
	    .expected = "efi 7 880000000 0 180000 8\n"
	    "efi 6 81000000 81000000 c0 8000000000000008\n" },
	{ "EFI map since", HEADING NEW_ROW,
	    .expected = "efi 6 fe590000 fe590000 50 800000000000000e\n" },
	{ "every attribute", HEADING
	    "               Reserved 000000000000 000000000000 00000001 UC WC "
	    "WT WB UCE WP RP XP NV MORE_RELIABLE RO RUNTIME\n",
	    .expected = "efi 0 0 0 1 800000000003f01f\n" },
	{ "no attribute", HEADING
	    "                PalCode ffffffffff000 000000000000 100000000000\n",
	    .expected = "efi 13 ffffffffff000 0 100000000000 0\n" },
	{ "a type without a name", HEADING
	    "              <INVALID> 000000001000 000000000000 00000001 WB \n",
	    .expected = "efi 4294967294 1000 0 1 8\n", .is_reconstructed = 1 },
	{ "a page count past 2^64", HEADING
	    "           LoaderCode 000000001000 000000000000 ffffffffffffffff "
	    "WB \n", .expected = "efi 1 1000 0 ffffffffffffffff 8\n" },
	{ "EFI map without a heading", OLD_ROW,
	    .expected = "efi 7 880000000 0 180000 8\n",
	    .truncated = "the EFI map has lost its heading, and perhaps rows "
	    "below it" },
	{ "it gives way to the tables", OLD_ROW CHUNKS EXCLUDED V13 ARM64,
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "profile freebsd-13\n", .arch = "arm64", .about = V13_ABOUT,
	    .truncated = "the EFI map has lost its heading, and perhaps rows "
	    "below it; the tables of chunks are there instead" },
	{ "times and threads", "[1]                    Type     Physical"
	    "      Virtual   #Pages Attr\n[1] " OLD_ROW,
	    .expected = "efi 7 880000000 0 180000 8\n" },
	{ "a line in between", HEADING OLD_ROW "ofwbus0: <x>\n"
	    "Reserved memory: no row of the table\n",
	    .expected = "efi 7 880000000 0 180000 8\n" },
	{ "SMAP", "SMAP type=01 base=0000000000000000 len=000000000009d800\n"
	    "SMAP type=efffffff base=fffffffffffff000 len=ffffffffffffffff\n",
	    .expected =
	    "e820 0+9d800 1\ne820 fffffffffffff000+ffffffffffffffff "
	    "efffffff\n" },
	{ "SMAP with attributes",
	    "SMAP type=02 base=00000000fee00000 len=0000000000001000 attr=01\n",
	    .expected = "e820 fee00000+1000 2\n" },
	{ "SMAP in halves",
	    "SMAP type=01 base=00000001 00000000 len=00000000 c0000000\n",
	    .expected = "e820 100000000+c0000000 1\n" },
	{ "a tunable", OLD_ROW "hw.physmem=\"4G\"\nhw.physmem: 17\n"
	    "hw.physmem.start=\"0x1000\"\nhint.ram.0.disabled=\"1\"\n"
	    "hw.physmem=\"2G\"\n",
	    .expected = "efi 7 880000000 0 180000 8\nhw.physmem=2G\n"
	    "hw.physmem.start=0x1000\nhint.ram.0.disabled=1\n",
	    .truncated = "the EFI map has lost its heading, and perhaps rows "
	    "below it" },
};

static const struct import_row tables[] = {
	{ "preloaded files", CHUNKS EXCLUDED ARM64 "Preloaded elf module "
	    "\"/boot/kernel/zfs.ko\" at 0xffff0000015dab08.\n",
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "freebsd physmem:\n" CHUNKS EXCLUDED "note: 1 preloaded files are "
	    "left out: where they are, and how large, is not said\n",
	    .arch = "arm64" },
	{ "both tables", CHUNKS EXCLUDED,
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "freebsd physmem:\n" CHUNKS EXCLUDED },
	{ "of a kernel that is known", CHUNKS EXCLUDED V13 ARM64,
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "profile freebsd-13\nfreebsd-13 physmem:\n" CHUNKS EXCLUDED,
	    .arch = "arm64", .about = V13_ABOUT },
	{ "the blank at the end is lost", "Physical memory chunk(s):\n"
	    "  0x40000000 - 0x7fffffff,  1024 MB ( 262144 pages)\n"
	    "Excluded memory regions:\n"
	    "  0x00000000 - 0x001fffff,     2 MB (    512 pages) NoAlloc\n",
	    .expected = "hw 40000000+40000000\nex 0+200000 2\n" LOST },
	{ "pages of 16 KiB", "Physical memory chunk(s):\n"
	    "  0x40000000 - 0x7fffffff,  1024 MB (  65536 pages)\n"
	    "Excluded memory regions:\n",
	    .expected =
	    "page size 16384\nhw 40000000+40000000\nfreebsd physmem:\n"
	    "Physical memory chunk(s):\n"
	    "  0x40000000 - 0x7fffffff,  1024 MB (  65536 pages)\n"
	    "Excluded memory regions:\n" },
	{ "every set of flags", "Physical memory chunk(s):\n"
	    "Excluded memory regions:\n"
	    "  0x00000000 - 0x00000fff,     0 MB (      1 pages) NoAlloc \n"
	    "  0x00002000 - 0x00002fff,     0 MB (      1 pages)  NoDump\n"
	    "  0x00004000 - 0x00004fff,     0 MB (      1 pages) NoAlloc "
	    "NoDump\n"
	    "  0x00006000 - 0x00006fff,     0 MB (      1 pages)  \n"
	    "  0x00008000 - 0x00007fff,     0 MB (      0 pages) NoAlloc \n",
	    .error = "log: no memory map in 7 lines (see bootmem list "
	    "formats)" },
	{ "the end of the address space", "Physical memory chunk(s):\n"
	    "  0xfffffffffff00000 - 0xffffffffffffffff,     1 MB (    256 "
	    "pages)\nExcluded memory regions:\n",
	    .expected = "hw fffffffffff00000+100000\nfreebsd physmem:\n"
	    "Physical memory chunk(s):\n"
	    "  0xfffffffffff00000 - 0xffffffffffffffff,     1 MB (    256 "
	    "pages)\nExcluded memory regions:\n" },
	{ "all of it", "Physical memory chunk(s):\n"
	    "  0x00000000 - 0xffffffffffffffff, 17592186044416 MB "
	    "(4503599627370496 pages)\nExcluded memory regions:\n",
	    .error = "log:2:3: freebsd: all 2^64 bytes are more than a size "
	    "can say: 0x00000000 - 0xffffffffffffffff, 17592186044416 MB "
	    "(45035996..." },
	{ "the map rules", HEADING OLD_ROW CHUNKS EXCLUDED,
	    .expected = "efi 7 880000000 0 180000 8\n"
	    NOT_SURE },
	{ "what is loaded follows", LOADED_MAP LOADED_CHUNKS V13
	    "VT(efifb): resolution 1920x1080\n" ARM64,
	    .expected = "efi 2 40100000 0 10000 8\n"
	    "efi 6 50100000 50100000 10 8000000000000008\n"
	    "efi 7 50110000 0 10000 8\nkernel 40200000+1e00000\n"
	    "unexplained 50110000+4000\nefifb 58000000+7e9000\n"
	    "profile freebsd-13\nfreebsd-13 physmem:\n" LOADED_CHUNKS,
	    .arch = "arm64", .about = V13_ABOUT, .is_reconstructed = 1 },
	{ "no framebuffer is mentioned", LOADED_MAP LOADED_CHUNKS,
	    .expected = "efi 2 40100000 0 10000 8\n"
	    "efi 6 50100000 50100000 10 8000000000000008\n"
	    "efi 7 50110000 0 10000 8\nkernel 40200000+1e00000\n"
	    "unexplained 50110000+4000\nunexplained 58000000+7e9000\n"
	    NOT_SURE,
	    .is_reconstructed = 1 },
	{ "phys_avail alone", BOOT "FreeBSD 13.0-CURRENT #19 c8e954715d3-"
	    "c271341(master)-dirty: Thu Sep  3 14:51:53 CEST 2020\n" ARM64
	    "real memory  = 17179865088 (16383 MB)\n"
	    "Physical memory chunk(s):\n"
	    "0x000000015d7000 - 0x00000003ffffff, 44208128 bytes (10793 "
	    "pages)\navail memory = 16724140032 (15949 MB)\n",
	    .expected = "hw 15d7000+2a29000\nfreebsd phys_chunks:\n"
	    "Physical memory chunk(s):\n"
	    "0x000000015d7000 - 0x00000003ffffff, 44208128 bytes (10793 "
	    "pages)\n", .arch = "arm64",
	    .about = "FreeBSD 13.0-CURRENT #19 c8e954715d3-c271341(master)-"
	    "dirty: Thu Sep  3 14:51:53 CEST 2020", .is_reconstructed = 1 },
	{ "phys_avail on x86", "FreeBSD 13.1-RELEASE GENERIC amd64\n" AVAIL,
	    .expected = "hw 15d7000+2a29000\n", .arch = "amd64",
	    .about = "FreeBSD 13.1-RELEASE GENERIC amd64",
	    .is_reconstructed = 1 },
	{ "phys_avail beside the tables", CHUNKS EXCLUDED V13 AVAIL,
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "profile freebsd-13\nfreebsd-13 physmem:\n" CHUNKS EXCLUDED,
	    .about = V13_ABOUT },
	{ "tables below the version", V13 "real memory  = 1 (0 MB)\n" CHUNKS
	    EXCLUDED "Static device mappings:\n"
	    "  0x01c00000 - 0x01ffffff mapped at VA 0xffb00000\n",
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "profile freebsd-13\nfreebsd-13 physmem:\n" CHUNKS EXCLUDED,
	    .arch = "arm", .about = V13_ABOUT },
	{ "ram0 alone", "ram0: reserving memory region:   40000000-fc000000\n"
	    "ram0: reserving excluded region: 30000000-3fffffff\n",
	    .expected = "hw 40000000+bc000000\nhw 30000000+10000000\n",
	    .is_reconstructed = 1 },
	{ "ram0 beside the tables", CHUNKS EXCLUDED
	    "FreeBSD 14.0-BETA3 #0 x: Thu Oct 12 13:28:21 CST 2023\n"
	    "Preloaded elf kernel \"kernel\" at 0xffffffc00056f3a0.\n"
	    "ram0: reserving memory region:   50579000-54000000\n"
	    "ram0: reserving excluded region: 50000000-50578fff\n",
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "profile freebsd-14\nfreebsd-14 physmem:\n" CHUNKS EXCLUDED
	    "freebsd-14 nexus:\nnexus0\n  ram0\n      I/O memory addresses:\n"
	    "          0x50000000-0x50578fff\n"
	    "          0x50579000-0x53ffffff\n", .arch = "riscv64",
	    .about = "FreeBSD 14.0-BETA3 #0 x: Thu Oct 12 13:28:21 CST 2023" },
	{ "DragonFly's is another's", "DragonFly v5.9\n" AVAIL,
	    .error = "log: no memory map in 3 lines (see bootmem list "
	    "formats)" },
	{ "a dump of bytes", CHUNKS EXCLUDED "dump:\n0x0000: 00 01 02\n",
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "freebsd physmem:\n" CHUNKS EXCLUDED },
	{ "the excluded are missing", CHUNKS "ofwbus0: <x>\n",
	    .expected =
	    "hw 50000000+4000000\n", .truncated = "no `Excluded memory "
	    "regions:` below the chunks: the table is cut off" },
	{ "a wrapped row", "Physical memory chunk(s):\n"
	    "  0x50000000 - 0x53ffffff,    64 MB (\n16384 pages)\n"
	    "Excluded memory regions:\n",
	    .expected = "hw 50000000+4000000\n" LOST },
};

static const struct import_row boots[] = {
	{ "two boots, the last", BOOT CHUNKS EXCLUDED V13 BOOT HEADING OLD_ROW,
	    .expected = "efi 7 880000000 0 180000 8\n" },
	{ "two boots, the first", BOOT HEADING OLD_ROW V13 ARM64 BOOT AVAIL,
	    .expected =
	    "efi 7 880000000 0 180000 8\nprofile freebsd-13\n", .boot = 1,
	    .arch = "arm64", .about = V13_ABOUT },
	{ "versions alone", "FreeBSD 12.1-RELEASE-p7 GENERIC amd64\n"
	    AVAIL "FreeBSD 12.2-STABLE GENERIC i386\n" AVAIL,
	    .expected = "hw 15d7000+2a29000\n", .arch = "i386",
	    .about = "FreeBSD 12.2-STABLE GENERIC i386",
	    .is_reconstructed = 1 },
	{ "a map behind a version", HEADING OLD_ROW V13 HEADING NEW_ROW,
	    .expected = "efi 6 fe590000 fe590000 50 800000000000000e\n" },
	{ "SMAP behind a version", V13 AVAIL "SMAP type=01 base=1000 len=10\n",
	    .expected = "e820 1000+10 1\n" },
	{ "a table again", CHUNKS EXCLUDED AVAIL CHUNKS EXCLUDED,
	    .expected = "hw 50000000+4000000\nex 50000000+579000 2\n"
	    "freebsd physmem:\n" CHUNKS EXCLUDED },
};

#define TABLE_ARCH "hw 15d7000+2a29000\n"

static const struct import_row versions[] = {
	{ "the line below", "FreeBSD 12.2-RELEASE #0: x\n    root@host:/usr/"
	    "obj/usr/src/amd64.amd64/sys/GENERIC  amd64\n" AVAIL,
	    .expected = TABLE_ARCH,
	    .arch = "amd64", .about = "FreeBSD 12.2-RELEASE #0: x",
	    .is_reconstructed = 1 },
	{ "not two lines below", "FreeBSD 12.2-RELEASE #0: x\nabc\nit is arm\n"
	    AVAIL,
	    .expected = TABLE_ARCH, .about = "FreeBSD 12.2-RELEASE #0: x",
	    .is_reconstructed = 1 },
	{ "by the kernel's address", "Preloaded elf kernel \"a\" at "
	    "0xffffffff82ac9000.\n" AVAIL,
	    .expected = TABLE_ARCH, .arch = "amd64",
	    .is_reconstructed = 1 },
	{ "an address that says nothing", "Preloaded elf kernel \"a\" at "
	    "0xc1323000.\n" AVAIL,
	    .expected = TABLE_ARCH, .is_reconstructed = 1 },
	{ "a compiler", "FreeBSD clang version 13.0.0\n" AVAIL,
	    .expected = TABLE_ARCH,
	    .is_reconstructed = 1 },
};

static const struct import_row damaged[] = {
	{ "an address", "Physical memory chunk(s):\n  0x5000000g - 0x53ffffff"
	    ",    64 MB (  16384 pages)\n",
	    .error = "log:2:3: freebsd: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits: 0x5000000g - 0x53ffffff,    64 MB (  16384 "
	    "pages)" },
	{ "numbers that disagree", "Physical memory chunk(s):\n"
	    "  0x50000000 - 0x53ffffff,    64 MB (  16383 pages)\n",
	    .error = "log:2:40: freebsd: expected as many pages as the "
	    "addresses say, for example 16384 of 4096 bytes: 16383 pages)" },
	{ "an end below the start", "[1] Physical memory chunk(s):\n"
	    "[1] 0x0000000000010000 - 0x0000000000000fff, 1 bytes (1 "
	    "pages)\n", .error = "log:2:26: freebsd: expected an end, "
	    "inclusive, at or above the start 0x00010000: "
	    "0x0000000000000fff, 1 bytes (1 pages)" },
	{ "no heading", "  0x50000000 - 0x53ffffff,    64 MB (  16384 "
	    "pages)\n", .error = "log:1:3: freebsd: a row below no heading: "
	    "0x50000000 - 0x53ffffff,    64 MB (  16384 pages)" },
	{ "no chunks", EXCLUDED, .error = "log:1:1: freebsd: no `Physical "
	    "memory chunk(s):` before it: Excluded memory regions:" },
	{ "a descriptor's number", HEADING
	    "             LoaderCode 00000000100g 000000000000 00000001 WB \n",
	    .error = "log:2:25: freebsd: expected 1 to 16 hexadecimal "
	    "digits: 00000000100g 000000000000 00000001 WB " },
	{ "a descriptor's attribute", HEADING
	    "             LoaderCode 000000001000 000000000000 00000001 WX \n",
	    .error = "log:2:60: freebsd: expected an attribute, such as WB "
	    "or RUNTIME: WX " },
	{ "half a descriptor", HEADING "             LoaderCode 000000001000\n"
	    NEW_ROW, .error = "log:2:37: freebsd: expected 1 to 16 "
	    "hexadecimal digits" },
	{ "half of an SMAP line", "SMAP type=01 base=0000000000000000\nx\n",
	    .error = "log:1:35: freebsd: expected `len=`" },
	{ "a type of 33 bits", "SMAP type=100000000 base=0 len=1\n",
	    .error = "log:1:11: freebsd: expected a type of 32 bits: "
	    "100000000 base=0 len=1" },
	{ "half a half", "SMAP type=01 base=00000001 0000000 len=00000000 "
	    "c0000000\n", .error = "log:1:28: freebsd: expected the 8 "
	    "hexadecimal digits of the low half: 0000000 len=00000000 "
	    "c0000000" },
	{ "ram0 backwards", "ram0: reserving memory region:   2000-2000\n",
	    .error = "log:1:39: freebsd: expected an end above the start: "
	    "2000" },
	{ "ram0 of something else", "ram0: reserving some region: 0-1\n",
	    .error = "log:1:17: freebsd: expected `memory`: some region: "
	    "0-1" },
};

/* Logs of machines whose captures were made of them by hand. */
static const char *const machines[] = {
	"baikal-m-9716564d5e", "bl808-m1s-dock", "cheribsd-fett",
	"lx2160-honeycomb", "rk3568-fdt", "rk356x-acpi",
	"roc-rk3399-pc-plus", "sun8i-h3"
};

static struct capture *
read_by_hand(const char *machine)
{
	struct read_error error;
	struct capture *capture;
	char path[256];

	snprintf(path, sizeof(path), "inputs/%s/capture.json", machine);
	capture = capture_read(path, &error);
	ck_assert_msg(capture != NULL, "%s", error.text);
	return (capture);
}

static struct import_result
import_log_of(const char *machine)
{
	struct import_request request = { .form = NULL };
	struct import_result result;
	struct read_error error;
	char path[1024];

	snprintf(path, sizeof(path), "%s/tests/import/freebsd/%s.txt",
	    getenv("BOOTMEM_SOURCE_ROOT"), machine);
	ck_assert_msg(import_file(path, &request, import_keep, &result,
	    &error), "%s", error.text);
	return (result);
}

static void
expect_same_loaded(const char *machine, const struct boot *a,
    const struct boot *b)
{
	ck_assert_msg(a->kernel.is_present == b->kernel.is_present, "%s",
	    machine);
	ck_assert_hex_eq(a->kernel.extent.base, b->kernel.extent.base,
	    machine);
	ck_assert_hex_eq(a->kernel.extent.length, b->kernel.extent.length,
	    machine);
	ck_assert_uint_eq(a->preload_count, b->preload_count);
	for (size_t i = 0; i < a->preload_count; i++) {
		ck_assert_str_eq(a->preload[i].name, b->preload[i].name);
		ck_assert_str_eq(a->preload[i].type, b->preload[i].type);
		ck_assert_hex_eq(a->preload[i].extent.base,
		    b->preload[i].extent.base, machine);
		ck_assert_hex_eq(a->preload[i].extent.length,
		    b->preload[i].extent.length, machine);
	}
}

/* Each that was imported is there by hand as well, to the byte. */
static void
expect_witnesses(const char *machine, const struct capture *imported,
    const struct capture *by_hand)
{
	ck_assert_msg(imported->witness_count > 0, "%s", machine);
	for (size_t i = 0; i < imported->witness_count; i++) {
		const struct witness *witness = &imported->witnesses[i];
		bool is_there = false;

		for (size_t j = 0; j < by_hand->witness_count; j++) {
			const struct witness *other = &by_hand->witnesses[j];

			is_there = is_there || (strcmp(witness->profile,
			    other->profile) == 0 && strcmp(witness->table,
			    other->table) == 0 && witness->text_bytes ==
			    other->text_bytes && memcmp(witness->text,
			    other->text, other->text_bytes) == 0);
		}
		ck_assert_msg(is_there, "%s: %s", machine, witness->table);
	}
}

START_TEST(machines_are_as_by_hand)
{
	const char *machine = machines[_i];
	struct capture *by_hand = read_by_hand(machine);
	struct import_result result = import_log_of(machine);
	const struct capture *imported = result.draft.capture;

	expect_same_firmware(machine, imported, by_hand);
	expect_same_loaded(machine, &imported->boot, &by_hand->boot);
	expect_witnesses(machine, imported, by_hand);
	ck_assert_str_eq(imported->origin, by_hand->origin);
	ck_assert_int_eq(imported->arch, by_hand->arch);
	draft_free(&result.draft);
	capture_free(by_hand);
}
END_TEST

#define TEST_TABLE(table) \
START_TEST(table##_are_read) \
{ \
	expect_import("freebsd", &table[_i]); \
} \
END_TEST

TEST_TABLE(maps)
TEST_TABLE(tables)
TEST_TABLE(boots)
TEST_TABLE(versions)
TEST_TABLE(damaged)

int
main(void)
{
	Suite *suite = suite_create("import_freebsd");
	TCase *cases = tcase_create("logs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, maps_are_read, 0, LENGTH(maps));
	tcase_add_loop_test(cases, tables_are_read, 0, LENGTH(tables));
	tcase_add_loop_test(cases, boots_are_read, 0, LENGTH(boots));
	tcase_add_loop_test(cases, versions_are_read, 0, LENGTH(versions));
	tcase_add_loop_test(cases, damaged_are_read, 0, LENGTH(damaged));
	tcase_add_loop_test(cases, machines_are_as_by_hand, 0,
	    LENGTH(machines));
	return (run_suite(suite));
}
