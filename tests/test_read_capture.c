/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reader of captures: every field of a good one, what is refused and with
 * which words, device tree blobs, and all captures of inputs/, whose root is
 * the environment's BOOTMEM_SOURCE_ROOT.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/exclusions.h"
#include "sim/read/capture.h"
#include "sim/read/fdt.h"
#include "sim/read/file.h"
#include "tests/fdt_tree.h"

#define HEAD "{\"bootmem\":1,\"name\":\"x\",\"arch\":\"arm64\",\n"
#define FORMS								\
	"expected a number: 0x and 1 to 16 hexadecimal digits or a "	\
	"decimal up to 2^64-1 in a string, or an integer from 0 to 2^53-1: "

static struct capture *
read_string(const char *bytes, struct read_error *ret_error)
{
	struct json_text text = { "f", 1, bytes, strlen(bytes) };

	return (capture_read_text(&text, NULL, ret_error));
}

struct bad_row {
	const char *members;	/* of the top level, on line 2 */
	const char *message;	/* behind "f:2:" */
};

static const struct bad_row bad_rows[] = {
	/* Top level. */
	{ "\"abuot\":\"\"", "1: abuot: unknown key, did you mean `about`?: "
	    "\"abuot\"" },
	{ "\"Firmware\":{}", "1: Firmware: unknown key, did you mean "
	    "`firmware`?: \"Firmware\"" },
	{ "\"x\":1", "1: x: unknown key; known here: `bootmem` `name` `about` "
	    "`source` `origin` `arch` `page_size` `profiles` `firmware` "
	    "`boot` `devices` `events` `witness` `x-truncated` "
	    "`x-linux-iomem` `x-linux-reserved` `x-linux-e820-name` "
	    "`x-linux-machine` `x-linux-numa` `x-memory-bytes`: \"x\"" },
	{ "\"about\":\"a\\nb\"", "9: about: expected one line without control "
	    "characters: \"a\\nb\"" },
	{ "\"source\":1", "10: source: expected a string: 1" },
	{ "\"origin\":\"capture\"", "10: origin: unknown origin, did you mean "
	    "`captured`?: \"capture\"" },
	{ "\"page_size\":4097", "13: page_size: expected a power of two from "
	    "4096 to 65536: 4097" },
	{ "\"page_size\":2048", "13: page_size: expected a power of two from "
	    "4096 to 65536: 2048" },
	{ "\"page_size\":\"0x20000\"", "13: page_size: expected a power of "
	    "two from 4096 to 65536: \"0x20000\"" },
	{ "\"profiles\":\"linux\"", "12: profiles: expected an array: "
	    "\"linux\"" },
	{ "\"profiles\":[\"a\",1]", "17: profiles[1]: expected a string: 1" },
	{ "\"firmware\":[]", "12: firmware: expected an object: []" },
	/* Numbers. */
	{ "\"firmware\":{\"e820\":[{\"base\":\"0x1g\"}]}", "29: "
	    "firmware.e820[0].base: " FORMS "\"0x1g\"" },
	{ "\"firmware\":{\"e820\":[{\"base\":-1}]}", "29: "
	    "firmware.e820[0].base: " FORMS "-1" },
	{ "\"firmware\":{\"e820\":[{\"base\":1.0}]}", "29: "
	    "firmware.e820[0].base: " FORMS "1.0" },
	{ "\"firmware\":{\"e820\":[{\"base\":9007199254740992}]}", "29: "
	    "firmware.e820[0].base: " FORMS "9007199254740992" },
	{ "\"firmware\":{\"e820\":[{\"base\":true}]}", "29: "
	    "firmware.e820[0].base: " FORMS "true" },
	/* e820. */
	{ "\"firmware\":{\"e820\":{}}", "20: firmware.e820: expected an "
	    "array: {}" },
	{ "\"firmware\":{\"e820\":[7]}", "21: firmware.e820[0]: expected an "
	    "object: 7" },
	{ "\"firmware\":{\"e820\":[{\"base\":0,\"size\":1}]}", "21: "
	    "firmware.e820[0]: the key `type` is missing: "
	    "{\"base\":0,\"size\":1}" },
	{ "\"firmware\":{\"e820\":[{\"type\":4294967296}]}", "29: "
	    "firmware.e820[0].type: e820 type above 4294967295, more than 32 "
	    "bits: 4294967296" },
	{ "\"firmware\":{\"e820\":[{\"type\":\"Usable\"}]}", "29: "
	    "firmware.e820[0].type: unknown e820 type, did you mean "
	    "`usable`?: \"Usable\"" },
	{ "\"firmware\":{\"e820\":[{\"type\":\"1x\"}]}", "29: "
	    "firmware.e820[0].type: " FORMS "\"1x\"" },
	/* EFI. */
	{ "\"firmware\":{\"efi\":{}}", "19: firmware.efi: the key `map` is "
	    "missing: {}" },
	{ "\"firmware\":{\"efi\":{\"map\":[{\"type\":\"LoaderCod\"}]}}",
	    "35: firmware.efi.map[0].type: unknown EFI type, did you mean "
	    "`LoaderCode`?: \"LoaderCod\"" },
	{ "\"firmware\":{\"efi\":{\"map\":[{\"attr\":[\"WB\",\"WBB\"]}]}}",
	    "41: firmware.efi.map[0].attr[1]: unknown EFI attribute, did you "
	    "mean `WB`?: \"WBB\"" },
	{ "\"firmware\":{\"efi\":{\"map\":[{\"attr\":\"WB\"}]}}",
	    "35: firmware.efi.map[0].attr: " FORMS "\"WB\"" },
	{ "\"firmware\":{\"efi\":{\"map\":[{\"size\":1}]}}", "28: "
	    "firmware.efi.map[0].size: unknown key; known here: `type` `phys` "
	    "`virt` `pages` `attr`: \"size\"" },
	/* Device tree. */
	{ "\"firmware\":{\"fdt\":{}}", "19: firmware.fdt: the key `memory` is "
	    "missing: {}" },
	{ "\"firmware\":{\"fdt\":{\"memory\":[],\"file\":\"a\"}}", "29: "
	    "firmware.fdt.memory: a blob's `file` and the decoded form "
	    "exclude each other: []" },
	{ "\"firmware\":{\"fdt\":{\"file\":\"no/such.dtb\"}}", "27: "
	    "firmware.fdt.file: no/such.dtb: No such file or directory: "
	    "\"no/such.dtb\"" },
	{ "\"firmware\":{\"fdt\":{\"file\":\"/dev/null\"}}", "27: "
	    "firmware.fdt.file: expected a path relative to the capture, and "
	    "not out of its folder: "
	    "\"/dev/null\"" },
	{ "\"firmware\":{\"fdt\":{\"file\":\".\"}}", "27: "
	    "firmware.fdt.file: expected a regular file: \".\"" },
	{ "\"firmware\":{\"fdt\":{\"file\":\"-\"}}", "27: "
	    "firmware.fdt.file: ./-: No such file or directory: \"-\"" },
	{ "\"firmware\":{\"fdt\":{\"memory\":[],\"x-linux\":{\"memroy\":[]"
	    "}}}", "43: firmware.fdt.x-linux.memroy: unknown key, did you "
	    "mean `memory`?: \"memroy\"" },
	{ "\"firmware\":{\"fdt\":{\"memory\":[],\"x-linux\":{\"memory\":["
	    "{\"name\":\"a\",\"device_type\":\"ram\"}]}}}", "79: firmware."
	    "fdt.x-linux.memory[0].device_type: unknown device type; known "
	    "are: `memory`: \"ram\"" },
	{ "\"firmware\":{\"fdt\":{\"memory\":[],\"reserved\":[{\"reg\":[]}]}}",
	    "44: firmware.fdt.reserved[0]: the key `name` is missing: "
	    "{\"reg\":[]}" },
	{ "\"firmware\":{\"fdt\":{\"memory\":[],\"reserved\":[{\"no-map\":"
	    "true}]}}", "45: firmware.fdt.reserved[0].no-map: unknown key, "
	    "did you mean `no_map`?: \"no-map\"" },
	{ "\"firmware\":{\"fdt\":{\"memory\":[],\"reserved\":[{\"no_map\":"
	    "1}]}}", "54: firmware.fdt.reserved[0].no_map: expected true or "
	    "false: 1" },
	/* Regions. */
	{ "\"firmware\":{\"regions\":{\"exclude\":[{\"base\":0,\"size\":1}]}}",
	    "35: firmware.regions.exclude[0]: the key `flags` is missing: "
	    "{\"base\":0,\"size\":1}" },
	{ "\"firmware\":{\"regions\":{\"exclude\":[{\"flags\":[\"NoAloc\"]}]}"
	    "}", "45: firmware.regions.exclude[0].flags[0]: unknown flag, did "
	    "you mean `NoAlloc`?: \"NoAloc\"" },
	{ "\"firmware\":{\"ops\":[{\"op\":\"add\"}]}", "26: "
	    "firmware.ops[0].op: unknown operation; known are: `hardware` "
	    "`exclude`: \"add\"" },
	{ "\"firmware\":{\"ops\":[{\"op\":\"exclude\",\"base\":1,\"size\":1}]"
	    "}", "20: firmware.ops[0]: the key `flags` is missing: "
	    "{\"op\":\"exclude\",\"base\":1,\"size\":1}" },
	/* Boot. */
	{ "\"boot\":{\"tunables\":{\"hw.physmem\":4}}", "34: "
	    "boot.tunables[\"hw.physmem\"]: expected a string: 4" },
	{ "\"boot\":{\"kernel\":{\"base\":0}}", "18: boot.kernel: the key "
	    "`size` is missing: {\"base\":0}" },
	{ "\"boot\":{\"preload\":[{\"name\":\"a\"}]}", "20: "
	    "boot.preload[0]: the key `type` is missing: {\"name\":\"a\"}" },
	{ "\"boot\":{\"bad_pages\":[0,\"a\"]}", "24: boot.bad_pages[1]: "
	    FORMS "\"a\"" },
	/* Devices and events. */
	{ "\"devices\":[{\"name\":\"a\",\"base\":0}]", "12: devices[0]: the "
	    "key `size` is missing: {\"name\":\"a\",\"base\":0}" },
	{ "\"devices\":[{\"when\":\"soon\"}]", "20: devices[0].when: unknown "
	    "time; known are: `early` `late`: \"soon\"" },
	{ "\"devices\":[{\"source\":\"dt\"}]", "22: devices[0].source: "
	    "unknown source, did you mean `fdt`?: \"dt\"" },
	{ "\"events\":[5]", "11: events[0]: expected an object: 5" },
	{ "\"events\":[{\"driver\":\"a\"}]", "11: events[0]: the key `do` is "
	    "missing: {\"driver\":\"a\"}" },
	{ "\"events\":[{\"do\":\"relese\"}]", "17: events[0].do: unknown "
	    "event, did you mean `release`?: \"relese\"" },
	{ "\"events\":[{\"from\":1,\"do\":\"xen-alloc\"}]", "12: "
	    "events[0].from: unknown key; known here: `do` `driver` `size`: "
	    "\"from\"" },
	{ "\"events\":[{\"do\":\"microcode-release\",\"name\":\"a\","
	    "\"keep\":{\"base\":0,\"size\":0}}]", "56: events[0].keep.base: "
	    "unknown key; known here: `offset` `size`: \"base\"" },
	/* Witnesses. */
	{ "\"witness\":{\"linux\":\"a\"}", "20: witness.linux: expected an "
	    "object: \"a\"" },
	{ "\"witness\":{\"linux\":{\"e820\":7}}", "28: witness.linux.e820: "
	    "expected a file's path or {\"text\": ...}: 7" },
	{ "\"witness\":{\"linux\":{\"e820\":{}}}", "28: witness.linux.e820: "
	    "the key `text` is missing: {}" },
	{ "\"witness\":{\"linux\":{\"e820\":\"no.txt\"}}", "28: "
	    "witness.linux.e820: no.txt: No such file or directory: "
	    "\"no.txt\"" },
	{ "\"witness\":{\"linux\":{\"e820\":\"\"}}", "28: "
	    "witness.linux.e820: expected a path relative to the capture, "
	    "and not out of its folder: "
	    "\"\"" },
};

