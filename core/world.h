/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The world: every table after every stage of a simulated boot, and the input
 * that they were made from.  Kernels fill it, the checker judges it, printers
 * show it.  All storage belongs to whoever made the world.
 */
#ifndef BM_WORLD_H
#define BM_WORLD_H

#include "extent.h"
#include "linux_world.h"
#include "nexus.h"
#include "physmem.h"
#include "preload.h"
#include "segments.h"

/* Kernels of one family go through the same stages. */
enum bm_family {
	BM_FAMILY_FREEBSD,
	BM_FAMILY_LINUX,
	BM_FAMILY_COUNT
};

/*
 * The stages of a boot, in order.  The first is every kernel's, the others are
 * one family's; see bm_stage_is_of.
 */
enum bm_stage {
	BM_STAGE_FIRMWARE,	/* requests */
	/* FreeBSD */
	BM_STAGE_PHYSMEM,	/* physmem.hardware, physmem.excluded */
	BM_STAGE_AVAIL,		/* phys_avail, dump_avail, totals */
	BM_STAGE_VM,		/* vm */
	BM_STAGE_NEXUS,		/* nexus, conflicts, devices */
	/* Linux */
	BM_STAGE_E820,		/* x86: e820 as the kernel ends up with it */
	BM_STAGE_MEMBLOCK,	/* linux_world.memblock, .memblock_final */
	BM_STAGE_IOMEM,		/* the tree of resources */
	/* FreeBSD */
	BM_STAGE_EVENTS,	/* grants */
	BM_STAGE_COUNT
};

/* What the input says of some bytes, whatever a kernel makes of it. */
enum {
	BM_FACT_RAM = 1 << 0,		/* memory is there */
	BM_FACT_USABLE = 1 << 1,	/* and free for the kernel's use */
	BM_FACT_UNUSABLE = 1 << 2,	/* the map calls it anything else */
	BM_FACT_RESERVED = 1 << 3,	/* not for the allocator */
	BM_FACT_NO_READ = 1 << 4,	/* not even to be read, as by a dump */
	BM_FACT_IN_USE = 1 << 5,	/* the loader put something there */
	BM_FACT_DEVICE_IO = 1 << 6,	/* a device's registers */
	BM_FACT_DEVICE_USES = 1 << 7,	/* memory that a device works in */
	BM_FACT_BAD = 1 << 8,		/* on the blacklist */
	BM_FACT_FIRMWARE_MAPS = 1 << 9,	/* a chunk, to be mapped when called */
};

struct bm_fact {
	struct bm_range range;	/* where there is none: the byte at its base */
	uint32_t flags;		/* BM_FACT_; 0 where there is no range */
	enum bm_clip clip;
	struct bm_origin origin;
};

/* Why a kernel asked for something. */
enum bm_rule {
	BM_RULE_DIGESTED,	/* the capture says it in physmem's terms */
	BM_RULE_RAM,		/* the firmware's map says it is RAM */
	BM_RULE_FIRMWARE_KEEPS,	/* RAM that firmware needs at run time */
	BM_RULE_RESERVED_WINS,	/* another entry reserves what one calls RAM */
	BM_RULE_FDT_NO_MAP,	/* /reserved-memory with no-map */
	BM_RULE_FDT_RESERVED,	/* /reserved-memory without, or /memreserve/ */
	BM_RULE_EFI_MEMRESERVE,	/* LINUX_EFI_MEMRESERVE */
	BM_RULE_SBI,		/* riscv: what the machine mode keeps */
	BM_RULE_LOADER,		/* kernel, preloaded file, initrd, ... */
	BM_RULE_LOW_MEMORY,	/* x86: below hw.physmem.start */
	BM_RULE_MESSAGE_BUFFER,	/* x86: the kernel's message buffer */
	BM_RULE_TOO_SMALL,	/* x86: last range, no room for that buffer */
	BM_RULE_COUNT
};

