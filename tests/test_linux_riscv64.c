/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The Linux profiles on riscv64 as users run them.  What emulated machines
 * printed is among the boots.
 */
#include "tests/printed.h"

#define ONE								\
	"\"fdt\":{\"memory\":[{\"base\":\"0x80000000\","		\
	"\"size\":\"0x10000000\"}],"					\
	"\"reserved\":[{\"name\":\"mmode_resv0@80000000\","		\
	"\"reg\":[{\"base\":\"0x80000000\",\"size\":\"0x40000\"}],"	\
	"\"no_map\":true}]}"
#define FAR								\
	"\"fdt\":{\"memory\":[{\"base\":\"0x80100000\","		\
	"\"size\":\"0x10000000\"},{\"base\":\"0x2070000000\","		\
	"\"size\":\"0x40000000\"},{\"base\":\"0x400080000000\","	\
	"\"size\":\"0x40000000\"}],\"reserved\":[{\"name\":\"io\","	\
	"\"reg\":[{\"base\":\"0x40000800\",\"size\":\"0x1000\"}]}]}"
#define MAP								\
	"\"efi\":{\"map\":[{\"type\":\"Reserved\",\"phys\":\"0x80000000\"," \
	"\"virt\":0,\"pages\":64,\"attr\":[\"WB\"]},"			\
	"{\"type\":\"ConventionalMemory\",\"phys\":\"0x80040000\",\"virt\":0," \
	"\"pages\":65472,\"attr\":[\"WB\"]}]},"				\
	"\"fdt\":{\"memory\":[{\"base\":\"0xc0000000\","		\
	"\"size\":\"0x10000000\"}]}"
#define KERNEL								\
	"\"kernel\":{\"base\":\"0x80200000\",\"size\":\"0x1e6a338\"}"
#define LOADED								\
	",\"initrd\":{\"base\":\"0x88200000\",\"size\":\"0x140000\"},"	\
	"\"dtb\":{\"base\":\"0x8fe00000\",\"size\":\"0x1557\"}"
#define CLAIMS								\
	"},\"x-linux-iomem\":[{\"name\":\"Kernel image\","		\
	"\"base\":\"0x80202000\",\"size\":\"0x1e68338\"},"		\
	"{\"name\":\"Kernel code\",\"base\":\"0x80202000\","		\
	"\"size\":\"0xa74978\"},{\"name\":\"Kernel data\","		\
	"\"base\":\"0x81e00000\",\"size\":\"0x1b8e00\"},{\"name\":\"serial\"," \
	"\"base\":\"0x10000000\",\"size\":\"0x100\"}],\"x-end\":{"
#define INITRD(base)							\
	",\"initrd\":{\"base\":\"" base "\",\"size\":\"0x100000\"}"
#define CMDLINE(text) ",\"cmdline\":\"" text "\""
#define CAPTURE(firmware, boot)						\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"riscv64\","		\
	"\"firmware\":{" firmware "},\"boot\":{" boot "}}\n"

