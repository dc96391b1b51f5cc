/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The tables that Linux's log shows whole.
 */
#include <string.h>

#include "sim/import/linux.h"

enum { TEXT_BYTES_LEAST = 4096 };

static void
make_room(struct draft *draft, struct linux_text *text, size_t length)
{
	size_t capacity = text->capacity;
	char *larger;

	if (length <= capacity)
		return;
	if (capacity == 0)
		capacity = TEXT_BYTES_LEAST;
	while (capacity < length)
		capacity *= 2;
	larger = arena_alloc(draft->capture->arena, capacity, 1);
	if (text->length > 0)
		memcpy(larger, text->bytes, text->length);
	text->bytes = larger;
	text->capacity = capacity;
}

/* Whatever else stands in a kernel's line came there on the way. */
static bool
is_plain(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((line[i] < ' ' && line[i] != '\t') || line[i] > '~')
			return (false);
	return (true);
}

void
linux_text_add(struct log_run *run, struct linux_text *text)
{
	const char *line;
	size_t length;

	/* Nobody knows which blanks a mailer made a newline of. */
	if (run->is_joined || draft_is_full(&run->draft)) {
		text->is_doubtful = true;
		return;
	}
	line = run->line - run->indent;
	length = (size_t)(run->line_end - line);
	if (!is_plain(line, length))
		text->is_doubtful = true;
	make_room(&run->draft, text, text->length + length + 1);
	memcpy(text->bytes + text->length, line, length);
	text->length += length;
	text->bytes[text->length++] = '\n';
}

void
linux_text_restart(struct linux_text *text)
{
	text->length = 0;
	text->wanted = 0;
	text->is_doubtful = false;
}

void
linux_text_want(struct linux_text *text)
{
	text->wanted = text->length;
}

static void
add(struct log_run *run, const char *table, const struct linux_text *text)
{
	const struct linux_log *log = run->state;

	/* draft_add_witness_line puts the last newline there itself. */
	if (text->wanted > 0 && !text->is_doubtful)
		draft_add_witness_line(&run->draft, log->profile, table,
		    text->bytes, text->wanted - 1);
}

void
linux_finish_witness(struct log_run *run)
{
	const struct linux_log *log = run->state;

	if (log->profile[0] == '\0' ||
	    run->draft.capture->truncated != NULL)
		return;
	if (log->e820.kind == LINUX_MAP_FIRMWARE && log->e820.has_heading)
		add(run, "e820", &log->e820.text);
	/* Before EFI's map replaces the memory there is a dump as well. */
	if (log->is_x86 || !log->is_efi || log->memory.dump_total > 1)
		add(run, "memblock", &log->memory.dump_text);
	add(run, "reserved-mem", &log->memory.reserved_text);
}
