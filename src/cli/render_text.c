/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/render_text.c - the results of commands, for people
 */
#include <string.h>
#include <time.h>

#include "base/counters.h"
#include "cli_internal.h"

/* The text of one member; "-" for null. */
static void put_member(const json_t *row, const char *key, char *out,
		       size_t size)
{
	const json_t *value = json_object_get(row, key);

	if (json_is_string(value))
		snprintf(out, size, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(out, size, "%lld",
			 (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		snprintf(out, size, "%s", json_is_true(value) ? "yes" : "no");
	else
		snprintf(out, size, "-");
}

/* A duration as people say it: 45s, 12m05s, 3h20m, 2d04h. */
static void put_duration(const json_t *row, const char *key, char *out,
			 size_t size)
{
	const json_t *value = json_object_get(row, key);
	long long s = json_integer_value(value);

	if (!json_is_integer(value))
		snprintf(out, size, "-");
	else if (s < 60)
		snprintf(out, size, "%llds", s);
	else if (s < 3600)
		snprintf(out, size, "%lldm%02llds", s / 60, s % 60);
	else if (s < 86400)
		snprintf(out, size, "%lldh%02lldm", s / 3600, s / 60 % 60);
	else
		snprintf(out, size, "%lldd%02lldh", s / 86400, s / 3600 % 24);
}

#define MEMBER(name, key)                                                      \
	static void name(const json_t *row, char *out, size_t size)            \
	{                                                                      \
		put_member(row, key, out, size);                               \
	}
#define DURATION(name, key)                                                    \
	static void name(const json_t *row, char *out, size_t size)            \
	{                                                                      \
		put_duration(row, key, out, size);                             \
	}

MEMBER(cell_aor, "aor")
MEMBER(cell_armed, "armed")
MEMBER(cell_bytes_in, "bytes_in")
MEMBER(cell_bytes_out, "bytes_out")
MEMBER(cell_call, "call")
MEMBER(cell_callee, "callee")
MEMBER(cell_caller, "caller")
MEMBER(cell_default, "default")
MEMBER(cell_direction, "direction")
MEMBER(cell_inside, "inside")
MEMBER(cell_key, "key")
MEMBER(cell_kind, "kind")
MEMBER(cell_medium, "medium")
MEMBER(cell_name, "name")
MEMBER(cell_number, "number")
MEMBER(cell_outside, "outside")
MEMBER(cell_packets_in, "packets_in")
MEMBER(cell_packets_out, "packets_out")
MEMBER(cell_peer, "peer")
MEMBER(cell_phone, "phone")
MEMBER(cell_registrar, "registrar")
MEMBER(cell_section, "section")
MEMBER(cell_state, "state")
MEMBER(cell_used, "used")
MEMBER(cell_users, "users")
MEMBER(cell_value, "value")
DURATION(cell_age, "age_s")
DURATION(cell_expires, "expires_s")
DURATION(cell_idle, "idle_s")
DURATION(cell_renewed, "renewed_s")
DURATION(cell_since, "since_s")

static void cell_limit(const json_t *row, char *out, size_t size)
{
	if (json_integer_value(json_object_get(row, "limit")) == 0)
		snprintf(out, size, "-");
	else
		put_member(row, "limit", out, size);
}

/* State and, where something is wrong, what. */
static void cell_call_state(const json_t *row, char *out, size_t size)
{
	const json_t *problem =
		json_array_get(json_object_get(row, "problems"), 0);
	const json_t *reason = json_object_get(row, "end_reason");
	bool held = json_is_true(json_object_get(row, "held"));

	put_member(row, "state", out, size);
	if (held)
		snprintf(out, size, "on hold");
	if (json_is_string(reason))
		snprintf(out, size, "closing: %s", json_string_value(reason));
	if (problem != NULL)
		snprintf(out + strlen(out), size - strlen(out), " (!) %s",
			 json_string_value(problem));
}

/* " (public address, candidates)", or nothing. */
static void put_notes(const json_t *stream, char *out, size_t size)
{
	const json_t *notes = json_object_get(stream, "notes");
	const json_t *note;
	size_t i;

	out[0] = '\0';
	json_array_foreach(notes, i, note)
		snprintf(out + strlen(out), size - strlen(out), "%s%s",
			 i > 0 ? ", " : " (", json_string_value(note));
	if (out[0] != '\0')
		snprintf(out + strlen(out), size - strlen(out), ")");
}

static void cell_streams(const json_t *row, char *out, size_t size)
{
	const json_t *streams = json_object_get(row, "streams");
	const json_t *stream;
	size_t i, used = 0;

	snprintf(out, size, "-");
	json_array_foreach(streams, i, stream) {
		char notes[64];
		int n;

		put_notes(stream, notes, sizeof(notes));
		n = snprintf(
			out + used, size - used, "%s%s %s%s", i > 0 ? ", " : "",
			json_string_value(json_object_get(stream, "medium")),
			json_string_value(json_object_get(stream, "codec")),
			notes);

		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

static const struct table_column pinhole_columns[] = {
	{"CALL", false, cell_call},        {"MEDIUM", false, cell_medium},
	{"KIND", false, cell_kind},        {"INSIDE", false, cell_inside},
	{"OUTSIDE", false, cell_outside},  {"PEER", false, cell_peer},
	{"STATE", false, cell_state},      {"EXPIRES", true, cell_expires},
	{"IN", true, cell_packets_in},     {"OUT", true, cell_packets_out},
	{"BYTES IN", true, cell_bytes_in}, {"BYTES OUT", true, cell_bytes_out},
	{"AGE", true, cell_age},
};

static const struct table_column call_columns[] = {
	{"#", true, cell_number},          {"DIR", false, cell_direction},
	{"CALLER", false, cell_caller},    {"CALLEE", false, cell_callee},
	{"PHONE", false, cell_phone},      {"PEER", false, cell_peer},
	{"AGE", true, cell_age},           {"STREAMS", false, cell_streams},
	{"STATE", false, cell_call_state}, {"CALL-ID", false, cell_call},
};

static const struct table_column registration_columns[] = {
	{"AOR", false, cell_aor},         {"PHONE", false, cell_inside},
	{"OUTSIDE", false, cell_outside}, {"REGISTRAR", false, cell_registrar},
	{"EXPIRES", true, cell_expires},  {"RENEWED", true, cell_renewed},
	{"SINCE", true, cell_since},
};

static const struct table_column mapping_columns[] = {
	{"INSIDE", false, cell_inside}, {"OUTSIDE", false, cell_outside},
	{"KIND", false, cell_kind},     {"ARMED", false, cell_armed},
	{"USERS", true, cell_users},    {"IDLE", true, cell_idle},
};

static const struct table_column limit_columns[] = {
	{"LIMIT", false, cell_name},
	{"USED", true, cell_used},
	{"OF", true, cell_limit},
};

static const struct table_column config_columns[] = {
	{"SECTION", false, cell_section},
	{"KEY", false, cell_key},
	{"VALUE", false, cell_value},
	{"DEFAULT", false, cell_default},
};

/** A command whose result is one table. */
static const struct {
	enum command command;
	const char *member;
	const struct table_column *columns;
	size_t count;
} tables[] = {
	{COMMAND_pinholes, "pinholes", pinhole_columns,
	 ARRAY_SIZE(pinhole_columns)},
	{COMMAND_calls, "calls", call_columns, ARRAY_SIZE(call_columns)},
	{COMMAND_registrations, "registrations", registration_columns,
	 ARRAY_SIZE(registration_columns)},
	{COMMAND_mappings, "mappings", mapping_columns,
	 ARRAY_SIZE(mapping_columns)},
	{COMMAND_limits, "limits", limit_columns, ARRAY_SIZE(limit_columns)},
	{COMMAND_config, "config", config_columns, ARRAY_SIZE(config_columns)},
};

static void print_when(const json_t *status, FILE *out)
{
	time_t since =
		(time_t)json_integer_value(json_object_get(status, "since"));
	char when[64], up[32];
	struct tm local;

	localtime_r(&since, &local);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local);
	put_duration(status, "up_s", up, sizeof(up));
	fprintf(out, "viaductd %s, pid %lld, up %s since %s\n",
		json_string_value(json_object_get(status, "version")),
		(long long)json_integer_value(json_object_get(status, "pid")),
		up, when);
}

static void print_status(const json_t *result, FILE *out)
{
	static const char *const numbers[] = {"calls", "registrations", "flows",
					      "armed", "mappings"};
	const json_t *status = json_object_get(result, "status");
	const json_t *item;
	size_t i;

	print_when(status, out);
	json_array_foreach(json_object_get(status, "wan"), i, item)
		fprintf(out, "WAN       %s %s, shown as %s\n",
			json_string_value(json_object_get(item, "name")),
			json_string_value(json_object_get(item, "address")),
			json_string_value(json_object_get(item, "shown_as")));
	json_array_foreach(json_object_get(status, "lan"), i, item)
		fprintf(out, "LAN       %s\n", json_string_value(item));
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		fprintf(out, "%s%s %lld", i > 0 ? ", " : "In use    ",
			numbers[i],
			(long long)json_integer_value(
				json_object_get(status, numbers[i])));
	fputc('\n', out);
	json_array_foreach(json_object_get(status, "warnings"), i, item)
		fprintf(out, "Warning   %s\n", json_string_value(item));
}

/* What has happened at all, with its meaning. */
static void print_counters(const json_t *result, FILE *out)
{
	const json_t *values = json_object_get(result, "counters");
	bool any = false;

	for (unsigned int i = 0; i < COUNTER_COUNT; i++) {
		const char *name = counter_name((enum counter)i);
		long long value = (long long)json_integer_value(
			json_object_get(values, name));

		any = any || value > 0;
		if (value > 0)
			fprintf(out, "%-24s %10lld  %s\n", name, value,
				counter_help((enum counter)i));
	}
	if (!any)
		fprintf(out, "nothing has been counted yet\n");
}

static void print_notes(const json_t *result, const char *good, const char *bad,
			FILE *out)
{
	bool is_good = json_is_true(json_object_get(result, "applied")) ||
		       json_is_true(json_object_get(result, "valid"));
	const json_t *notes = json_object_get(result, "notes");
	const json_t *line;
	size_t i;

	fprintf(out, "%s: %s\n",
		json_string_value(json_object_get(result, "file")),
		is_good ? good : bad);
	json_array_foreach(notes, i, line)
		fprintf(out, "%s\n", json_string_value(line));
}

static void print_rest(enum command command, const json_t *result, FILE *out)
{
	switch (command) {
	case COMMAND_status:
		print_status(result, out);
		break;
	case COMMAND_counters:
		print_counters(result, out);
		break;
	case COMMAND_explain:
	case COMMAND_why:
		render_call(command, result, out);
		break;
	case COMMAND_close:
		fprintf(out, "call %lld closed\n",
			(long long)json_integer_value(
				json_object_get(result, "closed")));
		break;
	case COMMAND_bypass:
		fprintf(out, "bypass is %s\n",
			json_is_true(json_object_get(result, "bypass"))
				? "on"
				: "off");
		break;
	case COMMAND_reload:
		print_notes(result, "applied",
			    "not applied, the old configuration stays", out);
		break;
	case COMMAND_log_level:
		fprintf(out, "log level is %s\n",
			json_string_value(
				json_object_get(result, "log_level")));
		break;
	default:
		print_notes(result, "good", "has mistakes", out);
	}
}

void render_text(enum command command, const json_t *result, FILE *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		const json_t *rows = json_object_get(result, tables[i].member);

		if (tables[i].command != command || !json_is_array(rows))
			continue;
		if (json_array_size(rows) == 0)
			fprintf(out, "no %s\n", tables[i].member);
		else
			table_print(tables[i].columns, tables[i].count, rows,
				    out);
		return;
	}
	print_rest(command, result, out);
}
