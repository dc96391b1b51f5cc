/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/replay_options.h"

#include <stdlib.h>
#include <string.h>

#include "core/page.h"
#include "sim/boot_error.h"
#include "sim/print/trace.h"
#include "sim/read/capture.h"
#include "sim/read/number.h"

struct replay_options *
replay_options_new(void)
{
	struct arena *arena = arena_new();
	struct replay_options *options = arena_alloc(arena, 1,
	    sizeof(*options));

	options->arena = arena;
	options->boot.until = BM_STAGE_COUNT - 1;
	options->wants_check = true;
	return (options);
}

void
replay_options_free(struct replay_options *options)
{
	arena_free(options->arena);
}

static const char *
kernel_name_at(size_t index)
{
	return (kernels[index]->name);
}

static bool
add_kernel(void *context, const char *name)
{
	struct replay_options *options = context;
	const struct kernel *kernel = kernel_find(name);
	const struct kernel **longer;

	if (kernel == NULL) {
		complain_of_name("--profile: no such profile", name,
		    kernel_name_at, kernel_count);
		return (false);
	}
	longer = arena_alloc(options->arena, options->kernel_count + 1,
	    sizeof(longer[0]));
	if (options->kernel_count > 0)
		memcpy(longer, options->kernels,
		    options->kernel_count * sizeof(longer[0]));
	longer[options->kernel_count++] = kernel;
	options->kernels = longer;
	return (true);
}

static bool
take_page_size(struct replay_options *options, const char *value)
{
	uint64_t size;

	if (!number_from_string(value, strlen(value), &size) ||
	    !bm_page_size_is_valid(size)) {
		complain("--page-size: not a power of two from 4096 to "
		    "65536: \"%.60s\"", value);
		return (false);
	}
	options->boot.page_size = size;
	return (true);
}

static bool
take_tunable(struct replay_options *options, char *value)
{
	struct boot_options *boot = &options->boot;
	char *equals = strchr(value, '=');
	struct tunable *longer;

	if (equals == NULL || equals == value) {
		complain("--tunable: not NAME=VALUE: \"%.60s\"", value);
		return (false);
	}
	longer = arena_alloc(options->arena, boot->tunable_count + 1,
	    sizeof(longer[0]));
	if (boot->tunable_count > 0)
		memcpy(longer, boot->tunables,
		    boot->tunable_count * sizeof(longer[0]));
	longer[boot->tunable_count++] = (struct tunable){
	    arena_copy_text(options->arena, value, (size_t)(equals - value)),
	    arena_copy_text(options->arena, equals + 1,
	    strlen(equals + 1)) };
	boot->tunables = longer;
	return (true);
}

static const char *
stage_name_at(size_t index)
{
	return (stage_name((enum bm_stage)index));
}

static bool
take_stage(struct replay_options *options, const char *value)
{
	for (size_t i = 0; i < BM_STAGE_COUNT; i++)
		if (strcmp(stage_name_at(i), value) == 0) {
			options->boot.until = (enum bm_stage)i;
			return (true);
		}
	complain_of_name("--until: no such stage", value, stage_name_at,
	    BM_STAGE_COUNT);
	return (false);
}

bool
replay_options_take(struct replay_options *options, int option, char *value)
{
	switch (option) {
	case 'p':
		options->kernels = NULL;
		options->kernel_count = 0;
		return (each_word(value, add_kernel, options));
	case 'g':
		return (take_page_size(options, value));
	case 't':
		return (take_tunable(options, value));
	case 'c':
		options->boot.cmdline = value;
		return (true);
	default:
		return (take_stage(options, value));
	}
}

enum exit_status
worse_status(enum exit_status a, enum exit_status b)
{
	return (a > b ? a : b);
}

static void say(const struct replay_sink *sink, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(const struct replay_sink *sink, const char *format, ...)
{
	va_list arguments;
	char *message;

	va_start(arguments, format);
	message = message_text(format, arguments);
	va_end(arguments);
	if (sink->said != NULL)
		sink->said(sink->context, message);
	else
		complain("%s", message);
	free(message);
}

static enum exit_status
refuse(const struct capture *capture, const char *profile,
    const struct boot_error *error, const struct replay_sink *sink)
{
	struct read_error place;

	boot_error_place(error, capture, sink->text, &place);
	say(sink, "%s: %s", place.text, error->text);
	sink->refused(sink->context, capture->name, profile, place.text,
	    error->text);
	return (EXIT_BAD_INPUT);
}

/* A witness of a table that does not exist would never be missed. */
static void
say_of_witnesses(const struct capture *capture,
    const struct kernel *kernel, const struct replay_sink *sink)
{
	for (size_t i = 0; i < capture->witness_count; i++) {
		const struct witness *witness = &capture->witnesses[i];

		if (strcmp(witness->profile, kernel->name) == 0 &&
		    strcmp(witness->table, "panic") != 0 &&
		    table_find(witness->table) == NULL)
			say(sink, "%s: witness.%s.%s: no such table: it is "
			    "not compared", capture->path, witness->profile,
			    witness->table);
	}
}

static enum exit_status
replay_one(const struct replay_options *options,
    const struct capture *capture, const struct kernel *kernel,
    const struct replay_sink *sink)
{
	struct replay replay;
	struct boot_error error;
	enum exit_status status;

	if (!replay_run(kernel, capture, &options->boot, options->wants_check,
	    &replay, &error))
		return (refuse(capture, kernel->name, &error, sink));
	if (options->wants_check)
		say_of_witnesses(capture, kernel, sink);
	status = replay_exit_status(&replay);
	sink->replayed(sink->context, &replay);
	replay_free(&replay);
	return (status);
}

static enum exit_status
replay_as_captured(const struct replay_options *options,
    const struct capture *capture, const struct replay_sink *sink)
{
	enum exit_status status = EXIT_HOLDS;

	/* Without any it is the kernel for captures that name none. */
	for (size_t i = 0; i == 0 || i < capture->profiles.count; i++) {
		struct boot_error error;
		const struct kernel *kernel = kernel_captured(capture, i,
		    &error);

		status = worse_status(status, kernel != NULL ?
		    replay_one(options, capture, kernel, sink) :
		    refuse(capture, capture->profiles.entries[i], &error,
		    sink));
	}
	return (status);
}

enum exit_status
replay_capture(const struct replay_options *options,
    const struct capture *capture, const struct replay_sink *sink)
{
	enum exit_status status = EXIT_HOLDS;

	if (options->kernel_count == 0)
		return (replay_as_captured(options, capture, sink));
	for (size_t i = 0; i < options->kernel_count; i++)
		status = worse_status(status, replay_one(options, capture,
		    options->kernels[i], sink));
	return (status);
}

enum exit_status
replay_each(const struct replay_options *options, char *const *paths,
    size_t path_count, const struct replay_sink *sink)
{
	enum exit_status status = EXIT_HOLDS;

	for (size_t i = 0; i < path_count; i++) {
		struct read_error error;
		struct capture *capture = capture_read(paths[i], &error);

		if (capture == NULL) {
			complain("%s", error.text);
			sink->refused(sink->context, NULL, NULL, paths[i],
			    error.text);
			status = worse_status(status, EXIT_BAD_INPUT);
			continue;
		}
		status = worse_status(status, replay_capture(options, capture,
		    sink));
		capture_free(capture);
	}
	return (status);
}
