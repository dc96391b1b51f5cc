/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * An e820 map, mem= and memmap= in every form, a kernel and an initrd, booted
 * as every Linux on amd64.  A script is a header and records of 24 bytes:
 *
 *	header	u8 options, 23 unused
 *	record	u8 kind, u8 variant, u8 type, u8 new type, 4 unused,
 *		u64 first, u64 last
 *
 * last is included: last = first - 1 is empty, anything lower wraps.  Unless
 * the numbers are wild they are kept below 2^40, and nothing wraps; then,
 * beside the invariants, the map is painted address by address: which entries
 * lie there, what each parameter makes of them in turn, and the highest type
 * in the end.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/linux_judge.h"
#include "fuzz/mutate.h"
#include "fuzz/script.h"

#define RECORD_BYTES 24
#define RECORDS_MAX 64
#define WORD_BYTES 80
#define TAME_BITS 40
#define BIOS_BEGIN ((bm_paddr)0xa0000)
#define BIOS_END ((bm_paddr)0x100000)

const struct mutate_layout fuzz_layout = { .header_bytes = RECORD_BYTES,
    .record_bytes = RECORD_BYTES, .first_offset = 8, .last_offset = 16,
    .edge_bytes = 8, .page = 4096 };

enum option { WILD = 1 << 0 };

enum kind {
	ENTRY,		/* of firmware's map */
	ADD,		/* memmap=N@S and its like, by variant */
	REMOVE,		/* memmap=N%S */
	REMOVE_TYPE,	/* memmap=N%S-type */
	ADD_TYPE,	/* memmap=N%S+type */
	RETYPE,		/* memmap=N%S-type+new_type */
	KEEP_BELOW,	/* memmap=S */
	LIMIT,		/* mem=S */
	EXACT,		/* memmap=exactmap */
	KERNEL,
	INITRD,
	KINDS
};

enum { RAM = 1, RESERVED = 2 };

static const uint32_t types[] = { 1, 2, 3, 4, 5, 7, 12, 20, 0xefffffff };
#define TYPES (sizeof(types) / sizeof(types[0]))

/* The signs of ADD, and what they mean. */
static const char signs[] = "@#$!";
static const uint32_t types_of_signs[] = { 1, 3, 2, 12 };

struct record {
	enum kind kind;
	uint8_t variant;
	uint32_t type;
	uint32_t new_type;
	struct bm_extent extent;
};

struct machine {
	struct capture capture;
	struct e820_entry entries[RECORDS_MAX];
	char cmdline[RECORDS_MAX * WORD_BYTES];
	struct record records[RECORDS_MAX];
	size_t count;
	bool is_wild;
};

static char machine_name[] = "machine";

/* What lies over one address. */
struct pile {
	uint32_t types[2 * RECORDS_MAX];
	size_t count;
};

static struct record
read_record(struct script *script, bool is_wild)
{
	struct record record;
	bm_paddr last;

	record.kind = (enum kind)(script_u8(script) % KINDS);
	record.variant = script_u8(script);
	record.type = types[script_u8(script) % TYPES];
	record.new_type = types[script_u8(script) % TYPES];
	(void)script_u32(script);
	record.extent.base = script_u64(script);
	last = script_u64(script);
	if (!is_wild) {
		record.extent.base %= (uint64_t)1 << TAME_BITS;
		last %= (uint64_t)1 << TAME_BITS;
		if (last < record.extent.base)
			last = record.extent.base - 1;
	}
	record.extent.length = last - record.extent.base + 1;
	return (record);
}

