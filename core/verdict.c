/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "invariants.h"

void
bm_verdict_break(struct bm_verdict *verdict, struct bm_range witness)
{
	bool goes_on = verdict->broken_count > 0 &&
	    bm_range_adjoins(verdict->latest, witness);

	verdict->outcome = BM_BROKEN;
	if (goes_on) {
		/* One place, which the edge of some other layer divides. */
		witness.start = verdict->latest.start;
		if (verdict->broken_count <= BM_WITNESSES_MAX)
			verdict->witnesses[verdict->witness_count - 1] =
			    witness;
	} else {
		verdict->broken_count++;
		if (verdict->witness_count < BM_WITNESSES_MAX)
			verdict->witnesses[verdict->witness_count++] = witness;
	}
	verdict->latest = witness;
}
