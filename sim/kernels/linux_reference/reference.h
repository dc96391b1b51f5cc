/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference model of Linux: the interface and printed forms of 6.12,
 * without its defects, on the core's typed map, boot allocator and stages of
 * reserved memory.  Every invariant holds on every input.
 */
#ifndef REFERENCE_LINUX_H
#define REFERENCE_LINUX_H

#include "core/bootalloc.h"
#include "core/rset.h"
#include "sim/kernels/kernel.h"
#include "sim/kernels/linux_log.h"
#include "sim/kernels/linux_reference/e820.h"

extern const struct kernel kernel_linux;

/* What the machine-dependent code of an architecture decides. */
struct reference_linux_arch {
	bool is_x86;			/* its map is e820 */
	bm_paddr last;			/* highest physical address */
	uint64_t linear_bytes;		/* of the linear map; 0: no limit */
	const char *no_room_panic;	/* where no page table can be had */
	const char *reserved_name;	/* in /proc/iomem; NULL: not there */
};

extern const struct reference_linux_arch reference_linux_archs[ARCH_COUNT];

/* A boot on its way. */
struct reference_linux {
	const struct boot_options *options;
	struct simulation *simulation;
	struct boot_error *error;
	const struct reference_linux_arch *arch;
	uint64_t page_size;
	struct linux_log log;
	struct reference_e820 e820;	/* x86 */
	struct bm_rset memory;		/* whole pages */
	struct bm_rset no_map;		/* pages that are in no mapping */
	struct bm_rset kept;		/* bytes that are never handed out */
	struct bm_bootalloc allocator;
	const char *panic;		/* NULL while it lives */
};

static inline struct bm_origin
reference_linux_origin(enum bm_source source, size_t index)
{
	return ((struct bm_origin){ source, (uint32_t)index });
}

/* The command line: the option's, else the capture's, else "". */
const char *reference_linux_cmdline(const struct reference_linux *boot);

/* An empty set with room for capacity ranges, on the simulation's arena. */
struct bm_rset reference_linux_new_set(const struct reference_linux *boot,
    size_t capacity);

/* For calls that cannot fail where there is room for what they make. */
void reference_linux_must(enum bm_status status);

/* Has the capture a map of EFI's?  With smaller descriptors it has none. */
bool reference_linux_has_efi(const struct capture *capture);

/* Are there nodes and reservations of a device tree to be looked at? */
bool reference_linux_has_tree(const struct reference_linux *boot);

/*
 * x86, BM_STAGE_E820: firmware's map, as the command line and EFI's map amend
 * it; and what is memory and kept by it.
 */
void reference_linux_make_e820(struct reference_linux *boot);

/*
 * memory, no_map and kept from the facts, and on x86 from e820: all that is
 * known without a device tree's reservations.
 */
void reference_linux_find_memory(struct reference_linux *boot);

/* Takes away what mem= or the device tree says is not to be used. */
void reference_linux_cap_memory(struct reference_linux *boot);

/* The allocator of the three sets. */
void reference_linux_fill_memblock(struct reference_linux *boot);

/* Its two lists, on the simulation's arena. */
struct bm_memblock reference_linux_show_memblock(
    const struct reference_linux *boot);

/*
 * What the device tree keeps, in the core's stages; page tables; and the array
 * of regions.  May panic.
 */
void reference_linux_reserve(struct reference_linux *boot);

/* BM_STAGE_IOMEM: memory and what is claimed, one in the other. */
void reference_linux_list_resources(struct reference_linux *boot);

#endif
