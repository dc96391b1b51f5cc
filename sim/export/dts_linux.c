/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Memory nodes and /chosen, with what only Linux looks at.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/export/dts_parts.h"
#include "sim/host.h"

static const char path[] = "firmware.fdt.x-linux";

static void
write_node(FILE *file, const struct fdt_memory_node *node, size_t index,
    struct export_notes *notes)
{
	fprintf(file, "\n\t%s {\n", node->name);
	if (node->has_device_type)
		dts_write_string(file, "\t\t", "device_type", "memory");
	dts_write_string(file, "\t\t", "status", node->status);
	if (node->has_reg)
		dts_write_ranges(file, "\t\t", "reg", &node->reg);
	if (node->has_usable)
		dts_write_ranges(file, "\t\t", "linux,usable-memory",
		    &node->usable);
	if (node->is_hotpluggable)
		fputs("\t\thotpluggable;\n", file);
	if (node->has_numa_node)
		fprintf(file, "\t\tnuma-node-id = <0x%" PRIx32 ">;\n",
		    node->numa_node);
	if (node->malformed != 0)
		export_leave_out(notes, "firmware.fdt.x-linux.memory", index,
		    "what stands behind the last whole range");
	fputs("\t};\n", file);
}

void
dts_write_memory(FILE *file, const struct fdt_map *map,
    struct export_notes *notes)
{
	const struct fdt_for_linux *for_linux = &map->for_linux;

	for (size_t i = 0; i < for_linux->memory_count; i++)
		write_node(file, &for_linux->memory[i], i, notes);
	if (for_linux->memory_count > 0 || map->memory.count == 0)
		return;
	fprintf(file, "\n\tmemory@%" PRIx64 " {\n"
	    "\t\tdevice_type = \"memory\";\n", map->memory.entries[0].base);
	dts_write_ranges(file, "\t\t", "reg", &map->memory);
	fputs("\t};\n", file);
}

static void
write_open_range(FILE *file, const char *name,
    const struct fdt_open_range *range, struct export_notes *notes)
{
	struct extent_list all = { .count = 1 + range->more.count };

	if (!range->first.is_present)
		return;
	all.entries = host_allocate(all.count, sizeof(all.entries[0]));
	all.entries[0] = range->first.extent;
	if (range->more.count > 0)
		memcpy(all.entries + 1, range->more.entries,
		    range->more.count * sizeof(all.entries[0]));
	dts_write_ranges(file, "\t\t", name, &all);
	free(all.entries);
	if (range->odd_bytes != 0)
		export_leave_out(notes, path, EXPORT_NO_INDEX, "%s ends inside "
		    "of its last range, which is written in full", name);
}

void
dts_write_chosen(FILE *file, const struct fdt_for_linux *for_linux,
    struct export_notes *notes)
{
	const struct bm_extent initrd = for_linux->initrd.extent;

	if (for_linux->memory_count > 0 && for_linux->has_root_cells)
		export_leave_out(notes, path, EXPORT_NO_INDEX,
		    "how many cells the root has: two are written");
	if (for_linux->is_memreserve_endless)
		export_leave_out(notes, path, EXPORT_NO_INDEX,
		    "that /memreserve/ has no end");
	if (!for_linux->usable_memory.first.is_present &&
	    !for_linux->elfcorehdr.first.is_present &&
	    !for_linux->initrd.is_present)
		return;
	fputs("\n\tchosen {\n", file);
	write_open_range(file, "linux,usable-memory-range",
	    &for_linux->usable_memory, notes);
	write_open_range(file, "linux,elfcorehdr", &for_linux->elfcorehdr,
	    notes);
	if (for_linux->initrd.is_present) {
		dts_write_number(file, "\t\t", "linux,initrd-start",
		    initrd.base);
		dts_write_number(file, "\t\t", "linux,initrd-end",
		    initrd.base + initrd.length);
	}
	fputs("\t};\n", file);
}
