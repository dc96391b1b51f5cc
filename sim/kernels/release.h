/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the files of the released FreeBSD kernels share.
 */
#ifndef RELEASE_H
#define RELEASE_H

#include "sim/kernels/freebsd.h"
#include "sim/kernels/rman.h"
#include "sim/kernels/subr_physmem.h"

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

struct release {
	struct subr_physmem_revision physmem;
	enum efi_era era;
	enum ram0_kind ram0;
	bool has_amd64;
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

/* Devices and ram0; then the events: false with the boot's error. */
void release_attach_all(struct release_boot *boot);
bool release_run_events(struct release_boot *boot);

#endif
