/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What ACPI's tables say of NUMA nodes, as Linux numbers them.
 */
#include "sim/read/schema.h"

static bool
read_node(struct reader *reader, json_node node, void *ret)
{
	uint64_t number;

	if (!read_number(reader, node, &number))
		return (false);
	*(int32_t *)ret = (int32_t)number;
	return (number < CAPTURE_NUMA_NODES_MAX || reader_refuse(reader,
	    node, "expected a node below %d", CAPTURE_NUMA_NODES_MAX));
}

static bool
read_memory(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "node", read_node, offsetof(struct linux_numa_range, node),
		    true },
		{ "base", read_number,
		    offsetof(struct linux_numa_range, extent.base), true },
		{ "size", read_number,
		    offsetof(struct linux_numa_range, extent.length), true },
		{ "hotplug", read_boolean,
		    offsetof(struct linux_numa_range, is_hotplug), false },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

static bool
read_memories(struct reader *reader, json_node node, void *ret)
{
	struct linux_numa *numa = ret;

	numa->ranges = read_plain_list(reader, node, sizeof(*numa->ranges),
	    read_memory, &numa->count);
	return (numa->ranges != NULL);
}

/* An object of another form is somebody else's. */
bool
read_linux_numa(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "memory", read_memories, 0, true },
		{ "has_distances", read_boolean,
		    offsetof(struct linux_numa, has_distances), false },
		{ .key = NULL }
	};
	struct read_error *told = reader->error, ignored;
	struct linux_numa numa = { .count = 0 };

	if (json_type(reader->document, node) != JSON_OBJECT)
		return (true);
	read_error_clear(&ignored);
	reader->error = &ignored;
	if (read_object(reader, node, fields, &numa))
		*(struct linux_numa *)ret = numa;
	reader->error = told;
	return (true);
}
