/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows __rmem_check_for_overlap of Linux 6.1.192 and 6.12.117, and
 * lib/sort.c for the order in which it leaves equal entries.  Re-enacted,
 * defects included: do not improve this.
 */
#include <inttypes.h>

#include "sim/kernels/linux/linux.h"

struct heap {
	struct reserved_mem *entries;
	size_t count;
	bool by_node;
};

/* As memcmp: by base, size and, if asked for, place in the tree. */
static int
compare(const struct heap *heap, size_t a, size_t b)
{
	const struct reserved_mem *left = &heap->entries[a];
	const struct reserved_mem *right = &heap->entries[b];

	if (left->base != right->base)
		return (left->base < right->base ? -1 : 1);
	if (left->size != right->size)
		return (left->size < right->size ? -1 : 1);
	if (heap->by_node && left->index != right->index)
		return (left->index < right->index ? -1 : 1);
	return (0);
}

static void
swap(const struct heap *heap, size_t a, size_t b)
{
	const struct reserved_mem entry = heap->entries[a];

	heap->entries[a] = heap->entries[b];
	heap->entries[b] = entry;
}

static size_t
parent(size_t child)
{
	return ((child - 1) / 2);
}

/*
 * Down to a leaf along the greater children, back up to where the root of the
 * subtree belongs, and from there everything one up: of equal entries, which
 * one comes first follows from just these steps.
 */
static void
sift_down(const struct heap *heap, size_t root)
{
	size_t at = root, place;

	while (2 * at + 2 < heap->count)
		at = compare(heap, 2 * at + 1, 2 * at + 2) >= 0 ?
		    2 * at + 1 : 2 * at + 2;
	if (2 * at + 2 == heap->count)
		at = 2 * at + 1;
	while (at != root && compare(heap, root, at) >= 0)
		at = parent(at);
	for (place = at; at != root; ) {
		at = parent(at);
		swap(heap, at, place);
	}
}

static void
heap_sort(struct heap heap)
{
	for (size_t root = heap.count / 2; root > 0; root--)
		sift_down(&heap, root - 1);
	while (heap.count > 1) {
		heap.count--;
		swap(&heap, 0, heap.count);
		sift_down(&heap, 0);
	}
}

static bm_paddr
end_of(const struct linux_boot *boot, const struct reserved_mem *entry)
{
	return ((entry->base + entry->size) & linux_address_max(boot));
}

/* Only neighbours are looked at: what reaches further is missed. */
void
reserved_mem_check_overlap(struct linux_boot *boot)
{
	struct reserved_mem_array *array = &boot->reserved_mem;

	if (array->count < 2)
		return;
	heap_sort((struct heap){ array->entries, array->count,
	    boot->release->reserved_mem.sorts_by_node });
	for (size_t i = 0; i + 1 < array->count; i++) {
		const struct reserved_mem *this = &array->entries[i];
		const struct reserved_mem *next = this + 1;

		if (end_of(boot, this) <= next->base)
			continue;
		linux_log(&boot->log, BM_LOG_RESERVED_MEM,
		    "OF: reserved mem: OVERLAP DETECTED!\n"
		    "%s (" LINUX_PA "--" LINUX_PA ") overlaps with "
		    "%s (" LINUX_PA "--" LINUX_PA ")",
		    this->node->name, LINUX_PA_OF(boot, this->base),
		    LINUX_PA_OF(boot, end_of(boot, this)),
		    next->node->name, LINUX_PA_OF(boot, next->base),
		    LINUX_PA_OF(boot, end_of(boot, next)));
	}
}
