/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What holds for every form of text: what stands around lines, lines that
 * mailers wrapped, several boots, logs that break off, compressed files.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/imports.h"
#include "tests/program.h"

#define ROW "BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff] usable"
#define OTHER "BIOS-e820: [mem 0x0000000000002000-0x0000000000003fff] reserved"
#define BEGIN "Linux version 6.1.0\nBIOS-provided physical RAM map:\n"

static const struct text_row {
	const char *name;
	const char *text;
	size_t boot;
	const char *entries;	/* "base+size " each, in hexadecimal */
	const char *error;	/* instead of entries */
	const char *truncated;
} rows[] = {
	{ "one line", ROW "\n", .entries = "0+1000 " },
	{ "no newline", ROW, .entries = "0+1000 " },
	{ "carriage return", ROW "\r\n" OTHER "\r\n",
	    .entries = "0+1000 2000+2000 " },
	{ "a time", "[    0.000000] " ROW "\n", .entries = "0+1000 " },
	{ "a thread", "[    0.000000][    T0] " ROW "\n",
	    .entries = "0+1000 " },
	{ "syslog", "Jan  2 03:04:05 host kernel: [    0.000000] " ROW "\n",
	    .entries = "0+1000 " },
	{ "syslog without a time of the kernel's",
	    "Jan  2 03:04:05 host kernel: " ROW "\n",
	    .entries = "0+1000 " },
	{ "journal, monotonic", "[    0.000000] kernel: " ROW "\n"
	    "[    0.000000] host.example kernel: " OTHER "\n",
	    .entries = "0+1000 2000+2000 " },
	{ "journal, ISO", "2024-01-02T03:04:05+0100 host kernel: " ROW "\n"
	    "2024-01-02T03:04:05.678901+01:00 host kernel: " OTHER "\n",
	    .entries = "0+1000 2000+2000 " },
	{ "dmesg -T", "[Tue Jan 20 10:17:44 2026] " ROW "\n",
	    .entries = "0+1000 " },
	{ "dmesg -x", "kern  :info  : [    0.000000] " ROW "\n",
	    .entries = "0+1000 " },
	{ "blanks that do not break", "[\302\240\302\240 0.000000] " ROW
	    "\n", .entries = "0+1000 " },
	{ "indented", "    [    0.000000] " ROW "\n",
	    .entries = "0+1000 " },
	{ "a collector's time", "2023-01-13T04:30:52 [    0.000000] " ROW "\n"
	    "2024-12-17 14:39:28,479 DEBUG:\t" OTHER "\n",
	    .entries = "0+1000 2000+2000 " },
	{ "a test farm's", " 1840 17:54:41.413121  <6>[    0.000000] " ROW
	    "\n", .entries = "0+1000 " },
	{ "a guest of Xen", "(early) [    0.000000] " ROW "\n",
	    .entries = "0+1000 " },
	{ "Xen", "(XEN) " ROW "\n(early) " OTHER "\n",
	    .entries = "0+1000 2000+2000 " },
	{ "Xen with times", "(XEN) [    0.000000] " ROW
	    "\n(XEN) [2024-05-06 07:08:09.123] " OTHER "\n",
	    .entries = "0+1000 2000+2000 " },
	{ "a domain of Xen's", "(d12) " ROW "\n(XEN) HVM4: " OTHER "\n",
	    .entries = "0+1000 2000+2000 " },
	{ "ACRN", "[12us][cpu=0][(null)][sev=1][seq=173]:" ROW "\n",
	    .entries = "0+1000 " },
	{ "nearly Xen or ACRN", "(XEN)" ROW "\n(d) " ROW "\n(dx) " ROW
	    "\n[12us][cpu=0]:" ROW "\n[12us][cpu=0][seq=x]:" ROW
	    "\n(XEN) [x] " ROW "\n(XEN) HVM: " ROW "\n(XEN) [\n(XEN) \n"
	    OTHER "\n", .entries = "2000+2000 " },
	{ "mail", "> > [    0.000000] " ROW "\n", .entries = "0+1000 " },
	{ "colour", "\033[32m[    0.000000] \033[0m\033[1mBIOS-e820: \033[0m"
	    "[mem 0x0000-0x0fff] usable\n", .entries = "0+1000 " },
	{ "a wrapped line", "BIOS-e820: [mem 0x0000-0x0fff]\n usable\n"
	    OTHER "\n", .entries = "0+1000 2000+2000 " },
	{ "wrapped and quoted", "> BIOS-e820: [mem 0x0000-0x0fff]\n> usable\n",
	    .entries = "0+1000 " },
	{ "damaged", "BIOS-e820: [mem 0x0000-0x0ffg] usable\n",
	    .error = "log:1:24: linux: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits: 0x0ffg] usable" },
	{ "damaged behind a time and colour",
	    "\n[    0.000000] \033[1mBIOS-e820: \033[0m[mem 4096-0x1fff] usable\n",
	    .error = "log:2:40: linux: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits: 4096-0x1fff] usable" },
	{ "half a line in the middle",
	    "BIOS-e820: [mem 0x0000-0x0fff]\n" OTHER "\n",
	    .error = "log:1:31: linux: expected the type of a range" },
	{ "half a line at the end", ROW "\nBIOS-e820: [mem 0x2000",
	    .entries = "0+1000 ",
	    .truncated = "the log breaks off within line 2" },
	{ "two boots", BEGIN ROW "\n" BEGIN OTHER "\n",
	    .entries = "2000+2000 " },
	{ "the first of two", BEGIN ROW "\n" BEGIN OTHER "\n", .boot = 1,
	    .entries = "0+1000 " },
	{ "a third of two", BEGIN ROW "\n" BEGIN OTHER "\n", .boot = 3,
	    .error = "log: --boot=3: there are 2 boots with a map" },
	{ "a boot without a map", BEGIN ROW "\n" BEGIN "nothing\n",
	    .entries = "0+1000 " },
	{ "the last is cut off", BEGIN ROW "\n" BEGIN OTHER
	    "\nBIOS-e820: [mem 0x", .entries = "0+1000 " },
	{ "the last is asked for", BEGIN ROW "\n" BEGIN OTHER
	    "\nBIOS-e820: [mem 0x", .boot = 2, .entries = "2000+2000 ",
	    .truncated = "the log breaks off within line 7" },
	{ "damage in a boot before", BEGIN "BIOS-e820: x\n" BEGIN ROW "\n",
	    .entries = "0+1000 " },
	{ "damage in the last", BEGIN ROW "\n" BEGIN "BIOS-e820: x\n",
	    .error = "log:6:12: linux: expected `[mem`: x" },
	{ "nothing of interest", "a\nb\n",
	    .error = "log: no memory map in 2 lines (see bootmem list "
	    "formats)" },
};

