/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows reserve_mem= of mm/memblock.c of Linux 6.12.117: memory of a size
 * and an alignment under a name, by which drivers find it.  Re-enacted,
 * defects included: do not improve this.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux_parameters.h"

enum {
	RESERVE_MEM_MAX_ENTRIES = 8,
	RESERVE_MEM_NAME_SIZE = 16
};

struct named_memory {
	const char *names[RESERVE_MEM_MAX_ENTRIES];
	size_t count;
};

static bool
has_text(const char *name)
{
	const size_t length = strlen(name);

	if (length == 0 || length >= RESERVE_MEM_NAME_SIZE)
		return (false);
	while (isspace((unsigned char)*name))
		name++;
	return (*name != '\0');
}

static bool
is_taken(const struct named_memory *taken, const char *name)
{
	for (size_t i = 0; i < taken->count; i++)
		if (strcmp(taken->names[i], name) == 0)
			return (true);
	return (false);
}

/* SIZE:ALIGN:NAME */
static void
take(struct linux_boot *boot, struct named_memory *taken, const char *value)
{
	const char *name;
	char who[sizeof("reserve_mem ") + RESERVE_MEM_NAME_SIZE];
	uint64_t size, align;

	if (taken->count == RESERVE_MEM_MAX_ENTRIES)
		return;
	size = linux_memparse(value, &name);
	if (size == 0 || *name != ':')
		return;
	align = linux_memparse(name + 1, &name);
	if (*name++ != ':' || !has_text(name) || is_taken(taken, name))
		return;
	snprintf(who, sizeof(who), "reserve_mem %s", name);
	memblock_ask_for(&boot->memblock, arena_copy_text(
	    boot->simulation->arena, who, strlen(who)));
	if (memblock_phys_alloc_range(&boot->memblock, size,
	    align < SMP_CACHE_BYTES ? SMP_CACHE_BYTES : align, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE) != 0)
		taken->names[taken->count++] = name;
}

void
linux_reserve_mem(struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	struct named_memory taken = { .count = 0 };
	const char *name;
	char *value;

	while (boot->release->has_reserve_mem &&
	    linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "reserve_mem") == 0 && value != NULL)
			take(boot, &taken, value);
}
