/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the mistake is that kept a capture from being booted.
 */
#ifndef BOOT_ERROR_H
#define BOOT_ERROR_H

#include "sim/kernels/kernel.h"
#include "sim/read/json.h"

/*
 * The option, or the place in the text that the capture was read from (NULL:
 * in its file) as place_find writes it.
 */
void boot_error_place(const struct boot_error *error,
    const struct capture *capture, const struct json_text *text,
    struct read_error *ret_place);

#endif
