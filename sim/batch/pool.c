/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/pool.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "sim/batch/process.h"

#define HELD_JOBS_A_WORKER 4
#define HELD_BYTES_MAX ((size_t)64 << 20)

/* A job that takes less is hardly worth its way; one that takes more may keep
 * the others waiting at the end. */
#define JOB_NANOSECONDS_MIN 2000000
#define JOB_NANOSECONDS_MAX 20000000

struct batch_pool {
	const struct batch_settings *settings;
	struct batch_process *processes;
	struct pollfd *polled;
	size_t process_count;		/* at most */
	struct batch_job *first, *last;
	size_t job_count;
	size_t job_items;
};

struct batch_pool *
batch_pool_new(size_t worker_count, const struct batch_settings *settings)
{
	struct batch_pool *pool = host_allocate(1, sizeof(*pool));

	pool->settings = settings;
	pool->process_count = worker_count;
	pool->processes = host_allocate(worker_count,
	    sizeof(pool->processes[0]));
	pool->polled = host_allocate(worker_count, sizeof(pool->polled[0]));
	pool->job_items = 1;
	return (pool);
}

void
batch_pool_free(struct batch_pool *pool)
{
	struct batch_job *next;

	for (size_t i = 0; i < pool->process_count; i++)
		batch_process_stop(&pool->processes[i]);
	for (struct batch_job *job = pool->first; job != NULL; job = next) {
		next = job->next;
		batch_job_free(job);
	}
	free(pool->processes);
	free(pool->polled);
	free(pool);
}

bool
batch_pool_has_room(const struct batch_pool *pool)
{
	size_t held_bytes = 0;

	for (const struct batch_job *job = pool->first; job != NULL;
	    job = job->next)
		held_bytes += job->output.length + job->items.length;
	return (pool->job_count < HELD_JOBS_A_WORKER * pool->process_count &&
	    held_bytes < HELD_BYTES_MAX);
}

size_t
batch_pool_job_items(const struct batch_pool *pool)
{
	return (pool->job_items);
}

bool
batch_pool_is_empty(const struct batch_pool *pool)
{
	return (pool->first == NULL);
}

struct batch_job *
batch_pool_take(struct batch_pool *pool)
{
	struct batch_job *job = pool->first;

	if (job == NULL || job->state != BATCH_DONE)
		return (NULL);
	pool->first = job->next;
	pool->job_count--;
	return (job);
}

/*
 * One that has nothing to do, or else one that has not been forked yet, or
 * else one that will be free soon; NULL if all are busy.  What a worker has
 * died of goes to one that does nothing else.
 */
static struct batch_process *
find_process(struct batch_pool *pool, const struct batch_job *job)
{
	struct batch_process *none = NULL, *busy = NULL;

	for (size_t i = 0; i < pool->process_count; i++) {
		struct batch_process *process = &pool->processes[i];

		if (process->id == 0)
			none = none == NULL ? process : none;
		else if (process->job_count == 0)
			return (process);
		else if (process->job_count < BATCH_PROCESS_JOBS_MAX &&
		    pool->job_items > 1 && !job->is_suspect)
			busy = process;
	}
	if (none != NULL && batch_process_start(none, pool->settings,
	    pool->processes, pool->process_count))
		return (none);
	return (busy);
}

static bool
has_process(const struct batch_pool *pool)
{
	for (size_t i = 0; i < pool->process_count; i++)
		if (pool->processes[i].id != 0)
			return (true);
	return (false);
}

/* Each job that waits, in order, as long as somebody takes it. */
static bool
give_out(struct batch_pool *pool)
{
	for (struct batch_job *job = pool->first; job != NULL;
	    job = job->next) {
		struct batch_process *process;

		if (job->state != BATCH_WAITING)
			continue;
		process = find_process(pool, job);
		if (process == NULL && !has_process(pool)) {
			complain("batch: cannot start a process: %s",
			    strerror(errno));
			return (false);
		}
		if (process == NULL)
			break;
		batch_process_give(process, job);
	}
	return (true);
}

bool
batch_pool_add(struct batch_pool *pool, struct batch_job *job)
{
	if (pool->first == NULL)
		pool->first = job;
	else
		pool->last->next = job;
	pool->last = job;
	pool->job_count++;
	return (give_out(pool));
}

static void
adapt(struct batch_pool *pool, int64_t nanoseconds)
{
	if (nanoseconds < JOB_NANOSECONDS_MIN &&
	    pool->job_items < BATCH_JOB_ITEMS_MAX)
		pool->job_items *= 2;
	else if (nanoseconds > JOB_NANOSECONDS_MAX && pool->job_items > 1)
		pool->job_items /= 2;
}

bool
batch_pool_run(struct batch_pool *pool, int milliseconds)
{
	for (size_t i = 0; i < pool->process_count; i++) {
		const struct batch_process *process = &pool->processes[i];
		bool has_to_send = process->id != 0 &&
		    batch_process_has_to_send(process);

		pool->polled[i] = (struct pollfd){
		    process->id == 0 ? -1 : process->socket,
		    (short)(POLLIN | (has_to_send ? POLLOUT : 0)), 0 };
	}
	if (poll(pool->polled, (nfds_t)pool->process_count,
	    milliseconds) < 0)
		return (true);
	for (size_t i = 0; i < pool->process_count; i++) {
		struct batch_process *process = &pool->processes[i];

		if ((pool->polled[i].revents & POLLOUT) != 0)
			batch_process_send(process);
		if ((pool->polled[i].revents & ~POLLOUT) != 0 &&
		    batch_process_receive(process))
			adapt(pool, process->job_nanoseconds);
	}
	return (give_out(pool));
}
