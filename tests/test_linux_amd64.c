/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The Linux profiles on amd64 as users run them: what they print, and what they
 * refuse.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "sim/print/table.h"
#include "tests/hex.h"

#define TWO_ENTRIES							\
	"\"firmware\":{\"e820\":["					\
	"{\"base\":\"0x0\",\"size\":\"0x9f000\",\"type\":\"usable\"},"	\
	"{\"base\":\"0x100000\",\"size\":\"0x7ff00000\",\"type\":1}]}"
/* RAM in two kinds, what the stub joins, ACPI's, special RAM, a window. */
#define EFI_MAP								\
	"\"efi\":{\"map\":["						\
	EFI_ROW("LoaderCode", "0x0", "0x9f", "[\"WB\"]") ","		\
	EFI_ROW("BootServicesData", "0x100000", "0x100", "[\"WB\"]") ","	\
	EFI_ROW("ConventionalMemory", "0x200000", "0x7e00", "[\"WB\"]") ","	\
	EFI_ROW("ACPIReclaimMemory", "0x8000000", "0x10", "[\"WB\"]") ","	\
	EFI_ROW("RuntimeServicesCode", "0x8010000", "0x8", "[\"WB\"]") ","	\
	EFI_ROW("Reserved", "0x8018000", "0x8", "[]") ","			\
	EFI_ROW("UnacceptedMemory", "0x9000000", "0x100", "[]") ","		\
	EFI_ROW("MemoryMappedIO", "0xe0000000", "0x10000", "[\"UC\"]") ","	\
	EFI_ROW("MemoryMappedIO", "0xfec00000", "0x1", "[\"UC\"]") "]}"
#define EFI_ROW(type, phys, pages, attributes)				\
	"{\"type\":\"" type "\",\"phys\":\"" phys "\",\"virt\":0,"		\
	"\"pages\":\"" pages "\",\"attr\":" attributes "}"
#define BOTH_MAPS							\
	"\"firmware\":{\"e820\":["					\
	"{\"base\":\"0x100000\",\"size\":\"0x100000\",\"type\":1},"	\
	"{\"base\":\"0x300000\",\"size\":\"0x100000\",\"type\":2}],"	\
	EFI_MAP "}"
/* A kernel that was started: what it used of its brk is known. */
#define ENTRY(base, size, type)						\
	"{\"base\":\"" base "\",\"size\":\"" size "\",\"type\":\"" type "\"}"
#define E820(entries) "\"firmware\":{\"e820\":[" entries "]}"
#define LOW_RAM ENTRY("0x0", "0x9f000", "usable")
#define HIGH_RAM ENTRY("0x100000", "0x3ff00000", "usable")
#define NAMED(name, base, size)						\
	"{\"name\":\"" name "\",\"base\":\"" base "\",\"size\":\"" size "\"}"
#define STARTED_WITH(reserved)						\
	",\"boot\":{\"kernel\":{\"base\":\"0x1000000\","			\
	"\"size\":\"0x3400000\"}},\"x-linux-reserved\":["			\
	NAMED("setup_arch", "0x4400000", "0x11000") reserved "]"
#define STARTED STARTED_WITH("")
#define STARTED_BY(cmdline, initrd)					\
	",\"boot\":{\"kernel\":{\"base\":\"0x1000000\","			\
	"\"size\":\"0x3400000\"}," initrd "\"cmdline\":\"" cmdline		\
	"\"},\"x-linux-reserved\":["						\
	NAMED("setup_arch", "0x4400000", "0x11000") "]"
#define INITRD "\"initrd\":{\"base\":\"0x3f000000\",\"size\":\"0x123456\"},"
#define NODE(node, base, size)						\
	"{\"node\":" node ",\"base\":\"" base "\",\"size\":\"" size "\"}"
#define CLAIMS(claims) ",\"x-linux-iomem\":[" claims "]"
#define SETUP_DATA							\
	"," NAMED("memblock_x86_reserve_range_setup_data", "0x8000000", "0x20")
#define CAPTURE(rest)							\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"amd64\"," rest "}\n"

