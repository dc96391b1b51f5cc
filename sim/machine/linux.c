/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux shows of the machine that it runs on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/host.h"
#include "sim/import/forms.h"
#include "sim/machine/source.h"

enum { PROFILE_BYTES = 32 };

static char *
source_text(const struct machine_request *request, const char *path)
{
	struct import_bytes file;
	char *text;

	if (!source_read(request, path, &file))
		return (NULL);
	text = malloc(file.length + 1);
	if (text == NULL)
		host_out_of_memory();
	memcpy(text, file.bytes, file.length + 1);
	text[strcspn(text, "\n")] = '\0';
	source_free(&file);
	return (text);
}

/* The log goes first: whatever else there is replaces what it says. */
static void
take_log(const struct machine_request *request, struct draft *draft)
{
	struct import_bytes log;
	struct draft read;

	if (!linux_read_log(request, &log))
		return;
	if (source_import_log(request, &form_linux, "Linux version ", &log,
	    &read)) {
		draft_free(draft);
		*draft = read;
	}
	source_free(&log);
}

/* The machine's own word counts, and not what was made of the log. */
static void
make_captured(struct draft *draft)
{
	draft_set_text(draft, &draft->capture->origin, "captured",
	    strlen("captured"));
	if (!draft->capture->efi.is_present)
		draft->capture->truncated = NULL;
}

static bool
take_tree(const struct machine_request *request,
    const struct import_form *form, const char *path, struct draft *draft)
{
	struct e820_map *map = &draft->capture->e820;
	const struct e820_map logged = *map;

	*map = (struct e820_map){ .is_present = false };
	if (source_import_tree(request, form, path, draft)) {
		make_captured(draft);
		return (true);
	}
	*map = logged;
	return (false);
}

static void
take_blob(const struct machine_request *request, struct draft *draft)
{
	struct capture *capture = draft->capture;
	const struct fdt_map logged = capture->fdt;
	struct import_bytes blob;

	if (!source_read(request, "/sys/firmware/fdt", &blob))
		return;
	capture->fdt = (struct fdt_map){ .is_present = false };
	make_captured(draft);
	if (!source_import(request, &form_dtb, &blob, draft))
		capture->fdt = logged;
	/* The log may hold the map that the tree only names. */
	else if (capture->efi.is_present)
		capture->truncated = NULL;
	source_free(&blob);
}

/* "linux-6.12", of "6.12.5-amd64"; false if it is something else. */
static bool
find_profile(const struct machine_request *request, char *ret_profile)
{
	char *release = source_text(request, "/proc/sys/kernel/osrelease");
	unsigned major, minor;
	bool is_found;

	if (release == NULL)
		return (false);
	is_found = sscanf(release, "%4u.%4u", &major, &minor) == 2;
	if (is_found)
		snprintf(ret_profile, PROFILE_BYTES, "linux-%u.%u", major,
		    minor);
	free(release);
	return (is_found);
}

/* The kernel shows zeros to who may not see addresses. */
static bool
has_addresses(const char *text)
{
	for (; *text != '\0'; text += *text == '\n') {
		if (strncmp(text + strspn(text, " "), "00000000-00000000", 17)
		    != 0)
			return (true);
		text += strcspn(text, "\n");
	}
	return (false);
}

/* Less than the firmware said, but more than nothing. */
static void
take_map_of_iomem(const struct machine_request *request,
    const struct import_bytes *file, struct draft *draft)
{
	struct draft read;

	if (!source_import_log(request, &form_iomem, NULL, file, &read))
		return;
	source_tell(request, "%s: the map is taken from here: nothing else "
	    "has it", file->name);
	draft_free(draft);
	*draft = read;
}

static void
take_iomem_witness(const struct machine_request *request,
    const struct import_bytes *file, struct draft *draft)
{
	const char *line = (const char *)file->bytes, *end;
	char profile[PROFILE_BYTES];

	if (!find_profile(request, profile))
		return;
	/* What is not whole is no witness. */
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		draft_add_witness_line(draft, profile, "iomem", line,
		    (size_t)(end - line));
}

static void
take_iomem(const struct machine_request *request, struct draft *draft)
{
	struct import_bytes file;

	if (!source_read(request, "/proc/iomem", &file))
		return;
	if (has_addresses((const char *)file.bytes)) {
		if (!draft_has_map(draft))
			take_map_of_iomem(request, &file, draft);
		take_iomem_witness(request, &file, draft);
	} else {
		source_tell(request, "%s: the kernel hides its addresses (run "
		    "as root)", file.name);
	}
	source_free(&file);
}

static void
take_command_line(const struct machine_request *request,
    struct draft *draft)
{
	char *text = source_text(request, "/proc/cmdline");

	if (text == NULL)
		return;
	draft_set_text(draft, &draft->capture->boot.cmdline, text,
	    strlen(text));
	free(text);
}

/* Who made it, what it is called, and its firmware. */
static void
take_name(const struct machine_request *request, struct draft *draft)
{
	static const char *const paths[] = {
		"/sys/class/dmi/id/sys_vendor",
		"/sys/class/dmi/id/product_name",
		"/sys/class/dmi/id/bios_version",
	};
	char about[512] = "";
	size_t used = 0;

	/* A device tree has said it. */
	if (draft->capture->fdt.is_present && draft->capture->about != NULL)
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *text = source_text(request, paths[i]);

		if (text == NULL)
			continue;
		used += (size_t)snprintf(about + used, sizeof(about) - used,
		    "%s%.150s", used == 0 ? "" : i == 2 ? ", BIOS " : " ",
		    text);
		free(text);
	}
	if (used > 0)
		draft_set_text(draft, &draft->capture->about, about, used);
}

/* What there is of EFI's map is no more than what stays of it. */
static void
tell_of_efi(const struct machine_request *request, const struct draft *draft)
{
	char *path;

	if (draft->capture->efi.is_present)
		return;
	path = source_path(request, "/sys/firmware/efi/runtime-map");
	if (access(path, F_OK) == 0)
		source_tell(request, "%s: not taken: it is not the whole map "
		    "(boot with efi=debug, and the log has it)", path);
	free(path);
}

void
linux_capture(const struct machine_request *request, struct draft *draft)
{
	take_log(request, draft);
	take_blob(request, draft);
	if (!take_tree(request, &form_boot_params, "/sys/kernel/boot_params",
	    draft))
		(void)take_tree(request, &form_firmware_memmap,
		    "/sys/firmware/memmap", draft);
	take_iomem(request, draft);
	tell_of_efi(request, draft);
	take_command_line(request, draft);
	if (request->has_names)
		take_name(request, draft);
}
