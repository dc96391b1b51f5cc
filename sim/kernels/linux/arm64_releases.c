/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How much arm64 takes for itself in Debian's kernels 6.1.176, 6.12.107 and
 * 7.2.12, as their boots show it.
 */
#include "sim/kernels/linux/arm64.h"

const struct linux_arm64 linux_arm64_6_1 = {
	.text_bytes = 0x1650000,
	.image_table_pages = 11,
	.init_tables_bytes = 5 * 4096,
	.maps_text_in_blocks = true,
	.own = {
		.device_node_bytes = 208,
		.property_bytes = 96,
		.pg_data_bytes = 0x2c80,
		.distance_bytes = 256,
		.has_sparse_init = true,
		.section_usage_bytes = 56,
		.vmemmap_table_levels = 2,
		.percpu_static_bytes = 87208,
		.percpu_chunk_bytes = 0x90,
		.printk_info_bytes = 88,
	},
};

const struct linux_arm64 linux_arm64_6_12 = {
	.text_bytes = 0x1d20000,
	.has_lpa2 = true,
	.maps_text_in_blocks = true,
	.own = {
		.device_node_bytes = 208,
		.property_bytes = 104,
		.pg_data_bytes = 0x3740,
		.cpumask_bytes = 64,
		.has_sparse_init = true,
		.section_usage_bytes = 56,
		.vmemmap_table_levels = 2,
		.vmemmap_pud_offset = (uint64_t)511 << 30,
		.percpu_static_bytes = 101528,
		.percpu_chunk_bytes = 0xc8,
		.printk_info_bytes = 88,
		.hashes_free_pages = true,
		.bounces_small_buffers = true,
		.frees_init = true,
	},
};

const struct linux_arm64 linux_arm64_7_2 = {
	.text_bytes = 0x2590000,
	.has_lpa2 = true,
	.own = {
		.device_node_bytes = 208,
		.property_bytes = 112,
		.pg_data_bytes = 0x3800,
		.cpumask_bytes = 64,
		.section_usage_bytes = 88,
		.maps_each_section = true,
		.vmemmap_table_levels = 2,
		.vmemmap_pud_offset = (uint64_t)511 << 30,
		.percpu_static_bytes = 109144,
		.percpu_chunk_bytes = 0x88,
		.printk_info_bytes = 112,
		.hashes_free_pages = true,
		.bounces_small_buffers = true,
		.frees_init = true,
		.frees_initrd_bytes = true,
	},
};
