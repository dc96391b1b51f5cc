/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines of /proc/iomem, and what firmware and kernel they tell of.
 */
#ifndef IMPORT_IOMEM_H
#define IMPORT_IOMEM_H

#include "sim/import/form.h"

struct iomem_line {
	bm_paddr start;
	bm_paddr last;
	const char *name;
	size_t name_length;
	bool is_nested;		/* in a line before */
	bool is_in_ram;		/* ... which is System RAM */
};

struct iomem {
	struct iomem_line *lines;
	size_t count;
	size_t capacity;
	bm_paddr start;		/* of the latest line */
	bm_paddr top_last;	/* of the latest line that is in none */
	bool is_top_ram;
};

/*
 * Does line begin another tree?  Starts never fall in one, and no RAM lies in
 * RAM.
 */
bool iomem_is_another(const struct iomem *iomem,
    const struct iomem_line *line);

/* Adds line, whose is_nested is set, with a copy of its name. */
void iomem_add(struct log_run *run, const struct iomem_line *line);

/* Makes a capture of the lines, if there is any System RAM in them. */
void iomem_finish(struct log_run *run);

#endif
