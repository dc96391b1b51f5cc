/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The top level of a capture.
 */
#include "sim/read/capture.h"

#include <stdlib.h>
#include <string.h>

#include "sim/read/file.h"
#include "sim/read/schema.h"

enum {
	PAGE_SIZE_DEFAULT = 4096,
	PAGE_SIZE_MAX = 65536
};

static bool
read_version(struct reader *reader, json_node node, void *ret)
{
	struct json_slice lexeme = json_lexeme(reader->document, node);

	(void)ret;
	return (json_slice_is(lexeme, "1") || reader_refuse(reader, node,
	    "expected 1, the version of the format that is understood"));
}

static bool
read_name(struct reader *reader, json_node node, void *ret)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyz0123456789._-";
	char **name = ret;

	if (!read_text(reader, node, ret))
		return (false);
	if (**name == '\0' || (*name)[strspn(*name, letters)] != '\0')
		return (reader_refuse(reader, node, "expected a name of the "
		    "characters a-z, 0-9, `.`, `_` and `-`"));
	return (true);
}

static bool
read_origin(struct reader *reader, json_node node, void *ret)
{
	static const struct named_value origins[] = {
		{ "captured", 0 },
		{ "reconstructed", 1 },
		{ "synthetic", 2 },
		{ .name = NULL }
	};
	uint64_t value;

	return (read_choice(reader, node, origins, "origin", &value) &&
	    read_text(reader, node, ret));
}

static bool
read_arch(struct reader *reader, json_node node, void *ret)
{
	struct named_value names[ARCH_COUNT + 1] = { { .name = NULL } };
	enum arch *arch = ret;
	uint64_t value;

	for (size_t i = 0; i < ARCH_COUNT; i++)
		names[i] = (struct named_value){ arch_names[i], i };
	if (!read_choice(reader, node, names, "architecture", &value))
		return (false);
	*arch = (enum arch)value;
	return (true);
}

static bool
read_page_size(struct reader *reader, json_node node, void *ret)
{
	uint64_t *page_size = ret;

	if (!read_number(reader, node, ret))
		return (false);
	if (*page_size < PAGE_SIZE_DEFAULT || *page_size > PAGE_SIZE_MAX ||
	    (*page_size & (*page_size - 1)) != 0)
		return (reader_refuse(reader, node, "expected a power of two "
		    "from 4096 to 65536"));
	return (true);
}

static bool
read_profiles(struct reader *reader, json_node node, void *ret)
{
	struct string_list *profiles = ret;

	profiles->entries = read_plain_list(reader, node,
	    sizeof(*profiles->entries), read_text, &profiles->count);
	return (profiles->entries != NULL);
}

/* Keys with x- are free: what is no string was not meant for us. */
static bool
read_free_text(struct reader *reader, json_node node, void *ret)
{
	return (json_type(reader->document, node) != JSON_STRING ||
	    read_text(reader, node, ret));
}

static bool
read_named_extent(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "name", read_line, offsetof(struct named_extent, name),
		    true },
		{ "base", read_number,
		    offsetof(struct named_extent, extent.base), true },
		{ "size", read_number,
		    offsetof(struct named_extent, extent.length), true },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

/* A list of another form is somebody else's, too: then there is none. */
static struct named_extent *
read_named_extents(struct reader *reader, json_node node, size_t *ret_count)
{
	struct read_error *told = reader->error, ignored;
	struct named_extent *extents;

	*ret_count = 0;
	if (json_type(reader->document, node) != JSON_ARRAY)
		return (NULL);
	read_error_clear(&ignored);
	reader->error = &ignored;
	extents = read_plain_list(reader, node, sizeof(*extents),
	    read_named_extent, ret_count);
	reader->error = told;
	if (extents == NULL)
		*ret_count = 0;
	return (extents);
}

static bool
read_iomem_claims(struct reader *reader, json_node node, void *ret)
{
	struct capture *capture = ret;

	capture->iomem_claims = read_named_extents(reader, node,
	    &capture->iomem_claim_count);
	return (true);
}

static bool
read_linux_reserved(struct reader *reader, json_node node, void *ret)
{
	struct capture *capture = ret;

	capture->linux_reserved = read_named_extents(reader, node,
	    &capture->linux_reserved_count);
	return (true);
}

