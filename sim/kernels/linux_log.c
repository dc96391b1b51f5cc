/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/contract.h"

static void
make_room(struct linux_log *log)
{
	const size_t capacity = 2 * log->capacity + 64;
	struct bm_log_line *longer = arena_alloc(log->arena, capacity,
	    sizeof(longer[0]));

	if (log->count > 0)
		memcpy(longer, log->lines, log->count * sizeof(longer[0]));
	log->lines = longer;
	log->capacity = capacity;
}

void
linux_log(struct linux_log *log, enum bm_log_topic topic,
    const char *format, ...)
{
	va_list arguments, again;
	int length;
	char *text;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	BM_CONTRACT(length >= 0);
	text = arena_alloc(log->arena, (size_t)length + 1, 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(arguments);
	if (log->count == log->capacity)
		make_room(log);
	log->lines[log->count++] = (struct bm_log_line){ topic, text };
}
