/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The steps of setup_arch of arch/x86/kernel/setup.c, as far as memory goes.
 * Re-enacted: do not improve this.
 */
#ifndef LINUX_AMD64_H
#define LINUX_AMD64_H

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/crashkernel.h"

#define LINUX_ISA_END ((bm_paddr)1 << 20)

/* What changed from release to release of what the kernel takes for itself. */
struct linux_amd64_own {
	uint64_t printk_info_bytes;	/* struct printk_info */
	uint64_t pg_data_bytes;		/* pg_data_t, as it is asked for */
	/* Page 0, which is no memory, is of the first node. */
	bool node_begins_at_zero;
	/* crashkernel= has rules of its own. */
	bool has_old_crashkernel;
};

/* amd64_final.c */
extern const struct linux_amd64_own linux_amd64_6_1;
extern const struct linux_amd64_own linux_amd64_6_12;
extern const struct linux_amd64_own linux_amd64_7_2;

/* A boot on amd64 on its way. */
struct linux_amd64 {
	struct linux_boot *boot;
	struct linux_e820 *e820;
	struct linux_e820 *firmware;	/* before anybody amended it */
	bool is_user_defined;		/* mem= or memmap= was heard */
	bool is_of_efi;			/* or EFI had its say */
	bool lacks_trampoline;		/* no memory below 1 MiB for it */
	uint64_t max_pfn;
	const struct linux_amd64_own *own;
	struct linux_crash_areas crash;
};

/* Has the capture a map of EFI's?  With smaller descriptors it has none. */
bool linux_amd64_has_efi(const struct capture *capture);

/*
 * What of the brk section the kernel used; NULL where nobody says, as of a map
 * that stands alone, with which no kernel was started.
 */
const struct named_extent *linux_amd64_brk(const struct capture *capture);

/*
 * The page tables that a PV guest of Xen's starts on, in their place as
 * reserved; NULL on a machine of any other kind.
 */
const struct named_extent *linux_amd64_xen_tables(
    const struct capture *capture);

/*
 * Is it a struct setup_data that the loader chained to the boot parameters?
 */
bool linux_amd64_is_setup_data(const struct named_extent *reserved);

/*
 * e820_setup.c.  The table as it is once the firmware's map, the
 * loader's data, the command line, EFI's map and the kernel image have had
 * their say.  It stops where the kernel panics.
 */
void linux_amd64_set_up_e820(struct linux_amd64 *amd64);

/* e820_pages.c.  What of the table is told in page frames: */
/* where memory ends (e820__end_of_ram_pfn and ..._low_ram_pfn), */
void linux_amd64_find_max_pfn(struct linux_amd64 *amd64);
/* what hibernation need not save (e820__register_nosave_regions), */
void linux_amd64_register_nosave(const struct linux_amd64 *amd64);
/* and where PCI devices may be put (e820__setup_pci_gap). */
void linux_amd64_find_pci_gap(const struct linux_amd64 *amd64);

/* amd64_memblock.c: early_reserve_memory and what is like it. */
void linux_amd64_reserve_early(struct linux_amd64 *amd64);
/* e820__memblock_setup. */
void linux_amd64_set_up_memblock(struct linux_amd64 *amd64);
/*
 * efi_mem_reserve: what EFI keeps in memory that is RAM to e820; and
 * efi_reserve_boot_services, which is kept until EFI has changed its mode.
 */
void linux_amd64_reserve_for_efi(struct linux_amd64 *amd64);
/* reserve_real_mode. */
void linux_amd64_reserve_real_mode(struct linux_amd64 *amd64);
/* acpi_reserve_initial_tables. */
void linux_amd64_reserve_acpi(struct linux_amd64 *amd64);

/*
 * amd64_mapping.c.  init_mem_mapping: takes the pages of its tables, or
 * panics.  Of a map that stands alone nothing is mapped.
 */
void linux_amd64_map_memory(struct linux_amd64 *amd64);

/*
 * amd64_numa.c.  x86_numa_init: which memory is of which node, and what
 * each node takes.
 */
void linux_amd64_init_numa(struct linux_amd64 *amd64);

/*
 * amd64_final.c.  What the kernel takes from then on until it shows
 * memblock once more.
 */
void linux_amd64_finish_memblock(struct linux_amd64 *amd64);
/* And then, what it sets aside for a kernel to boot when it crashes. */
void linux_amd64_reserve_crashkernel(struct linux_amd64 *amd64);

#endif
