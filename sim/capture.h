/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture: what a machine's firmware and loader handed to a kernel, in
 * their order, lies included.  Readers make it, kernels boot from it; neither
 * knows the other.
 *
 * All memory hangs on the capture's arena and goes with it.  A string that
 * the capture does not have is NULL, a list is empty.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/extent.h"
#include "sim/arena.h"

/* More map entries than this in one capture are an error, never dropped. */
#define CAPTURE_ENTRIES_MAX ((size_t)1 << 20)

enum arch {
	ARCH_AMD64,
	ARCH_I386,
	ARCH_ARM64,
	ARCH_ARM,
	ARCH_RISCV64,
	ARCH_COUNT
};

struct extent_list {
	struct bm_extent *entries;
	size_t count;
};

struct string_list {
	char **entries;
	size_t count;
};

/* A range that may be absent. */
struct optional_extent {
	bool is_present;
	struct bm_extent extent;
};

struct e820_entry {
	struct bm_extent extent;
	uint32_t type;
};

struct e820_map {
	bool is_present;
	struct e820_entry *entries;
	size_t count;
};

struct efi_descriptor {
	uint32_t type;
	bm_paddr phys;
	uint64_t virt;
	uint64_t page_count;	/* of 4096 bytes */
	uint64_t attributes;
};

struct efi_map {
	bool is_present;
	uint64_t descriptor_size;	/* bytes; 48 if not said */
	uint64_t descriptor_version;	/* 1 if not said */
	struct efi_descriptor *entries;
	size_t count;
	struct extent_list memreserve;	/* LINUX_EFI_MEMRESERVE */
};

/* Properties of a node; a set of them is a sum. */
enum {
	FDT_PROPERTY_REG = 1 << 0,
	FDT_PROPERTY_SIZE = 1 << 1,
	FDT_PROPERTY_ALIGNMENT = 1 << 2,
	FDT_PROPERTY_ALLOC_RANGES = 1 << 3,
	FDT_PROPERTY_USABLE_MEMORY = 1 << 4	/* linux,usable-memory */
};

/* It has reg, which makes it static, size, which makes it dynamic, or both
 * or neither, as it comes. */
struct fdt_reserved {
	char *name;
	uint32_t malformed;	/* properties whose length is wrong; they are
				   there, but say nothing */
	uint32_t empty;		/* reg, alloc-ranges: there, of no bytes */
	struct extent_list reg;
	/* Where reg is empty: the range that stands behind it in the blob. */
	struct bm_extent behind_reg;
	bool is_dynamic;	/* there is a size, and no reg */
	uint64_t size;
	uint64_t alignment;	/* 0 if not said */
	struct extent_list alloc_ranges;
	bool no_map;
	bool reusable;
	bool is_cma_default;	/* x-linux-cma-default: linux,cma-default */
	char *compatible;	/* the first string */
	struct string_list compatible_also;	/* those behind it */
	char *status;
};

/* What there is to unflatten in a blob; the decoded form has no such tree. */
struct fdt_tree {
	bool is_present;
	bool is_stub;		/* the root has no child but chosen */
	uint64_t node_count;
	/* With the names, which blobs leave out. */
	uint64_t property_count;
	/* Of names, each rounded up to 8 bytes but the last. */
	uint64_t text_bytes;
	/* Of each processor that is available: its NUMA node, or 0. */
	uint32_t *cpu_nodes;
	size_t cpu_count;
	/* Of each alias that has a number and leads to a node: bytes of its
	 * name without the number, and its NUL. */
	uint64_t *alias_bytes;
	size_t alias_count;
};

/* A child of the root that is memory, or would be if it had a device_type. */
struct fdt_memory_node {
	char *name;
	bool has_device_type;	/* "memory" */
	char *status;
	/* Their length is no multiple of a range's: the rest is left out. */
	uint32_t malformed;
	bool has_reg;		/* empty or not */
	struct extent_list reg;
	bool has_usable;	/* linux,usable-memory, empty or not */
	struct extent_list usable;
	bool is_hotpluggable;
	bool has_numa_node;
	uint32_t numa_node;
};

/*
 * A property of ranges whose length Linux gets wrong.  If the last range is
 * cut off it is read on from what stands behind it in the blob.
 */
struct fdt_open_range {
	struct optional_extent first;
	struct extent_list more;
	uint64_t odd_bytes;	/* of the last that are there; 0: all */
};

/*
 * What Linux sees in a device tree and the standard does not say, or says
 * otherwise.  A number of cells that is missing is 1.
 */
struct fdt_for_linux {
	/* If the nodes say more than the ranges in the map's memory do. */
	struct fdt_memory_node *memory;
	size_t memory_count;
	/* Said where they matter: there are none, or a range is cut off. */
	bool has_root_cells;
	uint32_t root_address_cells;
	uint32_t root_size_cells;
	/* /memreserve/ reaches the end of the blob without an end. */
	bool is_memreserve_endless;
	struct fdt_open_range usable_memory; /* linux,usable-memory-range */
	struct fdt_open_range elfcorehdr;	/* linux,elfcorehdr */
	struct optional_extent initrd;	/* of /chosen */
};

struct fdt_map {
	bool is_present;
	char *path;		/* of the blob, as the capture says it; NULL:
				   the decoded form */
	struct extent_list memory;
	struct extent_list memreserve;
	bool has_reserved_memory;	/* the node, with children or not */
	bool has_reserved_ranges;	/* it has the property `ranges` */
	bool has_reserved_cells;	/* the same #*-cells as the root */
	struct fdt_reserved *reserved;
	size_t reserved_count;
	struct fdt_for_linux for_linux;
	struct fdt_tree tree;
};

