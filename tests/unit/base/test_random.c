/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_random.c - in range, and evenly so
 *
 * Chance decides: each bound is so wide that an honest generator misses it
 * less than once in 10^12 runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/random.h"

static void stays_below_the_bound(void **state UNUSED)
{
	static const uint32_t bounds[] = {
		1, 2, 3, 7, 10, 1000, 65535, 0x7fffffff, 0x80000001, UINT32_MAX,
	};

	for (size_t i = 0; i < ARRAY_SIZE(bounds); i++)
		for (int n = 0; n < 2000; n++)
			assert_true(random_below(bounds[i]) < bounds[i]);
}

static void gives_each_value_as_often(void **state UNUSED)
{
	unsigned int count[5] = {0};

	/* 20000 each; the standard deviation is 126. */
	for (int n = 0; n < 100000; n++)
		count[random_below(5)]++;
	for (int i = 0; i < 5; i++)
		assert_in_range(count[i], 19000, 21000);
}

/* Without drawing again, values below 2^30 would come twice as often. */
static void is_even_where_the_bound_divides_badly(void **state UNUSED)
{
	unsigned int low = 0;

	/* A third of them; the standard deviation is 149. */
	for (int n = 0; n < 100000; n++)
		low += random_below(3u << 30) < 1u << 30;
	assert_in_range(low, 32100, 34600);
}

static void fills_all_bytes_and_no_more(void **state UNUSED)
{
	unsigned char bytes[66];
	unsigned char seen[66] = {0};

	for (int n = 0; n < 100; n++) {
		memset(bytes, 0, sizeof(bytes));
		random_bytes(bytes + 1, 64);
		for (int i = 0; i < 66; i++)
			seen[i] |= bytes[i];
	}
	assert_int_equal(seen[0], 0);
	assert_int_equal(seen[65], 0);
	for (int i = 1; i < 65; i++)
		assert_int_equal(seen[i], 0xff);
	random_bytes(NULL, 0);
}

static void does_not_repeat_itself(void **state UNUSED)
{
	unsigned char first[16], second[16];

	random_bytes(first, sizeof(first));
	random_bytes(second, sizeof(second));
	assert_memory_not_equal(first, second, sizeof(first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_below_the_bound),
		cmocka_unit_test(gives_each_value_as_often),
		cmocka_unit_test(is_even_where_the_bound_divides_badly),
		cmocka_unit_test(fills_all_bytes_and_no_more),
		cmocka_unit_test(does_not_repeat_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
