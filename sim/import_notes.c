/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import_notes.h"

#include "sim/command.h"

bool
import_notes(const struct import_result *result, const char *option,
    const struct import_form *form)
{
	const struct capture *capture = result->draft.capture;

	if (!result->draft.has_arch)
		complain("%s: the arch is not said; taken as %s (see "
		    "%sarch)", result->name, arch_names[capture->arch],
		    option);
	if (result->also != NULL && form == NULL)
		complain("%s: read as %s; there is a map of the form %s in it "
		    "as well (see %sfrom)", result->name, result->form->name,
		    result->also->name, option);
	for (size_t i = 0; i < result->draft.notes.count; i++)
		complain("%s: %s", result->name,
		    result->draft.notes.entries[i]);
	if (capture->truncated != NULL)
		complain("%s: incomplete: %s", result->name,
		    capture->truncated);
	return (capture->truncated == NULL);
}
