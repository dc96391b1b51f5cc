/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The words that captures have for numbers; readers and writers share them.
 * Each table ends with a name that is NULL.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stdint.h>

struct named_value {
	const char *name;
	uint64_t value;
};

extern const struct named_value e820_type_names[];
extern const struct named_value efi_type_names[];
extern const struct named_value efi_attribute_names[];	/* bits */
extern const struct named_value exclude_flag_names[];	/* BM_EXCLUDE_ bits */
extern const struct named_value region_op_names[];	/* region_op_kind */
extern const struct named_value device_when_names[];	/* device_when */

extern const struct named_value fdt_property_names[];	/* FDT_PROPERTY_ bits */

/* The first name that stands for the value; NULL if none does. */
const char *name_of(const struct named_value *names, uint64_t value);

/* All the bits that have names. */
uint64_t named_bits(const struct named_value *names);

#endif
