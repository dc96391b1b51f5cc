/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux as it was released: what is common to all architectures of a boot.
 */
#ifndef LINUX_H
#define LINUX_H

#include "sim/kernels/kernel.h"
#include "sim/kernels/linux/e820.h"
#include "sim/kernels/linux_log.h"
#include "sim/kernels/linux/memblock.h"
#include "sim/kernels/linux/reserved_mem.h"

extern const struct kernel kernel_linux_6_1;
extern const struct kernel kernel_linux_6_12;
extern const struct kernel kernel_linux_7_2;
/* 32-bit arm with large physical addresses (CONFIG_ARM_LPAE). */
extern const struct kernel kernel_linux_6_1_lpae;
extern const struct kernel kernel_linux_6_12_lpae;
extern const struct kernel kernel_linux_7_2_lpae;

struct linux_arm64;
struct linux_own;

/* What changed from release to release. */
struct linux_release {
	struct memblock_revision memblock;
	/* /memreserve/ is read before /reserved-memory, not behind it. */
	bool reads_memreserve_first;
	/* 6.1: an area of CMA found above lowmem is looked for once more. */
	bool loses_high_cma;
	/* riscv64: memory ends where the linear map does. */
	bool caps_linear_map;
	/* The file that scans /reserved-memory, as its messages name it. */
	const char *reserved_mem_prefix;
	size_t arm64_cpu_count;		/* NR_CPUS by default */
	struct linux_e820_revision e820;	/* x86 */
	/* x86: what it says where no memory is left for the trampoline. */
	const char *no_trampoline;
	struct reserved_mem_revision reserved_mem;
	/* 6.12: a crash kernel's memory is looked for high and low. */
	bool retries_crashkernel;
	/* 6.12: reserve_mem= takes memory under a name. */
	bool has_reserve_mem;
	/* 7.2: with several NUMA nodes each has an area of CMA. */
	bool reserves_cma_of_nodes;
	/* 7.2: what is no whole number of ranges is no property. */
	bool refuses_ragged_ranges;
	const struct linux_arm64 *arm64;
	const struct linux_amd64_own *amd64;
	const struct linux_own *riscv64; /* NULL: not known */
	/* 6.12: reservations get the node of their memory, too. */
	bool sets_node_of_reserved;
};

/* NUMA nodes that there may be: one bit each of a mask of 32. */
#define LINUX_NODES_MAX 16

struct linux_amd64_own;
struct linux_arm64;
struct linux_boot;

/*
 * Runs the stages of one architecture up to options->until, noting in
 * world.reached how far it came; false, with the boot's error, if the input
 * makes no sense.  It stops where the kernel panics.
 */
typedef bool linux_arch_boot(struct linux_boot *boot);

linux_arch_boot linux_amd64_boot;
linux_arch_boot linux_arm_boot;
linux_arch_boot linux_arm64_boot;
linux_arch_boot linux_riscv64_boot;

/* What changes from architecture to architecture, and from build to build. */
struct linux_arch {
	linux_arch_boot *boot;
	uint32_t address_digits;	/* of a phys_addr_t: 8 or 16 */
	uint32_t pointer_bytes;
	uint32_t memblock_region_bytes;	/* struct memblock_region */
	bool lacks_numa;
	uint64_t section_bytes;		/* arm: what one entry maps */
	uint64_t page_directory_bytes;	/* arm: swapper_pg_dir */
	uint64_t pageblock_bytes;	/* CMA_MIN_ALIGNMENT_BYTES */
	uint64_t cma_bytes;		/* CONFIG_CMA_SIZE_MBYTES; 0: no area */
	uint64_t cma_align_bytes;	/* of that area */
	/* What /proc/iomem calls reserved memory; NULL: it is not there. */
	const char *reserved_resource;
	bool shows_foreign_reserved;	/* also where there is no memory */
};

