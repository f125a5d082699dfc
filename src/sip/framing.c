/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/framing.c - where a message ends in a stream of bytes
 */
#include <string.h>

#include "sip/framing.h"
#include "sip/grammar.h"
#include "sip/headers.h"

static const struct sip_frame more = {SIP_FRAME_MORE, 0};
static const struct sip_frame other = {SIP_FRAME_OTHER, 0};

/* Longest first line that is waited for. */
#define FIRST_LINE_MAX 8192

static bool is_version(struct slice text)
{
	return slice_equal_nocase(text, SLICE("SIP/2.0"));
}

/* A Request-Line or a Status-Line. */
static bool is_first_line(struct slice line)
{
	const char *end = slice_end(line);
	const char *space =
		line.len > 0 ? memrchr(line.p, ' ', line.len) : NULL;
	const char *method;

	if (line.len > 8 && is_version((struct slice){line.p, 7}))
		return line.p[7] == ' ';
	method = grammar_skip(line.p, end, GRAMMAR_TOKEN);
	return space != NULL && method > line.p && method < space &&
	       *method == ' ' && is_version(slice_between(space + 1, end));
}

/* Could this become the first line of a message, once all of it is there?  A
 * method, then a blank; "SIP/2.0" begins like one but for the '/'. */
static bool may_become_first_line(struct slice begin)
{
	const char *end = slice_end(begin);
	const char *p = grammar_skip(begin.p, end, GRAMMAR_TOKEN);
	size_t len = begin.len < 7 ? begin.len : 7;

	if (begin.len > FIRST_LINE_MAX)
		return false;
	if (slice_equal_nocase((struct slice){begin.p, len},
			       (struct slice){"SIP/2.0", len}))
		return true;
	return p == end || (p > begin.p && *p == ' ');
}

/* The line at @p without its end; @next is behind it.  False when its end is
 * not there yet. */
static bool take_line(const char *p, const char *end, struct slice *line,
		      const char **next)
{
	const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;

	if (nl == NULL)
		return false;
	*next = nl + 1;
	*line = slice_between(p, nl > p && nl[-1] == '\r' ? nl - 1 : nl);
	return true;
}

/* Content-Length, if @line is that field and nothing else is wrong with it. */
static bool read_length(struct slice line, bool *is_length, uint32_t *out)
{
	const char *colon = slice_find(line, ':');

	*is_length =
		colon != NULL &&
		sip_header_find(slice_trim(slice_between(line.p, colon))) ==
			SIP_CONTENT_LENGTH;
	return !*is_length ||
	       slice_to_u32(
		       slice_trim(slice_between(colon + 1, slice_end(line))),
		       out) == 0;
}

/* From below the first line to the end of the message.  Without
 * Content-Length nobody can tell it: section 20.14 demands it. */
static struct sip_frame find_end(struct slice raw, const char *p)
{
	const char *end = slice_end(raw);
	uint32_t length = 0, number;
	bool is_length, has_length = false;
	struct slice line;
	size_t len;

	for (;;) {
		if (!take_line(p, end, &line, &p))
			return raw.len < SIP_FRAMING_MAX ? more : other;
		if (line.len == 0)
			break;
		if (!read_length(line, &is_length, &number) ||
		    (is_length && has_length && number != length))
			return other;
		if (is_length)
			length = number;
		has_length = has_length || is_length;
	}
	len = (size_t)(p - raw.p) + length;
	if (!has_length || length > SIP_FRAMING_MAX || len > SIP_FRAMING_MAX)
		return other;
	return len <= raw.len ? (struct sip_frame){SIP_FRAME_MESSAGE, len}
			      : more;
}

static struct sip_frame take_keepalive(struct slice raw)
{
	size_t len = 0;

	while (len < raw.len && (raw.p[len] == '\r' || raw.p[len] == '\n'))
		len++;
	return (struct sip_frame){SIP_FRAME_KEEPALIVE, len};
}

struct sip_frame sip_frame_next(struct slice raw)
{
	struct slice line;
	const char *next;

	if (raw.len == 0)
		return more;
	if (raw.p[0] == '\r' || raw.p[0] == '\n')
		return take_keepalive(raw);
	if (!take_line(raw.p, slice_end(raw), &line, &next))
		return may_become_first_line(raw) ? more : other;
	return is_first_line(line) ? find_end(raw, next) : other;
}
