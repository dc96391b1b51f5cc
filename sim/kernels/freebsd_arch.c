/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/freebsd.h"

#define NO_SMAP "No BIOS smap or EFI map info from loader!"
#define NO_REGIONS "Cannot get physical memory regions"

const struct freebsd_arch freebsd_archs[ARCH_COUNT] = {
	/* 52 bits: what an x86 page-table entry has room for. */
	[ARCH_AMD64] = { ((bm_paddr)1 << 52) - 1, true, (bm_paddr)4 << 30,
	    { MAP_EFI, MAP_E820 }, NO_SMAP },
	/* PAE, the only i386 pmap since 13: 36 bits. */
	[ARCH_I386] = { ((bm_paddr)1 << 36) - 1, true, (bm_paddr)1 << 20,
	    { MAP_EFI, MAP_E820 }, NO_SMAP },
	[ARCH_ARM64] = { BM_PADDR_LAST, false, 0, { MAP_EFI, MAP_FDT },
	    NO_REGIONS },
	[ARCH_ARM] = { UINT32_MAX, false, 0, { MAP_EFI, MAP_FDT },
	    NO_REGIONS },
	[ARCH_RISCV64] = { BM_PADDR_LAST, false, 0, { MAP_EFI, MAP_FDT },
	    NO_REGIONS },
};
