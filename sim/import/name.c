/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/name.h"

#include <stdlib.h>
#include <string.h>

#include "sim/clean.h"
#include "sim/host.h"

static bool
is_in_names(char byte)
{
	return ((byte >= 'a' && byte <= 'z') || (byte >= '0' &&
	    byte <= '9') || byte == '.' || byte == '_' || byte == '-');
}

bool
name_is_valid(const char *text)
{
	const char *at = text;

	while (is_in_names(*at))
		at++;
	return (*at == '\0' && at > text);
}

/* The length of name without the endings that say how a file is kept. */
static size_t
trimmed_length(const char *name)
{
	static const char *const endings[] = { ".gz", ".xz", ".zst", ".bz2",
	    ".lz4", ".tar", ".txt", ".log", ".dmesg", ".json", ".dtb",
	    ".bin" };
	size_t length = strlen(name), before;

	do {
		before = length;
		for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]);
		    i++) {
			size_t ending = strlen(endings[i]);

			if (length > ending && memcmp(name + length - ending,
			    endings[i], ending) == 0)
				length -= ending;
		}
	} while (length < before);
	return (length);
}

static void
set_name(struct draft *draft, const char *base)
{
	size_t length = trimmed_length(base);
	char *name = host_allocate(length + 1, 1);

	for (size_t i = 0; i < length; i++) {
		char byte = base[i];

		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		name[i] = is_in_names(byte) ? byte : '-';
	}
	if (length == 0 || strcmp(name, "-") == 0)
		draft_set_text(draft, &draft->capture->name, "imported",
		    strlen("imported"));
	else
		draft_set_text(draft, &draft->capture->name, name, length);
	free(name);
}

void
name_capture(struct draft *draft, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	char *source;

	if (draft->capture->name == NULL)
		set_name(draft, base);
	if (draft->capture->source != NULL || strcmp(path, "-") == 0)
		return;
	source = clean_line(base);
	draft_set_text(draft, &draft->capture->source, source,
	    strlen(source));
	free(source);
}
