/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where ranges came from, in the words of the capture: firmware.efi.map[3].
 */
#ifndef ENTRIES_H
#define ENTRIES_H

#include "core/world.h"

#define ENTRY_TEXT_BYTES 64

/* "" for what is the kernel's own doing. */
void entry_text(struct bm_origin origin, char text[ENTRY_TEXT_BYTES]);

/* The same, and behind it whether there is nothing to the entry. */
void entry_text_of_fact(const struct bm_fact *fact,
    char text[ENTRY_TEXT_BYTES]);

/* The capture's name for a list, such as "firmware.e820". */
const char *entry_list_name(enum bm_source source);

/*
 * Input entries by address: finds those that meet a range without looking at
 * all of them.
 */
struct entry_index;

/* Of all facts; to be freed with entry_index_free. */
struct entry_index *entry_index_new(const struct bm_world *world);

/* Of those that have any of flags. */
struct entry_index *entry_index_of(const struct bm_world *world,
    uint32_t flags);
void entry_index_free(struct entry_index *index);

/* Calls visit for each fact that meets range, in order of address. */
void entry_index_each(const struct entry_index *index, struct bm_range range,
    void (*visit)(void *context, const struct bm_fact *fact), void *context);

#endif
