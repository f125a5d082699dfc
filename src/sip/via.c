/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/via.c - one element of a Via field
 */
#include "sip/via.h"
#include "sip/grammar.h"

/* A token with white space around it and, unless @sep is NUL, @sep behind. */
static const char *take_token(const char *p, const char *end, char sep,
			      struct slice *out)
{
	const char *token = grammar_skip_blank(p, end);

	p = grammar_skip(token, end, GRAMMAR_TOKEN);
	*out = slice_between(token, p);
	if (p == token)
		return NULL;
	if (sep == '\0')
		return p;
	p = grammar_skip_blank(p, end);
	return p < end && *p == sep ? p + 1 : NULL;
}

/* sent-protocol = protocol-name SLASH protocol-version SLASH transport */
static const char *scan_protocol(const char *p, const char *end,
				 struct slice *transport)
{
	struct slice name, version;

	p = take_token(p, end, '/', &name);
	if (p != NULL)
		p = take_token(p, end, '/', &version);
	if (p != NULL)
		p = take_token(p, end, '\0', transport);
	return p;
}

void sip_via_params(const struct sip_via *via, struct sip_via_params *out)
{
	struct slice rest = via->params;
	struct sip_param param;

	memset(out, 0, sizeof(*out));
	while (grammar_next_param(&rest, &param)) {
		/* There, if without a value: not absent. */
		if (param.value.p == NULL)
			param.value = (struct slice){slice_end(param.name), 0};
		if (slice_equal_nocase(param.name, SLICE("branch")))
			out->branch = param.value;
		else if (slice_equal_nocase(param.name, SLICE("received")))
			out->received = param.value;
		else if (slice_equal_nocase(param.name, SLICE("rport")))
			out->rport = param.value;
		else if (slice_equal_nocase(param.name, SLICE("maddr")))
			out->maddr = param.value;
	}
}

bool sip_via_next(struct slice *rest, struct sip_via *out)
{
	const char *end = slice_end(*rest);
	const char *p = scan_protocol(rest->p, end, &out->transport);
	const char *comma;
	struct slice tail;

	if (p == NULL)
		return false;
	p = grammar_skip_blank(p, end);
	if (sip_hostport_scan(slice_between(p, end), &out->sent_by, &tail) != 0)
		return false;
	comma = grammar_find_comma(tail.p, end);
	out->params = slice_between(tail.p, comma);
	*rest = slice_between(comma < end ? comma + 1 : end, end);
	return true;
}
