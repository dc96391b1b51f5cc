/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * subr_physmem's tables: chunks and exclusions.
 */
#include "sim/print/physmem_row.h"
#include "sim/print/table.h"

void
print_physmem(FILE *out, const struct simulation *simulation)
{
	const struct bm_physmem *physmem = &simulation->world.physmem;
	const uint64_t page_size = physmem->limits.page_size;

	fputs(PHYSMEM_CHUNKS_TITLE, out);
	for (size_t i = 0; i < physmem->hardware.count; i++)
		print_physmem_chunk(out, physmem->hardware.entries[i].range,
		    page_size);
	fputs(PHYSMEM_EXCLUDED_TITLE, out);
	for (size_t i = 0; i < physmem->excluded.count; i++)
		print_physmem_exclusion(out,
		    physmem->excluded.entries[i].range,
		    physmem->excluded.entries[i].flags, page_size);
}
