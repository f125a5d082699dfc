/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/guard.h - input that ends at the end of the world
 *
 * The bytes are put in front of a page that nobody may touch: reading one
 * beyond them ends the test, without any sanitizer.
 */
#ifndef UNIT_GUARD_H
#define UNIT_GUARD_H

#include <stddef.h>

#include "base/slice.h"

/** guard_copy - @len bytes at the end of a guarded page; valid until the next
 * call.  At most 65536. */
struct slice guard_copy(const void *bytes, size_t len);

/** guard_each_prefix - call @fn with every beginning of @text, the empty one
 * and the whole included, each in front of the guard page. */
void guard_each_prefix(struct slice text, void (*fn)(struct slice prefix));

#endif /* UNIT_GUARD_H */
