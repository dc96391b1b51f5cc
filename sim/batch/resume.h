/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where a batch that was cut off goes on.
 */
#ifndef BATCH_RESUME_H
#define BATCH_RESUME_H

#include <sys/types.h>

#include "sim/batch/inputs.h"
#include "sim/batch/job.h"
#include "sim/replay_options.h"

/* What the results that are there already come to. */
struct batch_resume {
	struct batch_tally tally;	/* of items that are not done again */
	off_t start;		/* in the file: results that are done again */
	off_t end;		/* of the last whole line */
	uint64_t input_bytes;	/* of items that are not done again */
};

/*
 * Reads the results in the file at path, which has so many bytes, and the
 * captures of inputs side by side, as far as there are results, and compares
 * names and profiles.  Items whose results are there are done; the last of
 * those, and the one behind it whose results are not all there, are put into
 * job, for the results to be compared with what comes out now.  False, with a
 * message, if the file is not of these captures.
 */
bool batch_resume_read(const char *path, off_t file_bytes,
    struct batch_inputs *inputs, const struct replay_options *options,
    struct batch_job *job, struct batch_resume *ret_resume);

#endif
