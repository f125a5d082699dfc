/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/prefix.h - a network
 */
#ifndef BASE_PREFIX_H
#define BASE_PREFIX_H

#include "base/address.h"

/** The first @length bits of @address count. */
struct prefix {
	struct address address;
	uint8_t length;
};

/** prefix_parse - read "ADDRESS/LENGTH" or an address alone.  0 or -EINVAL. */
MUST_CHECK int prefix_parse(struct slice s, struct prefix *out);

bool prefix_contains(const struct prefix *p, const struct address *a);

#endif /* BASE_PREFIX_H */
