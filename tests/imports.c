/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/imports.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/firmware_text.h"
#include "tests/program.h"

bool
import_keep(void *context, struct import_result *result)
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
	if (!import_file(path, &request, import_keep, &result, ret_error))
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

struct import_result
import_excerpt(const char *form, const char *path)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char whole[4096];
	struct read_error error;
	struct import_result result;
	size_t length;
	char *bytes;

	ck_assert_ptr_nonnull(root);
	ck_assert_int_lt(snprintf(whole, sizeof(whole), "%s/tests/import/%s",
	    root, path), sizeof(whole));
	bytes = file_read_whole(whole, &length);
	result = import_bytes_as(form, 0, "log", bytes, length, &error);
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", path,
	    error.text);
	free(bytes);
	return (result);
}

void
expect_same_firmware(const char *what, const struct capture *a,
    const struct capture *b)
{
	char *left = firmware_text(a), *right = firmware_text(b);

	ck_assert_msg(strcmp(left, right) == 0, "%s:\n%s\nis not\n%s", what,
	    left, right);
	free(right);
	free(left);
}
