/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/fdt.c of Linux 6.1.192 and 6.12.117 where it never comes
 * to an end, which is told here as a panic is.  7.2 looks at lengths and at
 * what libfdt answers, and goes on.
 */
#include "sim/kernels/linux/linux.h"

/* While there is room for a range it reads one; ranges of no cells fit. */
static bool
is_read_for_ever(const struct fdt_for_linux *for_linux,
    const struct fdt_memory_node *node)
{
	return (for_linux->has_root_cells &&
	    for_linux->root_address_cells == 0 &&
	    for_linux->root_size_cells == 0 && node->has_device_type &&
	    fdt_is_available(node->status) &&
	    (node->has_usable || node->has_reg));
}

bool
linux_fdt_hangs_on_memory(struct linux_boot *boot)
{
	const struct fdt_for_linux *for_linux =
	    &boot->simulation->capture->fdt.for_linux;

	if (boot->release->refuses_ragged_ranges)
		return (false);
	for (size_t i = 0; i < for_linux->memory_count; i++)
		if (is_read_for_ever(for_linux, &for_linux->memory[i])) {
			linux_panic(boot, "hang: early_init_dt_scan_memory "
			    "reads a range of no cells for ever");
			return (true);
		}
	return (false);
}

bool
linux_fdt_hangs_on_memreserve(struct linux_boot *boot)
{
	if (boot->release->refuses_ragged_ranges ||
	    !boot->simulation->capture->fdt.for_linux.is_memreserve_endless)
		return (false);
	linux_panic(boot, "hang: early_init_fdt_scan_reserved_mem reads "
	    "/memreserve/ on behind the blob");
	return (true);
}
