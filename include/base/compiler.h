/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/compiler.h - promises that the compiler checks
 */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#include <stddef.h>

/** The caller must look at the result. */
#define MUST_CHECK __attribute__((warn_unused_result))

/** The argument numbered fmt is a printf format for those from args on. */
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/** The argument is there because a callback's type has it. */
#define UNUSED __attribute__((unused))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/** The object whose member @member is the one that @pointer points at. */
#define container_of(pointer, type, member)                                    \
	((type *)((char *)(pointer)-offsetof(type, member)))

#endif /* BASE_COMPILER_H */