/* What is no C string: text in UTF-16. */
static const struct bytes_row {
	const char *name;
	const char *bytes;
	size_t length;
	const char *entries;
	const char *error;
} bytes_rows[] = {
#define BYTES(text) (text), sizeof(text) - 1
	{ "UTF-8 with a mark", BYTES("\xef\xbb\xbf" ROW "\n"),
	    .entries = "0+1000 " },
	{ "UTF-16LE", NULL, 0, .entries = "0+1000 2000+2000 " },
	{ "UTF-16BE", NULL, 1, .entries = "0+1000 2000+2000 " },
	{ "nothing behind the mark", BYTES("\xff\xfe"),
	    .error = "log: no memory map in 0 lines (see bootmem list "
	    "formats)" },
	{ "half a surrogate", BYTES("\xff\xfe" "a\0" "\x3d\xd8" "b\0"),
	    .error = "log: no character of UTF-16 at byte 4" },
	{ "half a character behind a line", BYTES("\xff\xfe" "a\0\n\0b"),
	    .error = "log: ends within a character of UTF-16, behind line "
	    "1" },
	{ "half a character", BYTES("\xff\xfe" "a\0b"),
	    .error = "log: ends within a character of UTF-16" },
#undef BYTES
};

/* The text, in UTF-16 behind a mark; so many bytes. */
static size_t
encode(const char *text, bool is_big, char *ret_bytes)
{
	size_t length = 0;

	ret_bytes[length + is_big] = '\xff';
	ret_bytes[length + !is_big] = '\xfe';
	for (length = 2; *text != '\0'; text++, length += 2) {
		ret_bytes[length + is_big] = *text;
		ret_bytes[length + !is_big] = '\0';
	}
	return (length);
}

