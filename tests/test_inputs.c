/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The captures in inputs/ through the program: machines keep every invariant
 * and print what their kernels printed, hostile maps do what is written here,
 * files that are none are refused at the place of the fault, and the goldens
 * in tests/golden are what is printed.
 */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "program.h"
#include "tests/hex.h"

#define PATH_BYTES 512
/* No more than there are, so that a walk over an empty folder does not pass. */
#define MACHINES_MIN 120
#define GOLDENS_MIN 17

/* As check reports it for the reference. */
struct hostile_row {
	const char *name;
	int status;
	const char *what;	/* ids; with 2 where; with 3 the panic */
};

static const struct hostile_row hostile_rows[] = {
	{ "alloc-align-not-power", 0, "" },
	{ "alloc-all", 0, "" },
	{ "alloc-size-zero", 0, "" },
	{ "alloc-to-below-from", 0, "" },
	{ "alloc-to-below-size", 0, "" },
	{ "arm-above-4g", 0, "" },
	{ "bad-page-in-kernel", 0, "" },
	{ "bad-page-outside", 0, "FW-BAD-PAGE-IN-RAM" },
	{ "bad-pages-all", 0, "" },
	{ "chunks-40", 0, "" },
	{ "device-after-alloc", 0, "" },
	{ "device-on-first-byte", 0, "FW-DEVICE-OUTSIDE-RAM" },
	{ "device-on-last-byte", 0, "FW-DEVICE-OUTSIDE-RAM" },
	{ "device-size-zero", 0, "FW-EXTENT-NOT-EMPTY" },
	{ "device-wraps", 0, "FW-EXTENT-NO-WRAP" },
	{ "devices-overlap", 0, "NX-DEVICE-ATTACHED" },
	{ "duplicate-entry", 0, "" },
	{ "e820-and-efi-disagree", 0, "" },
	{ "e820-entry-wraps", 0, "FW-EXTENT-NO-WRAP" },
	{ "e820-no-low-memory", 0, "" },
	{ "e820-type-unknown", 0, "" },
	{ "e820-zero-length", 0, "FW-EXTENT-NOT-EMPTY" },
	{ "early-device-in-ram", 0, "FW-DEVICE-OUTSIDE-RAM" },
	{ "efi-descriptor-size-0", 3, "Cannot get physical memory regions" },
	{ "efi-descriptor-size-32", 3, "Cannot get physical memory regions" },
	{ "efi-not-usable-50", 0, "" },
	{ "efi-pages-max", 0, "FW-EXTENT-NO-WRAP" },
	{ "efi-pages-overflow", 0, "FW-EXTENT-NO-WRAP" },
	{ "efi-type-unknown", 0, "" },
	{ "efi-unaligned", 0, "" },
	{ "efi-usable-over-runtime", 0, "FW-ENTRIES-AGREE" },
	{ "entries-300", 0, "" },
	{ "entry-ends-at-top", 0, "" },
	{ "entry-wraps", 0, "FW-EXTENT-NO-WRAP" },
	{ "excluded-all", 3, "No memory entries in phys_avail" },
	{ "exclusion-wraps", 0, "FW-EXTENT-NO-WRAP" },
	{ "exclusions-48", 0, "" },
	{ "fdt-cells-0", 3, "No memory entries in phys_avail" },
	{ "fdt-dynamic-bad-alignment", 0, "" },
	{ "fdt-dynamic-unsatisfiable", 0, "" },
	{ "fdt-memreserve-endless", 0, "" },
	{ "fdt-for-linux", 0, "FW-NODE-READABLE" },
	{ "fdt-memory-wraps", 0, "FW-EXTENT-NOT-EMPTY FW-EXTENT-NO-WRAP" },
	{ "fdt-reserved-17", 0, "" },
	{ "fdt-reserved-multi-reg", 0, "" },
	{ "fdt-reserved-outside", 0, "" },
	{ "fdt-reserved-overlap", 0, "" },
	{ "fdt-usable-range-outside", 0, "" },
	{ "flags-none", 0, "" },
	{ "full-table-would-merge", 0, "" },
	{ "kernel-half-in-reserved", 0, "FW-LOADED-IN-RAM" },
	{ "kernel-outside-ram", 0, "FW-LOADED-IN-RAM" },
	{ "kernel-virtual-misaligned", 0, "" },
	{ "late-device-in-ram", 0, "FW-DEVICE-OUTSIDE-RAM NX-DEVICE-ATTACHED" },
	{ "less-than-a-page", 3, "No memory entries in phys_avail" },
	{ "linux-entry-to-2-64", 3,
	    "kernel BUG at drivers/firmware/memmap.c:146!" },
	{ "linux-memmap-all", 3, "alloc_low_pages: can not alloc memory" },
	{ "linux-memmap-top", 3, "Invalid user supplied memory map" },
	{ "linux-no-memory-map", 0, "" },
	{ "linux-no-trampoline", 3, "Real mode trampoline was not allocated" },
	{ "linux-nodes-2049", 0, "" },
	{ "linux-nodes-overlap", 0, "" },
	{ "linux-pages-16k", 0, "" },
	{ "memreserve-outside-ram", 0, "" },
	{ "microcode-keep-outside", 0, "" },
	{ "microcode-twice", 0, "" },
	{ "mixed-flags-overlap", 0, "" },
	{ "nested", 0, "FW-ENTRIES-AGREE" },
	{ "no-memory", 3, "No memory entries in phys_avail" },
	{ "one-page", 0, "" },
	{ "only-last-megabyte", 3, "No memory entries in phys_avail" },
	{ "only-page-zero", 3, "No memory entries in phys_avail" },
	{ "only-reserved", 3, "No memory entries in phys_avail" },
	{ "ops-exclude-first", 0, "" },
	{ "page-shared-by-two", 0, "" },
	{ "page-shared-with-reserved", 0, "" },
	{ "page-tables-no-segment", 1,
	    "VM-LOADED-IN-SEGMENT VM-DUMP-HAS-PAGE" },
	{ "pages-16k-chunks-4k", 0, "" },
	{ "physmem-above-top", 0, "" },
	{ "physmem-below-a-page", 0, "" },
	{ "physmem-start-zero", 0, "" },
	{ "driver-called-ram0", 0, "" },
	{ "names-with-escapes", 0, "" },
	{ "physmem-not-a-number", 2,
	    "inputs/hostile/physmem-not-a-number.json:12:32: "
	    "boot.tunables[\"hw.physmem\"]" },
	{ "physmem-with-exclusions", 0, "" },
	{ "preload-end-of-segment", 0, "" },
	{ "preload-in-kernel", 0, "" },
	{ "preload-outside-ram", 0, "FW-LOADED-IN-RAM" },
	{ "preload-overlap", 0, "" },
	{ "preload-same-name-twice", 0, "" },
	{ "preload-sub-page", 0, "" },
	{ "preload-unaligned-all", 0, "" },
	{ "release-without-alloc", 0, "" },
	{ "reserved-over-usable", 0, "FW-ENTRIES-AGREE" },
	{ "riscv-first-boot-services", 0, "" },
	{ "same-range-other-flags", 0, "" },
	{ "unaligned-within-pages", 0, "" },
	{ "unload-basename", 0, "" },
	{ "unload-unknown", 0, "" },
	{ "unsorted", 0, "" },
	{ "usable-over-reserved", 0, "FW-ENTRIES-AGREE" },
	{ "usable-over-usable", 0, "" },
	{ "uses-half-reserved", 1, "FW-DEVICE-MEMORY-RESERVED" },
	{ "uses-unreserved", 1, "FW-DEVICE-MEMORY-RESERVED" },
	{ "xen-alloc-too-big", 0, "" },
	{ "zero-length", 0, "FW-EXTENT-NOT-EMPTY" },
};

