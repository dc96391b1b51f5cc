/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How much there is of a device tree: what a kernel that makes structures of
 * it has to find room for.
 */
#include <ctype.h>
#include <libfdt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"

#define TEXT_ALIGN 8

/* What was counted last may end anywhere, what comes next begins aligned. */
static void
count_text(struct fdt_tree *tree, uint64_t bytes)
{
	tree->text_bytes = (tree->text_bytes + TEXT_ALIGN - 1) &
	    ~(uint64_t)(TEXT_ALIGN - 1);
	tree->text_bytes += bytes;
}

/* The name without its unit address. */
static uint64_t
base_name_bytes(const char *name)
{
	const char *at = strrchr(name, '@');

	return ((at != NULL ? (uint64_t)(at - name) : strlen(name)) + 1);
}

static bool
count_properties(struct fdt_decoder *decoder, int node, const char *name)
{
	struct fdt_tree *tree = &decoder->map.tree;
	bool has_name = false;
	int property;

	fdt_for_each_property_offset(property, decoder->blob, node) {
		const char *property_name;

		if (fdt_getprop_by_offset(decoder->blob, property,
		    &property_name, NULL) == NULL)
			return (fdt_refuse(decoder, node, "its properties "
			    "cannot be read"));
		has_name = has_name || strcmp(property_name, "name") == 0;
		tree->property_count++;
	}
	if (property != -FDT_ERR_NOTFOUND)
		return (fdt_refuse(decoder, node, "its properties cannot be "
		    "read: %s", fdt_strerror(property)));
	if (!has_name) {
		tree->property_count++;
		count_text(tree, base_name_bytes(name));
	}
	return (true);
}

static bool
count_nodes(struct fdt_decoder *decoder)
{
	struct fdt_tree *tree = &decoder->map.tree;
	int node, depth = 0;

	tree->is_stub = true;
	for (node = FDT_ROOT; node >= 0 && depth >= 0;
	    node = fdt_next_node(decoder->blob, node, &depth)) {
		int length;
		const char *name = fdt_get_name(decoder->blob, node, &length);

		if (name == NULL)
			return (fdt_refuse(decoder, node, "has no name: %s",
			    fdt_strerror(length)));
		if (depth == 1 && strcmp(name, "chosen") != 0)
			tree->is_stub = false;
		tree->node_count++;
		count_text(tree, (uint64_t)length + 1);
		if (!count_properties(decoder, node, name))
			return (false);
	}
	return (depth < 0 || fdt_check_walk(decoder, FDT_ROOT, node));
}

/* Bytes of an alias without its number, with a NUL; 0: it has none. */
static uint64_t
stem_bytes(const char *alias)
{
	size_t length = strlen(alias);
	const size_t whole = length;

	while (length > 0 && isdigit((unsigned char)alias[length - 1]))
		length--;
	if (length == whole || strtoull(alias + length, NULL, 10) > INT_MAX)
		return (0);
	return (length + 1);
}

static bool
leads_to_node(const struct fdt_decoder *decoder, const void *path, int length)
{
	return (length > 0 && ((const char *)path)[length - 1] == '\0' &&
	    fdt_path_offset(decoder->blob, path) >= 0);
}

static bool
note_aliases(struct fdt_decoder *decoder, int node)
{
	struct fdt_tree *tree = &decoder->map.tree;
	size_t count = 0;
	int property;

	fdt_for_each_property_offset(property, decoder->blob, node)
		count++;
	tree->alias_bytes = arena_alloc(decoder->arena, count,
	    sizeof(tree->alias_bytes[0]));
	fdt_for_each_property_offset(property, decoder->blob, node) {
		const char *alias;
		int length;
		const void *path = fdt_getprop_by_offset(decoder->blob,
		    property, &alias, &length);

		if (path == NULL)
			return (fdt_refuse(decoder, node, "its properties "
			    "cannot be read: %s", fdt_strerror(length)));
		if (stem_bytes(alias) != 0 &&
		    leads_to_node(decoder, path, length))
			tree->alias_bytes[tree->alias_count++] =
			    stem_bytes(alias);
	}
	return (true);
}

/* One of the cpus, if it is one and available. */
static bool
note_cpu(struct fdt_decoder *decoder, int node)
{
	struct fdt_tree *tree = &decoder->map.tree;
	struct fdt_bytes type, status, numa_node;

	if (!fdt_find_property(decoder, node, "device_type", &type) ||
	    !fdt_find_property(decoder, node, "status", &status) ||
	    !fdt_find_property(decoder, node, "numa-node-id", &numa_node))
		return (false);
	if (type.bytes == NULL || !fdt_property_is(type, "cpu") ||
	    (status.bytes != NULL && !fdt_property_is(status, "okay") &&
	    !fdt_property_is(status, "ok")))
		return (true);
	tree->cpu_nodes[tree->cpu_count++] =
	    numa_node.length == FDT_CELL_BYTES ?
	    (uint32_t)fdt_cells_number(numa_node.bytes, 1) : 0;
	return (true);
}

static bool
note_cpus(struct fdt_decoder *decoder, int cpus)
{
	size_t count = 0;
	int node;

	fdt_for_each_subnode(node, decoder->blob, cpus)
		count++;
	decoder->map.tree.cpu_nodes = arena_alloc(decoder->arena, count,
	    sizeof(decoder->map.tree.cpu_nodes[0]));
	fdt_for_each_subnode(node, decoder->blob, cpus)
		if (!note_cpu(decoder, node))
			return (false);
	return (fdt_check_walk(decoder, cpus, node));
}

/* A node below the root; false, with the error, if there is a broken one. */
static bool
find_node(struct fdt_decoder *decoder, const char *name, int *ret_node)
{
	*ret_node = fdt_subnode_offset(decoder->blob, FDT_ROOT, name);
	return (*ret_node >= 0 || *ret_node == -FDT_ERR_NOTFOUND ||
	    fdt_refuse(decoder, FDT_ROOT, "%s cannot be read: %s", name,
	    fdt_strerror(*ret_node)));
}

bool
fdt_read_tree(struct fdt_decoder *decoder)
{
	int aliases, cpus;

	decoder->map.tree.is_present = true;
	return (find_node(decoder, "aliases", &aliases) &&
	    find_node(decoder, "cpus", &cpus) && count_nodes(decoder) &&
	    (aliases < 0 || note_aliases(decoder, aliases)) &&
	    (cpus < 0 || note_cpus(decoder, cpus)));
}