START_TEST(bad_members_are_refused)
{
	const struct bad_row *row = &bad_rows[_i];
	char text[1024], message[1024];
	struct read_error error;

	snprintf(text, sizeof(text), HEAD "%s}", row->members);
	snprintf(message, sizeof(message), "f:2:%s", row->message);
	ck_assert_ptr_null(read_string(text, &error));
	ck_assert_str_eq(error.text, message);
}
END_TEST

static const struct bad_row bad_heads[] = {
	{ "[]", "f:1:1: (top level): expected an object: []" },
	{ "{}", "f:1:1: (top level): the key `bootmem` is missing: {}" },
	{ "{\"bootmem\":2}", "f:1:12: bootmem: expected 1, the version of "
	    "the format that is understood: 2" },
	{ "{\"bootmem\":\"1\"}", "f:1:12: bootmem: expected 1, the version "
	    "of the format that is understood: \"1\"" },
	{ "{\"bootmem\":1,\"arch\":\"arm64\"}", "f:1:1: (top level): the key "
	    "`name` is missing: {\"bootmem\":1,\"arch\":\"arm64\"}" },
	{ "{\"bootmem\":1,\"name\":\"x\"}", "f:1:1: (top level): the key "
	    "`arch` is missing: {\"bootmem\":1,\"name\":\"x\"}" },
	{ "{\"name\":\"A\"}", "f:1:9: name: expected a name of the characters "
	    "a-z, 0-9, `.`, `_` and `-`: \"A\"" },
	{ "{\"name\":\"\"}", "f:1:9: name: expected a name of the characters "
	    "a-z, 0-9, `.`, `_` and `-`: \"\"" },
	{ "{\"arch\":\"x86\"}", "f:1:9: arch: unknown architecture; known "
	    "are: `amd64` `i386` `arm64` `arm` `riscv64`: \"x86\"" },
	{ "{\"arch\":64}", "f:1:9: arch: expected a string: 64" },
};

