/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every capture of inputs/ in every form that it has a map for, read back by
 * other means than it was written with: it says the same, or was refused for
 * a reason that is found here as well.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture_equal.h"
#include "core/range.h"
#include "each_capture.h"
#include "program.h"
#include "sim/export/export.h"
#include "sim/read/capture.h"
#include "sim/read/fdt.h"
#include "sim/read/physmem_table.h"

/* What one form wrote. */
struct exported {
	bool is_good;
	char *bytes;
	size_t length;
	size_t left_out_count;	/* map entries, not parts */
	struct export_notes notes;
};

static size_t read_back_count;

static void
count_entry(void *context, const char *where, const char *why)
{
	struct exported *exported = context;

	ck_assert_str_ne(why, "");
	if (strchr(where, '[') != NULL)
		exported->left_out_count++;
}

static void
write_form(const char *name, const struct capture *capture,
    struct exported *ret)
{
	const struct export_format *format = export_format_find(name);
	FILE *memory;

	*ret = (struct exported){ .notes.left_out = count_entry,
	    .notes.context = ret };
	memory = open_memstream(&ret->bytes, &ret->length);
	ck_assert_ptr_nonnull(memory);
	ck_assert_ptr_nonnull(format);
	ret->is_good = export_capture(format, memory, capture, &ret->notes);
	ck_assert_int_eq(fclose(memory), 0);
	if (!ret->is_good)
		ck_assert_str_ne(ret->notes.why, "");
	else
		read_back_count++;
}

static uint64_t
little_endian(const char *bytes, size_t count)
{
	uint64_t number = 0;

	while (count-- > 0)
		number = number << 8 | (unsigned char)bytes[count];
	return (number);
}

/* Is there an entry whose end is above 2^64?  Written out for the test. */
static bool
wraps(uint64_t base, uint64_t length)
{
	return (length > 0 && base + (length - 1) < base);
}

static bool
e820_wraps(const struct e820_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (wraps(map->entries[i].extent.base,
		    map->entries[i].extent.length))
			return (true);
	return (false);
}

static void
check_e820_bytes(const struct capture *capture, const char *form,
    size_t entry_bytes)
{
	const struct e820_map *map = &capture->e820;
	struct exported found;

	write_form(form, capture, &found);
	ck_assert(found.is_good);
	ck_assert_uint_eq(found.length, map->count * entry_bytes);
	for (size_t i = 0; i < map->count; i++) {
		const char *at = found.bytes + i * entry_bytes;

		ck_assert_uint_eq(little_endian(at, 8),
		    map->entries[i].extent.base);
		ck_assert_uint_eq(little_endian(at + 8, 8),
		    map->entries[i].extent.length);
		ck_assert_uint_eq(little_endian(at + 16, 4),
		    map->entries[i].type);
		if (entry_bytes == 24)
			ck_assert_uint_eq(little_endian(at + 20, 4), 1);
	}
	free(found.bytes);
}

static void
check_smap(const struct capture *capture)
{
	struct exported found;
	const char *line;

	write_form("smap", capture, &found);
	ck_assert(found.is_good);
	line = found.bytes;
	for (size_t i = 0; i < capture->e820.count; i++) {
		const struct e820_entry *entry = &capture->e820.entries[i];
		uint64_t base, length;
		uint32_t type;

		ck_assert_int_eq(sscanf(line, "SMAP type=%" SCNx32
		    ", xattr=01, base=%16" SCNx64 ", len=%16" SCNx64, &type,
		    &base, &length), 3);
		ck_assert_uint_eq(type, entry->type);
		ck_assert_uint_eq(base, entry->extent.base);
		ck_assert_uint_eq(length, entry->extent.length);
		line = strchr(line, '\n') + 1;
	}
	ck_assert_str_eq(line, "");
	free(found.bytes);
}

