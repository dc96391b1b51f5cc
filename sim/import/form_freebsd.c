/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's boot log.  On arm64 and riscv64 the maps stand above the line with
 * the version, on arm below it.
 */
#include <string.h>

#include "core/page.h"
#include "sim/import/forms.h"
#include "sim/import/freebsd_chunks.h"
#include "sim/import/freebsd_loaded.h"
#include "sim/import/freebsd_map.h"
#include "sim/import/freebsd_ram0.h"
#include "sim/import/freebsd_version.h"

struct freebsd_log {
	struct freebsd_version version;
	struct freebsd_efi efi;
	struct freebsd_chunks chunks;
	struct extent_list ram0;
	uint64_t framebuffer_bytes;	/* 0: none is mentioned */
	size_t file_count;	/* preloaded, beside the kernel */
	bool is_below_version;	/* the line right above was the version */
	bool is_foreign;	/* what follows is not of FreeBSD's kernel */
	bool is_dragonfly;	/* nor is what was before */
};

static enum log_verdict
take_boot(struct log_run *run, struct row *row)
{
	(void)row;
	log_begin_boot(run);
	return (LOG_TAKEN);
}

static enum log_verdict
take_version(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;
	struct freebsd_version version;
	const struct row start = *row;

	if (!freebsd_version_read(run, row, &version))
		return (LOG_PASSED);
	if (log->version.is_there || log->is_dragonfly) {
		log_begin_boot(run);
		*row = start;
		freebsd_version_read(run, row, &version);
	}
	log->version = version;
	log->is_below_version = true;
	log->is_foreign = false;
	return (LOG_TAKEN);
}

/* Another system: what it printed so far looks the same. */
static enum log_verdict
take_dragonfly(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	(void)row;
	if (log->version.is_there)
		log_begin_boot(run);
	log->is_dragonfly = true;
	log->is_foreign = true;
	return (LOG_TAKEN);
}

/* Another program, whose table looks the same. */
static enum log_verdict
take_foreign(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	(void)row;
	log->is_foreign = true;
	return (LOG_TAKEN);
}

static enum log_verdict
take_heading(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	return (log->is_foreign ? LOG_PASSED :
	    freebsd_chunks_heading(run, row, &log->chunks));
}

static enum log_verdict
take_excluded(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	return (log->is_foreign ? LOG_PASSED :
	    freebsd_chunks_excluded(run, row, &log->chunks));
}

static enum log_verdict
take_row(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	return (log->is_foreign ? LOG_PASSED :
	    freebsd_chunks_row(run, row, &log->chunks));
}

/* Where a kernel logs its firmware's map another one has not yet. */
static void
begin_map(struct log_run *run, bool has_map)
{
	const struct freebsd_log *log = run->state;

	if (has_map || log->version.is_there)
		log_begin_boot(run);
}

static enum log_verdict
take_efi_heading(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	if (log->is_foreign || !freebsd_efi_is_heading(row))
		return (LOG_PASSED);
	begin_map(run, run->draft.capture->efi.count > 0);
	log->efi.is_open = true;
	return (LOG_TAKEN);
}

static enum log_verdict
take_efi_row(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	return (log->is_foreign ? LOG_PASSED :
	    freebsd_efi_row(run, row, &log->efi));
}

static enum log_verdict
take_smap(struct log_run *run, struct row *row)
{
	const struct freebsd_log *log = run->state;

	if (log->is_foreign || freebsd_smap_is_sysctl(row))
		return (LOG_PASSED);
	begin_map(run, false);
	return (freebsd_smap_row(run, row) ? LOG_TAKEN : LOG_REFUSED);
}

static enum log_verdict
take_ram0(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	return (freebsd_ram0_line(run, row, &log->ram0));
}

static enum log_verdict
take_file(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	(void)row;
	freebsd_chunks_leave(&log->chunks);
	log->file_count++;
	return (LOG_TAKEN);
}

