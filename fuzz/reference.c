/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/reference.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

enum colour {
	RAM = 1 << 0,		/* may be in a chunk */
	NO_ALLOC = 1 << 1,
	NO_DUMP = 1 << 2,
	DROPPED = 1 << 3,	/* the architecture keeps it out */
};

struct layer {
	bm_paddr first;
	bm_paddr last;		/* included */
	unsigned colours;
};

struct painting {
	const struct capture *capture;
	struct layer *layers;
	size_t layer_count;
	/* Piece i goes from edges[i] to edges[i + 1], the last one to 2^64. */
	bm_paddr *edges;
	unsigned *colours;
	size_t edge_count;
	bool is_x86;
	bm_paddr low_end;	/* x86: where the first chunk may be used */
};

/* Inclusive ends, so that nothing here ever is 2^64. */
struct closed {
	bm_paddr first;
	bm_paddr last;
};

struct closed_list {
	struct closed *entries;
	size_t count;
};

#define EDGES_A_LAYER 6

static void
add_closed(struct painting *painting, bm_paddr first, bm_paddr last,
    unsigned colours)
{
	painting->layers[painting->layer_count++] = (struct layer){ first,
	    last, colours };
}

/* Nothing of an empty extent; what runs past the top ends there. */
static void
add(struct painting *painting, struct bm_extent extent, unsigned colours)
{
	bm_paddr last = extent.base + extent.length - 1;

	if (extent.length == 0)
		return;
	if (last < extent.base)
		last = UINT64_MAX;
	add_closed(painting, extent.base, last, colours);
}

static void
add_list(struct painting *painting, const struct extent_list *list,
    unsigned colours)
{
	for (size_t i = 0; i < list->count; i++)
		add(painting, list->entries[i], colours);
}

/* Page by page from the descriptor's start, up to the top. */
static bool
efi_last(const struct efi_descriptor *descriptor, bm_paddr *ret_last)
{
	uint64_t pages_below_top = (UINT64_MAX - descriptor->phys) / 4096;

	if (descriptor->page_count == 0)
		return (false);
	*ret_last = UINT64_MAX;
	if (descriptor->page_count <= pages_below_top)
		*ret_last = descriptor->phys +
		    (descriptor->page_count * 4096 - 1);
	return (true);
}

static unsigned
efi_colours(const struct painting *painting, uint32_t type)
{
	switch (type) {
	case 1: case 2: case 3: case 4: case 7:
		return (RAM);
	case 5: case 6: case 9:
		/* Run-time services, ACPI: RAM in the direct map, kept. */
		return (painting->is_x86 ? NO_ALLOC : RAM | NO_ALLOC);
	case 10:
		return (NO_ALLOC);
	default:
		return (NO_ALLOC | NO_DUMP);
	}
}

static void
add_efi(struct painting *painting)
{
	const struct efi_map *efi = &painting->capture->efi;
	bm_paddr last;

	for (size_t i = 0; i < efi->count; i++)
		if (efi_last(&efi->entries[i], &last))
			add_closed(painting, efi->entries[i].phys, last,
			    efi_colours(painting, efi->entries[i].type));
	/* D49839: what machine mode keeps comes first and says nothing. */
	if (painting->capture->arch != ARCH_RISCV64 || efi->count == 0 ||
	    efi->entries[0].type != 4 || !efi_last(&efi->entries[0], &last))
		return;
	if (last - efi->entries[0].phys >= 2 << 20)
		last = efi->entries[0].phys + ((2 << 20) - 1);
	add_closed(painting, efi->entries[0].phys, last, NO_ALLOC);
}

static void
add_e820(struct painting *painting)
{
	const struct e820_map *e820 = &painting->capture->e820;

	for (size_t i = 0; i < e820->count; i++) {
		uint32_t type = e820->entries[i].type;

		add(painting, e820->entries[i].extent, type == 1 ? RAM :
		    type == 3 || type == 4 ? NO_ALLOC : NO_ALLOC | NO_DUMP);
	}
}