static void
check_memmap(const struct capture *capture)
{
	static const char letters[] = " @$#        !";
	struct exported found;
	const char *at;

	write_form("memmap", capture, &found);
	ck_assert_int_eq(found.is_good, !e820_wraps(&capture->e820) &&
	    found.length < 2048 + 1);
	at = found.bytes;
	for (size_t i = 0; found.is_good && i < capture->e820.count; i++) {
		const struct e820_entry *entry = &capture->e820.entries[i];
		uint64_t base, length;
		uint32_t type = 0;
		char letter;

		if (entry->extent.length == 0 || entry->type == 0)
			continue;
		at = strchr(at + 1, ' ');
		ck_assert_ptr_nonnull(at);
		ck_assert_int_ge(sscanf(at, " memmap=0x%" SCNx64 "%c0x%" SCNx64
		    "+%" SCNu32, &length, &letter, &base, &type), 3);
		if (letter != '%')
			type = (uint32_t)(strchr(letters, letter) - letters);
		ck_assert_uint_eq(type, entry->type);
		ck_assert_uint_eq(base, entry->extent.base);
		ck_assert_uint_eq(length, entry->extent.length);
	}
	ck_assert(!found.is_good || strchr(at + 1, ' ') == NULL);
	free(found.bytes);
}

static void
check_efi_bytes(const struct capture *capture)
{
	const struct efi_map *map = &capture->efi;
	struct exported found;

	write_form("efi", capture, &found);
	ck_assert_int_eq(found.is_good, map->descriptor_size >= 40);
	if (found.is_good)
		ck_assert_uint_eq(found.length,
		    map->count * map->descriptor_size);
	for (size_t i = 0; found.is_good && i < map->count; i++) {
		const char *at = found.bytes + i * map->descriptor_size;

		ck_assert_uint_eq(little_endian(at, 4), map->entries[i].type);
		ck_assert_uint_eq(little_endian(at + 8, 8),
		    map->entries[i].phys);
		ck_assert_uint_eq(little_endian(at + 16, 8),
		    map->entries[i].virt);
		ck_assert_uint_eq(little_endian(at + 24, 8),
		    map->entries[i].page_count);
		ck_assert_uint_eq(little_endian(at + 32, 8),
		    map->entries[i].attributes);
	}
	free(found.bytes);
}

static void
check_efi_table(const struct capture *capture)
{
	struct exported found;
	const char *line;

	write_form("efi-table", capture, &found);
	ck_assert(found.is_good);
	line = strchr(found.bytes, '\n') + 1;
	for (size_t i = 0; i < capture->efi.count; i++) {
		uint64_t phys, virt, page_count;

		ck_assert_int_eq(sscanf(line, "%*s %" SCNx64 " %" SCNx64
		    " %" SCNx64, &phys, &virt, &page_count), 3);
		ck_assert_uint_eq(phys, capture->efi.entries[i].phys);
		ck_assert_uint_eq(virt, capture->efi.entries[i].virt);
		ck_assert_uint_eq(page_count,
		    capture->efi.entries[i].page_count);
		line = strchr(line, '\n') + 1;
	}
	ck_assert_str_eq(line, "");
	free(found.bytes);
}

static bool
efi_wraps(const struct efi_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].page_count > UINT64_C(1) << 52 ||
		    (map->entries[i].page_count == UINT64_C(1) << 52 &&
		    map->entries[i].phys != 0) ||
		    wraps(map->entries[i].phys,
		    map->entries[i].page_count << 12))
			return (true);
	return (false);
}

