/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/endpoint.h - an IP address, and one with a port
 *
 * Addresses are read from text once, where they come in, and written once,
 * where they go out; between modules they travel as these structs.  Both
 * families have the same shape from the first day.
 */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/slice.h"

/** An IPv4 or IPv6 address, in network order; unused bytes are zero. */
struct address {
	uint8_t bytes[16];
	uint8_t family; /* 4, 6, or 0 for none */
};

/** An address and a UDP or TCP port, in host order; port 0 means any. */
struct endpoint {
	struct address address;
	uint16_t port;
};

/** A network: the first @length bits of @address count. */
struct prefix {
	struct address address;
	uint8_t length;
};

/** Longest text of an endpoint, "[v6]:port", with its NUL. */
#define ENDPOINT_TEXT_MAX 56

static inline bool address_is_set(const struct address *a)
{
	return a->family != 0;
}

bool address_equal(const struct address *a, const struct address *b);
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

/** address_is_any - 0.0.0.0 or ::, which in SDP means "on hold". */
bool address_is_any(const struct address *a);

/**
 * address_parse_v4 - read a dotted quad in its one canonical spelling
 *
 * Leading zeros are refused: "010" is 8 to some and 10 to others, and what
 * was read could not be written back as it was.  Returns 0 or -EINVAL.
 */
MUST_CHECK int address_parse_v4(struct slice s, struct address *out);

/**
 * address_parse - read either family; IPv6 with or without brackets
 *
 * Returns 0, or -EINVAL with @out as before.
 */
MUST_CHECK int address_parse(struct slice s, struct address *out);

/** endpoint_parse - read "ADDRESS:PORT", IPv6 in brackets.  0 or -EINVAL. */
MUST_CHECK int endpoint_parse(struct slice s, struct endpoint *out);

/** prefix_parse - read "ADDRESS/LENGTH" or an address alone.  0 or -EINVAL. */
MUST_CHECK int prefix_parse(struct slice s, struct prefix *out);

bool prefix_contains(const struct prefix *p, const struct address *a);

/**
 * address_format - write the text of @a, IPv6 without brackets, terminated
 * @buffer: at least ENDPOINT_TEXT_MAX bytes
 *
 * Returns the length without the NUL.
 */
size_t address_format(const struct address *a, char *buffer);

/** endpoint_format - the same with the port, IPv6 in brackets. */
size_t endpoint_format(const struct endpoint *e, char *buffer);

/** Text of an endpoint that lives until the end of the full expression. */
struct endpoint_text {
	char text[ENDPOINT_TEXT_MAX];
};

/** endpoint_text - for log lines: endpoint_text(&e).text. */
struct endpoint_text endpoint_text(const struct endpoint *e);
struct endpoint_text address_text(const struct address *a);

#endif /* BASE_ENDPOINT_H */
