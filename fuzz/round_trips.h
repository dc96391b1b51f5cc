/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What export writes, import reads as the same map, wherever the form can say
 * all of it.
 */
#ifndef ROUND_TRIPS_H
#define ROUND_TRIPS_H

#include "sim/capture.h"

struct round_trip {
	const char *export_form;
	const char *import_form;
	uint32_t parts;		/* EXPORT_, that are compared */
	bool has_no_virtual;	/* addresses of EFI descriptors */
	bool has_no_version;	/* of EFI descriptors, nor their size */
};

extern const struct round_trip round_trips[];
extern const size_t round_trip_count;

enum round_trip_result {
	ROUND_TRIP_NONE,	/* the form cannot say all of the map */
	ROUND_TRIP_SAME,
	ROUND_TRIP_DIFFERS
};

/* *ret_text says what differs; the caller frees it. */
enum round_trip_result round_trip(const struct round_trip *trip,
    const struct capture *capture, char **ret_text);

#endif
