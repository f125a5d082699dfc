/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_clock.c - time passes, and never back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/compiler.h"

static void never_goes_back(void **state UNUSED)
{
	uint64_t before = clock_ms();

	for (int i = 0; i < 10000; i++) {
		uint64_t now = clock_ms();

		assert_true(now >= before);
		before = now;
	}
}

static void counts_milliseconds(void **state UNUSED)
{
	const struct timespec pause = {.tv_nsec = 30 * 1000000};
	uint64_t before = clock_ms();

	assert_int_equal(nanosleep(&pause, NULL), 0);
	/* Its steps may be of 10 ms, and a busy machine may take much longer
	 * than it was asked for. */
	assert_in_range(clock_ms() - before, 20, 10000);
}

static void knows_the_date(void **state UNUSED)
{
	assert_in_range(clock_wall_s() - time(NULL), 0, 2);
	assert_true(clock_wall_s() > 1700000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_goes_back),
		cmocka_unit_test(counts_milliseconds),
		cmocka_unit_test(knows_the_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
