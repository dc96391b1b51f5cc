/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * EFI's map, a device tree, reservations and a command line on one machine,
 * booted as every Linux.  A script is a header and records of 24 bytes:
 *
 *	header	u8 arch, u8 page shift, u8 options, 5 unused,
 *		u64 limit of mem=, 8 unused
 *	record	u8 kind, u8 variant, u16 attributes, u32 type, u64 first,
 *		u64 last
 *
 * last is included: last = first - 1 is empty, anything lower wraps.  A tuple
 * or a place belongs to the node before it.
 *
 * Beside the invariants: on arm64 what memblock holds when EFI's map is in is
 * painted descriptor by descriptor.
 */
#include <stdio.h>
#include <string.h>

#include "core/page.h"
#include "fuzz/fuzz.h"
#include "fuzz/linux_judge.h"
#include "fuzz/mutate.h"
#include "fuzz/script.h"

#define RECORD_BYTES 24
#define RECORDS_MAX 160
#define EFI_PAGE_BYTES ((uint64_t)4096)

const struct mutate_layout fuzz_layout = { .header_bytes = RECORD_BYTES,
    .record_bytes = RECORD_BYTES, .first_offset = 8, .last_offset = 16,
    .edge_bytes = 8, .page = 4096 };

enum option {
	WITH_LIMIT = 1 << 0,
	WITH_TREE = 1 << 1,
	WITHOUT_RANGES = 1 << 2,
	WITHOUT_CELLS = 1 << 3,
};

enum kind {
	DESCRIPTOR, EFI_MEMRESERVE, MEMORY, MEMRESERVE, STATIC, TUPLE,
	DYNAMIC, PLACE, LOADED, USABLE, KINDS
};

/* A bit each of a node's variant; what is left says what it is for. */
enum { NO_MAP = 1, REUSABLE = 2, DISABLED = 4 };

enum {
	EFI_MEMORY_WC = 1 << 1,
	EFI_MEMORY_WT = 1 << 2,
	EFI_MEMORY_WB = 1 << 3,
	EFI_MEMORY_SP = 1 << 18,
};
/* Bit 15 of a record's attributes stands for a special purpose. */
#define SPECIAL_PURPOSE 0x8000u

struct record {
	enum kind kind;
	uint8_t variant;
	uint16_t attributes;
	uint32_t type;
	struct bm_extent extent;
};

/* A capture and room for all that a script can put there. */
struct machine {
	struct capture capture;
	struct efi_descriptor descriptors[RECORDS_MAX];
	struct bm_extent efi_memreserve[RECORDS_MAX];
	struct bm_extent memory[RECORDS_MAX];
	struct bm_extent memreserve[RECORDS_MAX];
	struct fdt_reserved nodes[RECORDS_MAX];
	struct bm_extent ranges[RECORDS_MAX];
	size_t range_count;
	char cmdline[40];
};

static char node_name[] = "node";
static char disabled[] = "disabled";
static char pool[] = "shared-dma-pool", restricted[] = "restricted-dma-pool";

static void
add_descriptor(struct efi_map *efi, const struct record *record)
{
	uint64_t attributes = record->attributes % SPECIAL_PURPOSE;

	if ((record->attributes & SPECIAL_PURPOSE) != 0)
		attributes |= EFI_MEMORY_SP;
	efi->is_present = true;
	efi->entries[efi->count++] = (struct efi_descriptor){
	    .type = record->type % 20, .phys = record->extent.base,
	    .page_count = (record->variant & 1) != 0 ?
	    record->extent.length : record->extent.length / EFI_PAGE_BYTES,
	    .attributes = attributes };
}

