/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/endpoint.c - addresses and ports, from text and to text
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "base/endpoint.h"

bool address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && address_equal(&a->address, &b->address);
}

bool address_is_any(const struct address *a)
{
	static const uint8_t zero[16];

	return a->family != 0 && memcmp(a->bytes, zero, sizeof(zero)) == 0;
}

int address_parse_v4(struct slice s, struct address *out)
{
	struct address a = {.family = 4};
	const char *p = s.p;
	const char *end = p + s.len;

	for (int i = 0; i < 4; i++) {
		unsigned int value = 0;
		const char *first = p;

		while (p < end && *p >= '0' && *p <= '9' && p - first < 3)
			value = value * 10 + (unsigned int)(*p++ - '0');
		if (p == first || value > 255 ||
		    (*first == '0' && p > first + 1))
			return -EINVAL;
		a.bytes[i] = (uint8_t)value;
		if (i < 3 && (p == end || *p++ != '.'))
			return -EINVAL;
	}
	if (p != end)
		return -EINVAL;
	*out = a;
	return 0;
}

int address_parse(struct slice s, struct address *out)
{
	struct address a = {.family = 6};
	char text[INET6_ADDRSTRLEN];

	if (s.len > 0 && s.p[0] >= '0' && s.p[0] <= '9' &&
	    address_parse_v4(s, out) == 0)
		return 0;
	if (s.len >= 2 && s.p[0] == '[' && s.p[s.len - 1] == ']')
		s = (struct slice){s.p + 1, s.len - 2};
	if (s.len == 0 || s.len >= sizeof(text) || slice_find(s, ':') == NULL)
		return -EINVAL;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	if (inet_pton(AF_INET6, text, a.bytes) != 1)
		return -EINVAL;
	*out = a;
	return 0;
}

int endpoint_parse(struct slice s, struct endpoint *out)
{
	struct endpoint e;
	const char *colon = s.len > 0 ? memrchr(s.p, ':', s.len) : NULL;

	if (colon == NULL)
		return -EINVAL;
	if (slice_to_port(slice_between(colon + 1, slice_end(s)), &e.port) != 0)
		return -EINVAL;
	s = slice_between(s.p, colon);
	if (slice_find(s, ':') != NULL && s.p[0] != '[')
		return -EINVAL;
	if (address_parse(s, &e.address) != 0)
		return -EINVAL;
	*out = e;
	return 0;
}

int prefix_parse(struct slice s, struct prefix *out)
{
	const char *slash = slice_find(s, '/');
	struct prefix p;
	uint32_t length, longest;

	if (address_parse(slice_between(s.p, slash ? slash : slice_end(s)),
			  &p.address) != 0)
		return -EINVAL;
	longest = p.address.family == 4 ? 32 : 128;
	length = longest;
	if (slash != NULL &&
	    (slice_to_u32(slice_between(slash + 1, slice_end(s)), &length) !=
		     0 ||
	     length > longest))
		return -EINVAL;
	p.length = (uint8_t)length;
	*out = p;
	return 0;
}

bool prefix_contains(const struct prefix *p, const struct address *a)
{
	size_t whole = p->length / 8;
	unsigned int rest = p->length % 8;

	if (p->address.family != a->family ||
	    memcmp(p->address.bytes, a->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	       (p->address.bytes[whole] ^ a->bytes[whole]) >> (8 - rest) == 0;
}

static char *put_decimal(char *p, unsigned int value)
{
	char digits[5];
	int n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

size_t address_format(const struct address *a, char *buffer)
{
	char *p = buffer;

	if (a->family == 6) {
		inet_ntop(AF_INET6, a->bytes, buffer, ENDPOINT_TEXT_MAX);
		return strlen(buffer);
	}
	if (a->family == 4) {
		for (int i = 0; i < 4; i++) {
			if (i > 0)
				*p++ = '.';
			p = put_decimal(p, a->bytes[i]);
		}
	} else {
		*p++ = '-';
	}
	*p = '\0';
	return (size_t)(p - buffer);
}

size_t endpoint_format(const struct endpoint *e, char *buffer)
{
	bool is_v6 = e->address.family == 6;
	char *p = buffer;

	if (is_v6)
		*p++ = '[';
	p += address_format(&e->address, p);
	if (is_v6)
		*p++ = ']';
	*p++ = ':';
	p = put_decimal(p, e->port);
	*p = '\0';
	return (size_t)(p - buffer);
}

struct endpoint_text endpoint_text(const struct endpoint *e)
{
	struct endpoint_text t;

	endpoint_format(e, t.text);
	return t;
}

struct endpoint_text address_text(const struct address *a)
{
	struct endpoint_text t;

	address_format(a, t.text);
	return t;
}
