/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/random.c - stands in for src/base/random.c
 *
 * Every choice is the first one, so that a scenario can name the ports.
 */
#include <string.h>

#include "base/compiler.h"
#include "base/random.h"

void random_bytes(void *out, size_t len)
{
	memset(out, 0x5a, len);
}

uint32_t random_below(uint32_t bound UNUSED)
{
	return 0;
}
