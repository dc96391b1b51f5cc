/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The Linux profiles on 32-bit arm as users run them, with addresses of 32
 * bits and with large ones.  What real machines printed is among the boots.
 */
#include "tests/printed.h"

#define ONE								\
	"\"fdt\":{\"memory\":[{\"base\":\"0x40000000\","		\
	"\"size\":\"0x40000000\"}]}"
#define WIDE								\
	"\"fdt\":{\"memory\":[{\"base\":\"0x3ff00000\","		\
	"\"size\":\"0x40100000\"},{\"base\":\"0xc0000000\","		\
	"\"size\":\"0x80000000\"},{\"base\":\"0x180000000\","		\
	"\"size\":\"0x1000\"},{\"base\":\"0x10000000\",\"size\":\"0x100000\"}]}"
#define RAGGED								\
	"\"fdt\":{\"memory\":[{\"base\":\"0x40100000\","		\
	"\"size\":\"0x10180000\"}],\"reserved\":[{\"name\":\"pool\","	\
	"\"size\":\"0x1000000\",\"reusable\":true,\"x-linux-cma-default\":true," \
	"\"compatible\":\"shared-dma-pool\"},{\"name\":\"far\","	\
	"\"reg\":[{\"base\":\"0x148000000\",\"size\":\"0x1000\"}]},"	\
	"{\"name\":\"tee\",\"reg\":[{\"base\":\"0x4a000000\","		\
	"\"size\":\"0x1000\"}],\"no_map\":true}]}"
#define KERNEL								\
	"\"kernel\":{\"base\":\"0x40300000\",\"size\":\"0x1000000\"}"
#define LPAE_KERNEL							\
	"\"kernel\":{\"base\":\"0x40400000\",\"size\":\"0x1000000\"}"
#define LOADED								\
	",\"initrd\":{\"base\":\"0x48000123\",\"size\":\"0x1000\"},"	\
	"\"dtb\":{\"base\":\"0x49000000\",\"size\":\"0x1234\"}"
#define CLAIMS								\
	"},\"x-linux-iomem\":[{\"name\":\"Kernel code\","		\
	"\"base\":\"0x40308000\",\"size\":\"0x1000\"},{\"name\":\"uart\"," \
	"\"base\":\"0x9000000\",\"size\":\"0x100\"}],\"x-end\":{"
#define CMDLINE(text) ",\"cmdline\":\"" text "\""
#define CAPTURE(firmware, boot)						\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"arm\","		\
	"\"firmware\":{" firmware "},\"boot\":{" boot "}}\n"

