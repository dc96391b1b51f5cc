/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A worker of batch as its parent sees it: a process, the socket to it, and
 * the jobs that it has been given.
 */
#ifndef BATCH_PROCESS_H
#define BATCH_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

#include "sim/batch/job.h"
#include "sim/batch/worker.h"

/* A second job lies ready at a worker that would have to wait otherwise. */
#define BATCH_PROCESS_JOBS_MAX 2

struct batch_process {
	pid_t id;		/* 0: none, and nothing else means anything */
	int socket;
	struct batch_job *jobs[BATCH_PROCESS_JOBS_MAX];
	size_t job_count;
	size_t sent_count;	/* of jobs, whose requests are sent */
	size_t sent_bytes;	/* of the next request, its head included */
	struct batch_answer answer;	/* to the first job */
	size_t received_bytes;	/* of it, its head included */
	int64_t begun;		/* when the first job became the first */
	int64_t job_nanoseconds;	/* that the latest one took */
};

/*
 * Forks one that is none.  Of the other processes of the program it closes
 * what it has no use for.  False, with errno, if there can be no more.
 */
bool batch_process_start(struct batch_process *process,
    const struct batch_settings *settings,
    const struct batch_process *others, size_t other_count);

/* Kills it. */
void batch_process_stop(struct batch_process *process);

/* A job for it to do after those it has. */
void batch_process_give(struct batch_process *process, struct batch_job *job);

bool batch_process_has_to_send(const struct batch_process *process);

/*
 * Sends, or receives, without waiting.  When the process turns out to be dead
 * it is none from then on, and its jobs know.  Receiving answers true if a
 * job was answered.
 */
void batch_process_send(struct batch_process *process);
bool batch_process_receive(struct batch_process *process);

#endif
