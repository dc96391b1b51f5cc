/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What riscv64 takes for itself, and how it maps memory.
 */
#ifndef LINUX_RISCV64_H
#define LINUX_RISCV64_H

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"

/* riscv64_releases.c */
extern const struct linux_own linux_riscv64_6_12;

/*
 * The way satp is set: how many levels of tables there are between the root
 * and the pages, and how many bytes the linear map may have.
 */
struct linux_riscv64_mode {
	unsigned table_levels;
	uint64_t linear_bytes;	/* KERN_VIRT_SIZE */
};

/* riscv64_paging.c */
extern const struct linux_riscv64_mode linux_riscv64_sv39;
extern const struct linux_riscv64_mode linux_riscv64_sv48;
extern const struct linux_riscv64_mode linux_riscv64_sv57;

/*
 * setup_vm_final: takes the pool of KFENCE and the tables that map memory
 * from linear_start on and the kernel, or panics.
 */
void linux_riscv64_map_memory(struct linux_boot *boot,
    const struct linux_riscv64_mode *mode, bm_paddr linear_start);

#endif
