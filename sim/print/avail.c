/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * phys_avail in its two forms, dump_avail, and the sums.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/print/table.h"

/* Each architecture's cpu_startup prints addresses in its own width. */
static int
chunk_address_digits(enum arch arch)
{
	switch (arch) {
	case ARCH_AMD64:
	case ARCH_I386:
	case ARCH_RISCV64:
		return (16);
	case ARCH_ARM64:
		return (14);	/* %#016jx: the 0x counts */
	case ARCH_ARM:
		/* arm prints subr_physmem's tables there; its own width. */
	case ARCH_COUNT:
		break;
	}
	return (8);
}

void
print_phys_chunks(FILE *out, const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;
	const int digits = chunk_address_digits(simulation->capture->arch);

	fputs("Physical memory chunk(s):\n", out);
	for (size_t i = 0; i < world->phys_avail.count; i++) {
		struct bm_range range = world->phys_avail.entries[i].range;

		fprintf(out, "0x%0*" PRIx64 " - 0x%0*" PRIx64 ", %" PRIu64
		    " bytes (%" PRIu64 " pages)\n", digits, range.start,
		    digits, bm_range_last(range), bm_range_bytes(range),
		    bm_page_count(range, world->physmem.limits.page_size));
	}
}

static void
print_pairs(FILE *out, const struct bm_rset *set)
{
	for (size_t i = 0; i < set->count; i++)
		fprintf(out, "[0x%08" PRIx64 ", 0x%08" PRIx64 ")\n",
		    set->entries[i].range.start, set->entries[i].range.end);
}

void
print_phys_avail(FILE *out, const struct simulation *simulation)
{
	print_pairs(out, &simulation->world.phys_avail);
}

void
print_dump_avail(FILE *out, const struct simulation *simulation)
{
	print_pairs(out, &simulation->world.dump_avail);
}

void
print_totals(FILE *out, const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;

	if (world->has_basemem)
		fprintf(out, "basemem %" PRIu64 "\n", world->basemem_kib);
	else
		fprintf(out, "realmem %" PRIu64 "\n",
		    world->totals.realmem_pages);
	fprintf(out, "physmem %" PRIu64 "\nMaxmem %" PRIu64 "\n",
	    world->totals.physmem_pages, world->totals.maxmem_pages);
}
