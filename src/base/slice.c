/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/slice.c - compare, trim and read pieces of bytes
 */
#include <errno.h>

#include "base/slice.h"

bool slice_equal_nocase(struct slice a, struct slice b)
{
	if (slice_equal(a, b))
		return true; /* most write names as the RFCs do */
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (slice_lower(a.p[i]) != slice_lower(b.p[i]))
			return false;
	return true;
}

bool slice_starts_nocase(struct slice s, struct slice prefix)
{
	if (s.len < prefix.len)
		return false;
	s.len = prefix.len;
	return slice_equal_nocase(s, prefix);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice s)
{
	while (s.len > 0 && is_blank(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

int slice_to_u32(struct slice s, uint32_t *out)
{
	uint64_t value = 0;

	if (s.len == 0)
		return -EINVAL;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -EINVAL;
		value = value * 10 + (uint64_t)(s.p[i] - '0');
		if (value > UINT32_MAX)
			return -EINVAL;
	}
	*out = (uint32_t)value;
	return 0;
}

int slice_to_port(struct slice s, uint16_t *out)
{
	uint32_t value;

	if (slice_to_u32(s, &value) != 0 || value == 0 || value > UINT16_MAX)
		return -EINVAL;
	*out = (uint16_t)value;
	return 0;
}
