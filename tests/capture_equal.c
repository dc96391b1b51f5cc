/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "capture_equal.h"

#include <check.h>

#define SAME_NUMBER(member)						\
	ck_assert_uint_eq((uint64_t)left->member, (uint64_t)right->member)
#define SAME_TEXT(member) ck_assert_pstr_eq(left->member, right->member)
#define SAME_EXTENT(member) do {					\
	SAME_NUMBER(member.base);					\
	SAME_NUMBER(member.length);					\
} while (0)
#define SAME_RANGE(member) do {						\
	SAME_NUMBER(member.is_present);					\
	SAME_EXTENT(member.extent);					\
} while (0)
#define SAME_LIST(member) do {						\
	SAME_NUMBER(member.count);					\
	for (size_t at = 0; at < left->member.count; at++)		\
		SAME_EXTENT(member.entries[at]);			\
} while (0)

static void
same_head(const struct capture *left, const struct capture *right)
{
	SAME_TEXT(name);
	SAME_TEXT(about);
	SAME_TEXT(source);
	SAME_TEXT(origin);
	SAME_TEXT(truncated);
	SAME_NUMBER(arch);
	SAME_NUMBER(page_size);
	SAME_NUMBER(profiles.count);
	for (size_t i = 0; i < left->profiles.count; i++)
		SAME_TEXT(profiles.entries[i]);
}

static void
same_memory_bytes(const struct capture *left, const struct capture *right)
{
	SAME_NUMBER(memory_bytes_count);
	for (size_t i = 0; i < left->memory_bytes_count; i++) {
		SAME_NUMBER(memory_bytes[i].base);
		SAME_NUMBER(memory_bytes[i].count);
		ck_assert_mem_eq(left->memory_bytes[i].bytes,
		    right->memory_bytes[i].bytes,
		    left->memory_bytes[i].count);
	}
}

static void
same_e820(const struct e820_map *left, const struct e820_map *right)
{
	SAME_NUMBER(is_present);
	SAME_NUMBER(count);
	for (size_t i = 0; i < left->count; i++) {
		SAME_EXTENT(entries[i].extent);
		SAME_NUMBER(entries[i].type);
	}
}

static void
same_efi(const struct efi_map *left, const struct efi_map *right)
{
	SAME_NUMBER(is_present);
	SAME_NUMBER(descriptor_size);
	SAME_NUMBER(descriptor_version);
	SAME_NUMBER(count);
	for (size_t i = 0; i < left->count; i++) {
		SAME_NUMBER(entries[i].type);
		SAME_NUMBER(entries[i].phys);
		SAME_NUMBER(entries[i].virt);
		SAME_NUMBER(entries[i].page_count);
		SAME_NUMBER(entries[i].attributes);
	}
	SAME_LIST(memreserve);
}

static void
same_texts(const struct string_list *left, const struct string_list *right)
{
	SAME_NUMBER(count);
	for (size_t i = 0; i < left->count; i++)
		SAME_TEXT(entries[i]);
}

static void
same_memory_node(const struct fdt_memory_node *left,
    const struct fdt_memory_node *right)
{
	SAME_TEXT(name);
	SAME_NUMBER(has_device_type);
	SAME_TEXT(status);
	SAME_NUMBER(malformed);
	SAME_NUMBER(has_reg);
	SAME_LIST(reg);
	SAME_NUMBER(has_usable);
	SAME_LIST(usable);
	SAME_NUMBER(is_hotpluggable);
	SAME_NUMBER(has_numa_node);
	SAME_NUMBER(numa_node);
}

static void
same_open_range(const struct fdt_open_range *left,
    const struct fdt_open_range *right)
{
	SAME_RANGE(first);
	SAME_LIST(more);
	SAME_NUMBER(odd_bytes);
}

static void
same_for_linux(const struct fdt_for_linux *left,
    const struct fdt_for_linux *right)
{
	SAME_NUMBER(memory_count);
	for (size_t i = 0; i < left->memory_count; i++)
		same_memory_node(&left->memory[i], &right->memory[i]);
	SAME_NUMBER(has_root_cells);
	SAME_NUMBER(root_address_cells);
	SAME_NUMBER(root_size_cells);
	SAME_NUMBER(is_memreserve_endless);
	same_open_range(&left->usable_memory, &right->usable_memory);
	same_open_range(&left->elfcorehdr, &right->elfcorehdr);
	SAME_RANGE(initrd);
}

static void
same_reserved(const struct fdt_reserved *left,
    const struct fdt_reserved *right)
{
	SAME_TEXT(name);
	SAME_NUMBER(malformed);
	SAME_NUMBER(empty);
	SAME_LIST(reg);
	SAME_EXTENT(behind_reg);
	SAME_NUMBER(is_dynamic);
	SAME_NUMBER(size);
	SAME_NUMBER(alignment);
	SAME_LIST(alloc_ranges);
	SAME_NUMBER(no_map);
	SAME_NUMBER(reusable);
	SAME_NUMBER(is_cma_default);
	SAME_TEXT(compatible);
	same_texts(&left->compatible_also, &right->compatible_also);
	SAME_TEXT(status);
}

void
ck_assert_fdt_maps_equal(const struct fdt_map *left,
    const struct fdt_map *right)
{
	SAME_NUMBER(is_present);
	SAME_LIST(memory);
	SAME_LIST(memreserve);
	SAME_NUMBER(has_reserved_memory);
	SAME_NUMBER(has_reserved_ranges);
	SAME_NUMBER(has_reserved_cells);
	SAME_NUMBER(reserved_count);
	for (size_t i = 0; i < left->reserved_count; i++)
		same_reserved(&left->reserved[i], &right->reserved[i]);
	same_for_linux(&left->for_linux, &right->for_linux);
}

