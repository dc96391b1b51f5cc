/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference model of FreeBSD: the interface and printed forms of the
 * newest subr_physmem (and, on x86, of getmemsize), without their defects.
 * Every invariant holds on every input.
 */
#ifndef FREEBSD_H
#define FREEBSD_H

#include "sim/kernels/kernel.h"

extern const struct kernel kernel_freebsd;

/* What the machine-dependent code of an architecture decides. */
struct freebsd_arch {
	bm_paddr last;		/* highest physical address */
	bool is_x86;		/* getmemsize instead of subr_physmem */
	bm_paddr xen_low_limit;	/* LOW_MEM_LIMIT of xenpv_alloc_physmem */
	enum ruling_map maps[3]; /* that it reads, the first present rules */
	const char *no_map_panic;
	struct bm_queues queues;	/* of vm_phys */
	bm_vaddr kernel_base;		/* KERNBASE */
	bm_vaddr kernel_last;		/* last address of the kernel map */
	bool maps_from_zero;		/* KERNBASE is physical 0 */
};

extern const struct freebsd_arch freebsd_archs[ARCH_COUNT];

/* A boot on its way. */
struct freebsd {
	const struct boot_options *options;
	struct simulation *simulation;
	struct boot_error *error;
	const struct freebsd_arch *arch;
	struct bm_rset shared;	/* pages of more than one file or the kernel */
	struct bm_rset reserved; /* never allocated; for events */
};

/* Chooses the ruling map and sets the limits; false with the boot's error. */
bool freebsd_set_up(struct freebsd *boot);

/* An empty set with room for capacity ranges, on the simulation's arena. */
struct bm_rset freebsd_new_set(struct freebsd *boot, size_t capacity);

/* The same for a short while: to be given back with freebsd_return_set. */
struct bm_rset freebsd_borrow_set(size_t capacity);
void freebsd_return_set(struct bm_rset *set);

/* The value of a kernel tunable, or NULL. */
const char *freebsd_tunable(const struct freebsd *boot, const char *name);

/*
 * A tunable that is a count of bytes: a number in C's notation, with K, M, G
 * or T behind it.  *ret_value stays as it is if the tunable is not set; false,
 * with the boot's error, if it is no such number.
 */
bool freebsd_tunable_bytes(const struct freebsd *boot, const char *name,
    uint64_t *ret_value);

/* The error that the value of this tunable, which is set, makes no sense. */
void freebsd_refuse_tunable(const struct freebsd *boot, const char *name,
    const char *what);

/* BM_STAGE_FIRMWARE: turns facts into the calls made of physmem. */
void freebsd_list_requests(struct freebsd *boot);

/* Does firmware go on using it, so that it is RAM, and excluded? */
static inline bool
freebsd_is_kept_by_efi(const struct bm_fact *fact)
{
	return ((fact->flags & BM_FACT_FIRMWARE_MAPS) != 0);
}

/* BM_STAGE_PHYSMEM: makes the calls.  Then what reserved entries overlap. */
bool freebsd_fill_physmem(struct freebsd *boot);

/* BM_STAGE_AVAIL; false with the boot's error.  May panic. */
bool freebsd_list_avail(struct freebsd *boot);

/* BM_STAGE_VM: segments, pages, the kernel map. */
void freebsd_start_vm(struct freebsd *boot);

/* The vm's own events. */
void freebsd_unload(struct freebsd *boot, const struct event *event,
    size_t index, struct event_outcome *outcome);
void freebsd_release_microcode(struct freebsd *boot,
    const struct event *event, size_t index, struct event_outcome *outcome);

/* That there is no such file; a basename is told its path. */
void freebsd_set_not_preloaded(const struct freebsd *boot,
    const struct event *event, struct event_outcome *outcome);

/* Where the kernel map lies, and room for an image of so many pieces. */
void freebsd_set_up_map(struct freebsd *boot, size_t image_count);

/* Is the place of range in the linear map inside the kernel's addresses? */
bool freebsd_is_in_window(const struct freebsd *boot, struct bm_range range);

/* The preloaded files, and room for what they give back. */
void freebsd_list_records(struct freebsd *boot);

/* Makes vm.mapped anew from the page tables. */
void freebsd_list_mapped(struct freebsd *boot);

/* Runs the index-th event; false if the kernel does not simulate its kind. */
typedef bool freebsd_event_run(void *kernel, const struct event *event,
    size_t index, struct event_outcome *outcome);

/*
 * Runs the capture's events in turn, with room for a grant each, until the
 * kernel panics; false, with the boot's error, at the first that is not
 * simulated.
 */
bool freebsd_run_each_event(struct freebsd *boot, freebsd_event_run *run,
    void *kernel);

/* BM_STAGE_NEXUS and BM_STAGE_EVENTS. */
void freebsd_attach_devices(struct freebsd *boot);
bool freebsd_run_events(struct freebsd *boot);

/* One more call of physmem, made and noted. */
void freebsd_exclude(struct freebsd *boot, struct bm_range range,
    uint32_t flags, enum bm_rule rule, struct bm_origin origin);

/* x86: what getmemsize does around the page walk. */
bool freebsd_x86_limit(struct freebsd *boot);
bool freebsd_x86_exclude_low(struct freebsd *boot);
void freebsd_x86_take_message_buffer(struct freebsd *boot);
uint64_t freebsd_x86_basemem_kib(const struct freebsd *boot);

#endif
