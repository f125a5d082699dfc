/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/address.c - IP addresses, from text and to text
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "base/address.h"

bool address_equal(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

bool address_is_any(const struct address *a)
{
	static const uint8_t zero[16];

	return a->family != 0 && memcmp(a->bytes, zero, sizeof(zero)) == 0;
}

int address_parse_v4(struct slice s, struct address *out)
{
	struct address a = {.family = 4};
	unsigned int part = 0, value = 0;
	bool has_digit = false;

	for (const char *p = s.p; p < slice_end(s); p++) {
		unsigned int digit = (unsigned int)(*p - '0');

		if (digit <= 9) {
			if (has_digit && value == 0)
				return -EINVAL; /* a leading zero */
			value = value * 10 + digit;
			has_digit = true;
			if (value > 255)
				return -EINVAL;
		} else if (*p == '.' && has_digit && part < 3) {
			a.bytes[part++] = (uint8_t)value;
			value = 0;
			has_digit = false;
		} else {
			return -EINVAL;
		}
	}
	if (part != 3 || !has_digit)
		return -EINVAL;
	a.bytes[3] = (uint8_t)value;
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
	if (s.len == 0 || s.len >= sizeof(text) || slice_find(s, ':') == NULL ||
	    slice_find(s, '\0') != NULL)
		return -EINVAL;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	if (inet_pton(AF_INET6, text, a.bytes) != 1)
		return -EINVAL;
	*out = a;
	return 0;
}

static char *put_byte(char *p, unsigned int value)
{
	if (value >= 100)
		*p++ = (char)('0' + value / 100);
	if (value >= 10)
		*p++ = (char)('0' + value / 10 % 10);
	*p++ = (char)('0' + value % 10);
	return p;
}

size_t address_format(const struct address *a, char *buffer)
{
	char *p = buffer;

	if (a->family == 6) {
		inet_ntop(AF_INET6, a->bytes, buffer, ADDRESS_TEXT_MAX);
		return strlen(buffer);
	}
	if (a->family == 4) {
		for (int i = 0; i < 4; i++) {
			if (i > 0)
				*p++ = '.';
			p = put_byte(p, a->bytes[i]);
		}
	} else {
		*p++ = '-';
	}
	*p = '\0';
	return (size_t)(p - buffer);
}

struct address_text address_text(const struct address *a)
{
	struct address_text t = {""};

	address_format(a, t.text);
	return t;
}
