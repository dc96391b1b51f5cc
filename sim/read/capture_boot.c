/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a capture's loader put in memory.
 */
#include "sim/read/schema.h"

static bool
read_tunables(struct reader *reader, json_node node, void *ret)
{
	struct boot *boot = ret;
	struct tunable *tunable;

	if (!reader_expect(reader, node, JSON_OBJECT))
		return (false);
	boot->tunables = arena_alloc(reader->capture->arena,
	    json_count(reader->document, node), sizeof(*boot->tunables));
	for (json_node member = json_first(reader->document, node);
	    member != JSON_NONE;
	    member = json_next(reader->document, node, member)) {
		tunable = &boot->tunables[boot->tunable_count++];
		tunable->name = json_copy(json_key(reader->document, member),
		    reader->capture->arena);
		if (!read_text(reader, member, &tunable->value))
			return (false);
	}
	return (true);
}

static bool
read_virtual(struct reader *reader, json_node node, void *ret)
{
	struct kernel_image *kernel = ret;

	kernel->has_virtual = true;
	return (read_number(reader, node, &kernel->virtual_base));
}

static bool
read_kernel(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "base", read_number,
		    offsetof(struct kernel_image, extent.base), true },
		{ "size", read_number,
		    offsetof(struct kernel_image, extent.length), true },
		{ "virtual", read_virtual, 0, false },
		{ .key = NULL }
	};
	struct kernel_image *kernel = ret;

	kernel->is_present = true;
	return (read_object(reader, node, fields, ret));
}

static bool
read_preload_entry(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "name", read_text, offsetof(struct preload, name), true },
		{ "type", read_text, offsetof(struct preload, type), true },
		{ "base", read_number, offsetof(struct preload, extent.base),
		    true },
		{ "size", read_number,
		    offsetof(struct preload, extent.length), true },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

static bool
read_preload(struct reader *reader, json_node node, void *ret)
{
	struct boot *boot = ret;

	boot->preload = read_list(reader, node, sizeof(*boot->preload),
	    read_preload_entry, &boot->preload_count);
	return (boot->preload != NULL);
}

static bool
read_bad_pages(struct reader *reader, json_node node, void *ret)
{
	struct boot *boot = ret;

	boot->bad_pages = read_list(reader, node, sizeof(*boot->bad_pages),
	    read_number, &boot->bad_page_count);
	return (boot->bad_pages != NULL);
}

bool
read_boot(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "cmdline", read_text, offsetof(struct boot, cmdline),
		    false },
		{ "tunables", read_tunables, 0, false },
		{ "kernel", read_kernel, offsetof(struct boot, kernel),
		    false },
		{ "initrd", read_optional_range,
		    offsetof(struct boot, initrd), false },
		{ "dtb", read_optional_range, offsetof(struct boot, dtb),
		    false },
		{ "preload", read_preload, 0, false },
		{ "page_tables", read_optional_range,
		    offsetof(struct boot, page_tables), false },
		{ "bad_pages", read_bad_pages, 0, false },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}
