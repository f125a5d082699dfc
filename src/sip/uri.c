/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/uri.c - the parts of a sip: or sips: URI
 */
#include <errno.h>

#include "sip/grammar.h"
#include "sip/uri.h"

static const char *skip_host(const char *p, const char *end)
{
	if (p < end && *p == '[') {
		const char *close = memchr(p, ']', (size_t)(end - p));

		return close != NULL ? close + 1 : p;
	}
	return grammar_skip(p, end, GRAMMAR_HOST);
}

int sip_hostport_scan(struct slice text, struct sip_hostport *out,
		      struct slice *rest)
{
	const char *end = slice_end(text);
	const char *p = skip_host(text.p, end);
	const char *colon, *port;

	if (p == text.p)
		return -EINVAL;
	out->host = slice_between(text.p, p);
	out->port = (struct slice){NULL, 0};
	out->number = 0;
	colon = grammar_skip_blank(p, end);
	if (colon < end && *colon == ':') {
		port = grammar_skip_blank(colon + 1, end);
		for (p = port; p < end && *p >= '0' && *p <= '9';)
			p++;
		out->port = slice_between(port, p);
		if (slice_to_port(out->port, &out->number) != 0)
			return -EINVAL;
	}
	if (rest != NULL)
		*rest = slice_between(p, end);
	return 0;
}

int sip_hostport_endpoint(const struct sip_hostport *where,
			  uint16_t default_port, struct endpoint *out)
{
	struct endpoint e = {.port = where->number != 0 ? where->number
							: default_port};
	int err;

	/* Most hosts are names or IPv4: do not try the other family. */
	if (where->host.p[0] == '[')
		err = address_parse(where->host, &e.address);
	else
		err = address_parse_v4(where->host, &e.address);
	if (err == 0)
		*out = e;
	return err;
}

/* Past "sip:" or "sips:", or NULL. */
static const char *skip_scheme(struct slice text)
{
	if (slice_starts_nocase(text, SLICE("sip:")))
		return text.p + 4;
	if (slice_starts_nocase(text, SLICE("sips:")))
		return text.p + 5;
	return NULL;
}

/* An '@' is escaped everywhere but behind the user, section 25.1. */
static const char *skip_user(const char *p, const char *end)
{
	const char *at = memchr(p, '@', (size_t)(end - p));

	return at != NULL ? at + 1 : p;
}

bool sip_uri_has_literal(struct slice text)
{
	const char *p = skip_scheme(text);

	if (p == NULL)
		return false;
	p = skip_user(p, slice_end(text));
	return p < slice_end(text) && (*p == '[' || (*p >= '0' && *p <= '9'));
}

/* SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ] */
int sip_uri_scan(struct slice text, struct sip_uri *out)
{
	const char *begin = skip_scheme(text);
	const char *host, *question;
	struct slice rest;

	if (begin == NULL)
		return -EINVAL;
	out->is_sips = begin == text.p + 5;
	host = skip_user(begin, slice_end(text));
	out->user = host > begin ? slice_between(begin, host - 1)
				 : (struct slice){NULL, 0};
	rest = slice_between(host, slice_end(text));
	if (sip_hostport_scan(rest, &out->where, &rest) != 0)
		return -EINVAL;
	question = slice_find(rest, '?');
	if (question == NULL)
		question = slice_end(rest);
	out->params = slice_between(rest.p, question);
	out->headers = slice_between(question, slice_end(rest));
	if (out->params.len > 0 && out->params.p[0] != ';')
		return -EINVAL;
	return 0;
}
