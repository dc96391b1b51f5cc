/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows kernel/crash_core.c and crash_reserve.c of Linux 6.12.107 and
 * 7.2.12, and arch/arm64/mm/init.c and arch/x86/kernel/setup.c of 6.1.176.
 * Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux/crashkernel.h"

#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux_parameters.h"

#define MEGABYTE_SHIFT 20

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
allocate(struct linux_boot *boot, const struct linux_crash_rules *rules,
    uint64_t size, bm_paddr start, bm_paddr end)
{
	memblock_ask_for(&boot->memblock, "crashkernel");
	return (memblock_phys_alloc_range(&boot->memblock, size,
	    rules->align, start, end));
}

/* Where the first attempt fails: memory of the other kind. */
static bm_paddr
allocate_elsewhere(struct linux_boot *boot,
    const struct linux_crash_rules *rules, struct request *request)
{
	if (request->is_high)
		return (allocate(boot, rules, request->size, 0,
		    rules->low_max));
	request->low_size = rules->low_bytes_default;
	return (allocate(boot, rules, request->size, rules->low_max,
	    rules->high_max));
}

static bm_paddr
find_place(struct linux_boot *boot, const struct linux_crash_rules *rules,
    struct request *request)
{
	const bool retries = boot->release->retries_crashkernel;
	bm_paddr start = 0, end = rules->low_max, base;

	if (request->base != 0) {
		start = request->base;
		end = request->base + request->size;
	} else if (request->is_high) {
		start = retries ? rules->low_max : 0;
		end = rules->high_max;
	}
	base = allocate(boot, rules, request->size, start, end);
	if (base == 0 && retries && request->base == 0)
		base = allocate_elsewhere(boot, rules, request);
	if (base == 0)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cannot allocate "
		    "crashkernel (size:0x%" PRIx64 ")", request->size);
	return (base);
}

/* Below 4 GiB, above the first 16 MiB, unless it is to be high. */
static bm_paddr
find_place_on_old_x86(struct linux_boot *boot,
    const struct linux_crash_rules *rules, const struct request *request)
{
	bm_paddr base = 0;

	if (request->base != 0) {
		memblock_ask_for(&boot->memblock, "crashkernel");
		base = memblock_phys_alloc_range(&boot->memblock,
		    request->size, (uint64_t)1 << MEGABYTE_SHIFT,
		    request->base, request->base + request->size);
		if (base != request->base)
			linux_log(&boot->log, BM_LOG_MEMBLOCK, "crashkernel "
			    "reservation failed - memory is in use.");
		return (base == request->base ? base : 0);
	}
	if (!request->is_high)
		base = allocate(boot, rules, request->size, rules->align,
		    rules->low_max);
	if (base == 0)
		base = allocate(boot, rules, request->size, rules->align,
		    rules->high_max);
	if (base == 0)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "crashkernel "
		    "reservation failed - No suitable area found.");
	return (base);
}

static void
log_low(struct linux_boot *boot, const struct linux_crash_rules *rules,
    struct bm_extent low)
{
	const uint64_t bytes = memblock_phys_mem_size(&boot->memblock);

	if (!rules->is_old_x86)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "crashkernel low "
		    "memory reserved: 0x%08" PRIx64 " - 0x%08" PRIx64 " (%"
		    PRIu64 " MB)", low.base, low.base + low.length,
		    low.length >> MEGABYTE_SHIFT);
	else
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "Reserving %" PRIu64
		    "MB of low memory at %" PRIu64 "MB for crashkernel (low "
		    "RAM limit: %" PRIu64 "MB)", low.length >> MEGABYTE_SHIFT,
		    low.base >> MEGABYTE_SHIFT, (bytes < rules->low_max ?
		    bytes : rules->low_max) >> MEGABYTE_SHIFT);
}

static void
log_crash(struct linux_boot *boot, const struct linux_crash_rules *rules,
    struct bm_extent crash)
{
	if (!rules->is_old_x86)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "crashkernel reserved: "
		    "0x%016" PRIx64 " - 0x%016" PRIx64 " (%" PRIu64 " MB)",
		    crash.base, crash.base + crash.length,
		    crash.length >> MEGABYTE_SHIFT);
	else
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "Reserving %" PRIu64
		    "MB of memory at %" PRIu64 "MB for crashkernel (System "
		    "RAM: %" PRIu64 "MB)", crash.length >> MEGABYTE_SHIFT,
		    crash.base >> MEGABYTE_SHIFT,
		    memblock_phys_mem_size(&boot->memblock) >>
		    MEGABYTE_SHIFT);
}

/* reserve_crashkernel_low; false: it takes back everything. */
static bool
reserve_low(struct linux_boot *boot, const struct linux_crash_rules *rules,
    uint64_t size, struct bm_extent *ret_low)
{
	const bm_paddr base = allocate(boot, rules, size, 0, rules->low_max);

	if (base == 0) {
		linux_log(&boot->log, BM_LOG_MEMBLOCK, rules->is_old_x86 ?
		    "Cannot reserve %" PRIu64 "MB crashkernel low memory, "
		    "please try smaller size." : "cannot allocate "
		    "crashkernel low memory (size:0x%" PRIx64 ").",
		    rules->is_old_x86 ? size >> MEGABYTE_SHIFT : size);
		return (false);
	}
	*ret_low = (struct bm_extent){ base, size };
	log_low(boot, rules, *ret_low);
	return (true);
}

struct linux_crash_areas
linux_crashkernel_reserve(struct linux_boot *boot,
    const struct linux_crash_rules *rules)
{
	struct linux_crash_areas areas = { .crash.length = 0 };
	struct request request = read_request(boot);
	bm_paddr base;

	/* Since 6.12 what is larger than memory is no request. */
	if (request.size == 0 || (boot->release->retries_crashkernel &&
	    request.size >= memblock_phys_mem_size(&boot->memblock)))
		return (areas);
	if ((request.is_high || rules->is_old_x86) && !request.has_low_size)
		request.low_size = rules->low_bytes_default;
	base = rules->is_old_x86 ?
	    find_place_on_old_x86(boot, rules, &request) :
	    find_place(boot, rules, &request);
	if (base == 0)
		return (areas);
	if (base >= rules->low_max && request.low_size != 0 &&
	    !reserve_low(boot, rules, request.low_size, &areas.low)) {
		(void)memblock_phys_free(&boot->memblock, base, request.size);
		memblock_note_release(&boot->memblock, "crashkernel", base,
		    request.size);
		return (areas);
	}
	areas.crash = (struct bm_extent){ base, request.size };
	log_crash(boot, rules, areas.crash);
	return (areas);
}
