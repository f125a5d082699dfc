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
	P = GRAMMAR_PARAM,
};

/*
 * token: alphanum - . ! % * _ + ` ' ~
 * host:  alphanum - . and _, which hostnames in the field have
 * param: all but blanks and ; = , ? > "  URIs allow more in their parameters
 *        than tokens have, and all of it is kept.
 */
const uint8_t grammar_classes[256] = {
	['a' ... 'z'] = T | H | S | P,
	['A' ... 'Z'] = T | H | S | P,
	['0' ... '9'] = T | H | S | P,
	['-'] = T | H | S | P,
	['.'] = T | H | S | P,
	['+'] = T | S | P,
	['_'] = T | H | P,
	['!'] = T | P,
	['%'] = T | P,
	['*'] = T | P,
	['`'] = T | P,
	['\''] = T | P,
	['~'] = T | P,
	['#'] = P,
	['$'] = P,
	['&'] = P,
	['('] = P,
	[')'] = P,
	['/'] = P,
	[':'] = P,
	['<'] = P,
	['@'] = P,
	['['] = P,
	['\\'] = P,
	[']'] = P,
	['^'] = P,
	['{'] = P,
	['|'] = P,
	['}'] = P,
	[0x80 ... 0xff] = P,
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

const char *grammar_find_comma(const char *p, const char *end)
{
	/* Mostly there is none at all. */
	if (p >= end || memchr(p, ',', (size_t)(end - p)) == NULL)
		return end;
	while (p < end && *p != ',') {
		if (*p == '"') {
			p = grammar_skip_quoted(p, end);
		} else if (*p == '<') {
			const char *close = memchr(p, '>', (size_t)(end - p));

			p = close != NULL ? close + 1 : end;
		} else {
			p++;
		}
	}
	return p;
}

/* A value is a quoted string, or runs as far as it can; '=' may be in it. */
static const char *skip_value(const char *p, const char *end)
{
	if (p < end && *p == '"')
		return grammar_skip_quoted(p, end);
	while (p < end && (grammar_is(*p, GRAMMAR_PARAM) || *p == '='))
		p++;
	return p;
}

/* generic-param = token [ EQUAL gen-value ] */
bool grammar_next_param(struct slice *rest, struct sip_param *out)
{
	const char *end = slice_end(*rest);
	const char *p = grammar_skip_blank(rest->p, end);
	const char *name, *after_name;

	if (p >= end || *p != ';')
		return false;
	name = grammar_skip_blank(p + 1, end);
	after_name = grammar_skip(name, end, GRAMMAR_PARAM);
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