/* Its ranges follow; none stands before the node is there. */
static void
add_node(struct machine *machine, const struct record *record)
{
	static char *const compatible[] = { NULL, NULL, pool, restricted };
	struct fdt_map *fdt = &machine->capture.fdt;
	struct fdt_reserved *node = &fdt->reserved[fdt->reserved_count++];

	*node = (struct fdt_reserved){ .name = node_name,
	    .no_map = (record->variant & NO_MAP) != 0,
	    .reusable = (record->variant & REUSABLE) != 0,
	    .status = (record->variant & DISABLED) != 0 ? disabled : NULL,
	    .compatible = compatible[record->variant / 8 % 4] };
	if (record->kind == STATIC) {
		node->reg.entries = &machine->ranges[machine->range_count];
		node->reg.count = 1;
		machine->ranges[machine->range_count++] = record->extent;
		return;
	}
	node->is_dynamic = true;
	node->size = record->extent.length;
	node->alignment = record->type % 64 == 0 ? 0 :
	    UINT64_C(1) << record->type % 64;
	node->alloc_ranges.entries = &machine->ranges[machine->range_count];
}

/* A tuple of a static node, a place of a dynamic one. */
static void
add_range(struct machine *machine, const struct record *record)
{
	struct fdt_map *fdt = &machine->capture.fdt;
	struct fdt_reserved *node;

	if (fdt->reserved_count == 0)
		return;
	node = &fdt->reserved[fdt->reserved_count - 1];
	machine->ranges[machine->range_count++] = record->extent;
	if (node->is_dynamic)
		node->alloc_ranges.count++;
	else
		node->reg.count++;
}

static void
add_loaded(struct boot *boot, const struct record *record)
{
	const struct optional_extent loaded = { true, record->extent };

	if (record->variant % 3 == 0) {
		boot->kernel.is_present = true;
		boot->kernel.extent = record->extent;
	} else if (record->variant % 3 == 1)
		boot->initrd = loaded;
	else
		boot->dtb = loaded;
}

static void
append(struct extent_list *list, const struct record *record)
{
	list->entries[list->count++] = record->extent;
}

static void
add_record(struct machine *machine, const struct record *record)
{
	struct capture *capture = &machine->capture;

	switch (record->kind) {
	case DESCRIPTOR:
		add_descriptor(&capture->efi, record);
		break;
	case EFI_MEMRESERVE:
		append(&capture->efi.memreserve, record);
		break;
	case MEMORY:
		append(&capture->fdt.memory, record);
		break;
	case MEMRESERVE:
		append(&capture->fdt.memreserve, record);
		break;
	case STATIC: case DYNAMIC:
		add_node(machine, record);
		break;
	case TUPLE: case PLACE:
		add_range(machine, record);
		break;
	case LOADED:
		add_loaded(&capture->boot, record);
		break;
	case USABLE: case KINDS:
		capture->fdt.for_linux.usable_memory.first =
		    (struct optional_extent){ true, record->extent };
		break;
	}
}

static void
set_up(struct machine *machine)
{
	struct capture *capture = &machine->capture;

	machine->range_count = 0;
	*capture = (struct capture){ .name = node_name };
	capture->efi.descriptor_size = 48;
	capture->efi.entries = machine->descriptors;
	capture->efi.memreserve.entries = machine->efi_memreserve;
	capture->fdt.memory.entries = machine->memory;
	capture->fdt.memreserve.entries = machine->memreserve;
	capture->fdt.reserved = machine->nodes;
}

static void
read_header(struct machine *machine, struct script *script)
{
	static const enum arch archs[] = { ARCH_ARM64, ARCH_RISCV64,
	    ARCH_AMD64 };
	struct capture *capture = &machine->capture;
	uint64_t limit;
	uint8_t options;

	capture->arch = archs[script_u8(script) % 3];
	capture->page_size = EFI_PAGE_BYTES <<
	    2 * (script_u8(script) % 3);
	if (capture->arch != ARCH_ARM64)
		capture->page_size = EFI_PAGE_BYTES;
	options = script_u8(script);
	(void)script_u8(script);
	(void)script_u32(script);
	limit = script_u64(script);
	(void)script_u64(script);
	capture->fdt.is_present = (options & WITH_TREE) != 0;
	capture->fdt.has_reserved_ranges = (options & WITHOUT_RANGES) == 0;
	capture->fdt.has_reserved_cells = (options & WITHOUT_CELLS) == 0;
	if ((options & WITH_LIMIT) != 0) {
		snprintf(machine->cmdline, sizeof(machine->cmdline),
		    "mem=%#jx", (uintmax_t)limit);
		capture->boot.cmdline = machine->cmdline;
	}
}

