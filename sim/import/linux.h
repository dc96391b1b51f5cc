/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The parts that Linux's boot log is read in: the firmware's maps, the device
 * tree's memory, the machine, and the tables that the kernel printed.
 */
#ifndef IMPORT_LINUX_H
#define IMPORT_LINUX_H

#include "sim/import/form.h"

/* Lines as the kernel printed them, on the draft's arena. */
struct linux_text {
	char *bytes;
	size_t length;
	size_t capacity;
	size_t wanted;		/* so much of it makes the table; 0: none */
	bool is_doubtful;	/* not to the byte, or not all of it */
};

enum linux_map { LINUX_MAP_NONE, LINUX_MAP_LATER, LINUX_MAP_FIRMWARE };

/* The e820 table: what the firmware said, or, without it, a later one. */
struct linux_e820 {
	enum linux_map kind;	/* of what is in the draft */
	char *who;		/* printed the later map */
	bool has_heading;
	struct linux_text text;
};

/* The list of EFI descriptors; it may be printed twice. */
struct linux_efi {
	size_t row_count;	/* of the list that is being read */
	size_t list_count;
	bool is_listing;	/* between the heading of arm64 and its end */
	uint64_t map_bytes;	/* 0: not said */
};

/* A pool, of which the log has not said yet whose it is. */
struct linux_pool {
	bool is_present;
	bool is_reusable;
	bm_paddr base;
	uint64_t size_mib;
};

struct linux_memory {
	struct extent_list scanned;	/* of the tree's memory nodes */
	struct extent_list dumped;	/* of the latest memblock dump */
	struct extent_list nodes;	/* early memory node ranges */
	struct extent_list ignored;	/* said by the tree, not taken */
	uint64_t dump_count;		/* of memory's regions in the dump */
	uint64_t reserved_count;
	uint64_t reserved_seen;
	bool is_dumping;
	size_t dump_total;
	struct linux_pool pool;
	struct linux_text dump_text;
	struct linux_text reserved_text;
};

struct linux_log {
	char profile[24];	/* "linux-6.12"; empty: not said */
	bool has_begun;		/* a line of this boot was there */
	bool is_starting;	/* the one before the version */
	bool is_x86;
	bool is_foreign;	/* an arch that no capture can say */
	bool is_efi;		/* the memory is what EFI's map says */
	bool has_command_line;	/* x86's own, before the common one */
	struct linux_e820 e820;
	struct linux_efi efi;
	struct linux_memory memory;
};

/* What the rules of each part do; see struct log_rule. */

/* linux_e820.c */
enum log_verdict linux_take_heading(struct log_run *run, struct row *row);
enum log_verdict linux_take_later_heading(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_firmware(struct log_run *run, struct row *row);
enum log_verdict linux_take_maybe_firmware(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_later(struct log_run *run, struct row *row);
enum log_verdict linux_take_e820(struct log_run *run, struct row *row);
enum log_verdict linux_take_disorder(struct log_run *run, struct row *row);

/* linux_efi.c */
enum log_verdict linux_take_efi(struct log_run *run, struct row *row);
enum log_verdict linux_take_bare_efi(struct log_run *run, struct row *row);
enum log_verdict linux_take_efi_heading(struct log_run *run,
    struct row *row);
void linux_finish_efi(struct log_run *run);

/* linux_memory.c */
enum log_verdict linux_take_scanned(struct log_run *run, struct row *row);
enum log_verdict linux_take_dump(struct log_run *run, struct row *row);
enum log_verdict linux_take_dump_size(struct log_run *run, struct row *row);
enum log_verdict linux_take_dump_count(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_region(struct log_run *run, struct row *row);
enum log_verdict linux_take_nodes(struct log_run *run, struct row *row);
enum log_verdict linux_take_node(struct log_run *run, struct row *row);
void linux_finish_memory(struct log_run *run);

/* linux_reserved.c */
enum log_verdict linux_take_reserved(struct log_run *run, struct row *row);
enum log_verdict linux_take_pool(struct log_run *run, struct row *row);
enum log_verdict linux_take_tree(struct log_run *run, struct row *row);
void linux_finish_reserved(struct log_run *run);

/* linux_machine.c */
enum log_verdict linux_take_start(struct log_run *run, struct row *row);
enum log_verdict linux_take_version(struct log_run *run, struct row *row);
enum log_verdict linux_take_command_line(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_common_command_line(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_initrd(struct log_run *run, struct row *row);
enum log_verdict linux_take_reservation(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_dmi(struct log_run *run, struct row *row);
enum log_verdict linux_take_model(struct log_run *run, struct row *row);
enum log_verdict linux_take_hypervisor(struct log_run *run,
    struct row *row);
enum log_verdict linux_take_pfn(struct log_run *run, struct row *row);
enum log_verdict linux_take_i386(struct log_run *run, struct row *row);
enum log_verdict linux_take_arm(struct log_run *run, struct row *row);
enum log_verdict linux_take_arm64(struct log_run *run, struct row *row);
enum log_verdict linux_take_riscv(struct log_run *run, struct row *row);
enum log_verdict linux_take_foreign(struct log_run *run, struct row *row);

/* linux_range.c */

/* "0x...-0x...", the last one inclusive; nothing if it is the one before. */
bool linux_read_range(struct row *row, struct bm_extent *ret_extent);
/* The same between two words. */
bool linux_read_range_in(struct row *row, const char *open,
    const char *close, struct bm_extent *ret_extent);

/* linux_witness.c */

/* Adds the line at hand, with the blanks in front of it. */
void linux_text_add(struct log_run *run, struct linux_text *text);
void linux_text_restart(struct linux_text *text);
/* What it has so far belongs to the table. */
void linux_text_want(struct linux_text *text);
void linux_finish_witness(struct log_run *run);

#endif
