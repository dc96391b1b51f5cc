/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820.c of Linux 6.1, 6.12 and 7.2.  Re-enacted: do
 * not improve this.
 */
#include "sim/kernels/linux/iomem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MEGABYTE ((uint64_t)1 << 20)
#define CRASH_KERNEL "Crash kernel"

struct linux_iomem {
	const struct linux_e820 *table;
	const struct linux_e820_revision *revision;
	const struct capture *capture;
	struct linux_log *log;
	struct linux_resource root;
	struct linux_resource *resources;	/* one an entry */
};

static const char *
name_of_type(const struct linux_e820_revision *revision, uint32_t type)
{
	if (linux_e820_is_ram(revision, type))
		return ("System RAM");
	switch (type) {
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
insert_early(struct linux_iomem *iomem)
{
	const struct linux_e820 *table = iomem->table;

	iomem->resources = arena_alloc(iomem->log->arena, table->count,
	    sizeof(iomem->resources[0]));
	for (size_t i = 0; i < table->count; i++) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];
		struct linux_resource *resource = &iomem->resources[i];

		resource->start = entry->extent.base;
		resource->last = linux_e820_end(entry) - 1;
		resource->name = name_of_type(iomem->revision, entry->type);
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
insert_late(struct linux_iomem *iomem)
{
	const struct linux_resource_log log = { log_expanded, iomem->log };

	for (size_t i = 0; i < iomem->table->count; i++) {
		struct linux_resource *resource = &iomem->resources[i];
		const bool is_hidden = iomem->revision->hides_soft_reserved &&
		    iomem->table->entries[i].type == LINUX_E820_SOFT_RESERVED;

		if (resource->parent != NULL || resource->last == 0 ||
		    is_hidden)
			continue;
		linux_resource_insert_expanded(&iomem->root, resource, &log);
	}
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
buffer_ram(struct linux_iomem *iomem)
{
	const char *words = iomem->revision->form == BM_LINUX_E820_FORM_7 ?
	    "register RAM buffer resource" : "reserve RAM buffer";

	for (size_t i = 0; i < iomem->table->count; i++) {
		const struct bm_linux_e820_entry *entry =
		    &iomem->table->entries[i];
		const uint64_t start = linux_e820_end(entry);
		const uint64_t alignment = ram_alignment(start);
		const uint64_t last = (start + alignment - 1) / alignment *
		    alignment - 1;

		if (entry->type != LINUX_E820_RAM || start >= last)
			continue;
		linux_log(iomem->log, BM_LOG_E820, "e820: %s [mem 0x%08"
		    PRIx64 "-0x%08" PRIx64 "]", words, start, last);
		linux_resource_reserve_holes(&iomem->root, start, last,
		    "RAM buffer", iomem->log->arena);
	}
}

static void
insert(struct linux_iomem *iomem, struct bm_extent extent, const char *name,
    enum bm_source source)
{
	struct linux_resource *resource;

	if (extent.length == 0)
		return;
	resource = arena_alloc(iomem->log->arena, 1, sizeof(*resource));
	*resource = (struct linux_resource){ .start = extent.base,
	    .last = extent.base + extent.length - 1, .name = name,
	    .origin = { source, 0 } };
	linux_resource_insert(&iomem->root, resource);
}

/* Where its code ends only a claim says. */
static void
insert_kernel(struct linux_iomem *iomem)
{
	const struct kernel_image *kernel = &iomem->capture->boot.kernel;

	if (kernel->is_present && iomem->capture->iomem_claim_count == 0)
		insert(iomem, kernel->extent, "Kernel code",
		    BM_SOURCE_KERNEL);
}

/* Who makes a claim, and when: its name says. */
enum claim_phase { CLAIM_IN_SETUP, CLAIM_BY_PCI, CLAIM_BY_DRIVER };

static bool
begins_with(const char *name, const char *part)
{
	return (strncmp(name, part, strlen(part)) == 0);
}

/*
 * Inserted, around what is as large as they are: platform devices, what the
 * kernel itself drives, and PCI's configuration space in the end.
 */
static bool
is_outer(const char *name)
{
	static const char *const names[] = { "HPET ", "IOAPIC ", "Local APIC",
	    "PCI ECAM ", "PCI MMCONFIG ", "hmem." };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (begins_with(name, names[i]))
			return (true);
	return (false);
}

static enum claim_phase
phase_of(const char *name)
{
	const char *rom = strstr(name, " ROM");
	unsigned domain, bus, device, function;

	if (begins_with(name, "Kernel ") || (rom != NULL && rom[4] == '\0'))
		return (CLAIM_IN_SETUP);
	if (begins_with(name, "PCI Bus ") || sscanf(name, "%4x:%2x:%2x.%1x",
	    &domain, &bus, &device, &function) == 4)
		return (CLAIM_BY_PCI);
	return (CLAIM_BY_DRIVER);
}

void
linux_iomem_claim_one(struct linux_resource *root,
    const struct named_extent *claimed, struct linux_log *log)
{
	struct linux_resource *resource = arena_alloc(log->arena, 1,
	    sizeof(*resource));
	const bool is_inserted = is_outer(claimed->name);

	resource->start = claimed->extent.base;
	resource->last = claimed->extent.base + claimed->extent.length - 1;
	resource->name = claimed->name;
	if (!is_inserted && linux_resource_claim(root, resource) == NULL)
		return;
	if ((is_inserted || phase_of(claimed->name) == CLAIM_BY_PCI) &&
	    linux_resource_insert(root, resource) == NULL)
		return;
	linux_log(log, BM_LOG_RESOURCE, "%s: can't claim [mem 0x%08" PRIx64
	    "-0x%08" PRIx64 "]", resource->name, resource->start,
	    resource->last);
}

static void
claim_phase(struct linux_iomem *iomem, enum claim_phase phase)
{
	for (size_t i = 0; i < iomem->capture->iomem_claim_count; i++)
		if (phase_of(iomem->capture->iomem_claims[i].name) == phase)
			linux_iomem_claim_one(&iomem->root,
			    &iomem->capture->iomem_claims[i], iomem->log);
}

void
linux_iomem_claim(struct linux_resource *root, const struct capture *capture,
    struct linux_log *log)
{
	for (size_t i = 0; i < capture->iomem_claim_count; i++)
		linux_iomem_claim_one(root, &capture->iomem_claims[i], log);
}

static bm_paddr
last_address(const struct capture *capture)
{
	const uint64_t bits = capture->linux_machine.phys_bits;

	return (bits == 0 || bits >= 64 ? UINT64_MAX :
	    ((uint64_t)1 << bits) - 1);
}

struct linux_iomem *
linux_iomem_begin(const struct linux_e820 *table,
    const struct linux_e820_revision *revision, const struct capture *capture,
    const struct linux_crash_areas *crash, struct linux_log *log)
{
	struct linux_iomem *iomem = arena_alloc(log->arena, 1,
	    sizeof(*iomem));

	*iomem = (struct linux_iomem){ .table = table, .revision = revision,
	    .capture = capture, .log = log,
	    .root = { .last = last_address(capture), .name = "PCI mem" } };
	claim_phase(iomem, CLAIM_IN_SETUP);
	insert_kernel(iomem);
	insert(iomem, crash->low, CRASH_KERNEL, BM_SOURCE_NONE);
	insert(iomem, crash->crash, CRASH_KERNEL, BM_SOURCE_NONE);
	insert_early(iomem);
	return (iomem);
}

struct bm_linux_iomem
linux_iomem_finish(struct linux_iomem *iomem)
{
	claim_phase(iomem, CLAIM_BY_PCI);
	if (!iomem->capture->linux_machine.has_no_pci) {
		insert_late(iomem);
		buffer_ram(iomem);
	}
	claim_phase(iomem, CLAIM_BY_DRIVER);
	return (linux_resource_list(&iomem->root, iomem->log->arena));
}
