/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/command.h"

bool
color_option_take(const char *value, enum color_when *ret_when)
{
	static const char *const names[] = {
		[COLOR_AUTO] = "auto",
		[COLOR_ALWAYS] = "always",
		[COLOR_NEVER] = "never",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], value) == 0) {
			*ret_when = (enum color_when)i;
			return (true);
		}
	complain("--color: not auto, always or never: \"%.60s\"", value);
	return (false);
}

static bool
is_colorful(FILE *file)
{
	const char *refusal = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return ((refusal == NULL || refusal[0] == '\0') && terminal != NULL &&
	    strcmp(terminal, "dumb") != 0 && isatty(fileno(file)));
}

struct color_output
color_output_of(FILE *file, enum color_when when)
{
	return ((struct color_output){ file, when == COLOR_ALWAYS ||
	    (when == COLOR_AUTO && is_colorful(file)) });
}

void
color_begin(const struct color_output *output, enum color color)
{
	static const char *const sequences[] = {
		[COLOR_ERROR] = "\033[1;31m",
		[COLOR_WARNING] = "\033[1;33m",
		[COLOR_REMOVED] = "\033[31m",
		[COLOR_ADDED] = "\033[32m",
	};

	if (output->is_colored)
		fputs(sequences[color], output->file);
}

void
color_end(const struct color_output *output)
{
	if (output->is_colored)
		fputs("\033[m", output->file);
}