static const struct printed_row rows[] = {
	/* Below what the kernel maps, and above what 32 bits can hold. */
	{ "cut at both ends", "linux-6.1", "memblock", 0,
	    CAPTURE(WIDE, KERNEL),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x7fffffff reserved size = 0x02004000\n"
	    " memory.cnt  = 0x2\n"
	    " memory[0x0]\t[0x40000000-0x7fffffff], 0x40000000 bytes flags: "
	    "0x0\n"
	    " memory[0x1]\t[0xc0000000-0xfffffffe], 0x3fffffff bytes flags: "
	    "0x0\n"
	    " reserved.cnt  = 0x3\n"
	    " reserved[0x0]\t[0x40204000-0x40207fff], 0x00004000 bytes flags: "
	    "0x0\n"
	    " reserved[0x1]\t[0x40300000-0x412fffff], 0x01000000 bytes flags: "
	    "0x0\n"
	    " reserved[0x2]\t[0xfe800000-0xff7fffff], 0x01000000 bytes flags: "
	    "0x0\n" },
	/* What is found above lowmem is lost, and found once more below. */
	{ "an area lost in highmem", "linux-6.1-lpae", "memblock", 0,
	    CAPTURE(WIDE, LPAE_KERNEL),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x00000000c0001000 reserved size = "
	    "0x0000000003005000\n"
	    " memory.cnt  = 0x3\n"
	    " memory[0x0]\t[0x0000000040000000-0x000000007fffffff], "
	    "0x0000000040000000 bytes flags: 0x0\n"
	    " memory[0x1]\t[0x00000000c0000000-0x000000013fffffff], "
	    "0x0000000080000000 bytes flags: 0x0\n"
	    " memory[0x2]\t[0x0000000180000000-0x0000000180000fff], "
	    "0x0000000000001000 bytes flags: 0x0\n"
	    " reserved.cnt  = 0x4\n"
	    " reserved[0x0]\t[0x0000000040203000-0x0000000040207fff], "
	    "0x0000000000005000 bytes flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000040400000-0x00000000413fffff], "
	    "0x0000000001000000 bytes flags: 0x0\n"
	    " reserved[0x2]\t[0x000000006f000000-0x000000006fffffff], "
	    "0x0000000001000000 bytes flags: 0x0\n"
	    " reserved[0x3]\t[0x00000000fee00000-0x00000000ffdfffff], "
	    "0x0000000001000000 bytes flags: 0x0\n" },
	{ "an area in highmem", "linux-6.12-lpae", "memblock", 0,
	    CAPTURE(WIDE, LPAE_KERNEL),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x00000000c0001000 reserved size = "
	    "0x0000000002005000\n"
	    " memory.cnt  = 0x3\n"
	    " memory[0x0]\t[0x0000000040000000-0x000000007fffffff], "
	    "0x0000000040000000 bytes flags: 0x0\n"
	    " memory[0x1]\t[0x00000000c0000000-0x000000013fffffff], "
	    "0x0000000080000000 bytes flags: 0x0\n"
	    " memory[0x2]\t[0x0000000180000000-0x0000000180000fff], "
	    "0x0000000000001000 bytes flags: 0x0\n"
	    " reserved.cnt  = 0x3\n"
	    " reserved[0x0]\t[0x0000000040203000-0x0000000040207fff], "
	    "0x0000000000005000 bytes flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000040400000-0x00000000413fffff], "
	    "0x0000000001000000 bytes flags: 0x0\n"
	    " reserved[0x2]\t[0x00000000fee00000-0x00000000ffdfffff], "
	    "0x0000000001000000 bytes flags: 0x0\n" },
	/* Without memory for tables the start of a section is not mapped. */
	{ "begins inside a section", "linux-6.12", "memblock", 0,
	    CAPTURE(RAGGED, KERNEL LOADED),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x10180000 reserved size = 0x02007234\n"
	    " memory.cnt  = 0x4\n"
	    " memory[0x0]\t[0x40100000-0x401fffff], 0x00100000 bytes flags: "
	    "0x4\n"
	    " memory[0x1]\t[0x40200000-0x49ffffff], 0x09e00000 bytes flags: "
	    "0x0\n"
	    " memory[0x2]\t[0x4a000000-0x4a000fff], 0x00001000 bytes flags: "
	    "0x4\n"
	    " memory[0x3]\t[0x4a001000-0x5027ffff], 0x0627f000 bytes flags: "
	    "0x0\n"
	    " reserved.cnt  = 0x5\n"
	    " reserved[0x0]\t[0x40204000-0x40207fff], 0x00004000 bytes flags: "
	    "0x0\n"
	    " reserved[0x1]\t[0x40300000-0x412fffff], 0x01000000 bytes flags: "
	    "0x0\n"
	    " reserved[0x2]\t[0x48000000-0x48001fff], 0x00002000 bytes flags: "
	    "0x0\n"
	    " reserved[0x3]\t[0x49000000-0x49001233], 0x00001234 bytes flags: "
	    "0x0\n"
	    " reserved[0x4]\t[0x4f000000-0x4fffffff], 0x01000000 bytes flags: "
	    "0x0\n" },
	{ "what becomes of nodes", "linux-6.12", "reserved-mem", 0,
	    CAPTURE(RAGGED, KERNEL),
	    "OF: reserved mem: initialized node pool, compatible id "
	    "shared-dma-pool\n"
	    "OF: reserved mem: 0x4f000000..0x4fffffff (16384 KiB) map reusable "
	    "pool\n"
	    "OF: reserved mem: 0x48000000..0x48000fff (4 KiB) map non-reusable "
	    "far\n"
	    "OF: reserved mem: 0x4a000000..0x4a000fff (4 KiB) nomap "
	    "non-reusable tee\n" },
	{ "memory and claims", "linux-7.2", "iomem", 0,
	    CAPTURE(RAGGED, KERNEL CLAIMS),
	    "09000000-090000ff : uart\n"
	    "40200000-49ffffff : System RAM\n"
	    "  40308000-40308fff : Kernel code\n"
	    "4a001000-5027ffff : System RAM\n" },
	/* An array of structures with 32-bit addresses is allocated later. */
	{ "the array, too", "linux-6.12", "memblock-final", 0,
	    CAPTURE(RAGGED, KERNEL),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x10180000 reserved size = 0x02005048\n"
	    " memory.cnt  = 0x4\n"
	    " memory[0x0]\t[0x40100000-0x401fffff], 0x00100000 bytes flags: "
	    "0x4\n"
	    " memory[0x1]\t[0x40200000-0x49ffffff], 0x09e00000 bytes flags: "
	    "0x0\n"
	    " memory[0x2]\t[0x4a000000-0x4a000fff], 0x00001000 bytes flags: "
	    "0x4\n"
	    " memory[0x3]\t[0x4a001000-0x5027ffff], 0x0627f000 bytes flags: "
	    "0x0\n"
	    " reserved.cnt  = 0x5\n"
	    " reserved[0x0]\t[0x40204000-0x40207fff], 0x00004000 bytes flags: "
	    "0x0\n"
	    " reserved[0x1]\t[0x40300000-0x412fffff], 0x01000000 bytes flags: "
	    "0x0\n"
	    " reserved[0x2]\t[0x48000000-0x48000fff], 0x00001000 bytes flags: "
	    "0x0\n"
	    " reserved[0x3]\t[0x49ffff80-0x49ffffc7], 0x00000048 bytes flags: "
	    "0x0\n"
	    " reserved[0x4]\t[0x4f000000-0x4fffffff], 0x01000000 bytes flags: "
	    "0x0\n" },
	{ "the array of 7.2", "linux-7.2", "memblock-reserved", 0,
	    CAPTURE(RAGGED, KERNEL),
	    "   0: 0x40204000..0x40207fff    0 NONE\n"
	    "   1: 0x40300000..0x412fffff    0 NONE\n"
	    "   2: 0x48000000..0x48000fff    0 NONE\n"
	    "   3: 0x49ffffc0..0x49fffffb    0 RSV_KERN\n"
	    "   4: 0x4f000000..0x4fffffff    0 RSV_KERN\n" },
	/* Without a kernel nothing is reserved for one. */
	{ "no kernel", "linux-6.1", "memblock", 0,
	    CAPTURE(ONE, ""),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x40000000 reserved size = 0x01000000\n"
	    " memory.cnt  = 0x1\n"
	    " memory[0x0]\t[0x40000000-0x7fffffff], 0x40000000 bytes flags: "
	    "0x0\n"
	    " reserved.cnt  = 0x1\n"
	    " reserved[0x0]\t[0x7f000000-0x7fffffff], 0x01000000 bytes flags: "
	    "0x0\n" },
	{ "less memory", "linux-6.1", "memblock-memory", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=256M")),
	    "   0: 0x40000000..0x4fffffff\n" },
	{ "memory in two places", "linux-6.12", "memblock-memory", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=64M mem=256M@0x50000800")),
	    "   0: 0x40000000..0x43ffffff    0 NONE\n"
	    "   1: 0x50001000..0x5fffffff    0 NONE\n" },
	{ "memory from below", "linux-6.1", "memblock-memory", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=1G@0x30000000")),
	    "   0: 0x40000000..0x6fffffff\n" },
	{ "nowhere", "linux-6.1", "memblock", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=64M@0x140000000")),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x00000000 reserved size = 0x01004000\n"
	    " memory.cnt  = 0x1\n"
	    " memory[0x0]\t[0x00000000-0xffffffff], 0x00000000 bytes flags: "
	    "0x0\n"
	    " reserved.cnt  = 0x2\n"
	    " reserved[0x0]\t[0x40204000-0x40207fff], 0x00004000 bytes flags: "
	    "0x0\n"
	    " reserved[0x1]\t[0x40300000-0x412fffff], 0x01000000 bytes flags: "
	    "0x0\n" },
	{ "memory only below", "linux-6.1", "memblock-memory", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=64M mem=1M@0x1000")),
	    "   0: 0x40000000..0x43ffffff\n" },
	{ "to the end of 32 bits", "linux-6.1", "memblock-memory", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=1G@0xf0000000")),
	    "   0: 0xf0000000..0xffffefff\n" },
	/* Lowmem ends where the addresses for vmalloc begin. */
	{ "much for vmalloc", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(RAGGED, KERNEL CMDLINE("vmalloc=900M")),
	    "   0: 0x40204000..0x40207fff    0 NONE\n"
	    "   1: 0x40300000..0x412fffff    0 NONE\n"
	    "   2: 0x46bfff80..0x46bfffc7    0 NONE\n"
	    "   3: 0x48000000..0x48000fff    0 NONE\n"
	    "   4: 0x4f000000..0x4fffffff    0 NONE\n" },
	{ "too much for vmalloc", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(RAGGED, KERNEL CMDLINE("vmalloc=2G")),
	    "   0: 0x40204000..0x40207fff    0 NONE\n"
	    "   1: 0x40300000..0x412fffff    0 NONE\n"
	    "   2: 0x41ffff80..0x41ffffc7    0 NONE\n"
	    "   3: 0x48000000..0x48000fff    0 NONE\n"
	    "   4: 0x4f000000..0x4fffffff    0 NONE\n" },
	{ "little for vmalloc", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(RAGGED, KERNEL CMDLINE("vmalloc=1M")),
	    "   0: 0x40204000..0x40207fff    0 NONE\n"
	    "   1: 0x40300000..0x412fffff    0 NONE\n"
	    "   2: 0x48000000..0x48000fff    0 NONE\n"
	    "   3: 0x49ffff80..0x49ffffc7    0 NONE\n"
	    "   4: 0x4f000000..0x4fffffff    0 NONE\n" },
	/* The area by default. */
	{ "none", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=0")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n" },
	{ "another size", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=33M")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n"
	    "   2: 0x7d800000..0x7fffffff\n" },
	{ "a place", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=64M@0x50000000")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n"
	    "   2: 0x50000000..0x53ffffff\n" },
	{ "a place that is not aligned", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=64M@0x50100000")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n" },
	{ "a place on the border", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=64M@0x6f000000")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n" },
	{ "a place that is taken", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=64M@0x40800000")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n" },
	{ "a range", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=16M@0x48000000-0x58000000")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n"
	    "   2: 0x57000000..0x57ffffff\n" },
	{ "too much", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=2G")),
	    "   0: 0x40204000..0x40207fff\n"
	    "   1: 0x40300000..0x412fffff\n" },
	/* Neither the node nor its memory is kept. */
	{ "not the node", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(RAGGED, KERNEL CMDLINE("cma=16M")),
	    "   0: 0x40204000..0x40207fff    0 NONE\n"
	    "   1: 0x40300000..0x412fffff    0 NONE\n"
	    "   2: 0x48000000..0x48000fff    0 NONE\n"
	    "   3: 0x49ffff80..0x49ffffc7    0 NONE\n"
	    "   4: 0x4f000000..0x4fffffff    0 NONE\n" },
	/* A build for one architecture only. */
	{ "another architecture", "linux-6.1-lpae", "memblock", 2,
	    "{\"bootmem\":1,\"name\":\"x\",\"arch\":\"arm64\"}\n",
	    "x.json:1:32: arch: profile linux-6.1-lpae knows no \"arm64\"\n" },
};

int
main(void)
{
	return (printed_run("linux_arm", rows,
	    sizeof(rows) / sizeof(rows[0])));
}