static void
add_fdt(struct painting *painting)
{
	const struct extent_list *memory = &painting->capture->fdt.memory;
	struct bm_extent first;

	add_list(painting, memory, RAM);
	if (painting->capture->arch != ARCH_RISCV64 || memory->count == 0)
		return;
	first = memory->entries[0];
	if (first.length > 2 << 20)
		first.length = 2 << 20;
	add(painting, first, NO_ALLOC);
}

static unsigned
exclude_colours(uint32_t flags)
{
	return (((flags & BM_EXCLUDE_NOALLOC) != 0 ? NO_ALLOC : 0) |
	    ((flags & BM_EXCLUDE_NODUMP) != 0 ? NO_DUMP : 0));
}

static void
add_operations(struct painting *painting, const struct region_op *operations,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		add(painting, operations[i].extent,
		    operations[i].kind == REGION_HARDWARE ? RAM :
		    exclude_colours(operations[i].flags));
}

/* What firmware reserves beside its map. */
static void
add_reserved(struct painting *painting)
{
	const struct fdt_map *fdt = &painting->capture->fdt;

	add_list(painting, &fdt->memreserve, NO_ALLOC);
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (node->status == NULL ||
		    strcmp(node->status, "okay") == 0 ||
		    strcmp(node->status, "ok") == 0)
			add_list(painting, &node->reg, NO_ALLOC |
			    (node->no_map ? NO_DUMP : 0));
	}
	add_list(painting, &painting->capture->efi.memreserve,
	    NO_ALLOC | NO_DUMP);
}

static void
add_loaded(struct painting *painting)
{
	const struct boot *boot = &painting->capture->boot;

	if (boot->kernel.is_present)
		add(painting, boot->kernel.extent, NO_ALLOC);
	if (boot->initrd.is_present)
		add(painting, boot->initrd.extent, NO_ALLOC);
	if (boot->dtb.is_present)
		add(painting, boot->dtb.extent, NO_ALLOC);
	if (boot->page_tables.is_present)
		add(painting, boot->page_tables.extent, NO_ALLOC);
	for (size_t i = 0; i < boot->preload_count; i++)
		add(painting, boot->preload[i].extent, NO_ALLOC);
}

/* The one map that the kernel goes by; false if there is none for it. */
static bool
add_map(struct painting *painting)
{
	const struct capture *capture = painting->capture;

	if (capture->ops.is_present) {
		add_operations(painting, capture->ops.entries,
		    capture->ops.count);
		return (true);
	}
	if (capture->regions.is_present) {
		add_list(painting, &capture->regions.hardware, RAM);
		add_operations(painting, capture->regions.exclude,
		    capture->regions.exclude_count);
		return (true);
	}
	add_reserved(painting);
	/* 40 bytes: the fields of UEFI 2.10, 7.2.3. */
	if (capture->efi.is_present && capture->efi.descriptor_size >= 40)
		add_efi(painting);
	else if (painting->is_x86 && capture->e820.is_present)
		add_e820(painting);
	else if (!painting->is_x86 && capture->fdt.is_present)
		add_fdt(painting);
	else
		return (false);
	return (true);
}

static void
add_limits(struct painting *painting)
{
	static const bm_paddr lasts[ARCH_COUNT] = {
		[ARCH_AMD64] = ((bm_paddr)1 << 52) - 1,
		[ARCH_I386] = ((bm_paddr)1 << 36) - 1,
		[ARCH_ARM64] = UINT64_MAX,
		[ARCH_ARM] = UINT32_MAX,
		[ARCH_RISCV64] = UINT64_MAX
	};
	bm_paddr last = lasts[painting->capture->arch];

	if (last != UINT64_MAX)
		add_closed(painting, last + 1, UINT64_MAX, DROPPED);
	if (painting->is_x86)
		return;
	add_closed(painting, last - ((1 << 20) - 1), last, DROPPED);
	add_closed(painting, 0, painting->capture->page_size - 1, DROPPED);
}

