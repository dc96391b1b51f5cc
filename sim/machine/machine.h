/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture of the running machine, or of one whose files were put below a
 * directory: the same paths, and for FreeBSD sysctl/NAME and kenv.
 *
 * Of several sources of one map the one that is nearest to the firmware counts:
 * on Linux boot_params before memmap before the kernel's log, on FreeBSD the
 * sysctls before the log.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "sim/import/draft.h"

struct machine_request {
	const char *root;	/* NULL: the running machine */
	bool has_names;		/* the machine's, and the whole command line */
	bool is_redacted;	/* no names of nodes and files either */
	/* Hears of each source why it gave nothing, or not all. */
	void (*tell)(void *context, const char *text);
	void *context;
};

/*
 * What could be read: draft_has_map() says whether there is a map in it.  It
 * has a name; the draft is the caller's.
 */
struct draft machine_capture(const struct machine_request *request);

#endif
