/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The options of every command that replays, and the loop over captures and
 * profiles that they make.
 */
#ifndef REPLAY_OPTIONS_H
#define REPLAY_OPTIONS_H

#include "sim/command.h"
#include "sim/read/json.h"

struct replay_options {
	struct arena *arena;
	const struct kernel **kernels;	/* none: what the capture says */
	size_t kernel_count;
	struct boot_options boot;
	bool wants_check;
};

struct replay_options *replay_options_new(void);
void replay_options_free(struct replay_options *options);

/* For a command's table of long options, and its help. */
#define REPLAY_OPTIONS							\
	{ "profile", required_argument, NULL, 'p' },			\
	{ "page-size", required_argument, NULL, 'g' },			\
	{ "tunable", required_argument, NULL, 't' },			\
	{ "cmdline", required_argument, NULL, 'c' },			\
	{ "until", required_argument, NULL, 'u' },			\
	{ "help", no_argument, NULL, 'h' },				\
	{ "version", no_argument, NULL, 'V' }

#define REPLAY_OPTIONS_HELP						\
	"  --profile=NAME[,...]   kernels to replay as (bootmem list profiles)\n" \
	"  --page-size=N          4096, 8192, 16384, 32768 or 65536\n"	\
	"  --tunable=NAME=VALUE   a loader tunable, before the capture's own\n" \
	"  --cmdline=TEXT         the command line, instead of the capture's\n" \
	"  --until=STAGE          stop after a stage (bootmem list stages)\n"

/*
 * Takes an option that command_option returned.  False, with a message, if
 * its value makes no sense.
 */
bool replay_options_take(struct replay_options *options, int option,
    char *value);

/* What a command does with each replay, and with what cannot be replayed. */
struct replay_sink {
	void *context;
	void (*replayed)(void *context, const struct replay *replay);
	/* name and profile may be NULL, where is never. */
	void (*refused)(void *context, const char *name, const char *profile,
	    const char *where, const char *text);
	/* What else there is to say; NULL: complain does. */
	void (*said)(void *context, const char *message);
	/* What the capture was read from, to find places in; NULL: its file. */
	const struct json_text *text;
};

/*
 * Replays each capture named by paths as each profile.  What cannot be read
 * or booted is complained of and told to the sink, and the rest goes on.
 * Answers the highest exit status.
 */
enum exit_status replay_each(const struct replay_options *options,
    char *const *paths, size_t path_count, const struct replay_sink *sink);

/* The same for a capture that has been read. */
enum exit_status replay_capture(const struct replay_options *options,
    const struct capture *capture, const struct replay_sink *sink);

/* The worse of two statuses, which is the higher one. */
enum exit_status worse_status(enum exit_status a, enum exit_status b);

#endif
