/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's zero page on x86, struct boot_params, in which the boot loader hands
 * over the E820 table, and the list of setup_data that goes on with it.
 *
 * Source: Documentation/arch/x86/boot.rst and zero-page.rst of Linux.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/import/e820_table.h"
#include "sim/import/forms.h"
#include "sim/read/number.h"

enum {
	ZERO_PAGE_BYTES = 4096,

	EXT_RAMDISK_IMAGE = 0x0c0,
	EXT_RAMDISK_SIZE = 0x0c4,
	EFI_SIGNATURE = 0x1c0,
	EFI_DESCRIPTOR_SIZE = 0x1c8,
	EFI_MAP = 0x1d0,
	EFI_MAP_SIZE = 0x1d4,
	EFI_MAP_HIGH = 0x1dc,
	ALT_MEM_K = 0x1e0,
	E820_COUNT = 0x1e8,
	HEADER_MAGIC = 0x202,
	VERSION = 0x206,
	RAMDISK_IMAGE = 0x218,
	RAMDISK_SIZE = 0x21c,
	XLOADFLAGS = 0x236,
	SETUP_DATA = 0x250,
	E820_TABLE = 0x2d0,

	E820_COUNT_MAX = 128,
	VERSION_WITH_SETUP_DATA = 0x209,
	VERSION_WITH_XLOADFLAGS = 0x20c,
	XLF_KERNEL_64 = 1 << 0,

	/* Of a node of setup_data: next, type, length, and so many bytes. */
	NODE_TYPE = 8,
	NODE_LENGTH = 12,
	NODE_DATA = 16,
	NODE_E820_EXT = 1
};

/* Set in the type of a node that points to its data; the kernel shows that. */
#define NODE_INDIRECT 0x80000000u

static const char magic[] = "HdrS";

static bool
has_magic(const struct import_bytes *page)
{
	return (memcmp(page->bytes + HEADER_MAGIC, magic, strlen(magic)) ==
	    0);
}

/* The address of the first node, or 0. */
static uint64_t
setup_data(const struct import_bytes *page)
{
	return (binary_at(page, VERSION, 2) < VERSION_WITH_SETUP_DATA ? 0 :
	    binary_at(page, SETUP_DATA, 8));
}

/* EFI's stub and Xen make a page without the header's magic. */
static bool
is_such(const struct import_bytes *file)
{
	const size_t count = (size_t)binary_at(file, E820_COUNT, 1);
	struct import_bytes table;

	if (file->length < ZERO_PAGE_BYTES || count > E820_COUNT_MAX)
		return (false);
	/* A kernel's image has the magic as well, and no entry. */
	if (has_magic(file))
		return (file->length == ZERO_PAGE_BYTES ||
		    (count > 0 && setup_data(file) != 0));
	table = binary_part(file, E820_TABLE, count * E820_ENTRY_BYTES);
	return (file->length == ZERO_PAGE_BYTES &&
	    e820_table_is_plausible(&table, E820_ENTRY_BYTES));
}

static bool
is_efi(const struct import_bytes *page, const char *signature)
{
	return (memcmp(page->bytes + EFI_SIGNATURE, signature,
	    strlen(signature)) == 0);
}

static void
take_arch(const struct import_bytes *page, struct draft *draft)
{
	if (is_efi(page, "EL64"))
		draft_set_arch(draft, ARCH_AMD64);
	else if (has_magic(page) &&
	    binary_at(page, VERSION, 2) >= VERSION_WITH_XLOADFLAGS)
		draft_set_arch(draft, (binary_at(page, XLOADFLAGS, 2) &
		    XLF_KERNEL_64) != 0 ? ARCH_AMD64 : ARCH_I386);
}

static void
take_initrd(const struct import_bytes *page, struct draft *draft)
{
	const struct bm_extent initrd = {
		.base = binary_at(page, EXT_RAMDISK_IMAGE, 4) << 32 |
		    binary_at(page, RAMDISK_IMAGE, 4),
		.length = binary_at(page, EXT_RAMDISK_SIZE, 4) << 32 |
		    binary_at(page, RAMDISK_SIZE, 4)
	};

	if (initrd.base != 0 && initrd.length != 0)
		draft->capture->boot.initrd = (struct optional_extent){ true,
		    initrd };
}

