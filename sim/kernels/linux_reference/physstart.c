/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How RAM below a kernel, or any other range of it, is set aside: on core's
 * typed maps.  Types keep firmware's numbers; which one wins is a table.  So
 * is what is set aside and what of it is in use: each a type that RAM becomes,
 * and nothing else does.
 */
#include "sim/kernels/linux_reference/physstart.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/contract.h"
#include "core/e820.h"
#include "core/page.h"
#include "sim/kernels/linux/iomem.h"
#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/linux_physstart_layout.h"

#define PAGE_BYTES ((uint64_t)4096)
#define TRAMPOLINE_BYTES (2 * PAGE_BYTES)
#define TRAMPOLINE_END_DEFAULT ((uint64_t)640 << 10)
#define REAL_MODE_END ((uint64_t)1 << 20)

/* What is not RAM wins over RAM; both of ours are made of RAM. */
static const struct bm_type_rank lowest_first[] = {
	{ BM_LINUX_E820_SET_ASIDE, 0 },
	{ BM_LINUX_E820_SET_ASIDE_USED, 1 },
	{ LINUX_E820_RAM, 2 },
};
static const struct bm_type_ranks ranks = { lowest_first,
    sizeof(lowest_first) / sizeof(lowest_first[0]), 3 };

struct reference {
	const struct boot_options *options;
	struct simulation *simulation;
	struct boot_error *error;
	const char *cmdline;	/* NULL: none */
	struct linux_log log;
	struct bm_rset map;
	struct bm_linux_e820 *shown;	/* the world's */
	size_t line_capacity;
	bm_paddr trampoline_end;
};

static bool
refuse_parameter(struct reference *boot, const char *name, const char *value,
    const char *expected)
{
	boot->error->is_option = boot->options->cmdline != NULL;
	snprintf(boot->error->where, sizeof(boot->error->where), "%s",
	    boot->error->is_option ? "--cmdline" : "boot.cmdline");
	snprintf(boot->error->text, sizeof(boot->error->text),
	    "%s=%.60s: expected %s", name, value, expected);
	return (false);
}

/* Each step splits at most two entries. */
static void
make_room(struct reference *boot)
{
	const size_t capacity = 2 * boot->map.count + 2;
	struct bm_rset larger;

	if (boot->map.capacity - boot->map.count >= 2)
		return;
	larger = bm_rset_empty(arena_alloc(boot->log.arena, capacity,
	    sizeof(larger.entries[0])), capacity);
	larger.count = boot->map.count;
	if (larger.count > 0)
		memcpy(larger.entries, boot->map.entries,
		    larger.count * sizeof(larger.entries[0]));
	boot->map = larger;
}

static void
change(struct reference *boot, struct bm_range range, uint32_t old_type,
    uint32_t new_type)
{
	enum bm_status status;

	make_room(boot);
	status = bm_e820_update(&boot->map, range, old_type, new_type);
	BM_CONTRACT(status == BM_OK);
}

static void
use(struct reference *boot, struct bm_extent extent)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) != BM_CLIP_ALL)
		change(boot, range, BM_LINUX_E820_SET_ASIDE,
		    BM_LINUX_E820_SET_ASIDE_USED);
}

static void
add_line(struct reference *boot, const struct bm_linux_e820_line *line)
{
	struct bm_linux_e820 *shown = boot->shown;
	struct bm_linux_e820_line *longer;

	if (shown->line_count == boot->line_capacity) {
		boot->line_capacity = 2 * boot->line_capacity + 16;
		longer = arena_alloc(boot->log.arena, boot->line_capacity,
		    sizeof(longer[0]));
		if (shown->line_count > 0)
			memcpy(longer, shown->lines,
			    shown->line_count * sizeof(longer[0]));
		shown->lines = longer;
	}
	shown->lines[shown->line_count++] = *line;
}

static void
show(struct reference *boot, const char *heading, const char *who)
{
	add_line(boot, &(struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_TEXT, .who = heading });
	for (size_t i = 0; i < boot->map.count; i++)
		add_line(boot, &(struct bm_linux_e820_line){
		    .kind = BM_LINUX_E820_ENTRY, .who = who,
		    .start = boot->map.entries[i].range.start,
		    .last = bm_range_last(boot->map.entries[i].range),
		    .type = boot->map.entries[i].tags });
}