/* A capture, and what is said of it. */
static const struct said_row {
	const char *name;
	const char *profile;
	const char *capture;
	const char *table;
	int status;
	const char *part;	/* of what is printed, errors included */
} said_rows[] = {
	{ "a type that becomes itself", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"cmdline\":\"memmap=16M%1G-1+1\"}"), "e820", 3,
	    "kernel BUG" },
	/* What the EFI stub makes of EFI's map, and 6.12 mends. */
	{ "EFI's map alone", "linux-6.1", CAPTURE("\"firmware\":{" EFI_MAP
	    "}"), "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x0000000007ffffff] usable\n"
	    "modified: [mem 0x0000000008000000-0x000000000800ffff] "
	    "ACPI data\n"
	    "modified: [mem 0x0000000008010000-0x000000000801ffff] reserved\n"
	    "modified: [mem 0x00000000e0000000-0x00000000efffffff] reserved\n"
	    "modified: [mem 0x00000000fec00000-0x00000000fec00fff] reserved\n"
	    },
	{ "EFI's windows", "linux-6.12", CAPTURE("\"firmware\":{" EFI_MAP
	    "}"), "e820", 0,
	    "BIOS-e820: [mem 0x00000000fec00000-0x00000000fec00fff] reserved\n"
	    "e820: remove [mem 0xe0000000-0xefffffff] reserved\n"
	    "e820: update [mem 0x00000000-0x00000fff] usable ==> reserved\n" },
	/* Both maps: EFI's counts only if it is asked for. */
	{ "EFI's map beside e820's", "linux-6.1", CAPTURE(BOTH_MAPS),
	    "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x00000000001fffff] usable\n"
	    "modified: [mem 0x0000000000300000-0x00000000003fffff] reserved\n"
	    },
	{ "add_efi_memmap", "linux-6.1", CAPTURE(BOTH_MAPS
	    ",\"boot\":{\"cmdline\":\"add_efi_memmap\"}"), "e820-final", 0,
	    "modified: [mem 0x0000000000300000-0x00000000003fffff] reserved\n"
	    "modified: [mem 0x0000000000400000-0x0000000007ffffff] usable\n"
	    },
	{ "efi_fake_mem=", "linux-6.1", CAPTURE(BOTH_MAPS
	    ",\"boot\":{\"cmdline\":\"efi_fake_mem=1M@0x180000:0x40000,"
	    "junk\"}"), "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x00000000001fffff] usable\n"
	    },
	{ "efi_fake_mem= of conventional memory", "linux-6.1", CAPTURE(
	    "\"firmware\":{" EFI_MAP "},\"boot\":{\"cmdline\":"
	    "\"efi_fake_mem=1M@0x180000:0x40000\"}"), "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x00000000001fffff] usable\n"
	    "modified: [mem 0x0000000000200000-0x000000000027ffff] soft "
	    "reserved\n"
	    "modified: [mem 0x0000000000280000-0x0000000007ffffff] usable\n"
	    },
	{ "which 6.12 knows no more", "linux-6.12", CAPTURE(
	    "\"firmware\":{" EFI_MAP "},\"boot\":{\"cmdline\":"
	    "\"efi_fake_mem=1M@0x180000:0x40000\"}"), "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x0000000007ffffff] usable\n"
	    },
	{ "an entry of EFI's that is none", "linux-6.12", CAPTURE(
	    "\"firmware\":{\"efi\":{\"map\":["
	    EFI_ROW("ConventionalMemory", "0x100000", "0", "[\"WB\"]") ","
	    EFI_ROW("ConventionalMemory", "0x100000", "0xff00", "[\"WB\"]")
	    "," EFI_ROW("MemoryMappedIO", "0xe0000000", "0x10000",
	    "[\"UC\"]") "]}}"), "linux-log", 0,
	    "efi: Removing 1 invalid memory map entries.\n"
	    "efi: Remove mem01: MMIO range=[0xe0000000-0xefffffff] (256MB) "
	    "from e820 map\n" },
	/* The kernel image is one resource where nothing divides it. */
	{ "a kernel image", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x1000000\","
	    "\"size\":\"0x800000\"}}"), "iomem", 0,
	    "00100000-7fffffff : System RAM\n"
	    "  01000000-017fffff : Kernel code\n" },
	{ "claims", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"x-linux-iomem\":[{\"name\":\"a\",\"base\":\"0x100000\","
	    "\"size\":\"0x2000\"},{\"name\":\"b\",\"base\":\"0x101000\","
	    "\"size\":\"0x1000\"},{\"name\":\"c\",\"base\":\"0x101000\","
	    "\"size\":\"0x2000\"}]"), "iomem", 0,
	    "00100000-7fffffff : System RAM\n"
	    "  00100000-00101fff : a\n"
	    "    00101000-00101fff : b\n" },
	{ "claims of another form", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"x-linux-iomem\":[{\"whose\":\"mine\"}]"), "iomem", 0,
	    "00100000-7fffffff : System RAM\n" },
	/* One entry is no map, up to 6.18. */
	{ "one entry of 6", "linux-6.12", CAPTURE(E820(HIGH_RAM)), "e820", 1,
	    "BIOS-e801: [mem 0x0000000000000000-0x000000000009efff] usable" },
	{ "one entry of 7", "linux-7.2", CAPTURE(E820(HIGH_RAM)), "e820", 0,
	    "BIOS-e820: [mem 0x0000000000100000-0x000000003fffffff]  System "
	    "RAM" },
	{ "somebody else's map", "linux-6.1", CAPTURE(TWO_ENTRIES
	    ",\"x-linux-e820-name\":\"Xen\""), "e820", 0,
	    "\nXen: [mem 0x0000000000100000-0x000000007fffffff] usable" },
	{ "a machine of another form", "linux-6.1", CAPTURE(TWO_ENTRIES
	    ",\"x-linux-machine\":{\"phys_bits\":30,\"mine\":1}"),
	    "iomem", 0, "00100000-7fffffff : System RAM\n" },
	/* The log is there, whatever comes of it. */
	{ "a log up to a panic", "linux-6.1", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"cmdline\":\"memmap=0x1000$0xfffffffffffff000\"}"),
	    "e820", 3, "BIOS-e820: [mem 0x0000000000100000-"
	    "0x000000007fffffff] usable" },
	/* The kernel's own ends where the whole of .brk does. */
	{ "a kernel that is no RAM", "linux-7.2", CAPTURE(E820(LOW_RAM)
	    STARTED), "e820", 3, ".text .data .bss are not marked as "
	    "E820_TYPE_RAM!\ne820: remove [mem 0x01000000-0x0442ffff]\n" },
	{ "no page to map its end by", "linux-7.2", CAPTURE(E820(LOW_RAM)
	    STARTED), "memblock", 3,
	    "alloc_low_pages: can not alloc memory" },
	{ "no memory for the trampoline", "linux-7.2", CAPTURE(E820(HIGH_RAM)
	    STARTED), "iomem", 3, "Real mode trampoline was not allocated" },
	{ "of which 6 says", "linux-6.12", CAPTURE(E820(HIGH_RAM ","
	    ENTRY("0x40000000", "0x1000", "acpi")) STARTED), "linux-log", 3,
	    "\nNo sub-1M memory is available for the trampoline\n" },
	{ "an entry up to 2^64", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM "," ENTRY("0xfffffffffffff000", "0x1000", "reserved"))
	    STARTED), "iomem", 3,
	    "kernel BUG at drivers/firmware/memmap.c:146!" },
	/* What is whose is flagged by 7.2 only. */
	{ "flags of 7", "linux-7.2", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED), "memblock", 0,
	    " memory[0x0]\t[0x0000000000001000-0x000000000009efff], "
	    "0x000000000009e000 bytes flags: 0x40\n"
	    " memory[0x1]\t[0x0000000000100000-0x000000003fffffff], "
	    "0x000000003ff00000 bytes flags: 0x0\n"
	    " reserved.cnt  = 0x2\n"
	    " reserved[0x0]\t[0x0000000000000000-0x000000000000ffff], "
	    "0x0000000000010000 bytes flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000001000000-0x0000000004410fff], "
	    "0x0000000003411000 bytes flags: 0x20\n" },
	{ "flags of 6", "linux-6.12", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED), "memblock", 0,
	    " memory[0x0]\t[0x0000000000001000-0x000000000009efff], "
	    "0x000000000009e000 bytes flags: 0x0\n" },
	/* Once more in the table for kexec, up to 6.11; 7 has no such type. */
	{ "setup_data of 6.1", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_WITH(SETUP_DATA)), "e820", 0,
	    "e820: update [mem 0x08000000-0x0800001f] usable ==> usable\n"
	    "e820: update [mem 0x08000000-0x0800001f] usable ==> usable\n"
	    "extended physical RAM map:\n"
	    "reserve setup_data: [mem 0x0000000000000000-0x000000000009efff] "
	    "usable\n"
	    "reserve setup_data: [mem 0x0000000000100000-0x0000000007ffffff] "
	    "usable\n"
	    "reserve setup_data: [mem 0x0000000008000000-0x000000000800001f] "
	    "usable\n" },
	{ "setup_data of 6.12", "linux-6.12", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_WITH(SETUP_DATA)), "e820", 0,
	    "-0x000000003fffffff] usable\n"
	    "e820: update [mem 0x08000000-0x0800001f] usable ==> usable\n"
	    "extended physical RAM map:\n" },
	{ "setup_data of 7", "linux-7.2", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_WITH(SETUP_DATA)), "e820", 0,
	    "-0x000000003fffffff]  System RAM\n"
	    "e820: update [mem 0x00000000-0x00000fff]" },
	/* It stays memory, and the log says that e820 has it no more. */
	{ "what EFI keeps", "linux-7.2", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED_WITH("," NAMED("efi_mem_reserve", "0x8000000", "0x1000"))
	    ), "e820", 0, "e820: remove [mem 0x000a0000-0x000fffff] System "
	    "RAM\ne820: update [mem 0x08000000-0x08000fff] System RAM ==> "
	    "device reserved\n" },
	/* Where memory ends, what is not saved, where PCI devices go. */
	{ "the log of 6.1", "linux-6.1", CAPTURE(E820(LOW_RAM "," HIGH_RAM
	    "," ENTRY("0x40000000", "0x10800", "acpi"))), "linux-log", 0,
	    "last_pfn = 0x40000 max_arch_pfn = 0x400000000\n"
	    "PM: hibernation: Registered nosave memory: [mem 0x00000000-"
	    "0x00000fff]\n"
	    "PM: hibernation: Registered nosave memory: [mem 0x0009f000-"
	    "0x000fffff]\n"
	    "[mem 0x40010800-0xffffffff] available for PCI devices\n"
	    "e820: reserve RAM buffer [mem 0x0009f000-0x0009ffff]\n" },
	{ "the log of 7.2", "linux-7.2", CAPTURE(E820(LOW_RAM "," HIGH_RAM
	    "," ENTRY("0x40000000", "0x10800", "acpi"))), "linux-log", 0,
	    "last_pfn = 0x40010 max_arch_pfn = 0x400000000\n"
	    "PM: hibernation: Registered nosave memory: [mem 0x00000000-"
	    "0x00000fff]\n"
	    "PM: hibernation: Registered nosave memory: [mem 0x0009f000-"
	    "0x000fffff]\n"
	    "PM: hibernation: Registered nosave memory: [mem 0x40000000-"
	    "0x4000ffff]\n"
	    "[gap 0x40010800-0xffffffff] available for PCI devices\n"
	    "e820: register RAM buffer resource [mem 0x0009f000-"
	    "0x0009ffff]\n" },
	{ "RAM on both sides of 4 GiB", "linux-6.12", CAPTURE(E820(HIGH_RAM
	    "," ENTRY("0x100000000", "0x40000000", "usable"))), "linux-log",
	    0, "last_pfn = 0x140000 max_arch_pfn = 0x400000000\n"
	    "last_pfn = 0x40000 max_arch_pfn = 0x400000000\n" },
	/* Of two gaps as large: 6 has the lower one, 7 the upper one. */
	{ "two gaps of 6", "linux-6.12", CAPTURE(E820(
	    ENTRY("0x0", "0x50000000", "usable") ","
	    ENTRY("0xa0000000", "0x10000000", "reserved"))), "linux-log", 0,
	    "[mem 0x50000000-0x9fffffff] available for PCI devices\n" },
	{ "two gaps of 7", "linux-7.2", CAPTURE(E820(
	    ENTRY("0x0", "0x50000000", "usable") ","
	    ENTRY("0xa0000000", "0x10000000", "reserved"))), "linux-log", 0,
	    "[gap 0xb0000000-0xffffffff] available for PCI devices\n" },
	{ "no gap", "linux-6.12", CAPTURE(E820(HIGH_RAM ","
	    ENTRY("0x40000000", "0xbfd00000", "reserved"))), "linux-log", 0,
	    "Cannot find an available gap in the 32-bit address range\n"
	    "PCI devices with unassigned 32-bit BARs may not work!\n"
	    "[mem 0x40100000-0x404fffff] available for PCI devices\n" },
	/* Who was first, and who is around whom. */
	{ "claims in their order", "linux-7.2", CAPTURE(E820(LOW_RAM ","
	    ENTRY("0xf0000", "0x10000", "reserved") "," HIGH_RAM ","
	    ENTRY("0xb0000000", "0x10000000", "reserved") ","
	    ENTRY("0xd0000000", "0x1000", "reserved") ","
	    ENTRY("0xfee00000", "0x1000", "reserved"))
	    CLAIMS(NAMED("System ROM", "0xf0000", "0x10000") ","
	    NAMED("PCI ECAM 0000", "0xb0000000", "0x10000000") ","
	    NAMED("PNP0C01:00", "0xb0000000", "0x10000000") ","
	    NAMED("PCI Bus 0000:00", "0xc0000000", "0x30000000") ","
	    NAMED("0000:00:02.0", "0xc0000000", "0x1000") ","
	    NAMED("Local APIC", "0xfee00000", "0x1000"))), "iomem", 0,
	    "000f0000-000fffff : Reserved\n"
	    "  000f0000-000fffff : System ROM\n"
	    "00100000-3fffffff : System RAM\n"
	    "b0000000-bfffffff : PCI ECAM 0000\n"
	    "  b0000000-bfffffff : Reserved\n"
	    "    b0000000-bfffffff : PNP0C01:00\n"
	    "c0000000-efffffff : PCI Bus 0000:00\n"
	    "  c0000000-c0000fff : 0000:00:02.0\n"
	    "  d0000000-d0000fff : Reserved\n"
	    "fee00000-fee00fff : Local APIC\n"
	    "  fee00000-fee00fff : Reserved\n" },
	{ "memory for a special purpose", "linux-6.12", CAPTURE(E820(HIGH_RAM
	    "," ENTRY("0x50000000", "0x1000", "soft-reserved"))
	    CLAIMS(NAMED("hmem.0", "0x50000000", "0x1000"))), "iomem", 0,
	    "50000000-50000fff : hmem.0\n"
	    "  50000000-50000fff : Soft Reserved\n" },
	{ "which waits in 7", "linux-7.2", CAPTURE(E820(HIGH_RAM
	    "," ENTRY("0x50000000", "0x1000", "soft-reserved") ","
	    ENTRY("0x60000000", "0x1000", "128"))), "iomem", 0,
	    "00100000-3fffffff : System RAM\n"
	    "60000000-60000fff : Unknown E820 type\n" },
	/* What the kernel takes, until it shows memblock once more. */
	{ "one node", "linux-6.1", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED_BY("log_buf_len=200K", INITRD)), "memblock-final", 0,
	    " reserved[0x0]\t[0x0000000000000000-0x00000000000fffff], "
	    "0x0000000000100000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000001000000-0x0000000004410fff], "
	    "0x0000000003411000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x2]\t[0x000000003f000000-0x000000003f123fff], "
	    "0x0000000000124000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x3]\t[0x000000003feb5000-0x000000003fedffff], "
	    "0x000000000002b000 bytes flags: 0x0\n"
	    " reserved[0x4]\t[0x000000003fee0000-0x000000003fffffff], "
	    "0x0000000000120000 bytes on node 0 flags: 0x0\n" },
	{ "a log too long", "linux-7.2", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED_BY("log_buf_len=256M", "")), "linux-log", 0,
	    "printk: log_buf_len: 939524096 info bytes not available\n" },
	{ "an initrd outside of memory", "linux-6.12", CAPTURE(E820(LOW_RAM
	    "," HIGH_RAM) STARTED_BY("mem=512M", INITRD)), "linux-log", 0,
	    "Allocated new RAMDISK: [mem 0x1fedc000-0x1ffff455]\n"
	    "Move RAMDISK from [mem 0x3f000000-0x3f123455] to [mem "
	    "0x1fedc000-0x1ffff455]\n" },
	{ "tables that brk cannot hold", "linux-7.2", CAPTURE(E820(LOW_RAM
	    "," ENTRY("0x100000", "0x17ff00000", "usable")) STARTED),
	    "memblock-final", 0,
	    " reserved[0x5]\t[0x000000017ffd0f80-0x000000017fffffff], "
	    "0x000000000002f080 bytes on node 0 flags: 0x20\n" },
	{ "fewer tables", "linux-7.2", CAPTURE(E820(LOW_RAM
	    "," ENTRY("0x100000", "0x17ff00000", "usable")) STARTED
	    ",\"x-linux-machine\":{\"has_gbpages\":true}"),
	    "memblock-final", 0,
	    " reserved[0x5]\t[0x000000017ffd4f80-0x000000017fffffff], "
	    "0x000000000002b080 bytes on node 0 flags: 0x20\n" },
	/* 128 tables for 256 MiB; Xen made 38, and brk holds one. */
	{ "tables of a guest of Xen's", "linux-6.1", CAPTURE(E820(
	    ENTRY("0x0", "0xa0000", "usable") ","
	    ENTRY("0x100000", "0xff00000", "usable")) STARTED_WITH(","
	    NAMED("xen_setup_kernel_pagetable", "0x4a06000", "0x26000"))
	    ",\"x-linux-e820-name\":\"Xen\""), "memblock-final", 0,
	    " reserved[0x0]\t[0x0000000000000000-0x000000000000ffff], "
	    "0x0000000000010000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000001000000-0x0000000004410fff], "
	    "0x0000000003411000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x2]\t[0x0000000004a06000-0x0000000004a2bfff], "
	    "0x0000000000026000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x3]\t[0x000000000ff7c000-0x000000000ffa6fff], "
	    "0x000000000002b000 bytes flags: 0x0\n"
	    " reserved[0x4]\t[0x000000000ffa7000-0x000000000fffffff], "
	    "0x0000000000059000 bytes on node 0 flags: 0x0\n" },
	{ "two nodes", "linux-6.1", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED ",\"x-linux-numa\":{\"memory\":["
	    NODE("0", "0x0", "0x20000000") ","
	    NODE("1", "0x20000000", "0x20000000") "],"
	    "\"has_distances\":true}"), "memblock-final", 0,
	    " memory[0x1]\t[0x0000000000100000-0x000000001fffffff], "
	    "0x000000001ff00000 bytes on node 0 flags: 0x0\n"
	    " memory[0x2]\t[0x0000000020000000-0x000000003fffffff], "
	    "0x0000000020000000 bytes on node 1 flags: 0x0\n"
	    " reserved.cnt  = 0x5\n"
	    " reserved[0x0]\t[0x0000000000000000-0x00000000000fffff], "
	    "0x0000000000100000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000001000000-0x0000000004410fff], "
	    "0x0000000003411000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x2]\t[0x000000001ffd5000-0x000000001fffffff], "
	    "0x000000000002b000 bytes flags: 0x0\n"
	    " reserved[0x3]\t[0x000000003ffd4000-0x000000003fffefff], "
	    "0x000000000002b000 bytes flags: 0x0\n"
	    " reserved[0x4]\t[0x000000003ffff000-0x000000003ffff003], "
	    "0x0000000000000004 bytes on node 1 flags: 0x0\n" },
	{ "fake nodes", "linux-6.12", CAPTURE(E820(LOW_RAM "," HIGH_RAM)
	    STARTED_BY("numa=fake=3", "")), "linux-log", 0,
	    "Faking node 0 at [mem 0x0000000000001000-0x0000000016000fff] "
	    "(352MB)\n"
	    "Faking node 1 at [mem 0x0000000016001000-0x000000002a000fff] "
	    "(320MB)\n"
	    "Faking node 2 at [mem 0x000000002a001000-0x000000003fffffff] "
	    "(351MB)\n" },
	{ "fake nodes too large", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_BY("numa=fake=17179869183G", "")), "memblock-final", 0,
	    " memory[0x1]\t[0x0000000000100000-0x000000003fffffff], "
	    "0x000000003ff00000 bytes on node 0 flags: 0x0\n" },
	{ "nodes that overlap", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED ",\"x-linux-numa\":{\"memory\":["
	    NODE("0", "0x0", "0x30000000") ","
	    NODE("1", "0x20000000", "0x20000000") "]}"), "memblock-final",
	    0, " memory[0x1]\t[0x0000000000100000-0x000000003fffffff], "
	    "0x000000003ff00000 bytes on node 0 flags: 0x0\n" },
	{ "nodes of another form", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED ",\"x-linux-numa\":{\"memory\":["
	    NODE("1024", "0x0", "0x40000000") "]}"), "memblock-final", 0,
	    " memory[0x1]\t[0x0000000000100000-0x000000003fffffff], "
	    "0x000000003ff00000 bytes on node 0 flags: 0x0\n" },
	/* For a kernel to boot when this one crashes. */
	{ "crashkernel= of 6.1", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_BY("crashkernel=512M-2G:64M,2G-:1G", "")),
	    "linux-log", 0, "Reserving 64MB of memory at 944MB for "
	    "crashkernel (System RAM: 1023MB)\n" },
	{ "its place in 6.1", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_BY("crashkernel=64M@256M", "")), "iomem", 0,
	    "00100000-3fffffff : System RAM\n"
	    "  01000000-043fffff : Kernel code\n"
	    "  10000000-13ffffff : Crash kernel\n" },
	{ "a place in use", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_BY("crashkernel=64M@16M", "")), "linux-log", 0,
	    "crashkernel reservation failed - memory is in use.\n" },
	{ "crashkernel=,high of 7.2", "linux-7.2", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM "," ENTRY("0x100000000", "0x40000000", "usable"))
	    STARTED_BY("crashkernel=64M,high", "")), "linux-log", 0,
	    "crashkernel low memory reserved: 0x30000000 - 0x40000000 (256 "
	    "MB)\ncrashkernel reserved: 0x000000013b000000 - "
	    "0x000000013f000000 (64 MB)\n" },
	{ "more than there is", "linux-6.1", CAPTURE(E820(LOW_RAM ","
	    HIGH_RAM) STARTED_BY("crashkernel=4G", "")), "linux-log", 0,
	    "crashkernel reservation failed - No suitable area found.\n" },
	{ "no PCI", "linux-6.1", CAPTURE(E820(LOW_RAM "," HIGH_RAM ","
	    ENTRY("0x40000000", "0x1000", "reserved"))
	    ",\"x-linux-machine\":{\"has_no_pci\":true}"), "iomem", 0,
	    "00001000-0009efff : System RAM\n"
	    "00100000-3fffffff : System RAM\n" },
	{ "a processor of 40 bits", "linux-6.1", CAPTURE(E820(HIGH_RAM ","
	    ENTRY("0xff00000000", "0x100000000", "reserved") ","
	    ENTRY("0x10000000000", "0x1000", "pmem"))
	    ",\"x-linux-machine\":{\"phys_bits\":40}"), "iomem", 0,
	    "ff00000000-ffffffffff : Reserved\n" },
};

