/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's boot log: every spelling of its maps, what stands in for them, which
 * tables become witnesses.  The rows are those of real logs.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

#define HEADING "BIOS-provided physical RAM map:\n"
#define LOW "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable\n"
#define LOW_ENTRY "e820 0+9fc00 1\n"
#define VERSION "Linux version 6.12.107-amd64 (x)\n"
#define UPDATE \
    "e820: update [mem 0x00000000-0x00000fff] usable ==> reserved\n"
#define REMOVE "e820: remove [mem 0x000a0000-0x000fffff] usable\n"

static const struct import_row e820[] = {
	{ "3.x to 6.x", HEADING LOW
	    "BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] reserved\n"
	    "BIOS-e820: [mem 0x00000000c0000000-0x00000000c000ffff] ACPI data\n"
	    "BIOS-e820: [mem 0x00000000c0010000-0x00000000c001ffff] ACPI NVS\n"
	    "BIOS-e820: [mem 0x00000000c0020000-0x00000000c002ffff] unusable\n"
	    "BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff] persistent "
	    "(type 7)\n"
	    "BIOS-e820: [mem 0x0000000200000000-0x00000002ffffffff] persistent "
	    "(type 12)\n"
	    "BIOS-e820: [mem 0x0000000300000000-0x00000003ffffffff] soft "
	    "reserved\n"
	    "BIOS-e820: [mem 0x0000000400000000-0x00000004ffffffff] type 20\n",
	    .expected = LOW_ENTRY "e820 100000+bff00000 2\n"
	    "e820 c0000000+10000 3\ne820 c0010000+10000 4\n"
	    "e820 c0020000+10000 5\ne820 100000000+100000000 7\n"
	    "e820 200000000+100000000 c\ne820 300000000+100000000 efffffff\n"
	    "e820 400000000+100000000 14\n" },
	{ "7.x", HEADING
	    "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System "
	    "RAM\n"
	    "BIOS-e820: [gap 0x000000000009fc00-0x00000000000effff]\n"
	    "BIOS-e820: [mem 0x00000000000f0000-0x00000000000fffff]  device "
	    "reserved\n"
	    "[Firmware Bug]: out of order E820 entry!\n"
	    "BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff]  "
	    "persistent RAM (type 12)\n",
	    .expected = LOW_ENTRY "e820 f0000+10000 2\ne820 1000+1000 c\n" },
	{ "2.6, exclusive", HEADING
	    " BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)\n"
	    " BIOS-e820: 000000007fff0000 - 0000000080000000 (ACPI data)\n"
	    " BIOS-e820: 00000000fffc0000 - 0000000000000000 (reserved)\n"
	    " BIOS-e820: 0000000100000000 - 0000000180000000 type 9\n",
	    .expected = LOW_ENTRY "e820 7fff0000+10000 3\n"
	    "e820 fffc0000+ffffffff00040000 2\ne820 100000000+80000000 9\n" },
	{ "2.2, size and base", HEADING
	    " BIOS-e820: 0009fc00 @ 00000000 (usable)\n"
	    " BIOS-e820: 07f00000 @ 00100000 (usable)\n",
	    .expected = LOW_ENTRY "e820 100000+7f00000 1\n" },
	{ "without a table of the BIOS", HEADING
	    "BIOS-88: [mem 0x0000000000000000-0x000000000009efff] usable\n"
	    "BIOS-e801: [mem 0x0000000000100000-0x00000000001fffff] usable\n",
	    .expected = "e820 0+9f000 1\ne820 100000+100000 1\n" },
	{ "Xen", "e820: " HEADING
	    "Xen: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
	    "Xen: using vcpuop timer interface\n"
	    " Xen: 00000000000a0000 - 0000000000100000 (reserved)\n"
	    " BIOS: 0000000000100000 - 0000000000200000 (usable)\n",
	    .expected = "e820 0+a0000 1\ne820 a0000+60000 2\n"
	    "e820 100000+100000 1\n" },
	{ "an entry of nothing, an entry of all", HEADING LOW
	    "BIOS-e820: [mem 0x0000000000001000-0x0000000000000fff] usable\n"
	    "BIOS-e820: [mem 0xfffffffffffff000-0xffffffffffffffff] usable\n"
	    "BIOS-e820: [mem 0x0000000000000000-0xffffffffffffffff] type 0\n",
	    .expected = LOW_ENTRY "e820 1000+0 1\ne820 fffffffffffff000+1000 "
	    "1\ne820 0+0 0\n"
	    "note: a range from 0 is taken for one of no byte; one of all "
	    "2^64, for which a capture has no size, may be shown alike\n" },
	{ "later maps give way", HEADING LOW
	    "extended physical RAM map:\n"
	    "reserve setup_data: [mem 0x0000000000000000-0x0000000000000fff] "
	    "usable\n"
	    "e820: user-defined physical RAM map:\n"
	    "user: [mem 0x0000000000000000-0x0000000000001fff] usable\n",
	    .expected = LOW_ENTRY },
	{ "a later map alone", "user-defined physical RAM map:\n"
	    "user: [mem 0x0000000000000000-0x0000000000001fff] usable\n"
	    "modified: [mem 0x0000000000000000-0x0000000000000fff] usable\n"
	    "modified: not a row\n",
	    .expected = "e820 0+2000 1\n", .is_reconstructed = 1 },
	{ "the firmware's map behind a later one",
	    "user: [mem 0x0000000000000000-0x0000000000001fff] usable\n" LOW,
	    .expected = LOW_ENTRY },
	{ "a type that was wrapped", HEADING
	    "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] ACPI\n"
	    "NVS\n", .expected = "e820 0+9fc00 4\n" },
	{ "a range that was wrapped", HEADING "BIOS-e820: [mem\n"
	    "0x0000000000000000-0x000000000009fbff] usable\n",
	    .expected = LOW_ENTRY },
	{ "a heading that was lost", VERSION LOW, .expected = LOW_ENTRY,
	    .truncated = "the memory map begins with 0x0 and has no heading: "
	    "the lines before are missing" },
	{ "a beginning that was lost",
	    "BIOS-e820: [mem 0x0000000000100000-0x00000000001fffff] usable\n",
	    .expected = "e820 100000+100000 1\n",
	    .truncated = "the memory map begins with 0x100000 and has no "
	    "heading: the lines before are missing" },
	{ "two boots without versions", HEADING LOW HEADING
	    "BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff] usable\n",
	    .expected = "e820 0+1000 1\n" },
	{ "backwards", "BIOS-e820: [mem 0x2000-0x0fff] usable\n",
	    .error = "log:1:17: linux: the range ends before it begins: "
	    "0x2000-0x0fff] usable" },
	{ "backwards, exclusive",
	    "BIOS-e820: 0000000000002000 - 0000000000001000 (usable)\n",
	    .error = "log:1:12: linux: the range ends before it begins: "
	    "0000000000002000 - 0000000000001000 (usable)" },
	{ "17 digits", "BIOS-e820: [mem 0x0-0x00000000000000fff] usable\n",
	    .error = "log:1:21: linux: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits: 0x00000000000000fff] usable" },
	{ "no such type", "BIOS-e820: [mem 0x0-0xfff] useable\n",
	    .error = "log:1:28: linux: expected the type of a range: "
	    "useable" },
	{ "a type of 33 bits", "BIOS-e820: [mem 0x0-0xfff] type 4294967296\n",
	    .error = "log:1:28: linux: expected a type below 2^32: type "
	    "4294967296" },
	{ "a bracket is missing",
	    "BIOS-e820: 0000000000000000 - 0000000000001000 (usable\nx\n",
	    .error = "log:1:55: linux: expected `)`" },
	{ "a damaged later map", LOW "user: [mem 0x0-x] usable\n",
	    .error = "log:2:16: linux: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits: x] usable" },
	{ "a damaged gap", "BIOS-e820: [gap 0x1000-0x1fff\nx\n",
	    .error = "log:1:30: linux: expected `]`" },
	{ "a damaged change", LOW "e820: update [mem 0x0-0xfff] usable => "
	    "reserved\n", .error = "log:2:37: linux: expected `==>`: => "
	    "reserved" },
};

