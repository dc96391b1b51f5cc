/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "sim/machine/source.h"

/* Which machines uname(2) tells of. */
static const struct {
	const char *start;
	enum arch arch;
} machines[] = {
	{ "x86_64", ARCH_AMD64 }, { "amd64", ARCH_AMD64 },
	{ "i386", ARCH_I386 }, { "i486", ARCH_I386 }, { "i586", ARCH_I386 },
	{ "i686", ARCH_I386 }, { "aarch64", ARCH_ARM64 },
	{ "arm64", ARCH_ARM64 }, { "arm", ARCH_ARM },
	{ "riscv64", ARCH_RISCV64 }, { "riscv", ARCH_RISCV64 },
};

static void
take_arch(struct draft *draft)
{
	struct utsname name;

	if (uname(&name) != 0)
		return;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (strncmp(name.machine, machines[i].start,
		    strlen(machines[i].start)) == 0) {
			draft_set_arch(draft, machines[i].arch);
			return;
		}
}

static void
take_page_size(struct draft *draft)
{
	const long bytes = sysconf(_SC_PAGESIZE);

	/* What a capture can say. */
	if (bytes >= 4096 && bytes <= 65536)
		draft->capture->page_size = (uint64_t)bytes;
}

/* Below a root it is the files that tell; FreeBSD has no /proc/iomem. */
static bool
is_freebsd(const struct machine_request *request)
{
	struct stat status;
	char *path;
	bool is_there;

	if (request->root != NULL) {
		path = source_path(request, "sysctl");
		is_there = stat(path, &status) == 0;
		free(path);
		return (is_there);
	}
#ifdef __FreeBSD__
	return (true);
#else
	return (false);
#endif
}

static void
name_it(struct draft *draft, const char *system)
{
	struct capture *capture = draft->capture;
	char text[64];
	int length = snprintf(text, sizeof(text), "%s-%s", system,
	    arch_names[capture->arch]);

	draft_set_text(draft, &capture->name, text, (size_t)length);
	length = snprintf(text, sizeof(text), "bootmem capture on %s",
	    system);
	draft_set_text(draft, &capture->source, text, (size_t)length);
}

struct draft
machine_capture(const struct machine_request *request)
{
	const bool is_bsd = is_freebsd(request);
	struct draft draft = draft_new();

	if (is_bsd)
		freebsd_capture(request, &draft);
	else
		linux_capture(request, &draft);
	if (request->root == NULL) {
		take_arch(&draft);
		take_page_size(&draft);
	}
	privacy_apply(request, &draft);
	name_it(&draft, is_bsd ? "freebsd" : "linux");
	return (draft);
}
