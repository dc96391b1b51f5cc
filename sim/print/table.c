/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/table.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"

const struct table tables[] = {
	{ "firmware", "the map as the kernel logs it",
	    BM_STAGE_FIRMWARE, print_firmware },
	{ "physmem", "hardware chunks and excluded regions (subr_physmem)",
	    BM_STAGE_PHYSMEM, print_physmem },
	{ "phys_chunks", "phys_avail as printed at VM start",
	    BM_STAGE_AVAIL, print_phys_chunks },
	{ "phys_avail", "ranges for the page allocator",
	    BM_STAGE_AVAIL, print_phys_avail },
	{ "dump_avail", "ranges for crash dumps",
	    BM_STAGE_AVAIL, print_dump_avail },
	{ "totals", "realmem or basemem, physmem and Maxmem",
	    BM_STAGE_AVAIL, print_totals },
	{ "vm_phys", "segments, and their free pages by order of block",
	    BM_STAGE_VM, print_vm_phys },
	{ "page-tables", "the kernel map, superpages and spare pages",
	    BM_STAGE_VM, print_page_tables },
	{ "nexus", "what ram0 holds (devinfo -r)",
	    BM_STAGE_NEXUS, print_nexus },
	{ "nexus-free", "who holds what, and what is free (devinfo -u)",
	    BM_STAGE_NEXUS, print_nexus_free },
	{ "e820", "the map, and how it is amended, as logged",
	    BM_STAGE_E820, print_e820 },
	{ "e820-final", "the map that the kernel ends up with",
	    BM_STAGE_E820, print_e820_final },
	{ "memblock", "memory and reservations (memblock_dump_all)",
	    BM_STAGE_MEMBLOCK, print_memblock },
	{ "memblock-final", "the same when everything is reserved",
	    BM_STAGE_MEMBLOCK, print_memblock_final },
	{ "memblock-memory", "the memory then (debugfs: memblock/memory)",
	    BM_STAGE_MEMBLOCK, print_memblock_memory },
	{ "memblock-reserved", "what is reserved then (memblock/reserved)",
	    BM_STAGE_MEMBLOCK, print_memblock_reserved },
	{ "iomem", "who holds which addresses (/proc/iomem)",
	    BM_STAGE_IOMEM, print_iomem },
	{ "physical-start", "what a kernel that sets RAM aside leaves (2.6.25)",
	    BM_STAGE_IOMEM, print_physical_start },
	{ "hexdump", "what such a kernel leaves in memory (hexdump /dev/mem)",
	    BM_STAGE_IOMEM, print_hexdump },
	{ "reserved-mem", "what the kernel logs of /reserved-memory",
	    BM_STAGE_MEMBLOCK, print_reserved_mem },
	{ "linux-log", "what else the kernel logs of memory, in order",
	    BM_STAGE_MEMBLOCK, print_linux_log },
	{ "events", "what was asked for after boot (Linux: of memblock), and given",
	    BM_STAGE_EVENTS, print_events },
};
const size_t table_count = sizeof(tables) / sizeof(tables[0]);

const struct table *
table_find(const char *name)
{
	for (size_t i = 0; i < table_count; i++)
		if (strcmp(tables[i].name, name) == 0)
			return (&tables[i]);
	return (NULL);
}

bool
table_is_complete(const struct table *table,
    const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;

	if ((table->print == print_physical_start ||
	    table->print == print_hexdump) &&
	    !world->linux_world.physstart.is_built)
		return (false);
	/* A log is complete up to a panic. */
	if (table->print == print_e820 && world->panic != NULL)
		return (world->linux_world.e820.line_count > 0);
	if (table->print == print_linux_log)
		return (world->family == BM_FAMILY_LINUX &&
		    world->linux_world.line_count > 0);
	/* Linux has no stage of events: memblock's are what there is. */
	if (table->print == print_events &&
	    world->family == BM_FAMILY_LINUX)
		return (bm_world_has(world, BM_STAGE_MEMBLOCK));
	return (bm_world_has(world, table->stage) &&
	    (table->stage != BM_STAGE_VM || world->has_vm));
}

char *
table_text(const struct table *table, const struct simulation *simulation,
    size_t *ret_bytes)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, ret_bytes);
	int failed;

	if (memory == NULL)
		host_out_of_memory();
	table->print(memory, simulation);
	failed = ferror(memory);
	if (fclose(memory) != 0 || failed)
		host_out_of_memory();
	return (text);
}
