/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/log.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/import/log_index.h"
#include "sim/read/lines.h"

/* More lines than this are never one that a mailer wrapped. */
enum { PARTS_MAX = 3 };

struct log {
	const struct log_request *request;
	const char *name;	/* of the file */
	struct log_boots *forms;
	size_t form_count;
	struct log_index index;
	struct log_line line;
	size_t line_number;
	bool is_cut;		/* the latest line has no newline */
	bool has_parts;		/* a form waits for the rest of a line */
};

static void
describe(const struct log *log, const struct log_boots *boots,
    const struct row *row, struct read_error *ret_error)
{
	const char *value_end = row->end;

	read_error_clear(ret_error);
	read_error_add_foreign(ret_error, log->name, strlen(log->name),
	    READ_ERROR_FILE_BYTES);
	read_error_add(ret_error, ":%zu:%zu: %s: %s", log->line_number,
	    log_line_column(&log->line, row->culprit), boots->run.form->name,
	    row->what->text);
	if (row->culprit < value_end) {
		read_error_add(ret_error, ": ");
		read_error_add_foreign(ret_error, row->culprit,
		    (size_t)(value_end - row->culprit),
		    READ_ERROR_VALUE_BYTES);
	}
}

static enum log_verdict
ask(struct log_boots *boots, const struct log_rule *rule, const char *line,
    const char *end, struct row *row)
{
	enum log_verdict verdict;

	row->at = line + (rule->start == NULL ? 0 : strlen(rule->start));
	row->end = end;
	row->culprit = line;
	read_error_clear(row->what);
	boots->run.line = line;
	boots->run.line_end = end;
	boots->run.is_idle = false;
	verdict = rule->take(&boots->run, row);
	if (draft_is_full(&boots->run.draft) && verdict == LOG_TAKEN) {
		row_refuse(row, line, "more than %zu map entries, the limit",
		    CAPTURE_ENTRIES_MAX);
		verdict = LOG_REFUSED;
	}
	return (verdict);
}

/* True if the line at hand goes on with the part that is kept. */
static bool
join(struct log *log, struct log_boots *boots)
{
	const struct log_line *line = &log->line;
	const size_t length = (size_t)(line->end - line->text);
	struct read_error what;
	struct row row = { .what = &what };
	enum log_verdict verdict;
	char *whole;

	if (length == 0 || log_index_is_owned(&log->index, boots,
	    line)) {
		log_boots_fail(boots, &boots->part_error,
		    log->line_number);
		log_boots_forget_part(boots);
		return (false);
	}
	whole = host_allocate(boots->part_bytes + 1 + length, 1);
	memcpy(whole, boots->part, boots->part_bytes);
	whole[boots->part_bytes] = ' ';
	memcpy(whole + boots->part_bytes + 1, line->text, length);
	boots->run.is_joined = true;
	/* There are none in front of it in memory. */
	boots->run.indent = 0;
	verdict = ask(boots, boots->part_rule, whole,
	    whole + boots->part_bytes + 1 + length, &row);
	boots->run.is_joined = false;
	if (verdict == LOG_REFUSED && row.culprit == row.end &&
	    boots->part_count < PARTS_MAX) {
		log_boots_keep_part(boots, boots->part_rule, whole, row.end);
	} else {
		if (verdict == LOG_REFUSED)
			log_boots_fail(boots, &boots->part_error,
		    log->line_number);
		log_boots_forget_part(boots);
	}
	free(whole);
	return (verdict == LOG_TAKEN || boots->part != NULL);
}

/* A line of the form's that it cannot read, or not yet. */
static void
refuse(struct log *log, struct log_boots *boots,
    const struct log_rule *rule, const struct row *row)
{
	struct read_error error;

	describe(log, boots, row, &error);
	if (row->culprit == row->end) {
		boots->part_error = error;
		log_boots_keep_part(boots, rule, log->line.text,
		    row->end);
		log->has_parts = true;
	} else {
		log_boots_fail(boots, &error, log->line_number);
	}
}

/* The latest form that the line goes on for. */
static const struct log_boots *
join_parts(struct log *log)
{
	const struct log_boots *served = NULL;

	log->has_parts = false;
	for (size_t i = 0; i < log->form_count; i++) {
		struct log_boots *boots = &log->forms[i];

		if (boots->part == NULL)
			continue;
		if (join(log, boots))
			served = boots;
		log->has_parts |= boots->part != NULL;
	}
	return (served);
}