/* Firmware's map; who calls an entry by a number of ours means none of it. */
static void
read_map(struct reference *boot)
{
	const struct e820_map *given = &boot->simulation->capture->e820;
	struct bm_rset_entry *entries = arena_alloc(boot->log.arena,
	    given->count, sizeof(entries[0]));
	const struct bm_rset_entry **heap = arena_alloc(boot->log.arena,
	    given->count, sizeof(heap[0]));
	enum bm_status status;
	size_t count = 0;

	for (size_t i = 0; i < given->count; i++) {
		const uint32_t type = given->entries[i].type;

		if (bm_extent_range(given->entries[i].extent,
		    &entries[count].range) == BM_CLIP_ALL)
			continue;
		entries[count].tags = type == BM_LINUX_E820_SET_ASIDE ||
		    type == BM_LINUX_E820_SET_ASIDE_USED ?
		    LINUX_E820_RESERVED : type;
		entries[count++].origin = (struct bm_origin){ BM_SOURCE_E820,
		    (uint32_t)i };
	}
	boot->map = bm_rset_empty(arena_alloc(boot->log.arena, 2 * count,
	    sizeof(boot->map.entries[0])), 2 * count);
	status = bm_e820_build(entries, count, &ranks, heap, &boot->map);
	BM_CONTRACT(status == BM_OK);
	show(boot, "BIOS-provided physical RAM map:", "BIOS-e820");
}

/* memmap=SIZE$START: set that aside, too. */
static bool
apply_memmap(struct reference *boot, const char *value)
{
	struct bm_extent extent;
	struct bm_range range;
	const char *end, *start;

	extent.length = linux_memparse(value, &end);
	if (end == value || *end != '$')
		return (refuse_parameter(boot, "memmap", value,
		    "SIZE$START: what is to be set aside"));
	start = end + 1;
	extent.base = linux_memparse(start, &end);
	if (end == start || *end != '\0' ||
	    bm_extent_range(extent, &range) != BM_CLIP_NOTHING)
		return (refuse_parameter(boot, "memmap", value,
		    "SIZE$START, of which there are bytes below 2^64"));
	change(boot, range, LINUX_E820_RAM, BM_LINUX_E820_SET_ASIDE);
	return (true);
}

static bool
apply_trampoline(struct reference *boot, const char *value)
{
	const char *end;

	boot->trampoline_end = linux_memparse(value, &end);
	return ((end != value && *end == '\0' &&
	    boot->trampoline_end >= TRAMPOLINE_BYTES + PAGE_BYTES &&
	    boot->trampoline_end <= REAL_MODE_END) || refuse_parameter(boot,
	    "trampoline", value, "an address from 12K to 1M, such as 640K"));
}

static bool
apply_parameters(struct reference *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    boot->cmdline, boot->log.arena);
	const char *name;
	char *value;
	bool is_good = true;

	while (is_good && linux_parameters_next(&parameters, &name, &value)) {
		if (value == NULL)
			continue;
		if (strcmp(name, "memmap") == 0)
			is_good = apply_memmap(boot, value);
		else if (strcmp(name, "trampoline") == 0)
			is_good = apply_trampoline(boot, value);
		else if (strcmp(name, "mem") == 0)
			is_good = refuse_parameter(boot, name, value,
			    "no limit: memmap= sets a range aside");
	}
	return (is_good);
}

/* Is all of it of one type? */
static bool
is_all(const struct reference *boot, struct bm_range range, uint32_t type)
{
	const size_t i = bm_rset_search(&boot->map, range.start);

	return (i < boot->map.count && boot->map.entries[i].tags == type &&
	    bm_range_covers(boot->map.entries[i].range, range));
}

/*
 * What is in use early: the first page, where the BIOS has its data, the
 * initrd and the kernel, and where there is room for it the trampoline, as
 * high as it can be, so that one range is left of what lies below.
 */
static void
use_early(struct reference *boot)
{
	const struct boot *loaded = &boot->simulation->capture->boot;
	bm_paddr base = bm_page_trunc(boot->trampoline_end, PAGE_BYTES) -
	    TRAMPOLINE_BYTES;

	use(boot, (struct bm_extent){ 0, PAGE_BYTES });
	if (loaded->initrd.is_present)
		use(boot, loaded->initrd.extent);
	if (loaded->kernel.is_present)
		use(boot, loaded->kernel.extent);
	for (; base >= PAGE_BYTES; base -= PAGE_BYTES) {
		const struct bm_range range = { base,
		    base + TRAMPOLINE_BYTES };

		if (!is_all(boot, range, BM_LINUX_E820_SET_ASIDE) &&
		    !is_all(boot, range, LINUX_E820_RAM))
			continue;
		use(boot, (struct bm_extent){ base, TRAMPOLINE_BYTES });
		return;
	}
}

static const char *
name_of_type(uint32_t type)
{
	switch (type) {
	case LINUX_E820_RAM:
		return ("System RAM");
	case LINUX_E820_ACPI:
		return ("ACPI Tables");
	case LINUX_E820_NVS:
		return ("ACPI Non-volatile Storage");
	case BM_LINUX_E820_SET_ASIDE:
		return ("reserved RAM");
	case BM_LINUX_E820_SET_ASIDE_USED:
		return ("reserved RAM failed");
	default:
		return ("reserved");
	}
}

