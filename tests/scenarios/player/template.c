/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/scenarios/player/template.c - messages with blanks to fill in
 */
#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "player.h"

static const struct variable *find_variable(const struct player *p,
					    struct slice name)
{
	for (unsigned int i = p->variable_count; i > 0; i--)
		if (slice_equal(p->variables[i - 1].name, name))
			return &p->variables[i - 1];
	return NULL;
}

/* The blank at @at, which points behind "${"; the answer is behind "}". */
static const char *fill_blank(const struct player *p, struct writer *w,
			      const char *at, const char *end)
{
	const char *close = memchr(at, '}', (size_t)(end - at));
	const char *colon;
	const struct variable *v;
	struct slice name;

	if (close == NULL)
		player_fail(p, "a blank ${ without }");
	colon = memchr(at, ':', (size_t)(close - at));
	name = slice_between(at, colon != NULL ? colon : close);
	v = find_variable(p, name);
	if (v != NULL)
		writer_put(w, v->value);
	else if (colon != NULL)
		writer_put(w, slice_between(colon + 1, close));
	else if (slice_equal(name, SLICE("length")))
		writer_put(w, SLICE("${length}"));
	else
		player_fail(p, "nothing is set for ${%.*s}", SLICE_ARGS(name));
	return close + 1;
}

/* Put the body's length where ${length} stands. */
static size_t fill_length(const struct player *p, char *text, size_t len,
			  size_t size)
{
	static const char blank[] = "${length}";
	char *at = memmem(text, len, blank, sizeof(blank) - 1);
	char *body = memmem(text, len, "\r\n\r\n", 4);
	char number[16];
	size_t digits;

	if (at == NULL)
		return len;
	if (body == NULL || size < len + sizeof(number))
		player_fail(p, "no body to measure");
	digits = (size_t)snprintf(number, sizeof(number), "%zu",
				  len - (size_t)(body + 4 - text));
	memmove(at + digits, at + sizeof(blank) - 1,
		len - (size_t)(at + sizeof(blank) - 1 - text));
	memcpy(at, number, digits);
	return len - (sizeof(blank) - 1) + digits;
}

size_t template_expand(const struct player *p, struct slice text, char *out,
		       size_t size)
{
	const char *at = text.p;
	const char *end = slice_end(text);
	struct writer w;

	writer_init(&w, out, size);
	while (at < end) {
		if (end - at > 1 && at[0] == '$' && at[1] == '{') {
			at = fill_blank(p, &w, at + 2, end);
			continue;
		}
		if (*at == '\n')
			writer_put_char(&w, '\r');
		writer_put_char(&w, *at++);
	}
	if (writer_is_full(&w))
		player_fail(p, "message too long");
	return fill_length(p, out, w.len, size);
}