static struct record
read_record(struct script *script)
{
	struct record record;

	record.kind = (enum kind)(script_u8(script) % KINDS);
	record.variant = script_u8(script);
	record.attributes = script_u16(script);
	record.type = script_u32(script);
	record.extent.base = script_u64(script);
	record.extent.length = script_u64(script) - record.extent.base + 1;
	return (record);
}

static bool
is_memory(const struct efi_descriptor *descriptor)
{
	return ((descriptor->attributes &
	    (EFI_MEMORY_WB | EFI_MEMORY_WT | EFI_MEMORY_WC)) != 0 &&
	    (descriptor->attributes & EFI_MEMORY_SP) == 0);
}

/* Loader's, boot services', conventional, ACPI's and persistent memory. */
static bool
is_mapped(const struct efi_descriptor *descriptor)
{
	const uint32_t usable = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 7 |
	    1 << 9 | 1 << 14;

	return ((usable >> descriptor->type & 1) != 0 &&
	    (descriptor->attributes & EFI_MEMORY_WB) != 0);
}

/* One of no pages that begins inside a page touches that, too. */
static bool
touches_page(const struct efi_descriptor *descriptor, bm_paddr address,
    uint64_t page_size)
{
	const bm_paddr end = descriptor->phys +
	    descriptor->page_count * EFI_PAGE_BYTES;

	return (address >= bm_page_trunc(descriptor->phys, page_size) &&
	    address < bm_page_round(end, page_size));
}

/* One address, by every descriptor that touches its page. */
static void
require_address(const struct simulation *simulation, bm_paddr address)
{
	const struct efi_map *efi = &simulation->capture->efi;
	const struct bm_memblock_list *memory =
	    &simulation->world.linux_world.memblock.memory;
	bool is_there = false, is_nomap = false, is_found = false;

	for (size_t i = 0; i < efi->count; i++)
		if (is_memory(&efi->entries[i]) &&
		    touches_page(&efi->entries[i], address,
		    simulation->world.physmem.limits.page_size)) {
			is_there = true;
			is_nomap |= !is_mapped(&efi->entries[i]);
		}
	for (size_t i = 0; i < memory->count; i++)
		if (bm_range_holds(memory->regions[i].range, address)) {
			is_found = true;
			FUZZ_REQUIRE(((memory->regions[i].flags &
			    BM_MEMBLOCK_NOMAP) != 0) == is_nomap);
		}
	FUZZ_REQUIRE(is_found == is_there);
}

static void
inspect(const struct simulation *simulation, unsigned oddities, void *context)
{
	const struct efi_map *efi = &simulation->capture->efi;

	(void)context;
	/* The reference takes whole pages of RAM, and keeps what is kept. */
	if (strcmp(simulation->kernel->name, "linux") == 0)
		return;
	if (simulation->capture->arch != ARCH_ARM64 ||
	    simulation->map != MAP_EFI || (oddities & ODD_HIGH) != 0 ||
	    simulation->world.reached < BM_STAGE_MEMBLOCK)
		return;
	for (size_t i = 0; i < efi->count; i++) {
		const bm_paddr start = efi->entries[i].phys;
		const bm_paddr end = start +
		    efi->entries[i].page_count * EFI_PAGE_BYTES;

		require_address(simulation, start);
		require_address(simulation, start - 1);
		require_address(simulation, end);
		require_address(simulation, end - 1);
	}
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
	if (!machine.capture.efi.is_present)
		machine.capture.efi.memreserve.count = 0;
	if (!machine.capture.fdt.is_present)
		machine.capture.fdt = (struct fdt_map){ .is_present = false };
	machine.capture.fdt.has_reserved_memory =
	    machine.capture.fdt.reserved_count > 0;
	linux_require(&machine.capture, inspect, NULL);
	return (0);
}