/* An object of another form is somebody else's. */
static bool
read_linux_machine(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "has_gbpages", read_boolean,
		    offsetof(struct linux_machine, has_gbpages), false },
		{ "has_no_pci", read_boolean,
		    offsetof(struct linux_machine, has_no_pci), false },
		{ "phys_bits", read_number,
		    offsetof(struct linux_machine, phys_bits), false },
		{ "max_numnodes", read_number,
		    offsetof(struct linux_machine, max_numnodes), false },
		{ "cpus", read_number, offsetof(struct linux_machine, cpus),
		    false },
		{ .key = NULL }
	};
	struct read_error *told = reader->error, ignored;
	struct linux_machine machine = { .has_no_pci = false };

	if (json_type(reader->document, node) != JSON_OBJECT)
		return (true);
	read_error_clear(&ignored);
	reader->error = &ignored;
	if (read_object(reader, node, fields, &machine))
		*(struct linux_machine *)ret = machine;
	reader->error = told;
	return (true);
}

static bool
read_top(struct reader *reader)
{
	static const struct field fields[] = {
		{ "bootmem", read_version, 0, true },
		{ "name", read_name, offsetof(struct capture, name), true },
		{ "about", read_line, offsetof(struct capture, about), false },
		{ "source", read_line, offsetof(struct capture, source),
		    false },
		{ "origin", read_origin, offsetof(struct capture, origin),
		    false },
		{ "arch", read_arch, offsetof(struct capture, arch), true },
		{ "page_size", read_page_size,
		    offsetof(struct capture, page_size), false },
		{ "profiles", read_profiles,
		    offsetof(struct capture, profiles), false },
		{ "firmware", read_firmware, 0, false },
		{ "boot", read_boot, offsetof(struct capture, boot), false },
		{ "devices", read_devices, 0, false },
		{ "events", read_events, 0, false },
		{ "witness", read_witnesses, 0, false },
		{ "x-truncated", read_free_text,
		    offsetof(struct capture, truncated), false },
		{ "x-linux-iomem", read_iomem_claims, 0, false },
		{ "x-linux-reserved", read_linux_reserved, 0, false },
		{ "x-linux-e820-name", read_free_text,
		    offsetof(struct capture, linux_e820_name), false },
		{ "x-linux-machine", read_linux_machine,
		    offsetof(struct capture, linux_machine), false },
		{ "x-linux-numa", read_linux_numa,
		    offsetof(struct capture, linux_numa), false },
		{ "x-memory-bytes", read_memory_bytes, 0, false },
		{ .key = NULL }
	};

	return (read_object(reader, JSON_TOP, fields, reader->capture));
}

static struct capture *
capture_new(const char *path)
{
	struct arena *arena = arena_new();
	struct capture *capture = arena_alloc(arena, 1, sizeof(*capture));

	capture->arena = arena;
	capture->path = arena_copy_text(arena, path, strlen(path));
	capture->page_size = PAGE_SIZE_DEFAULT;
	return (capture);
}

struct capture *
capture_read_text(const struct json_text *text, const char *directory,
    struct read_error *ret_error)
{
	struct reader reader = { .directory = directory, .error = ret_error };
	bool is_good;

	reader.document = json_read(text, ret_error);
	if (reader.document == NULL)
		return (NULL);
	reader.capture = capture_new(text->file);
	is_good = read_top(&reader);
	json_free(reader.document);
	if (is_good)
		return (reader.capture);
	capture_free(reader.capture);
	return (NULL);
}

struct capture *
capture_read(const char *path, struct read_error *ret_error)
{
	struct json_text text = { .file = read_error_file_name(path),
	    .first_line = 1 };
	struct capture *capture;
	char *bytes, *directory;

	bytes = file_read(path, JSON_BYTES_MAX, &text.length, ret_error);
	if (bytes == NULL)
		return (NULL);
	text.bytes = bytes;
	directory = file_directory(path);
	capture = capture_read_text(&text, directory, ret_error);
	free(directory);
	free(bytes);
	return (capture);
}

void
capture_free(struct capture *capture)
{
	if (capture != NULL)
		arena_free(capture->arena);
}
