/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The e820 map as FreeBSD's sysctl(8) prints machdep.smap.
 */
#include <inttypes.h>

#include "sim/export/export.h"

bool
export_smap(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	(void)notes;
	for (size_t i = 0; i < capture->e820.count; i++) {
		const struct e820_entry *entry = &capture->e820.entries[i];

		fprintf(file, "SMAP type=%02" PRIx32 ", xattr=01, "
		    "base=%016" PRIx64 ", len=%016" PRIx64 "\n", entry->type,
		    entry->extent.base, entry->extent.length);
	}
	return (true);
}
