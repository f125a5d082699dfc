/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/clock.c - stands in for src/base/clock.c
 */
#include "base/clock.h"
#include "fakes/clock.h"

static uint64_t now = 1000000;

void fake_clock_set_ms(uint64_t now_ms)
{
	now = now_ms;
}

uint64_t clock_ms(void)
{
	return now;
}

int64_t clock_wall_s(void)
{
	return 1700000000 + (int64_t)(now / 1000);
}
