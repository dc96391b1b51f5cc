/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/batch/job.h"
#include "sim/read/capture.h"

struct worker {
	const struct batch_settings *settings;
	FILE *answer;		/* in memory */
	struct buffer messages;
	struct batch_tally tally;
};

static void
said(void *context, const char *message)
{
	struct worker *worker = context;

	buffer_add(&worker->messages, message, strlen(message) + 1);
}

static void
replayed(void *context, const struct replay *replay)
{
	struct worker *worker = context;

	result_json(worker->answer, replay, &worker->settings->asked);
	tally_replay(&worker->tally, replay);
}

static void
refused(void *context, const char *name, const char *profile,
    const char *where, const char *text)
{
	struct worker *worker = context;

	result_json_error(worker->answer, name, profile, where, text);
	tally_result(&worker->tally, EXIT_BAD_INPUT);
}

/* A capture, or a file, that could not be read. */
static void
refuse_text(void *context, const char *file, const char *text)
{
	struct worker *worker = context;

	tally_capture(&worker->tally);
	said(worker, text);
	refused(worker, NULL, NULL, file, text);
}

static void
replay_text(void *context, const struct json_text *text,
    const char *directory)
{
	struct worker *worker = context;
	const struct replay_sink sink = { worker, replayed, refused, said,
	    text };
	struct read_error error;
	struct capture *capture = capture_read_text(text, directory, &error);

	if (capture == NULL) {
		refuse_text(worker, text->file, error.text);
		return;
	}
	tally_capture(&worker->tally);
	replay_capture(worker->settings->options, capture, &sink);
	capture_free(capture);
}

/* False at the end, or if whom to answer is gone. */
static bool
receive(int socket, char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t got = read(socket, bytes, length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return (false);
		bytes += got;
		length -= (size_t)got;
	}
	return (true);
}

static bool
send_all(int socket, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = write(socket, bytes, length);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return (false);
		bytes += sent;
		length -= (size_t)sent;
	}
	return (true);
}

static void
run_items(struct worker *worker, const struct buffer *items)
{
	const struct batch_visitor visitor = { worker, replay_text,
	    refuse_text };
	size_t offset = 0;

	while (offset < items->length) {
		struct batch_item item = batch_item_at(items->bytes, &offset);

		batch_item_visit(&item, &visitor);
	}
}

/* The answer is made in one piece, its head being known last. */
static bool
answer(struct worker *worker, int socket, const struct buffer *items)
{
	struct batch_answer head = { .output_bytes = 0 };
	size_t length;
	char *bytes;
	bool is_sent;

	worker->answer = open_memstream(&bytes, &length);
	if (worker->answer == NULL)
		host_out_of_memory();
	worker->messages.length = 0;
	worker->tally = (struct batch_tally){ .capture_count = 0 };
	fwrite(&head, sizeof(head), 1, worker->answer);
	run_items(worker, items);
	if (fflush(worker->answer) != 0)
		host_out_of_memory();
	head.output_bytes = length - sizeof(head);
	head.message_bytes = worker->messages.length;
	head.tally = worker->tally;
	if (head.message_bytes > 0)
		fwrite(worker->messages.bytes, 1, head.message_bytes,
		    worker->answer);
	if (fclose(worker->answer) != 0)
		host_out_of_memory();
	memcpy(bytes, &head, sizeof(head));
	is_sent = send_all(socket, bytes, length);
	free(bytes);
	return (is_sent);
}

/*
 * An interrupt is for the parent, who ends its workers.  What the parent has
 * read ahead of standard input is not for a worker to give back as it ends.
 */
static void
leave_the_parent_alone(void)
{
	int null = open("/dev/null", O_RDONLY);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		close(null);
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
}

void
batch_worker_run(int socket, const struct batch_settings *settings)
{
	struct worker worker = { .settings = settings };
	struct buffer items = { .bytes = NULL };
	struct batch_request request;

	leave_the_parent_alone();
	while (receive(socket, (char *)&request, sizeof(request))) {
		items.length = 0;
		if (!receive(socket, buffer_extend(&items, request.bytes),
		    request.bytes) || !answer(&worker, socket, &items))
			break;
	}
	/* Nor is anything else that the parent has not written out yet. */
	_exit(EXIT_HOLDS);
}
