/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What logs and mails put in front of a kernel's lines.
 */
#ifndef READ_LOG_PREFIX_H
#define READ_LOG_PREFIX_H

#include <stddef.h>

/*
 * How many of the length bytes at line the kernel did not print: mail quoting
 * "> ", a priority "<6>" or "kern  :info  : ", a time "[    1.234] ",
 * "[Tue Jan 20 10:17:44 2026] ", "2023-01-13T04:30:52 " or FreeBSD's number
 * "[1] ", a thread "[    T0] ", syslog's "Jan  2 03:04:05 host kernel: ", a
 * test farm's " 1840 17:54:41.413121  ", Xen's "(XEN) ", "(XEN) [time] ",
 * "(XEN) HVM4: ", "(d4) " and "(early) ", ACRN's
 * "[12us][cpu=0][name][sev=1][seq=173]:", any of them one after the other.
 * Blanks that the kernel printed are not counted.
 */
size_t log_prefix_length(const char *line, size_t length);

#endif
