/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A kernel model: what it is called, whom it follows, and how it boots.  A
 * boot turns a capture into a world; it prints nothing.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include "core/world.h"
#include "sim/capture.h"
#include "sim/facts.h"
#include "sim/kernels/owners.h"

struct boot_options {
	uint64_t page_size;		/* 0: what the capture says */
	struct tunable *tunables;	/* before the capture's own */
	size_t tunable_count;
	const char *cmdline;		/* NULL: what the capture says */
	enum bm_stage until;		/* the last stage to run */
};

/* What came of one event. */
enum event_result {
	EVENT_GRANTED,
	EVENT_FAILED,
	EVENT_RELEASED,
	EVENT_NOTHING_HELD,
	EVENT_RESERVED,
	EVENT_NOT_RESERVED,
	EVENT_FREED,		/* page_count pages, perhaps none */
	EVENT_NOT_PRELOADED,
	EVENT_NOT_FREED,	/* status says why */
	EVENT_OUT_OF_FILE,	/* what is to be kept is not inside */
};

struct event_outcome {
	enum event_result result;
	struct bm_range range;	/* of addresses; GRANTED to NOT_RESERVED */
	uint64_t page_count;	/* FREED, NOT_FREED: that were freed */
	enum bm_status status;	/* NOT_FREED */
	const char *full_path;	/* NOT_PRELOADED: of a file of that basename */
};

/* A capture that was booted.  Its memory hangs on its own arena. */
struct simulation {
	struct arena *arena;
	const struct capture *capture;
	const struct kernel *kernel;
	enum ruling_map map;
	struct bm_world world;
	struct owners *owners;		/* of the nexus, by number */
	struct event_outcome *outcomes;	/* one an event that was run */
	size_t outcome_count;
};

/* Why a capture cannot be booted as asked: bad input, not a panic. */
struct boot_error {
	char where[128];		/* JSON path; of an option its name */
	bool is_option;			/* the capture is not to blame */
	char text[256];
};

struct kernel {
	const char *name;
	const char *about;
	/* False, with ret_error, if the input makes no sense to this model. */
	bool (*boot)(const struct boot_options *options,
	    struct simulation *simulation, struct boot_error *ret_error);
};

extern const struct kernel *const kernels[];
extern const size_t kernel_count;

/* NULL if there is none of that name. */
const struct kernel *kernel_find(const char *name);

/*
 * The kernel of a capture's index-th profile, or of index 0 of a capture that
 * names none the reference model; NULL, with ret_error, if there is no such
 * kernel.
 */
const struct kernel *kernel_captured(const struct capture *capture,
    size_t index, struct boot_error *ret_error);

/*
 * Boots capture.  On success the caller gives *ret_simulation back with
 * simulation_free; capture must live as long.
 */
bool simulation_boot(const struct kernel *kernel,
    const struct capture *capture, const struct boot_options *options,
    struct simulation *ret_simulation, struct boot_error *ret_error);

void simulation_free(struct simulation *simulation);

#endif