#define WORDS_62 "[Conventional|   |  |  |  |  |  |  |  |  |   |WB|WT|WC|UC]"
#define ROW_53 "efi: mem00: " WORDS_62 \
    " range=[0x0000000000001000-0x0000000000100fff] (1MB)\n"

static const struct import_row efi[] = {
	{ "5.3 and later, inclusive", ROW_53
	    "efi: mem01: [MMIO        |RUN|  |  |  |  |  |  |  |  |   |  |  |  "
	    "|UC] range=[0x00000000e0000000-0x00000000efffffff] (256MB)\n",
	    .expected = "efi 7 1000 0 100 f\n"
	    "efi 11 e0000000 0 10000 8000000000000001\n" },
	{ "4.x, exclusive", "efi: mem00: [Conventional Memory|   |MR|XP|RP|WP|"
	    "  |  |  |   |WB|  |  |UC] "
	    "range=[0x0000000000000000-0x0000000000008000) (0MB)\n",
	    .expected = "efi 7 0 0 8 17009\n" },
	{ "3.10 to 3.13, and before", "efi: mem00: type=7, attr=0xf, "
	    "range=[0x0000000000000000-0x0000000000008000) (0MB)\n"
	    "EFI: mem01: type=20, attr=0x800000000000000f, "
	    "range=[0x0000000000008000-0x0000000000108000) (1MB)\n",
	    .expected = "efi 7 0 0 8 f\n"
	    "efi 20 8000 0 100 800000000000000f\n" },
	{ "unknown types and attributes",
	    "efi: mem00: [type=20     |attr=0x0010000000000001] "
	    "range=[0x0000000000001000-0x0000000000001fff] (0MB)\n"
	    "efi: mem01: [Reserved    |attr=0x0010000000000000] "
	    "range=[0x0000000000002000-0x0000000000002fff] (0MB)\n",
	    .expected = "efi 20 1000 0 1 10000000000001\n"
	    "efi 0 2000 0 1 10000000000000\n" },
	{ "words that the kernel cut",
	    "efi: Processing EFI memory map:\n"
	    "efi:   0x000000001000-0x000000001fff [type=2863311530|   |  |  |  "
	    "|  |  |  |  |  |  |   |WB|WT|WC|UC\n",
	    .expected = "efi 2863311530 1000 0 1 f\n" },
	{ "the second list is left", ROW_53
	    "efi: EFI runtime memory map:\n"
	    "efi: mem00: [Reserved    |RUN|  |  |  |  |  |  |  |  |   |WB|  |  "
	    "|  ] range=[0x0000000000009000-0x0000000000009fff] (0MB)\n",
	    .expected = "efi 7 1000 0 100 f\n" },
	{ "a descriptor is missing", ROW_53
	    "efi: mem03: " WORDS_62
	    " range=[0x0000000000200000-0x0000000000200fff] (0MB)\n",
	    .expected = "efi 7 1000 0 100 f\nefi 7 200000 0 1 f\n",
	    .truncated = "the EFI descriptors 1 to 2 are missing" },
	{ "no pages, all pages", "efi: mem00: " WORDS_62
	    " range=[0x0000000000000000-0xffffffffffffffff] (0MB)\n"
	    "efi: mem01: " WORDS_62
	    " range=[0x0000000000000000-0xffffffffffffffff] "
	    "(17592186044416MB)\n",
	    .expected = "efi 7 0 0 0 f\nefi 7 0 0 10000000000000 f\n" },
	{ "wrapped by a mailer", "efi: mem00: [Conventional|   |  |  |  |  |  "
	    "|  |  |  |\n   |WB|WT|WC|UC] "
	    "range=[0x0000000000001000-0x0000000000100fff]\n(1MB)\n",
	    .expected = "efi 7 1000 0 100 f\n" },
	{ "arm64 and riscv", "efi:   MemMap Address       : 0x00000000bd46e020\n"
	    "efi:   MemMap Size          : 0x0000000000000050\n"
	    "efi:   MemMap Desc. Size    : 0x0000000000000028\n"
	    "efi:   MemMap Desc. Version : 0x0000000000000001\n"
	    "efi: Processing EFI memory map:\n"
	    "efi:   0x000080000000-0x00008003ffff [Reserved |   |  |  |  |  |  "
	    "|  |  |  |   |WB|  |  |  ]\n"
	    "efi: memattr: 0x1000-0x1fff [Runtime Data|RUN|  |  |XP|  |  |  |  "
	    "|  |   |  |  |  |  ]\n"
	    "efi:   0x000080040000-0x0000801fffff [Conventional Memory|   |  | "
	    " |  |  |  |  |  |  |   |WB|  |  |  ]\n",
	    .expected = "descriptor size 40\nefi 0 80000000 0 40 8\n"
	    "efi 7 80040000 0 1c0 8\n" },
	{ "3.18 on arm64", "Processing EFI memory map:\n"
	    "  0x000080000000-0x00008003ffff [Boot Data          |   |  |  |  "
	    "|  |   |WB|WT|WC|UC]*\n", .expected = "efi 4 80000000 0 40 f\n" },
	{ "fewer than the kernel had",
	    "efi: MemMap Size: 0x78\nefi: MemMap Desc. Size: 0x28\n"
	    "efi: Processing EFI memory map:\n"
	    "efi:   0x000080000000-0x00008003ffff [Reserved |   |WB|  |  |  ]"
	    "\n", .expected = "descriptor size 40\nefi 0 80000000 0 40 8\n",
	    .truncated = "1 of 3 EFI descriptors are there" },
	{ "part of a page", "efi: mem00: " WORDS_62
	    " range=[0x0000000000001000-0x0000000000001ffe] (0MB)\n",
	    .error = "log:1:79: linux: expected whole pages of 4096 bytes: "
	    "0x0000000000001000-0x0000000000001ffe] (0MB)" },
	{ "another size", "efi: mem00: " WORDS_62
	    " range=[0x0000000000001000-0x0000000000100fff] (2MB)\n",
	    .error = "log:1:119: linux: expected 1 MB, as the range says: "
	    "2MB)" },
	{ "no such type", "efi: mem00: [Covnentional|   |UC] range=[0x0-0xfff]"
	    "\n", .error = "log:1:14: linux: expected a type of EFI memory: "
	    "Covnentional|   |UC] range=[0x0-0xfff]" },
	{ "no such attribute", "efi: mem00: [Reserved|WX|UC] range=[0x0-0xfff]"
	    "\n", .error = "log:1:23: linux: expected an attribute of EFI "
	    "memory: WX|UC] range=[0x0-0xfff]" },
};

