/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/render_call.c - explain and why, for people
 */
#include <string.h>
#include <time.h>

#include "cli_internal.h"

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text != NULL ? text : "-";
}

static long long number_of(const json_t *row, const char *key)
{
	return (long long)json_integer_value(json_object_get(row, key));
}

/* What came from the network must not steer the terminal. */
static void print_safely(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
}

/* "call 3: sip:alice@... > sip:bob@..., ended: refused" and what it is about.
 */
static void print_head(const json_t *call, FILE *out)
{
	time_t since = (time_t)number_of(call, "since");
	const char *reason =
		json_string_value(json_object_get(call, "end_reason"));
	struct tm local;
	char when[64];

	if (json_is_integer(json_object_get(call, "number")))
		fprintf(out, "call %lld: ", number_of(call, "number"));
	print_safely(text_of(call, "caller"), out);
	fprintf(out, " > ");
	print_safely(text_of(call, "callee"), out);
	fprintf(out, ", %s%s%s\n", text_of(call, "state"),
		reason != NULL ? ": " : "", reason != NULL ? reason : "");
	localtime_r(&since, &local);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local);
	fprintf(out, "phone %s, peer %s, since %s, Call-ID ",
		text_of(call, "phone"), text_of(call, "peer"), when);
	print_safely(text_of(call, "call"), out);
	fputc('\n', out);
}

static void print_edits(const json_t *edits, FILE *out)
{
	const json_t *edit;
	size_t i;

	json_array_foreach(edits, i, edit) {
		fprintf(out, "            %s: %s\n", text_of(edit, "field"),
			text_of(edit, "rule"));
		fprintf(out, "              - ");
		print_safely(text_of(edit, "old"), out);
		fprintf(out, "\n              + ");
		print_safely(text_of(edit, "new"), out);
		fputc('\n', out);
	}
}

static void print_entry(const json_t *entry, FILE *out)
{
	long long at_ms = number_of(entry, "at_ms");

	fprintf(out, "%6lld.%03lld  ", at_ms / 1000, at_ms % 1000);
	if (strcmp(text_of(entry, "kind"), "event") == 0) {
		fprintf(out, "%s\n", text_of(entry, "words"));
		return;
	}
	fprintf(out, "%s  %s > %s  ", text_of(entry, "direction"),
		text_of(entry, "from"), text_of(entry, "to"));
	print_safely(text_of(entry, "first_line"), out);
	fputc('\n', out);
	print_edits(json_object_get(entry, "edits"), out);
	if (json_array_size(json_object_get(entry, "edits")) == 0)
		fprintf(out, "            unchanged\n");
}

static void print_explain(const json_t *call, FILE *out)
{
	const json_t *entries = json_object_get(call, "entries");
	long long forgotten = number_of(call, "written") -
			      (long long)json_array_size(entries);
	const json_t *entry;
	size_t i;

	print_head(call, out);
	if (forgotten > 0)
		fprintf(out,
			"%lld earlier entries have made room for others: "
			"[limits] history_memory\n",
			forgotten);
	json_array_foreach(entries, i, entry)
		print_entry(entry, out);
	if (number_of(call, "left_out") > 0)
		fprintf(out,
			"%lld more were not written down: [limits] history\n",
			number_of(call, "left_out"));
	if (json_array_size(entries) == 0)
		fprintf(out, "nothing of it is written down\n");
}

static void print_reasons(const json_t *call, bool is_fault, FILE *out)
{
	const json_t *reason;
	size_t i;

	json_array_foreach(json_object_get(call, "reasons"), i, reason) {
		if (json_is_true(json_object_get(reason, "fault")) != is_fault)
			continue;
		fprintf(out, "%s %s\n", is_fault ? "(!)" : "   ",
			text_of(reason, "words"));
		if (json_is_string(json_object_get(reason, "hint")))
			fprintf(out, "      %s\n", text_of(reason, "hint"));
	}
}

static void print_why(const json_t *call, FILE *out)
{
	const json_t *medium;
	size_t i;

	print_head(call, out);
	if (json_is_true(json_object_get(call, "fine")))
		fprintf(out, "    Nothing is wrong, as far as can be seen "
			     "from here.\n");
	print_reasons(call, true, out);
	print_reasons(call, false, out);
	json_array_foreach(json_object_get(call, "media"), i, medium)
		fprintf(out,
			"    %s: %s has sent %lld packets to %s, and got "
			"%lld.\n",
			text_of(medium, "medium"), text_of(medium, "inside"),
			number_of(medium, "packets_out"),
			text_of(medium, "peer"),
			number_of(medium, "packets_in"));
}

void render_call(enum command command, const json_t *result, FILE *out)
{
	if (command == COMMAND_explain)
		print_explain(json_object_get(result, "explain"), out);
	else
		print_why(json_object_get(result, "why"), out);
}
