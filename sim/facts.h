/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a capture says of each range of addresses, whatever a kernel makes of
 * it: the yardstick that the checker holds kernels against.
 */
#ifndef FACTS_H
#define FACTS_H

#include "core/world.h"
#include "sim/capture.h"

/* The firmware map that a kernel goes by when there are several. */
enum ruling_map {
	MAP_NONE,
	MAP_OPS,
	MAP_REGIONS,
	MAP_EFI,
	MAP_E820,
	MAP_FDT,
};

/*
 * Every entry of the ruling map, of what the loader left in memory and of the
 * devices, in the capture's order.  On arena.
 */
void facts_list(const struct capture *capture, enum ruling_map map,
    struct arena *arena, const struct bm_fact **ret_facts, size_t *ret_count);

/*
 * The memory that dynamic nodes of /reserved-memory ask for, where the tree
 * says it in a way that can be done.  On arena.
 */
void facts_list_wishes(const struct capture *capture, struct arena *arena,
    const struct bm_linux_wish **ret_wishes, size_t *ret_count);

/* BM_FACT_ flags of an EFI memory type, and of an e820 type. */
uint32_t facts_of_efi_type(uint32_t type);
uint32_t facts_of_e820_type(uint32_t type);

/* Is a node with this status to be looked at?  NULL: it has none. */
bool fdt_is_available(const char *status);
/* Does the device tree want this node's memory kept? */
bool fdt_reserved_is_enabled(const struct fdt_reserved *node);

/*
 * riscv64: the memory at the bottom of RAM that the machine-mode firmware
 * keeps though the map calls it usable; false if there is none.  FreeBSD
 * D49839.
 */
bool facts_sbi_range(const struct capture *capture, enum ruling_map map,
    struct bm_range *ret_range, struct bm_origin *ret_origin);

#endif
