/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/clock.c - what time it is
 */
#include <time.h>

#include "base/clock.h"

uint64_t clock_ms(void)
{
	struct timespec t;

	/* Asked several times for each message: a few milliseconds of
	 * precision are enough, and cost a fraction. */
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

int64_t clock_wall_s(void)
{
	return time(NULL);
}