/* What comes of the events of files that the loader left. */
static const struct {
	const char *name;
	const char *events;
} event_rows[] = {
	{ "bad-page-in-kernel", "/boot/kernel/a.ko: 16 pages freed\n" },
	{ "bad-pages-all",
	    "/boot/kernel/a.ko: 0 pages freed\n"
	    "/boot/kernel/b.ko: 4 pages freed\n" },
	{ "kernel-virtual-misaligned", "/boot/kernel/a.ko: 32 pages freed\n" },
	{ "microcode-keep-outside",
	    "/boot/firmware/ucode.bin: what is to be kept is not inside the "
	    "file\n" },
	{ "microcode-twice",
	    "/boot/firmware/ucode.bin: 11 pages freed\n"
	    "/boot/firmware/ucode.bin: what is to be kept is not inside the "
	    "file\n"
	    "/boot/firmware/ucode.bin: 4 pages freed\n" },
	{ "page-tables-no-segment", "/boot/kernel/a.ko: 32 pages freed\n" },
	{ "preload-end-of-segment",
	    "/boot/kernel/b.ko: 8 pages freed\n"
	    "/boot/kernel/a.ko: 16 pages freed\n"
	    "/boot/kernel/c.ko: 32 pages freed\n" },
	{ "preload-in-kernel", "/boot/kernel/a.ko: 0 pages freed\n" },
	{ "preload-outside-ram",
	    "/boot/kernel/zfs.ko: 0 pages freed: not in the kernel map\n" },
	{ "preload-overlap", "/boot/kernel/a.ko: 16 pages freed\n" },
	{ "preload-same-name-twice",
	    "/boot/kernel/a.ko: 11 pages freed\n"
	    "/boot/kernel/a.ko: not preloaded\n" },
	{ "preload-sub-page", "/boot/t.bin: 0 pages freed\n" },
	{ "preload-unaligned-all",
	    "/boot/kernel/b.ko: 0 pages freed\n"
	    "/boot/kernel/d.ko: 503 pages freed\n"
	    "/boot/kernel/a.ko: 16 pages freed\n"
	    "/boot/kernel/c.ko: 5 pages freed\n" },
	{ "unload-basename",
	    "a.ko: not preloaded; the full path is /boot/kernel/a.ko\n"
	    "/boot/kernel/a.ko: 32 pages freed\n" },
	{ "unload-unknown", "/boot/kernel/none.ko: not preloaded\n" },
};

