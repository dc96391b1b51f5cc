/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The process that replays for batch.
 */
#ifndef BATCH_WORKER_H
#define BATCH_WORKER_H

#include "sim/replay_options.h"
#include "sim/report/result_json.h"

/* How captures are to be replayed. */
struct batch_settings {
	const struct replay_options *options;
	struct result_tables asked;
};

/*
 * Answers the requests that come through socket until it is closed, and ends
 * the process.
 */
_Noreturn void batch_worker_run(int socket,
    const struct batch_settings *settings);

#endif