enum region_op_kind { REGION_HARDWARE, REGION_EXCLUDE };

struct region_op {
	enum region_op_kind kind;
	struct bm_extent extent;
	uint32_t flags;		/* BM_EXCLUDE_ of core/exclusions.h */
};

/* firmware.regions: all hardware entries, then all exclude entries. */
struct region_map {
	bool is_present;
	struct extent_list hardware;
	struct region_op *exclude;
	size_t exclude_count;
};

struct op_map {
	bool is_present;
	struct region_op *entries;
	size_t count;
};

struct tunable {
	char *name;
	char *value;
};

struct preload {
	char *name;
	char *type;
	struct bm_extent extent;
};

struct kernel_image {
	bool is_present;
	struct bm_extent extent;
	bool has_virtual;
	uint64_t virtual_base;
};

struct boot {
	char *cmdline;
	struct tunable *tunables;
	size_t tunable_count;
	struct kernel_image kernel;
	struct optional_extent initrd;
	struct optional_extent dtb;
	struct preload *preload;
	size_t preload_count;
	struct optional_extent page_tables;
	bm_paddr *bad_pages;
	size_t bad_page_count;
};

/* What some bytes of memory were seen to be. */
struct memory_bytes {
	bm_paddr base;
	unsigned char *bytes;
	size_t count;
};

/* What Linux finds on a machine beside firmware's map. */
struct linux_machine {
	bool has_gbpages;	/* the processor maps 1 GiB by one entry */
	bool has_no_pci;	/* x86: nothing that PCI drivers could drive */
	uint64_t phys_bits;	/* of an address; 0 if not said */
	uint64_t max_numnodes;	/* what the kernel was built for; 0 likewise */
	uint64_t cpus;		/* processors, where no device tree says */
};

/* Memory that ACPI's tables give to a node, as Linux numbers it. */
#define CAPTURE_NUMA_NODES_MAX 1024

struct linux_numa_range {
	int32_t node;
	struct bm_extent extent;
	bool is_hotplug;	/* may be taken out, or not be there yet */
};

struct linux_numa {
	struct linux_numa_range *ranges;
	size_t count;
	bool has_distances;	/* there is a table of them (SLIT) */
};

/* A line of /proc/iomem, or what a function of the kernel's reserved. */
struct named_extent {
	char *name;
	struct bm_extent extent;
};

enum device_when { DEVICE_EARLY, DEVICE_LATE };

struct device {
	char *name;
	struct bm_extent extent;
	enum device_when when;
	char *source;		/* fdt, acpi or driver */
	struct extent_list uses;
};

enum event_kind {
	EVENT_ALLOC,
	EVENT_XEN_ALLOC,
	EVENT_RELEASE,
	EVENT_UNLOAD,
	EVENT_MICROCODE_RELEASE,
	EVENT_MAP_CHECK,
	EVENT_PMEM,
	EVENT_KIND_COUNT
};

struct event {
	enum event_kind kind;
	char *driver;		/* alloc, xen-alloc, release, map-check */
	char *name;		/* unload, microcode-release */
	uint64_t size;		/* alloc, xen-alloc */
	bm_paddr from;		/* alloc; 0 if not said */
	bm_paddr to;		/* alloc, inclusive; 2^64-1 if not said */
	uint64_t align;		/* alloc; 1 if not said */
	struct bm_extent extent; /* map-check; microcode-release: what to keep,
				    base being an offset in the file */
};

/*
 * What the real kernel printed: one table of one profile.  Those of a profile
 * stand together.
 */
struct witness {
	char *profile;
	char *table;
	char *path;		/* as the capture says it; NULL: text inline */
	char *text;
	size_t text_bytes;
};

struct capture {
	struct arena *arena;
	char *path;		/* of the file, for messages */
	char *name;
	char *about;
	char *source;
	char *origin;		/* captured, reconstructed or synthetic */
	enum arch arch;
	uint64_t page_size;
	struct string_list profiles;
	char *truncated;	/* x-truncated: what is missing, and why; of
				   a log that was cut off, for example */
	/*
	 * x-linux-iomem: what the kernel's sections and drivers hold in
	 * Linux's tree of resources, in the order in which they take it.
	 */
	struct named_extent *iomem_claims;
	size_t iomem_claim_count;
	/*
	 * x-linux-reserved: memory that Linux reserved and that nothing else
	 * in the capture explains, in the order of the calls; the name is
	 * that of the function that did.
	 */
	struct named_extent *linux_reserved;
	size_t linux_reserved_count;
	/*
	 * x-linux-e820-name: what Linux calls the map that it was given, as
	 * Xen for one that a hypervisor handed to it; NULL: BIOS-e820.
	 */
	char *linux_e820_name;
	struct linux_machine linux_machine;	/* x-linux-machine */
	struct linux_numa linux_numa;		/* x-linux-numa */
	/* x-memory-bytes: what is known of memory's contents. */
	struct memory_bytes *memory_bytes;
	size_t memory_bytes_count;

	struct e820_map e820;
	struct efi_map efi;
	struct fdt_map fdt;
	struct region_map regions;
	struct op_map ops;

	struct boot boot;
	struct device *devices;
	size_t device_count;
	struct event *events;
	size_t event_count;
	struct witness *witnesses;
	size_t witness_count;
};

/* The names used in captures, NULL-terminated in the order of the enum. */
extern const char *const arch_names[];
extern const char *const event_kind_names[];

#endif
