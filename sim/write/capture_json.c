/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Everything of a capture but its firmware's maps.
 */
#include "sim/write/capture_json.h"

#include <string.h>

#include "sim/write/capture_parts.h"

enum { PAGE_SIZE_DEFAULT = 4096 };

static void
write_head(struct json_writer *out, const struct capture *capture)
{
	write_count(out, "bootmem", 1);
	write_string(out, "name", capture->name);
	write_string_if(out, "about", capture->about);
	write_string_if(out, "source", capture->source);
	write_string_if(out, "origin", capture->origin);
	write_string(out, "arch", arch_names[capture->arch]);
	if (capture->page_size != PAGE_SIZE_DEFAULT)
		write_count(out, "page_size", capture->page_size);
	if (capture->profiles.count == 0)
		return;
	write_begin(out, "profiles", '[');
	for (size_t i = 0; i < capture->profiles.count; i++)
		write_string(out, NULL, capture->profiles.entries[i]);
	write_end(out, ']');
}

static void
write_tunables(struct json_writer *out, const struct boot *boot)
{
	if (boot->tunable_count == 0)
		return;
	write_begin(out, "tunables", '{');
	for (size_t i = 0; i < boot->tunable_count; i++)
		write_string(out, boot->tunables[i].name,
		    boot->tunables[i].value);
	write_end(out, '}');
}

static void
write_kernel(struct json_writer *out, const struct kernel_image *kernel)
{
	if (!kernel->is_present)
		return;
	write_begin(out, "kernel", '{');
	write_extent(out, kernel->extent);
	if (kernel->has_virtual)
		write_address(out, "virtual", kernel->virtual_base);
	write_end(out, '}');
}

static void
write_preload(struct json_writer *out, const struct boot *boot)
{
	if (boot->preload_count == 0)
		return;
	write_begin_lines(out, "preload", '[');
	for (size_t i = 0; i < boot->preload_count; i++) {
		write_begin(out, NULL, '{');
		write_string(out, "name", boot->preload[i].name);
		write_string(out, "type", boot->preload[i].type);
		write_extent(out, boot->preload[i].extent);
		write_end(out, '}');
	}
	write_end(out, ']');
}

static void
write_bad_pages(struct json_writer *out, const struct boot *boot)
{
	if (boot->bad_page_count == 0)
		return;
	write_begin(out, "bad_pages", '[');
	for (size_t i = 0; i < boot->bad_page_count; i++)
		write_address(out, NULL, boot->bad_pages[i]);
	write_end(out, ']');
}

static void
write_boot(struct json_writer *out, const struct boot *boot)
{
	if (boot->cmdline == NULL && boot->tunable_count == 0 &&
	    !boot->kernel.is_present && !boot->initrd.is_present &&
	    !boot->dtb.is_present && boot->preload_count == 0 &&
	    !boot->page_tables.is_present && boot->bad_page_count == 0)
		return;
	write_begin_lines(out, "boot", '{');
	write_string_if(out, "cmdline", boot->cmdline);
	write_tunables(out, boot);
	write_kernel(out, &boot->kernel);
	write_optional_range(out, "initrd", &boot->initrd);
	write_optional_range(out, "dtb", &boot->dtb);
	write_preload(out, boot);
	write_optional_range(out, "page_tables", &boot->page_tables);
	write_bad_pages(out, boot);
	write_end(out, '}');
}

static void
write_devices(struct json_writer *out, const struct capture *capture)
{
	if (capture->device_count == 0)
		return;
	write_begin_lines(out, "devices", '[');
	for (size_t i = 0; i < capture->device_count; i++) {
		const struct device *device = &capture->devices[i];

		write_begin(out, NULL, '{');
		write_string(out, "name", device->name);
		write_extent(out, device->extent);
		write_string(out, "when", name_of(device_when_names,
		    device->when));
		write_string_if(out, "source", device->source);
		if (device->uses.count > 0)
			write_range_list(out, "uses", &device->uses);
		write_end(out, '}');
	}
	write_end(out, ']');
}

static void
write_alloc(struct json_writer *out, const struct event *event)
{
	write_address(out, "size", event->size);
	if (event->from != 0)
		write_address(out, "from", event->from);
	if (event->to != BM_PADDR_LAST)
		write_address(out, "to", event->to);
	if (event->align != 1)
		write_address(out, "align", event->align);
}

static void
write_event(struct json_writer *out, const struct event *event)
{
	write_begin(out, NULL, '{');
	write_string(out, "do", event_kind_names[event->kind]);
	write_string_if(out, "driver", event->driver);
	write_string_if(out, "name", event->name);
	if (event->kind == EVENT_ALLOC)
		write_alloc(out, event);
	else if (event->kind == EVENT_XEN_ALLOC)
		write_address(out, "size", event->size);
	else if (event->kind == EVENT_MAP_CHECK)
		write_extent(out, event->extent);
	else if (event->kind == EVENT_MICROCODE_RELEASE) {
		write_begin(out, "keep", '{');
		write_address(out, "offset", event->extent.base);
		write_address(out, "size", event->extent.length);
		write_end(out, '}');
	}
	write_end(out, '}');
}

