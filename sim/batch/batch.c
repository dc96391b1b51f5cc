/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/batch.h"

#include <string.h>

#include "sim/batch/inputs.h"
#include "sim/batch/output.h"
#include "sim/batch/resume.h"
#include "sim/batch/interrupt.h"
#include "sim/batch/progress.h"

struct run {
	const struct batch *batch;
	struct batch_output output;
	struct batch_inputs *inputs;
	bool is_at_end;			/* of the inputs */
	struct batch_pool *pool;
	struct progress progress;
	struct batch_tally tally;
	enum exit_status status;	/* why it stops early */
};

/* A job of the next items; false at the end. */
static bool
add_items(struct run *run, struct batch_job *job)
{
	size_t items_max = batch_pool_job_items(run->pool);
	struct batch_item item;

	while (!batch_job_is_full(job, items_max) && !run->is_at_end) {
		run->is_at_end = !batch_inputs_next(run->inputs, &item);
		if (!run->is_at_end && interrupt_signal() == 0)
			batch_job_add(job, &item);
	}
	return (job->item_count > 0);
}

/* What has come back in order. */
static void
deliver(struct run *run, const struct batch_job *job)
{
	size_t at = 0;

	progress_hide(&run->progress);
	while (at < job->messages.length) {
		const char *message = job->messages.bytes + at;

		complain("%s", message);
		at += strlen(message) + 1;
	}
	run->status = batch_output_write(&run->output, job->output.bytes,
	    job->output.length);
	tally_add(&run->tally, &job->tally);
	progress_add(&run->progress, job->tally.capture_count,
	    job->input_bytes);
}

static void
deliver_all(struct run *run)
{
	struct batch_job *job;

	while (run->status == EXIT_HOLDS &&
	    (job = batch_pool_take(run->pool)) != NULL) {
		deliver(run, job);
		batch_job_free(job);
	}
	progress_show(&run->progress);
}

static bool
goes_on(const struct run *run)
{
	return (run->status == EXIT_HOLDS && interrupt_signal() == 0);
}

/* Hands out jobs as long as there is room for any. */
static void
add_jobs(struct run *run)
{
	while (goes_on(run) && !run->is_at_end &&
	    batch_pool_has_room(run->pool)) {
		struct batch_job *job = batch_job_new();

		if (!add_items(run, job))
			batch_job_free(job);
		else if (!batch_pool_add(run->pool, job))
			run->status = EXIT_HOST;
	}
}

static void
run_jobs(struct run *run)
{
	while (goes_on(run)) {
		add_jobs(run);
		if (!goes_on(run) || batch_pool_is_empty(run->pool))
			return;
		if (!batch_pool_run(run->pool, PROGRESS_MILLISECONDS))
			run->status = EXIT_HOST;
		deliver_all(run);
	}
}

/* Finds where to go on, and does again what shows that it can be. */
static enum exit_status
resume(struct run *run, uint64_t *ret_done_bytes)
{
	const struct batch *batch = run->batch;
	struct batch_job *job = batch_job_new();
	struct batch_resume found;

	if (!batch_resume_read(batch->output_path,
	    run->output.status.st_size, run->inputs, batch->settings.options,
	    job, &found)) {
		batch_job_free(job);
		return (EXIT_BAD_INPUT);
	}
	batch_output_repeat(&run->output, found.start, found.end);
	run->tally = found.tally;
	*ret_done_bytes = found.input_bytes;
	if (job->item_count == 0)
		batch_job_free(job);
	else if (!batch_pool_add(run->pool, job))
		return (EXIT_HOST);
	return (EXIT_HOLDS);
}

static enum exit_status
finish(struct run *run)
{
	int signal_number = interrupt_signal();
	enum exit_status status = run->status;

	progress_hide(&run->progress);
	if (status == EXIT_HOLDS && signal_number == 0)
		status = batch_output_end(&run->output);
	if (status == EXIT_HOLDS && signal_number == 0 &&
	    !run->batch->is_quiet)
		tally_print(&run->tally);
	if (signal_number != 0)
		complain("batch: interrupted%s", run->output.path == NULL ?
		    "" : ": --resume goes on");
	return (status != EXIT_HOLDS ? status : tally_status(&run->tally));
}

static enum exit_status
run_open(struct run *run)
{
	const struct batch *batch = run->batch;
	uint64_t done_bytes = 0;

	run->status = batch->resumes ? resume(run, &done_bytes) :
	    batch_output_empty(&run->output);
	if (run->status != EXIT_HOLDS)
		return (run->status);
	if (!batch->is_quiet && progress_is_wanted(run->output.descriptor))
		progress_begin(&run->progress, batch_inputs_bytes(
		    batch->paths, batch->path_count), done_bytes);
	run_jobs(run);
	return (finish(run));
}

/* Could the results go there, and be taken for nothing else? */
static enum exit_status
check_output(const struct run *run)
{
	const struct batch *batch = run->batch;
	const char *path = batch_inputs_find(batch->paths, batch->path_count,
	    &run->output.status);

	if (path != NULL) {
		complain("batch: %s: the results would go there: write them "
		    "to another file", read_error_file_name(path));
		return (EXIT_BAD_INPUT);
	}
	if (batch->resumes && !S_ISREG(run->output.status.st_mode)) {
		complain("%s: --resume needs a regular file",
		    run->output.path);
		return (EXIT_BAD_INPUT);
	}
	return (EXIT_HOLDS);
}

enum exit_status
batch_run(const struct batch *batch)
{
	struct run run = { .batch = batch };
	enum exit_status status;

	interrupt_catch();
	status = batch_output_open(&run.output, batch->output_path);
	if (status == EXIT_HOLDS)
		status = check_output(&run);
	if (status == EXIT_HOLDS) {
		run.inputs = batch_inputs_new(batch->paths,
		    batch->path_count, &run.output.status);
		run.pool = batch_pool_new(batch->worker_count,
		    &batch->settings);
		status = run_open(&run);
		batch_pool_free(run.pool);
		batch_inputs_free(run.inputs);
	}
	batch_output_close(&run.output);
	if (interrupt_signal() != 0)
		interrupt_die(interrupt_signal());
	return (status);
}
