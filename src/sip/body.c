/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/body.c - find one body among several
 */
#include <string.h>

#include "sip/body.h"
#include "sip/grammar.h"
#include "sip/values.h"

/** A body and what its header says of it. */
struct part {
	struct slice type;   /* value of Content-Type */
	struct slice length; /* of Content-Length, or absent */
	struct slice content;
};

static bool is_multipart(struct slice type)
{
	return slice_starts_nocase(type, SLICE("multipart"));
}

/* boundary="...", or without quotes; empty when there is none. */
static struct slice find_boundary(struct slice type)
{
	const char *params = slice_find(type, ';');
	struct sip_param param;

	if (params == NULL ||
	    !grammar_find_param(slice_between(params, slice_end(type)),
				SLICE("boundary"), &param))
		return (struct slice){NULL, 0};
	if (param.value.len >= 2 && param.value.p[0] == '"')
		return (struct slice){param.value.p + 1, param.value.len - 2};
	return param.value;
}

/* Where a line "--boundary" begins, from @p on, which begins a line. */
static const char *find_delimiter(const char *p, const char *end,
				  struct slice boundary)
{
	while ((size_t)(end - p) >= boundary.len + 2) {
		const char *nl;

		if (p[0] == '-' && p[1] == '-' &&
		    memcmp(p + 2, boundary.p, boundary.len) == 0)
			return p;
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			break;
		p = nl + 1;
	}
	return NULL;
}

/* The line break in front of a delimiter belongs to the delimiter. */
static const char *before_break(const char *begin, const char *p)
{
	if (p > begin && p[-1] == '\n')
		p--;
	if (p > begin && p[-1] == '\r')
		p--;
	return p;
}

static void take_field(struct slice line, struct part *out)
{
	const char *colon = slice_find(line, ':');
	struct slice value;

	if (colon == NULL)
		return;
	value = slice_trim(slice_between(colon + 1, slice_end(line)));
	switch (sip_header_find(slice_trim(slice_between(line.p, colon)))) {
	case SIP_CONTENT_TYPE:
		out->type = value;
		break;
	case SIP_CONTENT_LENGTH:
		out->length = value;
		break;
	default:
		break;
	}
}

static const char *next_line(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl != NULL ? nl + 1 : end;
}

/* A part: its header lines, which may be folded, an empty line, its body. */
static struct part read_part(const char *p, const char *end)
{
	struct part out = {.content = {end, 0}};

	while (p < end) {
		const char *next = next_line(p, end);

		if (*p == '\n' || (*p == '\r' && next == p + 2)) {
			out.content = slice_between(next, end);
			break;
		}
		while (next < end && (*next == ' ' || *next == '\t'))
			next = next_line(next, end);
		take_field(slice_between(p, next), &out);
		p = next;
	}
	return out;
}

static bool find_in(const struct part *part, struct slice type,
		    unsigned int depth, struct sip_body *out);

static bool find_in_parts(const struct part *whole, struct slice type,
			  unsigned int depth, struct sip_body *out)
{
	struct slice boundary = find_boundary(whole->type);
	const char *end = slice_end(whole->content);
	const char *p, *next;

	if (boundary.len == 0 || whole->content.len == 0)
		return false;
	p = find_delimiter(whole->content.p, end, boundary);
	while (p != NULL) {
		struct part part;

		p = next_line(p, end);
		next = find_delimiter(p, end, boundary);
		if (next == NULL)
			break; /* what follows the last one is nothing */
		part = read_part(p, before_break(p, next));
		if (find_in(&part, type, depth + 1, out))
			return true;
		p = next;
	}
	return false;
}

static bool find_in(const struct part *part, struct slice type,
		    unsigned int depth, struct sip_body *out)
{
	bool is_found = false;

	if (sip_values_is_type(part->type, type)) {
		out->content = part->content;
		is_found = true;
	} else if (depth < SIP_BODY_DEPTH && is_multipart(part->type)) {
		is_found = find_in_parts(part, type, depth, out);
	}
	if (is_found && part->length.p != NULL)
		out->lengths[out->length_count++] = part->length;
	return is_found;
}

bool sip_body_find(const struct sip_message *message, struct slice type,
		   struct sip_body *out)
{
	struct part whole = {
		.type = sip_message_value(message, SIP_CONTENT_TYPE),
		.content = message->body,
	};

	out->length_count = 0;
	return message->body.len > 0 && whole.type.p != NULL &&
	       find_in(&whole, type, 0, out);
}
