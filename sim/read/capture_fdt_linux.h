/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The key x-linux of a decoded device tree, for struct fdt_map, and of a
 * reserved node, for struct fdt_reserved.
 */
#ifndef READ_CAPTURE_FDT_LINUX_H
#define READ_CAPTURE_FDT_LINUX_H

#include "sim/read/schema.h"

read_function read_fdt_for_linux;
read_function read_fdt_reserved_for_linux;

#endif
