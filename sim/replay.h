/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One capture through one kernel, judged: what every command works on.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "core/check.h"
#include "core/contract.h"
#include "sim/host.h"
#include "sim/kernels/kernel.h"
#include "sim/print/table.h"

/* The row that stands beside the catalogue: printed = what a kernel printed. */
#define WITNESS_ROW_ID "WITNESS-MATCHES"
#define WITNESS_ROW_SENTENCE \
    "What is printed is, to the byte, what the real kernel printed."

/* A table that differs from its witness, at the first line that does. */
struct witness_difference {
	const struct witness *witness;
	size_t line;		/* from 1 */
	char *expected;		/* that line of the witness; NULL: at its end */
	char *printed;		/* that line of ours; NULL: at its end */
};

struct replay {
	const struct capture *capture;
	struct simulation simulation;
	bool is_checked;
	struct bm_report report;
	struct witness_difference *differences;
	size_t difference_count;
	size_t witness_count;	/* compared */
};

/*
 * Boots capture and, if wanted, judges it and compares the tables that it has
 * witnesses for.  False with ret_error if it cannot be booted as asked;
 * otherwise to be given back with replay_free.
 */
bool replay_run(const struct kernel *kernel, const struct capture *capture,
    const struct boot_options *options, bool wants_check,
    struct replay *ret_replay, struct boot_error *ret_error);
void replay_free(struct replay *replay);

/* Does it break any invariant that makes a command exit with 1? */
bool replay_is_broken(const struct replay *replay);

enum exit_status replay_exit_status(const struct replay *replay);

#endif
