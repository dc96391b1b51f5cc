/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the core calls when it finds a mistake of its own, for programs that
 * link nothing but the core.
 */
#include "core/contract.h"

#include <stdio.h>
#include <stdlib.h>

void
bm_contract_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: contract broken: %s\n", file, line, condition);
	abort();
}
