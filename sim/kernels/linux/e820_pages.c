/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820.c of Linux 6.1, 6.12 and 7.2: what its table
 * comes to in page frames.  Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>

#include "sim/kernels/linux/amd64.h"

#define PAGE_SHIFT 12
#define GAP_END ((uint64_t)1 << 32)
#define GAP_BYTES_MIN ((uint64_t)4 << 20)
#define LOW_PFN_LIMIT ((uint64_t)1 << (32 - PAGE_SHIFT))
/* MAXMEM, of a processor with page tables of four levels. */
#define MAX_ARCH_PFN ((uint64_t)1 << (46 - PAGE_SHIFT))

static uint64_t
pfn_down(uint64_t address)
{
	return (address >> PAGE_SHIFT);
}

/* In the topmost page it wraps. */
static uint64_t
pfn_up(uint64_t address)
{
	return ((address + ((uint64_t)1 << PAGE_SHIFT) - 1) >> PAGE_SHIFT);
}

/* e820__end_ram_pfn */
static uint64_t
end_pfn(const struct linux_amd64 *amd64, uint64_t limit_pfn)
{
	const bool counts_acpi = amd64->boot->release->e820.ends_behind_acpi;
	uint64_t last_pfn = 0;

	for (size_t i = 0; i < amd64->e820->count; i++) {
		const struct bm_linux_e820_entry *entry =
		    &amd64->e820->entries[i];
		const uint64_t end = pfn_down(linux_e820_end(entry));

		if ((entry->type != LINUX_E820_RAM &&
		    (entry->type != LINUX_E820_ACPI || !counts_acpi)) ||
		    pfn_down(entry->extent.base) >= limit_pfn)
			continue;
		if (end > limit_pfn) {
			last_pfn = limit_pfn;
			break;
		}
		if (end > last_pfn)
			last_pfn = end;
	}
	if (last_pfn > MAX_ARCH_PFN)
		last_pfn = MAX_ARCH_PFN;
	linux_log(&amd64->boot->log, BM_LOG_E820, "last_pfn = 0x%" PRIx64
	    " max_arch_pfn = 0x%" PRIx64, last_pfn, MAX_ARCH_PFN);
	return (last_pfn);
}

void
linux_amd64_find_max_pfn(struct linux_amd64 *amd64)
{
	amd64->max_pfn = end_pfn(amd64, MAX_ARCH_PFN);
	if (amd64->max_pfn > LOW_PFN_LIMIT)
		(void)end_pfn(amd64, LOW_PFN_LIMIT);
}

static void
register_nosave(const struct linux_amd64 *amd64, uint64_t start_pfn,
    uint64_t limit_pfn)
{
	if (start_pfn < limit_pfn)
		linux_log(&amd64->boot->log, BM_LOG_E820, "PM: hibernation: "
		    "Registered nosave memory: [mem 0x%08" PRIx64 "-0x%08"
		    PRIx64 "]", start_pfn << PAGE_SHIFT,
		    (limit_pfn << PAGE_SHIFT) - 1);
}

/*
 * What lies between RAM, with the pages that are RAM in part: so since 6.15
 * and the releases of May 2025 that stay stable.
 */
void
linux_amd64_register_nosave(const struct linux_amd64 *amd64)
{
	uint64_t last_end = 0;

	for (size_t i = 0; i < amd64->e820->count; i++) {
		const struct bm_linux_e820_entry *entry =
		    &amd64->e820->entries[i];

		if (!linux_e820_is_ram(&amd64->boot->release->e820,
		    entry->type))
			continue;
		if (last_end < entry->extent.base)
			register_nosave(amd64, pfn_down(last_end),
			    pfn_up(entry->extent.base));
		last_end = linux_e820_end(entry);
	}
	register_nosave(amd64, pfn_down(last_end), amd64->max_pfn);
}

struct gap {
	uint64_t start;
	uint64_t bytes;
	bool is_found;
};

/* Of gaps of one size the one that is looked at last. */
static void
try_gap(struct gap *gap, uint64_t start, uint64_t end)
{
	if (start >= end || end - start < gap->bytes)
		return;
	*gap = (struct gap){ start, end - start, true };
}

static void
search_downward(const struct linux_e820 *table, struct gap *gap)
{
	uint64_t last = GAP_END;

	for (size_t i = table->count; i-- > 0;) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];

		try_gap(gap, linux_e820_end(entry), last);
		if (entry->extent.base < last)
			last = entry->extent.base;
	}
}

/* Of a table without entries the kernel reads what is in front of it. */
static void
search_upward(const struct linux_e820 *table, struct gap *gap)
{
	uint64_t previous_end = 0;

	for (size_t i = 0; i < table->count; i++) {
		const uint64_t start = table->entries[i].extent.base;

		try_gap(gap, previous_end, start < GAP_END ? start : GAP_END);
		previous_end = linux_e820_end(&table->entries[i]);
	}
	if (table->count > 0)
		try_gap(gap, previous_end, GAP_END);
}

void
linux_amd64_find_pci_gap(const struct linux_amd64 *amd64)
{
	const bool is_upward = amd64->boot->release->e820.searches_gap_upward;
	struct linux_log *log = &amd64->boot->log;
	struct gap gap = { .bytes = GAP_BYTES_MIN };

	if (is_upward)
		search_upward(amd64->e820, &gap);
	else
		search_downward(amd64->e820, &gap);
	if (!gap.is_found) {
		gap.start = (amd64->max_pfn << PAGE_SHIFT) + LINUX_ISA_END;
		linux_log(log, BM_LOG_E820, "Cannot find an available gap in "
		    "the 32-bit address range");
		linux_log(log, BM_LOG_E820, "PCI devices with unassigned "
		    "32-bit BARs may not work!");
	}
	linux_log(log, BM_LOG_E820, "[%s 0x%08" PRIx64 "-0x%08" PRIx64
	    "] available for PCI devices", is_upward ? "gap" : "mem",
	    gap.start, gap.start + gap.bytes - 1);
}
