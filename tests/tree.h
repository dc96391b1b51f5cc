/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Files in directories, for tests in a scratch directory.
 */
#ifndef TESTS_TREE_H
#define TESTS_TREE_H

struct tree_part {
	const char *path;
	const char *script;		/* see tests/byte_script.h */
};

/* Writes the file, and makes the directories above it. */
void tree_write(const struct tree_part *part);

/* Another command, which has to succeed. */
void tree_run(const char *const *arguments);

#endif
