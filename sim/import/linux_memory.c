/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Memory as Linux's log shows it where no firmware map does: what the device
 * tree said, memblock's dump, the ranges of the nodes.
 */
#include <string.h>

#include "sim/import/linux.h"

/* " - 80000000 ,  7ee00000": a range of a memory node, 4.9 and before. */
enum log_verdict
linux_take_scanned(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	struct bm_extent extent;

	if (!row_hex(row, &extent.base) || !row_expect(row, ",") ||
	    !row_hex(row, &extent.length) || !row_end(row))
		return (LOG_REFUSED);
	draft_add_extent(&run->draft, &log->memory.scanned, extent);
	return (LOG_TAKEN);
}

static void
begin_dump(struct linux_memory *memory)
{
	memory->dumped.count = 0;
	memory->dump_count = UINT64_MAX;
	memory->reserved_count = UINT64_MAX;
	memory->reserved_seen = 0;
	memory->is_dumping = true;
	memory->dump_total++;
}

/* x86 dumps when it has the map, and again later; the others at the end. */
static bool
is_table(const struct linux_log *log)
{
	return (!log->is_x86 || log->memory.dump_text.wanted == 0);
}

static void
add_line(struct log_run *run)
{
	struct linux_log *log = run->state;
	struct linux_text *text = &log->memory.dump_text;

	if (!is_table(log))
		return;
	/* A row has a tab behind its index, which copies made blanks of. */
	if (run->indent != 1 || (memchr(run->line, '[', (size_t)
	    (run->line_end - run->line)) != NULL && memchr(run->line, '\t',
	    (size_t)(run->line_end - run->line)) == NULL))
		text->is_doubtful = true;
	linux_text_add(run, text);
}

enum log_verdict
linux_take_dump(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	begin_dump(&log->memory);
	if (is_table(log)) {
		linux_text_restart(&log->memory.dump_text);
		linux_text_add(run, &log->memory.dump_text);
	}
	return (LOG_TAKEN);
}

/* "memory size = 0x... reserved size = 0x..." */
enum log_verdict
linux_take_dump_size(struct log_run *run, struct row *row)
{
	uint64_t number;

	if (!((struct linux_log *)run->state)->memory.is_dumping)
		return (LOG_PASSED);
	if (!row_address(row, &number) ||
	    !row_expect(row, "reserved size =") ||
	    !row_address(row, &number) || !row_end(row))
		return (LOG_REFUSED);
	add_line(run);
	return (LOG_TAKEN);
}

static bool
is_of_memory(const struct log_run *run)
{
	return (*run->line == 'm');
}

/* The dump is over with its last reserved region. */
static void
end_dump(struct linux_memory *memory)
{
	if (memory->reserved_seen != memory->reserved_count)
		return;
	memory->is_dumping = false;
	linux_text_want(&memory->dump_text);
}

/* "memory.cnt  = 0x1" */
enum log_verdict
linux_take_dump_count(struct log_run *run, struct row *row)
{
	struct linux_memory *memory =
	    &((struct linux_log *)run->state)->memory;

	if (!memory->is_dumping)
		return (LOG_PASSED);
	if (!row_expect(row, "=") || !row_address(row, is_of_memory(run) ?
	    &memory->dump_count : &memory->reserved_count) || !row_end(row))
		return (LOG_REFUSED);
	add_line(run);
	end_dump(memory);
	return (LOG_TAKEN);
}

/* "1]\t[0x...-0x...], 0x... bytes on node 0 flags: 0x4" */
static bool
read_region(struct row *row, uint64_t *ret_index,
    struct bm_extent *ret_extent)
{
	const char *culprit;
	uint64_t number;

	if (!row_hex(row, ret_index) || !row_expect(row, "]") ||
	    !linux_read_range_in(row, "[", "],", ret_extent))
		return (false);
	row_blanks(row);
	culprit = row->at;
	if (!row_address(row, &number) || !row_expect(row, "bytes"))
		return (false);
	if (number != ret_extent->length)
		return (row_refuse(row, culprit, "expected 0x%llx bytes, as "
		    "the range says",
		    (unsigned long long)ret_extent->length));
	return ((!row_take(row, "on node") ||
	    row_decimal(row, "the node", &number)) &&
	    row_expect(row, "flags:") && row_address(row, &number) &&
	    row_end(row));
}

/* A region that is not the next one: lines before it are lost. */
static void
miss_regions(struct log_run *run, uint64_t expected)
{
	struct linux_memory *memory =
	    &((struct linux_log *)run->state)->memory;

	if (is_of_memory(run))
		draft_truncate(&run->draft, "region 0x%llx of memblock's "
		    "dump is missing", (unsigned long long)expected);
	if (is_table(run->state))
		memory->dump_text.is_doubtful = true;
}

