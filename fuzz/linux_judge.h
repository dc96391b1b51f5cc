/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Boots a capture as every Linux there is and holds each to its promise: the
 * reference keeps every invariant; a release keeps those that none of its
 * known defects has a say in, given what is odd about the input.
 */
#ifndef LINUX_JUDGE_H
#define LINUX_JUDGE_H

#include "sim/kernels/kernel.h"

/* What is odd about an input; a set of them is a sum. */
enum {
	/* A number is larger than every kernel can address. */
	ODD_HIGH = 1 << 0,
	/* Two entries of firmware's map lie over each other. */
	ODD_MAP = 1 << 1,
	/* So do two ranges that are to be kept. */
	ODD_CONTESTED = 1 << 2,
	/* An edge is inside a page. */
	ODD_UNALIGNED = 1 << 3,
	/* More nodes or ranges than some array has room for. */
	ODD_MANY = 1 << 4,
	/* A node of more than one range. */
	ODD_TUPLES = 1 << 5,
	/* A node that a driver may refuse. */
	ODD_DRIVER = 1 << 6,
	/* A node, or all of /reserved-memory, that is not read. */
	ODD_UNREAD = 1 << 7,
	/* A range without a byte. */
	ODD_EMPTY = 1 << 8,
	/* There is a reservation block. */
	ODD_MEMRESERVE = 1 << 9,
	/* Part of the memory is not to be used. */
	ODD_CAPPED = 1 << 10,
	/* EFI's map in large pages, or not of plain memory. */
	ODD_EFI = 1 << 11,
	/* An e820 map of less than two entries. */
	ODD_SHORT = 1 << 12,
	/* The command line amends the map. */
	ODD_AMENDED = 1 << 13,
	/* What the loader left lies in no memory that is usable. */
	ODD_LOADED = 1 << 14,
	/* There is hardly more memory, in reach, than is asked for. */
	ODD_SCARCE = 1 << 15,
	/* On riscv64 the machine mode keeps memory that no entry tells of. */
	ODD_MACHINE_MODE = 1 << 16,
	/* On amd64, where memory is trimmed, an edge is inside a page. */
	ODD_TRIMMED = 1 << 17,
	/* A reservation lies in no memory that is usable. */
	ODD_OUTSIDE = 1 << 18,
	/* Linux reads the device tree otherwise than the standard does. */
	ODD_TREE = 1 << 19,
};

unsigned linux_oddities(const struct capture *capture,
    const struct bm_world *world);

/*
 * Aborts if an invariant is broken that holds.  inspect, if not NULL, sees
 * every boot.
 */
void linux_require(const struct capture *capture,
    void (*inspect)(const struct simulation *simulation, unsigned oddities,
    void *context), void *context);

#endif