/* What the message begins with, behind the file's name. */
static const struct malformed_row {
	const char *name;
	const char *message;
} malformed_rows[] = {
	{ "bad-escape",
	    "4:13: about: not an escape; a backslash itself is written "
	    "\\\\: \\x" },
	{ "bad-name",
	    "3:11: name: expected a name of the characters a-z, 0-9, `.`, "
	    "`_` and `-`: \"My Machine\"" },
	{ "byte-order-mark",
	    "1:1: (top level): the text begins with a byte order mark" },
	{ "comment",
	    "2:3: (top level): a key in double quotes is expected: //" },
	{ "control-character",
	    "4:14: about: a control character in a string has to be "
	    "escaped: \\u0001" },
	{ "decimal-above-2-64",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "deep-nesting", "5:160: firmware.regions.exclude[0][0]" },
	{ "duplicate-key-top",
	    "6:3: firmware: the key is there already: \"firmware\"" },
	{ "duplicate-key",
	    "5:64: firmware.regions.hardware[0].base: the key is there "
	    "already: \"base\"" },
	{ "e820-type-above-32-bits",
	    "5:68: firmware.e820[0].type: e820 type above 4294967295, more "
	    "than 32 bits: \"0x100000001\"" },
	{ "empty-file",
	    "1:1: (top level): the text ends here; a JSON value is expected" },
	{ "empty-name",
	    "3:11: name: expected a name of the characters a-z, 0-9, `.`, "
	    "`_` and `-`: \"\"" },
	{ "event-field-missing",
	    "6:14: events[0]: the key `size` is missing" },
	{ "exponent",
	    "5:72: firmware.regions.hardware[0].size: expected a number" },
	{ "fdt-file-missing", "5:32: firmware.fdt.file:" },
	{ "fraction",
	    "5:72: firmware.regions.hardware[0].size: expected a number" },
	{ "hex-17-digits",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "hex-no-digits",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "hex-trailing-text",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "integer-above-2-53",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "invalid-utf-8", "4:13: about: not UTF-8: \\xc3" },
	{ "key-wrong-case",
	    "5:42: firmware.regions.hardware[0].Base: unknown key, did you "
	    "mean `base`?: \"Base\"" },
	{ "leading-zero-integer",
	    "5:50: firmware.regions.hardware[0].base: a number may not "
	    "begin with a needless 0: 0123" },
	{ "lone-surrogate",
	    "4:13: about: a high surrogate without a low one behind it: "
	    "\\ud800" },
	{ "missing-arch", "1:1: (top level): the key `arch` is missing" },
	{ "missing-bootmem",
	    "1:1: (top level): the key `bootmem` is missing" },
	{ "missing-size",
	    "5:41: firmware.regions.hardware[0]: the key `size` is missing" },
	{ "negative-number",
	    "5:72: firmware.regions.hardware[0].size: expected a number" },
	{ "not-json",
	    "1:1: (top level): a JSON value is expected: BIOS-e820" },
	{ "nul-byte",
	    "4:14: about: a control character in a string has to be "
	    "escaped: \\u0000" },
	{ "null-value",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "number-empty-string",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "number-with-sign",
	    "5:50: firmware.regions.hardware[0].base: expected a number" },
	{ "only-blanks",
	    "3:1: (top level): the text ends here; a JSON value is expected" },
	{ "page-size-2m",
	    "5:16: page_size: expected a power of two from 4096 to 65536: "
	    "2097152" },
	{ "page-size-3000",
	    "5:16: page_size: expected a power of two from 4096 to 65536: "
	    "3000" },
	{ "single-quotes",
	    "2:3: (top level): a key in double quotes is expected: "
	    "'bootmem'" },
	{ "text-after-object",
	    "7:1: (top level): nothing may follow the JSON value: end" },
	{ "top-level-array", "1:1: (top level): expected an object" },
	{ "trailing-comma",
	    "6:1: (top level): nothing follows the last comma: }" },
	{ "truncated",
	    "5:49: firmware.regions.hardware[0].base: the text ends here; "
	    "a JSON value is expected" },
	{ "two-objects",
	    "7:1: (top level): nothing may follow the JSON value" },
	{ "unknown-arch", "4:11: arch: unknown architecture" },
	{ "unknown-e820-type",
	    "5:68: firmware.e820[0].type: unknown e820 type, did you mean "
	    "`usable`?: \"useable\"" },
	{ "unknown-efi-attr",
	    "5:176: firmware.efi.map[0].attr[1]: unknown EFI attribute, "
	    "did you mean `XP`?: \"XX\"" },
	{ "unknown-efi-type",
	    "5:89: firmware.efi.map[0].type: unknown EFI type" },
	{ "unknown-event", "6:21: events[0].do: unknown event" },
	{ "unknown-flag",
	    "5:151: firmware.regions.exclude[0].flags[0]: unknown flag" },
	{ "unknown-key",
	    "5:64: firmware.regions.hardware[0].bsae: unknown key, did you "
	    "mean `base`?: \"bsae\"" },
	{ "version-2",
	    "2:14: bootmem: expected 1, the version of the format that is "
	    "understood: 2" },
	{ "witness-file-missing", "6:38: witness.freebsd.physmem:" },
	{ "wrong-type-entry",
	    "5:41: firmware.regions.hardware[0]: expected an object: "
	    "\"0x40000000\"" },
	{ "wrong-type", "5:15: firmware: expected an object: []" },
};

