/*
 * SPDX-License-Identifier: BSD-2-Clause
 */

/* The question is in no edition of POSIX before 2024. */
#undef _POSIX_C_SOURCE
#include "sim/batch/cores.h"

#include <unistd.h>

size_t
cores_online(void)
{
	long count = 1;

#ifdef _SC_NPROCESSORS_ONLN
	count = sysconf(_SC_NPROCESSORS_ONLN);
#endif
	return (count < 1 ? 1 : (size_t)count);
}
