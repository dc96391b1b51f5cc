/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/freebsd/freebsd.h"

#define NO_SMAP "No BIOS smap or EFI map info from loader!"
/* Free queues: for ISA DMA below 16 MiB, for 32-bit DMA below 4 GiB. */
#define ISA_AND_32_BITS							\
	{ { (bm_paddr)16 << 20, (bm_paddr)4 << 30 }, 2 }
#define ONLY_32_BITS { { (bm_paddr)4 << 30 }, 1 }

#define NO_REGIONS "Cannot get physical memory regions"

const struct freebsd_arch freebsd_archs[ARCH_COUNT] = {
	/* 52 bits: what an x86 page-table entry has room for. */
	[ARCH_AMD64] = { ((bm_paddr)1 << 52) - 1, true, (bm_paddr)4 << 30,
	    { MAP_EFI, MAP_E820 }, NO_SMAP, ISA_AND_32_BITS,
	    UINT64_C(0xffffffff80000000), UINT64_MAX, true },
	/* PAE, the only i386 pmap since 13: 36 bits. */
	[ARCH_I386] = { ((bm_paddr)1 << 36) - 1, true, (bm_paddr)1 << 20,
	    { MAP_EFI, MAP_E820 }, NO_SMAP, ISA_AND_32_BITS,
	    UINT64_C(0xc0000000), UINT32_MAX, true },
	[ARCH_ARM64] = { BM_PADDR_LAST, false, 0, { MAP_EFI, MAP_FDT },
	    NO_REGIONS, ONLY_32_BITS, UINT64_C(0xffff000000000000),
	    UINT64_C(0xffff007fffffffff), false },
	[ARCH_ARM] = { UINT32_MAX, false, 0, { MAP_EFI, MAP_FDT },
	    NO_REGIONS, { .count = 0 }, UINT64_C(0xc0000000), UINT32_MAX,
	    false },
	[ARCH_RISCV64] = { BM_PADDR_LAST, false, 0, { MAP_EFI, MAP_FDT },
	    NO_REGIONS, ONLY_32_BITS, UINT64_C(0xffffffc000000000),
	    UINT64_C(0xffffffcfffffffff), false },
};
