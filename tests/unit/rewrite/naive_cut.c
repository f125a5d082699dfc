/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/naive_cut.c - a message in pieces, without our scanner
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "naive_cut.h"

void cut_name(char *out, const char *name, size_t len)
{
	static const struct {
		char compact;
		const char *name;
	} compact_forms[] = {
		{'a', "accept-contact"},
		{'b', "referred-by"},
		{'c', "content-type"},
		{'e', "content-encoding"},
		{'f', "from"},
		{'i', "call-id"},
		{'k', "supported"},
		{'l', "content-length"},
		{'m', "contact"},
		{'o', "event"},
		{'r', "refer-to"},
		{'s', "subject"},
		{'t', "to"},
		{'u', "allow-events"},
		{'v', "via"},
		{'x', "session-expires"},
	};

	if (len >= CUT_NAME_MAX)
		len = CUT_NAME_MAX - 1;
	for (size_t i = 0; i < len; i++)
		out[i] = slice_lower(name[i]);
	out[len] = '\0';
	for (size_t i = 0; len == 1 && i < ARRAY_SIZE(compact_forms); i++)
		if (compact_forms[i].compact == out[0])
			strcpy(out, compact_forms[i].name);
}

/* The end of the field that begins at @at: a newline without a blank behind
 * it.  Points behind that newline. */
static size_t field_end(struct slice text, size_t at)
{
	while (at < text.len) {
		bool is_newline = text.p[at++] == '\n';

		if (is_newline && (at == text.len ||
				   (text.p[at] != ' ' && text.p[at] != '\t')))
			break;
	}
	return at;
}

void cut_message(struct slice text, struct cut *out)
{
	size_t at = 0;

	out->text = text;
	out->count = 0;
	while (at < text.len && text.p[at] != '\n')
		at++;
	out->first_line = at++;
	while (at < text.len && text.p[at] != '\n' && text.p[at] != '\r') {
		struct cut_place *field = &out->fields[out->count++];
		const char *colon = slice_find(
			(struct slice){text.p + at, text.len - at}, ':');
		size_t name = at;

		assert_non_null(colon);
		assert_in_range(out->count, 1, CUT_FIELDS_MAX - 1);
		field->begin = (size_t)(colon + 1 - text.p);
		field->end = field_end(text, at);
		while (name < text.len && strchr(" \t:", text.p[name]) == NULL)
			name++;
		cut_name(field->name, text.p + at, name - at);
		at = field->end;
	}
	out->body = at + (at < text.len && text.p[at] == '\r') + 1;
}

/* The elements of a comma list, in one field after the other. */
unsigned int cut_elements(const struct cut *cut, const char *name,
			  struct cut_place *out)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < cut->count; i++) {
		const struct cut_place *field = &cut->fields[i];
		bool in_quotes = false, in_brackets = false;

		if (strcmp(field->name, name) != 0)
			continue;
		assert_in_range(count, 0, CUT_FIELDS_MAX - 1);
		out[count++] = *field;
		for (size_t at = field->begin; at < field->end; at++) {
			char c = cut->text.p[at];

			if (in_quotes && c == '\\') {
				at++;
			} else if (c == '"' && !in_brackets) {
				in_quotes = !in_quotes;
			} else if (!in_quotes && (c == '<' || c == '>')) {
				in_brackets = c == '<';
			} else if (c == ',' && !in_quotes && !in_brackets) {
				assert_in_range(count, 0, CUT_FIELDS_MAX - 1);
				out[count - 1].end = at;
				out[count] = *field;
				out[count++].begin = at + 1;
			}
		}
	}
	return count;
}