/* The word of the command line; empty if it is none. */
static void
spell(const struct record *record, char word[WORD_BYTES])
{
	const uintmax_t size = record->extent.length;
	const uintmax_t start = record->extent.base;
	char tail[32] = "";

	word[0] = '\0';
	switch (record->kind) {
	case ADD:
		snprintf(word, WORD_BYTES, "memmap=%#jx%c%#jx ", size,
		    signs[record->variant % 4], start);
		return;
	case REMOVE: case REMOVE_TYPE: case ADD_TYPE: case RETYPE:
		if (record->kind == REMOVE_TYPE)
			snprintf(tail, sizeof(tail), "-%u", record->type);
		if (record->kind == ADD_TYPE)
			snprintf(tail, sizeof(tail), "+%u", record->type);
		if (record->kind == RETYPE)
			snprintf(tail, sizeof(tail), "-%u+%u", record->type,
			    record->new_type);
		snprintf(word, WORD_BYTES, "memmap=%#jx%%%#jx%s ", size,
		    start, tail);
		return;
	case KEEP_BELOW:
		snprintf(word, WORD_BYTES, "memmap=%#jx ", start);
		return;
	case LIMIT:
		snprintf(word, WORD_BYTES, "mem=%#jx ", start);
		return;
	case EXACT:
		snprintf(word, WORD_BYTES, "memmap=exactmap ");
		return;
	case ENTRY: case KERNEL: case INITRD: case KINDS:
		return;
	}
}

static void
add_record(struct machine *machine, const struct record *record)
{
	struct capture *capture = &machine->capture;
	char word[WORD_BYTES];

	/* No kernel is as small as nothing. */
	if (record->kind == KERNEL && record->extent.length == 0)
		return;
	machine->records[machine->count++] = *record;
	if (record->kind == ENTRY) {
		capture->e820.entries[capture->e820.count++] =
		    (struct e820_entry){ record->extent, record->type };
	} else if (record->kind == KERNEL) {
		capture->boot.kernel.is_present = true;
		capture->boot.kernel.extent = record->extent;
	} else if (record->kind == INITRD) {
		capture->boot.initrd = (struct optional_extent){ true,
		    record->extent };
	} else {
		spell(record, word);
		strcat(machine->cmdline, word);
		capture->boot.cmdline = machine->cmdline;
	}
}

static bool
is_inside(struct bm_extent extent, bm_paddr address)
{
	return (address >= extent.base &&
	    address - extent.base < extent.length);
}

static void
push(struct pile *pile, uint32_t type)
{
	pile->types[pile->count++] = type;
}

/* What is old_type becomes new_type; 0: whatever it is, and nothing. */
static void
change(struct pile *pile, uint32_t old_type, uint32_t new_type)
{
	size_t kept_count = 0;

	for (size_t i = 0; i < pile->count; i++) {
		uint32_t type = pile->types[i];

		if (old_type == 0 || type == old_type)
			type = new_type;
		if (type != 0)
			pile->types[kept_count++] = type;
	}
	pile->count = kept_count;
}

static uint32_t
highest(const struct pile *pile)
{
	uint32_t type = 0;

	for (size_t i = 0; i < pile->count; i++)
		if (pile->types[i] > type)
			type = pile->types[i];
	return (type);
}

static void
settle(struct pile *pile)
{
	const uint32_t type = highest(pile);

	pile->count = 0;
	if (type != 0)
		push(pile, type);
}

/* What one parameter asks for, at one address. */
static void
paint_parameter(struct pile *pile, const struct record *record,
    bm_paddr address)
{
	const bool is_in = is_inside(record->extent, address);
	const bool is_above = address >= record->extent.base;

	if (record->kind == ADD && is_in)
		push(pile, types_of_signs[record->variant % 4]);
	if (record->kind == REMOVE && is_in)
		change(pile, 0, 0);
	if (record->kind == REMOVE_TYPE && is_in)
		change(pile, record->type, 0);
	if (record->kind == ADD_TYPE && is_in)
		push(pile, record->type);
	if (record->kind == RETYPE && is_in)
		change(pile, record->type, record->new_type);
	if (record->kind == KEEP_BELOW && is_above)
		change(pile, RAM, 0);
	if (record->kind == LIMIT && is_above && record->extent.base != 0)
		change(pile, RAM, 0);
	if (record->kind == EXACT)
		pile->count = 0;
}

