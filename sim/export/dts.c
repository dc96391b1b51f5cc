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
#include "sim/export/export.h"
#include "sim/host.h"

static const char nodes_path[] = "firmware.fdt.reserved";

static void
write_number(FILE *file, uint64_t number)
{
	fprintf(file, "0x%" PRIx64 " 0x%" PRIx64, number >> 32,
	    number & UINT32_MAX);
}

static void
write_extent(FILE *file, struct bm_extent extent)
{
	write_number(file, extent.base);
	putc(' ', file);
	write_number(file, extent.length);
}

/* One of no range has no value, and no length. */
static void
write_ranges(FILE *file, const char *indent, const char *name,
    const struct extent_list *list)
{
	fprintf(file, "%s%s", indent, name);
	for (size_t i = 0; i < list->count; i++) {
		fputs(i == 0 ? " = <" : ">, <", file);
		write_extent(file, list->entries[i]);
	}
	fputs(list->count > 0 ? ">;\n" : ";\n", file);
}

static void
write_property(FILE *file, const char *name, uint64_t number)
{
	fprintf(file, "\t\t\t%s = <", name);
	write_number(file, number);
	fputs(">;\n", file);
}

static void
write_string(FILE *file, const char *name, const char *text)
{
	if (text == NULL)
		return;
	fprintf(file, "\t\t\t%s = \"", name);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(file, "\\%c", *text);
		else if (*text >= ' ' && *text <= '~')
			putc(*text, file);
		else
			fprintf(file, "\\x%02x",
			    (unsigned)(unsigned char)*text);
	}
	fputs("\";\n", file);
}

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
write_node(FILE *file, const struct fdt_reserved *node, size_t index,
    struct export_notes *notes)
{
	bool has_size = node->is_dynamic || node->size != 0 ||
	    (node->malformed & FDT_PROPERTY_SIZE) != 0;

	fprintf(file, "\n\t\t%s {\n", node->name);
	if (!write_malformed(file, "reg", FDT_PROPERTY_REG, node, index,
	    notes) && (node->reg.count > 0 || (has_size && !node->is_dynamic)))
		write_ranges(file, "\t\t\t", "reg", &node->reg);
	if (!write_malformed(file, "size", FDT_PROPERTY_SIZE, node, index,
	    notes) && has_size)
		write_property(file, "size", node->size);
	if (!write_malformed(file, "alignment", FDT_PROPERTY_ALIGNMENT, node,
	    index, notes) && node->alignment != 0)
		write_property(file, "alignment", node->alignment);
	if (!write_malformed(file, "alloc-ranges", FDT_PROPERTY_ALLOC_RANGES,
	    node, index, notes) && node->alloc_ranges.count > 0)
		write_ranges(file, "\t\t\t", "alloc-ranges",
		    &node->alloc_ranges);
	if (node->no_map)
		fputs("\t\t\tno-map;\n", file);
	if (node->reusable)
		fputs("\t\t\treusable;\n", file);
	if (node->is_cma_default)
		fputs("\t\t\tlinux,cma-default;\n", file);
	write_string(file, "compatible", node->compatible);
	write_string(file, "status", node->status);
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

/* NULL if there is none. */
static const char *
find_name_twice(const struct fdt_map *map)
{
	const char **names = host_allocate(map->reserved_count,
	    sizeof(*names)), *twice = NULL;

	for (size_t i = 0; i < map->reserved_count; i++)
		names[i] = map->reserved[i].name;
	bm_sort(names, map->reserved_count, sizeof(*names), is_name_before);
	for (size_t i = 1; i < map->reserved_count; i++)
		if (strcmp(names[i - 1], names[i]) == 0)
			twice = names[i];
	free(names);
	return (twice);
}

static bool
check_names(const struct fdt_map *map, struct export_notes *notes)
{
	const char *twice;

	for (size_t i = 0; i < map->reserved_count; i++)
		if (!is_name(map->reserved[i].name))
			return (export_refuse(notes, nodes_path, i, "no node "
			    "of a device tree can be called that: expected "
			    "letters, digits, `,`, `.`, `_`, `+`, `-`, and "
			    "behind an `@` more of them"));
	twice = find_name_twice(map);
	return (twice == NULL || export_refuse(notes, nodes_path,
	    EXPORT_NO_INDEX, "two nodes of one name, which no device tree "
	    "has: %.60s", twice));
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
	const struct extent_list usable = { .count = 1,
	    .entries = &(struct bm_extent){ 0 } };

	if (!check_names(map, notes))
		return (false);
	fputs("/dts-v1/;\n\n", file);
	write_memreserve(file, map, notes);
	fputs("/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n", file);
	if (map->usable_memory_range.is_present) {
		usable.entries[0] = map->usable_memory_range.extent;
		fputs("\n\tchosen {\n", file);
		write_ranges(file, "\t\t", "linux,usable-memory-range",
		    &usable);
		fputs("\t};\n", file);
	}
	if (map->memory.count > 0) {
		fprintf(file, "\n\tmemory@%" PRIx64 " {\n"
		    "\t\tdevice_type = \"memory\";\n",
		    map->memory.entries[0].base);
		write_ranges(file, "\t\t", "reg", &map->memory);
		fputs("\t};\n", file);
	}
	if (map->has_reserved_memory)
		write_reserved(file, map, notes);
	fputs("};\n", file);
	return (true);
}
