/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/linux_request.h"

#include <inttypes.h>
#include <stdlib.h>

#include "sim/clean.h"

/* Both ends, even of a single byte; of no byte the address alone. */
static void
print_given(FILE *out, const struct bm_linux_request *request)
{
	fprintf(out, "0x%" PRIx64, request->base);
	if (request->size_bytes != 0)
		fprintf(out, "-0x%" PRIx64,
		    request->base + (request->size_bytes - 1));
}

void
print_linux_request(FILE *out, const struct bm_linux_request *request)
{
	char *who = clean_line(request->who);

	fprintf(out, "%s: ", who);
	free(who);
	if (request->answer == BM_LINUX_RELEASED) {
		print_given(out, request);
		fputs(" released", out);
		return;
	}
	fprintf(out, "size 0x%" PRIx64 ", align 0x%" PRIx64 ", from 0x%" PRIx64
	    ", to 0x%" PRIx64, request->size_bytes, request->align,
	    request->from, request->to);
	if (request->wants_node)
		fprintf(out, ", node %" PRId32, request->node);
	fputs(": ", out);
	if (request->answer == BM_LINUX_GRANTED)
		print_given(out, request);
	else
		fputs("failed", out);
}
