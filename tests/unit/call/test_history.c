/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/call/test_history.c - what happened to the calls is remembered
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "call/history.h"
#include "fakes/clock.h"
#include "fakes/memory.h"

#define LIMIT 64

static struct history history;
static struct history_share shares[3];
static struct edit_list edits;

static int set_up(void **state UNUSED)
{
	memset(shares, 0, sizeof(shares));
	return history_open(&history, 8192);
}

static int tear_down(void **state UNUSED)
{
	history_close(&history);
	return 0;
}

static void add(uint32_t call, const char *text, const struct edit_list *list)
{
	struct history_message message = {
		.is_outbound = true,
		.text = slice_of(text),
		.edits = list,
	};

	history_add_message(&history, call, &shares[call], LIMIT, &message);
}

static void add_event(uint32_t call, enum history_event_kind kind)
{
	history_add_event(&history, call, &shares[call], LIMIT,
			  &(struct history_event){.kind = kind});
}

static unsigned int count(uint32_t call)
{
	struct history_walk walk = {0};
	struct history_entry entry;
	unsigned int n = 0;

	while (history_next(&history, call, &walk, &entry))
		n++;
	return n;
}

static void keeps_messages_with_their_edits(void **state UNUSED)
{
	static const char text[] = "one two three";
	struct history_walk walk = {0};
	struct history_entry e;

	edit_begin(&edits, slice_of(text));
	edit_replace(&edits, (struct slice){text + 4, 3}, SLICE("zwei"), "Two");
	fake_clock_set_ms(7000);
	add(1, text, &edits);
	add_event(1, HISTORY_ANSWERED);
	assert_true(history_next(&history, 1, &walk, &e));
	assert_null(e.event);
	assert_int_equal(e.at_ms, 7000);
	assert_true(e.is_outbound);
	assert_true(slice_equal(e.text, SLICE("one two three")));
	assert_int_equal(e.edit_count, 1);
	assert_int_equal(e.edits[0].offset, 4);
	assert_int_equal(e.edits[0].removed, 3);
	assert_string_equal(e.edits[0].rule, "Two");
	assert_true(slice_equal(e.edit_texts, SLICE("zwei")));
	assert_true(history_next(&history, 1, &walk, &e));
	assert_int_equal(e.event->kind, HISTORY_ANSWERED);
	assert_false(history_next(&history, 1, &walk, &e));
}

static void tells_calls_apart(void **state UNUSED)
{
	add(1, "a", NULL);
	add(2, "b", NULL);
	add(1, "c", NULL);
	assert_int_equal(count(1), 2);
	assert_int_equal(count(2), 1);
	assert_int_equal(count(0), 0);
}

/* Through many rounds, with records of all sizes: what is there is whole, and
 * is the end of what was written. */
static void forgets_the_oldest(void **state UNUSED)
{
	char text[1500];
	uint64_t last = 0;

	for (uint32_t i = 1; i < 2000; i++) {
		struct history_walk walk = {0};
		struct history_entry e;

		shares[1].messages = 0;
		memset(text, 'a' + (int)(i % 26), sizeof(text));
		text[i * 37 % sizeof(text)] = '\0';
		fake_clock_set_ms(i);
		add(1, text, NULL);
		last = 0;
		while (history_next(&history, 1, &walk, &e)) {
			assert_true(last == 0 || e.at_ms == last + 1);
			last = e.at_ms;
			assert_int_equal(e.text.len, last * 37 % sizeof(text));
			if (e.text.len > 0)
				assert_int_equal(e.text.p[e.text.len - 1],
						 'a' + (int)(last % 26));
		}
		assert_int_equal(last, i);
		assert_true(history.used <= history.size);
	}
}

static void bounds_each_call(void **state UNUSED)
{
	for (int i = 0; i < 100; i++) {
		history_add_message(
			&history, 1, &shares[1], 3,
			&(struct history_message){.text = SLICE("x")});
		history_add_event(&history, 1, &shares[1], 3,
				  &(struct history_event){.kind = 0});
	}
	assert_int_equal(shares[1].messages, 3);
	assert_int_equal(shares[1].events, 12);
	assert_int_equal(shares[1].left_out, 97 + 88);
	assert_int_equal(count(1), 15);
}

static void leaves_out_what_is_too_long(void **state UNUSED)
{
	static char text[4000];

	memset(text, 'x', sizeof(text) - 1);
	add(1, "short", NULL);
	add(1, text, NULL);
	assert_int_equal(count(1), 1);
	assert_int_equal(shares[1].left_out, 1);
}

/* What was worked on once more did not go out the first way. */
static void replaces_what_did_not_go_out(void **state UNUSED)
{
	struct history_message again = {.is_again = true, .text = SLICE("b")};
	struct history_walk walk = {0};
	struct history_entry e;

	add(1, "a", NULL);
	add(2, "b", NULL);
	add(1, "b", NULL);
	history_add_message(&history, 1, &shares[1], LIMIT, &again);
	assert_int_equal(count(1), 2);
	assert_int_equal(count(2), 1);
	assert_true(history_next(&history, 1, &walk, &e));
	assert_true(slice_equal(e.text, SLICE("a")));
}

static void knows_what_a_message_brought_about(void **state UNUSED)
{
	struct history_walk walk = {0};
	struct history_entry e;

	history.is_in_message = true;
	add_event(1, HISTORY_ANSWERED);
	add(1, "a", NULL);
	add_event(1, HISTORY_CLOSED);
	assert_true(history_next(&history, 1, &walk, &e));
	assert_true(e.is_in_message);
	assert_true(history_next(&history, 1, &walk, &e));
	assert_true(history_next(&history, 1, &walk, &e));
	assert_false(e.is_in_message);
}

static void keeps_nothing_when_it_is_off(void **state UNUSED)
{
	history_add_message(&history, 1, &shares[1], 0,
			    &(struct history_message){.text = SLICE("x")});
	assert_int_equal(count(1), 0);
	assert_int_equal(shares[1].left_out, 0);
	history_close(&history);
	assert_int_equal(history_open(&history, 0), 0);
	add(1, "x", NULL);
	add_event(1, HISTORY_CLOSED);
	assert_int_equal(count(1), 0);
}

static void works_without_memory(void **state UNUSED)
{
	history_close(&history);
	fake_memory_fail_at(0);
	assert_int_equal(history_open(&history, 8192), -12);
	fake_memory_fail_at(-1);
	add(1, "x", NULL);
	add_event(1, HISTORY_CLOSED);
	assert_int_equal(count(1), 0);
}

static void has_words_for_every_event(void **state UNUSED)
{
	for (int i = 0; i < HISTORY_EVENT_COUNT; i++) {
		assert_non_null(history_event_name((enum history_event_kind)i));
		assert_non_null(
			history_event_words((enum history_event_kind)i));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(keeps_messages_with_their_edits),
		TEST(tells_calls_apart),
		TEST(forgets_the_oldest),
		TEST(bounds_each_call),
		TEST(leaves_out_what_is_too_long),
		TEST(replaces_what_did_not_go_out),
		TEST(knows_what_a_message_brought_about),
		TEST(keeps_nothing_when_it_is_off),
		TEST(works_without_memory),
		TEST(has_words_for_every_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
