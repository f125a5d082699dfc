/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/grammar.c - the character classes and small productions of RFC 3261
 */
#include <string.h>

#include "sip/grammar.h"

enum {
	T = GRAMMAR_TOKEN,
	H = GRAMMAR_HOST,
	S = GRAMMAR_SCHEME,
	B = GRAMMAR_BLANK,
};

/*
 * token: alphanum - . ! % * _ + ` ' ~
 * host:  alphanum - . and _, which hostnames in the field have
 */
const uint8_t grammar_classes[256] = {
	['a' ... 'z'] = T | H | S,
	['A' ... 'Z'] = T | H | S,
	['0' ... '9'] = T | H | S,
	['-'] = T | H | S,
	['.'] = T | H | S,
	['+'] = T | S,
	['_'] = T | H,
	['!'] = T,
	['%'] = T,
	['*'] = T,
	['`'] = T,
	['\''] = T,
	['~'] = T,
	[' '] = B,
	['\t'] = B,
	['\r'] = B,
	['\n'] = B,
};

const char *grammar_skip_quoted(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '"')
			return p + 1;
		if (*p == '\\' && p + 1 < end)
			p++;
	}
	return end;
}

const char *grammar_find_outside_quotes(const char *p, const char *end,
					const char *stop)
{
	while (p < end) {
		if (*p == '"') {
			p = grammar_skip_quoted(p, end);
			continue;
		}
		if (*p == '<') {
			const char *close = memchr(p, '>', (size_t)(end - p));

			p = close != NULL ? close + 1 : end;
			continue;
		}
		for (const char *s = stop; *s != '\0'; s++)
			if (*p == *s)
				return p;
		p++;
	}
	return end;
}

/*
 * generic-param = token [ EQUAL gen-value ]
 * A value is a quoted string or runs up to the next ';', ',', '?' or blank:
 * URIs allow more bytes in values than tokens have, and all of them are kept.
 */
static const char *skip_value(const char *p, const char *end)
{
	if (p < end && *p == '"')
		return grammar_skip_quoted(p, end);
	while (p < end && *p != ';' && *p != ',' && *p != '?' && *p != '>' &&
	       !grammar_is(*p, GRAMMAR_BLANK))
		p++;
	return p;
}

static const char *skip_name(const char *p, const char *end)
{
	while (p < end && *p != ';' && *p != '=' && *p != ',' && *p != '?' &&
	       *p != '>' && !grammar_is(*p, GRAMMAR_BLANK))
		p++;
	return p;
}

bool grammar_next_param(struct slice *rest, struct sip_param *out)
{
	const char *end = slice_end(*rest);
	const char *p = grammar_skip_blank(rest->p, end);
	const char *name, *after_name;

	if (p >= end || *p != ';')
		return false;
	name = grammar_skip_blank(p + 1, end);
	after_name = skip_name(name, end);
	out->name = slice_between(name, after_name);
	out->value = (struct slice){NULL, 0};
	p = grammar_skip_blank(after_name, end);
	if (p < end && *p == '=') {
		const char *value = grammar_skip_blank(p + 1, end);

		p = skip_value(value, end);
		out->value = slice_between(value, p);
	} else {
		p = after_name;
	}
	*rest = slice_between(p, end);
	return true;
}

bool grammar_find_param(struct slice params, struct slice name,
			struct sip_param *out)
{
	while (grammar_next_param(&params, out))
		if (slice_equal_nocase(out->name, name))
			return true;
	return false;
}
