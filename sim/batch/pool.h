/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The worker processes of batch: takes jobs in order, has them run by who is
 * free, and gives them back in order.  A worker that dies is replaced; what
 * it had not answered is done again.
 */
#ifndef BATCH_POOL_H
#define BATCH_POOL_H

#include "sim/batch/job.h"
#include "sim/batch/worker.h"

#define BATCH_WORKERS_MAX 1024

struct batch_pool;

/* At most worker_count processes, each forked when there is work for it. */
struct batch_pool *batch_pool_new(size_t worker_count,
    const struct batch_settings *settings);

/* Ends all workers, whatever they do. */
void batch_pool_free(struct batch_pool *pool);

/* Is there room for a job?  What is held is bounded in jobs, and in bytes as
 * long as the first job is not the largest of all. */
bool batch_pool_has_room(const struct batch_pool *pool);

/* How many items a job is to have: few if they take long. */
size_t batch_pool_job_items(const struct batch_pool *pool);

/*
 * The pool owns the job until it gives it back; a worker that is free begins
 * at once.  False, with a message, if there is none and no way to get one.
 */
bool batch_pool_add(struct batch_pool *pool, struct batch_job *job);

/* The first job that was added and not taken, once it is done; or NULL. */
struct batch_job *batch_pool_take(struct batch_pool *pool);
bool batch_pool_is_empty(const struct batch_pool *pool);

/*
 * Sends and receives what there is, waiting for it for so long (-1: for
 * ever), or until a signal.  False as for batch_pool_add.
 */
bool batch_pool_run(struct batch_pool *pool, int milliseconds);

#endif
