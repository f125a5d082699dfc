/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/address.h - an IP address
 *
 * Addresses are read from text once, where they come in, and written once,
 * where they go out; between modules they travel as structs.  Both families
 * have the same shape from the first day.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

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

/** Room for the text of an address, with its NUL. */
#define ADDRESS_TEXT_MAX 48

static inline bool address_is_set(const struct address *a)
{
	return a->family != 0;
}

bool address_equal(const struct address *a, const struct address *b);

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

/**
 * address_format - write the text of @a, IPv6 without brackets, terminated
 * @buffer: at least ADDRESS_TEXT_MAX bytes
 *
 * Returns the length without the NUL.
 */
size_t address_format(const struct address *a, char *buffer);

/** Text that lives until the end of the full expression. */
struct address_text {
	char text[ADDRESS_TEXT_MAX];
};

/** address_text - for log lines: address_text(&a).text. */
struct address_text address_text(const struct address *a);

#endif /* BASE_ADDRESS_H */
