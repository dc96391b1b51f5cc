/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of JSON: strings, numbers and literals.  For json.c alone.
 */
#ifndef READ_JSON_SCAN_H
#define READ_JSON_SCAN_H

#include "sim/read/json_document.h"

struct scanner {
	struct json_document *document;
	const char *bytes;
	size_t length;
	size_t at;
	json_node open[JSON_DEPTH_MAX];	/* containers not yet closed */
	size_t depth;
	json_node subject;	/* the value that an error is about */
	struct read_error *error;
};

/* The byte at the scanner, -1 at the end of the text. */
static inline int
scan_peek(const struct scanner *scanner)
{
	return (scanner->at < scanner->length ?
	    (unsigned char)scanner->bytes[scanner->at] : -1);
}

void scan_blanks(struct scanner *scanner);

/* Tells an error at the scanner and answers false. */
bool scan_refuse(struct scanner *scanner, const char *what);

/* Step over one word, checking it; false after an error. */
bool scan_string(struct scanner *scanner);
bool scan_number(struct scanner *scanner);
bool scan_literal(struct scanner *scanner);

#endif
