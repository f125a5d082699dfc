/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/call/test_facts.c - calls that have ended can be found
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "call/facts.h"
#include "fakes/memory.h"

static struct past_calls past;

static int set_up(void **state UNUSED)
{
	return facts_open_past(&past);
}

static int tear_down(void **state UNUSED)
{
	facts_close_past(&past);
	return 0;
}

/* A call whose Call-ID is its number with "id" in front. */
static void add(uint32_t number)
{
	struct call_facts *facts = facts_add_past(&past);
	char id[16];

	snprintf(id, sizeof(id), "id%u", number);
	memset(facts, 0, sizeof(*facts));
	facts->number = number;
	facts_set_names(facts, slice_of(id), SLICE("a"), SLICE("b"));
}

static uint32_t find(const char *name)
{
	const struct call_facts *facts = facts_find_past(&past, slice_of(name));

	return facts != NULL ? facts->number : 0;
}

static void finds_by_number_and_call_id(void **state UNUSED)
{
	assert_int_equal(find(""), 0);
	assert_int_equal(find("1"), 0);
	add(1);
	add(2);
	assert_int_equal(find("1"), 1);
	assert_int_equal(find("id2"), 2);
	assert_int_equal(find(""), 2);
	assert_int_equal(find("0"), 0);
	assert_int_equal(find("3"), 0);
	assert_int_equal(find("id"), 0);
}

static void keeps_the_last_ones(void **state UNUSED)
{
	for (uint32_t i = 1; i <= 3 * FACTS_PAST_MAX; i++) {
		char name[16];

		add(i);
		snprintf(name, sizeof(name), "%u", i);
		assert_int_equal(find(name), i);
		assert_int_equal(find(""), i);
	}
	assert_int_equal(find("id129"), 129);
	assert_int_equal(find("id128"), 0);
}

static void finds_the_last_of_the_same_name(void **state UNUSED)
{
	add(1);
	add(2);
	facts_set_names(&past.facts[1], SLICE("id1"), SLICE(""), SLICE(""));
	assert_int_equal(find("id1"), 2);
}

static void cuts_long_names(void **state UNUSED)
{
	char name[FACTS_TEXT_MAX + 40];
	struct call_facts *facts = facts_add_past(&past);

	memset(name, 'x', sizeof(name));
	facts_set_names(facts, (struct slice){name, sizeof(name)},
			(struct slice){NULL, 0}, SLICE("b"));
	assert_int_equal(facts->call_id_len, FACTS_TEXT_MAX);
	assert_int_equal(facts->caller_len, 0);
	assert_ptr_equal(
		facts_find_past(&past, (struct slice){name, sizeof(name)}),
		facts);
}

static void works_without_memory(void **state UNUSED)
{
	facts_close_past(&past);
	fake_memory_fail_at(0);
	assert_int_equal(facts_open_past(&past), -12);
	fake_memory_fail_at(-1);
	assert_null(facts_add_past(&past));
	assert_int_equal(find(""), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(finds_by_number_and_call_id),
		TEST(keeps_the_last_ones),
		TEST(finds_the_last_of_the_same_name),
		TEST(cuts_long_names),
		TEST(works_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
