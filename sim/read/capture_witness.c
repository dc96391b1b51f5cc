/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a capture's real kernel printed.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/read/capture.h"
#include "sim/read/file.h"
#include "sim/read/schema.h"

/* A short file may be named many times. */
static bool
count_bytes(struct reader *reader, json_node node, size_t length)
{
	reader->witness_bytes += length;
	return (reader->witness_bytes <= CAPTURE_WITNESSES_BYTES_MAX ||
	    reader_refuse(reader, node, "more than %zu MiB of witnesses, the "
	    "limit", CAPTURE_WITNESSES_BYTES_MAX >> 20));
}

static bool
read_witness_file(struct reader *reader, json_node node,
    struct witness *ret_witness)
{
	struct arena *arena = reader->capture->arena;
	struct read_error error;
	char *path = reader_file_path(reader, node), *bytes;
	bool is_good;

	if (path == NULL)
		return (false);
	bytes = file_read(path, CAPTURE_WITNESS_BYTES_MAX,
	    &ret_witness->text_bytes, &error);
	free(path);
	if (bytes == NULL)
		return (reader_refuse(reader, node, "%s", error.text));
	is_good = count_bytes(reader, node, ret_witness->text_bytes);
	if (is_good) {
		ret_witness->path = json_copy(json_string(reader->document,
		    node), arena);
		ret_witness->text = arena_copy_text(arena, bytes,
		    ret_witness->text_bytes);
	}
	free(bytes);
	return (is_good);
}

static bool
read_witness(struct reader *reader, json_node node,
    struct witness *ret_witness)
{
	static const struct field fields[] = {
		{ "text", read_text, offsetof(struct witness, text), true },
		{ .key = NULL }
	};

	if (json_type(reader->document, node) == JSON_STRING)
		return (read_witness_file(reader, node, ret_witness));
	if (json_type(reader->document, node) != JSON_OBJECT)
		return (reader_refuse(reader, node, "expected a file's path "
		    "or {\"text\": ...}"));
	if (!read_object(reader, node, fields, ret_witness))
		return (false);
	ret_witness->text_bytes = strlen(ret_witness->text);
	return (true);
}

/* The tables of one profile. */
static bool
read_profile(struct reader *reader, json_node node)
{
	struct capture *capture = reader->capture;
	char *profile = json_copy(json_key(reader->document, node),
	    capture->arena);

	for (json_node table = json_first(reader->document, node);
	    table != JSON_NONE;
	    table = json_next(reader->document, node, table)) {
		struct witness *witness =
		    &capture->witnesses[capture->witness_count++];

		witness->profile = profile;
		witness->table = json_copy(json_key(reader->document, table),
		    capture->arena);
		if (!read_witness(reader, table, witness))
			return (false);
	}
	return (true);
}

bool
read_witnesses(struct reader *reader, json_node node, void *ret)
{
	struct capture *capture = ret;
	size_t count = 0;
	json_node profile;

	if (!reader_expect(reader, node, JSON_OBJECT))
		return (false);
	for (profile = json_first(reader->document, node);
	    profile != JSON_NONE;
	    profile = json_next(reader->document, node, profile)) {
		if (!reader_expect(reader, profile, JSON_OBJECT))
			return (false);
		count += json_count(reader->document, profile);
	}
	capture->witnesses = arena_alloc(capture->arena, count,
	    sizeof(*capture->witnesses));
	for (profile = json_first(reader->document, node);
	    profile != JSON_NONE;
	    profile = json_next(reader->document, node, profile)) {
		if (!read_profile(reader, profile))
			return (false);
	}
	return (true);
}
