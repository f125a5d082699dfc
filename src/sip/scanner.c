/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/scanner.c - one pass over a datagram finds all parts of a message
 */
#include <assert.h>
#include <string.h>

#include "sip/grammar.h"
#include "sip/scanner.h"

static const char *const words[] = {
#define X(id, text) text,
	SIP_SCAN_RESULTS(X)
#undef X
};

const char *sip_scan_words(enum sip_scan_result result)
{
	return words[result];
}

static const char *find_newline(const char *p, const char *end)
{
	return p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
}

/* The line's end without its CR: where the newline at @nl begins. */
static const char *before_newline(const char *begin, const char *nl)
{
	return nl > begin && nl[-1] == '\r' ? nl - 1 : nl;
}

/* "SIP/2.0", RFC 3261 section 7.1; compared without case. */
static bool is_version(const char *p, const char *end)
{
	return slice_equal_nocase(slice_between(p, end), SLICE("SIP/2.0"));
}

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase */
static bool scan_status_line(const char *p, const char *end,
			     struct sip_message *m)
{
	unsigned int status = 0;

	p += sizeof("SIP/2.0") - 1;
	if (end - p < 4 || *p++ != ' ')
		return false;
	for (int i = 0; i < 3; i++, p++) {
		if (*p < '0' || *p > '9')
			return false;
		status = status * 10 + (unsigned int)(*p - '0');
	}
	if (status < 100 || status > 699 || (p < end && *p != ' '))
		return false;
	m->is_request = false;
	m->status = (uint16_t)status;
	m->reason = slice_between(p < end ? p + 1 : p, end);
	m->request_uri = (struct slice){NULL, 0};
	return true;
}

/* Request-Line = Method SP Request-URI SP SIP-Version */
static bool scan_request_line(const char *p, const char *end,
			      struct sip_message *m)
{
	const char *method_end = grammar_skip(p, end, GRAMMAR_TOKEN);
	const char *uri, *uri_end;

	if (method_end == p || method_end == end || *method_end != ' ')
		return false;
	uri = method_end + 1;
	uri_end = memchr(uri, ' ', (size_t)(end - uri));
	if (uri_end == NULL || uri_end == uri || !is_version(uri_end + 1, end))
		return false;
	m->is_request = true;
	m->status = 0;
	m->reason = (struct slice){NULL, 0};
	m->method_name = slice_between(p, method_end);
	m->method = sip_method_find(m->method_name);
	m->request_uri = slice_between(uri, uri_end);
	return true;
}

static bool scan_first_line(const char *p, const char *end,
			    struct sip_message *m)
{
	const size_t version = sizeof("SIP/2.0") - 1;

	if ((size_t)(end - p) > version && is_version(p, p + version))
		return scan_status_line(p, end, m);
	return scan_request_line(p, end, m);
}

/* Without the blanks at both ends. */
static struct slice trim(const char *p, const char *end)
{
	p = grammar_skip_blank(p, end);
	while (end > p && grammar_is(end[-1], GRAMMAR_BLANK))
		end--;
	return slice_between(p, end);
}

/* One field that begins at @p; the answer is the begin of the next line. */
static const char *scan_header(const char *p, const char *end,
			       struct sip_header *h)
{
	const char *name_end = grammar_skip(p, end, GRAMMAR_TOKEN);
	const char *colon = name_end;
	const char *nl;

	h->name = (struct slice){NULL, 0};
	while (colon < end && (*colon == ' ' || *colon == '\t'))
		colon++;
	if (name_end == p || colon == end || *colon != ':')
		return NULL;
	h->name = slice_between(p, name_end);
	nl = find_newline(colon, end);
	/* RFC 3261 section 7.3.1: a line that begins with white space goes
	 * on where the one before ended. */
	while (nl != NULL && nl + 1 < end && (nl[1] == ' ' || nl[1] == '\t'))
		nl = find_newline(nl + 1, end);
	if (nl == NULL)
		return NULL;
	h->name = slice_between(p, name_end);
	h->id = sip_header_find(h->name);
	h->value = trim(colon + 1, nl);
	return nl + 1;
}

