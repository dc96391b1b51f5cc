/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What export writes, import reads as the same map: every form with every
 * capture of inputs/ that it can say in full.
 */
#include <check.h>
#include <stdlib.h>

#include "each_capture.h"
#include "fuzz/round_trips.h"
#include "program.h"
#include "tests/hex.h"

/* So many of the inputs each form says in full, at least. */
#define COUNT_MIN 10

static size_t counts[32];

static void
check_capture(const struct capture *capture, const char *directory)
{
	(void)directory;
	for (size_t i = 0; i < round_trip_count; i++) {
		char *text;
		enum round_trip_result result = round_trip(&round_trips[i],
		    capture, &text);

		ck_assert_msg(result != ROUND_TRIP_DIFFERS, "%s as %s:\n%s",
		    capture->name, round_trips[i].export_form, text);
		counts[i] += result == ROUND_TRIP_SAME;
		free(text);
	}
}

START_TEST(inputs_come_back_the_same)
{
	ck_assert_uint_le(round_trip_count, LENGTH(counts));
	each_capture(check_capture);
	for (size_t i = 0; i < round_trip_count; i++)
		ck_assert_msg(counts[i] >= COUNT_MIN, "%s: only %zu",
		    round_trips[i].export_form, counts[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("round_trips");
	TCase *cases = tcase_create("inputs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_test(cases, inputs_come_back_the_same);
	return (run_suite(suite));
}
