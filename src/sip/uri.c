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
	uint16_t number;

	if (p == text.p)
		return -EINVAL;
	out->host = slice_between(text.p, p);
	out->port = (struct slice){NULL, 0};
	colon = grammar_skip_blank(p, end);
	if (colon < end && *colon == ':') {
		port = grammar_skip_blank(colon + 1, end);
		for (p = port; p < end && *p >= '0' && *p <= '9';)
			p++;
		out->port = slice_between(port, p);
		if (slice_to_port(out->port, &number) != 0)
			return -EINVAL;
	}
	if (rest != NULL)
		*rest = slice_between(p, end);
	return 0;
}

int sip_hostport_endpoint(const struct sip_hostport *where,
			  uint16_t default_port, struct endpoint *out)
{
	struct endpoint e = {.port = default_port};
	char first = where->host.p[0];

	/* Most hosts are names or IPv4: do not try the other family. */
	if (first == '[') {
		if (address_parse(where->host, &e.address) != 0)
			return -EINVAL;
	} else if (address_parse_v4(where->host, &e.address) != 0) {
		return -EINVAL;
	}
	if (where->port.p != NULL && slice_to_port(where->port, &e.port) != 0)
		return -EINVAL;
	*out = e;
	return 0;
}

/* SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ] */
int sip_uri_scan(struct slice text, struct sip_uri *out)
{
	struct slice rest;
	const char *at, *question;

	if (slice_starts_nocase(text, SLICE("sip:"))) {
		out->is_sips = false;
		rest = slice_between(text.p + 4, slice_end(text));
	} else if (slice_starts_nocase(text, SLICE("sips:"))) {
		out->is_sips = true;
		rest = slice_between(text.p + 5, slice_end(text));
	} else {
		return -EINVAL;
	}
	/* An '@' is escaped everywhere but behind the user, section 25.1. */
	out->user = (struct slice){NULL, 0};
	at = slice_find(rest, '@');
	if (at != NULL) {
		out->user = slice_between(rest.p, at);
		rest = slice_between(at + 1, slice_end(rest));
	}
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