/* A boot on its way. */
struct linux_boot {
	const struct linux_release *release;
	const struct linux_arch *arch;
	const struct boot_options *options;
	struct simulation *simulation;
	struct boot_error *error;
	uint64_t page_size;
	uint32_t physical_bits;		/* arm64, riscv64 */
	bm_paddr phys_offset;		/* arm: memory below is not mapped */
	struct linux_log log;
	struct memblock memblock;
	struct reserved_mem_array reserved_mem;
	/* A kernel of Debian's that runs, and not parts of it alone. */
	bool is_whole;
	bool has_default_cma;	/* of /reserved-memory */
	uint64_t hashed_pages;	/* that large hash tables are made for */
	uint32_t nodes;		/* NUMA: a bit each that there is */
	bm_paddr node_data[LINUX_NODES_MAX];
};

/* arch.c.  A build with LPAE is one for arm only. */
extern const struct linux_arch linux_archs[ARCH_COUNT];
extern const struct linux_arch linux_archs_lpae[ARCH_COUNT];

/* The kernel panics, with this text. */
void linux_panic(struct linux_boot *boot, const char *text);

/* Has it?  memblock's own panics are passed on. */
bool linux_has_panicked(struct linux_boot *boot);

/* The command line: the option's, else the capture's, else "". */
const char *linux_cmdline(const struct linux_boot *boot);

/* memblock_free_all: reservations are of the node that their memory is of. */
void linux_set_reserved_nodes(struct linux_boot *boot);

struct bm_origin linux_origin(enum bm_source source, size_t index);

/* The greatest phys_addr_t. */
bm_paddr linux_address_max(const struct linux_boot *boot);

/* What phys_addr_t keeps of a base and a size. */
struct bm_extent linux_phys(const struct linux_boot *boot,
    struct bm_extent extent);

/* %pa: two arguments of linux_log, the digits and the number. */
#define LINUX_PA "0x%0*" PRIx64
#define LINUX_PA_OF(boot, number)					\
	(int)(boot)->arch->address_digits, (uint64_t)(number)

/* find.c.  The map that rules, EFI's before a device tree's. */
void linux_choose_map(struct linux_boot *boot);
/* early_init_dt_scan and efi_init: what memory there is. */
void linux_find_memory(struct linux_boot *boot);
/*
 * paging_init and unflatten_device_tree: memory can be written.  With ACPI the
 * device tree is not looked at again.
 */
void linux_use_memory(struct linux_boot *boot);

/* loaded.c.  What the loader put in memory. */
void linux_reserve_dtb(struct linux_boot *boot);
/* reserve_initrd_mem: if it is memory, and nobody's yet. */
void linux_reserve_initrd(struct linux_boot *boot);

/*
 * efi_init.c.  Can the kernel read such a map?  Smaller descriptors lack
 * fields: such a map is no map.
 */
bool linux_efi_is_usable(const struct efi_map *efi);
/*
 * efi_init: memory is what EFI's map says.  Shows memblock as it is then, and
 * reserves what EFI's tables ask for.
 */
void linux_efi_init(struct linux_boot *boot);

/*
 * iomem_fdt.c.  What memblock and the capture's claims make of
 * /proc/iomem, the last stage there is.
 */
void linux_iomem_from_memblock(struct linux_boot *boot);

/*
 * fdt.c.  early_init_dt_add_memory_arch: whole pages of the range are
 * memory.  Also what EFI's map goes through.
 */
void linux_fdt_add_memory(struct linux_boot *boot, struct bm_extent extent,
    struct bm_origin origin);
/*
 * fdt_hang.c.  Would the kernel read on for ever?  Then it is as if it
 * had panicked.
 */
bool linux_fdt_hangs_on_memory(struct linux_boot *boot);
bool linux_fdt_hangs_on_memreserve(struct linux_boot *boot);
/* The memory nodes. */
void linux_fdt_scan_memory(struct linux_boot *boot);
/* linux,usable-memory-range. */
void linux_fdt_cap_memory(struct linux_boot *boot);
/* early_init_fdt_scan_reserved_mem: /memreserve/ and /reserved-memory. */
void linux_fdt_scan_reserved(struct linux_boot *boot);

/* reserve_mem.c.  What reserve_mem= asks for, where there is such. */
void linux_reserve_mem(struct linux_boot *boot);

/* mirror.c.  kernelcore=mirror and movable_node, for memblock. */
void linux_parse_mirror(struct linux_boot *boot);
/* efi_find_mirror: marks what EFI's map calls more reliable. */
void linux_efi_find_mirror(struct linux_boot *boot);

#endif