enum bm_request_kind { BM_REQUEST_HARDWARE, BM_REQUEST_EXCLUDE };

/* One call that the kernel made of physmem, in the order of the calls. */
struct bm_request {
	struct bm_range range;	/* before physmem cut or rounded anything */
	struct bm_origin origin;
	uint8_t kind;		/* enum bm_request_kind */
	uint8_t rule;		/* enum bm_rule */
	uint16_t flags;		/* BM_EXCLUDE_ */
};

struct bm_requests {
	struct bm_request *entries;
	size_t count;
	size_t capacity;
};

/* What an early or late device got of the nexus. */
struct bm_device_claim {
	struct bm_range range;
	uint32_t owner;
	struct bm_origin origin;
	bool is_held;
	bool is_refused;	/* somebody has part of it: holder */
	struct bm_claim holder;
};

/* What one event asked for and got. */
struct bm_grant {
	struct bm_nexus_request request;
	uint32_t owner;
	struct bm_origin origin;
	bool is_granted;
	bool is_released;	/* given back since */
	struct bm_range range;
};

/*
 * What one call of bootstrap_free gave back, and of which file; or, with no
 * free pages, should have given back when the file was unloaded.
 */
struct bm_freed_file {
	struct bm_range range;		/* freed.pages: the checker paints it */
	struct bm_freed freed;
	struct bm_vrange file;		/* the record's addresses then */
	struct bm_origin origin;	/* the event */
};

/* Pages, mappings and preloaded files: what vm_page_startup leaves. */
struct bm_vm {
	struct bm_queues queues;
	struct bm_pages pages;
	bool has_map;			/* there is a kernel to map */
	struct bm_page_tables tables;
	struct bm_rset mapped;		/* tables.mapped, by physical address */
	struct bm_kva kva;
	struct bm_preload *preloads;
	size_t preload_count;
	uint64_t seeded_pages;		/* free before any event */
	struct bm_freed_file *freed;
	size_t freed_count;
};

struct bm_world {
	enum bm_family family;
	enum bm_stage reached;
	const char *panic;	/* the kernel's own text; NULL if it lived */

	const struct bm_fact *facts;
	size_t fact_count;
	struct bm_requests requests;

	struct bm_physmem physmem;
	uint64_t limit_bytes;	/* hw.physmem; BM_PHYSMEM_NO_LIMIT if none */
	struct bm_rset phys_avail;
	struct bm_rset dump_avail;
	struct bm_physmem_totals totals;
	bool has_basemem;	/* x86: basemem_kib instead of realmem */
	uint64_t basemem_kib;
	bool has_message_buffer;
	struct bm_range message_buffer; /* in totals, not in phys_avail */

	bool has_vm;		/* the kernel's vm stage is simulated */
	struct bm_vm vm;

	struct bm_nexus nexus;
	bool has_ram0;
	uint32_t ram0_owner;
	struct bm_nexus conflicts; /* RAM that a device held before ram0 */
	struct bm_device_claim *devices;
	size_t device_count;
	struct bm_grant *grants;
	size_t grant_count;

	struct bm_linux linux_world;
};

/* Do kernels of this family have the stage? */
static inline bool
bm_stage_is_of(enum bm_stage stage, enum bm_family family)
{
	if (stage == BM_STAGE_FIRMWARE)
		return (true);
	return (family == (stage > BM_STAGE_NEXUS && stage < BM_STAGE_EVENTS ?
	    BM_FAMILY_LINUX : BM_FAMILY_FREEBSD));
}

/* Has the boot been through the stage, which its kernel has? */
static inline bool
bm_world_has(const struct bm_world *world, enum bm_stage stage)
{
	if (stage == BM_STAGE_MEMBLOCK && world->linux_world.lacks_memblock)
		return (false);
	return (world->reached >= stage &&
	    bm_stage_is_of(stage, world->family));
}

#endif