#define DUMP "MEMBLOCK configuration:\n" \
    " memory size = 0x0000000010000000 reserved size = 0x0000000000001000\n" \
    " memory.cnt  = 0x1\n" \
    " memory[0x0]\t[0x0000000040000000-0x000000004fffffff], " \
    "0x0000000010000000 bytes on node 0 flags: 0x0\n" \
    " reserved.cnt  = 0x1\n" \
    " reserved[0x0]\t[0x0000000040210000-0x0000000040210fff], " \
    "0x0000000000001000 bytes flags: 0x20\n"
#define NODES "Early memory node ranges\n" \
    "  node   0: [mem 0x0000000040000000-0x000000004fffffff]\n" \
    "  node   1: [mem 0x0000000080000000-0x000000008fffffff]\n"
#define BOOTING "Booting Linux on physical CPU 0x0000000000 [0x410fd083]\n"

static const struct import_row memory[] = {
	{ "nodes", NODES,
	    .expected = "mem 40000000+10000000\nmem 80000000+10000000\n",
	    .is_reconstructed = 1 },
	{ "a dump goes before", BOOTING DUMP NODES, .arch = "arm64",
	    .expected = "mem 40000000+10000000\n", .is_reconstructed = 1 },
	{ "the tree's own goes before", DUMP NODES
	    "OF: fdt: - 80000000 ,  7ee00000\n"
	    "OF: fdt: - 100000000 ,  7f200000\n",
	    .expected = "mem 80000000+7ee00000\nmem 100000000+7f200000\n" },
	{ "what the kernel ignored",
	    "OF: fdt: Ignoring memory range 0x80000000 - 0x80200000\n" NODES,
	    .expected = "mem 80000000+200000\nmem 40000000+10000000\n"
	    "mem 80000000+10000000\n", .is_reconstructed = 1 },
	{ "firmware's maps go before", HEADING LOW NODES DUMP,
	    .expected = LOW_ENTRY },
	{ "x86 that lost its map", UPDATE NODES,
	    .expected = "e820 40000000+10000000 1\ne820 80000000+10000000 1\n",
	    .truncated = "the firmware's memory map is missing; what is known "
	    "is the usable memory that the kernel found",
	    .is_reconstructed = 1 },
	{ "memory that was left out", "Kernel command line: quiet mem=512M\n"
	    NODES, .expected = "mem 40000000+10000000\n"
	    "mem 80000000+10000000\ncmdline \"quiet mem=512M\"\n",
	    .truncated = "mem= on the command line leaves out memory that the "
	    "log does not show", .is_reconstructed = 1 },
	{ "a dump that lost a region", "MEMBLOCK configuration:\n"
	    " memory.cnt  = 0x2\n"
	    " memory[0x1]\t[0x40000000-0x4fffffff], 0x10000000 bytes flags: "
	    "0x0\n", .expected = "mem 40000000+10000000\n",
	    .truncated = "region 0x0 of memblock's dump is missing",
	    .is_reconstructed = 1 },
	{ "dumps without headings",
	    " memory[0x0] [0x80200000-0x9fffffff], 0x1fe00000 bytes flags: 0x0"
	    "\n reserved[0x0] [0x80200000-0x802fffff], 0x100000 bytes flags: "
	    "0x0\n"
	    " memory[0x0] [0x80000000-0x9fffffff], 0x20000000 bytes flags: 0x0"
	    "\n", .expected = "mem 80000000+20000000\n",
	    .is_reconstructed = 1 },
	{ "an arch without a name here", "MIPS: machine is x\n" NODES,
	    .error = "log: no memory map in 4 lines (see bootmem list "
	    "formats)" },
	{ "a region's size", "MEMBLOCK configuration:\n"
	    " memory[0x0]\t[0x40000000-0x4fffffff], 0x1000 bytes flags: 0x0\n",
	    .error = "log:2:39: linux: expected 0x10000000 bytes, as the range "
	    "says: 0x1000 bytes flags: 0x0" },
	{ "a node's range", "Early memory node ranges\n"
	    "  node   0: [mem 0x1000-0x1fff].\n",
	    .error = "log:2:32: linux: expected the end of the line: ." },
};

