/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "preload.h"

#include "contract.h"
#include "sort.h"

/* Less than, equal to or greater than 0, as strcmp(3). */
static int
compare(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return ((unsigned char)*a - (unsigned char)*b);
}

static bool
is_before(const void *a, const void *b)
{
	const struct bm_preload *left = a, *right = b;
	int order = compare(left->name, right->name);

	return (order != 0 ? order < 0 :
	    bm_origin_before(left->origin, right->origin));
}

void
bm_preload_sort(struct bm_preload *records, size_t count)
{
	bm_sort(records, count, sizeof(records[0]), is_before);
}

size_t
bm_preload_find(const struct bm_preload *records, size_t count,
    const char *name, size_t from)
{
	size_t low = from, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(records[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && compare(records[low].name, name) == 0; low++)
		if (!records[low].is_deleted)
			return (low);
	return (count);
}

/* What stands in the way of freeing these pages. */
static enum bm_status
may_free(const struct bm_bootstrap *bootstrap, struct bm_range pages,
    struct bm_vrange addresses)
{
	enum bm_status status = bm_page_tables_may_change(bootstrap->tables,
	    addresses);

	if (status != BM_OK)
		return (status);
	if (!bm_pages_all_in(bootstrap->pages, pages, BM_PAGE_PRELOADED) ||
	    bm_kva_overlaps(bootstrap->kva, addresses))
		return (BM_INVALID);
	/* The mapping changes twice: writable, then gone. */
	if (!bm_page_tables_has_room(bootstrap->tables, 2) ||
	    !bm_pages_has_room(bootstrap->pages, pages) ||
	    bootstrap->kva->free.count == bootstrap->kva->free.capacity)
		return (BM_FULL);
	return (BM_OK);
}

static void
must(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

enum bm_status
bm_bootstrap_free(const struct bm_bootstrap *bootstrap,
    struct bm_vrange range, struct bm_freed *ret_freed)
{
	struct bm_freed freed = { .is_any = false };
	struct bm_range whole;
	enum bm_status status;

	if (!bm_page_inward(bm_vrange_numbers(range),
	    bootstrap->pages->page_size, &whole)) {
		*ret_freed = freed;
		return (BM_OK);
	}
	freed.is_any = true;
	freed.addresses = bm_vrange_of_numbers(whole);
	freed.pages = bm_page_tables_physical(bootstrap->tables,
	    freed.addresses);
	status = may_free(bootstrap, freed.pages, freed.addresses);
	if (status != BM_OK)
		return (status);
	/* Modules' text is mapped read-only; nobody expects that of a page. */
	must(bm_page_tables_protect(bootstrap->tables, freed.addresses, true));
	must(bm_page_tables_unmap(bootstrap->tables, freed.addresses));
	must(bm_pages_free(bootstrap->pages, freed.pages,
	    &freed.free_pages));
	must(bm_kva_add(bootstrap->kva, freed.addresses));
	*ret_freed = freed;
	return (BM_OK);
}
