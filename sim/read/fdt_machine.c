/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/fdt_machine.h"

#include <libfdt.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"

/*
 * How the names of cpus begin, or, with a blank, what they are; the first that
 * fits counts.
 */
static const struct {
	const char *start;
	enum arch arch;
} cpus[] = {
	{ "riscv ", ARCH_RISCV64 },
	{ "arm,cortex-a5 ", ARCH_ARM },
	{ "arm,cortex-a7 ", ARCH_ARM },
	{ "arm,cortex-a8 ", ARCH_ARM },
	{ "arm,cortex-a9 ", ARCH_ARM },
	{ "arm,cortex-a12 ", ARCH_ARM },
	{ "arm,cortex-a15 ", ARCH_ARM },
	{ "arm,cortex-a17 ", ARCH_ARM },
	{ "arm,cortex-a32 ", ARCH_ARM },
	{ "arm,cortex-a", ARCH_ARM64 },
	{ "arm,cortex-x", ARCH_ARM64 },
	{ "arm,neoverse", ARCH_ARM64 },
	{ "arm,armv8", ARCH_ARM64 },
	{ "arm,arm", ARCH_ARM },
	{ "qcom,krait", ARCH_ARM },
	{ "qcom,scorpion", ARCH_ARM },
	{ "qcom,kryo", ARCH_ARM64 },
	{ "qcom,oryon", ARCH_ARM64 },
	{ "apple,", ARCH_ARM64 },
	{ "marvell,pj4", ARCH_ARM },
	{ "marvell,feroceon", ARCH_ARM },
};

/* Whose cpus are not on the list have a timer. */
static const struct {
	const char *compatible;
	enum arch arch;
} timers[] = {
	{ "arm,armv8-timer", ARCH_ARM64 },
	{ "arm,armv7-timer", ARCH_ARM },
};

/* The first string, if the property ends one and it is not empty. */
static bool
read_text(struct fdt_decoder *decoder, int node, const char *name,
    char **ret_text)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	if (property.length > 0 && property.bytes[0] != '\0' &&
	    memchr(property.bytes, '\0', property.length) != NULL)
		*ret_text = arena_copy_text(decoder->arena,
		    (const char *)property.bytes,
		    strlen((const char *)property.bytes));
	return (true);
}

/* The last character of start stands for the end of a name if it is a blank. */
static bool
is_name(const char *name, const char *start)
{
	const size_t length = strlen(start);

	if (start[length - 1] == ' ')
		return (strncmp(name, start, length - 1) == 0 &&
		    name[length - 1] == '\0');
	return (strncmp(name, start, length) == 0);
}

static bool
find_cpu(struct fdt_decoder *decoder, int cpu,
    struct fdt_machine *ret_machine)
{
	const char *name;

	for (int i = 0; (name = fdt_stringlist_get(decoder->blob, cpu,
	    "compatible", i, NULL)) != NULL; i++)
		for (size_t j = 0; j < sizeof(cpus) / sizeof(cpus[0]); j++)
			if (is_name(name, cpus[j].start)) {
				ret_machine->has_arch = true;
				ret_machine->arch = cpus[j].arch;
				return (true);
			}
	return (false);
}

static void
read_arch(struct fdt_decoder *decoder, struct fdt_machine *ret_machine)
{
	const int parent = fdt_subnode_offset(decoder->blob, FDT_ROOT, "cpus");
	int node;

	if (parent >= 0)
		fdt_for_each_subnode(node, decoder->blob, parent)
			if (find_cpu(decoder, node, ret_machine))
				return;
	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		if (fdt_node_offset_by_compatible(decoder->blob, -1,
		    timers[i].compatible) >= 0) {
			ret_machine->has_arch = true;
			ret_machine->arch = timers[i].arch;
			return;
		}
}

/* Loaders write such an address in one cell or in two. */
static bool
read_number(struct fdt_decoder *decoder, int node, const char *name,
    bool *ret_is_there, uint64_t *ret_number)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	*ret_is_there = property.bytes != NULL;
	if (property.bytes == NULL)
		return (true);
	if (property.length != FDT_CELL_BYTES &&
	    property.length != 2 * FDT_CELL_BYTES)
		return (fdt_refuse(decoder, node, "%s has %zu bytes instead of "
		    "4 or 8", name, property.length));
	*ret_number = fdt_cells_number(property.bytes, property.length /
	    FDT_CELL_BYTES);
	return (true);
}

static bool
read_initrd(struct fdt_decoder *decoder, int node,
    struct optional_extent *ret_initrd)
{
	bool has_start, has_end;
	uint64_t start = 0, end = 0;

	if (!read_number(decoder, node, "linux,initrd-start", &has_start,
	    &start) ||
	    !read_number(decoder, node, "linux,initrd-end", &has_end, &end))
		return (false);
	if (!has_start || !has_end)
		return (true);
	if (end < start)
		return (fdt_refuse(decoder, node, "linux,initrd-end is 0x%llx, "
		    "before linux,initrd-start, 0x%llx",
		    (unsigned long long)end, (unsigned long long)start));
	*ret_initrd = (struct optional_extent){ end > start,
	    { start, end - start } };
	return (true);
}

static bool
read_efi_map(struct fdt_decoder *decoder, int node,
    struct optional_extent *ret_map)
{
	bool has_size;

	return (read_number(decoder, node, "linux,uefi-mmap-start",
	    &ret_map->is_present, &ret_map->extent.base) &&
	    read_number(decoder, node, "linux,uefi-mmap-size", &has_size,
	    &ret_map->extent.length));
}

static bool
read_chosen(struct fdt_decoder *decoder, struct fdt_machine *ret_machine)
{
	const int node = fdt_subnode_offset(decoder->blob, FDT_ROOT, "chosen");

	return (node < 0 || (read_text(decoder, node, "bootargs",
	    &ret_machine->cmdline) &&
	    read_initrd(decoder, node, &ret_machine->initrd) &&
	    read_efi_map(decoder, node, &ret_machine->efi_map)));
}

bool
fdt_machine_decode(const char *file, const void *blob, struct arena *arena,
    struct fdt_machine *ret_machine, struct read_error *ret_error)
{
	struct fdt_decoder decoder = { .file = file, .blob = blob,
	    .arena = arena, .error = ret_error };
	struct fdt_machine machine = { .model = NULL };

	read_arch(&decoder, &machine);
	if (!read_text(&decoder, FDT_ROOT, "model", &machine.model) ||
	    (machine.model == NULL && !read_text(&decoder, FDT_ROOT,
	    "compatible", &machine.model)) ||
	    !read_chosen(&decoder, &machine))
		return (false);
	*ret_machine = machine;
	return (true);
}
