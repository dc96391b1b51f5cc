/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Logs of any kind, for all forms of text at once: what the engine does with
 * lines, prefixes, colours and boots.
 */
#include "fuzz/fuzz.h"
#include "fuzz/import_oracle.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	fuzz_digest = 0;
	for (size_t i = 0; i < import_form_count; i++) {
		struct draft draft;

		if (import_forms[i]->rules == NULL)
			continue;
		draft = import_judged(import_forms[i]->name, bytes, length);
		draft_free(&draft);
	}
	return (0);
}
