/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CORES_H
#define CORES_H

#include <stddef.h>

/* How many processors are online; 1 if the system does not say. */
size_t cores_online(void);

#endif
