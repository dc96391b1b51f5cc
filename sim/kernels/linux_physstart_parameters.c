/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820_64.c of Linux 2.6.25: mem= and memmap=.
 * Re-enacted: do not improve this.
 */
#include "sim/kernels/linux_physstart_parameters.h"

#include <stdio.h>
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/linux_physstart_layout.h"

#define PAGE_BYTES ((uint64_t)4096)
#define REAL_MODE_END ((uint64_t)1 << 20)
#define TRAMPOLINE_BYTES (2 * PAGE_BYTES)

/* parse_memmap_opt */
static void
apply_memmap(struct linux_e820 *table, const char *value,
    struct physstart_parameters *parameters)
{
	struct bm_linux_e820_entry entry = { .type = LINUX_E820_NONE };
	const char *end;

	if (strcmp(value, "exactmap") == 0) {
		table->count = 0;
		parameters->is_user_defined = true;
		return;
	}
	entry.extent.length = linux_memparse(value, &end);
	if (end == value)
		return;
	parameters->is_user_defined = true;
	if (*end == '@')
		entry.type = PHYSSTART_RAM;
	else if (*end == '#')
		entry.type = PHYSSTART_ACPI;
	else if (*end == '$')
		entry.type = PHYSSTART_RESERVED;
	else
		parameters->end_user = bm_page_trunc(entry.extent.length,
		    PAGE_BYTES);
	if (entry.type == LINUX_E820_NONE)
		return;
	entry.extent.base = linux_memparse(end + 1, &end);
	linux_e820_range_add(table, &entry);
}

static bool
apply_trampoline(const char *value, struct physstart_parameters *parameters,
    struct boot_error *ret_error)
{
	const char *end;

	parameters->has_trampoline = true;
	parameters->trampoline_end = linux_memparse(value, &end);
	if (end != value && *end == '\0' &&
	    parameters->trampoline_end >= TRAMPOLINE_BYTES + PAGE_BYTES &&
	    parameters->trampoline_end <= REAL_MODE_END)
		return (true);
	snprintf(ret_error->where, sizeof(ret_error->where), "boot.cmdline");
	snprintf(ret_error->text, sizeof(ret_error->text), "trampoline=%.60s: "
	    "expected an address from 12K to 1M, such as 640K", value);
	return (false);
}

bool
physstart_parse(const char *cmdline, struct linux_e820 *table,
    struct arena *arena, struct physstart_parameters *ret_parameters,
    struct boot_error *ret_error)
{
	struct linux_parameters parameters = linux_parameters_new(cmdline,
	    arena);
	const char *name, *end;
	char *value;

	*ret_parameters = (struct physstart_parameters){
	    .end_user = PHYSSTART_MAXMEM };
	while (linux_parameters_next(&parameters, &name, &value)) {
		if (value == NULL)
			continue;
		if (strcmp(name, "mem") == 0)
			ret_parameters->end_user = bm_page_trunc(
			    linux_memparse(value, &end), PAGE_BYTES);
		else if (strcmp(name, "memmap") == 0)
			apply_memmap(table, value, ret_parameters);
		else if (strcmp(name, "trampoline") == 0 &&
		    !apply_trampoline(value, ret_parameters, ret_error))
			return (false);
	}
	return (true);
}
