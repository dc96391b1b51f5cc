/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The physmem and avail stages of the reference.
 */
#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/freebsd.h"

/* Tables are made large enough for any result; a full one is our mistake. */
static void
must_fit(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

/* All hardware in one go: in any order of requests it is the same set. */
static void
add_hardware(struct bm_world *world)
{
	struct bm_physmem *physmem = &world->physmem;

	for (size_t i = 0; i < world->requests.count; i++) {
		const struct bm_request *request = &world->requests.entries[i];
		struct bm_rset_entry entry = { .origin = request->origin };
		enum bm_ram_clip clip;

		if (request->kind == BM_REQUEST_HARDWARE &&
		    bm_physmem_clip(&physmem->limits, request->range,
		    &entry.range, &clip))
			must_fit(bm_rset_append(&physmem->hardware, &entry));
	}
	bm_rset_normalize(&physmem->hardware);
}

/*
 * The first calls, as far as they have the same flags, end in the same table
 * in any order: sorted, each is added behind the one before.
 */
static size_t
add_first_exclusions(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	struct bm_rset first = freebsd_borrow_set(world->requests.count);
	uint32_t flags = 0;
	size_t i;

	for (i = 0; i < world->requests.count; i++) {
		const struct bm_request *request = &world->requests.entries[i];
		struct bm_rset_entry entry = { .origin = request->origin };

		if (request->kind != BM_REQUEST_EXCLUDE)
			continue;
		if (first.count > 0 && request->flags != flags)
			break;
		flags = request->flags;
		entry.range = bm_page_outward(request->range,
		    world->physmem.limits.page_size);
		must_fit(bm_rset_append(&first, &entry));
	}
	bm_rset_normalize(&first);
	for (size_t j = 0; j < first.count; j++)
		must_fit(bm_physmem_exclude(&world->physmem,
		    first.entries[j].range, flags, first.entries[j].origin));
	freebsd_return_set(&first);
	return (i);
}

static void
add_exclusions(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;

	for (size_t i = add_first_exclusions(boot); i < world->requests.count;
	    i++) {
		const struct bm_request *request = &world->requests.entries[i];

		if (request->kind == BM_REQUEST_EXCLUDE)
			must_fit(bm_physmem_exclude(&world->physmem,
			    request->range, request->flags, request->origin));
	}
}

/* RAM that entries of the map, or some of them, call something else. */
static struct bm_rset
borrow_contested(struct freebsd *boot, uint32_t no_read)
{
	struct bm_world *world = &boot->simulation->world;
	struct bm_rset unusable = freebsd_borrow_set(world->fact_count);
	struct bm_rset contested;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];
		struct bm_rset_entry entry = { fact->range, 0, fact->origin };

		if ((fact->flags & BM_FACT_UNUSABLE) != 0 &&
		    (fact->flags & BM_FACT_NO_READ) == no_read &&
		    !freebsd_is_kept_by_efi(fact))
			must_fit(bm_rset_append(&unusable, &entry));
	}
	bm_rset_normalize(&unusable);
	contested = freebsd_borrow_set(world->physmem.hardware.count +
	    unusable.count);
	must_fit(bm_rset_intersect(&world->physmem.hardware, &unusable,
	    &contested));
	freebsd_return_set(&unusable);
	return (contested);
}

/*
 * Where one entry of the map calls RAM what another one does not, the other
 * one wins.  The kernels hand such memory out; on a map that does not
 * contradict itself nothing happens here.  In order of address, so that each
 * exclusion is added behind the one before.
 */
static void
let_reserved_win(struct freebsd *boot)
{
	struct bm_rset hidden = borrow_contested(boot, BM_FACT_NO_READ);
	struct bm_rset kept = borrow_contested(boot, 0);
	size_t i = 0, j = 0;

	while (i < hidden.count || j < kept.count) {
		bool is_hidden = j == kept.count || (i < hidden.count &&
		    hidden.entries[i].range.start <=
		    kept.entries[j].range.start);
		const struct bm_rset_entry *entry = is_hidden ?
		    &hidden.entries[i++] : &kept.entries[j++];

		freebsd_exclude(boot, entry->range, is_hidden ?
		    BM_EXCLUDE_ALL : BM_EXCLUDE_NOALLOC,
		    BM_RULE_RESERVED_WINS, entry->origin);
	}
	freebsd_return_set(&kept);
	freebsd_return_set(&hidden);
}

bool
freebsd_fill_physmem(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	struct bm_exclusions *excluded = &world->physmem.excluded;

	world->physmem.hardware = freebsd_new_set(boot, world->requests.count);
	excluded->capacity = world->requests.capacity;
	excluded->entries = arena_alloc(boot->simulation->arena,
	    excluded->capacity, sizeof(struct bm_exclusion));
	add_hardware(world);
	add_exclusions(boot);
	let_reserved_win(boot);
	return (!boot->arch->is_x86 || freebsd_x86_exclude_low(boot));
}

/*
 * hw.physmem cuts the two lists by their own sizes, so that dump_avail may
 * end below phys_avail.  What can be allocated has to be dumpable too.
 */
static void
dump_what_is_available(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	const size_t exclusion_count = world->physmem.excluded.count;
	struct bm_rset hidden = freebsd_new_set(boot, exclusion_count);
	struct bm_rset dumpable = freebsd_new_set(boot,
	    world->phys_avail.count + exclusion_count);

	must_fit(bm_exclusions_flagged(&world->physmem.excluded,
	    BM_EXCLUDE_NODUMP, &hidden));
	must_fit(bm_rset_subtract(&world->phys_avail, &hidden, &dumpable));
	for (size_t i = 0; i < dumpable.count; i++)
		must_fit(bm_rset_add(&world->dump_avail,
		    &dumpable.entries[i]));
}

static void
count_totals(struct bm_world *world)
{
	const uint64_t page_size = world->physmem.limits.page_size;
	const struct bm_rset *avail = &world->phys_avail;

	world->totals.physmem_pages = bm_physmem_page_count(avail, page_size);
	world->totals.maxmem_pages =
	    avail->entries[avail->count - 1].range.end / page_size;
}

bool
freebsd_list_avail(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	const size_t range_count = world->physmem.hardware.count +
	    world->physmem.excluded.count;
	struct bm_rset scratch = freebsd_new_set(boot,
	    world->physmem.excluded.count);
	uint64_t realmem_pages;

	/* phys_avail may come on top where there is a limit. */
	world->dump_avail = freebsd_new_set(boot, 2 * range_count);
	world->phys_avail = freebsd_new_set(boot, range_count);
	must_fit(bm_physmem_avail(&world->physmem, BM_EXCLUDE_NODUMP,
	    world->limit_bytes, &scratch, &world->dump_avail,
	    &realmem_pages));
	must_fit(bm_physmem_avail(&world->physmem, BM_EXCLUDE_NOALLOC,
	    world->limit_bytes, &scratch, &world->phys_avail,
	    &world->totals.realmem_pages));
	if (world->limit_bytes != BM_PHYSMEM_NO_LIMIT)
		dump_what_is_available(boot);
	if (world->phys_avail.count == 0) {
		world->panic = "No memory entries in phys_avail";
		return (false);
	}
	count_totals(world);
	if (boot->arch->is_x86)
		freebsd_x86_take_message_buffer(boot);
	return (true);
}
