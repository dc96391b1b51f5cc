/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What batch hands to a worker at a time: a file, a text, or what is wrong
 * where there is none; and the captures in it.
 */
#ifndef BATCH_ITEM_H
#define BATCH_ITEM_H

#include "sim/read/json.h"

enum batch_item_kind {
	BATCH_FILE,		/* to be opened by who visits it */
	BATCH_TEXT,		/* one capture */
	BATCH_REFUSED		/* the text says why */
};

struct batch_item {
	enum batch_item_kind kind;
	const char *path;	/* of the file it comes from; "-" is input */
	const char *bytes;	/* TEXT, REFUSED */
	size_t length;
	size_t first_line;	/* TEXT: its number in the file */
	size_t input_bytes;	/* of the file that it stands for */
};

struct batch_visitor {
	void *context;
	/* Files that the capture names are relative to directory. */
	void (*captured)(void *context, const struct json_text *text,
	    const char *directory);
	void (*refused)(void *context, const char *file, const char *text);
};

/* Calls the visitor for every capture, in order. */
void batch_item_visit(const struct batch_item *item,
    const struct batch_visitor *visitor);

/* Blanks only: a line that is no capture. */
bool batch_line_is_blank(const char *line, size_t length);

/*
 * Is the file that has this first line, which is not blank, one capture a
 * line?  One called *.jsonl is.  Otherwise a line that is a whole object says
 * yes, one that opens an object and does not close it no, and after any other
 * *.json is one capture and the rest lines.
 */
bool batch_is_lines(const char *path, const char *line, size_t length);

bool batch_name_ends(const char *name, const char *ending);

#endif
