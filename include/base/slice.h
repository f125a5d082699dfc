/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/slice.h - a piece of somebody else's bytes
 *
 * The parsers answer with slices of the datagram that they read: nothing is
 * copied, nothing is terminated by a NUL, and a slice lives as long as the
 * bytes it points into.  An absent thing is a slice whose pointer is NULL; a
 * thing that is there and empty has a pointer and length 0.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

struct slice {
	const char *p;
	size_t len;
};

/** A slice over a string literal, without its NUL. */
#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

/** What to hand to printf for "%.*s". */
#define SLICE_ARGS(s) (int)(s).len, (s).p

/** slice_between - the bytes from @begin up to, not including, @end. */
static inline struct slice slice_between(const char *begin, const char *end)
{
	return (struct slice){begin, (size_t)(end - begin)};
}

/** slice_of - a slice over a terminated string. */
static inline struct slice slice_of(const char *string)
{
	return (struct slice){string, strlen(string)};
}

static inline const char *slice_end(struct slice s)
{
	return s.p + s.len;
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

/** slice_lower - an ASCII letter in lower case, any other byte as it is. */
static inline char slice_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/** slice_equal_nocase - equal but for the case of ASCII letters. */
bool slice_equal_nocase(struct slice a, struct slice b);

/** slice_starts_nocase - does @s begin with @prefix, in any case? */
bool slice_starts_nocase(struct slice s, struct slice prefix);

/** slice_trim - without the spaces, tabs, CRs and LFs at both ends. */
struct slice slice_trim(struct slice s);

/** slice_find - where byte @c first stands in @s, or NULL. */
static inline const char *slice_find(struct slice s, char c)
{
	return s.len > 0 ? memchr(s.p, c, s.len) : NULL;
}

/**
 * slice_to_u32 - read a decimal number that fills the whole slice
 *
 * Returns 0, or -EINVAL when @s is empty, holds another byte than a digit or
 * goes beyond UINT32_MAX; @out is then as before.
 */
MUST_CHECK int slice_to_u32(struct slice s, uint32_t *out);

/** slice_to_port - the same for 1 to 65535. */
MUST_CHECK int slice_to_port(struct slice s, uint16_t *out);

#endif /* BASE_SLICE_H */
