/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BAR_CELLS 20

static int64_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return ((int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000);
}

bool
progress_is_wanted(int output)
{
	return (isatty(STDERR_FILENO) && !isatty(output));
}

void
progress_begin(struct progress *progress, uint64_t total_bytes,
    uint64_t done_bytes)
{
	*progress = (struct progress){ .is_wanted = true,
	    .total_bytes = total_bytes, .first_bytes = done_bytes,
	    .bytes = done_bytes, .begun = now() };
	progress->shown = progress->begun;
}

void
progress_add(struct progress *progress, uint64_t count, uint64_t bytes)
{
	progress->count += count;
	progress->bytes += bytes;
}

/* Files may grow: never more than all. */
static double
share_done(const struct progress *progress)
{
	return (progress->bytes >= progress->total_bytes ? 1 :
	    (double)progress->bytes / (double)progress->total_bytes);
}

static void
show_bar(double share)
{
	for (int i = 0; i < BAR_CELLS; i++)
		putc((double)i < share * BAR_CELLS ? '#' : '.', stderr);
}

static void
show_time_left(const struct progress *progress, double seconds)
{
	double done = (double)(progress->bytes - progress->first_bytes);
	double left = (double)progress->total_bytes -
	    (double)progress->bytes;
	uint64_t seconds_left;

	if (done <= 0 || left < 0)
		return;
	seconds_left = (uint64_t)(left / done * seconds);
	fprintf(stderr, ", %" PRIu64 ":%02" PRIu64 " left", seconds_left / 60,
	    seconds_left % 60);
}

static void
show(const struct progress *progress, double seconds)
{
	fputs("\r\033[K", stderr);
	if (progress->total_bytes > 0) {
		double share = share_done(progress);

		show_bar(share);
		fprintf(stderr, " %3.0f%% of %.1f MB, ", share * 100,
		    (double)progress->total_bytes / 1e6);
	}
	fprintf(stderr, "%" PRIu64 " captures, %.0f/s", progress->count,
	    (double)progress->count / seconds);
	if (progress->total_bytes > 0)
		show_time_left(progress, seconds);
	fflush(stderr);
}

void
progress_show(struct progress *progress)
{
	int64_t time;

	if (!progress->is_wanted)
		return;
	time = now();
	if (time - progress->shown < PROGRESS_MILLISECONDS)
		return;
	progress->shown = time;
	progress->is_shown = true;
	show(progress, (double)(time - progress->begun) / 1000);
}

void
progress_hide(struct progress *progress)
{
	if (progress->is_shown)
		fputs("\r\033[K", stderr);
	progress->is_shown = false;
}
