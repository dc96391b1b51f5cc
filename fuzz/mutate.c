/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/mutate.h"

#include <stdbool.h>
#include <string.h>

/* What the engine calls, and what it lends us. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t length, size_t capacity);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length,
    size_t capacity, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_length,
    const uint8_t *b, size_t b_length, uint8_t *ret_bytes, size_t capacity,
    unsigned seed);

#define RECORD_BYTES_MAX 64

struct records {
	uint8_t *bytes;		/* the first record */
	size_t count;
	size_t capacity;
	uint64_t random;
};

static uint64_t
draw(struct records *records, uint64_t below)
{
	records->random ^= records->random << 13;
	records->random ^= records->random >> 7;
	records->random ^= records->random << 17;
	return (records->random % below);
}

static uint8_t *
record(const struct records *records, size_t index)
{
	return (records->bytes + index * fuzz_layout.record_bytes);
}

static uint8_t *
any_record(struct records *records)
{
	return (record(records, (size_t)draw(records, records->count)));
}

static uint64_t
edge(const uint8_t *bytes, bool is_last)
{
	uint64_t value = 0;

	bytes += is_last ? fuzz_layout.last_offset : fuzz_layout.first_offset;
	for (size_t i = fuzz_layout.edge_bytes; i-- > 0;)
		value = value << 8 | bytes[i];
	return (value);
}

