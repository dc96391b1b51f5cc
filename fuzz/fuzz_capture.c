/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Text of captures: read twice, with one result; refused with a place, or
 * written again, exported, and booted on every architecture, where the
 * reference keeps its promise.  No file that a capture names is there.
 */
#include <ctype.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/judge.h"
#include "fuzz/written.h"
#include "sim/read/capture.h"

#define NO_DIRECTORY "no-such-directory-anywhere"

static struct capture *
read_capture(const uint8_t *bytes, size_t length, struct read_error *error)
{
	const struct json_text text = { .file = "input", .first_line = 1,
	    .bytes = (const char *)bytes, .length = length };

	memset(error, 0xa5, sizeof(*error));
	return (capture_read_text(&text, NO_DIRECTORY, error));
}

static const char *
skip_digits(const char *text)
{
	FUZZ_REQUIRE(*text >= '1' && *text <= '9');
	while (isdigit((unsigned char)*text))
		text++;
	return (text);
}

/* One line, FILE:LINE:COLUMN: and words, all of them fit to be shown. */
static void
require_message(const struct read_error *error)
{
	const char *text = error->text;

	FUZZ_REQUIRE(error->length < sizeof(error->text));
	FUZZ_REQUIRE(strlen(error->text) == error->length);
	FUZZ_REQUIRE(strncmp(text, "input:", 6) == 0);
	text = skip_digits(text + 6);
	FUZZ_REQUIRE(*text == ':');
	text = skip_digits(text + 1);
	FUZZ_REQUIRE(strncmp(text, ": ", 2) == 0);
	FUZZ_REQUIRE(text[2] != '\0');
	for (size_t i = 0; i < error->length; i++) {
		FUZZ_REQUIRE((unsigned char)error->text[i] >= ' ');
		fuzz_note((unsigned char)error->text[i]);
	}
}

/* The second reading must find the same. */
static void
require_same_answer(const uint8_t *bytes, size_t length,
    const struct capture *capture, const struct read_error *error)
{
	struct read_error second_error;
	struct capture *second = read_capture(bytes, length, &second_error);

	FUZZ_REQUIRE((second == NULL) == (capture == NULL));
	if (second == NULL)
		FUZZ_REQUIRE(strcmp(second_error.text, error->text) == 0);
	else {
		FUZZ_REQUIRE(strcmp(second->name, capture->name) == 0);
		FUZZ_REQUIRE(second->arch == capture->arch);
		FUZZ_REQUIRE(second->e820.count == capture->e820.count);
		FUZZ_REQUIRE(second->efi.count == capture->efi.count);
		FUZZ_REQUIRE(second->event_count == capture->event_count);
	}
	capture_free(second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct read_error error;
	struct capture *capture = read_capture(bytes, length, &error);
	unsigned first;

	fuzz_digest = 0;
	require_same_answer(bytes, length, capture, &error);
	if (capture == NULL) {
		require_message(&error);
		return (0);
	}
	require_same_written(capture);
	require_true_exports(capture);
	first = capture->arch;
	for (unsigned i = 0; i < ARCH_COUNT; i++) {
		capture->arch = (enum arch)((first + i) % ARCH_COUNT);
		fuzz_note(judge_capture(capture));
	}
	capture_free(capture);
	return (0);
}
