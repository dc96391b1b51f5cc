/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/host.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/contract.h"

void *
host_allocate(size_t count, size_t size)
{
	/* calloc(3) may answer NULL for nothing; ask for a byte instead. */
	void *memory = count == 0 || size == 0 ? calloc(1, 1) :
	    calloc(count, size);

	if (memory == NULL)
		host_out_of_memory();
	return (memory);
}

void
host_out_of_memory(void)
{
	fputs("bootmem: out of memory: try a machine with more, or a smaller "
	    "capture\n", stderr);
	exit(EXIT_HOST);
}

void
bm_contract_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "bootmem: internal error: %s:%d: %s does not hold; "
	    "please report it with the capture\n", file, line, condition);
	abort();
}
