/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/trace.h"

#include <inttypes.h>
#include <stdlib.h>

#include "sim/clean.h"
#include "sim/print/entries.h"
#include "sim/print/linux_request.h"

const char *
stage_name(enum bm_stage stage)
{
	static const char *const names[BM_STAGE_COUNT] = {
		[BM_STAGE_FIRMWARE] = "firmware",
		[BM_STAGE_PHYSMEM] = "physmem",
		[BM_STAGE_AVAIL] = "avail",
		[BM_STAGE_VM] = "vm",
		[BM_STAGE_NEXUS] = "nexus",
		[BM_STAGE_E820] = "e820",
		[BM_STAGE_MEMBLOCK] = "memblock",
		[BM_STAGE_IOMEM] = "iomem",
		[BM_STAGE_EVENTS] = "events",
	};

	return (names[stage]);
}

const char *
rule_text(enum bm_rule rule)
{
	static const char *const texts[BM_RULE_COUNT] = {
		[BM_RULE_DIGESTED] = "as captured",
		[BM_RULE_RAM] = "RAM by the map",
		[BM_RULE_FIRMWARE_KEEPS] = "firmware goes on using it",
		[BM_RULE_RESERVED_WINS] =
		    "called RAM and something else: the other one wins",
		[BM_RULE_FDT_NO_MAP] = "reserved-memory, no-map",
		[BM_RULE_FDT_RESERVED] = "reserved by the device tree",
		[BM_RULE_EFI_MEMRESERVE] = "LINUX_EFI_MEMRESERVE",
		[BM_RULE_SBI] = "kept by the machine mode",
		[BM_RULE_LOADER] = "put there by the loader",
		[BM_RULE_LOW_MEMORY] = "below hw.physmem.start",
		[BM_RULE_MESSAGE_BUFFER] = "message buffer",
		[BM_RULE_TOO_SMALL] =
		    "above the message buffer, too small to hold it",
	};

	return (texts[rule]);
}

static const char *
page_state_name(enum bm_page_state state)
{
	static const char *const names[BM_PAGE_STATE_COUNT] = {
		[BM_PAGE_NONE] = "none",
		[BM_PAGE_FREE] = "free",
		[BM_PAGE_IN_USE] = "in use",
		[BM_PAGE_KERNEL] = "kernel",
		[BM_PAGE_PRELOADED] = "preloaded",
		[BM_PAGE_BAD] = "blacklisted",
	};

	return (names[state]);
}

static void
print_line(FILE *out, enum bm_stage stage, const char *what,
    struct bm_range range, const char *why)
{
	char *clean = clean_line(why);

	fprintf(out, "%s: %s 0x%08" PRIx64 "-0x%08" PRIx64 "%s%s\n",
	    stage_name(stage), what, range.start, bm_range_last(range),
	    clean[0] == '\0' ? "" : ": ", clean);
	free(clean);
}

static void
trace_firmware(FILE *out, const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;

	for (size_t i = 0; i < world->fact_count; i++) {
		static const char *const texts[] = {
			[BM_CLIP_TOP] = "runs past the end of the address "
			    "space: cut there",
			[BM_CLIP_ALL] = "is empty: ignored",
			[BM_CLIP_UNREADABLE] = "cannot be decoded: ignored",
		};
		char entry[ENTRY_TEXT_BYTES];

		if (world->facts[i].clip == BM_CLIP_NOTHING)
			continue;
		entry_text(world->facts[i].origin, entry);
		fprintf(out, "firmware: %s %s\n", entry,
		    texts[world->facts[i].clip]);
	}
	for (size_t i = 0; i < world->requests.count; i++) {
		const struct bm_request *request = &world->requests.entries[i];
		char entry[ENTRY_TEXT_BYTES], why[ENTRY_TEXT_BYTES + 80];

		entry_text(request->origin, entry);
		snprintf(why, sizeof(why), "%s%s%s", entry,
		    entry[0] == '\0' ? "" : ", ", rule_text(request->rule));
		print_line(out, BM_STAGE_FIRMWARE,
		    request->kind == BM_REQUEST_HARDWARE ? "add" : "exclude",
		    request->range, why);
	}
}

static const char *
ram_clip_text(enum bm_ram_clip clip)
{
	switch (clip) {
	case BM_RAM_PAGE_ZERO:
		return ("page 0 is never used");
	case BM_RAM_LAST_MEGABYTE:
		return ("the last megabyte is never used");
	case BM_RAM_ABOVE_LAST:
		return ("above the highest address, or hw.physmem");
	case BM_RAM_WHOLE:
		break;
	}
	return ("");
}

static void
trace_physmem(FILE *out, const struct simulation *simulation)
{
	const struct bm_physmem *physmem = &simulation->world.physmem;
	const struct bm_requests *requests = &simulation->world.requests;

	for (size_t i = 0; i < requests->count; i++) {
		const struct bm_request *request = &requests->entries[i];
		struct bm_range range;
		enum bm_ram_clip clip;

		if (request->kind != BM_REQUEST_HARDWARE)
			continue;
		(void)bm_physmem_clip(&physmem->limits, request->range,
		    &range, &clip);
		if (clip != BM_RAM_WHOLE)
			print_line(out, BM_STAGE_PHYSMEM, "cut",
			    request->range, ram_clip_text(clip));
	}
	for (size_t i = 0; i < physmem->hardware.count; i++)
		print_line(out, BM_STAGE_PHYSMEM, "chunk",
		    physmem->hardware.entries[i].range, "");
	for (size_t i = 0; i < physmem->excluded.count; i++)
		print_line(out, BM_STAGE_PHYSMEM, "excluded",
		    physmem->excluded.entries[i].range, "");
}

