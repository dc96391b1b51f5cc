/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/capture_options.h"

#include <string.h>

#include "sim/command.h"
#include "sim/import/name.h"

static const char *
arch_name_at(size_t index)
{
	return (arch_names[index]);
}

bool
capture_option_name(const char *value)
{
	if (name_is_valid(value))
		return (true);
	complain("--name: only a-z, 0-9 and . _ - make a name: \"%.60s\"",
	    value);
	return (false);
}

bool
capture_option_arch(const char *value, enum arch *ret_arch)
{
	for (int i = 0; i < ARCH_COUNT; i++)
		if (strcmp(arch_names[i], value) == 0) {
			*ret_arch = (enum arch)i;
			return (true);
		}
	complain_of_name("--arch: no such architecture", value, arch_name_at,
	    ARCH_COUNT);
	return (false);
}