static const struct printed_row rows[] = {
	/* As 6.1 has it, the nodes of reservations are not known. */
	{ "what is loaded", "linux-6.1", "memblock", 0,
	    CAPTURE(ONE, KERNEL LOADED),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x0000000010000000 reserved size = "
	    "0x0000000002141557\n"
	    " memory.cnt  = 0x2\n"
	    " memory[0x0]\t[0x0000000080000000-0x000000008003ffff], "
	    "0x0000000000040000 bytes on node 0 flags: 0x4\n"
	    " memory[0x1]\t[0x0000000080040000-0x000000008fffffff], "
	    "0x000000000ffc0000 bytes on node 0 flags: 0x0\n"
	    " reserved.cnt  = 0x3\n"
	    " reserved[0x0]\t[0x0000000080200000-0x00000000821fffff], "
	    "0x0000000002000000 bytes flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000088200000-0x000000008833ffff], "
	    "0x0000000000140000 bytes flags: 0x0\n"
	    " reserved[0x2]\t[0x000000008fe00000-0x000000008fe01556], "
	    "0x0000000000001557 bytes flags: 0x0\n" },
	{ "what is loaded, later", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL LOADED),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x0000000088200000..0x000000008833ffff    0 NONE\n"
	    "   2: 0x000000008fe00000..0x000000008fe01556    0 NONE\n"
	    "   3: 0x000000008fffffc0..0x000000008fffffef    0 NONE\n" },
	{ "the latest", "linux-7.2", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL LOADED),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x0000000088200000..0x000000008833ffff    0 NONE\n"
	    "   2: 0x000000008fe00000..0x000000008fe01556    0 NONE\n"
	    "   3: 0x000000008fffffc0..0x000000008fffffe7    0 RSV_KERN\n" },
	{ "no room for the memory map", "linux-6.12", "linux-log", 0,
	    CAPTURE("\"fdt\":{\"memory\":[{\"base\":\"0x80000000\","
	    "\"size\":\"0x1000000000000\"}],\"memreserve\":[{"
	    "\"base\":\"0x100000000\",\"size\":\"0xffff00000000\"}]}",
	    KERNEL CLAIMS), "OF: reserved mem: Reserved memory: No "
	    "reserved-memory node in the DT\nsparse_init_nid: node[0] memory map backing "
	    "failed. Some memory will not be available.\n" },
	{ "what machine mode keeps", "linux-6.12", "reserved-mem", 0,
	    CAPTURE(ONE, KERNEL),
	    "OF: reserved mem: 0x0000000080000000..0x000000008003ffff (256 "
	    "KiB) nomap non-reusable mmode_resv0@80000000\n" },
	/*
	 * No memory is left behind what the linear map can show; what is
	 * reserved need not be memory.
	 */
	{ "five levels of tables", "linux-6.12", "memblock-memory", 0,
	    CAPTURE(FAR, KERNEL),
	    "   0: 0x0000000080100000..0x00000000900fffff    0 NONE\n"
	    "   1: 0x0000002070000000..0x00000020afffffff    0 NONE\n"
	    "   2: 0x0000400080000000..0x00004000bfffffff    0 NONE\n" },
	{ "four levels", "linux-6.12", "memblock-memory", 0,
	    CAPTURE(FAR, KERNEL CMDLINE("no5lvl")),
	    "   0: 0x0000000080100000..0x00000000900fffff    0 NONE\n"
	    "   1: 0x0000002070000000..0x00000020afffffff    0 NONE\n" },
	{ "three levels", "linux-6.12", "memblock-memory", 0,
	    CAPTURE(FAR, KERNEL CMDLINE("no5lvl no4lvl")),
	    "   0: 0x0000000080100000..0x00000000900fffff    0 NONE\n"
	    "   1: 0x0000002070000000..0x000000207fffffff    0 NONE\n" },
	{ "three levels, earlier", "linux-6.1", "memblock-memory", 0,
	    CAPTURE(FAR, KERNEL CMDLINE("no4lvl")),
	    "   0: 0x0000000080100000..0x00000000900fffff\n"
	    "   1: 0x0000002070000000..0x00000020afffffff\n"
	    "   2: 0x0000400080000000..0x00004000bfffffff\n" },
	{ "reserved and no memory", "linux-6.12", "iomem", 0,
	    CAPTURE(FAR, KERNEL),
	    "40000000-40001fff : Reserved\n"
	    "80100000-900fffff : System RAM\n"
	    "  80200000-821fffff : Reserved\n"
	    "2070000000-20afffffff : System RAM\n"
	    "400080000000-4000bfffffff : System RAM\n"
	    "  4000bffff000-4000bfffffff : Reserved\n" },
	/* The least of several. */
	{ "less memory", "linux-6.12", "memblock-memory", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("mem=130M mem=96M mem=200M")),
	    "   0: 0x0000000080000000..0x000000008003ffff    0 NOMAP\n"
	    "   1: 0x0000000080040000..0x0000000085ffffff    0 NONE\n" },
	{ "the initrd is cut off", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL LOADED CMDLINE("mem=130M")),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x00000000881fffc0..0x00000000881fffef    0 NONE\n"
	    "   2: 0x000000008fe00000..0x000000008fe01556    x NONE\n" },
	{ "an initrd over the kernel", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL INITRD("0x80800000")),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x000000008fffffc0..0x000000008fffffef    0 NONE\n" },
	{ "an initrd past the end", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL INITRD("0x8ff00800")),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x000000008fffffc0..0x000000008fffffef    0 NONE\n" },
	/* An area of CMA is only made if it is asked for. */
	{ "an area", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL CMDLINE("cma=3M")),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x000000008fbfffc0..0x000000008fbfffef    0 NONE\n"
	    "   2: 0x000000008fc00000..0x000000008fffffff    0 NONE\n" },
	{ "an area below 4 GiB", "linux-6.1", "memblock-reserved", 0,
	    CAPTURE(FAR, KERNEL CMDLINE("cma=16M")),
	    "   0: 0x0000000040000800..0x00000000400017ff\n"
	    "   1: 0x0000000080200000..0x00000000821fffff\n"
	    "   2: 0x000000008f000000..0x000000008fffffff\n" },
	/* EFI decides, whatever the device tree says. */
	{ "EFI", "linux-6.12", "memblock-final", 0,
	    CAPTURE(MAP, KERNEL),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x0000000010000000 reserved size = "
	    "0x0000000002000000\n"
	    " memory.cnt  = 0x2\n"
	    " memory[0x0]\t[0x0000000080000000-0x000000008003ffff], "
	    "0x0000000000040000 bytes on node 0 flags: 0x4\n"
	    " memory[0x1]\t[0x0000000080040000-0x000000008fffffff], "
	    "0x000000000ffc0000 bytes on node 0 flags: 0x0\n"
	    " reserved.cnt  = 0x1\n"
	    " reserved[0x0]\t[0x0000000080200000-0x00000000821fffff], "
	    "0x0000000002000000 bytes on node 0 flags: 0x0\n" },
	/* Where its sections are known, a kernel takes what it needs. */
	{ "what it takes", "linux-6.12", "memblock", 0,
	    CAPTURE(ONE, KERNEL LOADED CLAIMS),
	    "MEMBLOCK configuration:\n"
	    " memory size = 0x0000000010000000 reserved size = "
	    "0x000000000474fa37\n"
	    " memory.cnt  = 0x2\n"
	    " memory[0x0]\t[0x0000000080000000-0x000000008003ffff], "
	    "0x0000000000040000 bytes on node 0 flags: 0x4\n"
	    " memory[0x1]\t[0x0000000080040000-0x000000008fffffff], "
	    "0x000000000ffc0000 bytes on node 0 flags: 0x0\n"
	    " reserved.cnt  = 0x9\n"
	    " reserved[0x0]\t[0x0000000080200000-0x00000000821fffff], "
	    "0x0000000002000000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x1]\t[0x0000000088200000-0x000000008833ffff], "
	    "0x0000000000140000 bytes on node 0 flags: 0x0\n"
	    " reserved[0x2]\t[0x000000008d800000-0x000000008fbfffff], "
	    "0x0000000002400000 bytes flags: 0x0\n"
	    " reserved[0x3]\t[0x000000008fc00000-0x000000008fe01556], "
	    "0x0000000000201557 bytes on node 0 flags: 0x0\n"
	    " reserved[0x4]\t[0x000000008fff1000-0x000000008fff3fff], "
	    "0x0000000000003000 bytes flags: 0x0\n"
	    " reserved[0x5]\t[0x000000008fff4b00-0x000000008fff4b6f], "
	    "0x0000000000000070 bytes flags: 0x0\n"
	    " reserved[0x6]\t[0x000000008fff4b80-0x000000008fff7fbf], "
	    "0x0000000000003440 bytes flags: 0x0\n"
	    " reserved[0x7]\t[0x000000008fff7fc0-0x000000008fff7fef], "
	    "0x0000000000000030 bytes on node 0 flags: 0x0\n"
	    " reserved[0x8]\t[0x000000008fff8000-0x000000008fffffff], "
	    "0x0000000000008000 bytes on node 0 flags: 0x0\n" },
	{ "with three levels", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(ONE, KERNEL LOADED CMDLINE("no4lvl") CLAIMS),
	    "   0: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   1: 0x000000008d800000..0x000000008fe01556    0 NONE\n"
	    "   2: 0x000000008ff747c0..0x000000008ffd4bc7    0 NONE\n"
	    "   3: 0x000000008ffd4c00..0x000000008fff4fff    0 NONE\n"
	    "   4: 0x000000008fff7000..0x000000008fff7fff    0 NONE\n"
	    "   5: 0x000000008fff8100..0x000000008fff82c7    0 NONE\n"
	    "   6: 0x000000008fff8300..0x000000008fff835f    0 NONE\n"
	    "   7: 0x000000008fff8380..0x000000008fff8507    0 NONE\n"
	    "   8: 0x000000008fff8540..0x000000008fff8787    0 NONE\n"
	    "   9: 0x000000008fff87c0..0x000000008fff88ef    0 NONE\n"
	    "  10: 0x000000008fff8900..0x000000008fff8907    0 NONE\n"
	    "  11: 0x000000008fff8940..0x000000008fff8943    0 NONE\n"
	    "  12: 0x000000008fff8980..0x000000008fff8987    0 NONE\n"
	    "  13: 0x000000008fff89c0..0x000000008fff89c7    0 NONE\n"
	    "  14: 0x000000008fff8a00..0x000000008fff8a06    0 NONE\n"
	    "  15: 0x000000008fff8a40..0x000000008fff8a46    0 NONE\n"
	    "  16: 0x000000008fff8a80..0x000000008fff8b6f    0 NONE\n"
	    "  17: 0x000000008fff8b80..0x000000008fffbfef    0 NONE\n"
	    "  18: 0x000000008fffc000..0x000000008fffffff    0 NONE\n" },
	{ "far memory", "linux-6.12", "memblock-reserved", 0,
	    CAPTURE(FAR, KERNEL CLAIMS),
	    "   0: 0x0000000040000800..0x00000000400017ff    x NONE\n"
	    "   1: 0x0000000080200000..0x00000000821fffff    0 NONE\n"
	    "   2: 0x000000008c100000..0x00000000900fffff    0 NONE\n"
	    "   3: 0x00004000bb000000..0x00004000bdbfffff    0 NONE\n"
	    "   4: 0x00004000bdd03000..0x00004000bddc2fff    0 NONE\n"
	    "   5: 0x00004000bddc3400..0x00004000bddc3907    0 NONE\n"
	    "   6: 0x00004000bddc3940..0x00004000bddc3e07    0 NONE\n"
	    "   7: 0x00004000bddc3e40..0x00004000bddc3fc7    0 NONE\n"
	    "   8: 0x00004000bddc4000..0x00004000bdde3fff    0 NONE\n"
	    "   9: 0x00004000bdde6000..0x00004000bddecfff    0 NONE\n"
	    "  10: 0x00004000bdded080..0x00004000bdded08f    0 NONE\n"
	    "  11: 0x00004000bdded0c0..0x00004000bdded11f    0 NONE\n"
	    "  12: 0x00004000bdded140..0x00004000bdded387    0 NONE\n"
	    "  13: 0x00004000bdded3c0..0x00004000bdded4ef    0 NONE\n"
	    "  14: 0x00004000bdded500..0x00004000bdded507    0 NONE\n"
	    "  15: 0x00004000bdded540..0x00004000bdded543    0 NONE\n"
	    "  16: 0x00004000bdded580..0x00004000bdded587    0 NONE\n"
	    "  17: 0x00004000bdded5c0..0x00004000bdded5c7    0 NONE\n"
	    "  18: 0x00004000bdded600..0x00004000bdded600    0 NONE\n"
	    "  19: 0x00004000bdded640..0x00004000bdded640    0 NONE\n"
	    "  20: 0x00004000bdded680..0x00004000bddedb67    0 NONE\n"
	    "  21: 0x00004000bddedb80..0x00004000bfdf2fef    0 NONE\n"
	    "  22: 0x00004000bfdf3000..0x00004000bfffffff    0 NONE\n" },
	{ "who holds it", "linux-6.12", "iomem", 0,
	    CAPTURE(ONE, KERNEL LOADED CLAIMS),
	    "10000000-100000ff : serial\n"
	    "80000000-8003ffff : Reserved\n"
	    "80040000-8fffffff : System RAM\n"
	    "  80200000-80201fff : Reserved\n"
	    "  80202000-8206a337 : Kernel image\n"
	    "    80202000-80c76977 : Kernel code\n"
	    "    81e00000-81fb8dff : Kernel data\n"
	    "  8206a338-821fffff : Reserved\n"
	    "  88200000-8833ffff : Reserved\n"
	    "  8d800000-8fe01fff : Reserved\n"
	    "  8ff6e000-8ffcefff : Reserved\n"
	    "  8ffcf000-8ffeefff : Reserved\n"
	    "  8fff1000-8fff3fff : Reserved\n"
	    "  8fff4000-8fff4fff : Reserved\n"
	    "  8fff5000-8fff7fff : Reserved\n"
	    "  8fff8000-8fffffff : Reserved\n" },
};

int
main(void)
{
	return (printed_run("linux_riscv64", rows,
	    sizeof(rows) / sizeof(rows[0])));
}
