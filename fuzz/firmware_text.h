/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware section of a capture as text, so that two can be compared and
 * the difference be seen.
 */
#ifndef FIRMWARE_TEXT_H
#define FIRMWARE_TEXT_H

#include "sim/capture.h"

/* The caller frees it. */
char *firmware_text(const struct capture *capture);

/* All of the capture, as it is written; the caller frees it. */
char *capture_text(const struct capture *capture);

#endif
