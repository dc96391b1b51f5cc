/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a capture is not to say of whose machine it is from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/machine/source.h"

/* Arguments of Linux that are about memory, and how they begin. */
static const char *const memory_arguments[] = {
	"mem=", "memmap=", "memtest", "memblock=", "memory_", "mem_encrypt=",
	"memhp_", "highmem=", "vmalloc=", "reserve_mem=", "reservelow=",
	"crashkernel=", "cma=", "cma_pernuma=", "numa_cma=", "hugetlb_cma=",
	"hugepages=", "hugepagesz=", "default_hugepagesz=", "kernelcore=",
	"movablecore=", "movable_node", "numa=", "swiotlb=", "efi=",
	"efi_fake_mem=", "add_efi_memmap", "noefi", "acpi=", "kaslr",
	"nokaslr", "enable_mtrr_cleanup", "disable_mtrr_cleanup",
	"mtrr_", "pci=", "update_mptable", "alloc_mptable", "noexec",
	"page_poison=", "init_on_alloc=", "init_on_free=", "debug_pagealloc=",
};

/* Tables that hold addresses and no names. */
static const char *const bare_tables[] = {
	"firmware", "physmem", "phys_chunks", "phys_avail", "dump_avail",
	"totals", "vm_phys", "page-tables", "e820", "e820-final", "memblock",
};

static bool
is_about_memory(const char *argument, size_t length)
{
	for (size_t i = 0; i < sizeof(memory_arguments) /
	    sizeof(memory_arguments[0]); i++) {
		const size_t start = strlen(memory_arguments[i]);

		if (length >= start && strncmp(argument, memory_arguments[i],
		    start) == 0)
			return (true);
	}
	return (false);
}

/* How many arguments were left out; the rest stay in their order. */
static size_t
keep_memory_arguments(char *line)
{
	size_t left_out = 0, length;
	char *out = line;

	for (const char *at = line; *(at += strspn(at, " ")) != '\0';
	    at += length) {
		length = strcspn(at, " ");
		if (!is_about_memory(at, length)) {
			left_out++;
			continue;
		}
		if (out > line)
			*out++ = ' ';
		memmove(out, at, length);
		out += length;
	}
	*out = '\0';
	return (left_out);
}

static void
shorten_command_line(const struct machine_request *request,
    struct boot *boot)
{
	size_t left_out;

	if (boot->cmdline == NULL)
		return;
	left_out = keep_memory_arguments(boot->cmdline);
	if (left_out > 0)
		source_tell(request, "%zu arguments of the kernel's command "
		    "line are not about memory and left out%s", left_out,
		    request->is_redacted ? "" : " (see --with-names)");
	if (boot->cmdline[0] == '\0')
		boot->cmdline = NULL;
}

/* What is in place of a name: which of the kind it is. */
static void
number_name(struct draft *draft, char **name, const char *kind, size_t index)
{
	char text[48];

	snprintf(text, sizeof(text), "%s%zu", kind, index);
	draft_set_text(draft, name, text, strlen(text));
}

static void
leave_witnesses_out(const struct machine_request *request,
    struct capture *capture)
{
	size_t kept = 0;

	for (size_t i = 0; i < capture->witness_count; i++) {
		const char *table = capture->witnesses[i].table;
		bool is_bare = false;

		for (size_t j = 0; j < sizeof(bare_tables) /
		    sizeof(bare_tables[0]); j++)
			if (strcmp(table, bare_tables[j]) == 0)
				is_bare = true;
		if (is_bare)
			capture->witnesses[kept++] = capture->witnesses[i];
		else
			source_tell(request, "the printed table %s holds "
			    "names and is left out", table);
	}
	capture->witness_count = kept;
}

static void
redact(const struct machine_request *request, struct draft *draft)
{
	struct capture *capture = draft->capture;

	for (size_t i = 0; i < capture->fdt.reserved_count; i++) {
		number_name(draft, &capture->fdt.reserved[i].name, "reserved",
		    i);
		/* Kernels ask for this one. */
		if (capture->fdt.reserved[i].compatible != NULL && strcmp(
		    capture->fdt.reserved[i].compatible, "shared-dma-pool") !=
		    0)
			capture->fdt.reserved[i].compatible = NULL;
	}
	for (size_t i = 0; i < capture->boot.preload_count; i++)
		number_name(draft, &capture->boot.preload[i].name, "file", i);
	for (size_t i = 0; i < capture->device_count; i++)
		number_name(draft, &capture->devices[i].name, "device", i);
	leave_witnesses_out(request, capture);
}

void
privacy_apply(const struct machine_request *request, struct draft *draft)
{
	struct capture *capture = draft->capture;
	const bool has_about = capture->about != NULL;

	if (!request->has_names || request->is_redacted)
		shorten_command_line(request, &capture->boot);
	if (!request->has_names) {
		capture->about = NULL;
		if (has_about)
			source_tell(request, "the machine's name is left out "
			    "(see --with-names)");
	}
	if (request->is_redacted)
		redact(request, draft);
}