static void
note_efi(const struct import_bytes *page, struct draft *draft)
{
	if (!is_efi(page, "EL64") && !is_efi(page, "EL32"))
		return;
	draft_note(draft, "the E820 table is taken; the EFI map, %" PRIu64
	    " bytes at 0x%" PRIx64 " with descriptors of %" PRIu64 ", is not "
	    "in the zero page", binary_at(page, EFI_MAP_SIZE, 4),
	    binary_at(page, EFI_MAP_HIGH, 4) << 32 |
	    binary_at(page, EFI_MAP, 4),
	    binary_at(page, EFI_DESCRIPTOR_SIZE, 4));
}

static bool
read_table(const struct import_bytes *page, struct draft *draft,
    struct read_error *ret_error)
{
	const uint64_t count = binary_at(page, E820_COUNT, 1);
	struct import_bytes table;

	if (count == 0)
		return (binary_refuse(page, E820_COUNT, ret_error, "no E820 "
		    "entry; the kernel would go by alt_mem_k, %" PRIu64
		    " KiB above 1 MiB", binary_at(page, ALT_MEM_K, 4)));
	if (count > E820_COUNT_MAX)
		return (binary_refuse(page, E820_COUNT, ret_error, "%" PRIu64
		    " E820 entries; there is room for %d", count,
		    E820_COUNT_MAX));
	table = binary_part(page, E820_TABLE, (size_t)count *
	    E820_ENTRY_BYTES);
	return (e820_table_read(&table, E820_ENTRY_BYTES, draft, ret_error));
}

static bool
read_page(const struct import_bytes *page, struct draft *draft,
    struct read_error *ret_error)
{
	if (page->length < ZERO_PAGE_BYTES)
		return (binary_refuse(page, page->length, ret_error, "ends "
		    "here, %zu bytes before the end of a zero page",
		    ZERO_PAGE_BYTES - page->length));
	if (!has_magic(page) && binary_at(page, E820_COUNT, 1) == 0)
		return (binary_refuse(page, HEADER_MAGIC, ret_error, "no "
		    "`%s`, and at 0x%x no E820 entry: no zero page", magic,
		    E820_COUNT));
	take_arch(page, draft);
	take_initrd(page, draft);
	note_efi(page, draft);
	return (read_table(page, draft, ret_error));
}

/* More entries can only be in nodes, where the page has no room for them. */
static void
expect_nodes(const struct import_bytes *page, struct draft *draft)
{
	if (setup_data(page) != 0 &&
	    binary_at(page, E820_COUNT, 1) == E820_COUNT_MAX)
		draft_truncate(draft, "the zero page is full, and setup_data, "
		    "which may go on with the table, is not there");
}

/* A node that stands in the file, and the address of the next one. */
static bool
read_node(const struct import_bytes *file, size_t at, struct draft *draft,
    uint64_t *ret_next, struct read_error *ret_error)
{
	const size_t left = file->length - at;
	struct import_bytes data;
	uint64_t length;

	if (left < NODE_DATA)
		return (binary_refuse(file, at, ret_error, "%zu bytes are no "
		    "whole setup_data", left));
	length = binary_at(file, at + NODE_LENGTH, 4);
	if (length > left - NODE_DATA)
		return (binary_refuse(file, at + NODE_LENGTH, ret_error,
		    "setup_data of %" PRIu64 " bytes; the file has %zu",
		    length, left - NODE_DATA));
	*ret_next = binary_at(file, at, 8);
	if (binary_at(file, at + NODE_TYPE, 4) != NODE_E820_EXT)
		return (true);
	data = binary_part(file, at + NODE_DATA, (size_t)length);
	return (e820_table_read(&data, E820_ENTRY_BYTES, draft, ret_error));
}

/* The first node stands behind the page, and all others as far from it as in
 * memory. */
