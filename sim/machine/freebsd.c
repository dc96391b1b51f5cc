/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What FreeBSD shows of the machine that it runs on.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/import/forms.h"
#include "sim/machine/source.h"

/* The tunables that matter to memory. */
static const char *const tunables[] = {
	"hw.physmem", "hw.physmem.start", "hint.ram.0.disabled",
	"vm.blacklist", "vm.page_tables_in_segment",
};

/* A sysctl that holds one of the firmware's maps. */
struct map_source {
	const char *name;
	const struct import_form *form;
	size_t offset;			/* of the map in a capture */
	size_t map_bytes;
};

static const struct map_source map_sources[] = {
	{ "machdep.smap", &form_e820_extended,
	    offsetof(struct capture, e820), sizeof(struct e820_map) },
	{ "machdep.efi_map", &form_efi, offsetof(struct capture, efi),
	    sizeof(struct efi_map) },
	{ "hw.fdt.dtb", &form_dtb, offsetof(struct capture, fdt),
	    sizeof(struct fdt_map) },
};

/* Kept since the boot, or what the kernel still has of it. */
static bool
read_log(const struct machine_request *request, struct import_bytes *ret_log)
{
	return (source_read(request, "/var/run/dmesg.boot", ret_log) ||
	    freebsd_read_sysctl(request, "kern.msgbuf", ret_log));
}

static void
take_log(const struct machine_request *request, struct draft *draft)
{
	struct import_bytes log;
	struct draft read;

	if (!read_log(request, &log))
		return;
	if (source_import_log(request, &form_freebsd, "FreeBSD ", &log,
	    &read)) {
		draft_free(draft);
		*draft = read;
	}
	source_free(&log);
}

/* It replaces what the log says of the same map. */
static void
take_map(const struct machine_request *request,
    const struct map_source *source, struct draft *draft)
{
	char *map = (char *)draft->capture + source->offset;
	struct import_bytes value;
	void *logged;

	if (!freebsd_read_sysctl(request, source->name, &value))
		return;
	logged = arena_alloc(draft->capture->arena, 1, source->map_bytes);
	memcpy(logged, map, source->map_bytes);
	memset(map, 0, source->map_bytes);
	if (!source_import(request, source->form, &value, draft))
		memcpy(map, logged, source->map_bytes);
	source_free(&value);
}

static void
take_tunables(const struct machine_request *request, struct draft *draft)
{
	char *value;

	for (size_t i = 0; i < sizeof(tunables) / sizeof(tunables[0]); i++)
		if (freebsd_read_kenv(request, tunables[i], &value)) {
			draft_add_tunable(draft, tunables[i], value);
			free(value);
		}
}

void
freebsd_capture(const struct machine_request *request, struct draft *draft)
{
	take_log(request, draft);
	for (size_t i = 0; i < sizeof(map_sources) / sizeof(map_sources[0]);
	    i++)
		take_map(request, &map_sources[i], draft);
	take_tunables(request, draft);
}