/* Calls visit for each entry but hidden ones; how many there were. */
static size_t
each_entry(const char *directory_path, void (*visit)(const char *name))
{
	DIR *directory = opendir(directory_path);
	struct dirent *entry;
	size_t count = 0;

	ck_assert_msg(directory != NULL, "%s: %s", directory_path,
	    strerror(errno));
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.') {
			visit(entry->d_name);
			count++;
		}
	closedir(directory);
	return (count);
}

/* The part of name before suffix, in a static buffer; NULL if it has none. */
static const char *
stem_of(const char *name, const char *suffix)
{
	static char stem[PATH_BYTES];
	size_t length = strlen(name), suffix_length = strlen(suffix);

	if (length <= suffix_length || length - suffix_length >=
	    sizeof(stem) || strcmp(name + length - suffix_length, suffix) != 0)
		return (NULL);
	memcpy(stem, name, length - suffix_length);
	stem[length - suffix_length] = '\0';
	return (stem);
}

static struct program_result
run(const char *command, const char *option, const char *path)
{
	struct program_call call = { { command, option, path },
	    .input_path = NULL };
	struct program_result result = program_run(&call);

	ck_assert_msg(result.signal == 0, "%s: signal %d", path,
	    result.signal);
	return (result);
}

static const char *
string_at(const cJSON *object, const char *key)
{
	const char *string = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, key));

	return (string == NULL ? "" : string);
}

