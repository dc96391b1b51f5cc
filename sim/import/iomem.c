/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/iomem.h"

#include <stdio.h>
#include <string.h>

#include "sim/names.h"

enum { LINES_LEAST = 64 };

/* 36 bits of address are all that a 32-bit x86 has. */
#define I386_LAST (((bm_paddr)1 << 36) - 1)

/* What x86 calls the entries of its e820 table, of old and now. */
static const struct named_value e820_names[] = {
	{ "System RAM", 1 }, { "System ram", 1 },
	{ "Reserved", 2 }, { "reserved", 2 },
	{ "ACPI Tables", 3 }, { "ACPI Non-volatile Storage", 4 },
	{ "Unusable memory", 5 }, { "Persistent Memory", 7 },
	{ "Persistent Memory (legacy)", 12 },
	{ "Soft Reserved", 0xefffffff }, { NULL, 0 }
};

/* Names that nobody but x86 has. */
static const char *const x86_names[] = { "Local APIC", "IOAPIC 0",
    "Video ROM", "System ROM", "Video RAM area", "RAM buffer", "ACPI Tables",
    "ACPI Non-volatile Storage", "Unusable memory",
    "Persistent Memory (legacy)" };

static bool
is_called(const struct iomem_line *line, const char *name)
{
	return (strlen(name) == line->name_length &&
	    memcmp(name, line->name, line->name_length) == 0);
}

static bool
begins_with(const struct iomem_line *line, const char *word)
{
	size_t length = strlen(word);

	return (line->name_length >= length &&
	    memcmp(line->name, word, length) == 0);
}

static const struct named_value *
e820_name(const struct iomem_line *line)
{
	for (const struct named_value *name = e820_names; name->name != NULL;
	    name++)
		if (is_called(line, name->name))
			return (name);
	return (NULL);
}

static bool
is_ram(const struct iomem_line *line)
{
	return (is_called(line, "System RAM") ||
	    is_called(line, "System ram"));
}

static bool
is_reserved(const struct iomem_line *line)
{
	return (is_called(line, "reserved") || is_called(line, "Reserved"));
}

bool
iomem_is_another(const struct iomem *iomem, const struct iomem_line *line)
{
	return (iomem->count > 0 && (line->start < iomem->start ||
	    (line->start <= iomem->top_last && iomem->is_top_ram &&
	    is_ram(line))));
}

void
iomem_add(struct log_run *run, const struct iomem_line *line)
{
	struct iomem *iomem = run->state;
	struct arena *arena = run->draft.capture->arena;
	struct iomem_line *lines = iomem->lines, *added;

	if (iomem->count == iomem->capacity) {
		iomem->capacity = iomem->capacity == 0 ? LINES_LEAST :
		    2 * iomem->capacity;
		iomem->lines = arena_alloc(arena, iomem->capacity,
		    sizeof(iomem->lines[0]));
		if (iomem->count > 0)
			memcpy(iomem->lines, lines, iomem->count *
			    sizeof(iomem->lines[0]));
	}
	added = &iomem->lines[iomem->count++];
	*added = *line;
	added->name = arena_copy_text(arena, line->name, line->name_length);
	iomem->start = line->start;
	if (!line->is_nested) {
		iomem->top_last = line->last;
		iomem->is_top_ram = is_ram(line);
	}
	added->is_in_ram = line->is_nested && iomem->is_top_ram;
}

static bool
has_name(const struct iomem *iomem, const char *name)
{
	for (size_t i = 0; i < iomem->count; i++)
		if (is_called(&iomem->lines[i], name))
			return (true);
	return (false);
}

static bool
is_x86(const struct iomem *iomem)
{
	for (size_t i = 0; i < sizeof(x86_names) / sizeof(x86_names[0]); i++)
		if (has_name(iomem, x86_names[i]))
			return (true);
	return (false);
}

static bool
has_ram(const struct iomem *iomem)
{
	for (size_t i = 0; i < iomem->count; i++)
		if (is_ram(&iomem->lines[i]) && !iomem->lines[i].is_nested)
			return (true);
	return (false);
}

/*
 * Where the names do not tell, a guess, of which has_arch knows nothing.
 * Memory from 0 on is a PC's; the others reserve parts of their RAM.
 */
static enum arch
guess_arch(const struct iomem *iomem)
{
	for (size_t i = 0; i < iomem->count; i++)
		if (iomem->lines[i].is_in_ram &&
		    is_reserved(&iomem->lines[i]))
			return (ARCH_ARM64);
	return (iomem->lines[0].start < 0x100000 ? ARCH_AMD64 : ARCH_ARM64);
}

