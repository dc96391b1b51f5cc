/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines in which FreeBSD's ram0 says what it reserves in the nexus.
 */
#ifndef IMPORT_FREEBSD_RAM0_H
#define IMPORT_FREEBSD_RAM0_H

#include "sim/import/form.h"

/* Takes the line, which begins with "ram0: reserving ", to list. */
enum log_verdict freebsd_ram0_line(struct log_run *run, struct row *row,
    struct extent_list *list);

/*
 * Adds a witness of the table nexus under profile: list, put in order, as
 * devinfo -r shows it.
 */
void freebsd_ram0_witness(struct draft *draft, struct extent_list *list,
    const char *profile);

#endif