/* The ids of a report's violations, each once, with blanks between. */
static void
list_ids(const cJSON *report, char *ids, size_t capacity)
{
	const cJSON *violation;
	const char *last = "";

	ids[0] = '\0';
	cJSON_ArrayForEach(violation, cJSON_GetObjectItemCaseSensitive(report,
	    "violations")) {
		size_t used = strlen(ids);
		const char *id = string_at(violation, "id");

		if (strcmp(id, last) != 0)
			snprintf(ids + used, capacity - used, "%s%s",
			    used == 0 ? "" : " ", id);
		last = id;
	}
}

/* How many witnesses of the reference the capture names. */
static int
witness_count(const char *path)
{
	size_t length;
	char *text = file_read_whole(path, &length);
	cJSON *capture = cJSON_ParseWithLength(text, length);
	int count = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(
	    cJSON_GetObjectItemCaseSensitive(capture, "witness"),
	    "freebsd"));

	ck_assert_msg(cJSON_IsObject(capture), "%s: not JSON", path);
	cJSON_Delete(capture);
	free(text);
	return (count);
}

static size_t machine_count;
static int machine_witness_count;

static void
check_machine(const char *name)
{
	char path[PATH_BYTES], expected[64];
	struct program_result result;
	struct stat status;
	int witnesses;

	snprintf(path, sizeof(path), "inputs/%s/capture.json", name);
	if (stat(path, &status) != 0)
		return;
	witnesses = witness_count(path);
	snprintf(expected, sizeof(expected), "; %d of %d witnesses match\n",
	    witnesses, witnesses);
	result = run("check", "--profile=freebsd", path);
	ck_assert_msg(result.status == 0 && strstr(result.output,
	    " 0 broken, ") != NULL && strstr(result.output, expected) != NULL,
	    "%s: exit status %d:\n%s%s", path, result.status, result.output,
	    result.errors);
	ck_assert_str_eq(result.errors, "");
	program_result_free(&result);
	machine_count++;
	machine_witness_count += witnesses;
}

START_TEST(machines_keep_every_invariant)
{
	each_entry("inputs", check_machine);
	ck_assert_uint_ge(machine_count, MACHINES_MIN);
	ck_assert_int_gt(machine_witness_count, 0);
}
END_TEST

START_TEST(rockpro64_is_as_its_kernel_printed_it)
{
	struct program_result result = run("sim", "--table=physmem",
	    "inputs/rockpro64/capture.json");
	size_t length, line_count = 0;
	char *witness = file_read_whole(
	    "inputs/rockpro64/witness/physmem.txt", &length);

	for (size_t i = 0; i < length; i++)
		line_count += witness[i] == '\n';
	ck_assert_uint_eq(line_count, 25);
	ck_assert_int_eq(result.status, 0);
	ck_assert_uint_eq(result.output_bytes, length);
	ck_assert_mem_eq(result.output, witness, length);
	free(witness);
	program_result_free(&result);
}
END_TEST

static void
expect_hostile(const struct hostile_row *row)
{
	char path[PATH_BYTES], ids[1024];
	struct program_result result;
	const char *what = ids;
	cJSON *report;

	snprintf(path, sizeof(path), "inputs/hostile/%s.json", row->name);
	result = run("check", "--format=json", path);
	report = cJSON_Parse(result.output);
	list_ids(report, ids, sizeof(ids));
	if (result.status == 2)
		what = string_at(cJSON_GetObjectItemCaseSensitive(report,
		    "error"), "where");
	if (result.status == 3)
		what = string_at(report, "panic");
	ck_assert_msg(result.status == row->status &&
	    strcmp(what, row->what) == 0,
	    "%s: exit status %d, \"%s\", not %d, \"%s\"; it said:\n%s", path,
	    result.status, what, row->status, row->what, result.errors);
	cJSON_Delete(report);
	program_result_free(&result);
}

