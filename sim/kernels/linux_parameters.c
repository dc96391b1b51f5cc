/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_parameters.h"

#include <string.h>

/* The C locale's, and the no-break space that the kernel counts as one. */
static bool
is_blank(char c)
{
	return (c == ' ' || (c >= '\t' && c <= '\r') || c == '\xa0');
}

struct linux_parameters
linux_parameters_new(const char *text, struct arena *arena)
{
	struct linux_parameters parameters = { NULL };

	if (text != NULL)
		parameters.rest = arena_copy_text(arena, text, strlen(text));
	return (parameters);
}

/* The word's length; *ret_equals is where its first `=` is, or 0. */
static size_t
word_length(const char *text, bool is_quoted, size_t *ret_equals)
{
	size_t i = 0;

	*ret_equals = 0;
	for (; text[i] != '\0' && (is_quoted || !is_blank(text[i])); i++) {
		if (*ret_equals == 0 && text[i] == '=')
			*ret_equals = i;
		if (text[i] == '"')
			is_quoted = !is_quoted;
	}
	return (i);
}

/* Cuts the word of length bytes off at its end, and a last quote with it. */
static void
end_word(char *word, size_t length, bool is_quoted)
{
	if (is_quoted && length > 0 && word[length - 1] == '"')
		word[length - 1] = '\0';
}

bool
linux_parameters_next(struct linux_parameters *parameters,
    const char **ret_name, char **ret_value)
{
	char *word = parameters->rest;
	bool is_quoted;
	size_t length, equals;

	while (word != NULL && is_blank(*word))
		word++;
	if (word == NULL || *word == '\0')
		return (false);
	is_quoted = *word == '"';
	if (is_quoted)
		word++;
	length = word_length(word, is_quoted, &equals);
	parameters->rest = word + length + (word[length] != '\0');
	word[length] = '\0';
	*ret_name = word;
	*ret_value = NULL;
	end_word(word, length, is_quoted);
	if (equals != 0) {
		word[equals] = '\0';
		*ret_value = word + equals + 1;
		if (**ret_value == '"') {
			(*ret_value)++;
			end_word(word, length, true);
		}
	}
	return (*ret_value != NULL || strcmp(*ret_name, "--") != 0);
}

/* The value of a digit; 36 if it is none. */
static unsigned
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return ((unsigned)(c - '0'));
	if (c >= 'a' && c <= 'z')
		return ((unsigned)(c - 'a') + 10);
	if (c >= 'A' && c <= 'Z')
		return ((unsigned)(c - 'A') + 10);
	return (36);
}

uint64_t
linux_strtoull(const char *text, const char **ret_end)
{
	unsigned base = text[0] == '0' ? 8 : 10;
	uint64_t value = 0;

	if (base == 8 && (text[1] == 'x' || text[1] == 'X') &&
	    digit_of(text[2]) < 16) {
		base = 16;
		text += 2;
	}
	for (; digit_of(*text) < base; text++)
		value = value * base + digit_of(*text);
	*ret_end = text;
	return (value);
}

uint64_t
linux_memparse(const char *text, const char **ret_end)
{
	static const char suffixes[] = "KMGTPE";
	uint64_t value = linux_strtoull(text, ret_end);
	const char c = **ret_end;
	const char upper = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	const char *suffix = c == '\0' ? NULL : strchr(suffixes, upper);

	if (suffix == NULL)
		return (value);
	for (size_t i = 0; i <= (size_t)(suffix - suffixes); i++)
		value <<= 10;
	(*ret_end)++;
	return (value);
}