START_TEST(bad_heads_are_refused)
{
	struct read_error error;

	ck_assert_ptr_null(read_string(bad_heads[_i].members, &error));
	ck_assert_str_eq(error.text, bad_heads[_i].message);
}
END_TEST

static struct capture *
read_good(const char *members)
{
	char text[4096];
	struct read_error error = { .length = 0 };
	struct capture *capture;

	snprintf(text, sizeof(text), HEAD "%s}", members);
	capture = read_string(text, &error);
	ck_assert_msg(capture != NULL, "%s", error.text);
	return (capture);
}

static void
assert_extent(struct bm_extent extent, uint64_t base, uint64_t length)
{
	ck_assert_msg(extent.base == base && extent.length == length,
	    "%#llx+%#llx instead of %#llx+%#llx",
	    (unsigned long long)extent.base,
	    (unsigned long long)extent.length, (unsigned long long)base,
	    (unsigned long long)length);
}

START_TEST(least_capture_has_the_defaults)
{
	struct capture *capture = read_good("\"x-mine\":[{\"any\":null}]");

	ck_assert_str_eq(capture->path, "f");
	ck_assert_str_eq(capture->name, "x");
	ck_assert_int_eq(capture->arch, ARCH_ARM64);
	ck_assert(capture->page_size == 4096);
	ck_assert_ptr_null(capture->about);
	ck_assert_ptr_null(capture->origin);
	ck_assert(!capture->e820.is_present && !capture->efi.is_present);
	ck_assert(!capture->fdt.is_present && !capture->regions.is_present);
	ck_assert(!capture->ops.is_present);
	ck_assert(!capture->boot.kernel.is_present);
	ck_assert_uint_eq(capture->event_count, 0);
	capture_free(capture);
}
END_TEST

