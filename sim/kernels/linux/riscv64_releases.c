/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How much riscv64 takes for itself in Debian's kernel 6.12.107, as its boots
 * show it.
 */
#include "sim/kernels/linux/riscv64.h"

/* How many levels of tables there are the mode says. */
const struct linux_own linux_riscv64_6_12 = {
	.device_node_bytes = 208,
	.property_bytes = 104,
	.pg_data_bytes = 0x2440,
	.has_sparse_init = true,
	.section_usage_bytes = 56,
	.percpu_static_bytes = 90712,
	.percpu_chunk_bytes = 0xc8,
	.printk_info_bytes = 88,
	.frees_spare_resources = true,
	.hashes_free_pages = true,
};
