/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's rule for a new excluded region, step by step as its behaviour is
 * described: one array, walked from the front.  Addresses are numbers of
 * pages, so nothing wraps.
 */
#ifndef TESTS_EXCLUSION_MODEL_H
#define TESTS_EXCLUSION_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/exclusions.h"
#include "tests/oracle.h"

#define EXCLUSION_MODEL_MAX 16

struct exclusion_model {
	struct {
		size_t start;
		size_t end;	/* exclusive */
		uint32_t flags;
		uint32_t earliest;	/* index of a call */
	} regions[EXCLUSION_MODEL_MAX];
	size_t count;
};

/* The call with that index excludes the pages [start, end). */
void exclusion_model_add(struct exclusion_model *model, size_t start,
    size_t end, uint32_t flags, uint32_t index);

/*
 * Is table the model's, a page a unit of oracle?  Says on standard error what
 * differs.
 */
bool exclusion_model_matches(const struct exclusion_model *model,
    const struct oracle *oracle, const struct bm_exclusions *table);

#endif
