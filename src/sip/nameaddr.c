/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/nameaddr.c - name-addr / addr-spec, alone or in comma lists
 */
#include "sip/nameaddr.h"
#include "sip/grammar.h"

/*
 * Where the '<' of the element at @p stands, or NULL when it has none.  What
 * is in front of it need not be a legal display name: phones write theirs in
 * UTF-8 and without quotes.
 */
static const char *find_bracket(const char *p, const char *end)
{
	while (p < end && *p != '<' && *p != ',')
		p = *p == '"' ? grammar_skip_quoted(p, end) : p + 1;
	return p < end && *p == '<' ? p : NULL;
}

/* The URI of an element without brackets, section 20.10. */
static const char *skip_addr_spec(const char *p, const char *end)
{
	while (p < end && *p != ';' && *p != ',' && *p != '?' &&
	       !grammar_is(*p, GRAMMAR_BLANK))
		p++;
	return p;
}

/* The end of the field's parameters: a comma outside of quotes. */
static const char *skip_params(const char *p, const char *end)
{
	return grammar_find_comma(p, end);
}

bool sip_nameaddr_next(struct slice *rest, struct sip_nameaddr *out)
{
	const char *end = slice_end(*rest);
	const char *p = grammar_skip_blank(rest->p, end);
	const char *bracket, *uri_end, *params_end;

	if (p >= end)
		return false;
	bracket = find_bracket(p, end);
	if (bracket != NULL) {
		uri_end = memchr(bracket, '>', (size_t)(end - bracket));
		if (uri_end == NULL)
			return false;
		out->display = slice_between(p, bracket);
		out->uri = slice_between(bracket + 1, uri_end);
		p = uri_end + 1;
	} else {
		uri_end = skip_addr_spec(p, end);
		if (uri_end == p)
			return false;
		out->display = (struct slice){p, 0};
		out->uri = slice_between(p, uri_end);
		p = uri_end;
	}
	params_end = skip_params(p, end);
	out->params = slice_between(p, params_end);
	*rest = slice_between(params_end < end ? params_end + 1 : end, end);
	return true;
}
