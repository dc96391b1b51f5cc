/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The catalogue as a whole.
 */
#include "invariant_rows.h"

/* Where the parts end. */
enum {
	PHYSMEM_END = BM_PHYSMEM_INVARIANTS,
	VM_END = PHYSMEM_END + BM_VM_INVARIANTS,
	NEXUS_END = VM_END + BM_NEXUS_INVARIANTS,
	LINUX_END = NEXUS_END + BM_LINUX_INVARIANTS,
};

const size_t bm_invariant_count = LINUX_END;

_Static_assert(LINUX_END <= BM_INVARIANTS_MAX,
    "a report has no room for all rows");

const struct bm_invariant *
bm_invariant(size_t index)
{
	if (index < PHYSMEM_END)
		return (&bm_physmem_invariants[index]);
	if (index < VM_END)
		return (&bm_vm_invariants[index - PHYSMEM_END]);
	if (index < NEXUS_END)
		return (&bm_nexus_invariants[index - VM_END]);
	return (&bm_linux_invariants[index - NEXUS_END]);
}
