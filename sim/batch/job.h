/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A few items that are handed to a worker together, and what came of them.
 * Requests and answers go through a socket between two copies of the same
 * program: they are its own structures.
 */
#ifndef BATCH_JOB_H
#define BATCH_JOB_H

#include "sim/batch/item.h"
#include "sim/batch/tally.h"
#include "sim/buffer.h"

#define BATCH_JOB_ITEMS_MAX 32
#define BATCH_JOB_BYTES_MAX ((size_t)64 << 10)	/* or one item */

enum batch_job_state { BATCH_WAITING, BATCH_SENT, BATCH_DONE };

/* Goes before the items; the worker answers once it has run all of them. */
struct batch_request {
	size_t bytes;		/* of the items */
};

/* Goes before the results, which are lines, and the messages, each of which
 * ends with a NUL. */
struct batch_answer {
	size_t output_bytes;
	size_t message_bytes;
	struct batch_tally tally;
};

struct batch_job {
	struct batch_job *next;		/* in the order of the input */
	enum batch_job_state state;
	struct buffer items;		/* as they are sent */
	size_t ends[BATCH_JOB_ITEMS_MAX];	/* of each, in items */
	size_t item_count;
	size_t input_bytes;

	size_t answered_count;		/* of the items */
	size_t step;			/* items a request */
	bool is_suspect;		/* a worker died of the next one */
	struct buffer output;
	struct buffer messages;
	size_t output_bytes;		/* of whole answers */
	size_t message_bytes;
	struct batch_tally tally;
};

struct batch_job *batch_job_new(void);
void batch_job_free(struct batch_job *job);

/* Copies the item; the job must not be full. */
void batch_job_add(struct batch_job *job, const struct batch_item *item);

/* Without any item again. */
void batch_job_clear(struct batch_job *job);

bool batch_job_is_full(const struct batch_job *job, size_t items_max);

/* The items of the next request. */
const char *batch_job_request(const struct batch_job *job,
    struct batch_request *ret_request);

/* The item that begins at *offset, which goes behind it. */
struct batch_item batch_item_at(const char *bytes, size_t *offset);

/*
 * Where the byte at offset of an answer's length bytes goes, behind the
 * whole_bytes that are in the buffer for good.
 */
char *batch_job_place(struct buffer *buffer, size_t whole_bytes,
    size_t offset, size_t length);

/* The whole of the next request has been answered. */
void batch_job_answered(struct batch_job *job, const struct batch_tally *tally);

/*
 * The worker died of the next request, for which how it ended is said.  The
 * items are tried again, one a request; one that was alone is given up.
 */
void batch_job_died(struct batch_job *job, const char *how);

#endif
