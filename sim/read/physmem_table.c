/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Finds the tables among the lines of a log.
 */
#include "sim/read/physmem_table.h"

#include <string.h>

#include "sim/read/log_prefix.h"
#include "sim/read/physmem_row.h"
#include "sim/read/utf8.h"

static const char chunks_heading[] = "Physical memory chunk(s):";
static const char excluded_heading[] = "Excluded memory regions:";

static const char *const list_names[PRINTED_KIND_COUNT] = {
	[PRINTED_CHUNKS] = "physmem.chunks",
	[PRINTED_EXCLUDED] = "physmem.excluded",
	[PRINTED_PHYS_CHUNKS] = "phys_chunks",
	[PRINTED_PHYS_AVAIL] = "phys_avail",
	[PRINTED_DUMP_AVAIL] = "dump_avail",
};

struct line {
	const char *start;	/* prefix and all */
	const char *text;	/* what the kernel printed */
	const char *end;	/* without newline and carriage return */
	size_t number;		/* from 1 */
};

enum place {
	OUTSIDE,
	BELOW_CHUNKS_HEADING,	/* two tables have it; a row will tell */
	IN_TABLE,
};

struct table_reader {
	const char *file;
	struct printed_tables *tables;
	struct read_error *error;
	struct line line;
	enum place place;
	enum printed_kind kind;		/* of the table we are in */
	enum printed_kind pair_kind;	/* what '[START, END)' rows are */
	size_t row_count;		/* of that table, empty ones too */
	struct line heading;		/* the latest heading of chunks */
	struct line physmem_heading;
};

static void
add_position(struct table_reader *reader, const struct line *line,
    const char *culprit)
{
	size_t column = 1;
	uint32_t character;

	for (const char *at = line->start; at < culprit; column++) {
		size_t used = utf8_decode(at, (size_t)(culprit - at),
		    &character);

		at += used == 0 ? 1 : used;
	}
	read_error_clear(reader->error);
	read_error_add_foreign(reader->error, reader->file,
	    strlen(reader->file), READ_ERROR_FILE_BYTES);
	read_error_add(reader->error, ":%zu:%zu: ", line->number, column);
}

/* The word there: what a message shows of a damaged row. */
static void
add_value(struct table_reader *reader, const struct line *line,
    const char *culprit)
{
	const char *end = culprit;

	while (end < line->end && (end == culprit ||
	    strchr(" \t,()", *end) == NULL))
		end++;
	if (end == culprit)
		read_error_add(reader->error, ": (end of line)");
	else {
		read_error_add(reader->error, ": ");
		read_error_add_foreign(reader->error, culprit,
		    (size_t)(end - culprit), READ_ERROR_VALUE_BYTES);
	}
}

/* The whole line is what is wrong. */
static bool
refuse_line(struct table_reader *reader, const struct line *line,
    const char *path, const char *what)
{
	const char *text = line->text;

	while (text < line->end && (*text == ' ' || *text == '\t'))
		text++;
	add_position(reader, line, text);
	read_error_add(reader->error, "%s: %s: ", path, what);
	read_error_add_foreign(reader->error, text,
	    (size_t)(line->end - text), READ_ERROR_VALUE_BYTES);
	return (false);
}

/* A longer copy; the arena keeps the shorter one, half as long, too. */
static void *
grown(struct arena *arena, const void *old, size_t used, size_t size,
    size_t needed, size_t *capacity)
{
	size_t wanted = *capacity < 64 ? 64 : *capacity * 2;
	void *larger;

	if (wanted < needed)
		wanted = needed;
	larger = arena_alloc(arena, wanted, size);
	if (used > 0)
		memcpy(larger, old, used * size);
	*capacity = wanted;
	return (larger);
}

static void
keep_text(struct table_reader *reader, enum printed_kind kind,
    const struct line *line)
{
	struct printed_list *list = &reader->tables->lists[kind];
	size_t length = (size_t)(line->end - line->text);
	size_t needed = list->text_bytes + length + 1;

	if (needed > list->text_capacity)
		list->text = grown(reader->tables->arena, list->text,
		    list->text_bytes, 1, needed, &list->text_capacity);
	memcpy(list->text + list->text_bytes, line->text, length);
	list->text[needed - 1] = '\n';
	list->text_bytes = needed;
}

