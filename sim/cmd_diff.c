/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/command.h"
static enum exit_status run(int argc, char **argv){(void)argc;(void)argv;return EXIT_BAD_INPUT;}
const struct command command_diff = { .name="diff", .synopsis="A B", .about="x", .help="", .run=run};
