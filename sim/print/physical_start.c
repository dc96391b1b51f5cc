/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A kernel that sets the RAM below itself aside: what follows from where it
 * lies, and the memory that it fills (POISON_FREE_INITMEM).
 */
#include <inttypes.h>

#include "sim/print/table.h"

void
print_physical_start(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux_physstart *layout =
	    &simulation->world.linux_world.physstart;

	fprintf(out, "PHYSICAL_START 0x%" PRIx64 "\n",
	    layout->physical_start);
	fprintf(out, "KERNEL_TEXT_SIZE 0x%" PRIx64 "\n",
	    layout->kernel_text_size);
	fprintf(out, "MODULES_VADDR 0x%" PRIx64 "\n", layout->modules_vaddr);
	fprintf(out, "MODULES_LEN 0x%" PRIx64 "\n", layout->modules_len);
	for (size_t i = 0; i < layout->poisoned_count; i++)
		fprintf(out, "%08" PRIx64 "-%08" PRIx64 " : %02x\n",
		    layout->poisoned[i].start,
		    bm_range_last(layout->poisoned[i]), BM_LINUX_POISON);
}
