/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/capture.h"

const char *const arch_names[] = {
	[ARCH_AMD64] = "amd64",
	[ARCH_I386] = "i386",
	[ARCH_ARM64] = "arm64",
	[ARCH_ARM] = "arm",
	[ARCH_RISCV64] = "riscv64",
	[ARCH_COUNT] = NULL
};

const char *const event_kind_names[] = {
	[EVENT_ALLOC] = "alloc",
	[EVENT_XEN_ALLOC] = "xen-alloc",
	[EVENT_RELEASE] = "release",
	[EVENT_UNLOAD] = "unload",
	[EVENT_MICROCODE_RELEASE] = "microcode-release",
	[EVENT_MAP_CHECK] = "map-check",
	[EVENT_PMEM] = "pmem",
	[EVENT_KIND_COUNT] = NULL
};
