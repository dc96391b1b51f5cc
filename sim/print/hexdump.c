/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * "hexdump /dev/mem" on a kernel that sets RAM aside: 16 bytes a row, as
 * eight little-endian words; a row that is like the one before it is not
 * shown, a "*" stands for all such.  What is set aside is poison; else memory
 * holds what the capture says that it was seen to hold, and elsewhere zeroes,
 * for nothing is known to have been written there.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/print/table.h"

#define ROW_BYTES 16

struct dump {
	const struct bm_linux_physstart *layout;
	const struct capture *capture;
};

static unsigned char
byte_at(const struct dump *dump, bm_paddr address)
{
	for (size_t i = 0; i < dump->layout->poisoned_count; i++)
		if (address >= dump->layout->poisoned[i].start &&
		    address <= bm_range_last(dump->layout->poisoned[i]))
			return (BM_LINUX_POISON);
	for (size_t i = 0; i < dump->capture->memory_bytes_count; i++) {
		const struct memory_bytes *seen =
		    &dump->capture->memory_bytes[i];

		if (address >= seen->base &&
		    address - seen->base < seen->count)
			return (seen->bytes[address - seen->base]);
	}
	return (0);
}

/* The lower of end and a place where something begins, if behind address. */
static void
stop_at(bm_paddr place, bm_paddr address, bm_paddr *end)
{
	if (place > address && place < *end)
		*end = place;
}

/* Up to where, or to end, is all as it is at address? */
static bm_paddr
uniform_end(const struct dump *dump, bm_paddr address, bm_paddr end)
{
	for (size_t i = 0; i < dump->layout->poisoned_count; i++) {
		stop_at(dump->layout->poisoned[i].start, address, &end);
		stop_at(dump->layout->poisoned[i].end, address, &end);
	}
	for (size_t i = 0; i < dump->capture->memory_bytes_count; i++) {
		const struct memory_bytes *seen =
		    &dump->capture->memory_bytes[i];

		if (address >= seen->base &&
		    address - seen->base < seen->count)
			return (address);
		stop_at(seen->base, address, &end);
	}
	return (end);
}

static void
print_row(FILE *out, bm_paddr address, const unsigned char *row)
{
	fprintf(out, "%07" PRIx64, address);
	for (size_t i = 0; i < ROW_BYTES; i += 2)
		fprintf(out, " %02x%02x", row[i + 1], row[i]);
	putc('\n', out);
}

/* The row behind this one, or the last of many that are like it. */
static bm_paddr
next_row(const struct dump *dump, bm_paddr address, bm_paddr end)
{
	const bm_paddr rows_end = uniform_end(dump, address, end) /
	    ROW_BYTES * ROW_BYTES;

	return (rows_end > address + 2 * ROW_BYTES ? rows_end - ROW_BYTES :
	    address + ROW_BYTES);
}

void
print_hexdump(FILE *out, const struct simulation *simulation)
{
	const struct dump dump = {
	    &simulation->world.linux_world.physstart, simulation->capture };
	const bm_paddr end = dump.layout->high_memory;
	unsigned char row[ROW_BYTES], before[ROW_BYTES];
	bool is_first = true, is_repeated = false;

	for (bm_paddr at = 0; at < end; at = next_row(&dump, at, end)) {
		for (size_t i = 0; i < ROW_BYTES; i++)
			row[i] = byte_at(&dump, at + i);
		if (is_first || memcmp(row, before, ROW_BYTES) != 0) {
			print_row(out, at, row);
			is_repeated = false;
		} else if (!is_repeated) {
			fputs("*\n", out);
			is_repeated = true;
		}
		memcpy(before, row, ROW_BYTES);
		is_first = false;
	}
	if (end != 0)
		fprintf(out, "%07" PRIx64 "\n", end);
}
