/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Colours in what people read.  What programs read has none.
 */
#ifndef COLOR_H
#define COLOR_H

#include <stdbool.h>
#include <stdio.h>

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum color { COLOR_ERROR, COLOR_WARNING, COLOR_REMOVED, COLOR_ADDED };

/* Where something goes, and whether it may be coloured there. */
struct color_output {
	FILE *file;
	bool is_colored;
};

/* For a command's table of long options, and its help. */
#define COLOR_OPTION	{ "color", required_argument, NULL, 'C' }
#define COLOR_OPTION_HELP "  --color=auto|always|never\n"

/* The value of --color; false, with a message, if it is none. */
bool color_option_take(const char *value, enum color_when *ret_when);

/*
 * With COLOR_AUTO it is coloured if it is a terminal that can be, and the
 * environment has no NO_COLOR that says something.
 */
struct color_output color_output_of(FILE *file, enum color_when when);

/* What is written in between has the colour. */
void color_begin(const struct color_output *output, enum color color);
void color_end(const struct color_output *output);

#endif
