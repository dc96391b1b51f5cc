/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * devinfo(8)'s two views of the nexus.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "sim/clean.h"
#include "sim/print/table.h"

/* An inclusive end without padding; a single byte is printed once. */
static void
print_claimed(FILE *out, struct bm_range range)
{
	fprintf(out, "0x%" PRIx64, range.start);
	if (range.start != bm_range_last(range))
		fprintf(out, "-0x%" PRIx64, bm_range_last(range));
}

void
print_nexus(FILE *out, const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;
	bool is_first = true;

	fputs("nexus0\n", out);
	if (!world->has_ram0)
		return;
	fputs("  ram0\n", out);
	for (size_t i = 0; i < world->nexus.count; i++) {
		const struct bm_claim *claim = &world->nexus.claims[i];

		if (claim->owner != world->ram0_owner)
			continue;
		if (is_first)
			fputs("      I/O memory addresses:\n", out);
		is_first = false;
		fputs("          ", out);
		print_claimed(out, claim->range);
		fputc('\n', out);
	}
}

static void
print_piece(FILE *out, struct bm_range range, const char *holder)
{
	fputs("    ", out);
	print_claimed(out, range);
	if (holder == NULL)
		fputs(" ----\n", out);
	else {
		/* A capture may call a device anything. */
		char *clean = clean_line(holder);

		fprintf(out, " (%s)\n", clean);
		free(clean);
	}
}

void
print_nexus_free(FILE *out, const struct simulation *simulation)
{
	const struct bm_nexus *nexus = &simulation->world.nexus;
	bm_paddr next = 0;
	bool is_full = false;

	fputs("I/O memory addresses:\n", out);
	for (size_t i = 0; i < nexus->count; i++) {
		const struct bm_claim *claim = &nexus->claims[i];

		if (next < claim->range.start)
			print_piece(out, (struct bm_range){ next,
			    claim->range.start }, NULL);
		print_piece(out, claim->range,
		    owners_name(simulation->owners, claim->owner));
		next = claim->range.end;
		is_full = next == 0;
	}
	if (!is_full)
		print_piece(out, (struct bm_range){ next, 0 }, NULL);
}
