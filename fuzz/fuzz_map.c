/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Whole machines in binary form, without a reader: a header and records of
 * 24 bytes, each an entry of some map, a loaded file, a device or an event.
 * The form is a capture's; seed.py turns the one into the other.
 *
 *	header	u8 arch, u8 page shift, u8 options, 5 unused,
 *		u64 hw.physmem, u64 hw.physmem.start
 *	record	u8 kind, u8 variant, u16 name, u32 type, u64 first, u64 last
 *
 * last is included: last = first - 1 is empty, anything lower wraps.  A bad
 * page and the kernel's virtual base are first alone; what of a microcode
 * file is kept counts from the file's start.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/judge.h"
#include "fuzz/mutate.h"
#include "fuzz/script.h"

#define RECORD_BYTES 24
#define RECORDS_MAX 256

const struct mutate_layout fuzz_layout = { .header_bytes = RECORD_BYTES,
    .record_bytes = RECORD_BYTES, .first_offset = 8, .last_offset = 16,
    .edge_bytes = 8, .page = 4096 };

enum option {
	WITHOUT_RAM0 = 1 << 0,
	WITH_PHYSMEM = 1 << 1,
	WITH_PHYSMEM_START = 1 << 2,
	EFI_DESCRIPTORS_EMPTY = 1 << 3,
	PAGE_TABLES_WITHOUT_SEGMENT = 1 << 4,
};

enum kind {
	E820, EFI, FDT_MEMORY, FDT_MEMRESERVE, FDT_RESERVED, EFI_MEMRESERVE,
	REGION_ADD, REGION_EXCEPT, OP_ADD, OP_EXCEPT, LOADED, DEVICE,
	DEVICE_USE, ALLOC, XEN_ALLOC, LATER, BAD_PAGE, KERNEL_AT, UNLOAD,
	MICROCODE_RELEASE, KINDS
};

/* A bit each of a reserved node's variant. */
enum { NO_MAP = 1, REUSABLE = 2, DISABLED = 4, MALFORMED = 8 };

struct record {
	enum kind kind;
	uint8_t variant;
	uint16_t name;
	uint32_t type;
	struct bm_extent extent;
	bm_paddr last;
};

/* A capture and room for all that a script can put there. */
struct machine {
	struct capture capture;
	struct e820_entry e820[RECORDS_MAX];
	struct efi_descriptor efi[RECORDS_MAX];
	struct bm_extent memory[RECORDS_MAX];
	struct bm_extent memreserve[RECORDS_MAX];
	struct bm_extent efi_memreserve[RECORDS_MAX];
	struct bm_extent reserved_ranges[RECORDS_MAX];
	struct fdt_reserved reserved[RECORDS_MAX];
	struct bm_extent hardware[RECORDS_MAX];
	struct region_op exclude[RECORDS_MAX];
	struct region_op ops[RECORDS_MAX];
	struct preload preload[RECORDS_MAX];
	bm_paddr bad_pages[RECORDS_MAX];
	struct device devices[RECORDS_MAX];
	struct bm_extent uses[RECORDS_MAX];
	size_t use_count;
	struct event events[RECORDS_MAX];
	struct tunable tunables[4];
	char values[2][24];
};

static char names[4][8] = { "zero", "one", "two", "three" };
static char paths[4][16] = { "/boot/zero", "/boot/one", "/boot/two",
	"/boot/three" };
static char disabled[] = "disabled";
static char tunable_names[4][28] = { "hint.ram.0.disabled", "hw.physmem",
	"hw.physmem.start", "vm.page_tables_in_segment" };
static char yes[] = "1", no[] = "0";

static char *
name_of(const struct record *record)
{
	return (names[record->name % 4]);
}

/* Loaded files have names with and without a path. */
static char *
file_name_of(const struct record *record, bool has_path)
{
	return (has_path ? paths[record->name % 4] : name_of(record));
}

static void
add_extent(struct extent_list *list, const struct record *record)
{
	list->entries[list->count++] = record->extent;
}

static void
add_e820(struct capture *capture, const struct record *record)
{
	capture->e820.is_present = true;
	capture->e820.entries[capture->e820.count++] = (struct e820_entry){
	    record->extent, record->type };
}

/* The pages of the extent; or its length taken for a count of pages. */
static void
add_efi(struct capture *capture, const struct record *record)
{
	uint64_t bytes = record->extent.length;

	capture->efi.is_present = true;
	capture->efi.entries[capture->efi.count++] = (struct efi_descriptor){
	    .type = record->type, .phys = record->extent.base,
	    .page_count = (record->variant & 1) != 0 ? bytes : bytes / 4096 };
}

