/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows of the catalogue that look at one table from end to end.
 */
#ifndef BM_JUDGES_H
#define BM_JUDGES_H

#include "invariants.h"

void bm_judge_extents_empty(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_extents_readable(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_extents_wrap(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_hardware_canonical(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_firmware_in_chunks(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_excluded_sorted(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_excluded_aligned(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_phys_avail_canonical(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_phys_avail_aligned(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_phys_avail_limit(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_dump_avail_canonical(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_dump_avail_aligned(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_total_realmem(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_total_physmem(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_total_maxmem(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_claims_disjoint(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_devices_hold(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_devices_attached(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_grants_fit(const struct bm_world *world,
    struct bm_verdict *verdict);

/* judges_memblock.c: Linux's lists. */
void bm_judge_memory_sorted(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_memory_merged(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_memory_total(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_reserved_sorted(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_reserved_merged(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_reserved_total(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_allocations_limit(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_allocations_aligned(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_allocations_mapped(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_allocations_informed(const struct bm_world *world,
    struct bm_verdict *verdict);

/* judges_reserved_mem.c: what Linux finds for dynamic nodes. */
void bm_judge_regions_fit(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_regions_informed(const struct bm_world *world,
    struct bm_verdict *verdict);
bm_judge_painted bm_judge_wishes_served;

/* judges_vm.c: segments, pages, mappings. */
void bm_judge_segments_canonical(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_page_runs(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_freed_whole(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_free_count(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_free_count_moves(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_blocks_fill(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_large_whole(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_large_spares(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_kva_not_mapped(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_kva_freed(const struct bm_world *world,
    struct bm_verdict *verdict);

/* judges_e820.c, and judges_iomem.c: resources. */
void bm_judge_e820_sorted(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_e820_merged(const struct bm_world *world,
    struct bm_verdict *verdict);
bm_judge_painted bm_judge_e820_highest;
bm_judge_painted bm_judge_e820_kept;
void bm_judge_e820_room(const struct bm_world *world,
    struct bm_verdict *verdict);
void bm_judge_iomem_nested(const struct bm_world *world,
    struct bm_verdict *verdict);

#endif