static void
write_events(struct json_writer *out, const struct capture *capture)
{
	if (capture->event_count == 0)
		return;
	write_begin_lines(out, "events", '[');
	for (size_t i = 0; i < capture->event_count; i++)
		write_event(out, &capture->events[i]);
	write_end(out, ']');
}

static void
write_witness(struct json_writer *out, const struct witness *witness)
{
	if (witness->path != NULL) {
		write_string(out, witness->table, witness->path);
		return;
	}
	write_begin(out, witness->table, '{');
	write_string(out, "text", witness->text);
	write_end(out, '}');
}

static void
write_witnesses(struct json_writer *out, const struct capture *capture)
{
	const struct witness *witness, *before = NULL;

	if (capture->witness_count == 0)
		return;
	write_begin_lines(out, "witness", '{');
	for (size_t i = 0; i < capture->witness_count; i++) {
		witness = &capture->witnesses[i];
		if (before == NULL ||
		    strcmp(witness->profile, before->profile) != 0) {
			if (before != NULL)
				write_end(out, '}');
			write_begin(out, witness->profile, '{');
		}
		write_witness(out, witness);
		before = witness;
	}
	write_end(out, '}');
	write_end(out, '}');
}

static void
write_linux_machine(struct json_writer *out,
    const struct linux_machine *machine)
{
	if (!machine->has_gbpages && !machine->has_no_pci &&
	    machine->phys_bits == 0 && machine->max_numnodes == 0 &&
	    machine->cpus == 0)
		return;
	write_begin_lines(out, "x-linux-machine", '{');
	if (machine->has_gbpages)
		write_number(out, "has_gbpages", "true");
	if (machine->has_no_pci)
		write_number(out, "has_no_pci", "true");
	if (machine->phys_bits != 0)
		write_count(out, "phys_bits", machine->phys_bits);
	if (machine->max_numnodes != 0)
		write_count(out, "max_numnodes", machine->max_numnodes);
	if (machine->cpus != 0)
		write_count(out, "cpus", machine->cpus);
	write_end(out, '}');
}

static void
write_linux_numa(struct json_writer *out, const struct linux_numa *numa)
{
	if (numa->count == 0)
		return;
	write_begin_lines(out, "x-linux-numa", '{');
	write_begin_lines(out, "memory", '[');
	for (size_t i = 0; i < numa->count; i++) {
		write_begin(out, NULL, '{');
		write_count(out, "node", (uint64_t)numa->ranges[i].node);
		write_extent(out, numa->ranges[i].extent);
		if (numa->ranges[i].is_hotplug)
			write_number(out, "hotplug", "true");
		write_end(out, '}');
	}
	write_end(out, ']');
	if (numa->has_distances)
		write_number(out, "has_distances", "true");
	write_end(out, '}');
}

static void
write_named_extents(struct json_writer *out, const char *key,
    const struct named_extent *extents, size_t count)
{
	if (count == 0)
		return;
	write_begin_lines(out, key, '[');
	for (size_t i = 0; i < count; i++) {
		write_begin(out, NULL, '{');
		write_string(out, "name", extents[i].name);
		write_extent(out, extents[i].extent);
		write_end(out, '}');
	}
	write_end(out, ']');
}

static void
write_capture(FILE *file, const struct capture *capture, bool is_one_line)
{
	struct json_writer out = { .file = file,
	    .is_one_line = is_one_line };

	write_begin_lines(&out, NULL, '{');
	write_head(&out, capture);
	write_firmware(&out, capture);
	write_boot(&out, &capture->boot);
	write_devices(&out, capture);
	write_events(&out, capture);
	write_witnesses(&out, capture);
	write_string_if(&out, "x-truncated", capture->truncated);
	write_named_extents(&out, "x-linux-iomem", capture->iomem_claims,
	    capture->iomem_claim_count);
	write_named_extents(&out, "x-linux-reserved",
	    capture->linux_reserved, capture->linux_reserved_count);
	write_string_if(&out, "x-linux-e820-name", capture->linux_e820_name);
	write_linux_machine(&out, &capture->linux_machine);
	write_linux_numa(&out, &capture->linux_numa);
	write_memory_bytes(&out, capture);
	write_end(&out, '}');
	putc('\n', file);
}

void
capture_write_json(FILE *file, const struct capture *capture)
{
	write_capture(file, capture, false);
}

void
capture_write_json_line(FILE *file, const struct capture *capture)
{
	write_capture(file, capture, true);
}
