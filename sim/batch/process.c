/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return ((int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

bool
batch_process_start(struct batch_process *process,
    const struct batch_settings *settings,
    const struct batch_process *others, size_t other_count)
{
	int ends[2], error;
	pid_t id;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return (false);
	id = fork();
	if (id == 0) {
		/* Or it would not see when the parent is gone. */
		for (size_t i = 0; i < other_count; i++)
			if (others[i].id != 0)
				close(others[i].socket);
		close(ends[0]);
		batch_worker_run(ends[1], settings);
	}
	error = errno;
	close(ends[1]);
	if (id < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
		close(ends[0]);
		errno = error;
		return (false);
	}
	*process = (struct batch_process){ .id = id, .socket = ends[0] };
	return (true);
}

/* Answers how it ended. */
static int
reap(struct batch_process *process)
{
	int status = 0;

	close(process->socket);
	while (waitpid(process->id, &status, 0) < 0 && errno == EINTR)
		continue;
	process->id = 0;
	return (status);
}

void
batch_process_stop(struct batch_process *process)
{
	if (process->id == 0)
		return;
	kill(process->id, SIGKILL);
	reap(process);
}

/* The jobs lose what came of an answer that is not whole. */
static void
died(struct batch_process *process)
{
	int status = reap(process);
	char how[128];

	if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(how, sizeof(how), "with exit status %d",
		    WEXITSTATUS(status));
	if (process->job_count > 0)
		batch_job_died(process->jobs[0], how);
	for (size_t i = 1; i < process->job_count; i++)
		process->jobs[i]->state = BATCH_WAITING;
}

void
batch_process_give(struct batch_process *process, struct batch_job *job)
{
	if (process->job_count == 0)
		process->begun = now();
	process->jobs[process->job_count++] = job;
	job->state = BATCH_SENT;
	batch_process_send(process);
}

bool
batch_process_has_to_send(const struct batch_process *process)
{
	return (process->sent_count < process->job_count);
}

/* Like write(2), of the request's rest; 0: not now. */
static ssize_t
send_rest(const struct batch_process *process, size_t *ret_left_bytes)
{
	struct batch_request request;
	const char *items = batch_job_request(
	    process->jobs[process->sent_count], &request);
	const char *bytes = (const char *)&request;
	size_t sent = process->sent_bytes, length = sizeof(request);
	ssize_t written;

	*ret_left_bytes = length + request.bytes - sent;
	if (sent >= length) {
		bytes = items;
		sent -= length;
		length = request.bytes;
	}
	written = write(process->socket, bytes + sent, length - sent);
	if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK ||
	    errno == EINTR))
		return (0);
	return (written);
}

void
batch_process_send(struct batch_process *process)
{
	while (batch_process_has_to_send(process)) {
		size_t left_bytes;
		ssize_t sent = send_rest(process, &left_bytes);

		/* It is dead: receiving will show how it ended. */
		if (sent <= 0)
			return;
		process->sent_bytes += (size_t)sent;
		if ((size_t)sent == left_bytes) {
			process->sent_count++;
			process->sent_bytes = 0;
		}
	}
}

/* Where the next bytes of the answer go, and how many there are. */
static char *
place_of_rest(struct batch_process *process, size_t *ret_left_bytes)
{
	struct batch_answer *answer = &process->answer;
	struct batch_job *job = process->jobs[0];
	size_t at = process->received_bytes;

	if (at < sizeof(*answer)) {
		*ret_left_bytes = sizeof(*answer) - at;
		return ((char *)answer + at);
	}
	at -= sizeof(*answer);
	if (at < answer->output_bytes) {
		*ret_left_bytes = answer->output_bytes - at;
		return (batch_job_place(&job->output, job->output_bytes, at,
		    answer->output_bytes));
	}
	at -= answer->output_bytes;
	*ret_left_bytes = answer->message_bytes - at;
	return (batch_job_place(&job->messages, job->message_bytes, at,
	    answer->message_bytes));
}

static bool
is_answered(const struct batch_process *process)
{
	const struct batch_answer *answer = &process->answer;

	return (process->received_bytes >= sizeof(*answer) &&
	    process->received_bytes - sizeof(*answer) ==
	    answer->output_bytes + answer->message_bytes);
}

static void
take_answer(struct batch_process *process)
{
	int64_t time = now();

	batch_job_answered(process->jobs[0], &process->answer.tally);
	process->job_nanoseconds = time - process->begun;
	process->begun = time;
	process->received_bytes = 0;
	process->job_count--;
	process->sent_count--;
	memmove(process->jobs, process->jobs + 1,
	    process->job_count * sizeof(process->jobs[0]));
}

bool
batch_process_receive(struct batch_process *process)
{
	for (;;) {
		size_t left_bytes;
		/* Nothing comes from one that has no job, but its end. */
		char none;
		char *place = process->job_count == 0 ? &none :
		    place_of_rest(process, &left_bytes);
		ssize_t got;

		if (process->job_count == 0)
			left_bytes = 1;
		got = read(process->socket, place, left_bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return (false);
		if (got <= 0) {
			died(process);
			return (false);
		}
		process->received_bytes += (size_t)got;
		if (is_answered(process)) {
			take_answer(process);
			return (true);
		}
	}
}