START_TEST(top_level_is_read)
{
	struct capture *capture = read_good("\"about\":\"a \\u00e4\","
	    "\"source\":\"s\",\"origin\":\"captured\",\"page_size\":"
	    "\"0x4000\",\"profiles\":[\"freebsd\",\"linux\"]");

	ck_assert_str_eq(capture->about, "a \xc3\xa4");
	ck_assert_str_eq(capture->source, "s");
	ck_assert_str_eq(capture->origin, "captured");
	ck_assert(capture->page_size == 16384);
	ck_assert_uint_eq(capture->profiles.count, 2);
	ck_assert_str_eq(capture->profiles.entries[1], "linux");
	capture_free(capture);
}
END_TEST

START_TEST(e820_is_read)
{
	struct capture *capture = read_good("\"firmware\":{\"e820\":["
	    "{\"base\":\"0xfffffffffffff000\",\"size\":\"0x2000\",\"type\":"
	    "\"soft-reserved\"},{\"base\":0,\"size\":\"4096\",\"type\":12,"
	    "\"x-a\":1},{\"base\":1,\"size\":0,\"type\":\"0xffffffff\"}]}");
	const struct e820_map *map = &capture->e820;

	ck_assert(map->is_present);
	ck_assert_uint_eq(map->count, 3);
	assert_extent(map->entries[0].extent, 0xfffffffffffff000, 0x2000);
	ck_assert_uint_eq(map->entries[0].type, 0xefffffff);
	assert_extent(map->entries[1].extent, 0, 4096);
	ck_assert_uint_eq(map->entries[1].type, 12);
	ck_assert_uint_eq(map->entries[2].type, UINT32_MAX);
	capture_free(capture);
}
END_TEST

START_TEST(efi_is_read)
{
	struct capture *capture = read_good("\"firmware\":{\"efi\":{\"map\":["
	    "{\"type\":\"UnacceptedMemory\",\"phys\":\"0x1000\",\"virt\":7,"
	    "\"pages\":\"18446744073709551615\",\"attr\":[\"WB\",\"RUNTIME\","
	    "\"CRYPTO\",\"UCE\"]},{\"type\":20,\"phys\":0,\"pages\":1,"
	    "\"attr\":\"0xf\"}],\"memreserve\":[{\"base\":1,\"size\":2}]}}");
	const struct efi_map *map = &capture->efi;

	ck_assert(map->is_present);
	ck_assert(map->descriptor_size == 48 && map->descriptor_version == 1);
	ck_assert_uint_eq(map->count, 2);
	ck_assert_uint_eq(map->entries[0].type, 15);
	ck_assert(map->entries[0].phys == 0x1000);
	ck_assert(map->entries[0].virt == 7);
	ck_assert(map->entries[0].page_count == UINT64_MAX);
	ck_assert(map->entries[0].attributes == 0x8000000000080018);
	ck_assert_uint_eq(map->entries[1].type, 20);
	ck_assert(map->entries[1].attributes == 0xf);
	ck_assert_uint_eq(map->memreserve.count, 1);
	assert_extent(map->memreserve.entries[0], 1, 2);
	capture_free(capture);
}
END_TEST

/* Keys with x- are free; only an object can be meant for us. */
START_TEST(foreign_words_for_linux_are_let_be)
{
	capture_free(read_good("\"firmware\":{\"fdt\":{\"memory\":[],"
	    "\"x-linux\":[1],\"reserved\":[{\"name\":\"a\",\"x-linux\":"
	    "\"6.12\"}]}}"));
}
END_TEST

START_TEST(decoded_device_tree_is_read)
{
	struct capture *capture = read_good("\"firmware\":{\"fdt\":{"
	    "\"memory\":[{\"base\":0,\"size\":1},{\"base\":2,\"size\":3}],"
	    "\"memreserve\":[{\"base\":4,\"size\":5}],\"reserved\":["
	    "{\"name\":\"a@1\",\"reg\":[{\"base\":6,\"size\":7}],"
	    "\"size\":9,\"no_map\":true},"
	    "{\"name\":\"b\",\"size\":8,\"alignment\":16,\"alloc_ranges\":["
	    "{\"base\":1,\"size\":2}],\"reusable\":true,"
	    "\"x-linux-cma-default\":true,"
	    "\"compatible\":\"shared-dma-pool\",\"status\":\"disabled\"},"
	    "{\"name\":\"c\"}],"
	    "\"usable_memory_range\":{\"base\":10,\"size\":11}}}");
	const struct fdt_map *map = &capture->fdt;

	ck_assert(map->is_present && map->has_reserved_memory);
	ck_assert(map->has_reserved_ranges && map->has_reserved_cells);
	assert_extent(map->memory.entries[1], 2, 3);
	assert_extent(map->memreserve.entries[0], 4, 5);
	ck_assert_uint_eq(map->reserved_count, 3);
	ck_assert(!map->reserved[0].is_dynamic && map->reserved[0].no_map);
	ck_assert(map->reserved[0].size == 9);
	assert_extent(map->reserved[0].reg.entries[0], 6, 7);
	ck_assert(map->reserved[1].is_dynamic && map->reserved[1].reusable);
	ck_assert(map->reserved[1].is_cma_default);
	ck_assert(!map->reserved[0].is_cma_default);
	ck_assert(map->reserved[1].alignment == 16);
	assert_extent(map->reserved[1].alloc_ranges.entries[0], 1, 2);
	ck_assert_str_eq(map->reserved[1].compatible, "shared-dma-pool");
	ck_assert_str_eq(map->reserved[1].status, "disabled");
	ck_assert(!map->reserved[2].is_dynamic);
	ck_assert_uint_eq(map->reserved[2].reg.count, 0);
	assert_extent(map->for_linux.usable_memory.first.extent, 10, 11);
	capture_free(capture);
}
END_TEST

