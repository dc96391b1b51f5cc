/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Check prints unsigned numbers in decimal; addresses are read in hex.
 */
#ifndef TESTS_HEX_H
#define TESTS_HEX_H

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/range.h"

/* The elements of an array. */
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Check's own limit is four seconds, which an instrumented build exceeds. */
#define TEST_SECONDS 300

/* Both macros name the case that failed: a row's name, a generated input. */
#define ck_assert_hex_eq(actual, expected, name)			\
	do {								\
		uint64_t is = (actual), should_be = (expected);		\
									\
		ck_assert_msg(is == should_be,				\
		    "%s: %s is %#" PRIx64 ", not %#" PRIx64, (name),	\
		    #actual, is, should_be);				\
	} while (0)

#define ck_assert_range_eq(actual, expected, name)			\
	do {								\
		struct bm_range is = (actual), should_be = (expected);	\
									\
		ck_assert_msg(bm_range_equal(is, should_be),		\
		    "%s: %s is [%#" PRIx64 ", %#" PRIx64 "), not [%#"	\
		    PRIx64 ", %#" PRIx64 ")", (name), #actual,		\
		    is.start, is.end, should_be.start, should_be.end);	\
	} while (0)

/* Runs suite and frees it; what main returns. */
static inline int
run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed_count;

	srunner_run_all(runner, CK_ENV);
	failed_count = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

#endif
