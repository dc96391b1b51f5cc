/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The command line of Linux 2.6.25 on x86-64, as far as it changes the e820
 * table, and one parameter of our own.  Re-enacted: do not improve this.
 */
#ifndef LINUX_PHYSSTART_PARAMETERS_H
#define LINUX_PHYSSTART_PARAMETERS_H

#include "sim/kernels/kernel.h"
#include "sim/kernels/linux/e820.h"

/* The types, as the patch numbers them anew. */
enum {
	PHYSSTART_RESERVED_RAM = 1,
	PHYSSTART_RESERVED_RAM_FAILED = 2,
	PHYSSTART_RAM = 3,
	PHYSSTART_RESERVED = 4,
	PHYSSTART_ACPI = 5,
	PHYSSTART_NVS = 6,
};

struct physstart_parameters {
	bool is_user_defined;	/* memmap= was there */
	bm_paddr end_user;	/* mem=, whole pages: no page from there on */
	/*
	 * trampoline=ADDRESS: the two pages of the trampoline lie as high as
	 * they can below ADDRESS, not at 0x6000.
	 */
	bool has_trampoline;
	bm_paddr trampoline_end;
};

/*
 * Applies the command line (NULL: none) to the table; false, with ret_error,
 * if trampoline= makes no sense.
 */
bool physstart_parse(const char *cmdline, struct linux_e820 *table,
    struct arena *arena, struct physstart_parameters *ret_parameters,
    struct boot_error *ret_error);

#endif
