/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/log_index.h"

#include <stdlib.h>

#include "sim/host.h"

static bool
rule_begins(const struct log_rule *rule, unsigned byte)
{
	if (rule->start != NULL)
		return ((unsigned char)rule->start[0] == byte);
	return (byte != 0 && strchr(rule->first_of, (int)byte) != NULL);
}

static struct log_owner
owner_of(struct log_boots *boots, const struct log_rule *rule)
{
	struct log_owner owner = { .boots = boots, .rule = rule };

	if (rule->start == NULL) {
		owner.is_rest = strcmp(rule->first_of, LOG_ANY_BYTE) == 0;
	} else {
		owner.start_bytes = strlen(rule->start);
		owner.start_last = rule->start[owner.start_bytes - 1];
	}
	return (owner);
}

/* Who may own lines that begin with byte; owners may be NULL. */
static size_t
list_owners(struct log_boots *forms, size_t form_count, unsigned byte,
    struct log_owner *owners)
{
	size_t count = 0;

	for (size_t i = 0; i < form_count; i++) {
		struct log_boots *boots = &forms[i];

		for (const struct log_rule *rule = boots->run.form->rules;
		    rule->take != NULL; rule++) {
			if (!rule_begins(rule, byte))
				continue;
			if (owners != NULL)
				owners[count] = owner_of(boots, rule);
			count++;
		}
	}
	return (count);
}

void
log_index_make(struct log_index *ret_index, struct log_boots *forms,
    size_t form_count)
{
	size_t *first = ret_index->first;

	first[0] = 0;
	for (unsigned byte = 0; byte < 256; byte++)
		first[byte + 1] = first[byte] +
		    list_owners(forms, form_count, byte, NULL);
	ret_index->owners = host_allocate(first[256],
	    sizeof(ret_index->owners[0]));
	for (unsigned byte = 0; byte < 256; byte++)
		list_owners(forms, form_count, byte,
		    ret_index->owners + first[byte]);
}

void
log_index_free(struct log_index *index)
{
	free(index->owners);
}

bool
log_index_is_owned(const struct log_index *index,
    const struct log_boots *boots, const struct log_line *line)
{
	const unsigned char byte = (unsigned char)*line->text;

	for (size_t i = index->first[byte]; i < index->first[byte + 1]; i++)
		if (index->owners[i].boots == boots &&
		    index->owners[i].start_bytes > 0 &&
		    log_owner_may_own(&index->owners[i], line))
			return (true);
	return (false);
}
