/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Pages, page tables and arena of a small universe with their storage, beside
 * the model of the same: what tests of preloaded files are built from.
 */
#ifndef TESTS_PRELOAD_MACHINE_H
#define TESTS_PRELOAD_MACHINE_H

#include "core/segments.h"
#include "tests/oracle.h"
#include "tests/preload_model.h"

#define MACHINE_FILES_MAX 5
#define MACHINE_ENTRIES_MAX 128
/* Files begin and end at half pages. */
#define MACHINE_UNIT_BYTES (MODEL_PAGE_BYTES / 2)

/* From unit start to unit end, which is not part of it. */
struct machine_file {
	size_t start;
	size_t end;
};

struct scenario {
	bm_paddr base;
	bm_vaddr virtual_base;
	size_t page_count;
	size_t large_pages;
	size_t boundary;	/* between two queues, in pages; 0: none */
	bool has_no_page[MODEL_PAGES_MAX];
	struct machine_file kernel;
	struct machine_file files[MACHINE_FILES_MAX];
	size_t file_count;
	size_t bad_page;	/* or MODEL_NO_PAGE */
};

struct machine {
	struct bm_pages pages;
	struct bm_page_tables tables;
	struct bm_kva kva;
	struct bm_rset_entry segments[MACHINE_ENTRIES_MAX];
	struct bm_rset_entry runs[2 * MACHINE_ENTRIES_MAX];
	struct bm_rset_entry bad[MACHINE_ENTRIES_MAX];
	struct bm_rset_entry mapped[MACHINE_ENTRIES_MAX];
	struct bm_rset_entry spares[MACHINE_ENTRIES_MAX];
	struct bm_rset_entry arena[MACHINE_ENTRIES_MAX];
};

/* What a boot leaves of scenario: kernel and files mapped, the rest free. */
void machine_boot(struct machine *machine, const struct scenario *scenario);
void model_boot(struct model *model, const struct scenario *scenario);

/* The pages of a boot with all files gone already. */
void machine_boot_without_files(struct machine *machine,
    const struct scenario *scenario);

/* The whole pages of a file; false if there is none. */
bool machine_whole_pages(const struct machine_file *file, size_t *ret_first,
    size_t *ret_last);

/* Frees a file; the status of bm_bootstrap_free. */
enum bm_status machine_unload(struct machine *machine,
    const struct scenario *scenario, size_t file, struct bm_freed *ret_freed);

void machine_copy(struct machine *copy, const struct machine *machine);
bool machine_pages_equal(const struct machine *a, const struct machine *b);
bool machine_equal(const struct machine *a, const struct machine *b);
bool machine_matches(const struct machine *machine,
    const struct model *model);

#endif