START_TEST(hostile_maps_are_as_expected)
{
	expect_hostile(&hostile_rows[_i]);
}
END_TEST

START_TEST(files_are_freed_as_expected)
{
	const char *name = event_rows[_i].name;
	char path[PATH_BYTES];
	struct program_result result;

	snprintf(path, sizeof(path), "inputs/hostile/%s.json", name);
	result = run("sim", "--table=events", path);
	ck_assert_msg(strcmp(result.output, event_rows[_i].events) == 0,
	    "%s: not\n%sbut\n%s", name, event_rows[_i].events,
	    result.output);
	program_result_free(&result);
}
END_TEST

#define ORDERS 50

/* Steele and Vigna's splitmix: the same orders everywhere. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31);
}

static void
shuffle(cJSON *array, uint64_t *state)
{
	for (int left = cJSON_GetArraySize(array); left > 0; left--)
		cJSON_AddItemToArray(array, cJSON_DetachItemFromArray(array,
		    (int)(next_random(state) % (uint64_t)left)));
}

/* What table the program prints of capture. */
static char *
table_of(const cJSON *capture, const char *option)
{
	char *text = cJSON_PrintUnformatted(capture), *table;
	struct program_result result;

	file_write("shuffled.json", text, strlen(text));
	free(text);
	result = run("sim", option, "shuffled.json");
	ck_assert_msg(result.status == 0, "%s", result.errors);
	table = strdup(result.output);
	ck_assert_ptr_nonnull(table);
	program_result_free(&result);
	return (table);
}

/* Nothing that is left over may tell in which order files went. */
START_TEST(unload_order_does_not_matter)
{
	static const char *const options[] = { "--table=vm_phys",
	    "--table=page-tables" };
	size_t length;
	char *text = file_read_whole("inputs/host-16-modules/capture.json",
	    &length);
	cJSON *capture = cJSON_ParseWithLength(text, length);
	cJSON *events = cJSON_GetObjectItemCaseSensitive(capture, "events");
	char *first[LENGTH(options)];
	uint64_t state = 16;

	free(text);
	/* Its files are named relative to the capture. */
	cJSON_DeleteItemFromObjectCaseSensitive(capture, "witness");
	ck_assert_int_ge(cJSON_GetArraySize(events), 16);
	for (size_t i = 0; i < LENGTH(options); i++)
		first[i] = table_of(capture, options[i]);
	for (size_t order = 0; order < ORDERS; order++) {
		shuffle(events, &state);
		for (size_t i = 0; i < LENGTH(options); i++) {
			char *table = table_of(capture, options[i]);

			ck_assert_msg(strcmp(table, first[i]) == 0,
			    "order %zu, %s:\n%snot\n%s", order, options[i],
			    table, first[i]);
			free(table);
		}
	}
	/* All of that would hold if nothing were ever freed. */
	cJSON_DeleteItemFromArray(events, 0);
	for (size_t i = 0; i < LENGTH(options); i++) {
		char *table = table_of(capture, options[i]);

		ck_assert_str_ne(table, first[i]);
		free(table);
		free(first[i]);
	}
	cJSON_Delete(capture);
}
END_TEST

static void
find_hostile(const char *name)
{
	const char *stem = stem_of(name, ".json");

	if (stem == NULL)
		return;
	for (size_t i = 0; i < LENGTH(hostile_rows); i++)
		if (strcmp(hostile_rows[i].name, stem) == 0)
			return;
	ck_abort_msg("inputs/hostile/%s is in no row", name);
}

START_TEST(every_hostile_map_has_a_row)
{
	ck_assert_uint_ge(each_entry("inputs/hostile", find_hostile),
	    LENGTH(hostile_rows));
}
END_TEST

