/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * From JSON values to the fields of a struct, by tables.  A function here
 * answers false after it has told the reader's error; what it was to store
 * is undefined then.
 */
#ifndef READ_SCHEMA_H
#define READ_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/capture.h"
#include "sim/names.h"
#include "sim/read/error.h"
#include "sim/read/json.h"

struct reader {
	struct json_document *document;
	struct capture *capture;
	const char *directory;	/* that files named are relative to */
	struct read_error *error;
	size_t entry_count;	/* map entries so far */
	size_t witness_bytes;	/* read from files so far */
};

/* Stores at ret what the value says. */
typedef bool read_function(struct reader *reader, json_node node, void *ret);

struct field {
	const char *key;
	read_function *read;
	size_t offset;		/* in what the object becomes */
	bool is_required;
};

/* Tells the error at node, in our words, and answers false. */
bool reader_refuse(struct reader *reader, json_node node, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* The path of the file that a string names, for the caller to free, or NULL. */
char *reader_file_path(struct reader *reader, json_node node);

/* More map entries, found in node; too many of them are an error. */
bool reader_count_entries(struct reader *reader, json_node node,
    size_t count);

bool reader_expect(struct reader *reader, json_node node,
    enum json_type type);

/*
 * An object of the fields (32 at most, and a last one without a key).  A key
 * that is none of them is an error unless it begins with "x-".
 */
bool read_object(struct reader *reader, json_node node,
    const struct field *fields, void *ret);

/*
 * An array of values that become size bytes each; NULL on error.  read_list()
 * is for map entries, which are counted, read_plain_list() for others.
 */
void *read_list(struct reader *reader, json_node node, size_t size,
    read_function *read, size_t *ret_count);
void *read_plain_list(struct reader *reader, json_node node, size_t size,
    read_function *read, size_t *ret_count);

/* Which of the names (the last is NULL) a string is; what says what kind. */
bool read_choice(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what,
    uint64_t *ret_value);

/* A list of names, each standing for bits. */
bool read_bits(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what, uint64_t *ret_bits);

/* The number of 32 bits or the name of one. */
bool read_named_u32(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what,
    uint32_t *ret_number);

read_function read_number;		/* uint64_t */
read_function read_text;		/* char * */
read_function read_line;		/* char *, without control characters */
read_function read_boolean;		/* bool */
read_function read_range;		/* struct bm_extent */
read_function read_optional_range;	/* struct optional_extent */
read_function read_range_list;		/* struct extent_list */
read_function read_exclude_flags;	/* uint32_t */
read_function read_anything;		/* nothing is stored */

/* One file for each part of a capture. */
read_function read_firmware;		/* struct capture */
read_function read_boot;		/* struct boot */
read_function read_devices;		/* struct capture */
read_function read_events;		/* struct capture */
read_function read_fdt;			/* struct fdt_map */
read_function read_witnesses;		/* struct capture */
read_function read_linux_numa;		/* struct linux_numa */
read_function read_memory_bytes;	/* struct capture */

#endif
