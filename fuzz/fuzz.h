/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What all fuzz targets share: how they fail, what they tell the replayer,
 * and where their tables come from.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The entry of every target. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/*
 * What the input came to, as a number: the same input must always come to
 * the same one.  fuzz_note mixes a value into it.
 */
extern uint64_t fuzz_digest;
void fuzz_note(uint64_t value);

/* Says what does not hold, and aborts. */
_Noreturn void fuzz_fail(const char *file, int line, const char *text);

#define FUZZ_REQUIRE(condition)						\
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

/*
 * Exactly count elements, each allocation by itself, so that a sanitizer
 * sees the first byte beyond it.  Filled with a pattern, not with zeros.
 */
void *fuzz_allocate(size_t count, size_t size);

#endif