static void
read_line(struct log *log)
{
	const struct log_line *line = &log->line;
	const struct log_boots *served = NULL;
	struct read_error what;
	struct row row = { .what = &what };
	unsigned char byte;

	if (log->has_parts)
		served = join_parts(log);
	if (line->text == line->end)
		return;
	byte = (unsigned char)*line->text;
	for (size_t i = log->index.first[byte];
	    i < log->index.first[byte + 1]; i++) {
		const struct log_owner *owner = &log->index.owners[i];
		enum log_verdict verdict;

		if (owner->boots == served || !log_owner_may_own(owner, line) ||
		    (owner->is_rest && owner->boots->run.is_idle))
			continue;
		owner->boots->run.indent = line->indent;
		verdict = ask(owner->boots, owner->rule, line->text,
		    line->end, &row);
		if (verdict == LOG_PASSED)
			continue;
		/* A form's rules stand together: this one has had its say. */
		served = owner->boots;
		if (verdict == LOG_REFUSED)
			refuse(log, owner->boots, owner->rule, &row);
	}
}

static void
open_forms(struct log *log)
{
	log->forms = host_allocate(import_form_count,
	    sizeof(log->forms[0]));
	for (size_t i = 0; i < import_form_count; i++) {
		const struct import_form *form = import_forms[i];
		struct log_boots *boots = &log->forms[log->form_count];

		if (form->rules == NULL || (log->request->form != NULL &&
		    log->request->form != form))
			continue;
		log->form_count++;
		log_boots_open(boots, form, log->request->boot);
	}
	log_index_make(&log->index, log->forms, log->form_count);
}

static void
close_forms(struct log *log)
{
	for (size_t i = 0; i < log->form_count; i++)
		log_boots_close(&log->forms[i]);
	free(log->forms);
	log_index_free(&log->index);
	log_line_free(&log->line);
}

/* The log is over, or cut off for the reason given: what is half said goes. */
static void
end_forms(struct log *log, const char *cut)
{
	for (size_t i = 0; i < log->form_count; i++) {
		struct log_boots *boots = &log->forms[i];

		if (boots->part != NULL)
			log_boots_fail(boots, &boots->part_error,
		    log->line_number);
		if (cut != NULL)
			draft_truncate(&boots->run.draft, "behind line %zu: "
			    "%s", log->line_number, cut);
		else if (log->is_cut && boots->current.error != NULL &&
		    boots->current.error_line == log->line_number)
			log_boots_forgive(boots, log->line_number);
		log_boots_end(boots);
	}
}

static size_t
count_boots(const struct log *log)
{
	size_t count = 0;

	for (size_t i = 0; i < log->form_count; i++)
		if (log->forms[i].count > count)
			count = log->forms[i].count;
	return (count);
}

static void
describe_nothing(const struct log *log, struct read_error *ret_error)
{
	const size_t count = count_boots(log);

	if (count > 0)
		read_error_file(ret_error, log->name, "--boot=%zu: there are "
		    "%zu boots with a map", log->request->boot, count);
	else
		read_error_file(ret_error, log->name, "no memory map in %zu "
		    "lines (see bootmem list formats)", log->line_number);
}

static bool
choose(struct log *log, struct log_result *ret_result,
    struct read_error *ret_error)
{
	struct log_boots *chosen = NULL;

	ret_result->also = NULL;
	for (size_t i = 0; i < log->form_count; i++) {
		struct log_boots *boots = &log->forms[i];

		if (!boots->kept.is_there)
			continue;
		if (chosen == NULL)
			chosen = boots;
		else if (ret_result->also == NULL)
			ret_result->also = boots->run.form;
	}
	if (chosen == NULL) {
		describe_nothing(log, ret_error);
		return (false);
	}
	if (chosen->kept.error != NULL) {
		*ret_error = *chosen->kept.error;
		return (false);
	}
	ret_result->form = chosen->run.form;
	ret_result->draft = chosen->kept.draft;
	chosen->kept.is_there = false;
	return (true);
}

static enum lines_result
read_lines(struct log *log, struct lines *lines, struct read_error *ret_error)
{
	enum lines_result result;
	const char *line;
	size_t length;

	while ((result = lines_next(lines, &line, &length, ret_error)) ==
	    LINES_NEXT) {
		log->line_number++;
		log_line_set(&log->line, line, length);
		read_line(log);
		log->is_cut = lines_is_cut(lines);
	}
	return (result);
}

bool
log_read(struct stream *stream, const struct log_request *request,
    struct log_result *ret_result, struct read_error *ret_error)
{
	struct log log = { .request = request, .name = stream->name };
	struct lines *lines = lines_of(stream, LOG_LINE_BYTES_MAX);
	bool is_whole, is_read;

	open_forms(&log);
	is_whole = read_lines(&log, lines, ret_error) == LINES_END;
	end_forms(&log, is_whole ? NULL : ret_error->text);
	/* What could not be read outweighs that nothing was found before. */
	is_read = choose(&log, ret_result, is_whole ? ret_error :
	    &(struct read_error){ .length = 0 });
	if (!is_whole && !is_read && log.line_number > 0)
		read_error_add(ret_error, ", behind line %zu",
		    log.line_number);
	close_forms(&log);
	lines_close(lines);
	return (is_read);
}
