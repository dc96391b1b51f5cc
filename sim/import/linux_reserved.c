/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reserved nodes of the device tree in Linux's log.  It shows where they
 * ended up: a dynamic one looks like a static one.
 */
#include <string.h>

#include "sim/import/linux.h"

enum { MIB_SHIFT = 20 };

static const struct fdt_map *
tree_of(const struct log_run *run)
{
	return (&run->draft.capture->fdt);
}

static bool
is_named(const struct fdt_reserved *node, const char *name, size_t length)
{
	return (strlen(node->name) == length &&
	    memcmp(node->name, name, length) == 0);
}

/* The node of that name, unless it is known to lie elsewhere than at base. */
static struct fdt_reserved *
node_of(struct log_run *run, const char *name, size_t length,
    const bm_paddr *base)
{
	const struct fdt_map *tree = tree_of(run);

	for (size_t i = 0; i < tree->reserved_count; i++) {
		struct fdt_reserved *node = &tree->reserved[i];

		if (is_named(node, name, length) && (base == NULL ||
		    node->reg.count == 0 ||
		    node->reg.entries[0].base == *base))
			return (node);
	}
	draft_set_text(&run->draft, &run->draft.capture->origin,
	    "reconstructed", strlen("reconstructed"));
	return (draft_add_reserved(&run->draft, name, length));
}

static void
set_reg(struct log_run *run, struct fdt_reserved *node,
    struct bm_extent extent)
{
	if (node->reg.count == 0)
		draft_add_extent(&run->draft, &node->reg, extent);
	else
		node->reg.entries[0] = extent;
}

/* A size in MiB, rounded down: 0 says nothing. */
static bool
extent_of_mib(bm_paddr base, uint64_t size_mib, struct bm_extent *ret_extent)
{
	*ret_extent = (struct bm_extent){ base, size_mib << MIB_SHIFT };
	return (size_mib > 0);
}

static bool
read_mib(struct row *row, uint64_t *ret_mib)
{
	const char *culprit;

	row_blanks(row);
	culprit = row->at;
	if (!row_decimal(row, "MiB", ret_mib) || !row_expect(row, "MiB"))
		return (false);
	return (*ret_mib <= UINT64_MAX >> MIB_SHIFT || row_refuse(row,
	    culprit, "expected at most 2^44-1 MiB"));
}

/* Up to what stands at the end of the name; the row goes behind that. */
static bool
take_name(struct row *row, const char *behind, const char **ret_name,
    size_t *ret_length)
{
	row_blanks(row);
	*ret_name = row->at;
	for (; row->at < row->end; row->at++) {
		const struct row here = *row;

		if (row_take(row, behind)) {
			*ret_length = (size_t)(here.at - *ret_name);
			return (*ret_length > 0 || row_refuse(row, here.at,
			    "expected the name of a node"));
		}
		*row = here;
	}
	return (row_refuse(row, row->end, "expected `%s`", behind));
}

/* "0x...0x... (N KiB) nomap non-reusable NAME"; the range may wrap. */
static enum log_verdict
take_listed(struct log_run *run, struct row *row)
{
	struct fdt_reserved *node;
	const char *culprit, *name;
	bm_paddr start, last;
	uint64_t size_kib;
	bool no_map, is_reusable;

	if (!row_address(row, &start) || !row_expect(row, "..") ||
	    !row_address(row, &last) || !row_expect(row, "("))
		return (LOG_REFUSED);
	culprit = row->at;
	if (!row_decimal(row, "KiB", &size_kib) || !row_expect(row, "KiB)"))
		return (LOG_REFUSED);
	if (size_kib != (last - start + 1) / 1024) {
		row_refuse(row, culprit, "expected %llu KiB, as the range "
		    "says", (unsigned long long)(last - start + 1) / 1024);
		return (LOG_REFUSED);
	}
	no_map = row_take(row, "nomap");
	if (!no_map && !row_expect(row, "map"))
		return (LOG_REFUSED);
	is_reusable = !row_take(row, "non-reusable");
	if (is_reusable && !row_expect(row, "reusable"))
		return (LOG_REFUSED);
	row_blanks(row);
	name = row->at;
	if (name == row->end || memchr(name, ' ', (size_t)(row->end -
	    name)) != NULL) {
		row_refuse(row, name, "expected the name of a node");
		return (LOG_REFUSED);
	}
	node = node_of(run, name, (size_t)(row->end - name), &start);
	set_reg(run, node, draft_extent(start, last));
	node->no_map = no_map;
	node->reusable = is_reusable;
	return (LOG_TAKEN);
}

/* "initialized node NAME, compatible id ID": the pool before is its. */
static enum log_verdict
take_initialized(struct log_run *run, struct row *row)
{
	struct linux_pool *pool =
	    &((struct linux_log *)run->state)->memory.pool;
	struct fdt_reserved *node;
	struct bm_extent extent;
	const char *name;
	size_t length;

	if (!take_name(row, ", compatible id ", &name, &length))
		return (LOG_REFUSED);
	node = node_of(run, name, length,
	    pool->is_present ? &pool->base : NULL);
	draft_set_text(&run->draft, &node->compatible, row->at,
	    (size_t)(row->end - row->at));
	if (!pool->is_present)
		return (LOG_TAKEN);
	node->reusable = pool->is_reusable;
	if (extent_of_mib(pool->base, pool->size_mib, &extent) &&
	    node->reg.count == 0)
		set_reg(run, node, extent);
	pool->is_present = false;
	return (LOG_TAKEN);
}

