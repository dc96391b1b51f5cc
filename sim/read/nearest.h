/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Which of the names that would have been right is nearest to a mistyped one.
 */
#ifndef READ_NEAREST_H
#define READ_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *typed;
	size_t length;
	const char *name;	/* the nearest so far; NULL: none is near */
	size_t distance;	/* its, or the first that is too far */
};

struct nearest nearest_to(const char *typed, size_t length);

/*
 * Considers one name.  A letter that is wrong, missing, too many or swapped
 * with the next counts one, case counts nothing, and about a quarter of
 * the letters may be wrong.
 */
void nearest_try(struct nearest *nearest, const char *name);

#endif
