/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The device tree as source, with two cells for every address and size: from
 * its blob the same map is decoded again.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/sort.h"
#include "sim/export/dts_parts.h"
#include "sim/export/export.h"
#include "sim/host.h"

static const char nodes_path[] = "firmware.fdt.reserved";

/*
 * A property of the wrong length: what it held is not known, but kernels have
 * to see that it is wrong.
 */
static bool
write_malformed(FILE *file, const char *name, uint32_t bit,
    const struct fdt_reserved *node, size_t index, struct export_notes *notes)
{
	if ((node->malformed & bit) == 0)
		return (false);
	fprintf(file, "\t\t\t%s = [00];\n", name);
	export_leave_out(notes, nodes_path, index, "what %s held, of a wrong "
	    "length: one byte stands for it", name);
	return (true);
}

static void
write_reg(FILE *file, const struct fdt_reserved *node, size_t index,
    struct export_notes *notes)
{
	dts_write_ranges(file, "\t\t\t", "reg", &node->reg);
	if (node->behind_reg.length != 0)
		export_leave_out(notes, nodes_path, index,
		    "what stands behind the empty reg");
}

static void
write_node(FILE *file, const struct fdt_reserved *node, size_t index,
    struct export_notes *notes)
{
	bool has_size = node->is_dynamic || node->size != 0 ||
	    (node->malformed & FDT_PROPERTY_SIZE) != 0;

	fprintf(file, "\n\t\t%s {\n", node->name);
	if (!write_malformed(file, "reg", FDT_PROPERTY_REG, node, index,
	    notes) && (node->reg.count > 0 ||
	    (node->empty & FDT_PROPERTY_REG) != 0 ||
	    (has_size && !node->is_dynamic)))
		write_reg(file, node, index, notes);
	if (!write_malformed(file, "size", FDT_PROPERTY_SIZE, node, index,
	    notes) && has_size)
		dts_write_number(file, "\t\t\t", "size", node->size);
	if (!write_malformed(file, "alignment", FDT_PROPERTY_ALIGNMENT, node,
	    index, notes) && node->alignment != 0)
		dts_write_number(file, "\t\t\t", "alignment",
		    node->alignment);
	if (!write_malformed(file, "alloc-ranges", FDT_PROPERTY_ALLOC_RANGES,
	    node, index, notes) && (node->alloc_ranges.count > 0 ||
	    (node->empty & FDT_PROPERTY_ALLOC_RANGES) != 0))
		dts_write_ranges(file, "\t\t\t", "alloc-ranges",
		    &node->alloc_ranges);
	if (node->no_map)
		fputs("\t\t\tno-map;\n", file);
	if (node->reusable)
		fputs("\t\t\treusable;\n", file);
	if (node->is_cma_default)
		fputs("\t\t\tlinux,cma-default;\n", file);
	dts_write_strings(file, "\t\t\t", "compatible", node->compatible,
	    &node->compatible_also);
	dts_write_string(file, "\t\t\t", "status", node->status);
	fputs("\t\t};\n", file);
}

static bool
is_name(const char *name)
{
	static const char letters[] = "0123456789,._+-"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t length = strspn(name, letters);

	if (length == 0)
		return (false);
	if (name[length] == '@')
		length += 1 + strspn(name + length + 1, letters);
	return (name[length] == '\0');
}

static bool
is_name_before(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return (strcmp(*left, *right) < 0);
}

/* NULL if there is none; sorts the names. */
static const char *
find_name_twice(const char **names, size_t count)
{
	bm_sort(names, count, sizeof(*names), is_name_before);
	for (size_t i = 1; i < count; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			return (names[i]);
	return (NULL);
}

/* Of nodes with one parent. */
static bool
check_names(const char **names, size_t count, const char *path,
    struct export_notes *notes)
{
	const char *twice;

	for (size_t i = 0; i < count; i++)
		if (!is_name(names[i]))
			return (export_refuse(notes, path, i, "no node "
			    "of a device tree can be called that: expected "
			    "letters, digits, `,`, `.`, `_`, `+`, `-`, and "
			    "behind an `@` more of them"));
	twice = find_name_twice(names, count);
	return (twice == NULL || export_refuse(notes, path,
	    EXPORT_NO_INDEX, "two nodes of one name, which no device tree "
	    "has: %.60s", twice));
}

/* Beside the memory nodes the root has two more. */
static bool
check_all_names(const struct fdt_map *map, struct export_notes *notes)
{
	const struct fdt_for_linux *for_linux = &map->for_linux;
	const char **reserved = host_allocate(map->reserved_count,
	    sizeof(reserved[0]));
	const char **memory = host_allocate(for_linux->memory_count + 2,
	    sizeof(memory[0]));
	bool is_good;

	for (size_t i = 0; i < map->reserved_count; i++)
		reserved[i] = map->reserved[i].name;
	for (size_t i = 0; i < for_linux->memory_count; i++)
		memory[i] = for_linux->memory[i].name;
	memory[for_linux->memory_count] = "chosen";
	memory[for_linux->memory_count + 1] = "reserved-memory";
	is_good = check_names(reserved, map->reserved_count, nodes_path,
	    notes) && check_names(memory, for_linux->memory_count + 2,
	    "firmware.fdt.x-linux.memory", notes);
	free(memory);
	free(reserved);
	return (is_good);
}

/* A blob's list of reservations ends at the first of no byte. */
static void
write_memreserve(FILE *file, const struct fdt_map *map,
    struct export_notes *notes)
{
	for (size_t i = 0; i < map->memreserve.count; i++) {
		struct bm_extent extent = map->memreserve.entries[i];

		if (extent.length == 0)
			export_leave_out(notes, "firmware.fdt.memreserve", i,
			    "it has no byte, which would end the list");
		else
			fprintf(file, "/memreserve/ 0x%" PRIx64 " 0x%" PRIx64
			    ";\n", extent.base, extent.length);
	}
}

/* With the sizes' cells alone, not all that is needed is said. */
static void
write_reserved(FILE *file, const struct fdt_map *map,
    struct export_notes *notes)
{
	fputs("\n\treserved-memory {\n", file);
	if (map->has_reserved_cells)
		fputs("\t\t#address-cells = <2>;\n", file);
	fputs("\t\t#size-cells = <2>;\n", file);
	if (map->has_reserved_ranges)
		fputs("\t\tranges;\n", file);
	for (size_t i = 0; i < map->reserved_count; i++)
		write_node(file, &map->reserved[i], i, notes);
	fputs("\t};\n", file);
}

bool
export_dts(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	const struct fdt_map *map = &capture->fdt;

	if (!check_all_names(map, notes))
		return (false);
	fputs("/dts-v1/;\n\n", file);
	write_memreserve(file, map, notes);
	fputs("/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n", file);
	dts_write_chosen(file, &map->for_linux, notes);
	dts_write_memory(file, map, notes);
	if (map->has_reserved_memory)
		write_reserved(file, map, notes);
	fputs("};\n", file);
	return (true);
}