/* "failed to reserve memory for node 'NAME': base 0x..., size N MiB" */
static enum log_verdict
take_failed(struct log_run *run, struct row *row)
{
	struct fdt_reserved *node;
	struct bm_extent extent;
	const char *name;
	size_t length;
	bm_paddr base;
	uint64_t size_mib;

	if (!take_name(row, "': base", &name, &length) ||
	    !row_address(row, &base) || !row_expect(row, ",") ||
	    !row_expect(row, "size") || !read_mib(row, &size_mib) ||
	    !row_end(row))
		return (LOG_REFUSED);
	node = node_of(run, name, length, &base);
	if (extent_of_mib(base, size_mib, &extent))
		set_reg(run, node, extent);
	return (LOG_TAKEN);
}

/* Nodes of which the log does not say enough to have them again. */
static enum log_verdict
take_lost(struct log_run *run, struct row *row)
{
	if (row_take(row, "failed to allocate memory for node "))
		draft_truncate(&run->draft, "where the reserved node %.*s "
		    "may lie is not in the log", (int)(row->end - row->at),
		    row->at);
	else if (row_take(row, "too many defined dynamic regions, skip "))
		draft_truncate(&run->draft, "the size of the reserved node "
		    "%.*s is not in the log", (int)(row->end - row->at),
		    row->at);
	else if (row_take(row, "not enough space"))
		draft_truncate(&run->draft, "there are more reserved nodes "
		    "than the log names");
	else
		return (LOG_PASSED);
	return (LOG_TAKEN);
}

static enum log_verdict
take_line(struct log_run *run, struct row *row)
{
	if (row_take(row, "initialized node "))
		return (take_initialized(run, row));
	if (row->end - row->at > 2 && row->at[0] == '0' && row->at[1] == 'x')
		return (take_listed(run, row));
	row_take(row, "Reserved memory: ");
	if (row_take(row, "failed to reserve memory for node '"))
		return (take_failed(run, row));
	return (take_lost(run, row));
}

enum log_verdict
linux_take_reserved(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	struct linux_text *text = &log->memory.reserved_text;
	enum log_verdict verdict;

	/* Its second line has no beginning to know it by. */
	if (row_take(row, "OVERLAP DETECTED!"))
		text->is_doubtful = true;
	verdict = take_line(run, row);
	if (verdict == LOG_REFUSED)
		return (verdict);
	linux_text_add(run, text);
	linux_text_want(text);
	return (LOG_TAKEN);
}

/* A pool whose node was never named is one that we know too little of. */
static void
forget_pool(struct log_run *run)
{
	struct linux_pool *pool =
	    &((struct linux_log *)run->state)->memory.pool;

	if (pool->is_present)
		draft_truncate(&run->draft, "the log does not name the pool "
		    "at 0x%llx", (unsigned long long)pool->base);
	pool->is_present = false;
}

/* "created CMA memory pool at 0x..., size N MiB", CMA or DMA. */
enum log_verdict
linux_take_pool(struct log_run *run, struct row *row)
{
	struct linux_pool *pool =
	    &((struct linux_log *)run->state)->memory.pool;
	struct linux_pool next = { .is_present = true };

	if (!row_take(row, "created "))
		return (LOG_PASSED);
	next.is_reusable = row_take(row, "CMA ");
	if (!next.is_reusable && !row_expect(row, "DMA "))
		return (LOG_REFUSED);
	if (!row_expect(row, "memory pool at") ||
	    !row_address(row, &next.base) || !row_expect(row, ",") ||
	    !row_expect(row, "size") || !read_mib(row, &next.size_mib) ||
	    !row_end(row))
		return (LOG_REFUSED);
	forget_pool(run);
	*pool = next;
	return (LOG_TAKEN);
}

/* "Ignoring memory range 0x... - 0x...", the end exclusive: what the tree
 * says, and the kernel has no use for. */
static enum log_verdict
take_ignored(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	bm_paddr start, end;

	if (!row_address(row, &start) || !row_expect(row, "-") ||
	    !row_address(row, &end) || !row_end(row))
		return (LOG_REFUSED);
	draft_add_extent(&run->draft, &log->memory.ignored,
	    (struct bm_extent){ start, end - start });
	return (LOG_TAKEN);
}

/* What stands behind "OF: fdt:". */
enum log_verdict
linux_take_tree(struct log_run *run, struct row *row)
{
	if (row_take(row, "Machine model: "))
		return (linux_take_model(run, row));
	if (row_take(row, "- "))
		return (linux_take_scanned(run, row));
	if (row_take(row, "Ignoring memory block ") ||
	    row_take(row, "Ignoring memory range "))
		return (take_ignored(run, row));
	if (row_take(row, "Reserved memory: failed to reserve memory for "
	    "node '"))
		return (take_failed(run, row));
	return (LOG_PASSED);
}

void
linux_finish_reserved(struct log_run *run)
{
	const struct fdt_map *tree = tree_of(run);

	forget_pool(run);
	for (size_t i = 0; i < tree->reserved_count; i++)
		if (tree->reserved[i].reg.count == 0)
			draft_truncate(&run->draft, "where the reserved node "
			    "%s lies, or its size, is not in the log",
			    tree->reserved[i].name);
}
