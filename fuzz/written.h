/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Judges what is made of a capture again: its own JSON, and the forms of
 * others.
 */
#ifndef FUZZ_WRITTEN_H
#define FUZZ_WRITTEN_H

#include "sim/capture.h"

/* Both are written as the same JSON. */
void require_same_json(const struct capture *a, const struct capture *b);

/* Read again, the capture's JSON is written as the same bytes. */
void require_same_written(const struct capture *capture);

/*
 * Each form is refused with a reason, or written, with a size that follows
 * from the map or with lines that begin as the form's lines do: what stands in
 * a capture forges none.
 */
void require_true_exports(const struct capture *capture);

#endif
