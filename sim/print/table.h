/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The tables that can be printed, each as the kernel's own bytes.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdio.h>

#include "sim/kernels/kernel.h"

struct table {
	const char *name;
	const char *about;
	enum bm_stage stage;	/* complete once a boot has reached it */
	void (*print)(FILE *out, const struct simulation *simulation);
};

/* In the order in which they are printed. */
extern const struct table tables[];
extern const size_t table_count;

/* NULL if there is none of that name. */
const struct table *table_find(const char *name);

/* Has the boot come far enough for this table? */
bool table_is_complete(const struct table *table,
    const struct simulation *simulation);

/*
 * The table's bytes, to be freed by the caller; *ret_bytes is their count, a
 * NUL stands behind them.
 */
char *table_text(const struct table *table,
    const struct simulation *simulation, size_t *ret_bytes);

void print_firmware(FILE *out, const struct simulation *simulation);
void print_physmem(FILE *out, const struct simulation *simulation);
void print_phys_chunks(FILE *out, const struct simulation *simulation);
void print_phys_avail(FILE *out, const struct simulation *simulation);
void print_dump_avail(FILE *out, const struct simulation *simulation);
void print_totals(FILE *out, const struct simulation *simulation);
void print_vm_phys(FILE *out, const struct simulation *simulation);
void print_page_tables(FILE *out, const struct simulation *simulation);
void print_nexus(FILE *out, const struct simulation *simulation);
void print_nexus_free(FILE *out, const struct simulation *simulation);
void print_e820(FILE *out, const struct simulation *simulation);
void print_e820_final(FILE *out, const struct simulation *simulation);
void print_physical_start(FILE *out, const struct simulation *simulation);
void print_hexdump(FILE *out, const struct simulation *simulation);
void print_iomem(FILE *out, const struct simulation *simulation);
void print_memblock(FILE *out, const struct simulation *simulation);
void print_memblock_final(FILE *out, const struct simulation *simulation);
void print_memblock_memory(FILE *out, const struct simulation *simulation);
void print_memblock_reserved(FILE *out, const struct simulation *simulation);
void print_linux_log(FILE *out, const struct simulation *simulation);
void print_reserved_mem(FILE *out, const struct simulation *simulation);
void print_events(FILE *out, const struct simulation *simulation);

#endif
