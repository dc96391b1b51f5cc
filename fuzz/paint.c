/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/paint.h"

#include <string.h>

#include "fuzz/fuzz.h"

unsigned
universe_unit_count(unsigned size)
{
	static const unsigned unit_counts[] = { 16, 32, 64, 32, 64, 128, 64,
	    PAINT_UNITS_MAX };

	return (unit_counts[size % 8]);
}

struct universe
universe_of(unsigned form, unsigned size)
{
	static const uint64_t unit_bytes[] = { 1, 1024, 4096, 16384 };
	struct universe universe = { .unit_bytes = unit_bytes[form % 4],
	    .unit_count = universe_unit_count(size) };

	switch (form / 4 % 4) {
	case 0:
		break;
	case 1:
		universe.base = (bm_paddr)1 << 40;
		break;
	case 2:
		universe.base = 0 - universe.unit_count * universe.unit_bytes;
		break;
	default:
		universe.unit_bytes = UINT64_MAX / universe.unit_count + 1;
	}
	return (universe);
}

struct span
universe_span(const struct universe *universe, unsigned edge,
    unsigned other_edge)
{
	edge %= universe->unit_count;
	other_edge %= universe->unit_count;
	return (edge < other_edge ? (struct span){ edge, other_edge } :
	    (struct span){ other_edge, edge });
}

bm_paddr
universe_address(const struct universe *universe, unsigned unit)
{
	return (universe->base + unit * universe->unit_bytes);
}

struct bm_range
universe_range(const struct universe *universe, struct span span)
{
	return ((struct bm_range){ universe_address(universe, span.first),
	    universe_address(universe, span.last + 1) });
}

struct bm_origin
paint_origin(uint32_t index)
{
	return ((struct bm_origin){ BM_SOURCE_OPS, index });
}

void
canvas_clear(struct canvas *canvas, struct universe universe)
{
	canvas->universe = universe;
	memset(canvas->units, 0,
	    universe.unit_count * sizeof(canvas->units[0]));
}

void
canvas_copy(struct canvas *canvas, const struct canvas *source)
{
	canvas->universe = source->universe;
	memcpy(canvas->units, source->units,
	    source->universe.unit_count * sizeof(canvas->units[0]));
}

void
canvas_add(struct canvas *canvas, struct span span, uint8_t tags,
    uint16_t origin)
{
	for (unsigned i = span.first; i <= span.last; i++) {
		struct unit *unit = &canvas->units[i];

		if (!unit->is_painted)
			*unit = (struct unit){ true, 0, origin };
		unit->tags = (uint8_t)(unit->tags | tags);
		if (origin < unit->origin)
			unit->origin = origin;
	}
}

void
canvas_remove(struct canvas *canvas, struct span span)
{
	for (unsigned i = span.first; i <= span.last; i++)
		canvas->units[i] = (struct unit){ .is_painted = false };
}

struct span
canvas_run(const struct canvas *canvas, unsigned first)
{
	unsigned last = first;

	while (last + 1 < canvas->universe.unit_count &&
	    canvas->units[last + 1].is_painted &&
	    canvas->units[last + 1].tags == canvas->units[first].tags)
		last++;
	return ((struct span){ first, last });
}

unsigned
canvas_settle(struct canvas *canvas)
{
	unsigned count = 0;

	for (unsigned i = 0; i < canvas->universe.unit_count; i++) {
		struct span run;
		uint16_t origin;

		if (!canvas->units[i].is_painted)
			continue;
		run = canvas_run(canvas, i);
		origin = canvas->units[i].origin;
		for (unsigned j = run.first; j <= run.last; j++)
			if (canvas->units[j].origin < origin)
				origin = canvas->units[j].origin;
		for (unsigned j = run.first; j <= run.last; j++)
			canvas->units[j].origin = origin;
		i = run.last;
		count++;
	}
	return (count);
}

void
canvas_require(const struct canvas *canvas, const struct bm_rset *set)
{
	size_t count = 0;

	FUZZ_REQUIRE(set->count <= set->capacity);
	for (unsigned i = 0; i < canvas->universe.unit_count; i++) {
		const struct unit *unit = &canvas->units[i];
		const struct bm_rset_entry *entry = &set->entries[count];
		struct span run;

		if (!unit->is_painted)
			continue;
		run = canvas_run(canvas, i);
		FUZZ_REQUIRE(count < set->count);
		FUZZ_REQUIRE(bm_range_equal(entry->range,
		    universe_range(&canvas->universe, run)));
		FUZZ_REQUIRE(entry->tags == unit->tags);
		FUZZ_REQUIRE(entry->origin.source == BM_SOURCE_OPS);
		FUZZ_REQUIRE(entry->origin.index == unit->origin);
		i = run.last;
		count++;
	}
	FUZZ_REQUIRE(count == set->count);
}