static void
add_fdt_reserved(struct machine *machine, const struct record *record)
{
	struct fdt_map *fdt = &machine->capture.fdt;
	size_t index = fdt->reserved_count++;

	machine->reserved_ranges[index] = record->extent;
	fdt->reserved[index] = (struct fdt_reserved){ .name = name_of(record),
	    .reg = { &machine->reserved_ranges[index], 1 },
	    .no_map = (record->variant & NO_MAP) != 0,
	    .reusable = (record->variant & REUSABLE) != 0 };
	if ((record->variant & DISABLED) != 0)
		fdt->reserved[index].status = disabled;
	if ((record->variant & MALFORMED) != 0) {
		fdt->reserved[index].malformed = FDT_PROPERTY_REG;
		fdt->reserved[index].reg.count = 0;
	}
}

static void
add_fdt(struct machine *machine, const struct record *record)
{
	struct fdt_map *fdt = &machine->capture.fdt;

	fdt->is_present = true;
	if (record->kind == FDT_MEMORY)
		add_extent(&fdt->memory, record);
	else if (record->kind == FDT_MEMRESERVE)
		add_extent(&fdt->memreserve, record);
	else
		add_fdt_reserved(machine, record);
}

static void
add_digested(struct capture *capture, const struct record *record)
{
	struct region_op op = { REGION_EXCLUDE, record->extent,
	    record->variant & BM_EXCLUDE_ALL };

	if (record->kind == OP_ADD || record->kind == OP_EXCEPT) {
		capture->ops.is_present = true;
		if (record->kind == OP_ADD)
			op.kind = REGION_HARDWARE;
		capture->ops.entries[capture->ops.count++] = op;
		return;
	}
	capture->regions.is_present = true;
	if (record->kind == REGION_ADD)
		add_extent(&capture->regions.hardware, record);
	else
		capture->regions.exclude[capture->regions.exclude_count++] =
		    op;
}

static void
add_loaded(struct boot *boot, const struct record *record)
{
	struct optional_extent range = { true, record->extent };

	switch (record->variant % 5) {
	case 0:
		boot->kernel.is_present = true;
		boot->kernel.extent = record->extent;
		break;
	case 1:
		boot->initrd = range;
		break;
	case 2:
		boot->dtb = range;
		break;
	case 3:
		boot->page_tables = range;
		break;
	default:
		boot->preload[boot->preload_count++] = (struct preload){
		    file_name_of(record, record->variant / 5 % 2 != 0),
		    name_of(record), record->extent };
	}
}

static void
add_device(struct machine *machine, const struct record *record)
{
	struct capture *capture = &machine->capture;
	struct device *device = &capture->devices[capture->device_count];

	if (record->kind == DEVICE) {
		*device = (struct device){ .name = name_of(record),
		    .extent = record->extent,
		    .when = (record->variant & 1) != 0 ? DEVICE_LATE :
		    DEVICE_EARLY };
		device->uses.entries = &machine->uses[machine->use_count];
		capture->device_count++;
	} else if (capture->device_count > 0) {
		add_extent(&device[-1].uses, record);
		machine->use_count++;
	}
}

static void
add_event(struct capture *capture, const struct record *record)
{
	struct event event = { .kind = EVENT_ALLOC,
	    .driver = name_of(record), .from = record->extent.base,
	    .to = record->last, .extent = record->extent };

	event.size = (uint64_t)(record->type & 0xffff) <<
	    (record->type >> 16) % 48;
	event.align = (record->variant & 0x40) == 0 ?
	    UINT64_C(1) << record->variant % 64 : record->variant % 64;
	if (record->kind == XEN_ALLOC) {
		event.kind = EVENT_XEN_ALLOC;
		event.size = record->extent.length;
	}
	if (record->kind == LATER)
		event.kind = (record->variant & 1) != 0 ? EVENT_MAP_CHECK :
		    EVENT_RELEASE;
	if (record->kind == UNLOAD || record->kind == MICROCODE_RELEASE) {
		event.kind = record->kind == UNLOAD ? EVENT_UNLOAD :
		    EVENT_MICROCODE_RELEASE;
		event.driver = NULL;
		event.name = file_name_of(record,
		    (record->variant & 1) != 0);
	}
	capture->events[capture->event_count++] = event;
}