static bool
read_nodes(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	const size_t room = file->length - ZERO_PAGE_BYTES;
	const uint64_t first = setup_data(file);
	uint64_t next = first;

	if (first == 0)
		return (binary_refuse(file, ZERO_PAGE_BYTES, ret_error, "%zu "
		    "bytes behind the zero page, which says of no setup_data",
		    room));
	/* With more nodes than have room a list goes round. */
	for (size_t i = 0; next != 0; i++) {
		const uint64_t offset = next - first;

		if (offset >= room || i >= room / NODE_DATA + 1)
			return (binary_refuse(file, ZERO_PAGE_BYTES,
			    ret_error, "setup_data at 0x%" PRIx64 " follows, "
			    "which is not in the file, or again, if 0x%" PRIx64
			    " is here", next, first));
		if (!read_node(file, ZERO_PAGE_BYTES + (size_t)offset, draft,
		    &next, ret_error))
			return (false);
	}
	return (true);
}

static bool
read_bytes(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	if (!read_page(file, draft, ret_error))
		return (false);
	if (file->length > ZERO_PAGE_BYTES)
		return (read_nodes(file, draft, ret_error));
	expect_nodes(file, draft);
	return (true);
}

/* As a directory: data, and setup_data/N/type and setup_data/N/data. */
static const struct tree_file *
find_page(const struct import_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		if (strcmp(tree->files[i].path, "data") == 0)
			return (&tree->files[i]);
	return (NULL);
}

static bool
is_tree(const struct import_tree *tree)
{
	return (find_page(tree) != NULL);
}

/* "0x1" and a newline. */
static bool
read_type(const struct import_bytes *file, uint64_t *ret_type,
    struct read_error *ret_error)
{
	const char *text = (const char *)file->bytes;

	if (number_from_string(text, strcspn(text, "\n"), ret_type))
		return (true);
	read_error_file(ret_error, file->name, "not a type of setup_data: ");
	read_error_add_foreign(ret_error, text, file->length,
	    READ_ERROR_VALUE_BYTES);
	return (false);
}

/* A type stands right behind its data, in the order of paths. */
static bool
read_tree_node(const struct import_tree *tree, size_t type_index,
    struct draft *draft, struct read_error *ret_error)
{
	const struct tree_file *file = &tree->files[type_index];
	const size_t length = strlen(file->path) - strlen("type");
	uint64_t type;

	if (!read_type(&file->content, &type, ret_error))
		return (false);
	if ((type & ~(uint64_t)NODE_INDIRECT) != NODE_E820_EXT)
		return (true);
	if (type_index > 0 && strncmp(file[-1].path, file->path, length) == 0 &&
	    strcmp(file[-1].path + length, "data") == 0)
		return (e820_table_read(&file[-1].content, E820_ENTRY_BYTES,
		    draft, ret_error));
	read_error_file(ret_error, file->content.name, "there is no `data` "
	    "beside it");
	return (false);
}

static bool
read_tree(const struct import_tree *tree, struct draft *draft,
    struct read_error *ret_error)
{
	const struct tree_file *page = find_page(tree);
	bool has_nodes = false;

	if (page == NULL) {
		read_error_file(ret_error, tree->name, "there is no zero page "
		    "among its %zu files", tree->count);
		return (false);
	}
	if (!read_page(&page->content, draft, ret_error))
		return (false);
	for (size_t i = 0; i < tree->count; i++) {
		const char *name = strrchr(tree->files[i].path, '/');

		has_nodes = has_nodes || name != NULL;
		if (name != NULL && strcmp(name, "/type") == 0 &&
		    !read_tree_node(tree, i, draft, ret_error))
			return (false);
	}
	if (!has_nodes)
		expect_nodes(&page->content, draft);
	return (true);
}

const struct import_form form_boot_params = {
	.name = "boot-params",
	.about = "Linux's zero page on x86, with setup_data, such as "
	    "/sys/kernel/boot_params",
	.is_such = is_such,
	.read = read_bytes,
	.is_tree = is_tree,
	.read_tree = read_tree,
};
