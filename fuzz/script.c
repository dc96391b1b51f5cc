/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/script.h"

uint8_t
script_u8(struct script *script)
{
	uint8_t value = script_ends(script) ? 0 : script->bytes[script->at];

	script->at++;
	return (value);
}

uint16_t
script_u16(struct script *script)
{
	unsigned low = script_u8(script);

	return ((uint16_t)(low | (unsigned)script_u8(script) << 8));
}

uint32_t
script_u32(struct script *script)
{
	uint32_t low = script_u16(script);

	return (low | (uint32_t)script_u16(script) << 16);
}

uint64_t
script_u64(struct script *script)
{
	uint64_t low = script_u32(script);

	return (low | (uint64_t)script_u32(script) << 32);
}

struct operation
script_operation(struct script *script)
{
	struct operation operation;

	operation.kind = script_u8(script);
	operation.flags = script_u8(script);
	operation.first = script_u16(script);
	operation.last = script_u16(script);
	operation.extra = script_u16(script);
	return (operation);
}
