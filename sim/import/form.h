/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The forms that a memory map is found in.  A form of text is a list of rules
 * about lines; a form of bytes reads a whole file, a form of trees many.
 *
 * A log holds the lines of several programs, so each rule says which lines
 * its form owns: by how they begin, behind what logs put in front and behind
 * blanks.  What a form owns it reads strictly; all other lines are passed
 * over.
 */
#ifndef IMPORT_FORM_H
#define IMPORT_FORM_H

#include "sim/import/draft.h"
#include "sim/read/row.h"

enum log_verdict {
	LOG_TAKEN,
	LOG_PASSED,	/* not ours after all: let the next rule look */
	LOG_REFUSED,	/* ours, and damaged; row says where and why */
};

struct import_form;

/* One form on its way through a log. */
struct log_run {
	const struct import_form *form;
	struct draft draft;	/* of the boot that is being read */
	void *state;		/* form->state_bytes, zeroed for each boot */
	const char *line;	/* behind prefixes and blanks ... */
	const char *line_end;
	size_t indent;		/* ... of which there were so many */
	bool is_joined;		/* the line is several, wrapped by a mailer */
	bool is_first_line;	/* of the file */
	bool is_idle;		/* see LOG_ANY_BYTE */
	struct log_boots *boots;
};

struct log_rule {
	/* A line begins so; or, if this is NULL, with one of these bytes. */
	const char *start;
	const char *first_of;
	/*
	 * row is the line, to be read from behind start.  If a line is
	 * refused at its end the next one may be its continuation, wrapped
	 * by a mailer: the rule is then asked again, with both in one.
	 */
	enum log_verdict (*take)(struct log_run *run, struct row *row);
};

/*
 * first_of a rule that wants to see every line, until it sets is_idle: then
 * it is asked again behind the next line that another rule of its form saw.
 */
#define LOG_ANY_BYTE "!\"#$%&'()*+,-./0123456789:;<=>?@" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

struct import_bytes {
	const char *name;	/* of the file, in messages */
	const char *directory;	/* that it lies in; NULL: none, or this one */
	const unsigned char *bytes; /* aligned for any object, NUL behind */
	size_t length;
	size_t offset;		/* of bytes, where they are part of a file */
};

struct tree_file {
	const char *path;	/* in the tree */
	struct import_bytes content;
};

/*
 * Files that belong together, as kernels show a map: a directory, or members
 * of a tar.  They are sorted by path.
 */
struct import_tree {
	const char *name;	/* in messages */
	const struct tree_file *files;
	size_t count;
};

struct import_form {
	const char *name;
	const char *about;	/* one line */

	/* Text: rules, the last one without take; NULL if it is bytes. */
	const struct log_rule *rules;
	size_t state_bytes;
	/* Behind a boot's last line: what follows from all of them. */
	void (*finish)(struct log_run *run);

	/* Bytes: is it such a file, as far as one can tell?  And reads it. */
	bool (*is_such)(const struct import_bytes *file);
	bool (*read)(const struct import_bytes *file, struct draft *draft,
	    struct read_error *ret_error);

	/* A tree: the same. */
	bool (*is_tree)(const struct import_tree *tree);
	bool (*read_tree)(const struct import_tree *tree, struct draft *draft,
	    struct read_error *ret_error);
};

/* In the order in which they are preferred where a file fits several. */
extern const struct import_form *const import_forms[];
extern const size_t import_form_count;

/*
 * Another boot begins with this line: what was read so far is the one before.
 * Nothing happens where nothing was read.
 */
void log_begin_boot(struct log_run *run);

#endif
