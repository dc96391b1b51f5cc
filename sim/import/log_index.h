/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Which rules may own a line, by the line's first byte: most lines of a log
 * are of nobody, and are done with here.
 */
#ifndef IMPORT_LOG_INDEX_H
#define IMPORT_LOG_INDEX_H

#include <string.h>

#include "sim/import/log_boots.h"
#include "sim/import/log_line.h"

/* A rule of one of the forms. */
struct log_owner {
	struct log_boots *boots;
	const struct log_rule *rule;
	size_t start_bytes;	/* of rule->start; 0 without one */
	char start_last;	/* the last of them */
	bool is_rest;		/* see LOG_ANY_BYTE */
};

/* Those of byte b are owners[first[b]] to owners[first[b + 1] - 1]. */
struct log_index {
	struct log_owner *owners;
	size_t first[257];
};

void log_index_make(struct log_index *ret_index, struct log_boots *forms,
    size_t form_count);
void log_index_free(struct log_index *index);

/*
 * Does the line, whose first byte is right, begin as the rule says?  Most
 * lines are done with at the last byte of that, without a call.
 */
static inline bool
log_owner_may_own(const struct log_owner *owner, const struct log_line *line)
{
	const size_t length = owner->start_bytes;

	return (length <= 1 || ((size_t)(line->end - line->text) >= length &&
	    line->text[length - 1] == owner->start_last &&
	    memcmp(line->text, owner->rule->start, length) == 0));
}

/* Does a rule of the form own the line by how it begins? */
bool log_index_is_owned(const struct log_index *index,
    const struct log_boots *boots, const struct log_line *line);

#endif
