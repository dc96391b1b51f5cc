/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/table_options.h"

#include "core/contract.h"

static const char *
table_name_at(size_t index)
{
	return (tables[index].name);
}

static bool
add(void *context, const char *name)
{
	struct asked_tables *asked = context;
	const struct table *table = table_find(name);

	if (table == NULL) {
		complain_of_name("--table: no such table", name,
		    table_name_at, table_count);
		return (false);
	}
	for (size_t i = 0; i < asked->count; i++)
		if (asked->entries[i] == table)
			return (true);
	BM_CONTRACT(asked->count < TABLES_ASKED_MAX);
	asked->entries[asked->count++] = table;
	return (true);
}

bool
asked_tables_take(struct asked_tables *asked, char *names)
{
	asked->count = 0;
	return (each_word(names, add, asked));
}

void
asked_tables_all(struct asked_tables *asked)
{
	for (asked->count = 0; asked->count < table_count; asked->count++)
		asked->entries[asked->count] = &tables[asked->count];
}

enum bm_stage
asked_tables_stage(const struct asked_tables *asked)
{
	enum bm_stage stage = BM_STAGE_FIRMWARE;

	for (size_t i = 0; i < asked->count; i++)
		if (asked->entries[i]->stage > stage)
			stage = asked->entries[i]->stage;
	return (stage);
}
