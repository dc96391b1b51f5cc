/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the boot allocator is measured against: a small universe of equal
 * units, each with its own state.  Everything here is a plain loop over single
 * units.
 */
#ifndef TESTS_BOOTALLOC_MODEL_H
#define TESTS_BOOTALLOC_MODEL_H

#include "core/bootalloc.h"

#define BOOTALLOC_UNITS_MAX 512

struct bootalloc_unit {
	struct bm_bootalloc_state state;
	uint16_t memory_origin;
	uint16_t reserved_origin;
	bool is_pending;
};

struct bootalloc_model {
	bm_paddr base;		/* of unit 0 */
	uint64_t unit_bytes;	/* a power of two that divides base */
	uint64_t page_size;
	size_t unit_count;
	struct bootalloc_unit units[BOOTALLOC_UNITS_MAX];
};

enum bootalloc_kind {
	BOOTALLOC_ADD,
	BOOTALLOC_REMOVE,
	BOOTALLOC_RESERVE,
	BOOTALLOC_FREE,
	BOOTALLOC_SET_FLAGS,
	BOOTALLOC_CLEAR_FLAGS,
	BOOTALLOC_SET_NODE,
	BOOTALLOC_KINDS
};

/* One call, about the units from first to last, both included. */
struct bootalloc_operation {
	enum bootalloc_kind kind;
	size_t first;
	size_t last;
	uint16_t flags;
	int32_t node;
	uint16_t origin;	/* index */
};

void bootalloc_model_init(struct bootalloc_model *model, bm_paddr base,
    uint64_t unit_bytes, size_t unit_count, uint64_t page_size);

struct bm_range bootalloc_model_range(const struct bootalloc_model *model,
    size_t first, size_t last);

/* The call, made of the product and of the model. */
enum bm_status bootalloc_call(struct bm_bootalloc *allocator,
    const struct bootalloc_model *model,
    const struct bootalloc_operation *operation);
void bootalloc_model_call(struct bootalloc_model *model,
    const struct bootalloc_operation *operation);

/* Pieces that there are, and those that a call takes on the way. */
size_t bootalloc_model_count(const struct bootalloc_model *model);
size_t bootalloc_model_needed(const struct bootalloc_model *model,
    const struct bootalloc_operation *operation);

/*
 * The room that a request for whole units should get, by trying all; false if
 * there is none.
 */
bool bootalloc_model_find(const struct bootalloc_model *model,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range);

/*
 * Do the views of the product show what the units say, flags, nodes and the
 * earliest origins included, in as few regions and pieces as can be?  NULL, or
 * what does not hold.
 */
const char *bootalloc_model_judge(const struct bootalloc_model *model,
    const struct bm_bootalloc *allocator);

#endif
