/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/endpoint.h - an IP address with a port
 */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include "base/address.h"
#include "base/prefix.h"

/** An address and a UDP or TCP port, in host order; port 0 means any. */
struct endpoint {
	struct address address;
	uint16_t port;
};

/** Room for the text of an endpoint, "[v6]:port", with its NUL. */
#define ENDPOINT_TEXT_MAX 56

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

/** endpoint_parse - read "ADDRESS:PORT", IPv6 in brackets.  0 or -EINVAL. */
MUST_CHECK int endpoint_parse(struct slice s, struct endpoint *out);

/**
 * endpoint_format - write the text of @e, IPv6 in brackets, terminated
 * @buffer: at least ENDPOINT_TEXT_MAX bytes
 *
 * Returns the length without the NUL.
 */
size_t endpoint_format(const struct endpoint *e, char *buffer);

/** Text that lives until the end of the full expression. */
struct endpoint_text {
	char text[ENDPOINT_TEXT_MAX];
};

/** endpoint_text - for log lines: endpoint_text(&e).text. */
struct endpoint_text endpoint_text(const struct endpoint *e);

#endif /* BASE_ENDPOINT_H */
