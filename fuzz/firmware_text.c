/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/firmware_text.h"

#include <stdio.h>

#include "sim/host.h"
#include "sim/write/capture_json.h"

char *
capture_text(const struct capture *capture)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	if (file == NULL)
		host_out_of_memory();
	capture_write_json(file, capture);
	if (fclose(file) != 0)
		host_out_of_memory();
	return (text);
}

char *
firmware_text(const struct capture *capture)
{
	char name[] = "any";
	const struct capture bare = { .name = name, .page_size = 4096,
	    .e820 = capture->e820, .efi = capture->efi,
	    .fdt = capture->fdt, .regions = capture->regions,
	    .ops = capture->ops };

	return (capture_text(&bare));
}
