/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boots that one form finds in a log: the one that is being read, and of
 * those before it the one that is asked for.
 */
#ifndef IMPORT_LOG_BOOTS_H
#define IMPORT_LOG_BOOTS_H

#include "sim/import/form.h"

struct log_boot {
	bool is_there;
	struct draft draft;
	struct read_error *error;	/* the first; NULL: none */
	size_t error_line;
};

struct log_boots {
	struct log_run run;
	size_t wanted;		/* counted from 1; 0: the last whole one */
	size_t count;		/* boots with a map that are over */
	struct log_boot current;	/* its draft is the run's */
	struct log_boot kept;
	/* A line that goes on in the next one, perhaps. */
	char *part;
	size_t part_bytes;
	size_t part_count;
	struct read_error part_error;
	const struct log_rule *part_rule;
};

/* Zeroed before; the rest is theirs until they are closed. */
void log_boots_open(struct log_boots *boots, const struct import_form *form,
    size_t wanted);
void log_boots_close(struct log_boots *boots);

/* The boot that is being read is over. */
void log_boots_end(struct log_boots *boots);

/* It is damaged; the first error counts. */
void log_boots_fail(struct log_boots *boots, const struct read_error *error,
    size_t line_number);

/* What is wrong with the last line is that the rest of it is missing. */
void log_boots_forgive(struct log_boots *boots, size_t line_number);

/* A line so far, for the next one to be added to. */
void log_boots_keep_part(struct log_boots *boots,
    const struct log_rule *rule, const char *line, const char *end);
void log_boots_forget_part(struct log_boots *boots);

#endif