START_TEST(regions_and_ops_are_read)
{
	struct capture *capture = read_good("\"firmware\":{\"regions\":{"
	    "\"hardware\":[{\"base\":1,\"size\":2}],\"exclude\":[{\"base\":3,"
	    "\"size\":4,\"flags\":[]}]},\"ops\":[{\"op\":\"exclude\","
	    "\"base\":5,\"size\":6,\"flags\":[\"NoDump\",\"NoAlloc\"]},"
	    "{\"op\":\"hardware\",\"base\":7,\"size\":8}]}");

	assert_extent(capture->regions.hardware.entries[0], 1, 2);
	assert_extent(capture->regions.exclude[0].extent, 3, 4);
	ck_assert_int_eq(capture->regions.exclude[0].kind, REGION_EXCLUDE);
	ck_assert_uint_eq(capture->regions.exclude[0].flags, 0);
	ck_assert_int_eq(capture->ops.entries[0].kind, REGION_EXCLUDE);
	ck_assert_uint_eq(capture->ops.entries[0].flags, BM_EXCLUDE_ALL);
	ck_assert_int_eq(capture->ops.entries[1].kind, REGION_HARDWARE);
	assert_extent(capture->ops.entries[1].extent, 7, 8);
	capture_free(capture);
}
END_TEST

START_TEST(boot_is_read)
{
	struct capture *capture = read_good("\"boot\":{\"cmdline\":\"mem=1G\","
	    "\"tunables\":{\"hw.physmem\":\"4G\",\"x-a\":\"\"},\"kernel\":{"
	    "\"base\":1,\"size\":2,\"virtual\":\"0xffffffff80000000\"},"
	    "\"initrd\":{\"base\":3,\"size\":4},\"preload\":[{\"name\":\"n\","
	    "\"type\":\"elf kernel\",\"base\":5,\"size\":6}],"
	    "\"page_tables\":{\"base\":7,\"size\":8},"
	    "\"bad_pages\":[\"0x5000\",1]}");
	const struct boot *boot = &capture->boot;

	ck_assert_str_eq(boot->cmdline, "mem=1G");
	ck_assert_uint_eq(boot->tunable_count, 2);
	ck_assert_str_eq(boot->tunables[0].name, "hw.physmem");
	ck_assert_str_eq(boot->tunables[0].value, "4G");
	ck_assert_str_eq(boot->tunables[1].name, "x-a");
	ck_assert(boot->kernel.is_present && boot->kernel.has_virtual);
	ck_assert(boot->kernel.virtual_base == 0xffffffff80000000);
	assert_extent(boot->initrd.extent, 3, 4);
	ck_assert(!boot->dtb.is_present);
	ck_assert_str_eq(boot->preload[0].type, "elf kernel");
	assert_extent(boot->preload[0].extent, 5, 6);
	assert_extent(boot->page_tables.extent, 7, 8);
	ck_assert_uint_eq(boot->bad_page_count, 2);
	ck_assert(boot->bad_pages[0] == 0x5000);
	capture_free(capture);
}
END_TEST

START_TEST(devices_and_events_are_read)
{
	struct capture *capture = read_good("\"devices\":[{\"name\":\"u\","
	    "\"base\":1,\"size\":2,\"when\":\"late\",\"source\":\"acpi\","
	    "\"uses\":[{\"base\":3,\"size\":4}]}],\"events\":["
	    "{\"driver\":\"d\",\"size\":5,\"do\":\"alloc\"},"
	    "{\"do\":\"microcode-release\",\"name\":\"m\",\"keep\":"
	    "{\"offset\":6,\"size\":7}},{\"do\":\"pmem\",\"call\":[1]},"
	    "{\"do\":\"map-check\",\"driver\":\"e\",\"base\":8,\"size\":9}]");
	const struct event *events = capture->events;

	ck_assert_int_eq(capture->devices[0].when, DEVICE_LATE);
	ck_assert_str_eq(capture->devices[0].source, "acpi");
	assert_extent(capture->devices[0].uses.entries[0], 3, 4);
	ck_assert_uint_eq(capture->event_count, 4);
	ck_assert_int_eq(events[0].kind, EVENT_ALLOC);
	ck_assert(events[0].size == 5 && events[0].from == 0);
	ck_assert(events[0].to == UINT64_MAX && events[0].align == 1);
	ck_assert_str_eq(events[1].name, "m");
	assert_extent(events[1].extent, 6, 7);
	ck_assert_int_eq(events[2].kind, EVENT_PMEM);
	assert_extent(events[3].extent, 8, 9);
	capture_free(capture);
}
END_TEST

