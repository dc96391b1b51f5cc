/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/interrupt.h"

#include <signal.h>
#include <stdlib.h>

/* A signal handler has no other way to tell. */
static volatile sig_atomic_t noted_signal;

static void
note(int signal_number)
{
	noted_signal = signal_number;
}

void
interrupt_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = note }, before;

	sigemptyset(&action.sa_mask);
	action.sa_flags = (int)SA_RESETHAND;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int
interrupt_signal(void)
{
	return (noted_signal);
}

void
interrupt_die(int signal_number)
{
	signal(signal_number, SIG_DFL);
	raise(signal_number);
	/* Unless it is blocked. */
	_Exit(128 + signal_number);
}
