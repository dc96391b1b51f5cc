/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the parts that read a machine share.
 */
#ifndef MACHINE_SOURCE_H
#define MACHINE_SOURCE_H

#include "sim/import/form.h"
#include "sim/machine/machine.h"

/* Tells the caller, and the user. */
void source_tell(const struct machine_request *request, const char *format,
    ...) __attribute__((format(printf, 2, 3)));

/* Where that file of the machine is; the caller frees it. */
char *source_path(const struct machine_request *request, const char *path);

/* Tells why path was not read, and what to do about it. */
void source_tell_why(const struct machine_request *request, const char *path,
    const char *why);

/*
 * The file, whose name and bytes source_free() gives back; false if it cannot
 * be read, which is told.
 */
bool source_read(const struct machine_request *request, const char *path,
    struct import_bytes *ret_file);
void source_free(struct import_bytes *file);

/* Bytes of that name, which are taken over, as source_read() gives them. */
struct import_bytes source_of(const char *name, char *bytes, size_t length);

/* Reads a file, or the tree at path, in that form; what is wrong is told. */
bool source_import(const struct machine_request *request,
    const struct import_form *form, const struct import_bytes *file,
    struct draft *draft);
bool source_import_tree(const struct machine_request *request,
    const struct import_form *form, const char *path, struct draft *draft);

/*
 * The draft of a kernel's log, which has to hold the line that begins with
 * start: without it the log has lost its beginning, and perhaps of the map.
 * NULL: it is another text.
 */
bool source_import_log(const struct machine_request *request,
    const struct import_form *form, const char *start,
    const struct import_bytes *file, struct draft *ret_draft);

/* Of the system's own: adds to the draft, or replaces it. */
void linux_capture(const struct machine_request *request,
    struct draft *draft);
void freebsd_capture(const struct machine_request *request,
    struct draft *draft);

/* The kernel's log as lines; false, and told, if it cannot be read. */
bool linux_read_log(const struct machine_request *request,
    struct import_bytes *ret_log);

/* A sysctl's value, or a variable of the kernel's environment; the same. */
bool freebsd_read_sysctl(const struct machine_request *request,
    const char *name, struct import_bytes *ret_value);
bool freebsd_read_kenv(const struct machine_request *request,
    const char *name, char **ret_value);

/* Takes out what the request does not ask for. */
void privacy_apply(const struct machine_request *request,
    struct draft *draft);

#endif
