/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the line with which FreeBSD says who it is tells of the kernel.
 */
#ifndef IMPORT_FREEBSD_VERSION_H
#define IMPORT_FREEBSD_VERSION_H

#include "sim/import/form.h"

struct freebsd_version {
	bool is_there;
	/* A profile of that kernel on arm and riscv; NULL: none for sure. */
	const char *profile;
};

/*
 * "13.0-RELEASE ...", behind "FreeBSD ".  False, and nothing is said, if it
 * is another line.  Takes the architecture where the line ends with it, and
 * the line for the draft's about.
 */
bool freebsd_version_read(struct log_run *run, struct row *row,
    struct freebsd_version *ret_version);

/* "USER@HOST:DIRECTORY ARCH", the line below; takes the architecture. */
void freebsd_version_take_arch(struct log_run *run);

/*
 * 'NAME" at 0x...', behind "Preloaded elf kernel \"": where the metadata of the
 * kernel is, which says what architecture it is made for.  Where the file is,
 * and how large, no line says.
 */
enum log_verdict freebsd_version_take_kernel(struct log_run *run,
    struct row *row);

#endif
