/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux as it was released: what is common to all architectures of a boot.
 */
#ifndef LINUX_H
#define LINUX_H

#include "sim/kernels/kernel.h"
#include "sim/kernels/linux_e820.h"
#include "sim/kernels/linux_log.h"
#include "sim/kernels/linux_memblock.h"
#include "sim/kernels/linux_reserved_mem.h"

extern const struct kernel kernel_linux_6_1;
extern const struct kernel kernel_linux_6_12;
extern const struct kernel kernel_linux_7_2;

/* What changed from release to release. */
struct linux_release {
	struct memblock_revision memblock;
	/* /memreserve/ is read before /reserved-memory, not behind it. */
	bool reads_memreserve_first;
	/* The file that scans /reserved-memory, as its messages name it. */
	const char *reserved_mem_prefix;
	size_t arm64_cpu_count;		/* NR_CPUS by default */
	struct linux_e820_revision e820;	/* x86 */
	/* x86: what it says where no memory is left for the trampoline. */
	const char *no_trampoline;
	struct reserved_mem_revision reserved_mem;
	const struct linux_arm64 *arm64;
	/* 6.12: reservations get the node of their memory, too. */
	bool sets_node_of_reserved;
};

/* NUMA nodes that there may be. */
#define LINUX_NODES_MAX 16

struct linux_arm64;

/* A boot on its way. */
struct linux_boot {
	const struct linux_release *release;
	const struct boot_options *options;
	struct simulation *simulation;
	struct boot_error *error;
	uint64_t page_size;
	struct linux_log log;
	struct memblock memblock;
	struct reserved_mem_array reserved_mem;
	bool has_default_cma;	/* of /reserved-memory */
	int32_t node_count;	/* NUMA nodes that there are */
	bm_paddr node_data[LINUX_NODES_MAX];
};

/*
 * Runs the stages of one architecture up to options->until, noting in
 * world.reached how far it came; false, with the boot's error, if the input
 * makes no sense.  It stops where the kernel panics.
 */
typedef bool linux_arch_boot(struct linux_boot *boot);

linux_arch_boot linux_amd64_boot;
linux_arch_boot linux_arm64_boot;

/* The kernel panics, with this text. */
void linux_panic(struct linux_boot *boot, const char *text);

/* Has it?  memblock's own panics are passed on. */
bool linux_has_panicked(struct linux_boot *boot);

/* The command line: the option's, else the capture's, else "". */
const char *linux_cmdline(const struct linux_boot *boot);

struct bm_origin linux_origin(enum bm_source source, size_t index);

/*
 * linux_efi_init.c.  Can the kernel read such a map?  Smaller descriptors lack
 * fields: such a map is no map.
 */
bool linux_efi_is_usable(const struct efi_map *efi);
/*
 * efi_init: memory is what EFI's map says.  Shows memblock as it is then, and
 * reserves what EFI's tables ask for.
 */
void linux_efi_init(struct linux_boot *boot);

/*
 * linux_fdt.c.  early_init_dt_add_memory_arch: whole pages of the range are
 * memory.  Also what EFI's map goes through.
 */
void linux_fdt_add_memory(struct linux_boot *boot, struct bm_extent extent,
    struct bm_origin origin);
/* The memory nodes. */
void linux_fdt_scan_memory(struct linux_boot *boot);
/* linux,usable-memory-range. */
void linux_fdt_cap_memory(struct linux_boot *boot);
/* early_init_fdt_scan_reserved_mem: /memreserve/ and /reserved-memory. */
void linux_fdt_scan_reserved(struct linux_boot *boot);

#endif
