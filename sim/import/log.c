/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/log.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/import/log_line.h"
#include "sim/read/lines.h"

/* More lines than this are never one that a mailer wrapped. */
enum { PARTS_MAX = 3 };

/* A boot that was read to its end. */
struct log_boot {
	bool is_there;
	struct draft draft;
	struct read_error *error;	/* the first; NULL: none */
	size_t error_line;
};

/* What a form has read so far. */
struct log_boots {
	struct log_run run;
	const struct log *log;
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

/* A rule of one of the forms. */
struct owner {
	struct log_boots *boots;
	const struct log_rule *rule;
	size_t start_bytes;	/* of rule->start; 0 without one */
};

struct log {
	const struct log_request *request;
	const char *name;	/* of the file */
	struct log_boots *forms;
	size_t form_count;
	/* Who may own a line by its first byte; those of byte b are
	 * owners[first[b]] to owners[first[b + 1] - 1]. */
	struct owner *owners;
	size_t first[257];
	struct log_line line;
	size_t line_number;
	bool is_cut;		/* the latest line has no newline */
	bool has_parts;		/* a form waits for the rest of a line */
};

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
	const size_t wanted = boots->log->request->boot;

	if (wanted != 0)
		return (boots->count == wanted);
	/* What breaks off gives way to what is whole, a damaged one never. */
	return (!boots->kept.is_there || boot->error != NULL ||
	    boot->draft.capture->truncated == NULL ||
	    boots->kept.draft.capture->truncated != NULL);
}

static void
end_boot(struct log_boots *boots)
{
	struct log_boot boot = boots->current;

	if (boots->run.form->finish != NULL)
		boots->run.form->finish(&boots->run);
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
	end_boot(run->boots);
	begin_draft(run->boots);
}

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

static void
keep_error(struct log_boots *boots, const struct read_error *error)
{
	if (boots->current.error != NULL)
		return;
	boots->current.error = host_allocate(1, sizeof(*error));
	*boots->current.error = *error;
	boots->current.error_line = boots->log->line_number;
}

/* The line so far, for the next one to be added to. */
static void
keep_part(struct log_boots *boots, const struct log_rule *rule,
    const struct row *row, const char *line)
{
	size_t length = (size_t)(row->end - line);
	char *part = host_allocate(length, 1);

	memcpy(part, line, length);
	free(boots->part);
	boots->part = part;
	boots->part_bytes = length;
	boots->part_count++;
	boots->part_rule = rule;
}

static void
forget_part(struct log_boots *boots)
{
	free(boots->part);
	boots->part = NULL;
	boots->part_count = 0;
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
	verdict = rule->take(&boots->run, row);
	if (draft_is_full(&boots->run.draft) && verdict == LOG_TAKEN) {
		row_refuse(row, line, "more than %zu map entries, the limit",
		    CAPTURE_ENTRIES_MAX);
		verdict = LOG_REFUSED;
	}
	return (verdict);
}

/*
 * Does the line, whose first byte is right, begin as the rule says?  Most
 * lines are done with at the last byte of that, without a call.
 */
static bool
may_own(const struct owner *owner, const struct log_line *line)
{
	const size_t length = owner->start_bytes;
	const char *start = owner->rule->start;

	return (length <= 1 || ((size_t)(line->end - line->text) >= length &&
	    line->text[length - 1] == start[length - 1] &&
	    memcmp(line->text, start, length) == 0));
}

/* Does a rule of the form own the line by how it begins? */
static bool
is_owned(const struct log *log, const struct log_boots *boots)
{
	const unsigned char byte = (unsigned char)*log->line.text;

	for (size_t i = log->first[byte]; i < log->first[byte + 1]; i++)
		if (log->owners[i].boots == boots &&
		    log->owners[i].start_bytes > 0 &&
		    may_own(&log->owners[i], &log->line))
			return (true);
	return (false);
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

	if (length == 0 || is_owned(log, boots)) {
		keep_error(boots, &boots->part_error);
		forget_part(boots);
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
		keep_part(boots, boots->part_rule, &row, whole);
	} else {
		if (verdict == LOG_REFUSED)
			keep_error(boots, &boots->part_error);
		forget_part(boots);
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
		keep_part(boots, rule, row, log->line.text);
		log->has_parts = true;
	} else {
		keep_error(boots, &error);
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
	for (size_t i = log->first[byte]; i < log->first[byte + 1]; i++) {
		const struct owner *owner = &log->owners[i];
		enum log_verdict verdict;

		if (owner->boots == served || !may_own(owner, line))
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

static bool
rule_begins(const struct log_rule *rule, unsigned byte)
{
	if (rule->start != NULL)
		return ((unsigned char)rule->start[0] == byte);
	return (byte != 0 && strchr(rule->first_of, (int)byte) != NULL);
}

/* Who may own lines that begin with byte; owners may be NULL. */
static size_t
list_owners(const struct log *log, unsigned byte, struct owner *owners)
{
	size_t count = 0;

	for (size_t i = 0; i < log->form_count; i++) {
		struct log_boots *boots = &log->forms[i];

		for (const struct log_rule *rule = boots->run.form->rules;
		    rule->take != NULL; rule++) {
			if (!rule_begins(rule, byte))
				continue;
			if (owners != NULL)
				owners[count] = (struct owner){ boots, rule,
				    rule->start == NULL ? 0 :
				    strlen(rule->start) };
			count++;
		}
	}
	return (count);
}

static void
make_index(struct log *log)
{
	for (unsigned byte = 0; byte < 256; byte++)
		log->first[byte + 1] = log->first[byte] +
		    list_owners(log, byte, NULL);
	log->owners = host_allocate(log->first[256], sizeof(log->owners[0]));
	for (unsigned byte = 0; byte < 256; byte++)
		list_owners(log, byte, log->owners + log->first[byte]);
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
		boots->log = log;
		boots->run = (struct log_run){ .form = form,
		    .boots = boots,
		    .state = host_allocate(1, form->state_bytes + 1) };
		begin_draft(boots);
	}
	make_index(log);
}

static void
close_forms(struct log *log)
{
	for (size_t i = 0; i < log->form_count; i++) {
		drop(&log->forms[i].kept);
		forget_part(&log->forms[i]);
		free(log->forms[i].run.state);
	}
	free(log->forms);
	free(log->owners);
	log_line_free(&log->line);
}

/* What is wrong with the last line is that the rest of it is missing. */
static void
forgive(struct log_boots *boots)
{
	free(boots->current.error);
	boots->current.error = NULL;
	draft_truncate(&boots->run.draft, "the log breaks off within line "
	    "%zu", boots->log->line_number);
}

/* The log is over, or cut off for the reason given: what is half said goes. */
static void
end_forms(struct log *log, const char *cut)
{
	for (size_t i = 0; i < log->form_count; i++) {
		struct log_boots *boots = &log->forms[i];

		if (boots->part != NULL)
			keep_error(boots, &boots->part_error);
		if (cut != NULL)
			draft_truncate(&boots->run.draft, "behind line %zu: "
			    "%s", log->line_number, cut);
		else if (log->is_cut && boots->current.error != NULL &&
		    boots->current.error_line == log->line_number)
			forgive(boots);
		end_boot(boots);
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
	close_forms(&log);
	lines_close(lines);
	return (is_read);
}