/* A directory of its own for each test that needs files. */
static void
enter_scratch(char *ret_path)
{
	strcpy(ret_path, "/tmp/bootmem-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(ret_path));
	ck_assert_int_eq(chdir(ret_path), 0);
}

static void
write_file(const char *name, const void *bytes, size_t length)
{
	FILE *file = fopen(name, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(witness_is_relative_to_the_capture)
{
	static const char text[] = HEAD "\"witness\":{\"freebsd\":{"
	    "\"physmem\":\"w.txt\",\"panic\":{\"text\":\"a\\nb\"}}}}";
	char scratch[64], path[128];
	struct read_error error = { .length = 0 };
	struct capture *capture;

	enter_scratch(scratch);
	write_file("w.txt", "one \n\0two", 9);
	write_file("c.json", text, strlen(text));
	ck_assert_int_eq(chdir("/"), 0);
	snprintf(path, sizeof(path), "%s/c.json", scratch);
	capture = capture_read(path, &error);
	ck_assert_msg(capture != NULL, "%s", error.text);
	ck_assert_str_eq(capture->path, path);
	ck_assert_uint_eq(capture->witness_count, 2);
	ck_assert_str_eq(capture->witnesses[0].profile, "freebsd");
	ck_assert_str_eq(capture->witnesses[0].table, "physmem");
	ck_assert_str_eq(capture->witnesses[0].path, "w.txt");
	ck_assert_uint_eq(capture->witnesses[0].text_bytes, 9);
	ck_assert_mem_eq(capture->witnesses[0].text, "one \n\0two", 10);
	ck_assert_ptr_null(capture->witnesses[1].path);
	ck_assert_str_eq(capture->witnesses[1].text, "a\nb");
	ck_assert_uint_eq(capture->witnesses[1].text_bytes, 3);
	capture_free(capture);
	unlink(path);
	snprintf(path, sizeof(path), "%s/w.txt", scratch);
	unlink(path);
	rmdir(scratch);
}
END_TEST

/* So many addresses of bad pages behind one e820 entry. */
static struct capture *
read_many_entries(size_t count, struct read_error *ret_error)
{
	static const char head[] = HEAD "\"firmware\":{\"e820\":["
	    "{\"base\":0,\"size\":1,\"type\":1}]},\"boot\":{\"bad_pages\":[";
	char *bytes = malloc(sizeof(head) + 2 * count + 8);
	size_t length = strlen(head);
	struct capture *capture;

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, head, length);
	for (size_t i = 0; i < count; i++) {
		memcpy(bytes + length, "0,", 2);
		length += 2;
	}
	memcpy(bytes + length - 1, "]}}", 4);
	capture = read_string(bytes, ret_error);
	free(bytes);
	return (capture);
}

START_TEST(entries_have_a_limit)
{
	struct read_error error = { .length = 0 };
	struct capture *capture = read_many_entries(CAPTURE_ENTRIES_MAX - 1,
	    &error);

	ck_assert_msg(capture != NULL, "%s", error.text);
	ck_assert_uint_eq(capture->boot.bad_page_count,
	    CAPTURE_ENTRIES_MAX - 1);
	capture_free(capture);
	ck_assert_ptr_null(read_many_entries(CAPTURE_ENTRIES_MAX, &error));
	ck_assert_str_eq(error.text, "f:2:2097223: boot.bad_pages[1048575]: "
	    "more than 1048576 map entries in the capture, the limit: 0");
}
END_TEST

START_TEST(files_that_cannot_be_read_are_told)
{
	struct read_error error;

	ck_assert_ptr_null(capture_read("/", &error));
	ck_assert_str_eq(error.text, "/: is a directory");
	ck_assert_ptr_null(capture_read("/no/such", &error));
	ck_assert_str_eq(error.text, "/no/such: No such file or directory");
	ck_assert_ptr_null(capture_read("/dev/null", &error));
	ck_assert_str_eq(error.text, "/dev/null:1:1: (top level): the text "
	    "ends here; a JSON value is expected");
	ck_assert_ptr_null(capture_read("/dev/zero", &error));
	ck_assert_str_eq(error.text, "/dev/zero: has more than 256 MiB, the "
	    "limit");
}
END_TEST

static void
add_all_memory(struct tree *tree)
{
	tree_memory(tree, "memory@0", "memory");
	CELLS(tree, "reg", 0, 0x1000, 0x10, 1, 0, 0x20);
	fdt_end_node(tree->blob);
	tree_memory(tree, "memory", NULL);
	CELLS(tree, "reg", 2, 0, 0x30);
	fdt_end_node(tree->blob);
	tree_memory(tree, "memory@5", "memory-controller");
	CELLS(tree, "reg", 9, 9, 9);
	fdt_end_node(tree->blob);
	tree_memory(tree, "memory@6", "memory");
	fdt_property_string(tree->blob, "status", "disabled");
	CELLS(tree, "reg", 9, 9, 9);
	fdt_end_node(tree->blob);
	fdt_begin_node(tree->blob, "memory-controller@7");
	CELLS(tree, "reg", 7);
	fdt_end_node(tree->blob);
}

static void
add_all_reserved(struct tree *tree)
{
	fdt_begin_node(tree->blob, "reserved-memory");
	fdt_property_u32(tree->blob, "#address-cells", 1);
	fdt_property_u32(tree->blob, "#size-cells", 1);
	fdt_property(tree->blob, "ranges", NULL, 0);
	fdt_begin_node(tree->blob, "a@5000");
	CELLS(tree, "reg", 0x5000, 0x1000, 0x7000, 0x1000);
	fdt_property(tree->blob, "no-map", NULL, 0);
	fdt_property(tree->blob, "compatible", "one\0two", 8);
	fdt_begin_node(tree->blob, "inside");
	fdt_end_node(tree->blob);
	fdt_end_node(tree->blob);
	fdt_begin_node(tree->blob, "b");
	CELLS(tree, "size", 0x4000);
	CELLS(tree, "alignment", 0x2000);
	CELLS(tree, "alloc-ranges", 1, 2, 3, 4);
	fdt_property(tree->blob, "reusable", NULL, 0);
	fdt_property(tree->blob, "linux,cma-default", NULL, 0);
	fdt_property_string(tree->blob, "status", "okay");
	fdt_end_node(tree->blob);
	fdt_begin_node(tree->blob, "bad");
	CELLS(tree, "reg", 1, 2, 3);
	CELLS(tree, "size", 1, 2);
	CELLS(tree, "alignment", 1, 2, 3);
	CELLS(tree, "alloc-ranges", 1);
	fdt_end_node(tree->blob);
	fdt_end_node(tree->blob);
}

START_TEST(blob_is_decoded)
{
	struct tree tree = tree_begin(2, 1);
	struct arena *arena = arena_new();
	struct read_error error = { .length = 0 };
	struct fdt_map map;

	add_all_memory(&tree);
	add_all_reserved(&tree);
	fdt_begin_node(tree.blob, "chosen");
	CELLS(&tree, "linux,usable-memory-range", 1, 2, 3, 4, 5, 6);
	fdt_end_node(tree.blob);
	ck_assert_msg(tree_decode(&tree, arena, &map, &error), "%s",
	    error.text);
	ck_assert_uint_eq(map.memory.count, 3);
	assert_extent(map.memory.entries[0], 0x1000, 0x10);
	assert_extent(map.memory.entries[1], 0x100000000, 0x20);
	assert_extent(map.memory.entries[2], 0x200000000, 0x30);
	ck_assert_uint_eq(map.memreserve.count, 1);
	assert_extent(map.memreserve.entries[0], 0x1000, 0x2000);
	ck_assert(map.has_reserved_memory && map.has_reserved_ranges);
	ck_assert(!map.has_reserved_cells);
	assert_extent(map.for_linux.usable_memory.first.extent, 0x100000002, 3);
	ck_assert_uint_eq(fdt_map_entry_count(&map), 19);
	arena_free(arena);
}
END_TEST

START_TEST(reserved_nodes_are_decoded)
{
	struct tree tree = tree_begin(1, 1);
	struct arena *arena = arena_new();
	struct read_error error = { .length = 0 };
	struct fdt_map map;

	add_all_reserved(&tree);
	ck_assert_msg(tree_decode(&tree, arena, &map, &error), "%s",
	    error.text);
	ck_assert(map.has_reserved_cells);
	ck_assert_uint_eq(map.reserved_count, 3);
	ck_assert_str_eq(map.reserved[0].name, "a@5000");
	ck_assert_uint_eq(map.reserved[0].reg.count, 2);
	assert_extent(map.reserved[0].reg.entries[1], 0x7000, 0x1000);
	ck_assert_str_eq(map.reserved[0].compatible, "one");
	ck_assert(map.reserved[0].no_map && !map.reserved[0].is_dynamic);
	ck_assert(map.reserved[1].is_dynamic && map.reserved[1].reusable);
	ck_assert(map.reserved[1].is_cma_default);
	ck_assert(!map.reserved[0].is_cma_default);
	ck_assert(map.reserved[1].size == 0x4000);
	ck_assert(map.reserved[1].alignment == 0x2000);
	assert_extent(map.reserved[1].alloc_ranges.entries[1], 3, 4);
	ck_assert_str_eq(map.reserved[1].status, "okay");
	ck_assert_uint_eq(map.reserved[2].malformed, FDT_PROPERTY_REG |
	    FDT_PROPERTY_SIZE | FDT_PROPERTY_ALIGNMENT |
	    FDT_PROPERTY_ALLOC_RANGES);
	ck_assert_uint_eq(map.reserved[2].reg.count, 0);
	ck_assert(!map.reserved[2].is_dynamic);
	arena_free(arena);
}
END_TEST

struct cells_row {
	uint32_t address, size;
	const char *message;
};

static const struct cells_row cells_rows[] = {
	{ 3, 1, "t.dtb: /: #address-cells is 3; more than 2 make no number "
	    "of 64 bits" },
	{ 1, 0xffffffff, "t.dtb: /: #size-cells is 4294967295; more than 2 "
	    "make no number of 64 bits" },
};

START_TEST(bad_cells_are_refused)
{
	const struct cells_row *row = &cells_rows[_i];
	struct tree tree = tree_begin(row->address, row->size);
	struct arena *arena = arena_new();
	struct read_error error;
	struct fdt_map map;

	tree_memory(&tree, "memory@0", "memory");
	CELLS(&tree, "reg", 1, 2, 3);
	fdt_end_node(tree.blob);
	ck_assert(!tree_decode(&tree, arena, &map, &error));
	ck_assert_str_eq(error.text, row->message);
	arena_free(arena);
}
END_TEST

START_TEST(broken_blobs_are_refused)
{
	struct tree tree = tree_begin(2, 1);
	struct arena *arena = arena_new();
	unsigned char *bytes = (unsigned char *)tree.blob;
	struct read_error error;
	struct fdt_map map;
	size_t length;

	add_all_reserved(&tree);
	ck_assert(tree_decode(&tree, arena, &map, &error));
	length = fdt_totalsize(tree.blob);
	for (size_t i = 0; i < length; i++)
		ck_assert(!fdt_map_decode("t.dtb", tree.blob, i, arena, &map,
		    &error));
	ck_assert_str_eq(error.text, "t.dtb: not a device tree blob: "
	    "FDT_ERR_TRUNCATED");
	/* Nothing is left of the tree. */
	for (size_t i = fdt_off_mem_rsvmap(tree.blob); i < length; i++)
		bytes[i] = 1;
	ck_assert(!fdt_map_decode("t.dtb", tree.blob, length, arena, &map,
	    &error));
	arena_free(arena);
}
END_TEST

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);

	return (length >= strlen(end) &&
	    strcmp(text + length - strlen(end), end) == 0);
}

