/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/endpoint.c - addresses with ports, from text and to text
 */
#include <errno.h>
#include <string.h>

#include "base/endpoint.h"

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && address_equal(&a->address, &b->address);
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

static char *put_decimal(char *p, unsigned int value)
{
	unsigned int unit = 1;

	while (value / unit >= 10)
		unit *= 10;
	for (; unit > 0; unit /= 10)
		*p++ = (char)('0' + value / unit % 10);
	return p;
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
