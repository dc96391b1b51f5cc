/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "sim/clean.h"
#include "sim/print/entries.h"
#include "sim/report/report.h"
#include "sim/report/report_formats.h"
#include "sim/report/report_rows.h"
#include "sim/version.h"

/* More entries than this at one place are not named. */
#define ENTRIES_NAMED 16

struct sarif {
	FILE *out;
	size_t result_count;
	cJSON *notifications;	/* of what was refused */
	const struct replay *replay;
};

/* cJSON answers NULL for one reason only. */
static cJSON *
must(cJSON *item)
{
	if (item == NULL)
		host_out_of_memory();
	return (item);
}

static void
add_string(cJSON *object, const char *key, const char *text)
{
	char *clean = clean_text(text);

	must(cJSON_AddStringToObject(object, key, clean));
	free(clean);
}

static cJSON *
add_object(cJSON *object, const char *key)
{
	return (must(cJSON_AddObjectToObject(object, key)));
}

/* A new object at the end of array. */
static cJSON *
append_object(cJSON *array)
{
	cJSON *object = must(cJSON_CreateObject());

	cJSON_AddItemToArray(array, object);
	return (object);
}

static void
add_message(cJSON *object, const char *key, const char *text)
{
	add_string(add_object(object, key), "text", text);
}

static void
write_item(FILE *out, cJSON *item)
{
	char *text = cJSON_PrintUnformatted(item);

	if (text == NULL)
		host_out_of_memory();
	fputs(text, out);
	cJSON_free(text);
	cJSON_Delete(item);
}

/* A URI reference: all but what it may hold as it is becomes %XX. */
static void
add_uri(cJSON *object, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
	char *uri = host_allocate(strlen(path) + 3, 3), *to = uri;

	if (path[0] == '/')
		to += snprintf(to, 8, "file://");
	for (; *path != '\0'; path++)
		if (strchr(plain, *path) != NULL)
			*to++ = *path;
		else
			to += snprintf(to, 4, "%%%02X",
			    (unsigned)(unsigned char)*path);
	*to = '\0';
	must(cJSON_AddStringToObject(object, "uri", uri));
	free(uri);
}

static void
add_entry(void *context, const struct bm_fact *fact)
{
	cJSON *array = context, *entry;
	char text[ENTRY_TEXT_BYTES];

	if (cJSON_GetArraySize(array) >= ENTRIES_NAMED)
		return;
	entry_text(fact->origin, text);
	/* A device is met twice where it works in its own registers. */
	cJSON_ArrayForEach(entry, array)
		if (strcmp(cJSON_GetObjectItemCaseSensitive(entry,
		    "fullyQualifiedName")->valuestring, text) == 0)
			return;
	must(cJSON_AddStringToObject(append_object(array),
	    "fullyQualifiedName", text));
}

/* A place: the capture's file and, with a range, the entries that meet it. */
static void
add_location(cJSON *locations, const struct sarif *sarif,
    const struct entry_index *index, const struct bm_range *range)
{
	cJSON *location = append_object(locations), *entries;
	char text[64];

	add_uri(add_object(add_object(location, "physicalLocation"),
	    "artifactLocation"), sarif->replay->capture->path);
	if (range == NULL)
		return;
	entries = must(cJSON_AddArrayToObject(location,
	    "logicalLocations"));
	entry_index_each(index, *range, add_entry, entries);
	snprintf(text, sizeof(text), "0x%08" PRIx64 "-0x%08" PRIx64,
	    range->start, bm_range_last(*range));
	add_message(location, "message", text);
}

static void
add_locations(cJSON *result, const struct sarif *sarif,
    const struct report_row *row)
{
	cJSON *locations = must(cJSON_AddArrayToObject(result, "locations"));
	struct entry_index *index = entry_index_new(
	    &sarif->replay->simulation.world);

	for (size_t i = 0; row->verdict != NULL &&
	    i < row->verdict->witness_count; i++)
		add_location(locations, sarif, index,
		    &row->verdict->witnesses[i]);
	if (cJSON_GetArraySize(locations) == 0)
		add_location(locations, sarif, index, NULL);
	entry_index_free(index);
}

