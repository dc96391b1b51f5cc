/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What FreeBSD's kernel and sysctl print; and once more what was read, in the
 * words that export has for it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "fuzz/import_oracle.h"
#include "sim/export/export.h"
#include "sim/print/efi_table.h"

static void
leave_out(void *context, const char *where, const char *why)
{
	(void)context;
	(void)where;
	(void)why;
}

/* Is all of it in words that the kernel has?  Not all that is read is. */
static bool
can_be_said(const struct capture *capture)
{
	for (size_t i = 0; i < capture->efi.count; i++)
		if ((capture->efi.entries[i].attributes &
		    ~named_bits(efi_table_attributes)) != 0)
			return (false);
	for (size_t i = 0; i < capture->regions.hardware.count; i++)
		if (capture->regions.hardware.entries[i].length == 0)
			return (false);
	for (size_t i = 0; i < capture->regions.exclude_count; i++)
		if (capture->regions.exclude[i].extent.length == 0)
			return (false);
	return (true);
}

static void
write_smap(FILE *out, const struct e820_map *map)
{
	for (size_t i = 0; i < map->count; i++)
		fprintf(out, "SMAP type=%02" PRIx32 " base=%016" PRIx64
		    " len=%016" PRIx64 "\n", map->entries[i].type,
		    map->entries[i].extent.base,
		    map->entries[i].extent.length);
}

static void
require_round_trip(const char *form, const struct draft *draft,
    bool is_sysctl)
{
	const struct capture *capture = draft->capture;
	struct export_notes notes = { .left_out = leave_out };
	size_t length;
	char *text;
	FILE *out;

	if (capture == NULL || !can_be_said(capture))
		return;
	out = open_memstream(&text, &length);
	FUZZ_REQUIRE(out != NULL);
	if (is_sysctl) {
		FUZZ_REQUIRE(export_smap(out, capture, &notes));
		fputs("machdep.efi_map: \n", out);
	} else
		write_smap(out, &capture->e820);
	if (capture->efi.count > 0)
		FUZZ_REQUIRE(export_efi_table(out, capture, &notes));
	if (capture->regions.is_present)
		FUZZ_REQUIRE(export_freebsd_regions(out, capture, &notes));
	FUZZ_REQUIRE(fclose(out) == 0);
	import_require_round_trip(form, draft, text, length);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct draft draft;

	fuzz_digest = 0;
	draft = import_judged("freebsd", bytes, length);
	require_round_trip("freebsd", &draft, false);
	draft_free(&draft);
	draft = import_judged("freebsd-sysctl", bytes, length);
	require_round_trip("freebsd-sysctl", &draft, true);
	draft_free(&draft);
	return (0);
}