/* The type in the end; 0: the map says nothing of the address. */
static uint32_t
paint(const struct machine *machine, uint64_t page_size, bm_paddr address)
{
	const struct capture *capture = &machine->capture;
	struct pile pile = { .count = 0 };

	for (size_t i = 0; i < capture->e820.count; i++)
		if (is_inside(capture->e820.entries[i].extent, address))
			push(&pile, capture->e820.entries[i].type);
	settle(&pile);
	for (size_t i = 0; i < machine->count; i++)
		paint_parameter(&pile, &machine->records[i], address);
	settle(&pile);
	/* The kernel runs there, so that it is RAM. */
	if (capture->boot.kernel.is_present &&
	    is_inside(capture->boot.kernel.extent, address))
		pile = (struct pile){ { RAM }, 1 };
	if (address < page_size)
		change(&pile, RAM, RESERVED);
	if (address >= BIOS_BEGIN && address < BIOS_END)
		change(&pile, RAM, 0);
	return (highest(&pile));
}

static void
require_address(const struct simulation *simulation,
    const struct machine *machine, bm_paddr address)
{
	const struct bm_linux_e820 *e820 =
	    &simulation->world.linux_world.e820;
	uint32_t found = 0;

	for (size_t i = 0; i < e820->count; i++)
		if (is_inside(e820->entries[i].extent, address) &&
		    e820->entries[i].type > found)
			found = e820->entries[i].type;
	FUZZ_REQUIRE(found == paint(machine,
	    simulation->world.physmem.limits.page_size, address));
}

/* A table that was full has lost something, as the invariants say. */
static bool
has_lost_entries(const struct bm_linux_e820 *e820)
{
	for (size_t i = 0; i < e820->line_count; i++)
		if (e820->lines[i].kind == BM_LINUX_E820_IGNORED)
			return (true);
	return (false);
}

/* memmap=0 takes all RAM away, but not from the reference. */
static bool
has_trap(const struct simulation *simulation, const struct machine *machine)
{
	if (strcmp(simulation->kernel->name, "linux") != 0)
		return (false);
	for (size_t i = 0; i < machine->count; i++)
		if (machine->records[i].kind == KEEP_BELOW &&
		    machine->records[i].extent.base == 0)
			return (true);
	return (false);
}

static void
inspect(const struct simulation *simulation, unsigned oddities, void *context)
{
	const struct machine *machine = context;

	if (machine->is_wild || has_trap(simulation, machine) ||
	    (oddities & ODD_SHORT) != 0 ||
	    simulation->world.reached < BM_STAGE_E820 ||
	    has_lost_entries(&simulation->world.linux_world.e820))
		return;
	for (size_t i = 0; i < machine->count; i++) {
		const struct bm_extent extent = machine->records[i].extent;

		require_address(simulation, machine, extent.base);
		require_address(simulation, machine, extent.base - 1);
		require_address(simulation, machine,
		    extent.base + extent.length);
		require_address(simulation, machine,
		    extent.base + extent.length - 1);
	}
	require_address(simulation, machine, 0);
	require_address(simulation, machine, BIOS_BEGIN);
	require_address(simulation, machine, BIOS_END);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct machine machine;
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	machine.capture = (struct capture){ .name = machine_name,
	    .arch = ARCH_AMD64, .page_size = 4096 };
	machine.capture.e820 = (struct e820_map){ true, machine.entries, 0 };
	machine.cmdline[0] = '\0';
	machine.count = 0;
	machine.is_wild = (script_u8(&script) & WILD) != 0;
	script.at = RECORD_BYTES;
	while (machine.count < RECORDS_MAX && !script_ends(&script)) {
		struct record record = read_record(&script, machine.is_wild);

		add_record(&machine, &record);
	}
	linux_require(&machine.capture, inspect, &machine);
	return (0);
}