START_TEST(is_said)
{
	const struct said_row *row = &said_rows[_i];
	char profile[64], table[64];
	const struct program_call call = { { "sim", profile, table,
	    "x.json" }, .input_path = NULL };
	struct program_result result;

	snprintf(profile, sizeof(profile), "--profile=%s", row->profile);
	snprintf(table, sizeof(table), "--table=%s", row->table);
	file_write("x.json", row->capture, strlen(row->capture));
	result = program_run(&call);
	ck_assert_msg(result.status == row->status,
	    "%s: exit status %d:\n%s%s", row->name, result.status,
	    result.output, result.errors);
	ck_assert_msg(strstr(result.output, row->part) != NULL ||
	    strstr(result.errors, row->part) != NULL,
	    "%s: no \"%s\" in\n%s%s", row->name, row->part, result.output,
	    result.errors);
	program_result_free(&result);
}
END_TEST

/* Linux 7 words it differently, and says where entries leave gaps. */
START_TEST(seven_says_what_lies_between)
{
	static struct bm_linux_e820_line lines[] = {
		{ .kind = BM_LINUX_E820_TEXT,
		    .who = "BIOS-provided physical RAM map:" },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x1000, .last = 0x9efff, .type = 1 },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x9f000, .last = 0xfffff, .type = 2 },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x200000, .last = 0x3fffff, .type = 12 },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x300000, .last = 0x4fffff, .type = 77 },
		{ .kind = BM_LINUX_E820_IGNORED, .start = 0, .last = 0xfff },
		{ .kind = BM_LINUX_E820_UPDATE, .start = 0, .last = 0xfff,
		    .type = 1, .new_type = 2 },
		{ .kind = BM_LINUX_E820_REMOVE, .start = 0xa0000,
		    .last = 0xfffff, .type = 1 },
		{ .kind = BM_LINUX_E820_REMOVE, .start = 0xa0000,
		    .last = 0xfffff },
	};
	static const char expected[] =
	    "BIOS-provided physical RAM map:\n"
	    "BIOS-e820: [gap 0x0000000000000000-0x0000000000000fff]\n"
	    "BIOS-e820: [mem 0x0000000000001000-0x000000000009efff]  "
	    "System RAM\n"
	    "BIOS-e820: [mem 0x000000000009f000-0x00000000000fffff]  "
	    "device reserved\n"
	    "BIOS-e820: [gap 0x0000000000100000-0x00000000001fffff]\n"
	    "BIOS-e820: [mem 0x0000000000200000-0x00000000003fffff]  "
	    "persistent RAM (type 12)\n"
	    "[Firmware Bug]: out of order E820 entry!\n"
	    "BIOS-e820: [mem 0x0000000000300000-0x00000000004fffff]  "
	    "type 77\n"
	    "E820 table full; ignoring [mem 0x00000000-0x00000fff]\n"
	    "e820: update [mem 0x00000000-0x00000fff] System RAM ==> device "
	    "reserved\n"
	    "e820: remove [mem 0x000a0000-0x000fffff] System RAM\n"
	    "e820: remove [mem 0x000a0000-0x000fffff]\n";
	const struct simulation simulation = { .world.linux_world.e820 = {
	    .form = BM_LINUX_E820_FORM_7, .lines = lines,
	    .line_count = LENGTH(lines) } };
	size_t bytes;
	char *text = table_text(table_find("e820"), &simulation, &bytes);

	ck_assert_str_eq(text, expected);
	free(text);
}
END_TEST

START_TEST(ranges_of_nodes_have_an_end)
{
	static const struct program_call call = { { "sim",
	    "--profile=linux-6.12", "--table=linux-log",
	    "inputs/hostile/linux-nodes-2049.json" }, .input_path = NULL };
	struct program_result result = program_run(&call);

	ck_assert_int_eq(result.status, 0);
	ck_assert_ptr_nonnull(strstr(result.output,
	    "too many memblk ranges\n"));
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linux_amd64");
	TCase *cases = tcase_create("boots");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_test(cases, seven_says_what_lies_between);
	tcase_add_test(cases, ranges_of_nodes_have_an_end);
	tcase_add_loop_test(cases, is_said, 0, LENGTH(said_rows));
	return (run_suite(suite));
}
