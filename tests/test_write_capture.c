/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The writer of captures: what is read, written and read again is the same,
 * and is written as the same bytes.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture_equal.h"
#include "each_capture.h"
#include "sim/read/capture.h"
#include "sim/write/capture_json.h"

static struct capture *
read_string(const char *bytes, const char *directory)
{
	struct json_text text = { "f", 1, bytes, strlen(bytes) };
	struct read_error error;
	struct capture *capture = capture_read_text(&text, directory, &error);

	ck_assert_msg(capture != NULL, "%s\n%s", error.text, bytes);
	return (capture);
}

/* For the caller to free. */
static char *
written(const struct capture *capture)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(file);
	capture_write_json(file, capture);
	ck_assert_int_eq(ferror(file), 0);
	ck_assert_int_eq(fclose(file), 0);
	return (text);
}

/* Answers what was written. */
static char *
go_round(const struct capture *capture, const char *directory)
{
	char *once = written(capture), *twice;
	struct capture *again = read_string(once, directory);

	ck_assert_captures_equal(capture, again);
	twice = written(again);
	ck_assert_str_eq(once, twice);
	free(twice);
	capture_free(again);
	return (once);
}

struct layout_row {
	const char *members;	/* of the top level, behind the required */
	const char *written;	/* the same, as they are written */
};

#define HEAD								\
	"{\n  \"bootmem\": 1,\n  \"name\": \"x\",\n  \"arch\": \"arm64\""

