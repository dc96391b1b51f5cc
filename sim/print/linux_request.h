/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One line of what Linux's boot allocator was asked for and gave, without a
 * newline.
 */
#ifndef LINUX_REQUEST_H
#define LINUX_REQUEST_H

#include <stdio.h>

#include "core/linux_world.h"

void print_linux_request(FILE *out, const struct bm_linux_request *request);

#endif
