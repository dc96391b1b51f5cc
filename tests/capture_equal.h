/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Two captures compared to the last field, but for path and arena.
 */
#ifndef CAPTURE_EQUAL_H
#define CAPTURE_EQUAL_H

#include "sim/capture.h"

/* Fails the test, naming the field, where they differ. */
void ck_assert_captures_equal(const struct capture *left,
    const struct capture *right);

/* The same for the decoded maps; the blob's path is not compared. */
void ck_assert_fdt_maps_equal(const struct fdt_map *left,
    const struct fdt_map *right);

#endif
