/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the kernel logs of /reserved-memory under its own prefix.
 */
#include <string.h>

#include "sim/print/table.h"

void
print_reserved_mem(FILE *out, const struct simulation *simulation)
{
	static const char prefix[] = "OF: reserved mem: ";
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	for (size_t i = 0; i < linux_world->line_count; i++) {
		const struct bm_log_line *line = &linux_world->lines[i];

		if (line->topic == BM_LOG_RESERVED_MEM &&
		    strncmp(line->text, prefix, sizeof(prefix) - 1) == 0)
			fprintf(out, "%s\n", line->text);
	}
}
