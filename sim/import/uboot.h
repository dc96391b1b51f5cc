/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The parts that U-Boot's console is read in.  Commands that show a map may
 * be given again and again; the latest one counts.
 */
#ifndef IMPORT_UBOOT_H
#define IMPORT_UBOOT_H

#include "sim/import/form.h"

/* One of lmb's two lists. */
struct uboot_list {
	uint64_t announced;	/* entries, as a heading says; 0: none */
	uint64_t wanted;	/* of the list that is in the draft */
	uint64_t count;
};

struct uboot_log {
	struct uboot_list memory;
	struct uboot_list reserved;
	/* An entry of old versions, whose size is on a line of its own. */
	struct uboot_list *entry;
	bm_paddr entry_base;
	/* A bank of bdinfo, in three lines. */
	enum { NO_BANK, BANK_BEGUN, BANK_STARTED } bank;
	bm_paddr bank_start;
	uint64_t bank_count;
	struct extent_list banks;
};

/* What the rules of each part do; see struct log_rule. */

/* uboot_lmb.c: bdinfo and what lmb says of itself */
enum log_verdict uboot_take_dump(struct log_run *run, struct row *row);
enum log_verdict uboot_take_memory_count(struct log_run *run,
    struct row *row);
enum log_verdict uboot_take_reserved_count(struct log_run *run,
    struct row *row);
enum log_verdict uboot_take_memory(struct log_run *run, struct row *row);
enum log_verdict uboot_take_reserved(struct log_run *run, struct row *row);
enum log_verdict uboot_take_memory_base(struct log_run *run,
    struct row *row);
enum log_verdict uboot_take_reserved_base(struct log_run *run,
    struct row *row);
enum log_verdict uboot_take_size(struct log_run *run, struct row *row);
void uboot_finish_lmb(struct log_run *run);

/* uboot_bank.c: bdinfo's banks */
enum log_verdict uboot_take_bank(struct log_run *run, struct row *row);
enum log_verdict uboot_take_bank_line(struct log_run *run, struct row *row);
void uboot_finish_banks(struct log_run *run);

/* uboot_efi.c: efidebug memmap, efi mem */
enum log_verdict uboot_take_efi_heading(struct log_run *run,
    struct row *row);
enum log_verdict uboot_take_efi(struct log_run *run, struct row *row);

#endif
