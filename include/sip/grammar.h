/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/grammar.h - the character classes and small productions of RFC 3261
 *
 * The functions walk over bytes and answer with the place where they
 * stopped, which is never beyond @end.  None of them fails: a production
 * that is not there has length zero.
 */
#ifndef SIP_GRAMMAR_H
#define SIP_GRAMMAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum grammar_class {
	GRAMMAR_TOKEN = 1, /* token, section 25.1 */
	GRAMMAR_HOST = 2, /* hostname and IPv4address: letters, digits, . - _ */
	GRAMMAR_SCHEME = 4, /* scheme: letters, digits, + - . */
	GRAMMAR_BLANK = 8,  /* SP, HTAB, and CR LF, which folding allows */
	GRAMMAR_PARAM = 16, /* what a parameter's name or value may hold */
};

extern const uint8_t grammar_classes[256];

static inline bool grammar_is(char c, enum grammar_class class)
{
	return (grammar_classes[(unsigned char)c] & class) != 0;
}

/** grammar_skip - past all bytes of @class. */
static inline const char *grammar_skip(const char *p, const char *end,
				       enum grammar_class class)
{
	while (p < end && grammar_is(*p, class))
		p++;
	return p;
}

/** grammar_skip_blank - past white space, folded or not (SWS). */
static inline const char *grammar_skip_blank(const char *p, const char *end)
{
	return grammar_skip(p, end, GRAMMAR_BLANK);
}

/**
 * grammar_skip_quoted - past a quoted-string that begins at @p
 *
 * Answers with the place after the closing quote, or @end when there is none.
 */
const char *grammar_skip_quoted(const char *p, const char *end);

/**
 * grammar_find_comma - the comma that ends a list's element
 *
 * What stands in quoted strings or between < and > does not count.  Answers
 * with @end when there is none.
 */
const char *grammar_find_comma(const char *p, const char *end);

/** One parameter of a header or URI: ;name or ;name=value. */
struct sip_param {
	struct slice name;
	struct slice value; /* with its quotes; absent when there is no '=' */
};

/**
 * grammar_next_param - take the parameter at the front of @rest
 *
 * @rest: begins with ';' (white space around it is passed over); afterwards
 *        what follows the parameter
 * Returns false at the end, or where no parameter can be read.
 */
bool grammar_next_param(struct slice *rest, struct sip_param *out);

/**
 * grammar_find_param - the parameter called @name, in any case
 *
 * Returns true and fills @out when it is among @params.
 */
bool grammar_find_param(struct slice params, struct slice name,
			struct sip_param *out);

#endif /* SIP_GRAMMAR_H */