START_TEST(malformed_files_are_refused)
{
	const struct malformed_row *row = &malformed_rows[_i];
	char path[PATH_BYTES], message[2 * PATH_BYTES];
	struct program_result result;

	snprintf(path, sizeof(path), "inputs/hostile/malformed/%s.json",
	    row->name);
	snprintf(message, sizeof(message), "bootmem: %s:%s", path,
	    row->message);
	result = run("sim", "--no-check", path);
	ck_assert_msg(result.status == 2 && strncmp(result.errors, message,
	    strlen(message)) == 0, "exit status %d:\n%snot\n%s",
	    result.status, result.errors, message);
	/* One line. */
	ck_assert_ptr_eq(strchr(result.errors, '\n'), result.errors +
	    result.errors_bytes - 1);
	ck_assert_str_eq(result.output, "");
	program_result_free(&result);
}
END_TEST

static void
find_malformed(const char *name)
{
	const char *stem = stem_of(name, ".json");

	if (stem == NULL)
		return;
	for (size_t i = 0; i < LENGTH(malformed_rows); i++)
		if (strcmp(malformed_rows[i].name, stem) == 0)
			return;
	ck_abort_msg("inputs/hostile/malformed/%s is in no row", name);
}

START_TEST(every_malformed_file_has_a_row)
{
	ck_assert_uint_ge(each_entry("inputs/hostile/malformed",
	    find_malformed), LENGTH(malformed_rows));
}
END_TEST

/* Where the line that text and golden differ in begins. */
static size_t
first_difference(const char *text, const char *golden)
{
	size_t line_start = 0;

	for (size_t i = 0; text[i] != '\0' && text[i] == golden[i]; i++)
		if (text[i] == '\n')
			line_start = i + 1;
	return (line_start);
}

static void
expect_golden(const char *name)
{
	const char *format = stem_of(name, ".json") != NULL ?
	    "--format=json" : "--format=text";
	const char *machine = stem_of(name, ".json") != NULL ?
	    stem_of(name, ".json") : stem_of(name, ".txt");
	char path[PATH_BYTES], golden_path[PATH_BYTES];
	struct program_result result;
	char *golden;
	size_t length, at;

	ck_assert_msg(machine != NULL, "tests/golden/%s: what is it?", name);
	snprintf(path, sizeof(path), "inputs/%s/capture.json", machine);
	snprintf(golden_path, sizeof(golden_path), "golden/%s", name);
	result = run("sim", format, path);
	golden = file_read_whole(golden_path, &length);
	at = first_difference(result.output, golden);
	ck_assert_msg(result.status == 0 && result.output_bytes == length &&
	    memcmp(result.output, golden, length) == 0,
	    "tests/golden/%s: exit status %d, differs at byte %zu: \"%.78s\", "
	    "not \"%.78s\"; update-goldens shows and takes over what changed",
	    name, result.status, at, result.output + at, golden + at);
	free(golden);
	program_result_free(&result);
}

START_TEST(goldens_are_what_is_printed)
{
	ck_assert_uint_ge(each_entry("golden", expect_golden), GOLDENS_MIN);
}
END_TEST

static void
enter(void)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char path[4096];

	scratch_enter();
	snprintf(path, sizeof(path), "%s/tests/golden", root);
	ck_assert_int_eq(symlink(path, "golden"), 0);
}

int
main(void)
{
	Suite *suite = suite_create("inputs");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, enter, scratch_leave);
	tcase_set_timeout(cases, 120);
	tcase_add_test(cases, machines_keep_every_invariant);
	tcase_add_test(cases, rockpro64_is_as_its_kernel_printed_it);
	tcase_add_loop_test(cases, hostile_maps_are_as_expected, 0,
	    LENGTH(hostile_rows));
	tcase_add_loop_test(cases, files_are_freed_as_expected, 0,
	    LENGTH(event_rows));
	tcase_add_test(cases, unload_order_does_not_matter);
	tcase_add_test(cases, every_hostile_map_has_a_row);
	tcase_add_loop_test(cases, malformed_files_are_refused, 0,
	    LENGTH(malformed_rows));
	tcase_add_test(cases, every_malformed_file_has_a_row);
	tcase_add_test(cases, goldens_are_what_is_printed);
	return (run_suite(suite));
}
