/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/ranges.h"

#include <string.h>

struct visitor {
	void (*visit)(void *context, const struct printed_range *range);
	void *context;
};

static void
each_of_set(const struct bm_rset *set, const struct visitor *visitor)
{
	for (size_t i = 0; i < set->count; i++) {
		struct printed_range range = { set->entries[i].range, 0,
		    NULL };

		visitor->visit(visitor->context, &range);
	}
}

static void
each_physmem(const struct simulation *simulation,
    const struct visitor *visitor)
{
	const struct bm_physmem *physmem = &simulation->world.physmem;

	each_of_set(&physmem->hardware, visitor);
	for (size_t i = 0; i < physmem->excluded.count; i++) {
		const struct bm_exclusion *entry =
		    &physmem->excluded.entries[i];
		struct printed_range range = { entry->range, entry->flags,
		    NULL };

		visitor->visit(visitor->context, &range);
	}
}

static void
each_phys_avail(const struct simulation *simulation,
    const struct visitor *visitor)
{
	each_of_set(&simulation->world.phys_avail, visitor);
}

static void
each_dump_avail(const struct simulation *simulation,
    const struct visitor *visitor)
{
	each_of_set(&simulation->world.dump_avail, visitor);
}

static void
each_segment(const struct simulation *simulation,
    const struct visitor *visitor)
{
	each_of_set(&simulation->world.vm.pages.segments, visitor);
}

static void
each_claim(const struct simulation *simulation, const struct visitor *visitor)
{
	const struct bm_world *world = &simulation->world;

	for (size_t i = 0; i < world->nexus.count; i++) {
		const struct bm_claim *claim = &world->nexus.claims[i];
		struct printed_range range = { claim->range, 0,
		    owners_name(simulation->owners, claim->owner) };

		visitor->visit(visitor->context, &range);
	}
}

static void
each_ram0(const struct simulation *simulation, const struct visitor *visitor)
{
	const struct bm_world *world = &simulation->world;

	for (size_t i = 0; i < world->nexus.count; i++) {
		const struct bm_claim *claim = &world->nexus.claims[i];
		struct printed_range range = { claim->range, 0, "ram0" };

		if (world->has_ram0 && claim->owner == world->ram0_owner)
			visitor->visit(visitor->context, &range);
	}
}

static const struct {
	const char *table;
	void (*each)(const struct simulation *simulation,
	    const struct visitor *visitor);
} lists[] = {
	{ "physmem", each_physmem },
	{ "phys_chunks", each_phys_avail },
	{ "phys_avail", each_phys_avail },
	{ "dump_avail", each_dump_avail },
	{ "vm_phys", each_segment },
	{ "nexus", each_ram0 },
	{ "nexus-free", each_claim },
};

bool
table_has_ranges(const char *table_name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].table, table_name) == 0)
			return (true);
	return (false);
}

void
table_each_range(const char *table_name, const struct simulation *simulation,
    void (*visit)(void *context, const struct printed_range *range),
    void *context)
{
	const struct visitor visitor = { visit, context };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].table, table_name) == 0)
			lists[i].each(simulation, &visitor);
}
