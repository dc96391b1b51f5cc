/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The architectures that Linux is re-enacted on, as Debian builds them.
 */
#include "sim/kernels/linux/linux.h"

#define KIB(count) ((uint64_t)(count) << 10)
#define MIB(count) ((uint64_t)(count) << 20)

const struct linux_arch linux_archs[ARCH_COUNT] = {
	[ARCH_AMD64] = { .boot = linux_amd64_boot, .address_digits = 16,
	    .pointer_bytes = 8, .memblock_region_bytes = 24 },
	/* Without NUMA and huge pages: a page block is the largest there is. */
	[ARCH_ARM] = { .boot = linux_arm_boot, .address_digits = 8,
	    .pointer_bytes = 4, .memblock_region_bytes = 12,
	    .lacks_numa = true, .section_bytes = MIB(1),
	    .page_directory_bytes = KIB(16), .pageblock_bytes = MIB(8),
	    .cma_bytes = MIB(16), .cma_align_bytes = MIB(8) },
	[ARCH_ARM64] = { .boot = linux_arm64_boot, .address_digits = 16,
	    .pointer_bytes = 8, .memblock_region_bytes = 24,
	    .pageblock_bytes = MIB(4), .cma_bytes = MIB(64),
	    .cma_align_bytes = MIB(2),
	    .reserved_resource = "reserved" },
	[ARCH_RISCV64] = { .boot = linux_riscv64_boot, .address_digits = 16,
	    .pointer_bytes = 8, .memblock_region_bytes = 24,
	    .pageblock_bytes = MIB(2), .cma_align_bytes = MIB(2),
	    .reserved_resource = "Reserved",
	    .shows_foreign_reserved = true },
};

const struct linux_arch linux_archs_lpae[ARCH_COUNT] = {
	[ARCH_ARM] = { .boot = linux_arm_boot, .address_digits = 16,
	    .pointer_bytes = 4, .memblock_region_bytes = 24,
	    .lacks_numa = true, .section_bytes = MIB(2),
	    .page_directory_bytes = KIB(20), .pageblock_bytes = MIB(2),
	    .cma_bytes = MIB(16), .cma_align_bytes = MIB(2) },
};
