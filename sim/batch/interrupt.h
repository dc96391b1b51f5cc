/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Ending in good order when the user, or the system, wants that.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/*
 * From now on the first SIGINT, SIGTERM or SIGHUP that the program does not
 * ignore is only noted, and system calls end early; a second one ends the
 * program.  A closed pipe is an error of write(2).
 */
void interrupt_catch(void);

/* The signal that was noted, or 0. */
int interrupt_signal(void);

/* Ends the program as the signal would have. */
_Noreturn void interrupt_die(int signal_number);

#endif