/* "1920x1080", of pixels of 4 bytes. */
static enum log_verdict
take_framebuffer(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;
	uint64_t width, height;

	if (!row_decimal(row, "pixels", &width) || !row_take(row, "x") ||
	    !row_decimal(row, "pixels", &height) || !row_end(row) ||
	    width > UINT16_MAX || height > UINT16_MAX)
		return (LOG_PASSED);
	log->framebuffer_bytes = width * height * 4;
	return (LOG_TAKEN);
}

static enum log_verdict
take_arm(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	(void)row;
	freebsd_chunks_leave(&log->chunks);
	if (!run->draft.has_arch)
		draft_set_arch(&run->draft, ARCH_ARM);
	return (LOG_TAKEN);
}

/* Any other line, and all that was passed. */
static enum log_verdict
take_rest(struct log_run *run, struct row *row)
{
	struct freebsd_log *log = run->state;

	(void)row;
	freebsd_chunks_leave(&log->chunks);
	log->efi.is_open = false;
	if (log->is_below_version)
		freebsd_version_take_arch(run);
	log->is_below_version = false;
	run->is_idle = true;
	return (LOG_PASSED);
}

/* What no firmware said follows from what the kernel made of it. */
static void
choose_regions(struct log_run *run, const struct freebsd_log *log)
{
	struct capture *capture = run->draft.capture;
	const struct extent_list *list = log->chunks.phys_avail.count > 0 ?
	    &log->chunks.phys_avail : &log->ram0;

	if (capture->efi.count > 0 && log->chunks.has[PRINTED_EXCLUDED])
		freebsd_loaded_find(&run->draft, &capture->regions,
		    bm_page_round(log->framebuffer_bytes,
		    capture->page_size));
	if (capture->efi.count > 0 || capture->e820.count > 0) {
		capture->regions = (struct region_map){ .is_present = false };
		return;
	}
	if (capture->regions.is_present || list->count == 0)
		return;
	capture->regions = (struct region_map){ .is_present = true,
	    .hardware = *list };
	draft_set_reconstructed(&run->draft);
}

/* A part of the map is less than what the kernel made of all of it. */
static void
drop_headless_efi(struct log_run *run, const struct freebsd_log *log)
{
	struct capture *capture = run->draft.capture;

	if (!log->efi.is_headless)
		return;
	draft_truncate(&run->draft, "the EFI map has lost its heading, and "
	    "perhaps rows below it%s", capture->regions.is_present ?
	    "; the tables of chunks are there instead" : "");
	if (capture->regions.is_present)
		capture->efi.count = 0;
	capture->efi.is_present = capture->efi.count > 0;
}

/* The kernel whose table this is, if a replay can be held to it. */
static const char *
profile_of_table(const struct log_run *run, const struct freebsd_log *log,
    const char *table)
{
	const struct capture *capture = run->draft.capture;
	const bool is_physmem = strcmp(table, "physmem") == 0;

	if (log->chunks.has_lost_blanks || capture->truncated != NULL)
		return (NULL);
	if (is_physmem && !log->chunks.has[PRINTED_EXCLUDED])
		return (NULL);
	/*
	 * The rest of phys_avail is the kernel's own, and no table shows
	 * what: only where it is all there is does it come out again, and
	 * on x86 without the message buffer.
	 */
	if (!is_physmem && (log->chunks.has[PRINTED_CHUNKS] ||
	    !capture->regions.is_present || !run->draft.has_arch ||
	    capture->arch == ARCH_AMD64 || capture->arch == ARCH_I386))
		return (NULL);
	if (log->version.profile != NULL)
		return (log->version.profile);
	return (capture->regions.is_present ? "freebsd" : NULL);
}

