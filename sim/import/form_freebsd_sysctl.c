/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What FreeBSD's sysctl and kenv say of a machine that runs.
 */
#include "sim/import/forms.h"
#include "sim/import/freebsd_map.h"

struct freebsd_sysctl {
	struct freebsd_efi efi;
	bool is_below_title;	/* the table that comes is sysctl's */
};

static enum log_verdict
take_title(struct log_run *run, struct row *row)
{
	struct freebsd_sysctl *state = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	if (run->draft.capture->efi.count > 0)
		log_begin_boot(run);
	state->is_below_title = true;
	return (LOG_TAKEN);
}

static enum log_verdict
take_heading(struct log_run *run, struct row *row)
{
	struct freebsd_sysctl *state = run->state;

	if (!state->is_below_title || !freebsd_efi_is_heading(row))
		return (LOG_PASSED);
	state->efi.is_open = true;
	return (LOG_TAKEN);
}

static enum log_verdict
take_efi_row(struct log_run *run, struct row *row)
{
	struct freebsd_sysctl *state = run->state;

	return (state->efi.is_open ?
	    freebsd_efi_row(run, row, &state->efi) : LOG_PASSED);
}

static enum log_verdict
take_smap_title(struct log_run *run, struct row *row)
{
	if (!row_end(row))
		return (LOG_PASSED);
	if (run->draft.capture->e820.count > 0)
		log_begin_boot(run);
	return (LOG_TAKEN);
}

static enum log_verdict
take_smap(struct log_run *run, struct row *row)
{
	if (!freebsd_smap_is_sysctl(row))
		return (LOG_PASSED);
	return (freebsd_smap_sysctl_row(run, row) ? LOG_TAKEN : LOG_REFUSED);
}

static enum log_verdict
take_arch(struct log_run *run, struct row *row)
{
	static const struct {
		const char *name;
		enum arch arch;
	} names[] = {
		{ "amd64", ARCH_AMD64 }, { "i386", ARCH_I386 },
		{ "aarch64", ARCH_ARM64 }, { "armv6", ARCH_ARM },
		{ "armv7", ARCH_ARM }, { "riscv64", ARCH_RISCV64 },
	};
	const char *start = row->at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		row->at = start;
		if (!row_take(row, names[i].name) || !row_end(row))
			continue;
		draft_set_arch(&run->draft, names[i].arch);
		return (LOG_TAKEN);
	}
	return (LOG_PASSED);
}

/* What machine it is, if nothing said it yet. */
static void
take_about(struct log_run *run, const char *start, const char *end)
{
	char **about = &run->draft.capture->about;

	if (*about == NULL && end > start)
		draft_set_line(&run->draft, about, start, end);
}

static enum log_verdict
take_model(struct log_run *run, struct row *row)
{
	row_blanks(row);
	take_about(run, row->at, row->end);
	return (LOG_TAKEN);
}

static enum log_verdict
take_product(struct log_run *run, struct row *row)
{
	if (row->at == row->end || row->end[-1] != '"')
		return (LOG_PASSED);
	take_about(run, row->at, row->end - 1);
	return (LOG_TAKEN);
}

static enum log_verdict
take_rest(struct log_run *run, struct row *row)
{
	struct freebsd_sysctl *state = run->state;

	(void)row;
	state->efi.is_open = false;
	state->is_below_title = false;
	run->is_idle = true;
	return (LOG_PASSED);
}

static const struct log_rule rules[] = {
	{ .start = "machdep.efi_map:", .take = take_title },
	{ .start = "Type ", .take = take_heading },
	FREEBSD_EFI_RULES(take_efi_row),
	{ .start = "machdep.smap:", .take = take_smap_title },
	{ .start = "SMAP type=", .take = take_smap },
	{ .start = "hw.machine_arch:", .take = take_arch },
	{ .start = "hw.model:", .take = take_model },
	{ .start = "smbios.system.product=\"", .take = take_product },
	{ .start = "hw.physmem", .take = freebsd_tunable_row },
	{ .start = "hint.ram.0.", .take = freebsd_tunable_row },
	{ .first_of = LOG_ANY_BYTE, .take = take_rest },
	{ .take = NULL }
};

const struct import_form form_freebsd_sysctl = {
	.name = "freebsd-sysctl",
	.about = "FreeBSD's sysctl machdep.smap and machdep.efi_map, and kenv",
	.rules = rules,
	.state_bytes = sizeof(struct freebsd_sysctl),
};
