/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The records that FreeBSD's loader hands over for each file that it loaded:
 * type, length and data, each of them padded to the length of a word; those of
 * the kernel carry the firmware's map.
 *
 * Source: sys/sys/linker.h and the machines' metadata.h of FreeBSD.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/import/e820_table.h"
#include "sim/import/efi_table.h"
#include "sim/import/forms.h"
#include "sim/import/freebsd_record.h"

enum {
	NAME_BYTES_MAX = 1024,

	RECORD_NAME = 1,
	RECORD_TYPE = 2,
	RECORD_ADDRESS = 3,
	RECORD_SIZE = 4,
	RECORD_ELF_HEADER = 0x8002,
	/* The machine's own, which differ. */
	RECORD_MACHINE_1 = 0x9001,	/* x86: SMAP; arm: the EFI map */
	RECORD_MACHINE_2 = 0x9002,	/* x86: its attributes; riscv: EFI */
	RECORD_MACHINE_4 = 0x9004,	/* x86: the EFI map */

	ELF_MACHINE = 18,
	ATTRIBUTE_BYTES = 4
};

/* Where amd64's kernel maps what it found at 0. */
#define AMD64_KERNEL_BASE UINT64_C(0xffffffff80000000)
#define VIRTUAL_MIN ((uint64_t)1 << 63)

/* One file that was loaded. */
struct module {
	struct import_bytes name;
	struct import_bytes type;
	bool has_address;
	bool has_size;
	struct bm_extent extent;
};

struct reading {
	const struct import_bytes *file;
	size_t word_bytes;
	struct draft *draft;
	struct read_error *error;
	struct module module;
	bool is_relocated;		/* addresses were virtual */
};

/* Text with a NUL behind it, and nothing else. */
static bool
is_text(const struct import_bytes *data)
{
	return (data->length > 1 && data->length <= NAME_BYTES_MAX &&
	    strlen((const char *)data->bytes) == data->length - 1);
}

static bool
is_such(const struct import_bytes *file)
{
	struct freebsd_record record;

	if (!freebsd_record_at(file, 0, 8, &record) ||
	    record.type != RECORD_NAME || !is_text(&record.data))
		return (false);
	for (size_t i = 0; i < record.data.length - 1; i++)
		if (record.data.bytes[i] < ' ' || record.data.bytes[i] > '~')
			return (false);
	return (true);
}

/*
 * What the machine is, where the kernel's ELF header says it; otherwise it
 * follows from which record holds which map.
 */
static bool
find_arch(const struct freebsd_record *record, size_t word_bytes,
    enum arch *ret_arch)
{
	static const struct {
		unsigned machine;
		enum arch arch;
	} machines[] = {
		{ 3, ARCH_I386 }, { 40, ARCH_ARM }, { 62, ARCH_AMD64 },
		{ 183, ARCH_ARM64 }, { 243, ARCH_RISCV64 },
	};
	const enum arch x86 = word_bytes == 8 ? ARCH_AMD64 : ARCH_I386;
	const bool is_efi = efi_header_is_plausible(&record->data);

	if (record->type == RECORD_ELF_HEADER) {
		for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]);
		    i++)
			if (binary_at(&record->data, ELF_MACHINE, 2) ==
			    machines[i].machine) {
				*ret_arch = machines[i].arch;
				return (true);
			}
		return (false);
	}
	if (record->type == RECORD_MACHINE_1)
		*ret_arch = !is_efi ? x86 :
		    word_bytes == 8 ? ARCH_ARM64 : ARCH_ARM;
	else if (record->type == RECORD_MACHINE_2 && is_efi)
		*ret_arch = ARCH_RISCV64;
	else if (record->type == RECORD_MACHINE_4 && is_efi)
		*ret_arch = x86;
	else
		return (false);
	return (true);
}

static bool
find_arch_of_file(const struct reading *reading, bool is_by_elf,
    enum arch *ret_arch)
{
	struct freebsd_record record = { .next = 0 };

	while (freebsd_record_at(reading->file, record.next,
	    reading->word_bytes, &record) && !freebsd_record_is_end(&record))
		if ((record.type == RECORD_ELF_HEADER) == is_by_elf &&
		    find_arch(&record, reading->word_bytes, ret_arch))
			return (true);
	return (false);
}

/* Kernels add to the addresses that the loader gave them. */
static bool
make_physical(struct reading *reading, struct bm_extent *extent)
{
	if (extent->base < VIRTUAL_MIN)
		return (true);
	if (reading->draft->capture->arch != ARCH_AMD64 ||
	    extent->base < AMD64_KERNEL_BASE) {
		draft_truncate(reading->draft, "loaded files are at virtual "
		    "addresses, such as 0x%" PRIx64 "; where that is in "
		    "memory is not said", extent->base);
		return (false);
	}
	extent->base -= AMD64_KERNEL_BASE;
	reading->is_relocated = true;
	return (true);
}

static bool
is_kernel(const struct module *module)
{
	return (module->type.bytes != NULL &&
	    strstr((const char *)module->type.bytes, "kernel") != NULL);
}

