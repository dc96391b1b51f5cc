/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Options of the commands that make captures.  What is wrong with a value is
 * said before false is answered.
 */
#ifndef CAPTURE_OPTIONS_H
#define CAPTURE_OPTIONS_H

#include <stdbool.h>

#include "sim/capture.h"

/* Can a capture be called so? */
bool capture_option_name(const char *value);

bool capture_option_arch(const char *value, enum arch *ret_arch);

#endif
