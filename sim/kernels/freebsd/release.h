/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the files of the released FreeBSD kernels share.
 */
#ifndef RELEASE_H
#define RELEASE_H

#include "sim/kernels/freebsd/freebsd.h"
#include "sim/kernels/freebsd/amd64.h"
#include "sim/kernels/freebsd/rman.h"
#include "sim/kernels/freebsd/subr_physmem.h"

#define EXFLAG_BOTH (BM_EXCLUDE_NODUMP | BM_EXCLUDE_NOALLOC)

enum efi_era {
	EFI_ERA_A,	/* to 2022: Reserved and MMIO are excluded, too */
	EFI_ERA_B,	/* December 2022: RuntimeServicesCode, ACPI are RAM */
	EFI_ERA_C,	/* April 2023: only what is RAM is excluded */
};

enum ram0_kind {
	RAM0_NONE,
	RAM0_WITH_EXCLUSIONS,	/* 14 */
	RAM0_AVAILABLE,		/* 15: excluded RAM stays free */
};

/* Which pages of a segment vm_page_startup puts on the lists. */
enum seeding {
	SEEDING_INSIDE,		/* all, if it is inside one range: loses B15 */
	SEEDING_MISPLACED,	/* D31958, with an offset's wrong sign: B16 */
	SEEDING_COMMON,		/* what phys_avail has of it */
};

/* What becomes of a preloaded file that is unloaded. */
enum unload_kind {
	UNLOAD_LOSES,		/* before D16330, and all but x86: it stays */
	UNLOAD_KEEPS_MAPPED,	/* D16330: pages and addresses are free */
	UNLOAD_UNMAPS,		/* D16426 */
};

struct release_vm {
	enum seeding seeding;
	enum unload_kind unload;	/* on x86 */
	bool coalesces;			/* segments; since D16976 */
	bool knows_spares;		/* page-table pages; since D16426 */
	bool counts_blacklisted;	/* as free: B24 */
};

struct release {
	struct subr_physmem_revision physmem;
	enum efi_era era;
	enum ram0_kind ram0;
	uint32_t archs;			/* that are known: a bit each */
	struct freebsd_amd64_revision amd64;
	struct release_vm vm;
};

/* A boot on its way. */
struct release_boot {
	const struct release *release;
	struct freebsd common;	/* options, simulation, error, arch */
	struct subr_physmem *physmem;
	struct rman rman;
	bool has_panicked;
};

/* The kernel panics: text is copied. */
void release_panic(struct release_boot *boot, const char *text);

struct bm_origin release_origin(enum bm_source source, size_t index);

/* The stages up to avail, where there is a subr_physmem. */
void release_memory_stages(struct release_boot *boot);

/* Segments, pages, the kernel map.  May panic. */
void release_vm_stage(struct release_boot *boot);

/* Puts pages that have a structure on the lists, as if they were on none. */
void release_enqueue(struct bm_pages *pages, struct bm_range range);

/* The kernel map, as create_pagetables leaves it. */
void release_map_kernel(struct release_boot *boot);

enum unload_kind release_unload_kind(const struct release_boot *boot);

/* The vm's own events.  May panic. */
void release_unload(struct release_boot *boot, const struct event *event,
    size_t index, struct event_outcome *outcome);
void release_microcode(struct release_boot *boot, const struct event *event,
    size_t index, struct event_outcome *outcome);

/* Devices and ram0; then the events: false with the boot's error. */
void release_attach_all(struct release_boot *boot);
bool release_run_events(struct release_boot *boot);

#endif
