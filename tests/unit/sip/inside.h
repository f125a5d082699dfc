/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/inside.h - does a slice that was returned lie in the input?
 */
#ifndef UNIT_SIP_INSIDE_H
#define UNIT_SIP_INSIDE_H

#include "base/slice.h"

/** inside - true as well for a slice that is absent. */
static inline bool inside(struct slice part, struct slice whole)
{
	if (part.p == NULL)
		return part.len == 0;
	return part.p >= whole.p && part.p <= slice_end(whole) &&
	       part.len <= (size_t)(slice_end(whole) - part.p);
}

#endif /* UNIT_SIP_INSIDE_H */
