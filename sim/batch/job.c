/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/job.h"

#include <stdlib.h>
#include <string.h>

#include "core/contract.h"
#include "sim/host.h"
#include "sim/report/result_json.h"

/* An item as it is sent: this, the path with its NUL, the bytes with one. */
struct item_head {
	size_t kind;		/* as wide as the others: no byte is unset */
	size_t path_bytes;
	size_t length;
	size_t first_line;
};

struct batch_job *
batch_job_new(void)
{
	return (host_allocate(1, sizeof(struct batch_job)));
}

void
batch_job_free(struct batch_job *job)
{
	buffer_free(&job->items);
	buffer_free(&job->output);
	buffer_free(&job->messages);
	free(job);
}

void
batch_job_add(struct batch_job *job, const struct batch_item *item)
{
	const struct item_head head = { item->kind, strlen(item->path) + 1,
	    item->length, item->first_line };

	BM_CONTRACT(job->item_count < BATCH_JOB_ITEMS_MAX);
	buffer_add(&job->items, &head, sizeof(head));
	buffer_add(&job->items, item->path, head.path_bytes);
	buffer_add(&job->items, item->bytes, item->length);
	buffer_add(&job->items, "", 1);
	job->ends[job->item_count++] = job->items.length;
	job->input_bytes += item->input_bytes;
	job->step = job->item_count;
}

void
batch_job_clear(struct batch_job *job)
{
	job->items.length = 0;
	job->item_count = 0;
	job->input_bytes = 0;
	job->step = 0;
}

bool
batch_job_is_full(const struct batch_job *job, size_t items_max)
{
	return (job->item_count >= items_max ||
	    job->input_bytes >= BATCH_JOB_BYTES_MAX ||
	    job->items.length >= BATCH_JOB_BYTES_MAX);
}

static size_t
request_start(const struct batch_job *job)
{
	return (job->answered_count == 0 ? 0 :
	    job->ends[job->answered_count - 1]);
}

const char *
batch_job_request(const struct batch_job *job,
    struct batch_request *ret_request)
{
	size_t start = request_start(job);

	ret_request->bytes =
	    job->ends[job->answered_count + job->step - 1] - start;
	return (job->items.bytes + start);
}

struct batch_item
batch_item_at(const char *bytes, size_t *offset)
{
	struct batch_item item = { .kind = BATCH_REFUSED };
	struct item_head head;

	memcpy(&head, bytes + *offset, sizeof(head));
	*offset += sizeof(head);
	item.kind = (enum batch_item_kind)head.kind;
	item.path = bytes + *offset;
	*offset += head.path_bytes;
	item.bytes = bytes + *offset;
	*offset += head.length + 1;
	item.length = head.length;
	item.first_line = head.first_line;
	return (item);
}

char *
batch_job_place(struct buffer *buffer, size_t whole_bytes, size_t offset,
    size_t length)
{
	if (buffer->length < whole_bytes + length)
		buffer_extend(buffer, whole_bytes + length - buffer->length);
	return (buffer->bytes + whole_bytes + offset);
}

void
batch_job_answered(struct batch_job *job, const struct batch_tally *tally)
{
	tally_add(&job->tally, tally);
	job->answered_count += job->step;
	job->is_suspect = false;
	job->output_bytes = job->output.length;
	job->message_bytes = job->messages.length;
	job->state = job->answered_count == job->item_count ? BATCH_DONE :
	    BATCH_WAITING;
}

static void
add_result(struct buffer *output, const char *file, const char *text)
{
	char *bytes;
	size_t length;
	FILE *stream = open_memstream(&bytes, &length);

	if (stream == NULL)
		host_out_of_memory();
	result_json_failure(stream, file, text);
	if (fclose(stream) != 0)
		host_out_of_memory();
	buffer_add(output, bytes, length);
	free(bytes);
}

/* Answers for the worker. */
static void
give_up(struct batch_job *job, const char *how)
{
	size_t offset = request_start(job);
	struct batch_item item = batch_item_at(job->items.bytes, &offset);
	const char *file = read_error_file_name(item.path);
	struct batch_tally tally = { .capture_count = 0 };
	struct read_error error;

	read_error_file(&error, file, "%s", "");
	if (item.kind == BATCH_TEXT) {
		error.length -= strlen(" ");
		read_error_add(&error, "%zu: ", item.first_line);
	}
	read_error_add(&error, "the process that replayed it ended twice, "
	    "the second time %s; please report it with the capture", how);
	add_result(&job->output, file, error.text);
	buffer_add(&job->messages, error.text, error.length + 1);
	tally_capture(&tally);
	tally_result(&tally, EXIT_HOST);
	batch_job_answered(job, &tally);
}

void
batch_job_died(struct batch_job *job, const char *how)
{
	job->step = 1;
	/* Without what came of an answer that did not become whole. */
	job->output.length = job->output_bytes;
	job->messages.length = job->message_bytes;
	if (job->is_suspect)
		give_up(job, how);
	else {
		job->is_suspect = true;
		job->state = BATCH_WAITING;
	}
}
