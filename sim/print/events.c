/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What happened after boot, a line an event; of Linux what its boot allocator
 * was asked for.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "sim/clean.h"
#include "sim/print/linux_request.h"
#include "sim/print/table.h"

/* Words of the capture, which may be anything. */
static void
print_foreign(FILE *out, const char *text)
{
	char *clean = clean_line(text);

	fputs(clean, out);
	free(clean);
}

static void
print_range(FILE *out, struct bm_range range, const char *ending)
{
	/* Both ends, even of a single byte. */
	fprintf(out, "0x%" PRIx64 "-0x%" PRIx64 "%s\n", range.start,
	    bm_range_last(range), ending);
}

static const char *
refusal_text(enum bm_status status)
{
	switch (status) {
	case BM_NONE:
		return ("not in the kernel map");
	case BM_NO_SPARE:
		return ("no spare page-table page to divide a superpage");
	case BM_INVALID:
		return ("not all of it is a preloaded file's any more");
	case BM_FULL:
		return ("a table is full");
	case BM_BUSY:
	case BM_FAULT:
	case BM_OK:
		break;
	}
	return ("refused");
}

static void
print_not_preloaded(FILE *out, const struct event_outcome *outcome)
{
	fputs("not preloaded", out);
	if (outcome->full_path != NULL) {
		fputs("; the full path is ", out);
		print_foreign(out, outcome->full_path);
	}
	fputc('\n', out);
}

static void
print_outcome(FILE *out, const struct event_outcome *outcome)
{
	switch (outcome->result) {
	case EVENT_GRANTED:
		print_range(out, outcome->range, "");
		break;
	case EVENT_RELEASED:
		print_range(out, outcome->range, " released");
		break;
	case EVENT_RESERVED:
		print_range(out, outcome->range, " is reserved");
		break;
	case EVENT_NOT_RESERVED:
		print_range(out, outcome->range, " is not reserved");
		break;
	case EVENT_FAILED:
		fputs("failed\n", out);
		break;
	case EVENT_NOTHING_HELD:
		fputs("nothing to release\n", out);
		break;
	case EVENT_FREED:
		fprintf(out, "%" PRIu64 " pages freed\n",
		    outcome->page_count);
		break;
	case EVENT_NOT_PRELOADED:
		print_not_preloaded(out, outcome);
		break;
	case EVENT_NOT_FREED:
		fprintf(out, "%" PRIu64 " pages freed: %s\n",
		    outcome->page_count, refusal_text(outcome->status));
		break;
	case EVENT_OUT_OF_FILE:
		fputs("what is to be kept is not inside the file\n", out);
		break;
	}
}

static void
print_requests(FILE *out, const struct bm_linux *linux_world)
{
	for (size_t i = 0; i < linux_world->request_count; i++) {
		print_linux_request(out, &linux_world->requests[i]);
		putc('\n', out);
	}
}

void
print_events(FILE *out, const struct simulation *simulation)
{
	print_requests(out, &simulation->world.linux_world);
	for (size_t i = 0; i < simulation->outcome_count; i++) {
		const struct event *event = &simulation->capture->events[i];

		print_foreign(out, event->driver != NULL ? event->driver :
		    event->name);
		fputs(": ", out);
		print_outcome(out, &simulation->outcomes[i]);
	}
}