/* Every range of every row, whatever else the row says. */
static void
check_linux_dmesg(const struct capture *capture)
{
	struct exported found;
	const char *at;

	write_form("linux", capture, &found);
	ck_assert_int_eq(found.is_good, !e820_wraps(&capture->e820) &&
	    !efi_wraps(&capture->efi));
	at = found.bytes;
	for (size_t i = 0; found.is_good && i < capture->e820.count; i++) {
		struct bm_extent extent = capture->e820.entries[i].extent;
		uint64_t start, last;

		if (extent.length == 0)
			continue;
		at = strstr(at, "BIOS-e820: ");
		ck_assert_ptr_nonnull(at);
		ck_assert_int_eq(sscanf(at, "BIOS-e820: [mem 0x%" SCNx64
		    "-0x%" SCNx64 "]", &start, &last), 2);
		ck_assert_uint_eq(start, extent.base);
		ck_assert_uint_eq(last, extent.base + (extent.length - 1));
		at++;
	}
	for (size_t i = 0; found.is_good && i < capture->efi.count; i++) {
		const struct efi_descriptor *row = &capture->efi.entries[i];
		uint64_t start, last;

		if (row->page_count == 0)
			continue;
		at = strstr(at, capture->arch == ARCH_AMD64 ||
		    capture->arch == ARCH_I386 ? "range=[0x" : "efi:   0x");
		ck_assert_ptr_nonnull(at);
		at = strstr(at, "0x");
		ck_assert_int_eq(sscanf(at, "0x%" SCNx64 "-0x%" SCNx64,
		    &start, &last), 2);
		ck_assert_uint_eq(start, row->phys);
		ck_assert_uint_eq(last,
		    row->phys + ((row->page_count << 12) - 1));
	}
	free(found.bytes);
}

static void
check_rows(const struct printed_list *list, size_t index,
    struct bm_extent extent, uint32_t flags)
{
	ck_assert_uint_lt(index, list->count);
	ck_assert_uint_eq(list->rows[index].range.start, extent.base);
	ck_assert_uint_eq(bm_range_last(list->rows[index].range),
	    extent.base + (extent.length - 1));
	ck_assert_uint_eq(list->rows[index].flags, flags);
}

static bool
regions_wrap(const struct region_map *map)
{
	for (size_t i = 0; i < map->hardware.count; i++)
		if (wraps(map->hardware.entries[i].base,
		    map->hardware.entries[i].length))
			return (true);
	for (size_t i = 0; i < map->exclude_count; i++)
		if (wraps(map->exclude[i].extent.base,
		    map->exclude[i].extent.length))
			return (true);
	return (false);
}

static void
check_regions(const struct capture *capture)
{
	const struct region_map *map = &capture->regions;
	struct printed_tables *tables;
	struct read_error error;
	struct exported found;
	size_t chunk_count = 0, exclusion_count = 0;

	write_form("freebsd-regions", capture, &found);
	ck_assert_int_eq(found.is_good, !regions_wrap(map));
	if (!found.is_good) {
		free(found.bytes);
		return;
	}
	tables = printed_tables_read("f", found.bytes, found.length,
	    capture->page_size, &error);
	ck_assert_msg(tables != NULL, "%s: %s\n%s", capture->name, error.text,
	    found.bytes);
	for (size_t i = 0; i < map->hardware.count; i++)
		if (map->hardware.entries[i].length > 0)
			check_rows(&tables->lists[PRINTED_CHUNKS],
			    chunk_count++, map->hardware.entries[i], 0);
	for (size_t i = 0; i < map->exclude_count; i++)
		if (map->exclude[i].extent.length > 0)
			check_rows(&tables->lists[PRINTED_EXCLUDED],
			    exclusion_count++, map->exclude[i].extent,
			    map->exclude[i].flags);
	ck_assert_uint_eq(tables->lists[PRINTED_CHUNKS].count, chunk_count);
	ck_assert_uint_eq(tables->lists[PRINTED_EXCLUDED].count,
	    exclusion_count);
	printed_tables_free(tables);
	free(found.bytes);
}

