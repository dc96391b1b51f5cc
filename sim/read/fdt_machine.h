/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a device tree blob says beside its map: whose it is, and what the
 * loader put into /chosen.
 */
#ifndef READ_FDT_MACHINE_H
#define READ_FDT_MACHINE_H

#include "sim/read/fdt.h"

struct fdt_machine {
	char *model;		/* or else compatible; NULL: not said */
	bool has_arch;
	enum arch arch;
	char *cmdline;		/* NULL: not said */
	struct optional_extent initrd;
	struct optional_extent efi_map;	/* in memory: where, and how long */
};

/*
 * Of a blob that fdt_map_decode() has accepted, with the same arguments.  The
 * architecture follows from what the first of the cpus that says so is
 * compatible with, or from the timer's.  Untouched on error.
 */
bool fdt_machine_decode(const char *file, const void *blob,
    struct arena *arena, struct fdt_machine *ret_machine,
    struct read_error *ret_error);

#endif
