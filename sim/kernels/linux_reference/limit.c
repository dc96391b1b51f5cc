/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Which part of the memory the reference uses where the device tree, mem= or
 * the size of the linear map says so.  What is no-map stays known: firmware
 * has something there.
 */
#include <inttypes.h>
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/linux_reference/reference.h"

/* The linear map begins at a border of this. */
#define MEMSTART_ALIGN (UINT64_C(1) << 30)

/* Where the kernel's image lies, in whole pages; false: nowhere. */
static bool
kernel_pages(const struct reference_linux *boot, struct bm_range *ret_pages)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	struct bm_range range;

	if (!kernel->is_present ||
	    bm_extent_range(kernel->extent, &range) == BM_CLIP_ALL)
		return (false);
	*ret_pages = bm_page_outward(range, boot->page_size);
	return (true);
}

static void
append(struct bm_rset *set, struct bm_range range)
{
	const struct bm_rset_entry entry = { .range = range };

	reference_linux_must(bm_rset_append(set, &entry));
}

/*
 * Memory becomes what of it lies in windows, is no-map or holds the kernel,
 * which stays whatever the limit.
 */
static void
cap(struct reference_linux *boot, const struct bm_rset *windows)
{
	const size_t capacity = boot->no_map.count + windows->count + 1;
	struct bm_rset kept = reference_linux_new_set(boot, capacity);
	struct bm_rset memory = reference_linux_new_set(boot,
	    boot->memory.count + capacity);
	struct bm_range kernel;

	for (size_t i = 0; i < boot->no_map.count; i++)
		append(&kept, boot->no_map.entries[i].range);
	for (size_t i = 0; i < windows->count; i++)
		append(&kept, windows->entries[i].range);
	if (kernel_pages(boot, &kernel))
		append(&kept, kernel);
	bm_rset_normalize(&kept);
	reference_linux_must(bm_rset_intersect(&boot->memory, &kept,
	    &memory));
	boot->memory = memory;
}

static void
remove_above(struct reference_linux *boot, bm_paddr last)
{
	if (last != BM_PADDR_LAST)
		reference_linux_must(bm_rset_remove(&boot->memory,
		    (struct bm_range){ last + 1, 0 }));
}

/* The pages of extent; of no bytes, or of no page, it says nothing. */
static void
append_window(const struct reference_linux *boot, struct bm_extent extent,
    struct bm_rset *windows)
{
	struct bm_range range, pages;

	if (bm_extent_range(extent, &range) != BM_CLIP_ALL &&
	    bm_page_inward(range, boot->page_size, &pages))
		append(windows, pages);
}

/* linux,usable-memory-range: what a crashed kernel leaves to the next. */
static void
cap_to_tree(struct reference_linux *boot)
{
	const struct fdt_open_range *usable =
	    &boot->simulation->capture->fdt.for_linux.usable_memory;
	struct bm_rset windows;

	if (!reference_linux_has_tree(boot) || !usable->first.is_present)
		return;
	windows = reference_linux_new_set(boot, usable->more.count + 1);
	append_window(boot, usable->first.extent, &windows);
	for (size_t i = 0; i < usable->more.count; i++)
		append_window(boot, usable->more.entries[i], &windows);
	if (windows.count > 0)
		cap(boot, &windows);
	else
		linux_log(&boot->log, BM_LOG_FDT, "OF: fdt: no page lies in "
		    "linux,usable-memory-range, ignoring it");
}

/* Half of the kernel's addresses show as much, from the lowest memory on. */
static void
cap_to_linear_map(struct reference_linux *boot)
{
	bm_paddr start;

	remove_above(boot, boot->arch->last);
	if (boot->arch->linear_bytes == 0 || boot->memory.count == 0)
		return;
	start = bm_page_trunc(boot->memory.entries[0].range.start,
	    MEMSTART_ALIGN);
	remove_above(boot, start + (boot->arch->linear_bytes - 1));
}

/* mem=, the last of them that makes sense; 0 if there is none. */
static uint64_t
memory_limit(struct reference_linux *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    reference_linux_cmdline(boot), boot->log.arena);
	uint64_t limit = 0, said;
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		if (strcmp(name, "mem") != 0 || value == NULL)
			continue;
		said = bm_page_trunc(linux_memparse(value, &end),
		    boot->page_size);
		if (said != 0 && *end == '\0')
			limit = said;
		else
			linux_log(&boot->log, BM_LOG_MEMBLOCK,
			    "mem=%s makes no sense, ignored", value);
	}
	return (limit);
}

/* Where limit bytes of memory end; false if there are not more. */
static bool
end_of_limit(const struct reference_linux *boot, uint64_t limit,
    bm_paddr *ret_end)
{
	for (size_t i = 0; i < boot->memory.count; i++) {
		const struct bm_range range = boot->memory.entries[i].range;

		if (limit <= bm_range_last(range) - range.start) {
			*ret_end = range.start + limit;
			return (true);
		}
		limit -= bm_range_bytes(range);
	}
	return (false);
}

static void
cap_to_parameter(struct reference_linux *boot)
{
	const uint64_t limit = memory_limit(boot);
	struct bm_rset window = reference_linux_new_set(boot, 1);
	bm_paddr end;

	if (limit == 0 || !end_of_limit(boot, limit, &end))
		return;
	append(&window, (struct bm_range){ 0, end });
	cap(boot, &window);
}

void
reference_linux_cap_memory(struct reference_linux *boot)
{
	cap_to_tree(boot);
	cap_to_linear_map(boot);
	cap_to_parameter(boot);
}