static void
set_edge(uint8_t *bytes, bool is_last, uint64_t value)
{
	bytes += is_last ? fuzz_layout.last_offset : fuzz_layout.first_offset;
	for (size_t i = 0; i < fuzz_layout.edge_bytes; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

/* Nothing, one, a page, or any small number of pages, up or down. */
static uint64_t
nudge(struct records *records)
{
	const uint64_t steps[] = { 0, 0, 1, fuzz_layout.page,
	    fuzz_layout.page - 1, fuzz_layout.page *
	    (1 + draw(records, 32)) };
	uint64_t step = steps[draw(records, sizeof(steps) /
	    sizeof(steps[0]))];

	return (draw(records, 2) == 0 ? step : 0 - step);
}

/* Onto an edge of another record: the same one, or the one that touches. */
static void
move_to_neighbour(struct records *records)
{
	uint8_t *mine = any_record(records), *other = any_record(records);
	bool is_last = draw(records, 2) == 0, is_other = draw(records, 2) == 0;
	uint64_t value = edge(other, is_other);

	if (is_last != is_other)
		value += is_last ? UINT64_MAX : 1;
	set_edge(mine, is_last, value + nudge(records));
}

static void
move_edge(struct records *records)
{
	uint8_t *mine = any_record(records);
	bool is_last = draw(records, 2) == 0;

	set_edge(mine, is_last, edge(mine, is_last) + nudge(records));
}

/* All of it, its length kept. */
static void
shift(struct records *records)
{
	uint8_t *mine = any_record(records);
	uint64_t step = nudge(records);

	set_edge(mine, false, edge(mine, false) + step);
	set_edge(mine, true, edge(mine, true) + step);
}

static void
move_to_extreme(struct records *records)
{
	uint8_t *mine = any_record(records);
	bool is_last = draw(records, 2) == 0;
	uint64_t value = is_last ? UINT64_MAX : 0;

	/* Above and below the usual borders, too. */
	if (draw(records, 2) == 0)
		value = ((uint64_t)1 << (16 + draw(records, 48))) -
		    (is_last ? 1 : 0);
	set_edge(mine, is_last, value + nudge(records));
}

/* Half over another record, or inside it. */
static void
overlap(struct records *records)
{
	uint8_t *mine = any_record(records), *other = any_record(records);
	uint64_t first = edge(other, false), last = edge(other, true);
	uint64_t quarter = (last - first) / 4;

	set_edge(mine, false, first + quarter);
	set_edge(mine, true, draw(records, 2) == 0 ? last - quarter :
	    last + quarter);
}

/* Changes what a record is, and leaves it where it is. */
static void
retype(struct records *records)
{
	uint8_t *mine = any_record(records), *other = any_record(records);
	uint64_t first = edge(mine, false), last = edge(mine, true);
	size_t offset = (size_t)draw(records, fuzz_layout.record_bytes);

	if (draw(records, 2) == 0)
		memmove(mine, other, fuzz_layout.record_bytes);
	else
		mine[offset] = (uint8_t)draw(records, 256);
	set_edge(mine, false, first);
	set_edge(mine, true, last);
}

static void
swap(struct records *records)
{
	uint8_t *mine = any_record(records), *other = any_record(records);
	uint8_t copy[RECORD_BYTES_MAX];

	memcpy(copy, mine, fuzz_layout.record_bytes);
	memmove(mine, other, fuzz_layout.record_bytes);
	memcpy(other, copy, fuzz_layout.record_bytes);
}

/* A second copy of a record, behind it. */
static void
duplicate(struct records *records)
{
	size_t index = (size_t)draw(records, records->count);

	if (records->count == records->capacity)
		return;
	memmove(record(records, index + 1), record(records, index),
	    (records->count - index) * fuzz_layout.record_bytes);
	records->count++;
}

static void
split(struct records *records)
{
	size_t index = (size_t)draw(records, records->count);
	uint64_t first, last, middle;

	if (records->count == records->capacity)
		return;
	memmove(record(records, index + 1), record(records, index),
	    (records->count - index) * fuzz_layout.record_bytes);
	records->count++;
	first = edge(record(records, index), false);
	last = edge(record(records, index), true);
	if (last == first)
		return;
	middle = first + draw(records, last - first);
	if (draw(records, 2) == 0)
		middle -= middle % fuzz_layout.page;
	set_edge(record(records, index), true, middle);
	/* With a gap, an overlap, or neither. */
	set_edge(record(records, index + 1), false, middle + 1 +
	    nudge(records));
}

static void
erase(struct records *records)
{
	size_t index = (size_t)draw(records, records->count);

	memmove(record(records, index), record(records, index + 1),
	    (records->count - index - 1) * fuzz_layout.record_bytes);
	records->count--;
}

static void
mutate_records(struct records *records)
{
	static void (*const ways[])(struct records *records) = {
		move_to_neighbour, move_to_neighbour, move_to_neighbour,
		move_edge, move_edge, shift, move_to_extreme, overlap, retype,
		retype, swap, duplicate, split, split, erase
	};
	uint64_t times = 1 + draw(records, 4);

	while (times-- > 0 && records->count > 0)
		ways[draw(records, sizeof(ways) / sizeof(ways[0]))](records);
}

static uint64_t
spread(unsigned seed)
{
	/* Never 0, which the generator would not leave. */
	return ((seed + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15));
}

size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t capacity,
    unsigned seed)
{
	const size_t header_bytes = fuzz_layout.header_bytes;
	const size_t record_bytes = fuzz_layout.record_bytes;
	struct records records = { .bytes = bytes + header_bytes,
	    .random = spread(seed) };

	(void)draw(&records, 1);
	if (length < header_bytes + record_bytes || draw(&records, 6) == 0)
		return (LLVMFuzzerMutate(bytes, length, capacity));
	if (draw(&records, 12) == 0)
		bytes[draw(&records, header_bytes)] =
		    (uint8_t)draw(&records, 256);
	records.count = (length - header_bytes) / record_bytes;
	records.capacity = (capacity - header_bytes) / record_bytes;
	mutate_records(&records);
	return (header_bytes + records.count * record_bytes);
}

/* The head of one input and the tail of another, cut between records. */
size_t
LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_length, const uint8_t *b,
    size_t b_length, uint8_t *ret_bytes, size_t capacity, unsigned seed)
{
	const size_t header_bytes = fuzz_layout.header_bytes;
	const size_t record_bytes = fuzz_layout.record_bytes;
	struct records records = { .random = spread(seed) };
	size_t head, tail, tail_bytes;

	if (a_length < header_bytes || b_length < header_bytes)
		return (0);
	head = header_bytes + record_bytes * (size_t)draw(&records,
	    (a_length - header_bytes) / record_bytes + 1);
	tail = header_bytes + record_bytes * (size_t)draw(&records,
	    (b_length - header_bytes) / record_bytes + 1);
	if (head > capacity)
		return (0);
	tail_bytes = b_length - tail;
	if (tail_bytes > capacity - head)
		tail_bytes = capacity - head;
	memcpy(ret_bytes, a, head);
	memcpy(ret_bytes + head, b + tail, tail_bytes);
	return (head + tail_bytes);
}