/* In the folder that the test is in. */
static void
compile_tree(const char *text, size_t length)
{
	const char *const arguments[] = { getenv("BOOTMEM_DTC"), "-q", "-I",
	    "dts", "-O", "dtb", "-ox.dtb", "x.dts", NULL };
	struct program_result result;

	file_write("x.dts", text, length);
	result = command_run(arguments);
	ck_assert_msg(result.status == 0, "%s\n%s", result.errors, text);
	program_result_free(&result);
}

/* Is there nothing that source has no words for? */
static bool
has_source(const struct fdt_map *map)
{
	const struct fdt_for_linux *for_linux = &map->for_linux;

	for (size_t i = 0; i < map->reserved_count; i++)
		if (map->reserved[i].behind_reg.length != 0)
			return (false);
	for (size_t i = 0; i < for_linux->memory_count; i++)
		if (for_linux->memory[i].malformed != 0)
			return (false);
	return (!for_linux->has_root_cells &&
	    !for_linux->is_memreserve_endless);
}

static void
check_fdt_map(const struct capture *capture)
{
	const char *dtc = getenv("BOOTMEM_DTC");
	struct arena *arena = arena_new();
	struct read_error error;
	struct exported found;
	struct fdt_map map;

	write_form("dts", capture, &found);
	ck_assert_msg(found.is_good, "%s: %s", found.notes.where,
	    found.notes.why);
	if (dtc != NULL && *dtc != '\0') {
		compile_tree(found.bytes, found.length);
		ck_assert_msg(fdt_map_read("x.dtb", arena, &map, &error),
		    "%s\n%s", error.text, found.bytes);
		if (has_source(&capture->fdt))
			ck_assert_fdt_maps_equal(&capture->fdt, &map);
	}
	arena_free(arena);
	free(found.bytes);
}

static void
check_capture(const struct capture *capture, const char *directory)
{
	(void)directory;
	if (capture->e820.is_present) {
		check_e820_bytes(capture, "e820", 20);
		check_e820_bytes(capture, "e820-ext", 24);
		check_smap(capture);
		check_memmap(capture);
	}
	if (capture->efi.is_present) {
		check_efi_bytes(capture);
		check_efi_table(capture);
	}
	if (capture->e820.is_present || capture->efi.is_present)
		check_linux_dmesg(capture);
	if (capture->fdt.is_present)
		check_fdt_map(capture);
	if (capture->regions.is_present)
		check_regions(capture);
}

START_TEST(inputs_say_the_same)
{
	each_capture(check_capture);
	/* More would be good; fewer mean that maps were passed over. */
	ck_assert_uint_ge(read_back_count, 100);
}
END_TEST

static const struct fdt_reserved odd_nodes[] = {
	{ .malformed = FDT_PROPERTY_REG },
	{ .malformed = FDT_PROPERTY_REG | FDT_PROPERTY_SIZE },
	{ .malformed = FDT_PROPERTY_SIZE, .is_dynamic = true },
	{ .malformed = FDT_PROPERTY_ALIGNMENT | FDT_PROPERTY_ALLOC_RANGES,
	    .is_dynamic = true, .size = 4096 },
	{ .malformed = FDT_PROPERTY_ALLOC_RANGES, .no_map = true },
};

START_TEST(odd_trees_say_the_same)
{
	char name[] = "node@1", capture_name[] = "x";
	struct fdt_reserved node = odd_nodes[_i / 4];
	struct capture capture = { .name = capture_name, .page_size = 4096,
	    .arch = ARCH_ARM64, .fdt = { .is_present = true,
	    .has_reserved_memory = true, .reserved = &node,
	    .reserved_count = 1, .has_reserved_cells = (_i & 1) != 0,
	    .has_reserved_ranges = (_i & 2) != 0 } };

	node.name = name;
	check_fdt_map(&capture);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("export-inputs");
	TCase *cases = tcase_create("export-inputs");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_test(cases, inputs_say_the_same);
	tcase_add_loop_test(cases, odd_trees_say_the_same, 0,
	    (int)(sizeof(odd_nodes) / sizeof(odd_nodes[0])) * 4);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