/* What lies in a folder called malformed must be refused, all else read. */
static size_t
check_capture(const char *path)
{
	bool is_bad = strstr(path, "/malformed/") != NULL;
	struct read_error error = { .length = 0 };
	struct capture *capture;

	if (!ends_with(path, ".json") || ends_with(path, ".schema.json"))
		return (0);
	capture = capture_read(path, &error);
	ck_assert_msg((capture == NULL) == is_bad, "%s: %s", path,
	    is_bad ? "was read" : error.text);
	if (is_bad)
		ck_assert_msg(strncmp(error.text, path, strlen(path)) == 0 &&
		    error.text[strlen(path)] == ':', "%s", error.text);
	capture_free(capture);
	return (1);
}

static size_t
check_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	struct stat status;
	size_t count = 0;

	ck_assert_msg(folder != NULL, "%s", path);
	while ((entry = readdir(folder)) != NULL) {
		char *inner = file_path_in(path, entry->d_name);

		if (entry->d_name[0] != '.' && stat(inner, &status) == 0)
			count += S_ISDIR(status.st_mode) ?
			    check_folder(inner) : check_capture(inner);
		free(inner);
	}
	closedir(folder);
	return (count);
}

static char *
inputs_path(void)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");

	return (file_path_in(root == NULL ? "." : root, "inputs"));
}