static int
compare_addresses(const void *a, const void *b)
{
	const bm_paddr *left = a, *right = b;

	return (*left < *right ? -1 : *left > *right);
}

/* Cuts at both ends of each layer and of the pages they lie in. */
static void
list_edges(struct painting *painting)
{
	const uint64_t page_size = painting->capture->page_size;
	size_t count = 0, kept = 0;
	bm_paddr *edges = painting->edges;

	for (size_t i = 0; i < painting->layer_count; i++) {
		const struct layer *layer = &painting->layers[i];

		edges[count++] = layer->first;
		edges[count++] = layer->first / page_size * page_size;
		edges[count++] = (layer->first / page_size + 1) * page_size;
		edges[count++] = layer->last + 1;
		edges[count++] = layer->last / page_size * page_size;
		edges[count++] = (layer->last / page_size + 1) * page_size;
	}
	/* What wrapped to 0 is an edge in any case. */
	edges[count++] = 0;
	edges[count++] = 64 << 10;
	qsort(edges, count, sizeof(edges[0]), compare_addresses);
	for (size_t i = 1; i < count; i++)
		if (edges[i] != edges[kept])
			edges[++kept] = edges[i];
	painting->edge_count = kept + 1;
}

static bm_paddr
piece_last(const struct painting *painting, size_t index)
{
	return (index + 1 == painting->edge_count ? UINT64_MAX :
	    painting->edges[index + 1] - 1);
}

static void
paint(struct painting *painting)
{
	memset(painting->colours, 0,
	    painting->edge_count * sizeof(painting->colours[0]));
	for (size_t i = 0; i < painting->layer_count; i++) {
		const struct layer *layer = &painting->layers[i];
		const bm_paddr *edge = bsearch(&layer->first, painting->edges,
		    painting->edge_count, sizeof(bm_paddr),
		    compare_addresses);

		for (size_t j = (size_t)(edge - painting->edges);
		    j < painting->edge_count &&
		    painting->edges[j] <= layer->last; j++)
			painting->colours[j] |= layer->colours;
	}
}

static bool
piece_is_ram(const struct painting *painting, size_t index)
{
	return ((painting->colours[index] & (RAM | DROPPED)) == RAM);
}

/*
 * BIOSes scribble on low memory: the first chunk is used from 64 KiB on, or,
 * if it ends below, from its last page.
 */
static void
find_low_end(struct painting *painting)
{
	const uint64_t page_size = painting->capture->page_size;
	bm_paddr last;
	size_t i = 0;

	painting->low_end = 0;
	while (i < painting->edge_count && !piece_is_ram(painting, i))
		i++;
	if (!painting->is_x86 || i == painting->edge_count ||
	    painting->edges[i] >= 64 << 10)
		return;
	while (i + 1 < painting->edge_count && piece_is_ram(painting, i + 1))
		i++;
	last = piece_last(painting, i);
	painting->low_end = last >= 64 << 10 ? 64 << 10 :
	    last / page_size * page_size;
}

static void
list_add(struct closed_list *list, bm_paddr first, bm_paddr last)
{
	if (list->count > 0 && list->entries[list->count - 1].last + 1 ==
	    first)
		list->entries[list->count - 1].last = last;
	else
		list->entries[list->count++] = (struct closed){ first, last };
}

/* A run of whole pages of one colour, or a page of several. */
static void
add_cell(const struct painting *painting, bm_paddr first, bm_paddr last,
    unsigned all, unsigned any, struct closed_list *ret_avail,
    struct closed_list *ret_dump)
{
	if ((all & RAM) == 0 || (any & DROPPED) != 0)
		return;
	if ((any & NO_DUMP) == 0)
		list_add(ret_dump, first, last);
	if ((any & NO_ALLOC) == 0 && first >= painting->low_end)
		list_add(ret_avail, first, last);
}

