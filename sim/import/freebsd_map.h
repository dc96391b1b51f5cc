/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware's map in the words of FreeBSD's kernel, loader and sysctl.
 */
#ifndef IMPORT_FREEBSD_MAP_H
#define IMPORT_FREEBSD_MAP_H

#include "sim/import/form.h"

/* A table of EFI descriptors, below its heading or without one. */
struct freebsd_efi {
	bool is_open;		/* the next row may be here */
	bool is_headless;	/* its beginning was not in the log */
};

/* How a row of the table begins: with the name of a type. */
#define FREEBSD_EFI_RULES(take_row) \
	{ .start = "Reserved ", .take = (take_row) }, \
	{ .start = "Loader", .take = (take_row) }, \
	{ .start = "BootServices", .take = (take_row) }, \
	{ .start = "RuntimeServices", .take = (take_row) }, \
	{ .start = "ConventionalMemory", .take = (take_row) }, \
	{ .start = "UnusableMemory", .take = (take_row) }, \
	{ .start = "ACPIReclaimMemory", .take = (take_row) }, \
	{ .start = "ACPIMemoryNVS", .take = (take_row) }, \
	{ .start = "MemoryMappedIO", .take = (take_row) }, \
	{ .start = "PalCode", .take = (take_row) }, \
	{ .start = "PersistentMemory", .take = (take_row) }, \
	{ .start = "<INVALID>", .take = (take_row) }

/* "Type Physical Virtual #Pages Attr", behind its first word. */
bool freebsd_efi_is_heading(struct row *row);

/*
 * A row of the table, for its rules: passed if it is none, unless the table
 * is open.
 */
enum log_verdict freebsd_efi_row(struct log_run *run, struct row *row,
    struct freebsd_efi *efi);

/*
 * "base=... len=...", from the kernel and from the loader's command smap,
 * which may add "attr=..."; behind "SMAP type=".  The halves of an address
 * may stand apart.
 */
bool freebsd_smap_row(struct log_run *run, struct row *row);

/* ", xattr=..., base=..., len=...", from sysctl machdep.smap. */
bool freebsd_smap_sysctl_row(struct log_run *run, struct row *row);

/* Which of the two is it? */
bool freebsd_smap_is_sysctl(const struct row *row);

/*
 * 'NAME="VALUE"', as kenv shows it and loader.conf has it, of a tunable that
 * is about memory: the line is passed if it is anything else.
 */
enum log_verdict freebsd_tunable_row(struct log_run *run, struct row *row);

#endif