START_TEST(all_inputs_are_read)
{
	char *path = inputs_path();

	ck_assert_uint_gt(check_folder(path), 0);
	free(path);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
	char *inputs = inputs_path();
	char *path = file_path_in(inputs, "riscv64-virt/capture.json");
	char *directory = file_directory(path), *bytes;
	struct json_text text = { path, 1, NULL, 0 };
	struct read_error error;
	size_t length;

	bytes = file_read(path, JSON_BYTES_MAX, &length, &error);
	ck_assert_ptr_nonnull(bytes);
	while (length > 0 && bytes[length - 1] != '}')
		length--;
	text.bytes = bytes;
	for (text.length = 0; text.length < length; text.length++)
		ck_assert_ptr_null(capture_read_text(&text, directory,
		    &error));
	free(bytes);
	free(directory);
	free(path);
	free(inputs);
}
END_TEST

#define ROW_COUNT(table) (int)(sizeof(table) / sizeof(*(table)))

static TCase *
json_cases(void)
{
	TCase *cases = tcase_create("json");

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, bad_members_are_refused, 0,
	    ROW_COUNT(bad_rows));
	tcase_add_loop_test(cases, bad_heads_are_refused, 0,
	    ROW_COUNT(bad_heads));
	tcase_add_test(cases, least_capture_has_the_defaults);
	tcase_add_test(cases, top_level_is_read);
	tcase_add_test(cases, e820_is_read);
	tcase_add_test(cases, efi_is_read);
	tcase_add_test(cases, foreign_words_for_linux_are_let_be);
	tcase_add_test(cases, decoded_device_tree_is_read);
	tcase_add_test(cases, regions_and_ops_are_read);
	tcase_add_test(cases, boot_is_read);
	tcase_add_test(cases, devices_and_events_are_read);
	tcase_add_test(cases, witness_is_relative_to_the_capture);
	tcase_add_test(cases, entries_have_a_limit);
	tcase_add_test(cases, files_that_cannot_be_read_are_told);
	tcase_add_test(cases, all_inputs_are_read);
	tcase_add_test(cases, every_truncation_is_refused);
	return (cases);
}

static TCase *
blob_cases(void)
{
	TCase *cases = tcase_create("blob");

	tcase_add_test(cases, blob_is_decoded);
	tcase_add_test(cases, reserved_nodes_are_decoded);
	tcase_add_loop_test(cases, bad_cells_are_refused, 0,
	    ROW_COUNT(cells_rows));
	tcase_add_test(cases, broken_blobs_are_refused);
	return (cases);
}

int
main(void)
{
	Suite *suite = suite_create("read_capture");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, json_cases());
	suite_add_tcase(suite, blob_cases());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
