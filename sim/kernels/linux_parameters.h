/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's command line, cut into parameters as kernel/params.c does it: words
 * between blanks, a value behind the first `=`, double quotes around either;
 * what follows a lone `--` is init's.
 */
#ifndef LINUX_PARAMETERS_H
#define LINUX_PARAMETERS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/arena.h"

struct linux_parameters {
	char *rest;		/* that has not been read yet */
};

/* text may be NULL; a copy of it goes on arena. */
struct linux_parameters linux_parameters_new(const char *text,
    struct arena *arena);

/* The next parameter; *ret_value is NULL if it has none.  False at the end. */
bool linux_parameters_next(struct linux_parameters *parameters,
    const char **ret_name, char **ret_value);

/*
 * simple_strtoull with base 0: digits up to the first that is none, *ret_end
 * behind them; no sign, no blank; wraps.
 */
uint64_t linux_strtoull(const char *text, const char **ret_end);

/* memparse: the same with K, M, G, T, P or E behind it. */
uint64_t linux_memparse(const char *text, const char **ret_end);

#endif
