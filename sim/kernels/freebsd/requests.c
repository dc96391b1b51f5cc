/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware stage: which calls of physmem the machine-dependent code
 * makes, and in which order.  arm64 and riscv64 follow subr_efi_map of 14 and
 * later: EFI's run-time and ACPI memory is RAM, and excluded from allocation;
 * x86 takes only what is free for use.
 */
#include "core/contract.h"
#include "sim/kernels/freebsd/freebsd.h"

static void
request(struct freebsd *boot, const struct bm_fact *fact,
    enum bm_request_kind kind, uint32_t flags, enum bm_rule rule)
{
	struct bm_requests *requests = &boot->simulation->world.requests;

	if (fact->clip == BM_CLIP_ALL || fact->clip == BM_CLIP_UNREADABLE)
		return;
	BM_CONTRACT(requests->count < requests->capacity);
	requests->entries[requests->count++] = (struct bm_request){
	    fact->range, fact->origin, (uint8_t)kind, (uint8_t)rule,
	    (uint16_t)flags };
}

static bool
is_from_map(const struct bm_fact *fact)
{
	return (fact->origin.source == BM_SOURCE_E820 ||
	    fact->origin.source == BM_SOURCE_EFI_MAP ||
	    fact->origin.source == BM_SOURCE_FDT_MEMORY);
}

static void
request_map(struct freebsd *boot, const struct bm_fact *fact)
{
	if (is_from_map(fact) && ((fact->flags & BM_FACT_USABLE) != 0 ||
	    freebsd_is_kept_by_efi(fact)))
		request(boot, fact, BM_REQUEST_HARDWARE, 0, BM_RULE_RAM);
}

static void
request_fdt_reserved(struct freebsd *boot, const struct bm_fact *fact)
{
	if ((fact->origin.source != BM_SOURCE_FDT_RESERVED &&
	    fact->origin.source != BM_SOURCE_FDT_MEMRESERVE) ||
	    fact->flags == 0)
		return;
	if ((fact->flags & BM_FACT_NO_READ) != 0)
		request(boot, fact, BM_REQUEST_EXCLUDE, BM_EXCLUDE_ALL,
		    BM_RULE_FDT_NO_MAP);
	else
		request(boot, fact, BM_REQUEST_EXCLUDE, BM_EXCLUDE_NOALLOC,
		    BM_RULE_FDT_RESERVED);
}

static void
request_loaded(struct freebsd *boot, const struct bm_fact *fact)
{
	if ((fact->flags & BM_FACT_IN_USE) != 0)
		request(boot, fact, BM_REQUEST_EXCLUDE, BM_EXCLUDE_NOALLOC,
		    BM_RULE_LOADER);
}

static void
request_efi_kept(struct freebsd *boot, const struct bm_fact *fact)
{
	if (fact->origin.source == BM_SOURCE_EFI_MEMRESERVE)
		request(boot, fact, BM_REQUEST_EXCLUDE, BM_EXCLUDE_ALL,
		    BM_RULE_EFI_MEMRESERVE);
	/* The SBI's fact has the origin of an entry of RAM, not its flags. */
	else if (is_from_map(fact) && fact->flags == BM_FACT_RESERVED)
		request(boot, fact, BM_REQUEST_EXCLUDE, BM_EXCLUDE_NOALLOC,
		    BM_RULE_SBI);
	else if (freebsd_is_kept_by_efi(fact))
		request(boot, fact, BM_REQUEST_EXCLUDE, BM_EXCLUDE_NOALLOC,
		    BM_RULE_FIRMWARE_KEEPS);
}

/* regions and ops have the calls already, in the order of the facts. */
static void
request_digested(struct freebsd *boot, const struct bm_fact *fact)
{
	const struct capture *capture = boot->simulation->capture;

	switch (fact->origin.source) {
	case BM_SOURCE_REGIONS_HARDWARE:
		request(boot, fact, BM_REQUEST_HARDWARE, 0, BM_RULE_DIGESTED);
		break;
	case BM_SOURCE_REGIONS_EXCLUDE:
		request(boot, fact, BM_REQUEST_EXCLUDE,
		    capture->regions.exclude[fact->origin.index].flags,
		    BM_RULE_DIGESTED);
		break;
	case BM_SOURCE_OPS:
		if ((fact->flags & BM_FACT_RAM) != 0)
			request(boot, fact, BM_REQUEST_HARDWARE, 0,
			    BM_RULE_DIGESTED);
		else
			request(boot, fact, BM_REQUEST_EXCLUDE,
			    capture->ops.entries[fact->origin.index].flags,
			    BM_RULE_DIGESTED);
		break;
	case BM_SOURCE_NONE: case BM_SOURCE_E820: case BM_SOURCE_EFI_MAP:
	case BM_SOURCE_EFI_MEMRESERVE: case BM_SOURCE_FDT_MEMORY:
	case BM_SOURCE_FDT_MEMRESERVE: case BM_SOURCE_FDT_RESERVED:
	case BM_SOURCE_KERNEL: case BM_SOURCE_INITRD: case BM_SOURCE_DTB:
	case BM_SOURCE_PAGE_TABLES: case BM_SOURCE_PRELOAD:
	case BM_SOURCE_BAD_PAGE: case BM_SOURCE_DEVICE:
	case BM_SOURCE_EVENT: case BM_SOURCE_COUNT:
		break;
	}
}

void
freebsd_list_requests(struct freebsd *boot)
{
	static void (*const steps[])(struct freebsd *boot,
	    const struct bm_fact *fact) = {
		request_digested, request_map, request_fdt_reserved,
		request_loaded, request_efi_kept
	};
	struct bm_world *world = &boot->simulation->world;

	/*
	 * EFI memory that firmware keeps makes two calls, every other fact
	 * one at most; the contradictions of the map, one for each piece that
	 * two facts share, come later; x86 gives up small ranges at the end.
	 */
	world->requests.capacity = 8 * world->fact_count + 4;
	world->requests.entries = arena_alloc(boot->simulation->arena,
	    world->requests.capacity, sizeof(struct bm_request));
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (size_t j = 0; j < world->fact_count; j++)
			steps[i](boot, &world->facts[j]);
}
