/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_counters.c - each counter has a name of its own
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/counters.h"

static const char *name_of(unsigned int i)
{
	return counter_name((enum counter)i);
}

static void names_are_unique_words(void **state UNUSED)
{
	for (unsigned int i = 0; i < COUNTER_COUNT; i++) {
		size_t len = strlen(name_of(i));

		assert_in_range(len, 1, 31);
		assert_int_equal(
			strspn(name_of(i), "abcdefghijklmnopqrstuvwxyz_"), len);
		for (unsigned int j = 0; j < i; j++)
			assert_string_not_equal(name_of(i), name_of(j));
	}
}

static void each_says_what_it_counts(void **state UNUSED)
{
	for (unsigned int i = 0; i < COUNTER_COUNT; i++)
		assert_in_range(strlen(counter_help((enum counter)i)), 1, 60);
}

static void rows_keep_their_identifiers(void **state UNUSED)
{
	assert_string_equal(counter_name(COUNTER_PACKETS), "packets");
	assert_string_equal(counter_name(COUNTER_SHORT_BODY), "short_body");
	assert_string_equal(name_of(COUNTER_COUNT - 1), "registrations");
}

static void counts_one_at_a_time(void **state UNUSED)
{
	for (unsigned int i = 0; i < COUNTER_COUNT; i++)
		assert_int_equal(counters[i], 0);
	counter_add(COUNTER_REWRITTEN);
	counter_add(COUNTER_REWRITTEN);
	for (unsigned int i = 0; i < COUNTER_COUNT; i++)
		assert_int_equal(counters[i], i == COUNTER_REWRITTEN ? 2 : 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_words),
		cmocka_unit_test(each_says_what_it_counts),
		cmocka_unit_test(rows_keep_their_identifiers),
		cmocka_unit_test(counts_one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
