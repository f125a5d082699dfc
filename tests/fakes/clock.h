/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/clock.h - a clock that stands until a test moves it
 */
#ifndef FAKES_CLOCK_H
#define FAKES_CLOCK_H

#include <stdint.h>

void fake_clock_set_ms(uint64_t now_ms);

#endif /* FAKES_CLOCK_H */
