/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/dice.h - numbers for random tests, the same in each run
 *
 * A test that fails must fail again: so the numbers do not come from
 * base/random.c, and each test begins with a seed of its own.
 */
#ifndef UNIT_BASE_DICE_H
#define UNIT_BASE_DICE_H

#include <stdint.h>

struct dice {
	uint64_t state; /* not 0 */
};

/** dice_throw - from 0 to @sides - 1; xorshift64*. */
static inline uint32_t dice_throw(struct dice *dice, uint32_t sides)
{
	uint64_t x = dice->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	dice->state = x;
	return (uint32_t)((x * 0x2545f4914f6cdd1du) >> 33) % sides;
}

/** dice_fill - @len random bytes. */
static inline void dice_fill(struct dice *dice, void *out, uint32_t len)
{
	unsigned char *p = out;

	for (uint32_t i = 0; i < len; i++)
		p[i] = (unsigned char)dice_throw(dice, 256);
}

#endif /* UNIT_BASE_DICE_H */
