/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/kernels/freebsd/freebsd.h"

/* The tunable's value; *ret_is_option says whether an option set it. */
static const char *
find(const struct freebsd *boot, const char *name, bool *ret_is_option)
{
	const struct boot *loader = &boot->simulation->capture->boot;

	*ret_is_option = true;
	for (size_t i = boot->options->tunable_count; i-- > 0;)
		if (strcmp(boot->options->tunables[i].name, name) == 0)
			return (boot->options->tunables[i].value);
	*ret_is_option = false;
	for (size_t i = 0; i < loader->tunable_count; i++)
		if (strcmp(loader->tunables[i].name, name) == 0)
			return (loader->tunables[i].value);
	return (NULL);
}

const char *
freebsd_tunable(const struct freebsd *boot, const char *name)
{
	bool is_option;

	return (find(boot, name, &is_option));
}

void
freebsd_refuse_tunable(const struct freebsd *boot, const char *name,
    const char *what)
{
	bool is_option;
	const char *value = find(boot, name, &is_option);

	boot->error->is_option = is_option;
	if (is_option)
		snprintf(boot->error->where, sizeof(boot->error->where),
		    "--tunable=%s", name);
	else
		snprintf(boot->error->where, sizeof(boot->error->where),
		    "boot.tunables[\"%s\"]", name);
	snprintf(boot->error->text, sizeof(boot->error->text),
	    "%s: \"%.60s\"", what, value);
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
		freebsd_refuse_tunable(boot, name, "not a size (a number "
		    "below 2^64, K, M, G or T may follow)");
		return (false);
	}
	*ret_value = (uint64_t)value << shift;
	return (true);
}