static bool
begin_list(struct table_reader *reader, enum printed_kind kind)
{
	struct printed_list *list = &reader->tables->lists[kind];

	if (list->is_present)
		return (refuse_line(reader, &reader->line, list_names[kind],
		    "a second table of the kind; leave one boot in the "
		    "file"));
	list->is_present = true;
	reader->place = IN_TABLE;
	reader->kind = kind;
	reader->row_count = 0;
	return (true);
}

/* Now that it is known which table the heading of chunks began. */
static bool
begin_chunks(struct table_reader *reader, enum printed_kind kind)
{
	if (!begin_list(reader, kind))
		return (false);
	keep_text(reader, kind, &reader->heading);
	if (kind == PRINTED_CHUNKS)
		reader->physmem_heading = reader->heading;
	return (true);
}

static bool
leave_table(struct table_reader *reader)
{
	/* A kernel with no memory at all does not live to print that. */
	if (reader->place == BELOW_CHUNKS_HEADING)
		return (refuse_line(reader, &reader->heading, "(no table)",
		    "no row below it, the table is cut off"));
	reader->place = OUTSIDE;
	return (true);
}

static bool
read_chunks_heading(struct table_reader *reader)
{
	if (!leave_table(reader))
		return (false);
	reader->heading = reader->line;
	reader->place = BELOW_CHUNKS_HEADING;
	return (true);
}

static bool
read_excluded_heading(struct table_reader *reader)
{
	if (reader->place == BELOW_CHUNKS_HEADING &&
	    !begin_chunks(reader, PRINTED_CHUNKS))
		return (false);
	if (!reader->tables->lists[PRINTED_CHUNKS].is_present)
		return (refuse_line(reader, &reader->line, "physmem",
		    "no `Physical memory chunk(s):` before it"));
	if (!begin_list(reader, PRINTED_EXCLUDED))
		return (false);
	keep_text(reader, PRINTED_EXCLUDED, &reader->line);
	return (true);
}

static bool
keep_row(struct table_reader *reader, const struct row_numbers *numbers)
{
	struct printed_list *list = &reader->tables->lists[reader->kind];

	keep_text(reader, reader->kind, &reader->line);
	reader->row_count++;
	/* It is in the text, but excludes or offers nothing. */
	if (numbers->is_empty)
		return (true);
	if (list->count == PHYSMEM_TABLE_ROWS_MAX)
		return (refuse_line(reader, &reader->line,
		    list_names[reader->kind], "more than 1048576 rows, the "
		    "limit"));
	if (list->count == list->capacity)
		list->rows = grown(reader->tables->arena, list->rows,
		    list->count, sizeof(list->rows[0]), list->count + 1,
		    &list->capacity);
	list->rows[list->count++] = (struct printed_row){
	    bm_range_closed(numbers->start, numbers->last), numbers->flags };
	return (true);
}

static bool
read_row(struct table_reader *reader)
{
	struct read_error what;
	struct row row = { reader->line.text, reader->line.end, NULL,
	    &what };
	struct row_numbers numbers;

	read_error_clear(&what);
	if (physmem_row_read(&row, reader->kind,
	    &reader->tables->page_sizes, &numbers))
		return (keep_row(reader, &numbers));
	add_position(reader, &reader->line, row.culprit);
	read_error_add(reader->error, "%s[%zu]: %s",
	    list_names[reader->kind], reader->row_count, what.text);
	add_value(reader, &reader->line, row.culprit);
	return (false);
}

/* Rows of this form have no heading: the first one begins the table. */
static bool
read_pair_row(struct table_reader *reader)
{
	bool goes_on = reader->place == IN_TABLE &&
	    reader->kind == reader->pair_kind;

	if (!goes_on && (!leave_table(reader) ||
	    !begin_list(reader, reader->pair_kind)))
		return (false);
	return (read_row(reader));
}

static bool
line_starts(const char *text, const char *end, const char *word)
{
	size_t length = strlen(word);

	return ((size_t)(end - text) >= length &&
	    memcmp(text, word, length) == 0);
}

