/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the program asks of the machine it runs on, and how it ends when that
 * fails.
 */
#ifndef HOST_H
#define HOST_H

#include <stddef.h>

enum exit_status {
	EXIT_HOLDS = 0,		/* done; every invariant holds */
	EXIT_BROKEN = 1,	/* an invariant is broken, or a difference */
	EXIT_BAD_INPUT = 2,	/* bad usage or bad input */
	EXIT_PANIC = 3,		/* the simulated kernel panicked */
	EXIT_HOST = 4,		/* out of memory, cannot write */
};

/* count * size zeroed bytes; ends the program when there are none. */
void *host_allocate(size_t count, size_t size);

/* Says so on standard error and ends the program with EXIT_HOST. */
_Noreturn void host_out_of_memory(void);

#endif