static size_t
row_index(const char *id)
{
	size_t index = 0;

	while (strcmp(report_row_at(index).id, id) != 0)
		index++;
	return (index);
}

static void
add_result_message(cJSON *result, const struct sarif *sarif,
    const struct report_row *row)
{
	char *text = NULL;
	size_t bytes;
	FILE *memory = open_memstream(&text, &bytes);

	if (memory == NULL)
		host_out_of_memory();
	fprintf(memory, "%s: %s: %s\n%s", sarif->replay->capture->name,
	    sarif->replay->simulation.kernel->name, row->sentence,
	    row->details);
	if (fclose(memory) != 0)
		host_out_of_memory();
	add_message(result, "message", text);
	free(text);
}

static void
write_result(void *context, const struct report_row *row)
{
	struct sarif *sarif = context;
	cJSON *result, *properties;

	if (row->outcome != ROW_WARNS && row->outcome != ROW_FAILS)
		return;
	result = must(cJSON_CreateObject());
	must(cJSON_AddStringToObject(result, "ruleId", row->id));
	must(cJSON_AddNumberToObject(result, "ruleIndex",
	    (double)row_index(row->id)));
	must(cJSON_AddStringToObject(result, "level",
	    severity_name(row->severity)));
	add_result_message(result, sarif, row);
	add_locations(result, sarif, row);
	properties = add_object(result, "properties");
	add_string(properties, "capture", sarif->replay->capture->name);
	add_string(properties, "profile",
	    sarif->replay->simulation.kernel->name);
	if (sarif->result_count++ > 0)
		fputs(",\n", sarif->out);
	write_item(sarif->out, result);
}

static cJSON *
driver_new(void)
{
	cJSON *driver = must(cJSON_CreateObject()), *rules;

	must(cJSON_AddStringToObject(driver, "name", "bootmem"));
	must(cJSON_AddStringToObject(driver, "version", BOOTMEM_VERSION));
	rules = must(cJSON_AddArrayToObject(driver, "rules"));
	for (size_t i = 0; i < report_row_count(); i++) {
		struct report_row row = report_row_at(i);
		cJSON *rule = append_object(rules);

		must(cJSON_AddStringToObject(rule, "id", row.id));
		add_message(rule, "shortDescription", row.sentence);
		add_message(rule, "help", row.source);
		must(cJSON_AddStringToObject(add_object(rule,
		    "defaultConfiguration"), "level",
		    severity_name(row.severity)));
	}
	return (driver);
}

void *
sarif_begin(struct color_output *output)
{
	struct sarif *sarif = host_allocate(1, sizeof(*sarif));

	sarif->out = output->file;
	sarif->notifications = must(cJSON_CreateArray());
	fputs("{\"$schema\":\"https://json.schemastore.org/"
	    "sarif-2.1.0.json\",\"version\":\"2.1.0\","
	    "\"runs\":[{\"tool\":{\"driver\":", sarif->out);
	write_item(sarif->out, driver_new());
	fputs("},\n\"results\":[\n", sarif->out);
	return (sarif);
}

void
sarif_replayed(void *state, const struct replay *replay)
{
	struct sarif *sarif = state;

	sarif->replay = replay;
	report_each_row(replay, write_result, sarif);
}

void
sarif_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text)
{
	struct sarif *sarif = state;
	cJSON *notification = append_object(sarif->notifications);
	cJSON *properties;

	must(cJSON_AddStringToObject(notification, "level", "error"));
	add_message(notification, "message", text);
	properties = add_object(notification, "properties");
	add_string(properties, "where", where);
	if (name != NULL)
		add_string(properties, "capture", name);
	if (profile != NULL)
		add_string(properties, "profile", profile);
}

void
sarif_end(void *state)
{
	struct sarif *sarif = state;
	cJSON *invocation = must(cJSON_CreateObject());

	must(cJSON_AddBoolToObject(invocation, "executionSuccessful",
	    cJSON_GetArraySize(sarif->notifications) == 0));
	cJSON_AddItemToObject(invocation, "toolExecutionNotifications",
	    sarif->notifications);
	fputs("],\n\"invocations\":[", sarif->out);
	write_item(sarif->out, invocation);
	fputs("]}]}\n", sarif->out);
	free(sarif);
}
