/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture's devices, and what happens after boot.
 */
#include "sim/read/schema.h"

static bool
read_when(struct reader *reader, json_node node, void *ret)
{
	enum device_when *when = ret;
	uint64_t value;

	if (!read_choice(reader, node, device_when_names, "time", &value))
		return (false);
	*when = (enum device_when)value;
	return (true);
}

static bool
read_source(struct reader *reader, json_node node, void *ret)
{
	static const struct named_value sources[] = {
		{ "fdt", 0 },
		{ "acpi", 1 },
		{ "driver", 2 },
		{ .name = NULL }
	};
	uint64_t value;

	return (read_choice(reader, node, sources, "source", &value) &&
	    read_text(reader, node, ret));
}

static bool
read_device(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "name", read_text, offsetof(struct device, name), true },
		{ "base", read_number, offsetof(struct device, extent.base),
		    true },
		{ "size", read_number,
		    offsetof(struct device, extent.length), true },
		{ "when", read_when, offsetof(struct device, when), false },
		{ "source", read_source, offsetof(struct device, source),
		    false },
		{ "uses", read_range_list, offsetof(struct device, uses),
		    false },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

bool
read_devices(struct reader *reader, json_node node, void *ret)
{
	struct capture *capture = ret;

	capture->devices = read_list(reader, node, sizeof(*capture->devices),
	    read_device, &capture->device_count);
	return (capture->devices != NULL);
}

static bool
read_keep(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "offset", read_number, offsetof(struct bm_extent, base),
		    true },
		{ "size", read_number, offsetof(struct bm_extent, length),
		    true },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

#define DO_FIELD { "do", read_anything, 0, true }
#define EVENT_FIELD(key, read, member, is_required)			\
	{ key, read, offsetof(struct event, member), is_required }

/* The fields that an event of that kind has; NULL if any will do. */
static const struct field *
event_fields(enum event_kind kind)
{
	static const struct field alloc[] = {
		DO_FIELD,
		EVENT_FIELD("driver", read_text, driver, true),
		EVENT_FIELD("size", read_number, size, true),
		EVENT_FIELD("from", read_number, from, false),
		EVENT_FIELD("to", read_number, to, false),
		EVENT_FIELD("align", read_number, align, false),
		{ .key = NULL }
	}, xen_alloc[] = {
		DO_FIELD,
		EVENT_FIELD("driver", read_text, driver, true),
		EVENT_FIELD("size", read_number, size, true),
		{ .key = NULL }
	}, release[] = {
		DO_FIELD,
		EVENT_FIELD("driver", read_text, driver, true),
		{ .key = NULL }
	}, unload[] = {
		DO_FIELD,
		EVENT_FIELD("name", read_text, name, true),
		{ .key = NULL }
	}, microcode_release[] = {
		DO_FIELD,
		EVENT_FIELD("name", read_text, name, true),
		EVENT_FIELD("keep", read_keep, extent, true),
		{ .key = NULL }
	}, map_check[] = {
		DO_FIELD,
		EVENT_FIELD("driver", read_text, driver, true),
		EVENT_FIELD("base", read_number, extent.base, true),
		EVENT_FIELD("size", read_number, extent.length, true),
		{ .key = NULL }
	};
	static const struct field *const fields[EVENT_KIND_COUNT] = {
		[EVENT_ALLOC] = alloc,
		[EVENT_XEN_ALLOC] = xen_alloc,
		[EVENT_RELEASE] = release,
		[EVENT_UNLOAD] = unload,
		[EVENT_MICROCODE_RELEASE] = microcode_release,
		[EVENT_MAP_CHECK] = map_check,
		/* What an arena call needs is for that model to say. */
		[EVENT_PMEM] = NULL
	};

	return (fields[kind]);
}

/* The kind comes first, wherever `do` stands: it decides on all else. */
static bool
read_kind(struct reader *reader, json_node node, enum event_kind *ret_kind)
{
	struct named_value names[EVENT_KIND_COUNT + 1] = { { .name = NULL } };
	json_node kind = json_member(reader->document, node, "do");
	uint64_t value;

	if (!reader_expect(reader, node, JSON_OBJECT))
		return (false);
	if (kind == JSON_NONE)
		return (reader_refuse(reader, node, "the key `do` is "
		    "missing"));
	for (size_t i = 0; i < EVENT_KIND_COUNT; i++)
		names[i] = (struct named_value){ event_kind_names[i], i };
	if (!read_choice(reader, kind, names, "event", &value))
		return (false);
	*ret_kind = (enum event_kind)value;
	return (true);
}

static bool
read_event(struct reader *reader, json_node node, void *ret)
{
	struct event *event = ret;
	const struct field *fields;

	event->to = BM_PADDR_LAST;
	event->align = 1;
	if (!read_kind(reader, node, &event->kind))
		return (false);
	fields = event_fields(event->kind);
	return (fields == NULL || read_object(reader, node, fields, ret));
}

bool
read_events(struct reader *reader, json_node node, void *ret)
{
	struct capture *capture = ret;

	capture->events = read_list(reader, node, sizeof(*capture->events),
	    read_event, &capture->event_count);
	return (capture->events != NULL);
}