static const struct import_row reserved[] = {
	{ "6.5 and later", NODES
	    "Reserved memory: created CMA memory pool at 0x58000000, size 384 "
	    "MiB\n"
	    "OF: reserved mem: initialized node linux,cma, compatible id "
	    "shared-dma-pool\n"
	    "OF: reserved mem: 0x58000000..0x6fffffff (393216 KiB) map "
	    "reusable linux,cma\n"
	    "OF: reserved mem: 0x00000000..0x0007ffff (512 KiB) nomap "
	    "non-reusable mmode_resv0@0\n"
	    "OF: reserved mem: 0xfffffffffffff000..0x0000000000000fff (8 KiB) "
	    "map non-reusable wrap\n"
	    "OF: reserved mem: 0x7fbf0000..0x7fbeffff (0 KiB) map "
	    "non-reusable none\n",
	    .expected = "mem 40000000+10000000\nmem 80000000+10000000\n"
	    "linux,cma 58000000+18000000 reusable shared-dma-pool\n"
	    "mmode_resv0@0 0+80000 no-map\nwrap fffffffffffff000+2000\n"
	    "none 7fbf0000+0\n", .is_reconstructed = 1 },
	{ "before", NODES
	    "Reserved memory: created DMA memory pool at 0x30206000, size 2 "
	    "MiB\n"
	    "OF: reserved mem: initialized node buffer@30206000, compatible id "
	    "shared-dma-pool\n"
	    "OF: fdt: Reserved memory: failed to reserve memory for node "
	    "'logo': base 0x1000, size 1 MiB\n",
	    .expected = "mem 40000000+10000000\nmem 80000000+10000000\n"
	    "buffer@30206000 30206000+200000 shared-dma-pool\n"
	    "logo 1000+100000\n", .is_reconstructed = 1 },
	{ "sizes below 1 MiB",
	    "Reserved memory: created DMA memory pool at 0x30206000, size 0 "
	    "MiB\n"
	    "OF: reserved mem: initialized node buffer, compatible id "
	    "shared-dma-pool\n", .expected = "buffer shared-dma-pool\n",
	    .truncated = "where the reserved node buffer lies, or its size, is "
	    "not in the log", .is_reconstructed = 1 },
	{ "what could not be had", NODES
	    "OF: reserved mem: failed to allocate memory for node 'big': size "
	    "4096 MiB\n", .expected = "mem 40000000+10000000\n"
	    "mem 80000000+10000000\n", .truncated = "where the reserved node "
	    "'big': size 4096 MiB may lie is not in the log",
	    .is_reconstructed = 1 },
	{ "a pool without a name", NODES
	    "Reserved memory: created CMA memory pool at 0x58000000, size 384 "
	    "MiB\n", .expected = "mem 40000000+10000000\n"
	    "mem 80000000+10000000\n", .truncated = "the log does not name the "
	    "pool at 0x58000000", .is_reconstructed = 1 },
	{ "a node's size", "OF: reserved mem: 0x58000000..0x6fffffff (1 KiB) "
	    "map reusable x\n", .error = "log:1:43: linux: expected 393216 "
	    "KiB, as the range says: 1 KiB) map reusable x" },
	{ "a node's name", "OF: reserved mem: 0x58000000..0x6fffffff (393216 "
	    "KiB) map reusable\nx y\n", .error = "log:1:67: linux: expected "
	    "the name of a node" },
	{ "a pool of a third kind", "Reserved memory: created X memory pool\n",
	    .error = "log:1:26: linux: expected `DMA `: X memory pool" },
};

