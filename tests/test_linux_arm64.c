/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The Linux profiles on arm64 as users run them: what a kernel takes for itself
 * before it tells of memblock, and how it reads what a device tree says of
 * memory.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"

#define RANGE(base, size) "{\"base\":\"" base "\",\"size\":\"" size "\"}"
#define NAMED(name, base, size)						\
	"{\"name\":\"" name "\",\"base\":\"" base "\",\"size\":\"" size "\"}"
#define CAPTURE(rest)							\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"arm64\"," rest "}\n"
#define FDT(rest) "\"firmware\":{\"fdt\":{" rest "}}"
#define MEMORY(ranges) "\"memory\":[" ranges "]"
#define RESERVED(nodes) ",\"reserved\":[" nodes "]"
#define GIB RANGE("0x40000000", "0x40000000")
/* Of a kernel that ran; its text has eight blocks of 2 MiB. */
#define RAN								\
	"\"kernel\":" RANGE("0x40200000", "0x2000000") "},"			\
	"\"x-linux-iomem\":[" NAMED("Kernel code", "0x40200000",		\
	"0x1000000") "]"
#define STARTED ",\"boot\":{" RAN
#define STARTED_WITH(cmdline)						\
	",\"boot\":{\"cmdline\":\"" cmdline "\"," RAN
/* Nodes that say more than their ranges. */
#define NODES(ranges, nodes)						\
	FDT(MEMORY(ranges) ",\"x-linux\":{\"memory\":[" nodes "]}")
#define NODE(rest) "{\"name\":\"memory\"," rest "}"
#define OF_MEMORY "\"device_type\":\"memory\","
#define REG(ranges) "\"reg\":[" ranges "]"
#define LOW RANGE("0x40000000", "0x20000000")
#define HIGH RANGE("0x60000000", "0x20000000")
#define TWO_NODES							\
	NODES(LOW "," HIGH,						\
	NODE(OF_MEMORY REG(LOW) ",\"numa_node\":0") ","			\
	NODE(OF_MEMORY REG(HIGH) ",\"numa_node\":1"))
#define FREE_POOL(name, rest)						\
	"{\"name\":\"" name "\",\"size\":\"0x400000\","			\
	"\"compatible\":\"shared-dma-pool\"" rest "}"