enum log_verdict
linux_take_region(struct log_run *run, struct row *row)
{
	struct linux_memory *memory =
	    &((struct linux_log *)run->state)->memory;
	struct bm_extent extent;
	uint64_t index, expected;

	if (!read_region(row, &index, &extent))
		return (LOG_REFUSED);
	/* An excerpt may be without the lines before. */
	if (is_of_memory(run) && index == 0 && (!memory->is_dumping ||
	    memory->dumped.count > 0))
		begin_dump(memory);
	if (!memory->is_dumping)
		return (LOG_TAKEN);
	expected = is_of_memory(run) ? memory->dumped.count :
	    memory->reserved_seen;
	if (index != expected)
		miss_regions(run, expected);
	add_line(run);
	if (is_of_memory(run)) {
		draft_add_extent(&run->draft, &memory->dumped, extent);
	} else {
		memory->reserved_seen++;
		end_dump(memory);
	}
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_nodes(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	/* Without the version in front this is another boot's. */
	if (log->memory.nodes.count > 0)
		log_begin_boot(run);
	return (LOG_TAKEN);
}

/* "  node   0: [mem 0x...-0x...]" */
enum log_verdict
linux_take_node(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	struct bm_extent extent;
	uint64_t node;

	if (!row_decimal(row, "the node", &node) || !row_take(row, ":") ||
	    !row_take(row, "[mem"))
		return (LOG_PASSED);
	if (!linux_read_range(row, &extent) || !row_expect(row, "]") ||
	    !row_end(row))
		return (LOG_REFUSED);
	draft_add_extent(&run->draft, &log->memory.nodes, extent);
	return (LOG_TAKEN);
}

/* What to take for the memory nodes of the tree. */
static const struct extent_list *
choose(struct log_run *run, const struct linux_memory *memory)
{
	if (memory->scanned.count > 0)
		return (&memory->scanned);
	if (memory->dumped.count == 0)
		return (&memory->nodes);
	if (memory->dump_count != UINT64_MAX &&
	    memory->dump_count != memory->dumped.count)
		draft_truncate(&run->draft, "%zu of %llu regions of "
		    "memblock's dump are there", memory->dumped.count,
		    (unsigned long long)memory->dump_count);
	return (&memory->dumped);
}

/* A word of the command line that cuts memory off. */
static bool
is_limited(const struct capture *capture)
{
	const char *line = capture->boot.cmdline;

	return (line != NULL && (strncmp(line, "mem=", 4) == 0 ||
	    strstr(line, " mem=") != NULL));
}

/* A log that has lost the firmware's map still shows the usable memory. */
static void
add_usable(struct log_run *run, const struct extent_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		draft_add_e820(&run->draft, list->entries[i], 1);
	draft_truncate(&run->draft, "the firmware's memory map is missing; "
	    "what is known is the usable memory that the kernel found");
}

static void
add_memory(struct log_run *run, const struct extent_list *list)
{
	struct fdt_map *fdt = &run->draft.capture->fdt;

	fdt->is_present = true;
	for (size_t i = 0; i < list->count; i++)
		draft_add_extent(&run->draft, &fdt->memory,
		    list->entries[i]);
}

static void
add_tree(struct log_run *run, const struct linux_log *log,
    const struct extent_list *list)
{
	/* With EFI these are parts of its map. */
	if (!log->is_efi)
		add_memory(run, &log->memory.ignored);
	add_memory(run, list);
	/* A guess that is told as such: a tree is rarely an x86's. */
	if (!run->draft.has_arch)
		run->draft.capture->arch = ARCH_ARM64;
}

void
linux_finish_memory(struct log_run *run)
{
	const struct linux_log *log = run->state;
	struct capture *capture = run->draft.capture;
	const struct extent_list *list;

	if (capture->e820.count > 0 || capture->efi.count > 0 ||
	    log->is_foreign)
		return;
	list = choose(run, &log->memory);
	if (list->count == 0)
		return;
	if (log->is_x86)
		add_usable(run, list);
	else
		add_tree(run, log, list);
	if (list == &log->memory.scanned)
		return;
	if (is_limited(capture))
		draft_truncate(&run->draft, "mem= on the command line leaves "
		    "out memory that the log does not show");
	draft_set_text(&run->draft, &capture->origin, "reconstructed",
	    strlen("reconstructed"));
}
