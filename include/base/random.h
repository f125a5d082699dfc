/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/random.h - numbers that nobody outside can guess
 *
 * From the kernel's generator.  The tests link tests/fakes/random.c in its
 * place, which counts upwards from a seed, so that a scenario plays the same
 * way each time.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *out, size_t len);

/** random_below - evenly distributed from 0 to @bound - 1; @bound > 0. */
uint32_t random_below(uint32_t bound);

#endif /* BASE_RANDOM_H */
