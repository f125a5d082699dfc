/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/values.c - what the values of some header fields say
 */
#include "sip/values.h"
#include "sip/grammar.h"
#include "sip/nameaddr.h"

static const struct slice absent;

static bool first_element(const struct sip_message *m, enum sip_header_id id,
			  struct sip_nameaddr *out)
{
	struct slice value = sip_message_value(m, id);

	return value.p != NULL && sip_nameaddr_next(&value, out);
}

struct slice sip_values_tag(const struct sip_message *m, enum sip_header_id id)
{
	struct sip_nameaddr element;
	struct sip_param param;

	if (!first_element(m, id, &element) ||
	    !grammar_find_param(element.params, SLICE("tag"), &param))
		return absent;
	return param.value;
}

struct slice sip_values_uri(const struct sip_message *m, enum sip_header_id id)
{
	struct sip_nameaddr element;

	return first_element(m, id, &element) ? element.uri : absent;
}

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

bool sip_values_seconds(const struct sip_message *m, enum sip_header_id id,
			uint32_t *out)
{
	struct slice value = sip_message_value(m, id);

	return value.p != NULL &&
	       slice_to_u32(
		       slice_between(value.p,
				     skip_digits(value.p, slice_end(value))),
		       out) == 0;
}

/* RAck = response-num LWS CSeq-num LWS Method */
bool sip_values_rack(const struct sip_message *m, struct sip_rack *out)
{
	struct slice value = sip_message_value(m, SIP_RACK);
	const char *end, *number, *p;

	if (value.p == NULL)
		return false;
	end = slice_end(value);
	p = skip_digits(value.p, end);
	if (slice_to_u32(slice_between(value.p, p), &out->rseq) != 0)
		return false;
	number = grammar_skip_blank(p, end);
	p = skip_digits(number, end);
	if (slice_to_u32(slice_between(number, p), &out->cseq) != 0)
		return false;
	out->method = slice_between(grammar_skip_blank(p, end), end);
	return out->method.len > 0;
}

bool sip_values_is_type(struct slice value, struct slice type)
{
	const char *end = slice_end(value);
	const char *p = value.p;
	const char *slash = slice_find(type, '/');
	struct slice first, second;

	p = grammar_skip(p, end, GRAMMAR_TOKEN);
	first = slice_between(value.p, p);
	p = grammar_skip_blank(p, end);
	if (p == end || *p != '/')
		return false;
	p = grammar_skip_blank(p + 1, end);
	second = slice_between(p, grammar_skip(p, end, GRAMMAR_TOKEN));
	return slice_equal_nocase(first, slice_between(type.p, slash)) &&
	       slice_equal_nocase(second,
				  slice_between(slash + 1, slice_end(type)));
}
