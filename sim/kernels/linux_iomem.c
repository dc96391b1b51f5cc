/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820.c of Linux 6.1 and 6.12.  Re-enacted: do not
 * improve this.
 */
#include "sim/kernels/linux_iomem.h"

#include <inttypes.h>

#define MEGABYTE ((uint64_t)1 << 20)

struct iomem {
	struct arena *arena;
	struct linux_log *log;
	struct linux_resource root;
	struct linux_resource *resources;	/* one an entry */
};

static const char *
name_of_type(uint32_t type)
{
	switch (type) {
	case LINUX_E820_RAM:
	case LINUX_E820_RESERVED_KERN:
		return ("System RAM");
	case LINUX_E820_ACPI:
		return ("ACPI Tables");
	case LINUX_E820_NVS:
		return ("ACPI Non-volatile Storage");
	case LINUX_E820_UNUSABLE:
		return ("Unusable memory");
	case LINUX_E820_PRAM:
		return ("Persistent Memory (legacy)");
	case LINUX_E820_PMEM:
		return ("Persistent Memory");
	case LINUX_E820_RESERVED:
		return ("Reserved");
	case LINUX_E820_SOFT_RESERVED:
		return ("Soft Reserved");
	default:
		return ("Unknown E820 type");
	}
}

/* Others wait until devices have had their say. */
static bool
is_inserted_early(const struct bm_linux_e820_entry *entry)
{
	if (entry->extent.base < MEGABYTE)
		return (true);
	switch (entry->type) {
	case LINUX_E820_RESERVED:
	case LINUX_E820_SOFT_RESERVED:
	case LINUX_E820_PRAM:
	case LINUX_E820_PMEM:
		return (false);
	default:
		return (true);
	}
}

static void
insert_early(struct iomem *iomem, const struct linux_e820 *table)
{
	iomem->resources = arena_alloc(iomem->arena, table->count,
	    sizeof(iomem->resources[0]));
	for (size_t i = 0; i < table->count; i++) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];
		struct linux_resource *resource = &iomem->resources[i];

		resource->start = entry->extent.base;
		resource->last = linux_e820_end(entry) - 1;
		resource->name = name_of_type(entry->type);
		resource->origin = entry->origin;
		if (is_inserted_early(entry))
			linux_resource_insert(&iomem->root, resource);
	}
}

static void
log_expanded(void *context, const struct linux_resource *resource,
    const struct linux_resource *conflict)
{
	linux_log(context, BM_LOG_RESOURCE,
	    "resource: Expanded resource %s due to conflict with %s",
	    resource->name, conflict->name);
}

static void
insert_late(struct iomem *iomem, size_t count)
{
	const struct linux_resource_log log = { log_expanded, iomem->log };

	for (size_t i = 0; i < count; i++)
		if (iomem->resources[i].parent == NULL &&
		    iomem->resources[i].last != 0)
			linux_resource_insert_expanded(&iomem->root,
			    &iomem->resources[i], &log);
}

/* Where firmware may have stolen the end of a memory bank. */
static uint64_t
ram_alignment(uint64_t end)
{
	if (end < MEGABYTE)
		return (MEGABYTE / 16);
	return (end < 16 * MEGABYTE ? MEGABYTE : 64 * MEGABYTE);
}

static void
buffer_ram(struct iomem *iomem, const struct linux_e820 *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const uint64_t start = linux_e820_end(&table->entries[i]);
		const uint64_t alignment = ram_alignment(start);
		const uint64_t last = (start + alignment - 1) / alignment *
		    alignment - 1;

		if (table->entries[i].type != LINUX_E820_RAM ||
		    start >= last)
			continue;
		linux_log(iomem->log, BM_LOG_E820,
		    "e820: reserve RAM buffer [mem 0x%08" PRIx64 "-0x%08"
		    PRIx64 "]", start, last);
		linux_resource_reserve_holes(&iomem->root, start, last,
		    "RAM buffer", iomem->arena);
	}
}

/* Where its code ends only a claim says. */
static void
insert_kernel(struct iomem *iomem, const struct capture *capture)
{
	const struct bm_extent extent = capture->boot.kernel.extent;
	struct linux_resource *resource;

	if (!capture->boot.kernel.is_present ||
	    capture->iomem_claim_count > 0)
		return;
	resource = arena_alloc(iomem->arena, 1, sizeof(*resource));
	*resource = (struct linux_resource){ .start = extent.base,
	    .last = extent.base + extent.length - 1, .name = "Kernel code",
	    .origin = { BM_SOURCE_KERNEL, 0 } };
	linux_resource_insert(&iomem->root, resource);
}

void
linux_iomem_claim(struct linux_resource *root, const struct capture *capture,
    struct linux_log *log)
{
	struct linux_resource *resources = arena_alloc(log->arena,
	    capture->iomem_claim_count, sizeof(resources[0]));

	for (size_t i = 0; i < capture->iomem_claim_count; i++) {
		const struct named_extent *claim = &capture->iomem_claims[i];
		struct linux_resource *resource = &resources[i];

		resource->start = claim->extent.base;
		resource->last = claim->extent.base + claim->extent.length -
		    1;
		resource->name = claim->name;
		if (linux_resource_claim(root, resource) != NULL)
			linux_log(log, BM_LOG_RESOURCE, "%s: can't claim [mem "
			    "0x%08" PRIx64 "-0x%08" PRIx64 "]", resource->name,
			    resource->start, resource->last);
	}
}

struct bm_linux_iomem
linux_iomem_reserve(const struct linux_e820 *table,
    const struct capture *capture, struct linux_log *log)
{
	struct iomem iomem = { .arena = log->arena, .log = log,
	    .root = { .last = UINT64_MAX, .name = "PCI mem" } };

	insert_kernel(&iomem, capture);
	insert_early(&iomem, table);
	insert_late(&iomem, table->count);
	buffer_ram(&iomem, table);
	linux_iomem_claim(&iomem.root, capture, log);
	return (linux_resource_list(&iomem.root, log->arena));
}
