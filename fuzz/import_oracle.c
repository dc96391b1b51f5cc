/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/import_oracle.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/firmware_text.h"
#include "fuzz/fuzz.h"
#include "fuzz/written.h"
#include "sim/import/import.h"
#include "sim/import/log.h"
#include "sim/import/name.h"

struct memory_stream {
	struct stream stream;
	const uint8_t *bytes;
	size_t length;
	size_t used;
};

/* In odd pieces, so that lines are found across them. */
static bool
read_memory(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct memory_stream *self = (struct memory_stream *)stream;
	size_t length = self->length - self->used;

	(void)ret_error;
	if (length > size)
		length = size;
	if (length > 61)
		length = 61;
	if (length > 0)
		memcpy(buffer, self->bytes + self->used, length);
	self->used += length;
	*ret_length = length;
	return (true);
}

static void
close_memory(struct stream *stream)
{
	(void)stream;
}

static bool
import_log(const struct import_form *form, const uint8_t *bytes,
    size_t length, struct draft *ret_draft, struct read_error *ret_error)
{
	struct memory_stream memory = { { "input", read_memory,
	    close_memory }, bytes, length, 0 };
	const struct log_request request = { form, 0 };
	struct log_result result;

	if (!log_read(&memory.stream, &request, &result, ret_error))
		return (false);
	*ret_draft = result.draft;
	return (true);
}

bool
import_memory(const char *name, const uint8_t *bytes, size_t length,
    struct draft *ret_draft, struct read_error *ret_error)
{
	const struct import_form *form = import_form_find(name);
	uint8_t *copy = fuzz_allocate(length + 1, 1);
	const struct import_bytes file = { .name = "input", .bytes = copy,
	    .length = length };
	bool is_read;

	FUZZ_REQUIRE(form != NULL);
	if (length > 0)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	ret_error->length = 0;
	if (form->rules != NULL) {
		is_read = import_log(form, copy, length, ret_draft,
		    ret_error);
	} else {
		*ret_draft = draft_new();
		is_read = form->read(&file, ret_draft, ret_error);
		if (!is_read)
			draft_free(ret_draft);
	}
	free(copy);
	if (is_read)
		name_capture(ret_draft, "input");
	else
		FUZZ_REQUIRE(ret_error->length > 0 &&
		    strncmp(ret_error->text, "input", 5) == 0);
	return (is_read);
}

struct draft
import_judged(const char *form, const uint8_t *bytes, size_t length)
{
	struct read_error error, second_error;
	struct draft draft, second;
	bool is_read = import_memory(form, bytes, length, &draft, &error);
	char *text, *second_text;

	fuzz_note(is_read);
	FUZZ_REQUIRE(import_memory(form, bytes, length, &second,
	    &second_error) == is_read);
	if (!is_read) {
		FUZZ_REQUIRE(strcmp(error.text, second_error.text) == 0);
		return ((struct draft){ .capture = NULL });
	}
	text = capture_text(draft.capture);
	second_text = capture_text(second.capture);
	FUZZ_REQUIRE(strcmp(text, second_text) == 0);
	require_same_written(draft.capture);
	fuzz_note(strlen(text));
	free(second_text);
	free(text);
	draft_free(&second);
	return (draft);
}

void
import_require_round_trip(const char *form, const struct draft *draft,
    const void *text, size_t length)
{
	struct read_error error;
	struct draft again;
	char *firmware, *firmware_again;

	FUZZ_REQUIRE(import_memory(form, text, length, &again, &error));
	firmware = firmware_text(draft->capture);
	firmware_again = firmware_text(again.capture);
	FUZZ_REQUIRE(strcmp(firmware, firmware_again) == 0);
	free(firmware_again);
	free(firmware);
	draft_free(&again);
}
