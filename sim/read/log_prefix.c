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

/* A mail of HTML has blanks that do not break: U+00A0. */
static const char *
skip_blanks(const char *text, const char *end)
{
	while (text != NULL && text < end && (*text == ' ' ||
	    *text == '\302')) {
		if (*text == ' ')
			text++;
		else if (end - text > 1 && text[1] == '\240')
			text += 2;
		else
			break;
	}
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

static const char *
skip_month(const char *text, const char *end)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (text == NULL || end - text < 3 || *text < 'A' || *text > 'S')
		return (NULL);
	for (size_t i = 0; months[i] != '\0'; i += 3)
		if (memcmp(text, months + i, 3) == 0)
			return (text + 3);
	return (NULL);
}

/* "kernel: ", "host kernel: "; where text is if there is no such thing. */
static const char *
skip_program(const char *text, const char *end)
{
	const char *at = skip_word(text, end, "kernel:");

	if (text == NULL)
		return (NULL);
	if (at == NULL) {
		for (at = text; at < end && *at != ' '; at++)
			;
		at = skip_word(at, end, " kernel:");
	}
	return (at == NULL ? text : skip_one_blank(at, end));
}

/* "03:04:05" */
static const char *
skip_clock(const char *text, const char *end)
{
	const char *at = skip_word(skip_digits(text, end), end, ":");

	at = skip_word(skip_digits(at, end), end, ":");
	return (skip_digits(at, end));
}

/* "1.234", "1", "T0" */
static const char *
skip_seconds(const char *text, const char *end)
{
	const char *at = text, *fraction;

	if (at != NULL && at < end && (*at == 'T' || *at == 'C'))
		at++;
	at = skip_digits(at, end);
	fraction = skip_digits(skip_word(at, end, "."), end);
	return (fraction != NULL ? fraction : at);
}

/* "Tue Jan 20 10:17:44 2026" */
static const char *
skip_date(const char *text, const char *end)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	const char *at = NULL;

	for (size_t i = 0; days[i] != '\0' && text != NULL &&
	    end - text > 3; i += 3)
		if (memcmp(text, days + i, 3) == 0)
			at = text + 3;
	if (at == NULL)
		return (NULL);
	at = skip_blanks(skip_month(skip_blanks(at, end), end), end);
	at = skip_word(skip_digits(at, end), end, " ");
	at = skip_word(skip_clock(at, end), end, " ");
	return (skip_digits(at, end));
}

/* "[    1.234] ", "[1] ", "[    T0] ", "[   C12] ", "[Tue Jan ...] ", behind
 * blanks if it was indented, and with the program that a journal names. */
static const char *
skip_bracket(const char *text, const char *end)
{
	const char *at = skip_word(skip_blanks(text, end), end, "[");
	const char *time = skip_seconds(skip_blanks(at, end), end);

	if (time == NULL)
		time = skip_date(at, end);
	at = skip_word(time, end, "]");
	/* A program that numbers its lines in brackets goes on so. */
	if (skip_word(at, end, ":") != NULL)
		return (NULL);
	return (skip_program(skip_one_blank(at, end), end));
}

static const char *
skip_syslog(const char *text, const char *end)
{
	const char *at = skip_blanks(skip_month(text, end), end);
	const char *host, *program;

	at = skip_blanks(skip_digits(at, end), end);
	host = skip_word(skip_clock(at, end), end, " ");
	program = skip_program(host, end);
	return (program == host ? NULL : program);
}

/* ".413121", ",479", "+0100", "Z" and other parts of a time behind its
 * seconds; where text is if there is no such thing. */
static const char *
skip_fraction(const char *text, const char *end)
{
	while (text != NULL && text < end && (is_digit(*text) ||
	    strchr(".,:+-Z", *text) != NULL) && *text != '\0')
		text++;
	return (text);
}

/* "2023-01-13T04:30:52+01:00 ", "2024-12-17 14:39:28,479 DEBUG:<tab>", and
 * the program that a journal names. */
static const char *
skip_iso(const char *text, const char *end)
{
	const char *at = skip_word(skip_digits(text, end), end, "-");
	const char *time, *level;

	at = skip_word(skip_digits(at, end), end, "-");
	at = skip_digits(at, end);
	time = skip_word(at, end, "T");
	at = skip_clock(time != NULL ? time : skip_word(at, end, " "), end);
	at = skip_word(skip_fraction(at, end), end, " ");
	level = skip_word(skip_word(at, end, "DEBUG:"), end, "\t");
	return (level != NULL ? level : skip_program(at, end));
}

/* " 1840 17:54:41.413121  ": a test farm's number and time. */
static const char *
skip_numbered(const char *text, const char *end)
{
	const char *at = skip_digits(skip_blanks(text, end), end);

	at = skip_clock(skip_word(at, end, " "), end);
	return (skip_word(skip_fraction(at, end), end, "  "));
}

/* What dmesg -x puts in front of the time: "kern  :info  : ". */
static const char *
skip_facility(const char *text, const char *end)
{
	const char *at = skip_blanks(skip_word(text, end, "kern"), end);

	at = skip_word(at, end, ":");
	while (at != NULL && at < end && *at >= 'a' && *at <= 'z')
		at++;
	return (skip_word(skip_blanks(at, end), end, ": "));
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
	case 'k':
		return (skip_facility(text, end));
	case ' ':
		at = skip_bracket(text, end);
		return (at != NULL ? at : skip_numbered(text, end));
	default:
		break;
	}
	if (!is_digit(*text))
		return (skip_syslog(text, end));
	at = skip_iso(text, end);
	return (at != NULL ? at : skip_numbered(text, end));
}

size_t
log_prefix_length(const char *line, size_t length)
{
	const char *end = line + length, *at = line, *next;

	while (at < end && (next = skip_any(at, end)) != NULL)
		at = next;
	return ((size_t)(at - line));
}
