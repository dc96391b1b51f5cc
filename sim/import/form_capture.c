/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture as such.
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/read/capture.h"

static bool
is_such(const struct import_bytes *file)
{
	size_t i = 0;

	while (i < file->length && strchr(" \t\r\n", file->bytes[i]) != NULL)
		i++;
	return (i < file->length && file->bytes[i] == '{');
}

static bool
read_bytes(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	const struct json_text text = { .file = file->name,
	    .first_line = 1, .bytes = (const char *)file->bytes,
	    .length = file->length };
	struct capture *capture = capture_read_text(&text, file->directory,
	    ret_error);

	if (capture == NULL)
		return (false);
	draft_free(draft);
	draft->capture = capture;
	draft->has_arch = true;
	return (true);
}

const struct import_form form_capture = {
	.name = "capture",
	.about = "a capture",
	.is_such = is_such,
	.read = read_bytes,
};
