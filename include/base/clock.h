/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/clock.h - what time it is
 *
 * The only place that asks the system.  The tests link tests/fakes/clock.c
 * in its place, whose time passes when a scenario says so.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/** clock_ms - milliseconds since some moment; never goes back. */
uint64_t clock_ms(void);

/** clock_wall_s - seconds since 1970, for people to read. */
int64_t clock_wall_s(void);

#endif /* BASE_CLOCK_H */