static void
same_regions(const struct region_map *left, const struct region_map *right)
{
	SAME_NUMBER(is_present);
	SAME_LIST(hardware);
	SAME_NUMBER(exclude_count);
	for (size_t i = 0; i < left->exclude_count; i++) {
		SAME_NUMBER(exclude[i].kind);
		SAME_EXTENT(exclude[i].extent);
		SAME_NUMBER(exclude[i].flags);
	}
}

static void
same_ops(const struct op_map *left, const struct op_map *right)
{
	SAME_NUMBER(is_present);
	SAME_NUMBER(count);
	for (size_t i = 0; i < left->count; i++) {
		SAME_NUMBER(entries[i].kind);
		SAME_EXTENT(entries[i].extent);
		SAME_NUMBER(entries[i].flags);
	}
}

static void
same_boot(const struct boot *left, const struct boot *right)
{
	SAME_TEXT(cmdline);
	SAME_NUMBER(tunable_count);
	for (size_t i = 0; i < left->tunable_count; i++) {
		SAME_TEXT(tunables[i].name);
		SAME_TEXT(tunables[i].value);
	}
	SAME_NUMBER(kernel.is_present);
	SAME_EXTENT(kernel.extent);
	SAME_NUMBER(kernel.has_virtual);
	SAME_NUMBER(kernel.virtual_base);
	SAME_RANGE(initrd);
	SAME_RANGE(dtb);
	SAME_NUMBER(preload_count);
	for (size_t i = 0; i < left->preload_count; i++) {
		SAME_TEXT(preload[i].name);
		SAME_TEXT(preload[i].type);
		SAME_EXTENT(preload[i].extent);
	}
	SAME_RANGE(page_tables);
	SAME_NUMBER(bad_page_count);
	for (size_t i = 0; i < left->bad_page_count; i++)
		SAME_NUMBER(bad_pages[i]);
}

static void
same_devices(const struct capture *left, const struct capture *right)
{
	SAME_NUMBER(device_count);
	for (size_t i = 0; i < left->device_count; i++) {
		SAME_TEXT(devices[i].name);
		SAME_EXTENT(devices[i].extent);
		SAME_NUMBER(devices[i].when);
		SAME_TEXT(devices[i].source);
		SAME_LIST(devices[i].uses);
	}
}

static void
same_events(const struct capture *left, const struct capture *right)
{
	SAME_NUMBER(event_count);
	for (size_t i = 0; i < left->event_count; i++) {
		SAME_NUMBER(events[i].kind);
		SAME_TEXT(events[i].driver);
		SAME_TEXT(events[i].name);
		SAME_NUMBER(events[i].size);
		SAME_NUMBER(events[i].from);
		SAME_NUMBER(events[i].to);
		SAME_NUMBER(events[i].align);
		SAME_EXTENT(events[i].extent);
	}
}

static void
same_witnesses(const struct capture *left, const struct capture *right)
{
	SAME_NUMBER(witness_count);
	for (size_t i = 0; i < left->witness_count; i++) {
		SAME_TEXT(witnesses[i].profile);
		SAME_TEXT(witnesses[i].table);
		SAME_TEXT(witnesses[i].path);
		SAME_TEXT(witnesses[i].text);
		SAME_NUMBER(witnesses[i].text_bytes);
	}
}

static void
same_linux_lists(const struct capture *left, const struct capture *right)
{
	SAME_NUMBER(iomem_claim_count);
	for (size_t i = 0; i < left->iomem_claim_count; i++) {
		SAME_TEXT(iomem_claims[i].name);
		SAME_EXTENT(iomem_claims[i].extent);
	}
	SAME_TEXT(linux_e820_name);
	SAME_NUMBER(linux_reserved_count);
	for (size_t i = 0; i < left->linux_reserved_count; i++) {
		SAME_TEXT(linux_reserved[i].name);
		SAME_EXTENT(linux_reserved[i].extent);
	}
	SAME_NUMBER(linux_machine.has_gbpages);
	SAME_NUMBER(linux_machine.has_no_pci);
	SAME_NUMBER(linux_machine.phys_bits);
	SAME_NUMBER(linux_machine.max_numnodes);
	SAME_NUMBER(linux_machine.cpus);
	SAME_NUMBER(linux_numa.count);
	for (size_t i = 0; i < left->linux_numa.count; i++) {
		SAME_NUMBER(linux_numa.ranges[i].node);
		SAME_EXTENT(linux_numa.ranges[i].extent);
		SAME_NUMBER(linux_numa.ranges[i].is_hotplug);
	}
	SAME_NUMBER(linux_numa.has_distances);
}

void
ck_assert_captures_equal(const struct capture *left,
    const struct capture *right)
{
	same_head(left, right);
	same_e820(&left->e820, &right->e820);
	same_efi(&left->efi, &right->efi);
	ck_assert_pstr_eq(left->fdt.path, right->fdt.path);
	ck_assert_fdt_maps_equal(&left->fdt, &right->fdt);
	same_regions(&left->regions, &right->regions);
	same_ops(&left->ops, &right->ops);
	same_boot(&left->boot, &right->boot);
	same_devices(left, right);
	same_events(left, right);
	same_witnesses(left, right);
	same_linux_lists(left, right);
	same_memory_bytes(left, right);
}