static void
list_pages(const struct painting *painting, struct closed_list *ret_avail,
    struct closed_list *ret_dump)
{
	const uint64_t page_size = painting->capture->page_size;

	ret_avail->count = 0;
	ret_dump->count = 0;
	for (size_t i = 0; i < painting->edge_count; i++) {
		bm_paddr first = painting->edges[i];
		unsigned all = painting->colours[i], any = all;

		while ((piece_last(painting, i) + 1) % page_size != 0) {
			i++;
			all &= painting->colours[i];
			any |= painting->colours[i];
		}
		add_cell(painting, first, piece_last(painting, i), all, any,
		    ret_avail, ret_dump);
	}
}

/*
 * x86: the message buffer, 96 KiB in whole pages, comes off the end of the
 * highest range with more than a page left then; what lies above is lost.
 */
static void
take_message_buffer(const struct painting *painting,
    struct closed_list *avail)
{
	const uint64_t page_size = painting->capture->page_size;
	const uint64_t bytes = (98304 + page_size - 1) / page_size *
	    page_size;
	size_t count = avail->count;

	while (count > 0 && avail->entries[count - 1].last -
	    avail->entries[count - 1].first < bytes + page_size)
		count--;
	if (!painting->is_x86 || count == 0)
		return;
	avail->count = count;
	avail->entries[count - 1].last -= bytes;
}

static void
require_list(const struct closed_list *expected, const struct bm_rset *set)
{
	for (size_t i = 0; i < set->count && i < expected->count; i++) {
		FUZZ_REQUIRE(set->entries[i].range.start ==
		    expected->entries[i].first);
		FUZZ_REQUIRE(bm_range_last(set->entries[i].range) ==
		    expected->entries[i].last);
	}
	FUZZ_REQUIRE(set->count == expected->count);
}

static size_t
layer_count_at_most(const struct capture *capture)
{
	size_t count = capture->e820.count + capture->efi.count +
	    capture->efi.memreserve.count + capture->fdt.memory.count +
	    capture->fdt.memreserve.count + capture->regions.hardware.count +
	    capture->regions.exclude_count + capture->ops.count +
	    capture->boot.preload_count + 4 + 3 + 1;

	for (size_t i = 0; i < capture->fdt.reserved_count; i++)
		count += capture->fdt.reserved[i].reg.count;
	return (count);
}

static void
require_lists(struct painting *painting, const struct bm_world *world)
{
	const size_t size = sizeof(struct closed);
	struct closed_list avail, dump;

	avail.entries = fuzz_allocate(painting->edge_count, size);
	dump.entries = fuzz_allocate(painting->edge_count, size);
	list_pages(painting, &avail, &dump);
	FUZZ_REQUIRE((world->panic != NULL) == (avail.count == 0));
	if (world->panic == NULL) {
		take_message_buffer(painting, &avail);
		require_list(&avail, &world->phys_avail);
		require_list(&dump, &world->dump_avail);
	}
	free(avail.entries);
	free(dump.entries);
}

void
reference_require(const struct capture *capture,
    const struct bm_world *world)
{
	const size_t layer_count = layer_count_at_most(capture);
	const size_t edge_count = EDGES_A_LAYER * layer_count + 2;
	struct painting painting = { .capture = capture,
	    .is_x86 = capture->arch == ARCH_AMD64 ||
	    capture->arch == ARCH_I386 };

	painting.layers = fuzz_allocate(layer_count, sizeof(struct layer));
	painting.edges = fuzz_allocate(edge_count, sizeof(bm_paddr));
	painting.colours = fuzz_allocate(edge_count, sizeof(unsigned));
	if (!add_map(&painting))
		FUZZ_REQUIRE(world->panic != NULL);
	else {
		add_loaded(&painting);
		add_limits(&painting);
		list_edges(&painting);
		paint(&painting);
		find_low_end(&painting);
		require_lists(&painting, world);
	}
	free(painting.layers);
	free(painting.edges);
	free(painting.colours);
}