static void
add_to_boot(struct boot *boot, const struct record *record)
{
	if (record->kind == LOADED)
		add_loaded(boot, record);
	else if (record->kind == BAD_PAGE)
		boot->bad_pages[boot->bad_page_count++] = record->extent.base;
	else {
		boot->kernel.has_virtual = true;
		boot->kernel.virtual_base = record->extent.base;
	}
}

static void
add_record(struct machine *machine, const struct record *record)
{
	struct capture *capture = &machine->capture;

	switch (record->kind) {
	case E820:
		add_e820(capture, record);
		break;
	case EFI:
		add_efi(capture, record);
		break;
	case EFI_MEMRESERVE:
		add_extent(&capture->efi.memreserve, record);
		break;
	case FDT_MEMORY: case FDT_MEMRESERVE: case FDT_RESERVED:
		add_fdt(machine, record);
		break;
	case REGION_ADD: case REGION_EXCEPT: case OP_ADD: case OP_EXCEPT:
		add_digested(capture, record);
		break;
	case LOADED: case BAD_PAGE: case KERNEL_AT:
		add_to_boot(&capture->boot, record);
		break;
	case DEVICE: case DEVICE_USE:
		add_device(machine, record);
		break;
	case ALLOC: case XEN_ALLOC: case LATER: case UNLOAD:
	case MICROCODE_RELEASE: case KINDS:
		add_event(capture, record);
		break;
	}
}

static void
set_up(struct machine *machine)
{
	struct capture *capture = &machine->capture;

	*capture = (struct capture){ .name = names[0] };
	capture->e820.entries = machine->e820;
	capture->efi.entries = machine->efi;
	capture->efi.memreserve.entries = machine->efi_memreserve;
	capture->fdt.memory.entries = machine->memory;
	capture->fdt.memreserve.entries = machine->memreserve;
	capture->fdt.reserved = machine->reserved;
	capture->regions.hardware.entries = machine->hardware;
	capture->regions.exclude = machine->exclude;
	capture->ops.entries = machine->ops;
	capture->boot.preload = machine->preload;
	capture->boot.bad_pages = machine->bad_pages;
	capture->boot.tunables = machine->tunables;
	capture->devices = machine->devices;
	capture->events = machine->events;
	machine->use_count = 0;
}

static void
add_tunable(struct machine *machine, unsigned which, char *value)
{
	struct boot *boot = &machine->capture.boot;

	boot->tunables[boot->tunable_count++] = (struct tunable){
	    tunable_names[which], value };
}

static void
read_header(struct machine *machine, struct script *script)
{
	struct capture *capture = &machine->capture;
	uint8_t options;

	capture->arch = (enum arch)(script_u8(script) % ARCH_COUNT);
	capture->page_size = (uint64_t)4096 << script_u8(script) % 5;
	options = script_u8(script);
	(void)script_u8(script);
	(void)script_u32(script);
	for (unsigned i = 0; i < 2; i++)
		snprintf(machine->values[i], sizeof(machine->values[i]),
		    "%#jx", (uintmax_t)script_u64(script));
	if ((options & WITHOUT_RAM0) != 0)
		add_tunable(machine, 0, yes);
	if ((options & WITH_PHYSMEM) != 0)
		add_tunable(machine, 1, machine->values[0]);
	if ((options & WITH_PHYSMEM_START) != 0)
		add_tunable(machine, 2, machine->values[1]);
	if ((options & PAGE_TABLES_WITHOUT_SEGMENT) != 0)
		add_tunable(machine, 3, no);
	capture->efi.descriptor_size =
	    (options & EFI_DESCRIPTORS_EMPTY) != 0 ? 0 : 48;
}

static struct record
read_record(struct script *script)
{
	struct record record;

	record.kind = (enum kind)(script_u8(script) % KINDS);
	record.variant = script_u8(script);
	record.name = script_u16(script);
	record.type = script_u32(script);
	record.extent.base = script_u64(script);
	record.last = script_u64(script);
	record.extent.length = record.last - record.extent.base + 1;
	return (record);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct machine machine;
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	set_up(&machine);
	read_header(&machine, &script);
	for (unsigned i = 0; i < RECORDS_MAX && !script_ends(&script); i++) {
		struct record record = read_record(&script);

		add_record(&machine, &record);
	}
	/* Such a machine has nothing that a kernel could refuse. */
	FUZZ_REQUIRE(judge_capture(&machine.capture));
	return (0);
}