static const struct import_row machines[] = {
	{ "a PC", VERSION "Command line: root=/dev/sda \n" HEADING LOW
	    "DMI: not present or invalid.\n"
	    "DMI: Dell Inc. XPS, BIOS 1.2 01/02/2003\n"
	    "DMI: Memory slots populated: 1/1\n"
	    "Hypervisor detected: KVM\n"
	    "last_pfn = 0x7ffe0 max_arch_pfn = 0x400000000\n"
	    "RAMDISK: [mem 0x37261000-0x380a9fff]\n"
	    "Kernel command line: other\n"
	    "RAMDISK: Couldn't find valid RAM disk image starting at 0.\n",
	    .expected = LOW_ENTRY "cmdline \"root=/dev/sda \"\n"
	    "initrd 37261000+e49000\n", .arch = "amd64",
	    .about = "Dell Inc. XPS, BIOS 1.2 01/02/2003" },
	{ "32 bits", HEADING LOW "887MB LOWMEM available.\n",
	    .expected = LOW_ENTRY, .arch = "i386" },
	{ "32 bits with PAE", HEADING LOW
	    "e820: last_pfn = 0x120000 max_arch_pfn = 0x1000000\n",
	    .expected = LOW_ENTRY, .arch = "i386" },
	{ "a guest", HEADING LOW "Hypervisor detected: Xen PV\n",
	    .expected = LOW_ENTRY, .about = "Hypervisor detected: Xen PV" },
	{ "arm", "Booting Linux on physical CPU 0x0\n" VERSION
	    "CPU: ARMv7 Processor [410fc080] revision 0 (ARMv7)\n"
	    "OF: fdt: Machine model: Cubietech Cubieboard\n"
	    "memblock_reserve: [0x40300000-0x41607587] arm_memblock_init+0x30\n"
	    "memblock_reserve: [0x48000000-0x48118fff] reserve_initrd_mem+0xd4"
	    "/0x174\n" NODES,
	    .expected = "mem 40000000+10000000\nmem 80000000+10000000\n"
	    "initrd 48000000+119000\n", .arch = "arm",
	    .about = "Cubietech Cubieboard", .is_reconstructed = 1 },
	{ "riscv", "Machine model: riscv-virtio,qemu\n"
	    "SBI specification v1.0 detected\n" NODES,
	    .expected = "mem 40000000+10000000\nmem 80000000+10000000\n",
	    .arch = "riscv64", .about = "riscv-virtio,qemu",
	    .is_reconstructed = 1 },
	{ "two boots", BOOTING VERSION NODES BOOTING VERSION
	    "Early memory node ranges\n"
	    "  node   0: [mem 0x1000-0x1fff]\n", .boot = 1,
	    .expected = "mem 40000000+10000000\nmem 80000000+10000000\n",
	    .arch = "arm64", .is_reconstructed = 1 },
};