/* At the empty line that ends the header fields? */
static bool is_empty_line(const char *p, const char *end)
{
	return *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

/*
 * Fields that may stand once only (section 7.3.1) and whose second value
 * would let two readers see two different messages.
 */
static const uint64_t single = 1ull << SIP_FROM | 1ull << SIP_TO |
			       1ull << SIP_CALL_ID | 1ull << SIP_CSEQ |
			       1ull << SIP_CONTENT_LENGTH |
			       1ull << SIP_CONTENT_TYPE;

static_assert(SIP_HEADER_COUNT <= 64, "one bit for each header field");

static enum sip_scan_result scan_headers(const char *p, const char *end,
					 struct sip_message *m,
					 const char **body)
{
	uint64_t repeated = 0;

	m->header_count = 0;
	memset(m->first, 0xff, sizeof(m->first));

	while (p < end && !is_empty_line(p, end)) {
		struct sip_header *h = &m->headers[m->header_count];
		const char *next;

		if (m->header_count == SIP_MAX_HEADERS)
			return SIP_SCAN_TOO_MANY_HEADERS;
		next = scan_header(p, end, h);
		if (next == NULL)
			return h->name.len == 0 && find_newline(p, end) != NULL
				       ? SIP_SCAN_BAD_HEADER
				       : SIP_SCAN_TRUNCATED;
		if (m->first[h->id] == SIP_NO_HEADER)
			m->first[h->id] = m->header_count;
		else
			repeated |= 1ull << h->id;
		m->header_count++;
		p = next;
	}
	if (p >= end)
		return SIP_SCAN_TRUNCATED;
	*body = p + (*p == '\r' ? 2 : 1);
	return (repeated & single) != 0 ? SIP_SCAN_CONTRADICTION : SIP_SCAN_OK;
}

static bool has_mandatory(const struct sip_message *m)
{
	static const enum sip_header_id mandatory[] = {
		SIP_VIA, SIP_FROM, SIP_TO, SIP_CALL_ID, SIP_CSEQ,
	};

	for (size_t i = 0; i < ARRAY_SIZE(mandatory); i++)
		if (sip_message_value(m, mandatory[i]).len == 0)
			return false;
	return true;
}

/* CSeq = 1*DIGIT LWS Method; for a request the method must agree. */
static bool scan_cseq(struct sip_message *m)
{
	struct slice value = sip_message_value(m, SIP_CSEQ);
	const char *end = slice_end(value);
	const char *p = value.p;
	struct slice name;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	if (slice_to_u32(slice_between(value.p, p), &m->cseq) != 0 ||
	    m->cseq > INT32_MAX)
		return false; /* section 8.1.1.5: less than 2**31 */
	name = slice_between(grammar_skip_blank(p, end), end);
	if (name.p == p || name.len == 0 ||
	    grammar_skip(name.p, end, GRAMMAR_TOKEN) != end)
		return false;
	if (m->is_request)
		return slice_equal(name, m->method_name);
	m->method_name = name;
	m->method = sip_method_find(name);
	return true;
}

/*
 * Section 18.3: over UDP the body is what Content-Length says, and the rest
 * of the datagram when it says nothing; bytes after the body do not count.
 */
static enum sip_scan_result scan_body(struct sip_message *m, const char *body)
{
	struct slice value = sip_message_value(m, SIP_CONTENT_LENGTH);
	uint32_t length;

	m->body = slice_between(body, slice_end(m->raw));
	if (value.p == NULL)
		return SIP_SCAN_OK;
	if (slice_to_u32(value, &length) != 0)
		return SIP_SCAN_BAD_CONTENT_LENGTH;
	if (length > m->body.len)
		return SIP_SCAN_SHORT_BODY;
	m->body.len = length;
	return SIP_SCAN_OK;
}

/* RFC 8489 section 5: two zero bits, and the magic cookie behind type and
 * length. */
static bool is_stun(struct slice raw)
{
	return raw.len >= 20 && (raw.p[0] & 0xc0) == 0 &&
	       memcmp(raw.p + 4, "\x21\x12\xa4\x42", 4) == 0;
}

/* STUN (RFC 5626 section 3.5.2), or nothing but CR, LF and NUL: what phones
 * send to keep their NAT open. */
static bool is_keepalive(struct slice raw)
{
	if (is_stun(raw))
		return true;
	for (size_t i = 0; i < raw.len; i++)
		if (raw.p[i] != '\r' && raw.p[i] != '\n' && raw.p[i] != '\0')
			return false;
	return true;
}

enum sip_scan_result sip_scan(struct slice raw, struct sip_message *out)
{
	const char *end = slice_end(raw);
	const char *nl, *body;
	enum sip_scan_result result;

	if (raw.len == 0)
		return SIP_SCAN_EMPTY;
	nl = find_newline(raw.p, end);
	if (nl == NULL ||
	    !scan_first_line(raw.p, before_newline(raw.p, nl), out))
		return is_keepalive(raw) ? SIP_SCAN_KEEPALIVE
					 : SIP_SCAN_NOT_SIP;
	out->raw = raw;
	result = scan_headers(nl + 1, end, out, &body);
	if (result != SIP_SCAN_OK)
		return result;
	if (!has_mandatory(out))
		return SIP_SCAN_MISSING_HEADER;
	if (!scan_cseq(out))
		return SIP_SCAN_BAD_CSEQ;
	out->call_id = sip_message_value(out, SIP_CALL_ID);
	return scan_body(out, body);
}
