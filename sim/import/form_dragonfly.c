/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * DragonFly's boot log: SMAP lines above the version if it is verbose, and
 * phys_avail below.
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/import/freebsd_chunks.h"
#include "sim/import/freebsd_map.h"
#include "sim/import/freebsd_version.h"

struct dragonfly_log {
	struct freebsd_chunks chunks;
	bool has_version;	/* without one it is not DragonFly's */
};

static enum log_verdict
take_version(struct log_run *run, struct row *row)
{
	struct dragonfly_log *log = run->state;

	(void)row;
	if (log->has_version)
		log_begin_boot(run);
	log->has_version = true;
	draft_set_line(&run->draft, &run->draft.capture->about, run->line,
	    run->line_end);
	return (LOG_TAKEN);
}

static enum log_verdict
take_smap(struct log_run *run, struct row *row)
{
	const struct dragonfly_log *log = run->state;

	if (freebsd_smap_is_sysctl(row))
		return (LOG_PASSED);
	if (log->has_version)
		log_begin_boot(run);
	return (freebsd_smap_row(run, row) ? LOG_TAKEN : LOG_REFUSED);
}

static enum log_verdict
take_heading(struct log_run *run, struct row *row)
{
	struct dragonfly_log *log = run->state;

	return (log->has_version ?
	    freebsd_chunks_heading(run, row, &log->chunks) : LOG_PASSED);
}

static enum log_verdict
take_row(struct log_run *run, struct row *row)
{
	struct dragonfly_log *log = run->state;

	return (log->chunks.is_open ?
	    freebsd_chunks_row(run, row, &log->chunks) : LOG_PASSED);
}

static enum log_verdict
take_kernel(struct log_run *run, struct row *row)
{
	struct dragonfly_log *log = run->state;

	freebsd_chunks_leave(&log->chunks);
	return (freebsd_version_take_kernel(run, row));
}

static enum log_verdict
take_rest(struct log_run *run, struct row *row)
{
	struct dragonfly_log *log = run->state;

	(void)row;
	freebsd_chunks_leave(&log->chunks);
	run->is_idle = true;
	return (LOG_PASSED);
}

static void
finish(struct log_run *run)
{
	const struct dragonfly_log *log = run->state;
	struct capture *capture = run->draft.capture;

	/* No profile is DragonFly's, to which a witness could be held. */
	capture->witness_count = 0;
	if (!log->has_version) {
		draft_drop_maps(&run->draft);
		return;
	}
	freebsd_chunks_finish(run, &log->chunks);
	if (capture->e820.count > 0 || log->chunks.phys_avail.count == 0)
		return;
	capture->regions = (struct region_map){ .is_present = true,
	    .hardware = log->chunks.phys_avail };
	draft_set_reconstructed(&run->draft);
}

static const struct log_rule rules[] = {
	{ .start = "DragonFly v", .take = take_version },
	{ .start = "SMAP type=", .take = take_smap },
	{ .start = "Physical memory chunk(s):", .take = take_heading },
	{ .start = "0x", .take = take_row },
	{ .start = "Preloaded elf kernel \"", .take = take_kernel },
	{ .first_of = LOG_ANY_BYTE, .take = take_rest },
	{ .take = NULL }
};

const struct import_form form_dragonfly = {
	.name = "dragonfly",
	.about = "DragonFly's boot log",
	.rules = rules,
	.state_bytes = sizeof(struct dragonfly_log),
	.finish = finish,
};