static void
set_arch(struct draft *draft, const struct iomem *iomem)
{
	bool is_wide = false;

	for (size_t i = 0; i < iomem->count; i++)
		is_wide = is_wide || iomem->lines[i].last > I386_LAST;
	if (has_name(iomem, "Kernel image"))
		draft_set_arch(draft, ARCH_RISCV64);
	else if (!is_x86(iomem))
		draft->capture->arch = guess_arch(iomem);
	else if (is_wide)
		draft_set_arch(draft, ARCH_AMD64);
}

/* From its first part to its last one; the parts between are its own. */
static void
set_kernel(struct draft *draft, const struct iomem *iomem)
{
	static const char *const parts[] = { "Kernel code", "Kernel rodata",
	    "Kernel data", "Kernel bss" };
	struct kernel_image *kernel = &draft->capture->boot.kernel;
	bm_paddr start = UINT64_MAX, last = 0;

	for (size_t i = 0; i < iomem->count; i++)
		for (size_t j = 0; j < sizeof(parts) / sizeof(parts[0]); j++)
			if (is_called(&iomem->lines[i], parts[j])) {
				if (iomem->lines[i].start < start)
					start = iomem->lines[i].start;
				if (iomem->lines[i].last > last)
					last = iomem->lines[i].last;
			}
	if (start > last)
		return;
	kernel->is_present = true;
	kernel->extent = draft_extent(start, last);
}

static bool
is_in_kernel(const struct draft *draft, const struct iomem_line *line)
{
	const struct kernel_image *kernel = &draft->capture->boot.kernel;

	return (kernel->is_present &&
	    line->start >= kernel->extent.base &&
	    line->last - kernel->extent.base < kernel->extent.length);
}

/* RAM in something else was added later, and is not the firmware's. */
static void
add_to_e820(struct draft *draft, const struct iomem_line *line)
{
	const struct named_value *name = e820_name(line);

	if (name != NULL && (name->value != 1 || !line->is_nested))
		draft_add_e820(draft, draft_extent(line->start, line->last),
		    (uint32_t)name->value);
}

/* Memory that is not mapped stands beside the System RAM, not in it. */
static void
add_to_tree(struct draft *draft, const struct iomem_line *line)
{
	struct bm_extent extent = draft_extent(line->start, line->last);
	struct fdt_map *fdt = &draft->capture->fdt;
	struct fdt_reserved *node;
	char name[32];

	if (!line->is_nested && (is_ram(line) || is_reserved(line)))
		draft_add_extent(draft, &fdt->memory, extent);
	if (!is_reserved(line) || is_in_kernel(draft, line) ||
	    (line->is_nested && !line->is_in_ram))
		return;
	snprintf(name, sizeof(name), "reserved@%llx",
	    (unsigned long long)line->start);
	node = draft_add_reserved(draft, name, strlen(name));
	node->no_map = !line->is_nested;
	draft_add_extent(draft, &node->reg, extent);
}

/* What a driver, or firmware, has claimed for itself. */
static void
add_device(struct draft *draft, const struct iomem_line *line)
{
	struct device *device;

	if (line->is_nested || e820_name(line) != NULL ||
	    is_called(line, "RAM buffer") || begins_with(line, "Kernel ") ||
	    is_called(line, "Crash kernel") ||
	    begins_with(line, "System RAM ("))
		return;
	device = draft_add_device(draft, line->name, line->name_length);
	device->extent = draft_extent(line->start, line->last);
	device->when = DEVICE_LATE;
	draft_set_text(draft, &device->source, "driver", strlen("driver"));
}

void
iomem_finish(struct log_run *run)
{
	const struct iomem *iomem = run->state;
	struct draft *draft = &run->draft;
	bool is_pc;

	if (!has_ram(iomem))
		return;
	set_arch(draft, iomem);
	set_kernel(draft, iomem);
	is_pc = draft->capture->arch == ARCH_AMD64;
	draft->capture->fdt.is_present = !is_pc;
	for (size_t i = 0; i < iomem->count; i++) {
		if (is_pc)
			add_to_e820(draft, &iomem->lines[i]);
		else
			add_to_tree(draft, &iomem->lines[i]);
		add_device(draft, &iomem->lines[i]);
	}
	draft_set_text(draft, &draft->capture->origin, "reconstructed",
	    strlen("reconstructed"));
}