/* An entry of the map as the world has it; all there is takes two. */
static void
add_entry(struct reference *boot, const struct bm_rset_entry *entry)
{
	struct bm_linux_e820_entry *next =
	    &boot->shown->entries[boot->shown->count++];
	const uint64_t bytes = entry->range.end - entry->range.start;

	*next = (struct bm_linux_e820_entry){ { entry->range.start, bytes },
	    entry->tags, entry->origin };
	if (bytes != 0)
		return;
	next->extent.length = (uint64_t)1 << 63;
	next[1] = *next;
	next[1].extent.base = next->extent.length;
	boot->shown->count++;
}

static void
list_map(struct reference *boot)
{
	const size_t count = boot->map.count;
	struct bm_linux_e820 *shown = boot->shown;

	shown->entries = arena_alloc(boot->log.arena, count + 1,
	    sizeof(shown->entries[0]));
	shown->ram = bm_rset_empty(arena_alloc(boot->log.arena, count,
	    sizeof(shown->ram.entries[0])), count);
	for (size_t i = 0; i < count; i++) {
		add_entry(boot, &boot->map.entries[i]);
		if (boot->map.entries[i].tags == LINUX_E820_RAM)
			shown->ram.entries[shown->ram.count++] =
			    (struct bm_rset_entry){ boot->map.entries[i].range,
			    0, boot->map.entries[i].origin };
	}
	shown->form = BM_LINUX_E820_FORM_SET_ASIDE;
}

/* The tree, what is filled, and where the memory ends that is mapped. */
static void
make_iomem(struct reference *boot)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;
	struct bm_linux_physstart *physstart = &linux_world->physstart;
	struct linux_resource root = { .last = UINT64_MAX };
	struct linux_resource *resources = arena_alloc(boot->log.arena,
	    boot->map.count, sizeof(resources[0]));

	physstart->poisoned = arena_alloc(boot->log.arena, boot->map.count,
	    sizeof(physstart->poisoned[0]));
	for (size_t i = 0; i < boot->map.count; i++) {
		const struct bm_rset_entry *entry = &boot->map.entries[i];

		resources[i] = (struct linux_resource){
		    .start = entry->range.start,
		    .last = bm_range_last(entry->range),
		    .name = name_of_type(entry->tags),
		    .origin = entry->origin };
		(void)linux_resource_request(&root, &resources[i]);
		if (entry->tags == BM_LINUX_E820_SET_ASIDE)
			physstart->poisoned[physstart->poisoned_count++] =
			    entry->range;
		if (entry->tags == LINUX_E820_RAM)
			physstart->high_memory =
			    bm_range_last(entry->range) < PHYSSTART_MAXMEM ?
			    bm_page_trunc(entry->range.end, PAGE_BYTES) :
			    PHYSSTART_MAXMEM;
	}
	linux_iomem_claim(&root, boot->simulation->capture, &boot->log);
	linux_world->iomem = linux_resource_list(&root, boot->log.arena);
	linux_world->lines = boot->log.lines;
	linux_world->line_count = boot->log.count;
}

static bool
run_stages(struct reference *boot)
{
	struct bm_world *world = &boot->simulation->world;

	if (boot->options->until < BM_STAGE_E820)
		return (true);
	read_map(boot);
	change(boot, (struct bm_range){ 0,
	    world->linux_world.physstart.physical_start }, LINUX_E820_RAM,
	    BM_LINUX_E820_SET_ASIDE);
	if (!apply_parameters(boot))
		return (false);
	use_early(boot);
	show(boot, "modified physical RAM map:", "modified");
	list_map(boot);
	world->reached = BM_STAGE_E820;
	if (boot->options->until < BM_STAGE_IOMEM)
		return (true);
	make_iomem(boot);
	world->reached = BM_STAGE_IOMEM;
	return (true);
}

static bool
boot_reference(const struct boot_options *options,
    struct simulation *simulation, struct boot_error *ret_error)
{
	struct reference boot = { .options = options,
	    .simulation = simulation, .error = ret_error,
	    .cmdline = options->cmdline != NULL ? options->cmdline :
	    simulation->capture->boot.cmdline,
	    .log.arena = simulation->arena,
	    .shown = &simulation->world.linux_world.e820,
	    .trampoline_end = TRAMPOLINE_END_DEFAULT };

	return (physstart_set_up(simulation, ret_error) &&
	    run_stages(&boot));
}

const struct kernel kernel_linux_physstart = {
	.name = "linux-physstart",
	.about = "reference: RAM below the kernel, or any range, set aside; "
	    "amd64",
	.boot = boot_reference,
};
