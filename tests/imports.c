/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/imports.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/write/capture_json.h"
#include "tests/program.h"

static bool
keep(void *context, struct import_result *result)
{
	struct import_result *kept = context;

	*kept = *result;
	return (false);
}

struct import_result
import_bytes_as(const char *form, size_t boot, const char *path,
    const void *bytes, size_t length, struct read_error *ret_error)
{
	struct import_request request = { .boot = boot };
	struct import_result result = { .form = NULL };

	if (form != NULL) {
		request.form = import_form_find(form);
		ck_assert_msg(request.form != NULL, "no form %s", form);
	}
	file_write(path, bytes, length);
	if (!import_file(path, &request, keep, &result, ret_error))
		result.draft.capture = NULL;
	return (result);
}

struct import_result
import_text_as(const char *form, const char *text)
{
	struct read_error error;
	struct import_result result = import_bytes_as(form, 0, "log", text,
	    strlen(text), &error);

	ck_assert_msg(result.draft.capture != NULL, "%s\nof\n%s", error.text,
	    text);
	return (result);
}

char *
import_json(const struct capture *capture)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(file);
	capture_write_json(file, capture);
	ck_assert_int_eq(fclose(file), 0);
	return (text);
}

/* All of text but what stands around "firmware". */
static char *
firmware_of(const struct capture *capture)
{
	struct capture bare = { .name = (char[]){ "bare" },
	    .page_size = 4096, .e820 = capture->e820, .efi = capture->efi,
	    .fdt = capture->fdt, .regions = capture->regions,
	    .ops = capture->ops };

	return (import_json(&bare));
}

void
expect_same_firmware(const char *what, const struct capture *a,
    const struct capture *b)
{
	char *left = firmware_of(a), *right = firmware_of(b);

	ck_assert_msg(strcmp(left, right) == 0, "%s:\n%s\nis not\n%s", what,
	    left, right);
	free(right);
	free(left);
}
