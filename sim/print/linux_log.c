/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a Linux kernel logs of memory on its way, beyond its tables.
 */
#include "sim/print/table.h"

void
print_linux_log(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	for (size_t i = 0; i < linux_world->line_count; i++)
		fprintf(out, "%s\n", linux_world->lines[i].text);
}