static void
expect_entries(const struct text_row *row, const struct capture *capture)
{
	char text[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < capture->e820.count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%llx+%llx ", (unsigned long long)
		    capture->e820.entries[i].extent.base,
		    (unsigned long long)
		    capture->e820.entries[i].extent.length);
	ck_assert_msg(strcmp(text, row->entries) == 0, "%s: %s", row->name,
	    text);
	ck_assert_pstr_eq(capture->truncated, row->truncated);
}

START_TEST(text_is_read)
{
	const struct text_row *row = &rows[_i];
	struct read_error error;
	struct import_result result = import_bytes_as("linux", row->boot,
	    "log", row->text, strlen(row->text), &error);

	if (row->error != NULL) {
		ck_assert_msg(result.draft.capture == NULL, "%s", row->name);
		ck_assert_str_eq(error.text, row->error);
		return;
	}
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", row->name,
	    error.text);
	expect_entries(row, result.draft.capture);
	draft_free(&result.draft);
}
END_TEST

START_TEST(encodings_are_read)
{
	const struct bytes_row *row = &bytes_rows[_i];
	const struct text_row expected = { .name = row->name,
	    .entries = row->entries };
	char wide[512];
	const char *bytes = row->bytes;
	size_t length = row->length;
	struct read_error error;
	struct import_result result;

	if (bytes == NULL) {
		length = encode(ROW "\r\n" OTHER "\r\n", row->length == 1,
		    wide);
		bytes = wide;
	}
	result = import_bytes_as(NULL, 0, "log", bytes, length, &error);
	if (row->error != NULL) {
		ck_assert_msg(result.draft.capture == NULL, "%s", row->name);
		ck_assert_str_eq(error.text, row->error);
		return;
	}
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", row->name,
	    error.text);
	expect_entries(&expected, result.draft.capture);
	draft_free(&result.draft);
}
END_TEST

/* Longer than any buffer on the way. */
START_TEST(long_text_in_utf16_is_read)
{
	enum { LINE_COUNT = 20000 };
	static char text[LINE_COUNT * sizeof(ROW "\n") * 2 + 2];
	size_t length = encode("", false, text);
	struct read_error error;
	struct import_result result;

	for (size_t i = 0; i < LINE_COUNT; i++) {
		char line[2 * sizeof(ROW "\n") + 2];
		size_t bytes = encode(ROW "\n", false, line);

		memcpy(text + length, line + 2, bytes - 2);
		length += bytes - 2;
	}
	result = import_bytes_as(NULL, 0, "log", text, length, &error);
	ck_assert_msg(result.draft.capture != NULL, "%s", error.text);
	ck_assert_uint_eq(result.draft.capture->e820.count, LINE_COUNT);
	draft_free(&result.draft);
}
END_TEST

/* What is beyond the limit is refused, and takes no memory. */
START_TEST(a_full_draft_grows_no_further)
{
	struct draft draft = draft_new();

	for (size_t i = 0; i < CAPTURE_ENTRIES_MAX + 10; i++) {
		draft_add_e820(&draft, draft_extent(0, 0xfff), 1);
		draft_add_witness_line(&draft, "linux-6.1", "e820", "", 0);
	}
	ck_assert(draft_is_full(&draft));
	ck_assert_uint_eq(draft.capture->e820.count, CAPTURE_ENTRIES_MAX + 1);
	ck_assert_uint_eq(draft.capture->witnesses[0].text_bytes,
	    CAPTURE_ENTRIES_MAX);
	draft_free(&draft);
}
END_TEST

START_TEST(forms_have_names_of_their_own)
{
	for (size_t i = 0; i < import_form_count; i++) {
		const struct import_form *form = import_forms[i];

		ck_assert_ptr_eq(import_form_find(form->name), form);
		ck_assert_msg((form->rules != NULL) != (form->read != NULL),
		    "%s reads both text and bytes, or neither", form->name);
		ck_assert_int_eq(form->is_such != NULL, form->read != NULL);
		ck_assert_int_eq(form->is_tree != NULL,
		    form->read_tree != NULL);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_log");
	TCase *cases = tcase_create("logs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, text_is_read, 0, LENGTH(rows));
	tcase_add_loop_test(cases, encodings_are_read, 0,
	    LENGTH(bytes_rows));
	tcase_add_test(cases, long_text_in_utf16_is_read);
	tcase_add_test(cases, forms_have_names_of_their_own);
	tcase_add_test(cases, a_full_draft_grows_no_further);
	return (run_suite(suite));
}
