/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/nearest.h"

#include <stdbool.h>
#include <string.h>

/* Names are shorter; what is longer was not mistyped but meant otherwise. */
enum { LETTERS_MAX = 40 };

struct nearest
nearest_to(const char *typed, size_t length)
{
	return ((struct nearest){ .typed = typed, .length = length,
	    .distance = 2 + length / 4 });
}

static char
lower(char letter)
{
	return (letter >= 'A' && letter <= 'Z' ? (char)(letter | 0x20) :
	    letter);
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return (smaller < c ? smaller : c);
}

static bool
is_swap(const struct nearest *nearest, const char *name, size_t i, size_t j)
{
	return (i > 1 && j > 1 &&
	    lower(nearest->typed[i - 1]) == lower(name[j - 2]) &&
	    lower(nearest->typed[i - 2]) == lower(name[j - 1]));
}

/*
 * The optimal string alignment distance, ignoring case: rows[i % 3][j] is
 * that between the first i letters typed and the first j of name.
 */
static size_t
distance_to(const struct nearest *nearest, const char *name,
    size_t name_length)
{
	size_t rows[3][LETTERS_MAX + 1];

	for (size_t i = 0; i <= nearest->length; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];

		row[0] = i;
		for (size_t j = 1; j <= name_length; j++) {
			if (i == 0) {
				row[j] = j;
				continue;
			}
			row[j] = least(above[j] + 1, row[j - 1] + 1,
			    above[j - 1] + (lower(nearest->typed[i - 1]) !=
			    lower(name[j - 1])));
			if (is_swap(nearest, name, i, j))
				row[j] = least(row[j], row[j],
				    rows[(i + 1) % 3][j - 2] + 1);
		}
	}
	return (rows[nearest->length % 3][name_length]);
}

void
nearest_try(struct nearest *nearest, const char *name)
{
	size_t name_length = strlen(name);
	size_t distance;

	if (nearest->length > LETTERS_MAX || name_length > LETTERS_MAX)
		return;
	distance = distance_to(nearest, name, name_length);
	if (distance < nearest->distance) {
		nearest->name = name;
		nearest->distance = distance;
	}
}
