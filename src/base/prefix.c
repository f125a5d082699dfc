/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/prefix.c - networks
 */
#include <errno.h>
#include <string.h>

#include "base/prefix.h"

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
