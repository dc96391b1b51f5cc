/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/firmware/efi/fake_mem.c and x86_fake_mem.c of Linux 6.1.
 * Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "core/sort.h"
#include "sim/kernels/linux/efi_x86.h"
#include "sim/kernels/linux_parameters.h"

#define FAKES_MAX 8		/* CONFIG_EFI_MAX_FAKE_MEM */
#define EFI_PAGE_BYTES ((uint64_t)4096)
#define EFI_CONVENTIONAL_MEMORY 7
#define EFI_MEMORY_SP ((uint64_t)1 << 18)

struct fake {
	bm_paddr start;
	bm_paddr last;
	uint64_t attributes;
};

struct fakes {
	struct fake entries[FAKES_MAX];
	size_t count;
};

static bool
comes_before(const void *a, const void *b)
{
	const struct fake *left = a, *right = b;

	return (left->start < right->start);
}

/* SIZE@START:ATTRIBUTES, one after the other; from an error on nothing. */
static void
read_fakes(const char *text, struct fakes *fakes)
{
	while (*text != '\0') {
		const char *begin = text;
		const uint64_t size = linux_memparse(text, &text);
		struct fake fake;

		if (text == begin || *text != '@')
			return;
		fake.start = linux_memparse(text + 1, &text);
		fake.last = fake.start + size - 1;
		if (*text != ':')
			return;
		fake.attributes = linux_strtoull(text + 1, &text);
		if (fakes->count == FAKES_MAX)
			return;
		fakes->entries[fakes->count++] = fake;
		if (*text == ',')
			text++;
	}
}

/* Of conventional memory only; what the two have in common. */
static void
set_aside(struct linux_e820 *table, const struct efi_descriptor *descriptor,
    const struct fake *fake)
{
	const bm_paddr last = descriptor->phys +
	    descriptor->page_count * EFI_PAGE_BYTES - 1;
	const bm_paddr start = fake->start > descriptor->phys ? fake->start :
	    descriptor->phys;
	const bm_paddr end = fake->last < last ? fake->last : last;

	if ((fake->attributes & EFI_MEMORY_SP) == 0 ||
	    descriptor->type != EFI_CONVENTIONAL_MEMORY || start > end)
		return;
	linux_e820_range_update(table, start, end - start + 1,
	    LINUX_E820_RAM, LINUX_E820_SOFT_RESERVED);
	(void)linux_e820_sanitize(table);
}

void
linux_efi_fake_mem(struct linux_e820 *table, const struct efi_map *efi,
    const char *cmdline, struct linux_log *log)
{
	struct linux_parameters parameters = linux_parameters_new(cmdline,
	    log->arena);
	struct fakes fakes = { .count = 0 };
	const char *name;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "efi_fake_mem") == 0 && value != NULL)
			read_fakes(value, &fakes);
	bm_sort(fakes.entries, fakes.count, sizeof(fakes.entries[0]),
	    comes_before);
	for (size_t i = 0; i < fakes.count; i++)
		linux_log(log, BM_LOG_EFI, "efi_fake_mem: add attr=0x%016"
		    PRIx64 " to [mem 0x%016" PRIx64 "-0x%016" PRIx64 "]",
		    fakes.entries[i].attributes, fakes.entries[i].start,
		    fakes.entries[i].last);
	for (size_t i = 0; i < efi->count; i++)
		for (size_t j = 0; j < fakes.count; j++)
			set_aside(table, &efi->entries[i], &fakes.entries[j]);
}
