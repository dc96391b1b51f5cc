/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The events of a capture, one after the other, whichever kernel runs them.
 */
#include <stdio.h>

#include "sim/kernels/freebsd/freebsd.h"

static void
refuse_event(const struct freebsd *boot, size_t index, enum event_kind kind)
{
	snprintf(boot->error->where, sizeof(boot->error->where),
	    "events[%zu].do", index);
	snprintf(boot->error->text, sizeof(boot->error->text),
	    "profile %s does not simulate this event: \"%s\"",
	    boot->simulation->kernel->name, event_kind_names[kind]);
}

bool
freebsd_run_each_event(struct freebsd *boot, freebsd_event_run *run,
    void *kernel)
{
	struct simulation *simulation = boot->simulation;
	const struct capture *capture = simulation->capture;

	simulation->world.grants = arena_alloc(simulation->arena,
	    capture->event_count, sizeof(struct bm_grant));
	simulation->outcomes = arena_alloc(simulation->arena,
	    capture->event_count, sizeof(struct event_outcome));
	for (size_t i = 0; i < capture->event_count &&
	    simulation->world.panic == NULL; i++) {
		const struct event *event = &capture->events[i];

		if (!run(kernel, event, i, &simulation->outcomes[i])) {
			refuse_event(boot, i, event->kind);
			return (false);
		}
		simulation->outcome_count++;
	}
	return (true);
}