static const struct import_row witnesses[] = {
	{ "e820", VERSION HEADING LOW UPDATE REMOVE
	    "user-defined physical RAM map:\n",
	    .expected = LOW_ENTRY "linux-6.12 e820:\n" HEADING LOW UPDATE
	    REMOVE },
	{ "without the debug level", VERSION HEADING LOW,
	    .expected = LOW_ENTRY },
	{ "of no known kernel", HEADING LOW UPDATE, .expected = LOW_ENTRY },
	{ "wrapped", VERSION HEADING
	    "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]\nusable\n"
	    UPDATE, .expected = LOW_ENTRY },
	{ "memblock", VERSION DUMP,
	    .expected = "mem 40000000+10000000\nlinux-6.12 memblock:\n" DUMP,
	    .is_reconstructed = 1 },
	{ "memblock before EFI's map is in it", VERSION
	    "efi: EFI v2.70 by EDK II\n" DUMP,
	    .expected = "mem 40000000+10000000\n", .is_reconstructed = 1 },
	{ "memblock without its tabs", VERSION "MEMBLOCK configuration:\n"
	    " memory.cnt  = 0x1\n"
	    " memory[0x0]    [0x40000000-0x4fffffff], 0x10000000 bytes flags: "
	    "0x0\n reserved.cnt  = 0x0\n",
	    .expected = "mem 40000000+10000000\n", .is_reconstructed = 1 },
	{ "reserved-mem", VERSION
	    "OF: reserved mem: 0x58000000..0x6fffffff (393216 KiB) map "
	    "reusable cma\n",
	    .expected = "cma 58000000+18000000 reusable\n"
	    "linux-6.12 reserved-mem:\nOF: reserved mem: 0x58000000.."
	    "0x6fffffff (393216 KiB) map reusable cma\n",
	    .is_reconstructed = 1 },
	{ "reserved-mem with a line that is not its own", VERSION
	    "OF: reserved mem: 0x58000000..0x6fffffff (393216 KiB) map "
	    "reusable cma\n"
	    "OF: reserved mem: OVERLAP DETECTED!\na (0x0--0x1) overlaps\n",
	    .expected = "cma 58000000+18000000 reusable\n",
	    .is_reconstructed = 1 },
};

#define TEST_TABLE(table) \
START_TEST(table##_are_read) \
{ \
	expect_import("linux", &table[_i]); \
} \
END_TEST

TEST_TABLE(e820)
TEST_TABLE(efi)
TEST_TABLE(memory)
TEST_TABLE(reserved)
TEST_TABLE(machines)
TEST_TABLE(witnesses)

int
main(void)
{
	Suite *suite = suite_create("import_linux");
	TCase *cases = tcase_create("logs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, e820_are_read, 0, LENGTH(e820));
	tcase_add_loop_test(cases, efi_are_read, 0, LENGTH(efi));
	tcase_add_loop_test(cases, memory_are_read, 0, LENGTH(memory));
	tcase_add_loop_test(cases, reserved_are_read, 0, LENGTH(reserved));
	tcase_add_loop_test(cases, machines_are_read, 0, LENGTH(machines));
	tcase_add_loop_test(cases, witnesses_are_read, 0, LENGTH(witnesses));
	return (run_suite(suite));
}