static void
end_module(struct reading *reading)
{
	struct module *module = &reading->module;
	struct capture *capture = reading->draft->capture;
	const uint64_t address = module->extent.base;
	struct preload *preload;

	if (!module->has_address || !module->has_size ||
	    module->type.bytes == NULL ||
	    !make_physical(reading, &module->extent))
		return;
	if (is_kernel(module) && !capture->boot.kernel.is_present) {
		capture->boot.kernel = (struct kernel_image){
		    .is_present = true, .extent = module->extent,
		    .has_virtual = address != module->extent.base,
		    .virtual_base = address };
		return;
	}
	preload = draft_add_preload(reading->draft);
	preload->extent = module->extent;
	draft_set_text(reading->draft, &preload->name,
	    (const char *)module->name.bytes, module->name.length - 1);
	draft_set_text(reading->draft, &preload->type,
	    (const char *)module->type.bytes, module->type.length - 1);
}

static bool
take_text(struct reading *reading, const struct freebsd_record *record,
    struct import_bytes *ret_text)
{
	*ret_text = record->data;
	return (is_text(&record->data) || binary_refuse(&record->data, 0,
	    reading->error, "record 0x%" PRIx32 " is no text that ends: %zu "
	    "bytes", record->type, record->data.length));
}

static bool
take_word(struct reading *reading, const struct freebsd_record *record,
    bool *ret_is_there, uint64_t *ret_number)
{
	*ret_is_there = true;
	*ret_number = binary_at(&record->data, 0, reading->word_bytes);
	return (record->data.length == reading->word_bytes ||
	    binary_refuse(&record->data, 0, reading->error, "record 0x%" PRIx32
	    " has %zu bytes instead of %zu", record->type,
	    record->data.length, reading->word_bytes));
}

static bool
take_smap(struct reading *reading, const struct freebsd_record *record)
{
	if (reading->draft->capture->e820.is_present)
		return (binary_refuse(&record->data, 0, reading->error,
		    "a second SMAP"));
	return (e820_table_read(&record->data, E820_ENTRY_BYTES,
	    reading->draft, reading->error));
}

static bool
take_attributes(struct reading *reading, const struct freebsd_record *record)
{
	const size_t count = reading->draft->capture->e820.count;

	if (record->data.length != count * ATTRIBUTE_BYTES)
		return (binary_refuse(&record->data, 0, reading->error,
		    "%zu bytes of attributes for %zu entries of the SMAP",
		    record->data.length, count));
	e820_note_attributes(reading->draft, record->data.bytes,
	    ATTRIBUTE_BYTES);
	return (true);
}

static bool
take_efi(struct reading *reading, const struct freebsd_record *record)
{
	if (reading->draft->capture->efi.is_present)
		return (binary_refuse(&record->data, 0, reading->error,
		    "a second EFI map"));
	return (efi_header_read(&record->data, reading->draft,
	    reading->error));
}

/* The same number means something else on each machine. */
static bool
take_machine(struct reading *reading, const struct freebsd_record *record)
{
	const enum arch arch = reading->draft->capture->arch;
	const bool is_x86 = arch == ARCH_AMD64 || arch == ARCH_I386;
	const uint32_t efi = is_x86 ? RECORD_MACHINE_4 :
	    arch == ARCH_RISCV64 ? RECORD_MACHINE_2 : RECORD_MACHINE_1;

	if (record->type == efi)
		return (take_efi(reading, record));
	if (is_x86 && record->type == RECORD_MACHINE_1)
		return (take_smap(reading, record));
	if (is_x86 && record->type == RECORD_MACHINE_2)
		return (take_attributes(reading, record));
	return (true);
}

static bool
take_record(struct reading *reading, const struct freebsd_record *record)
{
	struct module *module = &reading->module;

	switch (record->type) {
	case RECORD_NAME:
		end_module(reading);
		*module = (struct module){ .has_address = false };
		return (take_text(reading, record, &module->name));
	case RECORD_TYPE:
		return (take_text(reading, record, &module->type));
	case RECORD_ADDRESS:
		return (take_word(reading, record, &module->has_address,
		    &module->extent.base));
	case RECORD_SIZE:
		return (take_word(reading, record, &module->has_size,
		    &module->extent.length));
	default:
		return (take_machine(reading, record));
	}
}

static bool
read_records(struct reading *reading)
{
	const struct import_bytes *file = reading->file;
	struct freebsd_record record = { .next = 0 };
	size_t at = 0;

	while (freebsd_record_at(file, at, reading->word_bytes, &record)) {
		if (freebsd_record_is_end(&record)) {
			end_module(reading);
			return (true);
		}
		if (at == 0 && record.type != RECORD_NAME)
			return (binary_refuse(file, 0, reading->error,
			    "record 0x%" PRIx32 " where a name has to be",
			    record.type));
		if (!take_record(reading, &record))
			return (false);
		at = record.next;
	}
	return (binary_refuse(file, at, reading->error, "ends within a "
	    "record; there are %zu bytes", file->length - at));
}

static bool
read_bytes(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	struct reading reading = { .file = file, .draft = draft,
	    .error = ret_error,
	    .word_bytes = freebsd_record_word_bytes(file) };
	enum arch arch;

	if (find_arch_of_file(&reading, true, &arch) ||
	    find_arch_of_file(&reading, false, &arch))
		draft_set_arch(draft, arch);
	if (!read_records(&reading))
		return (false);
	if (!reading.is_relocated)
		return (true);
	draft_set_text(draft, &draft->capture->origin, "reconstructed",
	    strlen("reconstructed"));
	draft_note(draft, "loaded files are at virtual addresses; those in "
	    "memory follow from the kernel's at 0");
	return (true);
}

const struct import_form form_freebsd_modinfo = {
	.name = "freebsd-modinfo",
	.about = "what FreeBSD's loader hands over, as it is in memory",
	.is_such = is_such,
	.read = read_bytes,
};
