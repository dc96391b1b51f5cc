/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the records of a script ask of a boot allocator.
 */
#ifndef BOOTALLOC_SCRIPT_H
#define BOOTALLOC_SCRIPT_H

#include "fuzz/paint.h"
#include "fuzz/script.h"
#include "tests/bootalloc_model.h"

/* A universe, whose numbers are the script's first two bytes. */
void bootalloc_script_universe(struct script *script,
    struct universe *ret_universe, struct bootalloc_model *model);

enum bootalloc_step_kind {
	BOOTALLOC_STEP_CALL,
	BOOTALLOC_STEP_FIND,
	BOOTALLOC_STEP_ALLOCATE,
	BOOTALLOC_STEP_PENDING,
	BOOTALLOC_STEP_ASK,
};

struct bootalloc_step {
	enum bootalloc_step_kind kind;
	struct span span;
	struct bootalloc_operation operation;	/* CALL */
	struct bm_bootalloc_request request;	/* FIND, ALLOCATE */
	uint16_t extra;
};

/* The next record; number is how many came before it. */
struct bootalloc_step bootalloc_script_step(struct script *script,
    const struct universe *universe, uint16_t number);

#endif