static bool
line_is(const char *text, const char *end, const char *word)
{
	return ((size_t)(end - text) == strlen(word) &&
	    line_starts(text, end, word));
}

static bool
line_ends(const char *text, const char *end, const char *word)
{
	size_t length = strlen(word);

	return ((size_t)(end - text) >= length &&
	    memcmp(end - length, word, length) == 0);
}

static bool
line_holds(const char *text, const char *end, const char *word)
{
	for (; text < end; text++)
		if (*text == *word && line_starts(text, end, word))
			return (true);
	return (false);
}

/* bootmem's own '== capture: profile: table ==' says which pairs follow. */
static bool
read_title(struct table_reader *reader, const char *text, const char *end)
{
	bool is_dump = line_ends(text, end, ": dump_avail ==");

	if (!leave_table(reader))
		return (false);
	if (!is_dump && !line_ends(text, end, ": phys_avail =="))
		return (true);
	reader->pair_kind = is_dump ? PRINTED_DUMP_AVAIL : PRINTED_PHYS_AVAIL;
	return (begin_list(reader, reader->pair_kind));
}

static bool
read_line(struct table_reader *reader)
{
	const char *text = reader->line.text, *end = reader->line.end;
	bool is_row;

	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (text == end)
		return (true);
	if (line_is(text, end, chunks_heading))
		return (read_chunks_heading(reader));
	if (line_is(text, end, excluded_heading))
		return (read_excluded_heading(reader));
	if (line_starts(text, end, "== ") && line_ends(text, end, " =="))
		return (read_title(reader, text, end));
	if (line_starts(text, end, "[0x"))
		return (read_pair_row(reader));
	is_row = line_starts(text, end, "0x");
	if (reader->place == OUTSIDE && is_row &&
	    line_holds(text, end, "pages)"))
		return (refuse_line(reader, &reader->line, "(no table)",
		    "a row below no heading"));
	/* A row may have lost its beginning. */
	is_row = is_row || line_holds(text, end, " pages)");
	if (reader->place == OUTSIDE || !is_row)
		return (leave_table(reader));
	if (reader->place == BELOW_CHUNKS_HEADING &&
	    !begin_chunks(reader, physmem_row_kind(text, end)))
		return (false);
	return (read_row(reader));
}

static bool
read_lines(struct table_reader *reader, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	for (const char *next = bytes; next < end;) {
		const char *newline = memchr(next, '\n',
		    (size_t)(end - next));
		struct line *line = &reader->line;

		line->start = next;
		line->end = newline == NULL ? end : newline;
		next = newline == NULL ? end : newline + 1;
		while (line->end > line->start && line->end[-1] == '\r')
			line->end--;
		line->text = line->start + log_prefix_length(line->start,
		    (size_t)(line->end - line->start));
		line->number++;
		if (!read_line(reader))
			return (false);
	}
	return (leave_table(reader));
}

static bool
check_complete(struct table_reader *reader)
{
	const struct printed_list *lists = reader->tables->lists;

	if (lists[PRINTED_CHUNKS].is_present &&
	    !lists[PRINTED_EXCLUDED].is_present)
		return (refuse_line(reader, &reader->physmem_heading,
		    "physmem", "no `Excluded memory regions:` below it, the "
		    "table is cut off"));
	return (true);
}

struct printed_tables *
printed_tables_read(const char *file, const char *bytes, size_t length,
    uint64_t page_sizes, struct read_error *ret_error)
{
	struct arena *arena = arena_new();
	struct table_reader reader = { .file = file, .error = ret_error,
	    .tables = arena_alloc(arena, 1, sizeof(struct printed_tables)),
	    .pair_kind = PRINTED_PHYS_AVAIL };

	reader.tables->arena = arena;
	reader.tables->page_sizes = page_sizes;
	if (read_lines(&reader, bytes, length) && check_complete(&reader))
		return (reader.tables);
	arena_free(arena);
	return (NULL);
}

bool
printed_tables_is_empty(const struct printed_tables *tables)
{
	for (size_t i = 0; i < PRINTED_KIND_COUNT; i++)
		if (tables->lists[i].is_present)
			return (false);
	return (true);
}

void
printed_tables_free(struct printed_tables *tables)
{
	if (tables != NULL)
		arena_free(tables->arena);
}
