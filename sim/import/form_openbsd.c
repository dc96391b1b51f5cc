/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The map that OpenBSD's boot loader shows on x86 with "machine memory".  The
 * kernel's own log has only sums.
 */
#include <string.h>

#include "sim/import/forms.h"

#define KILOBYTE_BYTES 1024

/* "N: type T at 0xA for SKB"; a size is rounded down. */
static enum log_verdict
take_region(struct log_run *run, struct row *row)
{
	const char *type_at, *size_at;
	uint64_t number, type, size;
	bm_paddr base;

	if (!row_decimal(row, "regions", &number) || !row_expect(row, ":") ||
	    !row_expect(row, "type"))
		return (LOG_PASSED);
	row_blanks(row);
	type_at = row->at;
	if (!row_decimal(row, "types", &type) || !row_expect(row, "at") ||
	    !row_address(row, &base) || !row_expect(row, "for"))
		return (LOG_REFUSED);
	row_blanks(row);
	size_at = row->at;
	if (!row_decimal(row, "KB", &size) || !row_expect(row, "KB") ||
	    !row_end(row))
		return (LOG_REFUSED);
	if (type > UINT32_MAX) {
		row_refuse(row, type_at, "expected a type of 32 bits");
		return (LOG_REFUSED);
	}
	if (size > UINT64_MAX / KILOBYTE_BYTES) {
		row_refuse(row, size_at, "expected less than 2^64 bytes");
		return (LOG_REFUSED);
	}
	if (number == 0 && run->draft.capture->e820.count > 0)
		log_begin_boot(run);
	if (number != run->draft.capture->e820.count)
		draft_truncate(&run->draft, "region %zu is missing",
		    run->draft.capture->e820.count);
	draft_add_e820(&run->draft, (struct bm_extent){ base,
	    size * KILOBYTE_BYTES }, (uint32_t)type);
	return (LOG_TAKEN);
}

/* "OpenBSD/amd64 BOOT 3.33", the loader's banner. */
static enum log_verdict
take_banner(struct log_run *run, struct row *row)
{
	if (row_take(row, "amd64 "))
		draft_set_arch(&run->draft, ARCH_AMD64);
	else if (row_take(row, "i386 "))
		draft_set_arch(&run->draft, ARCH_I386);
	else
		return (LOG_PASSED);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "Region ", .take = take_region },
	{ .start = "OpenBSD/", .take = take_banner },
	{ .take = NULL }
};

const struct import_form form_openbsd = {
	.name = "openbsd",
	.about = "the map that OpenBSD's boot loader shows",
	.rules = rules,
};