static const struct layout_row layout_rows[] = {
	{ "", "" },
	/* What is as if it were not there is left out. */
	{ ",\"profiles\":[],\"boot\":{},\"devices\":[],\"events\":[],"
	    "\"witness\":{},\"page_size\":4096,\"firmware\":{}", "" },
	{ ",\"x-mine\":1,\"x-truncated\":{\"a\":1}", "" },
	{ ",\"x-linux-iomem\":[{\"mine\":1}],\"x-linux-reserved\":1,"
	    "\"x-linux-e820-name\":[],\"x-linux-machine\":[]", "" },
	{ ",\"x-linux-machine\":{\"phys_bits\":40,\"has_no_pci\":true,"
	    "\"max_numnodes\":1024,\"cpus\":2},\"x-linux-e820-name\":\"Xen\","
	    "\"x-linux-reserved\":[{\"name\":"
	    "\"f\",\"base\":1,\"size\":2}],\"x-linux-iomem\":[{\"name\":"
	    "\"g\",\"base\":3,\"size\":4}]",
	    ",\n  \"x-linux-iomem\": [\n"
	    "    {\"name\": \"g\", \"base\": \"0x3\", \"size\": \"0x4\"}\n"
	    "  ],\n  \"x-linux-reserved\": [\n"
	    "    {\"name\": \"f\", \"base\": \"0x1\", \"size\": \"0x2\"}\n"
	    "  ],\n  \"x-linux-e820-name\": \"Xen\",\n"
	    "  \"x-linux-machine\": {\n"
	    "    \"has_no_pci\": true,\n"
	    "    \"phys_bits\": 40,\n"
	    "    \"max_numnodes\": 1024,\n    \"cpus\": 2\n  }" },
	/* What is there, with nothing in it, stays. */
	{ ",\"firmware\":{\"e820\":[],\"efi\":{\"map\":[]},"
	    "\"fdt\":{\"memory\":[]},\"regions\":{},\"ops\":[]}",
	    ",\n  \"firmware\": {\n"
	    "    \"e820\": [],\n"
	    "    \"efi\": {\n"
	    "      \"descriptor_size\": 48,\n"
	    "      \"descriptor_version\": 1,\n"
	    "      \"map\": []\n"
	    "    },\n"
	    "    \"fdt\": {\n      \"memory\": []\n    },\n"
	    "    \"regions\": {\n"
	    "      \"hardware\": [],\n      \"exclude\": []\n    },\n"
	    "    \"ops\": []\n  }" },
	{ ",\"firmware\":{\"fdt\":{\"memory\":[],\"reserved\":[]}}",
	    ",\n  \"firmware\": {\n    \"fdt\": {\n      \"memory\": [],\n"
	    "      \"reserved\": []\n    }\n  }" },
	/* Types and attributes with names and without. */
	{ ",\"firmware\":{\"e820\":["
	    "{\"base\":\"18446744073709551615\",\"size\":0,\"type\":1},"
	    "{\"base\":0,\"size\":\"0xFFFFFFFFFFFFFFFF\","
	    "\"type\":4026531839},"
	    "{\"base\":1,\"size\":1,\"type\":4294967295},"
	    "{\"base\":1,\"size\":1,\"type\":8}]}",
	    ",\n  \"firmware\": {\n    \"e820\": [\n"
	    "      {\"base\": \"0xffffffffffffffff\", \"size\": \"0x0\", "
	    "\"type\": \"usable\"},\n"
	    "      {\"base\": \"0x0\", \"size\": \"0xffffffffffffffff\", "
	    "\"type\": \"soft-reserved\"},\n"
	    "      {\"base\": \"0x1\", \"size\": \"0x1\", "
	    "\"type\": 4294967295},\n"
	    "      {\"base\": \"0x1\", \"size\": \"0x1\", \"type\": 8}\n"
	    "    ]\n  }" },
	{ ",\"firmware\":{\"efi\":{\"descriptor_size\":"
	    "\"0xffffffffffffffff\",\"map\":["
	    "{\"type\":16,\"phys\":1,\"pages\":9007199254740991},"
	    "{\"type\":15,\"phys\":1,\"pages\":\"9007199254740992\","
	    "\"attr\":[\"RUNTIME\",\"UC\"]},"
	    "{\"type\":7,\"phys\":1,\"pages\":1,\"attr\":32}],"
	    "\"memreserve\":[{\"base\":1,\"size\":2}]}}",
	    ",\n  \"firmware\": {\n    \"efi\": {\n"
	    "      \"descriptor_size\": \"0xffffffffffffffff\",\n"
	    "      \"descriptor_version\": 1,\n      \"map\": [\n"
	    "        {\"type\": 16, \"phys\": \"0x1\", \"virt\": \"0x0\", "
	    "\"pages\": 9007199254740991, \"attr\": []},\n"
	    "        {\"type\": \"UnacceptedMemory\", \"phys\": \"0x1\", "
	    "\"virt\": \"0x0\", \"pages\": \"0x20000000000000\", "
	    "\"attr\": [\"UC\", \"RUNTIME\"]},\n"
	    "        {\"type\": \"ConventionalMemory\", \"phys\": \"0x1\", "
	    "\"virt\": \"0x0\", \"pages\": 1, \"attr\": \"0x20\"}\n"
	    "      ],\n      \"memreserve\": [\n"
	    "        {\"base\": \"0x1\", \"size\": \"0x2\"}\n"
	    "      ]\n    }\n  }" },
	/* A node's size makes it dynamic only when there is no reg. */
	{ ",\"firmware\":{\"fdt\":{\"memory\":[],\"reserved\":["
	    "{\"name\":\"a\",\"size\":1,\"reg\":[]},"
	    "{\"name\":\"b\",\"size\":0,\"alignment\":2},"
	    "{\"name\":\"c\",\"no_map\":true,\"reusable\":true,"
	    "\"x-linux-cma-default\":true,\"compatible\":\"\",\"status\":\"okay\"}],"
	    "\"usable_memory_range\":{\"base\":0,\"size\":0}}}",
	    ",\n  \"firmware\": {\n    \"fdt\": {\n      \"memory\": [],\n"
	    "      \"reserved\": [\n"
	    "        {\"name\": \"a\", \"reg\": [], \"size\": \"0x1\"},\n"
	    "        {\"name\": \"b\", \"size\": \"0x0\", "
	    "\"alignment\": \"0x2\"},\n"
	    "        {\"name\": \"c\", \"no_map\": true, \"reusable\": true, "
	    "\"x-linux-cma-default\": true, \"compatible\": \"\", \"status\": \"okay\"}\n"
	    "      ],\n"
	    "      \"usable_memory_range\": {\"base\": \"0x0\", "
	    "\"size\": \"0x0\"}\n    }\n  }" },
	{ ",\"firmware\":{\"ops\":[{\"op\":\"hardware\",\"base\":0,"
	    "\"size\":0},{\"op\":\"hardware\",\"base\":0,\"size\":0,"
	    "\"flags\":[\"NoDump\"]},{\"op\":\"exclude\",\"base\":0,"
	    "\"size\":0,\"flags\":[]}]}",
	    ",\n  \"firmware\": {\n    \"ops\": [\n"
	    "      {\"op\": \"hardware\", \"base\": \"0x0\", "
	    "\"size\": \"0x0\"},\n"
	    "      {\"op\": \"hardware\", \"base\": \"0x0\", "
	    "\"size\": \"0x0\", \"flags\": [\"NoDump\"]},\n"
	    "      {\"op\": \"exclude\", \"base\": \"0x0\", "
	    "\"size\": \"0x0\", \"flags\": []}\n    ]\n  }" },
	/* Strings, keys among them, come out as they went in. */
	{ ",\"boot\":{\"cmdline\":\"\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f"
	    "\\u007f\\\"\\\\\\/\\u00e4\\uffff\\ud83d\\ude00\",\"tunables\":{"
	    "\"a\\\"\\n\":\"\"}}",
	    ",\n  \"boot\": {\n"
	    "    \"cmdline\": \"\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f"
	    "\x7f\\\"\\\\/\xc3\xa4\xef\xbf\xbf\xf0\x9f\x98\x80\",\n"
	    "    \"tunables\": {\"a\\\"\\n\": \"\"}\n  }" },
	{ ",\"boot\":{\"kernel\":{\"base\":0,\"size\":0,\"virtual\":0},"
	    "\"bad_pages\":[0,4096]}",
	    ",\n  \"boot\": {\n"
	    "    \"kernel\": {\"base\": \"0x0\", \"size\": \"0x0\", "
	    "\"virtual\": \"0x0\"},\n"
	    "    \"bad_pages\": [\"0x0\", \"0x1000\"]\n  }" },
	{ ",\"devices\":[{\"name\":\"\",\"base\":1,\"size\":2},"
	    "{\"name\":\"b\",\"base\":1,\"size\":2,\"when\":\"late\","
	    "\"source\":\"acpi\",\"uses\":[{\"base\":1,\"size\":2}]}]",
	    ",\n  \"devices\": [\n"
	    "    {\"name\": \"\", \"base\": \"0x1\", \"size\": \"0x2\", "
	    "\"when\": \"early\"},\n"
	    "    {\"name\": \"b\", \"base\": \"0x1\", \"size\": \"0x2\", "
	    "\"when\": \"late\", \"source\": \"acpi\", "
	    "\"uses\": [{\"base\": \"0x1\", \"size\": \"0x2\"}]}\n  ]" },
	{ ",\"events\":[{\"do\":\"alloc\",\"driver\":\"a\",\"size\":0},"
	    "{\"do\":\"alloc\",\"driver\":\"a\",\"size\":1,\"from\":1,"
	    "\"to\":0,\"align\":0},{\"do\":\"microcode-release\","
	    "\"name\":\"m\",\"keep\":{\"offset\":1,\"size\":2}},"
	    "{\"do\":\"pmem\"}]",
	    ",\n  \"events\": [\n"
	    "    {\"do\": \"alloc\", \"driver\": \"a\", \"size\": \"0x0\"},\n"
	    "    {\"do\": \"alloc\", \"driver\": \"a\", \"size\": \"0x1\", "
	    "\"from\": \"0x1\", \"to\": \"0x0\", \"align\": \"0x0\"},\n"
	    "    {\"do\": \"microcode-release\", \"name\": \"m\", "
	    "\"keep\": {\"offset\": \"0x1\", \"size\": \"0x2\"}},\n"
	    "    {\"do\": \"pmem\"}\n  ]" },
	{ ",\"x-truncated\":\"ring buffer\",\"witness\":{\"a\":{"
	    "\"t\":{\"text\":\"1\\n\"},\"u\":{\"text\":\"\"}},\"c\":{},"
	    "\"b\":{\"t\":{\"text\":\"2\"}}}",
	    ",\n  \"witness\": {\n"
	    "    \"a\": {\"t\": {\"text\": \"1\\n\"}, "
	    "\"u\": {\"text\": \"\"}},\n"
	    "    \"b\": {\"t\": {\"text\": \"2\"}}\n  },\n"
	    "  \"x-truncated\": \"ring buffer\"" },
	{ ",\"x-memory-bytes\":[{\"base\":0,\"bytes\":\"00aBfF\"},"
	    "{\"base\":\"0xffffffffffffffff\",\"bytes\":\"7f\"},"
	    "{\"base\":1,\"bytes\":\"\"}]",
	    ",\n  \"x-memory-bytes\": [\n"
	    "    {\"base\": \"0x0\", \"bytes\": \"00abff\"},\n"
	    "    {\"base\": \"0xffffffffffffffff\", \"bytes\": \"7f\"},\n"
	    "    {\"base\": \"0x1\", \"bytes\": \"\"}\n  ]" },
	/* Two bytes at the last address: then it is somebody else's list. */
	{ ",\"x-memory-bytes\":[{\"base\":\"0xffffffffffffffff\","
	    "\"bytes\":\"7f7f\"}]", "" },
};

