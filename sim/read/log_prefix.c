/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/log_prefix.h"

#include <stdbool.h>
#include <string.h>

/* Every skip_ function answers where it stopped, or NULL if there is no such
 * thing at text; NULL in, NULL out. */

static bool
is_digit(char byte)
{
	return (byte >= '0' && byte <= '9');
}

static const char *
skip_word(const char *text, const char *end, const char *word)
{
	size_t length = strlen(word);

	if (text == NULL || (size_t)(end - text) < length ||
	    memcmp(text, word, length) != 0)
		return (NULL);
	return (text + length);
}

static const char *
skip_blanks(const char *text, const char *end)
{
	while (text != NULL && text < end && *text == ' ')
		text++;
	return (text);
}

static const char *
skip_digits(const char *text, const char *end)
{
	const char *at = text;

	while (at != NULL && at < end && is_digit(*at))
		at++;
	return (at == text ? NULL : at);
}

static const char *
skip_one_blank(const char *text, const char *end)
{
	return (text != NULL && text < end && *text == ' ' ? text + 1 : text);
}

static const char *
skip_quoting(const char *text, const char *end)
{
	return (skip_one_blank(skip_word(text, end, ">"), end));
}

static const char *
skip_priority(const char *text, const char *end)
{
	return (skip_word(skip_digits(skip_word(text, end, "<"), end), end,
	    ">"));
}

/* "[    1.234] ", "[1] ", "[    T0] ", "[   C12] " */
static const char *
skip_bracket(const char *text, const char *end)
{
	const char *at = skip_blanks(skip_word(text, end, "["), end);
	const char *fraction;

	if (at != NULL && at < end && (*at == 'T' || *at == 'C'))
		at++;
	at = skip_digits(at, end);
	fraction = skip_digits(skip_word(at, end, "."), end);
	if (fraction != NULL)
		at = fraction;
	return (skip_one_blank(skip_word(at, end, "]"), end));
}

static const char *
skip_month(const char *text, const char *end)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (end - text < 3 || *text < 'A' || *text > 'S')
		return (NULL);
	for (size_t i = 0; months[i] != '\0'; i += 3)
		if (memcmp(text, months + i, 3) == 0)
			return (text + 3);
	return (NULL);
}

static const char *
skip_syslog(const char *text, const char *end)
{
	const char *at = skip_blanks(skip_month(text, end), end);
	const char *host;

	at = skip_blanks(skip_digits(at, end), end);
	at = skip_word(skip_digits(at, end), end, ":");
	at = skip_word(skip_digits(at, end), end, ":");
	at = host = skip_word(skip_digits(at, end), end, " ");
	while (at != NULL && at < end && *at != ' ')
		at++;
	if (at == host)
		return (NULL);
	return (skip_one_blank(skip_word(at, end, " kernel:"), end));
}

/* "(d4) ", what a domain prints. */
static const char *
skip_domain(const char *text, const char *end)
{
	return (skip_word(skip_digits(skip_word(text, end, "(d"), end), end,
	    ") "));
}

/* "[2024-05-06 07:08:09.123] ", "[0000001b2ef8ee5e] " */
static const char *
skip_xen_time(const char *text, const char *end)
{
	const char *at = skip_word(text, end, "[");

	while (at != NULL && at < end && (is_digit(*at) ||
	    (*at >= 'a' && *at <= 'f') || *at == '-' || *at == ':' ||
	    *at == '.' || *at == ' '))
		at++;
	at = skip_word(at, end, "] ");
	return (at == NULL ? text : at);
}

/* "(XEN) ", "(XEN) [time] ", "(XEN) HVM4: ", "(d4) ", "(early) " */
static const char *
skip_xen(const char *text, const char *end)
{
	const char *at, *next;

	if ((at = skip_word(text, end, "(early) ")) != NULL ||
	    (at = skip_domain(text, end)) != NULL)
		return (at);
	at = skip_xen_time(skip_word(text, end, "(XEN) "), end);
	next = skip_word(skip_digits(skip_word(at, end, "HVM"), end), end,
	    ": ");
	return (next != NULL ? next : at);
}

/* ACRN's "[12us][cpu=0][name][sev=1][seq=173]:" */
static const char *
skip_acrn(const char *text, const char *end)
{
	static const char last[] = "][seq=";
	const char *at = skip_word(skip_digits(skip_word(text, end, "["),
	    end), end, "us][cpu=");

	while (at != NULL && at < end &&
	    (size_t)(end - at) >= sizeof(last) - 1 &&
	    memcmp(at, last, sizeof(last) - 1) != 0)
		at++;
	return (skip_word(skip_digits(skip_word(at, end, last), end), end,
	    "]:"));
}

/* The first byte says which of them it may be. */
static const char *
skip_any(const char *text, const char *end)
{
	const char *at;

	switch (*text) {
	case '>':
		return (skip_quoting(text, end));
	case '<':
		return (skip_priority(text, end));
	case '[':
		at = skip_bracket(text, end);
		return (at != NULL ? at : skip_acrn(text, end));
	case '(':
		return (skip_xen(text, end));
	default:
		return (skip_syslog(text, end));
	}
}

size_t
log_prefix_length(const char *line, size_t length)
{
	const char *end = line + length, *at = line, *next;

	while (at < end && (next = skip_any(at, end)) != NULL)
		at = next;
	return ((size_t)(at - line));
}
