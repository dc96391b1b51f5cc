/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD as it was released: which firmware rules, which subr_physmem and
 * which ram0 each kernel had, with their defects.
 */
#ifndef FREEBSD_RELEASE_H
#define FREEBSD_RELEASE_H

#include "sim/kernels/kernel.h"

extern const struct kernel kernel_freebsd_2013;
extern const struct kernel kernel_freebsd_2018_07;
extern const struct kernel kernel_freebsd_2018_08;
extern const struct kernel kernel_freebsd_12;
extern const struct kernel kernel_freebsd_2021_09;
extern const struct kernel kernel_freebsd_2022;
extern const struct kernel kernel_freebsd_2022_12;
extern const struct kernel kernel_freebsd_13;
extern const struct kernel kernel_freebsd_14;
extern const struct kernel kernel_freebsd_15;

#endif
