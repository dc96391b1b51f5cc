/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Those who hold parts of the nexus, by name and by number, and what each of
 * them has been given, the latest on top.
 */
#ifndef OWNERS_H
#define OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/arena.h"

struct owners;

struct owners *owners_new(struct arena *arena);

/* The number of the owner of that name, which is new if there was none. */
uint32_t owners_number(struct owners *owners, const char *name);

/* A new owner that no name finds, though others may have the same one. */
uint32_t owners_private(struct owners *owners, const char *name);

/* The name as it was given to owners_number. */
const char *owners_name(const struct owners *owners, uint32_t number);

/* Notes that owner was given the grant of that index. */
void owners_push(struct owners *owners, uint32_t number, size_t grant_index);

/* Takes the latest grant from owner; false if it has none. */
bool owners_pop(struct owners *owners, uint32_t number,
    size_t *ret_grant_index);

#endif
