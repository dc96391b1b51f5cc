/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the kernel logs, record by record.
 */
#ifndef LINUX_LOG_H
#define LINUX_LOG_H

#include "core/linux_world.h"
#include "sim/arena.h"

struct linux_log {
	struct arena *arena;	/* its lines live as long */
	struct bm_log_line *lines;
	size_t count;
	size_t capacity;
};

/* format as printf's, without the newline at the end. */
void linux_log(struct linux_log *log, enum bm_log_topic topic,
    const char *format, ...) __attribute__((format(printf, 3, 4), nonnull(3)));

#endif
