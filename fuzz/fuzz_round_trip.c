/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Text of captures: what each form can say in full is exported and imported
 * as the same map.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "fuzz/round_trips.h"
#include "sim/read/capture.h"

#define NO_DIRECTORY "no-such-directory-anywhere"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct json_text text = { .file = "input", .first_line = 1,
	    .bytes = (const char *)bytes, .length = length };
	struct read_error error;
	struct capture *capture = capture_read_text(&text, NO_DIRECTORY,
	    &error);

	fuzz_digest = 0;
	if (capture == NULL)
		return (0);
	for (size_t i = 0; i < round_trip_count; i++) {
		char *difference;
		enum round_trip_result result = round_trip(&round_trips[i],
		    capture, &difference);

		if (result == ROUND_TRIP_DIFFERS)
			fprintf(stderr, "%s: %s\n",
			    round_trips[i].export_form, difference);
		FUZZ_REQUIRE(result != ROUND_TRIP_DIFFERS);
		fuzz_note(result);
		free(difference);
	}
	capture_free(capture);
	return (0);
}
