/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/log_boots.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"

static void
begin_draft(struct log_boots *boots)
{
	boots->current = (struct log_boot){ .is_there = true };
	boots->run.draft = draft_new();
	memset(boots->run.state, 0, boots->run.form->state_bytes);
}

static void
drop(struct log_boot *boot)
{
	if (!boot->is_there)
		return;
	draft_free(&boot->draft);
	free(boot->error);
	boot->is_there = false;
}

/* Is boot, the latest, the one that is asked for, as far as we know now? */
static bool
is_wanted(const struct log_boots *boots, const struct log_boot *boot)
{
	if (boots->wanted != 0)
		return (boots->count == boots->wanted);
	/* What breaks off gives way to what is whole, a damaged one never. */
	return (!boots->kept.is_there || boot->error != NULL ||
	    boot->draft.capture->truncated == NULL ||
	    boots->kept.draft.capture->truncated != NULL);
}

static bool
is_nothing_at_0(struct bm_extent extent)
{
	return (extent.base == 0 && extent.length == 0);
}

/* By base and last byte no byte at 0 and all 2^64 are spelt alike. */
static void
note_no_size(struct draft *draft)
{
	const struct capture *capture = draft->capture;
	bool is_there = false;

	for (size_t i = 0; i < capture->e820.count; i++)
		is_there |= is_nothing_at_0(capture->e820.entries[i].extent);
	for (size_t i = 0; i < capture->fdt.memory.count; i++)
		is_there |= is_nothing_at_0(capture->fdt.memory.entries[i]);
	if (is_there)
		draft_note(draft, "a range from 0 is taken for one of no byte; "
		    "one of all 2^64, for which a capture has no size, may "
		    "be shown alike");
}

void
log_boots_end(struct log_boots *boots)
{
	struct log_boot boot = boots->current;

	if (boots->run.form->finish != NULL)
		boots->run.form->finish(&boots->run);
	note_no_size(&boots->run.draft);
	boot.draft = boots->run.draft;
	if (boot.error != NULL || draft_has_map(&boot.draft)) {
		boots->count++;
		if (is_wanted(boots, &boot)) {
			drop(&boots->kept);
			boots->kept = boot;
			return;
		}
	}
	drop(&boot);
}

void
log_begin_boot(struct log_run *run)
{
	log_boots_end(run->boots);
	begin_draft(run->boots);
}

void
log_boots_open(struct log_boots *boots, const struct import_form *form,
    size_t wanted)
{
	boots->wanted = wanted;
	boots->run = (struct log_run){ .form = form, .boots = boots,
	    .state = host_allocate(1, form->state_bytes + 1) };
	begin_draft(boots);
}

void
log_boots_close(struct log_boots *boots)
{
	drop(&boots->kept);
	log_boots_forget_part(boots);
	free(boots->run.state);
}

void
log_boots_fail(struct log_boots *boots, const struct read_error *error,
    size_t line_number)
{
	if (boots->current.error != NULL)
		return;
	boots->current.error = host_allocate(1, sizeof(*error));
	*boots->current.error = *error;
	boots->current.error_line = line_number;
}

void
log_boots_forgive(struct log_boots *boots, size_t line_number)
{
	free(boots->current.error);
	boots->current.error = NULL;
	draft_truncate(&boots->run.draft, "the log breaks off within line "
	    "%zu", line_number);
}

void
log_boots_keep_part(struct log_boots *boots, const struct log_rule *rule,
    const char *line, const char *end)
{
	size_t length = (size_t)(end - line);
	char *part = host_allocate(length, 1);

	memcpy(part, line, length);
	free(boots->part);
	boots->part = part;
	boots->part_bytes = length;
	boots->part_count++;
	boots->part_rule = rule;
}

void
log_boots_forget_part(struct log_boots *boots)
{
	free(boots->part);
	boots->part = NULL;
	boots->part_count = 0;
}
