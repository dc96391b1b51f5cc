/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/kernels/freebsd.h"

const char *
freebsd_tunable(const struct freebsd *boot, const char *name)
{
	const struct boot *loader = &boot->simulation->capture->boot;

	for (size_t i = boot->options->tunable_count; i-- > 0;)
		if (strcmp(boot->options->tunables[i].name, name) == 0)
			return (boot->options->tunables[i].value);
	for (size_t i = 0; i < loader->tunable_count; i++)
		if (strcmp(loader->tunables[i].name, name) == 0)
			return (loader->tunables[i].value);
	return (NULL);
}

/* Bits to shift by for a suffix, or -1. */
static int
suffix_shift(const char *suffix)
{
	static const char suffixes[] = "kmgt";
	const char *found;

	if (suffix[0] == '\0')
		return (0);
	/* strchr would find the NUL, too. */
	found = strchr(suffixes, suffix[0] | ('a' ^ 'A'));
	if (found == NULL || suffix[1] != '\0')
		return (-1);
	return (10 * (int)(found - suffixes + 1));
}

bool
freebsd_tunable_bytes(const struct freebsd *boot, const char *name,
    uint64_t *ret_value)
{
	const char *text = freebsd_tunable(boot, name);
	unsigned long long value;
	char *suffix;
	int shift;

	if (text == NULL)
		return (true);
	errno = 0;
	value = strtoull(text, &suffix, 0);
	shift = suffix_shift(suffix);
	if (text[0] < '0' || text[0] > '9' || errno != 0 || shift < 0 ||
	    value > UINT64_MAX >> shift) {
		snprintf(boot->error->where, sizeof(boot->error->where),
		    "boot.tunables.%s", name);
		snprintf(boot->error->text, sizeof(boot->error->text),
		    "not a size (a number below 2^64, K, M, G or T may "
		    "follow): \"%.60s\"", text);
		return (false);
	}
	*ret_value = (uint64_t)value << shift;
	return (true);
}