static void
trace_avail(FILE *out, const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;

	if (world->limit_bytes != BM_PHYSMEM_NO_LIMIT)
		fprintf(out, "avail: hw.physmem leaves %" PRIu64 " bytes\n",
		    world->limit_bytes);
	for (size_t i = 0; i < world->dump_avail.count; i++)
		print_line(out, BM_STAGE_AVAIL, "dump_avail",
		    world->dump_avail.entries[i].range, "");
	for (size_t i = 0; i < world->phys_avail.count; i++)
		print_line(out, BM_STAGE_AVAIL, "phys_avail",
		    world->phys_avail.entries[i].range, "");
}

static void
trace_vm(FILE *out, const struct simulation *simulation)
{
	const struct bm_pages *pages = &simulation->world.vm.pages;

	for (size_t i = 0; i < pages->segments.count; i++)
		print_line(out, BM_STAGE_VM, "segment",
		    pages->segments.entries[i].range, "");
	/* After events these are the states that they left. */
	for (size_t i = 0; i < pages->runs.count; i++)
		print_line(out, BM_STAGE_VM, "pages",
		    pages->runs.entries[i].range, page_state_name(
		    (enum bm_page_state)pages->runs.entries[i].tags));
}

static void
trace_nexus(FILE *out, const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;

	for (size_t i = 0; i < world->nexus.count; i++)
		if (world->nexus.claims[i].origin.source != BM_SOURCE_EVENT)
			print_line(out, BM_STAGE_NEXUS, "claim",
			    world->nexus.claims[i].range, owners_name(
			    simulation->owners, world->nexus.claims[i].owner));
	for (size_t i = 0; i < world->conflicts.count; i++)
		print_line(out, BM_STAGE_NEXUS, "RAM that ram0 found taken",
		    world->conflicts.claims[i].range, owners_name(
		    simulation->owners, world->conflicts.claims[i].owner));
	for (size_t i = 0; i < world->device_count; i++) {
		const struct bm_device_claim *device = &world->devices[i];
		char why[256];

		if (!device->is_refused)
			continue;
		snprintf(why, sizeof(why), "%.100s wants it, %.100s has it",
		    owners_name(simulation->owners, device->owner),
		    owners_name(simulation->owners, device->holder.owner));
		print_line(out, BM_STAGE_NEXUS, "refused", device->range, why);
	}
}

static void
print_refusal(FILE *out, const char *owner, uint64_t size_bytes)
{
	char *clean = clean_line(owner);

	fprintf(out, "events: %s asked for %" PRIu64 " bytes: no room\n",
	    clean, size_bytes);
	free(clean);
}

static void
trace_events(FILE *out, const struct simulation *simulation)
{
	const struct bm_vm *vm = &simulation->world.vm;

	for (size_t i = 0; i < vm->freed_count; i++) {
		char entry[ENTRY_TEXT_BYTES];

		entry_text(vm->freed[i].origin, entry);
		print_line(out, BM_STAGE_EVENTS, "freed", vm->freed[i].range,
		    entry);
	}
	for (size_t i = 0; i < simulation->world.grant_count; i++) {
		const struct bm_grant *grant = &simulation->world.grants[i];
		const char *owner = owners_name(simulation->owners,
		    grant->owner);

		if (grant->is_granted)
			print_line(out, BM_STAGE_EVENTS, "grant",
			    grant->range, owner);
		else
			print_refusal(out, owner,
			    grant->request.size_bytes);
	}
}

static void
trace_list(FILE *out, const char *what, const struct bm_memblock_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct bm_memblock_region *region = &list->regions[i];
		char entry[ENTRY_TEXT_BYTES], why[ENTRY_TEXT_BYTES + 32];

		entry_text(region->origin, entry);
		snprintf(why, sizeof(why), "%s%sflags 0x%" PRIx32, entry,
		    entry[0] == '\0' ? "" : ", ", region->flags);
		print_line(out, BM_STAGE_MEMBLOCK, what, region->range, why);
	}
}

/* What the kernel logs on the way is shown here, too. */
static void
trace_memblock(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	for (size_t i = 0; i < linux_world->line_count; i++) {
		char *clean = clean_line(linux_world->lines[i].text);

		fprintf(out, "%s: log: %s\n", stage_name(BM_STAGE_MEMBLOCK),
		    clean);
		free(clean);
	}
	for (size_t i = 0; i < linux_world->request_count; i++) {
		fprintf(out, "%s: ", stage_name(BM_STAGE_MEMBLOCK));
		print_linux_request(out, &linux_world->requests[i]);
		putc('\n', out);
	}
	trace_list(out, "memory", &linux_world->memblock_final.memory);
	trace_list(out, "reserved", &linux_world->memblock_final.reserved);
}

void
print_trace(FILE *out, const struct simulation *simulation)
{
	static void (*const stages[BM_STAGE_COUNT])(FILE *out,
	    const struct simulation *simulation) = {
		[BM_STAGE_FIRMWARE] = trace_firmware,
		[BM_STAGE_PHYSMEM] = trace_physmem,
		[BM_STAGE_AVAIL] = trace_avail,
		[BM_STAGE_VM] = trace_vm,
		[BM_STAGE_NEXUS] = trace_nexus,
		[BM_STAGE_MEMBLOCK] = trace_memblock,
		[BM_STAGE_EVENTS] = trace_events,
	};

	for (int i = 0; i < BM_STAGE_COUNT; i++)
		if (stages[i] != NULL &&
		    bm_world_has(&simulation->world, (enum bm_stage)i))
			stages[i](out, simulation);
}
