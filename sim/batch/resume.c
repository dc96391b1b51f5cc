/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/resume.h"

#include <stdlib.h>
#include <string.h>

#include "sim/clean.h"
#include "sim/read/capture.h"
#include "sim/read/lines.h"

/* A point between two items. */
struct point {
	struct batch_tally tally;
	off_t offset;		/* in the file */
	uint64_t input_bytes;
};

struct resume {
	const struct replay_options *options;
	const char *path;
	struct lines *lines;
	off_t file_bytes;
	struct point now;
	struct point before;	/* the latest item that is wholly there */

	struct json_text text;		/* the latest line, not used yet */
	struct json_document *line;	/* or NULL */
	bool is_at_end;			/* there is no further whole line */
	bool is_lacking;		/* one was needed then */
	bool is_refused;		/* and said so */
	bool is_failure;	/* some result of the item is of status 4 */
};

static void refuse(struct resume *resume, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
refuse(struct resume *resume, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = message_text(format, arguments);
	va_end(arguments);
	complain("%s:%zu: %s: nothing was changed", resume->path,
	    resume->text.first_line, message);
	free(message);
	resume->is_refused = true;
}

/* The line without whose newline the file ends was cut off. */
static bool
is_whole(const struct resume *resume)
{
	return (resume->now.offset + (off_t)resume->text.length <
	    resume->file_bytes);
}

/*
 * Where no whole line shows whose file it is, its only one has to begin as
 * results do, or not to have been written to the disk before the power failed.
 */
static bool
may_be_ours(const struct resume *resume)
{
	static const char start[] = "{\"name\":";
	const struct json_text *text = &resume->text;
	const size_t length = text->length < sizeof(start) - 1 ?
	    text->length : sizeof(start) - 1;

	return (resume->now.offset > 0 || length == 0 ||
	    text->bytes[0] == '\0' || memcmp(text->bytes, start, length) == 0);
}

/* Has resume->line unless there is none, or none that is whole. */
static void
look_ahead(struct resume *resume)
{
	struct read_error error;
	enum lines_result result;

	if (resume->line != NULL || resume->is_at_end || resume->is_refused)
		return;
	resume->text.first_line++;
	result = lines_next(resume->lines, &resume->text.bytes,
	    &resume->text.length, &error);
	if (result == LINES_ERROR) {
		complain("%s", error.text);
		resume->is_refused = true;
	}
	resume->is_at_end = result != LINES_NEXT || !is_whole(resume);
	if (result == LINES_NEXT && resume->is_at_end && !may_be_ours(resume))
		refuse(resume, "this is no result of batch");
	if (resume->is_at_end)
		return;
	resume->line = json_read(&resume->text, &error);
	if (resume->line == NULL)
		refuse(resume, "this is no result of batch");
}

/* The same where there has to be one; false if there is none. */
static bool
expect_line(struct resume *resume)
{
	look_ahead(resume);
	if (resume->line == NULL)
		resume->is_lacking = true;
	return (resume->line != NULL && !resume->is_refused);
}

/* Is the member that string?  NULL stands for null. */
static bool
member_is(const struct json_document *line, json_node object,
    const char *key, const char *string)
{
	json_node node = object == JSON_NONE ? JSON_NONE :
	    json_member(line, object, key);

	if (node == JSON_NONE)
		return (false);
	if (string == NULL)
		return (json_type(line, node) == JSON_NULL);
	return (json_type(line, node) == JSON_STRING &&
	    json_slice_is(json_string(line, node), string));
}

/* Counts the line, and is through with it. */
static void
use_line(struct resume *resume)
{
	struct json_document *line = resume->line;
	json_node status = json_member(line, JSON_TOP, "status");
	json_node broken = json_member(line, JSON_TOP, "violations");
	struct json_slice digit = { "", 0 };

	if (status != JSON_NONE)
		digit = json_lexeme(line, status);
	if (digit.length != 1 || digit.bytes[0] < '0' + EXIT_HOLDS ||
	    digit.bytes[0] > '0' + EXIT_HOST || broken == JSON_NONE) {
		refuse(resume, "this is no result of batch");
		return;
	}
	if (digit.bytes[0] == '0' + EXIT_HOST)
		resume->is_failure = true;
	tally_result(&resume->now.tally,
	    (enum exit_status)(digit.bytes[0] - '0'));
	for (json_node node = json_first(line, broken); node != JSON_NONE;
	    node = json_next(line, broken, node)) {
		struct arena *arena = arena_new();
		json_node id = json_member(line, node, "id");

		if (id == JSON_NONE || !tally_broken(&resume->now.tally,
		    json_copy(json_string(line, id), arena)))
			refuse(resume, "an invariant that there is none of");
		arena_free(arena);
	}
	resume->now.offset += (off_t)resume->text.length + 1;
	json_free(line);
	resume->line = NULL;
}

/* A result without a name: of what could not be read, or not be replayed. */
static bool
take_nameless(struct resume *resume, const char *file)
{
	const struct json_document *line = resume->line;
	char *clean = clean_text(file);
	bool is_it = member_is(line, JSON_TOP, "name", NULL) &&
	    member_is(line, json_member(line, JSON_TOP, "error"), "where",
	    clean);

	free(clean);
	if (is_it)
		use_line(resume);
	return (is_it);
}

static void
refused(void *context, const char *file, const char *text)
{
	struct resume *resume = context;

	(void)text;
	if (!expect_line(resume))
		return;
	tally_capture(&resume->now.tally);
	if (!take_nameless(resume, file))
		refuse(resume, "this is a result of another file than %s",
		    file);
}

static const char *
profile_name(const struct replay_options *options,
    const struct capture *capture, size_t index)
{
	struct boot_error error;
	const struct kernel *kernel;

	if (options->kernel_count > 0)
		return (options->kernels[index]->name);
	kernel = kernel_captured(capture, index, &error);
	return (kernel != NULL ? kernel->name :
	    capture->profiles.entries[index]);
}

static void
take_results(struct resume *resume, const struct capture *capture,
    const char *file)
{
	const struct replay_options *options = resume->options;
	size_t count = options->kernel_count > 0 ? options->kernel_count :
	    capture->profiles.count > 0 ? capture->profiles.count : 1;

	for (size_t i = 0; i < count; i++) {
		const char *profile = profile_name(options, capture, i);

		if (!expect_line(resume))
			return;
		if (!member_is(resume->line, JSON_TOP, "name",
		    capture->name) || !member_is(resume->line, JSON_TOP,
		    "profile", profile)) {
			refuse(resume, "this is not the result of %s in %s "
			    "as %s", capture->name, file, profile);
			return;
		}
		use_line(resume);
	}
}

static void
captured(void *context, const struct json_text *text, const char *directory)
{
	struct resume *resume = context;
	struct read_error error;
	struct capture *capture;

	if (!expect_line(resume))
		return;
	tally_capture(&resume->now.tally);
	/* It may be one that the program dies of. */
	if (take_nameless(resume, text->file))
		return;
	capture = capture_read_text(text, directory, &error);
	if (capture == NULL)
		refuse(resume, "this is a result of a capture that can be "
		    "read, unlike %s", error.text);
	else
		take_results(resume, capture, text->file);
	capture_free(capture);
}

/*
 * Goes through the items as long as there are results.  job gets the last one
 * that is wholly there, unless the host failed then, and the one that is not.
 */
static void
match(struct resume *resume, struct batch_inputs *inputs,
    struct batch_job *job)
{
	const struct batch_visitor visitor = { resume, captured, refused };
	struct batch_item item;

	while (!resume->is_refused && !resume->is_lacking &&
	    batch_inputs_next(inputs, &item)) {
		struct point start = resume->now;

		resume->is_failure = false;
		batch_item_visit(&item, &visitor);
		if (resume->is_lacking) {
			batch_job_add(job, &item);
			return;
		}
		resume->now.input_bytes += item.input_bytes;
		resume->before = resume->is_failure ? resume->now : start;
		batch_job_clear(job);
		if (!resume->is_failure)
			batch_job_add(job, &item);
	}
	look_ahead(resume);
	if (resume->line != NULL && !resume->is_refused)
		refuse(resume, "there are more results than captures");
}

bool
batch_resume_read(const char *path, off_t file_bytes,
    struct batch_inputs *inputs, const struct replay_options *options,
    struct batch_job *job, struct batch_resume *ret_resume)
{
	struct resume resume = { .options = options, .path = path,
	    .file_bytes = file_bytes, .text = { .file = path } };
	struct read_error error;

	resume.lines = lines_open(path, &error);
	if (resume.lines == NULL) {
		complain("%s", error.text);
		return (false);
	}
	match(&resume, inputs, job);
	json_free(resume.line);
	lines_close(resume.lines);
	*ret_resume = (struct batch_resume){ resume.before.tally,
	    resume.before.offset, resume.now.offset,
	    resume.before.input_bytes };
	return (!resume.is_refused);
}
