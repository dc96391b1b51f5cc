/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One side of a diff: a capture that a kernel is run on, which may have been
 * imported, or what a kernel printed.
 */
#ifndef DIFF_INPUT_H
#define DIFF_INPUT_H

#include "sim/diff.h"
#include "sim/kernels/kernel.h"
#include "sim/read/physmem_table.h"

struct diff_input {
	const char *name;	/* for messages */
	struct capture *capture; /* NULL: it is printed */
	struct printed_tables *printed;
	bool is_borrowed;	/* capture belongs to the other side */
	bool is_imported;	/* capture was made of something else */
	bool is_booted;
	struct simulation simulation;
};

/*
 * Reads the file at path ("-" is standard input), whatever it is: a capture,
 * printed tables, or else what a capture can be made of.  page_size 0 takes
 * any that a printed table agrees with.  False, with a message, if it is none
 * of them.
 */
bool diff_input_read(const char *path, uint64_t page_size,
    struct diff_input *ret_input);

/*
 * Runs kernel, NULL being the first that the capture names, on a capture.
 * False, with a message, if it cannot be done.
 */
bool diff_input_boot(struct diff_input *input, const struct kernel *kernel,
    const struct boot_options *options);

void diff_input_free(struct diff_input *input);

/* Is table among what was printed?  Of a capture every table is. */
bool diff_input_has(const struct diff_input *input, const char *table);

/* Did the kernel live to make it?  What is printed was made. */
bool diff_input_is_made(const struct diff_input *input, const char *table);

/*
 * The ranges of a table, on arena; of physmem the chunks (part 0) or the
 * excluded regions (part 1).
 */
struct diff_list diff_input_list(const struct diff_input *input,
    const char *table, size_t part, struct arena *arena);

/* The form in which that side prints phys_avail, if only one can be meant. */
const char *diff_input_form(const struct diff_input *input,
    const char *table);

/* The table's text, a line a row, on arena. */
char *diff_input_text(const struct diff_input *input, const char *table,
    struct arena *arena, size_t *ret_bytes);

/* Fills in both page sizes; of two that are unknown, one that fits both. */
void diff_input_page_sizes(const struct diff_input inputs[2],
    const struct boot_options *options, struct diff_side sides[2]);

#endif