/* What the log has, or has not, and the capture therefore does not. */
static void
add_notes(struct log_run *run, const struct freebsd_log *log)
{
	if (log->file_count > 0)
		draft_note(&run->draft, "%zu preloaded files are left out: "
		    "where they are, and how large, is not said",
		    log->file_count);
	if (!log->chunks.has[PRINTED_EXCLUDED] ||
	    run->draft.capture->witness_count > 0)
		return;
	if (log->chunks.has_lost_blanks)
		draft_note(&run->draft, "the tables of chunks are no witness: "
		    "they have lost blanks");
	else if (run->draft.capture->truncated == NULL)
		draft_note(&run->draft, "the tables of chunks are no witness: "
		    "which profile this kernel is is not sure");
}

static void
choose_witnesses(struct log_run *run, const struct freebsd_log *log)
{
	struct capture *capture = run->draft.capture;
	size_t kept = 0;

	for (size_t i = 0; i < capture->witness_count; i++) {
		struct witness witness = capture->witnesses[i];
		const char *profile = profile_of_table(run, log,
		    witness.table);

		if (profile == NULL)
			continue;
		draft_set_text(&run->draft, &witness.profile, profile,
		    strlen(profile));
		capture->witnesses[kept++] = witness;
	}
	capture->witness_count = kept;
}

/* Kernels before 15 log all that they reserve, 15 what is not excluded. */
static void
add_ram0(struct log_run *run, struct freebsd_log *log)
{
	const char *profile = log->version.profile;

	if (log->ram0.count > 0 && run->draft.capture->truncated == NULL &&
	    log->chunks.has[PRINTED_EXCLUDED] && profile != NULL &&
	    (strcmp(profile, "freebsd-14") == 0 ||
	    strcmp(profile, "freebsd-15") == 0))
		freebsd_ram0_witness(&run->draft, &log->ram0, profile);
}

static void
finish(struct log_run *run)
{
	struct freebsd_log *log = run->state;
	const struct capture *capture = run->draft.capture;

	if (log->is_dragonfly) {
		draft_drop_maps(&run->draft);
		return;
	}
	/* Neither this table nor this driver is there on x86. */
	if (!run->draft.has_arch &&
	    (log->chunks.has[PRINTED_CHUNKS] || log->ram0.count > 0))
		run->draft.capture->arch = ARCH_ARM64;
	freebsd_chunks_finish(run, &log->chunks);
	drop_headless_efi(run, log);
	choose_regions(run, log);
	if (capture->arch == ARCH_AMD64 || capture->arch == ARCH_I386)
		log->version.profile = NULL;
	choose_witnesses(run, log);
	add_notes(run, log);
	add_ram0(run, log);
	if (log->version.profile != NULL)
		draft_add_profile(&run->draft, log->version.profile);
}

static const struct log_rule rules[] = {
	{ .start = "---<<BOOT>>---", .take = take_boot },
	{ .start = "FreeBSD ", .take = take_version },
	{ .start = "DragonFly v", .take = take_dragonfly },
	{ .start = "machdep.efi_map:", .take = take_foreign },
	{ .start = "Physical memory chunk(s):", .take = take_heading },
	{ .start = "Excluded memory regions:", .take = take_excluded },
	{ .start = "0x", .take = take_row },
	{ .start = "Type ", .take = take_efi_heading },
	FREEBSD_EFI_RULES(take_efi_row),
	{ .start = "SMAP type=", .take = take_smap },
	{ .start = "ram0: reserving ", .take = take_ram0 },
	{ .start = "Preloaded elf kernel \"",
	    .take = freebsd_version_take_kernel },
	{ .start = "Preloaded ", .take = take_file },
	{ .start = "VT(efifb): resolution ", .take = take_framebuffer },
	{ .start = "Static device mappings:", .take = take_arm },
	{ .start = "hw.physmem", .take = freebsd_tunable_row },
	{ .start = "hint.ram.0.", .take = freebsd_tunable_row },
	{ .first_of = LOG_ANY_BYTE, .take = take_rest },
	{ .take = NULL }
};

const struct import_form form_freebsd = {
	.name = "freebsd",
	.about = "FreeBSD's boot log, as dmesg or the console shows it",
	.rules = rules,
	.state_bytes = sizeof(struct freebsd_log),
	.finish = finish,
};
