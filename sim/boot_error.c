/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/boot_error.h"

#include "sim/read/place.h"

void
boot_error_place(const struct boot_error *error,
    const struct capture *capture, const struct json_text *text,
    struct read_error *ret_place)
{
	if (error->is_option) {
		read_error_clear(ret_place);
		read_error_add(ret_place, "%s", error->where);
	} else if (text != NULL)
		place_find_in(text, error->where, ret_place);
	else
		place_find(capture->path, error->where, ret_place);
}