static const struct row {
	const char *name;
	const char *profile;
	const char *capture;
	const char *table;
	const char *part;	/* of what is printed */
} rows[] = {
	/* 512 tables of pages, one of each level above, no blocks' tables. */
	{ "page tables of 6.12", "linux-6.12", CAPTURE(FDT(MEMORY(GIB))
	    STARTED), "memblock", "\t[0x000000007fe06000-0x000000007fffffff], "
	    "0x00000000001fa000 bytes on node 0 flags: 0x0\n" },
	/* One level more. */
	{ "of 52 bits", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)) STARTED
	    ",\"x-linux-machine\":{\"phys_bits\":52}"), "memblock",
	    "\t[0x000000007fe05000-0x000000007fffffff], "
	    "0x00000000001fb000 bytes on node 0 flags: 0x0\n" },
	/* The roots of the memory map take 2 MiB, not 128 KiB. */
	{ "a map of 52 bits", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)) STARTED
	    ",\"x-linux-machine\":{\"phys_bits\":52}"), "memblock",
	    "0x0000000000204940 bytes flags: 0x0\n" },
	{ "which 6.1 cannot", "linux-6.1", CAPTURE(FDT(MEMORY(GIB)) STARTED
	    ",\"x-linux-machine\":{\"phys_bits\":52}"), "memblock",
	    "\t[0x000000007fdfae40-0x000000007fffffff], "
	    "0x00000000002051c0 bytes flags: 0x0\n" },
	/* Tables for the image, too; what was needed before them is freed. */
	{ "page tables of 6.1", "linux-6.1", CAPTURE(FDT(MEMORY(GIB))
	    STARTED), "memblock",
	    " reserved[0x0]\t[0x0000000040200000-0x00000000421fafff], "
	    "0x0000000001ffb000 bytes flags: 0x0\n" },
	/* No blocks; a node's data is of the kernel, as they are. */
	{ "page tables of 7.2", "linux-7.2", CAPTURE(FDT(MEMORY(GIB))
	    STARTED), "memblock", "\t[0x000000007fdfa800-0x000000007fffffff], "
	    "0x0000000000205800 bytes on node 0 flags: 0x20\n" },
	/* What is not mapped needs no table. */
	{ "tables around a hole", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED("{\"name\":\"n\",\"reg\":[" RANGE("0x7f000000",
	    "0x400000") "],\"no_map\":true}")) STARTED), "memblock",
	    "\t[0x000000007fe00000-0x000000007fffffff], "
	    "0x0000000000200000 bytes on node 0 flags: 0x20\n" },
	{ "no kernel, no tables", "linux-7.2", CAPTURE(FDT(MEMORY(GIB))),
	    "memblock", " reserved.cnt  = 0x0\n" },
	/* The image alone is what a loader left, no kernel that runs. */
	{ "no sections, no tables", "linux-7.2", CAPTURE(FDT(MEMORY(GIB))
	    ",\"boot\":{\"kernel\":" RANGE("0x40200000", "0x2000000") "}"),
	    "memblock", " reserved.cnt  = 0x1\n" },
	{ "no memory for tables", "linux-6.12", CAPTURE(FDT(MEMORY(
	    RANGE("0x40200000", "0x2000000"))) STARTED), "memblock",
	    "panic: Failed to allocate page table page\n" },

	/* Nodes of memory. */
	{ "one of two nodes", "linux-6.12", CAPTURE(TWO_NODES STARTED),
	    "memblock", " memory[0x1]\t[0x0000000060000000-"
	    "0x000000007fffffff], 0x0000000020000000 bytes on node 1 "
	    "flags: 0x0\n" },
	{ "their data", "linux-6.12", CAPTURE(TWO_NODES STARTED), "memblock",
	    "\t[0x000000005fffb8c0-0x000000005fffffff], "
	    "0x0000000000004740 bytes flags: 0x0\n" },
	{ "their areas", "linux-7.2", CAPTURE(TWO_NODES STARTED), "memblock",
	    "\t[0x000000005be00000-0x000000005fdfffff], "
	    "0x0000000004000000 bytes on node 0 flags: 0x20\n" },
	{ "which 6.12 lacks", "linux-6.12", CAPTURE(TWO_NODES STARTED),
	    "memblock", " reserved[0x1]\t[0x000000005f600000-"
	    "0x000000005fdfffff], 0x0000000000800000 bytes flags: 0x0\n" },
	/* A node that is not named takes all of them away. */
	{ "not all have a node", "linux-7.2", CAPTURE(NODES(LOW "," HIGH,
	    NODE(OF_MEMORY REG(LOW) ",\"numa_node\":1") ","
	    NODE(OF_MEMORY REG(HIGH)))), "memblock-memory",
	    "   0: 0x0000000040000000..0x000000007fffffff    0 NONE\n" },
	{ "too high a node", "linux-6.1", CAPTURE(NODES(LOW,
	    NODE(OF_MEMORY REG(LOW) ",\"numa_node\":16"))), "memblock-final",
	    " bytes on node 0 flags: 0x0\n" },
	{ "hotpluggable in 6.1", "linux-6.1", CAPTURE(NODES(LOW "," HIGH,
	    NODE(OF_MEMORY REG(LOW)) "," NODE(OF_MEMORY REG(HIGH)
	    ",\"hotpluggable\":true"))), "memblock-final",
	    " memory[0x1]\t[0x0000000060000000-0x000000007fffffff], "
	    "0x0000000020000000 bytes on node 0 flags: 0x1\n" },
	{ "which ends with the boot", "linux-6.1", CAPTURE(NODES(LOW ","
	    HIGH, NODE(OF_MEMORY REG(LOW)) "," NODE(OF_MEMORY REG(HIGH)
	    ",\"hotpluggable\":true"))), "memblock-memory",
	    "   0: 0x0000000040000000..0x000000007fffffff\n" },
	{ "and in 6.12 with NUMA", "linux-6.12", CAPTURE(NODES(LOW ","
	    HIGH, NODE(OF_MEMORY REG(LOW)) "," NODE(OF_MEMORY REG(HIGH)
	    ",\"hotpluggable\":true"))), "memblock-final",
	    " memory.cnt  = 0x1\n" },
	{ "no device_type", "linux-6.12", CAPTURE(NODES(LOW "," HIGH,
	    NODE(OF_MEMORY REG(LOW)) "," NODE(REG(HIGH)))),
	    "memblock-memory",
	    "   0: 0x0000000040000000..0x000000005fffffff    0 NONE\n" },
	{ "not available", "linux-6.12", CAPTURE(NODES(LOW,
	    NODE(OF_MEMORY REG(LOW)) "," NODE(OF_MEMORY REG(HIGH)
	    ",\"status\":\"disabled\""))), "memblock-memory",
	    "   0: 0x0000000040000000..0x000000005fffffff    0 NONE\n" },
	{ "usable before reg", "linux-6.1", CAPTURE(NODES(LOW,
	    NODE(OF_MEMORY REG(LOW) ",\"usable\":[" RANGE("0x50000000",
	    "0x1000000") "]"))), "memblock-memory",
	    "   0: 0x0000000050000000..0x0000000050ffffff\n" },
	{ "ragged usable in 6.12", "linux-6.12", CAPTURE(NODES(LOW,
	    NODE(OF_MEMORY REG(LOW) ",\"usable\":[" RANGE("0x50000000",
	    "0x1000000") "],\"malformed\":[\"linux,usable-memory\"]"))),
	    "memblock-memory",
	    "   0: 0x0000000050000000..0x0000000050ffffff    0 NONE\n" },
	{ "ragged usable in 7.2", "linux-7.2", CAPTURE(NODES(LOW,
	    NODE(OF_MEMORY REG(LOW) ",\"usable\":[" RANGE("0x50000000",
	    "0x1000000") "],\"malformed\":[\"linux,usable-memory\"]"))),
	    "memblock-memory",
	    "   0: 0x0000000040000000..0x000000005fffffff    0 NONE\n" },
	{ "two usable ranges", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)
	    ",\"usable_memory_range\":" RANGE("0x50000000", "0x1000000")
	    ",\"x-linux\":{\"usable_memory_also\":[" RANGE("0x48000000",
	    "0x100000") "," RANGE("0x49000000", "0x100000") "]}")),
	    "memblock-memory",
	    "   0: 0x0000000048000000..0x00000000480fffff    0 NONE\n"
	    "   1: 0x0000000050000000..0x0000000050ffffff    0 NONE\n" },
	{ "elfcorehdr", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)
	    ",\"x-linux\":{\"elfcorehdr\":" RANGE("0x50000000", "0x1000")
	    "}")), "memblock-reserved",
	    "   0: 0x0000000050000000..0x0000000050000fff    0 NONE\n" },

	/* What is set aside for a crash, below and above 4 GiB. */
	{ "crashkernel", "linux-6.12", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("crashkernel=128M@0x50000000")), "memblock",
	    "\t[0x0000000050000000-0x0000000057ffffff], "
	    "0x0000000008000000 bytes flags: 0x0\n" },
	{ "crashkernel by amount", "linux-7.2", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("crashkernel=512M-1G:1M,1G-:32M@0x50000000")),
	    "memblock", "\t[0x0000000050000000-0x0000000051ffffff], "
	    "0x0000000002000000 bytes flags: 0x20\n" },
	{ "high, where nothing is", "linux-6.12", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("cma=0 crashkernel=16M,high")), "memblock",
	    "\t[0x000000007dc00000-0x000000007fbfffff], "
	    "0x0000000002000000 bytes flags: 0x0\n" },
	{ "which 6.1 takes as it is", "linux-6.1", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("cma=0 crashkernel=16M,high crashkernel=0,low")),
	    "memblock", "\t[0x000000007dc00000-0x000000007fbfffff], "
	    "0x0000000002000000 bytes flags: 0x0\n" },

	/* What is taken behind setup_arch: the log, hash tables, bounce
	 * buffers, one below the other. */
	{ "a running kernel", "linux-6.12", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("cma=0 log_buf_len=4M")), "memblock-reserved",
	    "   0: 0x0000000040200000..0x00000000421fffff    0 NONE\n"
	    "   1: 0x000000007d900000..0x000000007fbfffff    0 NONE\n" },
	{ "without a log of its own", "linux-6.12", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("cma=0 log_buf_len=128K")), "memblock-reserved",
	    "   1: 0x000000007eb00000..0x000000007fbfffff    0 NONE\n" },
	{ "6.1 bounces nothing", "linux-6.1", CAPTURE(FDT(MEMORY(GIB))
	    STARTED_WITH("cma=0 log_buf_len=4M")), "memblock-reserved",
	    "   1: 0x000000007da00000..0x000000007fbfffff\n" },
	/* 7.2 frees to the byte, 6.12 whole pages. */
	{ "an initrd of 6.12", "linux-6.12", CAPTURE(FDT(MEMORY(GIB))
	    ",\"boot\":{\"initrd\":" RANGE("0x50000000", "0x1234") ","
	    RAN), "memblock-reserved",
	    "   0: 0x0000000040200000..0x00000000421fffff    0 NONE\n"
	    "   1: 0x000000007" },
	{ "an initrd of 7.2", "linux-7.2", CAPTURE(FDT(MEMORY(GIB))
	    ",\"boot\":{\"initrd\":" RANGE("0x50000000", "0x1234") ","
	    RAN), "memblock-reserved",
	    "   1: 0x0000000050001234..0x0000000050001fff    0 NONE\n" },
	/* 144 KiB each, and a map of 3 pages below. */
	{ "four processors", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)) STARTED
	    ",\"x-linux-machine\":{\"cpus\":4}"), "memblock-reserved",
	    "0x000000007fd44e80..0x000000007fdd4fff    0 RSV_KERN\n" },

	/* /reserved-memory in 7.2. */
	{ "two ranges", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED("{\"name\":\"two\",\"reg\":[" RANGE("0x50000000",
	    "0x1000") "," RANGE("0x60000000", "0x1000") "]}"))),
	    "reserved-mem", "OF: reserved mem: Reserved memory: node 'two' has "
	    "2 <base size> entries, only the first is used\n"
	    "OF: reserved mem: 0x0000000050000000..0x0000000050000fff (4 KiB) "
	    "map non-reusable two\n" },
	{ "of which one is reserved", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED("{\"name\":\"two\",\"reg\":[" RANGE("0x50000000",
	    "0x1000") "," RANGE("0x60000000", "0x1000") "]}"))),
	    "memblock-reserved",
	    "   0: 0x0000000050000000..0x0000000050000fff    0 NONE\n"
	    "   1: 0x000000007fff" },
	{ "a pool that nobody takes", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED(FREE_POOL("both", ",\"no_map\":true,"
	    "\"reusable\":true")))), "reserved-mem",
	    "OF: reserved mem: 0x000000007fc00000..0x000000007fffffff "
	    "(4096 KiB) nomap reusable both\n" },
	{ "refused in 6.12", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED(FREE_POOL("both", ",\"no_map\":true,"
	    "\"reusable\":true")))), "reserved-mem",
	    "OF: reserved mem: node both compatible matching fail\n" },
	{ "half a page block", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED("{\"name\":\"half\",\"size\":\"0x100000\","
	    "\"compatible\":\"shared-dma-pool\",\"reusable\":true},"
	    FREE_POOL("pool", ",\"reusable\":true")))), "reserved-mem",
	    "OF: reserved mem: node half compatible matching fail\n"
	    "OF: reserved mem: initialized node pool, compatible id "
	    "shared-dma-pool\n"
	    "OF: reserved mem: 0x000000007fc00000..0x000000007fffffff "
	    "(4096 KiB) map reusable pool\n" },
	{ "ragged alloc-ranges", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED(FREE_POOL("pool", ",\"x-linux\":{\"malformed\":"
	    "[\"alloc-ranges\"]}")))), "reserved-mem",
	    "(4096 KiB) map non-reusable pool\n" },
	{ "refused in 6.12, too", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED(FREE_POOL("pool", ",\"x-linux\":{\"malformed\":"
	    "[\"alloc-ranges\"]}")))), "reserved-mem",
	    "OF: reserved mem: invalid alloc-ranges property in 'pool', "
	    "skipping node.\n" },
	/* The array's entries have lost a pointer. */
	{ "an array of 40 bytes", "linux-7.2", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED("{\"name\":\"n\",\"reg\":[" RANGE("0x50000000",
	    "0x1000") "]}"))), "memblock",
	    "\t[0x000000007fffffc0-0x000000007fffffe7], "
	    "0x0000000000000028 bytes flags: 0x20\n" },
	/* What is behind an empty reg: 6.12 reads it. */
	{ "an empty reg in 6.12", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)
	    RESERVED("{\"name\":\"empty\",\"reg\":[],\"x-linux\":"
	    "{\"behind_reg\":" RANGE("0x200000002", "0x1000") "}}"))),
	    "reserved-mem", "OF: reserved mem: 0x0000000200000002.."
	    "0x0000000200001001 (4 KiB) map non-reusable empty\n" },
	/* CMA's area by default, and where a node is it. */
	{ "cma", "linux-6.12", CAPTURE(FDT(MEMORY(GIB)) STARTED), "memblock",
	    "\t[0x000000007ac00000-0x000000007fbfffff], "
	    "0x0000000005000000 bytes flags: 0x0\n" },
	{ "no pool of a driver that is not there", "linux-6.12",
	    CAPTURE(FDT(MEMORY(GIB) RESERVED("{\"name\":\"r\",\"reg\":["
	    RANGE("0x50000000", "0x1000") "],\"compatible\":"
	    "\"restricted-dma-pool\"}")) STARTED), "reserved-mem",
	    "OF: reserved mem: 0x0000000050000000..0x0000000050000fff (4 KiB) "
	    "map non-reusable r\n" },
};

START_TEST(is_printed)
{
	const struct row *row = &rows[_i];
	char profile[64], table[64];
	const struct program_call call = { { "sim", "--no-check", profile,
	    table, "--until=memblock", "x.json" }, .input_path = NULL };
	struct program_result result;

	snprintf(profile, sizeof(profile), "--profile=%s", row->profile);
	snprintf(table, sizeof(table), "--table=%s", row->table);
	file_write("x.json", row->capture, strlen(row->capture));
	result = program_run(&call);
	ck_assert_msg(strstr(result.output, row->part) != NULL,
	    "%s: no \"%s\" in\n%s%s", row->name, row->part, result.output,
	    result.errors);
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linux_arm64");
	TCase *cases = tcase_create("kernels");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, is_printed, 0, (int)LENGTH(rows));
	return (run_suite(suite));
}
