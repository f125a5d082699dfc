/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/random.c - numbers that nobody outside can guess
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/random.h"

void random_bytes(void *out, size_t len)
{
	char *p = out;

	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			abort(); /* no kernel that we run on refuses this */
		p += n;
		len -= (size_t)n;
	}
}

uint32_t random_below(uint32_t bound)
{
	uint32_t value;

	/* 2^32 modulo bound values would come once too often: draw again. */
	do {
		random_bytes(&value, sizeof(value));
	} while (value < (uint32_t)(0u - bound) % bound);
	return value % bound;
}
