/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows kernel/crash_core.c and crash_reserve.c of Linux 6.12.107 and
 * 7.2.12 and arch/arm64/mm/init.c of 6.1.176.  Re-enacted, defects included:
 * do not improve this.
 */
#include "sim/kernels/linux_crashkernel.h"

#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux_parameters.h"

#define CRASH_ALIGN ((uint64_t)2 << 20)
#define LOW_BYTES_DEFAULT ((uint64_t)128 << 20)

/* What the command line asks for. */
struct request {
	uint64_t size;		/* bytes; 0: nothing */
	bm_paddr base;		/* 0: anywhere */
	bool is_high;
	bool has_low_size;
	uint64_t low_size;
};

/* START-[END]:SIZE[,...][@BASE], of which the amount of memory chooses one. */
static void
read_ranges(const char *text, uint64_t memory_bytes, struct request *request)
{
	do {
		const uint64_t start = linux_memparse(text, &text);
		uint64_t end = UINT64_MAX, size;

		if (*text++ != '-')
			return;
		if (*text != ':')
			end = linux_memparse(text, &text);
		if (*text++ != ':')
			return;
		size = linux_memparse(text, &text);
		if (size >= memory_bytes)
			return;
		if (memory_bytes >= start && memory_bytes < end) {
			request->size = size;
			break;
		}
	} while (*text++ == ',');
	text = request->size != 0 ? strchr(text, '@') : NULL;
	if (text != NULL)
		request->base = linux_memparse(text + 1, &text);
}

/* SIZE[@BASE]; with anything else behind it nothing is asked for. */
static void
read_simple(const char *text, struct request *request)
{
	const uint64_t size = linux_memparse(text, &text);

	if (*text == '@')
		request->base = linux_memparse(text + 1, &text);
	else if (*text != '\0')
		return;
	request->size = size;
}

/* Of several the last of its kind counts; with a plain one no other does. */
static struct request
read_request(const struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	struct request plain = { .size = 0 }, high = { .is_high = true };
	const char *name, *rest;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		uint64_t size;

		if (strcmp(name, "crashkernel") != 0 || value == NULL)
			continue;
		size = linux_memparse(value, &rest);
		if (strcmp(rest, ",high") == 0)
			high.size = size;
		else if (strcmp(rest, ",low") == 0) {
			high.low_size = size;
			high.has_low_size = true;
		} else if (strchr(value, ':') != NULL)
			read_ranges(value, memblock_phys_mem_size(
			    &boot->memblock), &plain);
		else
			read_simple(value, &plain);
	}
	return (plain.size != 0 ? plain : high);
}

static bm_paddr
allocate(struct linux_boot *boot, uint64_t size, bm_paddr start, bm_paddr end)
{
	return (memblock_phys_alloc_range(&boot->memblock, size, CRASH_ALIGN,
	    start, end));
}

/* Where the first attempt fails: memory of the other kind. */
static bm_paddr
allocate_elsewhere(struct linux_boot *boot, struct request *request,
    bm_paddr low_max, bm_paddr high_max)
{
	if (request->is_high)
		return (allocate(boot, request->size, 0, low_max));
	request->low_size = LOW_BYTES_DEFAULT;
	return (allocate(boot, request->size, low_max, high_max));
}

void
linux_crashkernel_reserve(struct linux_boot *boot, bm_paddr low_max,
    bm_paddr high_max)
{
	const bool retries = boot->release->retries_crashkernel;
	struct request request = read_request(boot);
	bm_paddr start = 0, end = low_max, base;

	if (request.size == 0)
		return;
	if (request.is_high && !request.has_low_size)
		request.low_size = LOW_BYTES_DEFAULT;
	if (request.base != 0) {
		start = request.base;
		end = request.base + request.size;
	} else if (request.is_high) {
		start = retries ? low_max : 0;
		end = high_max;
	}
	base = allocate(boot, request.size, start, end);
	if (base == 0 && retries && request.base == 0)
		base = allocate_elsewhere(boot, &request, low_max, high_max);
	if (base == 0)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cannot allocate "
		    "crashkernel (size:0x%" PRIx64 ")", request.size);
	else if (base >= low_max && request.low_size != 0 &&
	    allocate(boot, request.low_size, 0, low_max) == 0)
		(void)memblock_phys_free(&boot->memblock, base, request.size);
}
