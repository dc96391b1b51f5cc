/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What an operation of the core answers.  A status is a value, never text:
 * text is made where a person reads it.  Whatever is not BM_OK has changed no
 * table; one that was only to receive a result still has its count, but its
 * entries may have been written over.
 */
#ifndef BM_STATUS_H
#define BM_STATUS_H

enum bm_status {
	BM_OK,
	BM_FULL,	/* the caller's table has no room for the result */
	BM_BUSY,	/* part of the range belongs to somebody else */
	BM_NONE,	/* no such entry, or no free range that fits */
	BM_NO_SPARE,	/* a superpage has to be divided: no page-table page */
	BM_INVALID,	/* it makes no sense: zero size, bad alignment */
	BM_FAULT,	/* memory that cannot be written: it is not mapped */
};

#endif
