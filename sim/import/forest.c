/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/forest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/import/content.h"

struct kept_file {
	char *root;		/* of the tree, without a slash behind it */
	char *path;		/* in the tree */
	char *name;
	struct import_bytes content;
};

struct forest {
	struct kept_file *files;
	size_t count;
	size_t used;		/* of them, in trees that were told */
	struct tree_file *tree;	/* the one that was told last */
	char *tree_name;
};

struct forest *
forest_new(void)
{
	return (host_allocate(1, sizeof(struct forest)));
}

void
forest_free(struct forest *forest)
{
	for (size_t i = 0; i < forest->count; i++) {
		free(forest->files[i].root);
		free(forest->files[i].path);
		free(forest->files[i].name);
		content_free(&forest->files[i].content);
	}
	free(forest->files);
	free(forest->tree);
	free(forest->tree_name);
	free(forest);
}

static char *
copy(const char *text, size_t length)
{
	char *result = host_allocate(length + 1, 1);

	memcpy(result, text, length);
	return (result);
}

static bool
is_digit(char byte)
{
	return (byte >= '0' && byte <= '9');
}

/* Where the last component of the length bytes at path begins. */
static size_t
component(const char *path, size_t length)
{
	while (length > 0 && path[length - 1] != '/')
		length--;
	return (length);
}

static bool
component_is(const char *path, size_t start, size_t end, const char *name)
{
	return (end - start == strlen(name) &&
	    memcmp(path + start, name, end - start) == 0);
}

static bool
is_entry_name(const char *name)
{
	static const char *const names[] = { "start", "end", "type", "data",
	    "attribute", "num_pages", "phys_addr", "virt_addr" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return (true);
	return (false);
}

/* Where the path in the tree begins; 0 may be, so it is told apart. */
static bool
find_tree(const char *path, size_t *ret_start)
{
	const size_t name = component(path, strlen(path));
	size_t entry, end, above;

	if (name == 0)
		return (false);
	entry = component(path, name - 1);
	end = entry;
	while (is_digit(path[end]))
		end++;
	*ret_start = name;
	if (end != name - 1 || end == entry)
		return (component_is(path, entry, name - 1, "boot_params") &&
		    (strcmp(path + name, "data") == 0 ||
		    strcmp(path + name, "version") == 0));
	*ret_start = entry;
	if (entry > 0) {
		above = component(path, entry - 1);
		if (component_is(path, above, entry - 1, "setup_data"))
			*ret_start = above;
	}
	return (is_entry_name(path + name));
}

bool
forest_takes(const char *path)
{
	size_t start;

	return (find_tree(path, &start));
}

void
forest_add(struct forest *forest, const char *path,
    const struct import_bytes *content)
{
	struct kept_file *file;
	size_t start = 0;

	find_tree(path, &start);
	/* As many as a power of two are full. */
	if ((forest->count & (forest->count - 1)) == 0) {
		file = realloc(forest->files, (forest->count == 0 ? 1 :
		    2 * forest->count) * sizeof(*file));
		if (file == NULL)
			host_out_of_memory();
		forest->files = file;
	}
	file = &forest->files[forest->count++];
	file->root = copy(path, start > 0 ? start - 1 : 0);
	file->path = copy(path + start, strlen(path) - start);
	file->name = copy(content->name, strlen(content->name));
	file->content = *content;
	file->content.name = file->name;
}

/* Numbers in paths count as such: 10 comes behind 9. */
static int
compare_paths(const char *left, const char *right)
{
	size_t left_digits, right_digits;

	while (*left != '\0' && *left == *right && !is_digit(*left)) {
		left++;
		right++;
	}
	if (!is_digit(*left) || !is_digit(*right))
		return (strcmp(left, right));
	left_digits = strspn(left, "0123456789");
	right_digits = strspn(right, "0123456789");
	if (left_digits != right_digits)
		return (left_digits < right_digits ? -1 : 1);
	for (size_t i = 0; i < left_digits; i++)
		if (left[i] != right[i])
			return (left[i] < right[i] ? -1 : 1);
	return (compare_paths(left + left_digits, right + right_digits));
}

static int
compare_files(const void *left, const void *right)
{
	const struct kept_file *a = left, *b = right;
	int order = compare_paths(a->root, b->root);

	return (order != 0 ? order : compare_paths(a->path, b->path));
}

static char *
name_tree(const char *archive, const char *root)
{
	const size_t size = (archive == NULL ? 0 : strlen(archive)) +
	    strlen(root) + sizeof("()");
	char *name = host_allocate(size, 1);

	if (archive == NULL || *root == '\0')
		snprintf(name, size, "%s", archive == NULL ? root : archive);
	else
		snprintf(name, size, "%s(%s)", archive, root);
	return (name);
}

bool
forest_next(struct forest *forest, const char *archive,
    struct import_tree *ret_tree, const char **ret_root)
{
	const struct kept_file *first;
	const size_t left = forest->count - forest->used;
	size_t count = 0;

	/* Of none there is no array either. */
	if (left == 0)
		return (false);
	first = forest->files + forest->used;
	if (forest->used == 0)
		qsort(forest->files, forest->count, sizeof(*forest->files),
		    compare_files);
	while (count < left && strcmp(first[count].root, first->root) == 0)
		count++;
	free(forest->tree);
	free(forest->tree_name);
	forest->tree = host_allocate(count, sizeof(*forest->tree));
	for (size_t i = 0; i < count; i++)
		forest->tree[i] = (struct tree_file){ first[i].path,
		    first[i].content };
	forest->tree_name = name_tree(archive, first->root);
	forest->used += count;
	*ret_tree = (struct import_tree){ forest->tree_name, forest->tree,
	    count };
	*ret_root = first->root;
	return (true);
}
