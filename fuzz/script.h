/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Scripts: little-endian records of a fixed size, read from bytes that may
 * be anything.  Behind the end all bytes are 0, so that every byte string is
 * a script.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct script {
	const uint8_t *bytes;
	size_t length;
	size_t at;
};

static inline struct script
script_of(const uint8_t *bytes, size_t length)
{
	return ((struct script){ bytes, length, 0 });
}

static inline bool
script_ends(const struct script *script)
{
	return (script->at >= script->length);
}

uint8_t script_u8(struct script *script);
uint16_t script_u16(struct script *script);
uint32_t script_u32(struct script *script);
uint64_t script_u64(struct script *script);

/* The form of all operations of the core's targets. */
#define SCRIPT_OPERATION_BYTES 8

struct operation {
	uint8_t kind;
	uint8_t flags;
	uint16_t first;		/* edges of a span, included, in any order */
	uint16_t last;
	uint16_t extra;
};

struct operation script_operation(struct script *script);

#endif