START_TEST(layout_is_the_one)
{
	const struct layout_row *row = &layout_rows[_i];
	char text[2048], expected[2048], *found;
	struct capture *capture;

	snprintf(text, sizeof(text), "{\"bootmem\":1,\"name\":\"x\","
	    "\"arch\":\"arm64\"%s}", row->members);
	snprintf(expected, sizeof(expected), HEAD "%s\n}\n", row->written);
	capture = read_string(text, NULL);
	found = go_round(capture, NULL);
	ck_assert_str_eq(found, expected);
	free(found);
	capture_free(capture);
}
END_TEST

/* Importers may come upon bytes that are no text. */
START_TEST(what_is_not_utf8_is_spelt_out)
{
	char cmdline[] = "a\xff\xc3", name[] = "x";
	struct capture capture = { .name = name, .page_size = 4096,
	    .boot.cmdline = cmdline };
	char *found = written(&capture);

	ck_assert_ptr_nonnull(strstr(found, "\"a\\\\xff\\\\xc3\""));
	capture_free(read_string(found, NULL));
	free(found);
}
END_TEST

/* A full device is the caller's to see. */
START_TEST(failed_writes_show)
{
	char name[] = "x";
	struct capture capture = { .name = name, .page_size = 4096 };
	FILE *full = fopen("/dev/full", "w");

	if (full == NULL)
		return;
	setvbuf(full, NULL, _IONBF, 0);
	capture_write_json(full, &capture);
	ck_assert_int_ne(ferror(full), 0);
	fclose(full);
}
END_TEST

static void
input_goes_round(const struct capture *capture, const char *directory)
{
	free(go_round(capture, directory));
}

START_TEST(all_inputs_go_round)
{
	each_capture(input_goes_round);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("write_capture");
	TCase *tcase = tcase_create("write_capture");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, layout_is_the_one, 0,
	    (int)(sizeof(layout_rows) / sizeof(layout_rows[0])));
	tcase_add_test(tcase, what_is_not_utf8_is_spelt_out);
	tcase_add_test(tcase, failed_writes_show);
	tcase_add_test(tcase, all_inputs_go_round);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
