/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the files of the catalogue share.
 */
#ifndef BM_INVARIANT_ROWS_H
#define BM_INVARIANT_ROWS_H

#include "judges.h"

#define WARNS_OF_INPUT(at)						\
	.severity = BM_WARNING, .subject = BM_SUBJECT_INPUT, .stage = (at)
#define BLAMES_INPUT(at)						\
	.severity = BM_ERROR, .subject = BM_SUBJECT_INPUT, .stage = (at)
#define BLAMES_KERNEL(at)						\
	.severity = BM_ERROR, .subject = BM_SUBJECT_KERNEL, .stage = (at)
#define WARNS_OF_KERNEL(at)						\
	.severity = BM_WARNING, .subject = BM_SUBJECT_KERNEL, .stage = (at)

/* A part of the catalogue each; reports have them in this order. */
enum {
	BM_PHYSMEM_INVARIANTS = 42,
	BM_VM_INVARIANTS = 18,
	BM_NEXUS_INVARIANTS = 16,
	BM_LINUX_INVARIANTS = 39,
};

extern const struct bm_invariant
    bm_physmem_invariants[BM_PHYSMEM_INVARIANTS];
extern const struct bm_invariant
    bm_vm_invariants[BM_VM_INVARIANTS];
extern const struct bm_invariant
    bm_nexus_invariants[BM_NEXUS_INVARIANTS];
extern const struct bm_invariant
    bm_linux_invariants[BM_LINUX_INVARIANTS];

#endif
