/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_edit.c - bytes by bytes, whatever the order
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sip/edit.h"
#include "unit/base/crash.h"
#include "unit/base/dice.h"
#include "unit/guard.h"

static struct edit_list list;
static char out[65536];

static const struct slice text = SLICE("INVITE sip:bob@example.net SIP/2.0");

/* The bytes of the original from @at on, @len of them. */
static struct slice part(size_t at, size_t len)
{
	return (struct slice){list.original.p + at, len};
}

static void assert_applied(const char *expected)
{
	size_t len = strlen(expected);

	assert_int_equal(edit_size(&list), len);
	assert_int_equal(edit_apply(&list, out, sizeof(out)), len);
	assert_memory_equal(out, expected, len);
}

static void no_edits_give_the_same_bytes(void **state UNUSED)
{
	edit_begin(&list, text);
	assert_applied("INVITE sip:bob@example.net SIP/2.0");
	edit_replace(&list, part(7, 3), SLICE("sip"), "same");
	edit_replace(&list, part(7, 0), SLICE(""), "nothing");
	assert_int_equal(list.count, 0);
	assert_int_equal(list.growth, 0);
	edit_begin(&list, SLICE(""));
	assert_int_equal(edit_apply(&list, out, sizeof(out)), 0);
}

static void replaces_inserts_and_deletes(void **state UNUSED)
{
	edit_begin(&list, text);
	edit_replace(&list, part(15, 11), SLICE("192.0.2.1"), "shorter");
	assert_applied("INVITE sip:bob@192.0.2.1 SIP/2.0");
	edit_replace(&list, part(11, 0), SLICE("dear."), "inserted");
	assert_applied("INVITE sip:dear.bob@192.0.2.1 SIP/2.0");
	edit_replace(&list, part(0, 7), SLICE(""), "deleted");
	assert_applied("sip:dear.bob@192.0.2.1 SIP/2.0");
	edit_replace(&list, part(34, 0), SLICE("\r\n"), "at the end");
	assert_applied("sip:dear.bob@192.0.2.1 SIP/2.0\r\n");
	edit_replace(&list, part(27, 7), SLICE("HTTP/1.1"), "neighbour");
	assert_applied("sip:dear.bob@192.0.2.1 HTTP/1.1\r\n");
	assert_int_equal(list.count, 5);
}

static void replaces_everything(void **state UNUSED)
{
	edit_begin(&list, text);
	edit_replace(&list, part(0, text.len), SLICE("x"), "all");
	assert_applied("x");
	edit_begin(&list, text);
	edit_replace(&list, part(0, text.len), SLICE(""), "all");
	assert_applied("");
}

static void keeps_the_reasons_in_the_order_of_bytes(void **state UNUSED)
{
	static const char *const rules[] = {"a", "b", "c", "d"};

	edit_begin(&list, text);
	edit_replace(&list, part(20, 1), SLICE("-"), rules[2]);
	edit_replace(&list, part(2, 1), SLICE("--"), rules[0]);
	edit_replace(&list, part(30, 1), SLICE(""), rules[3]);
	edit_replace(&list, part(10, 1), SLICE("---"), rules[1]);
	assert_int_equal(list.count, 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_ptr_equal(list.edits[i].rule, rules[i]);
	for (uint32_t i = 1; i < 4; i++)
		assert_true(list.edits[i - 1].offset < list.edits[i].offset);
}

/* What is put in is copied: its place may be used again. */
static void copies_the_texts(void **state UNUSED)
{
	char port[8] = "5060";

	edit_begin(&list, text);
	edit_replace(&list, part(0, 6), (struct slice){port, 4}, "copied");
	memcpy(port, "9999", 4);
	assert_applied("5060 sip:bob@example.net SIP/2.0");
}

static void writes_nothing_into_too_small_a_place(void **state UNUSED)
{
	edit_begin(&list, text);
	edit_replace(&list, part(0, 6), SLICE("REGISTER"), "longer");
	memset(out, '#', sizeof(out));
	for (size_t size = 0; size < text.len + 2; size++)
		assert_int_equal(edit_apply(&list, out, size), -ENOSPC);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(out[i], '#');
	assert_int_equal(edit_apply(&list, out, text.len + 2), text.len + 2);
	assert_int_equal(out[text.len + 2], '#');
}

static void begins_anew(void **state UNUSED)
{
	edit_begin(&list, text);
	edit_replace(&list, part(0, 6), SLICE("ACK"), "first");
	edit_begin(&list, SLICE("other"));
	assert_applied("other");
}

static void is_full_after_so_many_edits(void **state UNUSED)
{
	static char original[2 * EDIT_MAX + 10];

	memset(original, 'a', sizeof(original));
	edit_begin(&list, (struct slice){original, sizeof(original)});
	for (size_t i = 0; i < EDIT_MAX; i++)
		edit_replace(&list, part(2 * i, 1), SLICE("bb"), "one");
	assert_int_equal(list.count, EDIT_MAX);
	assert_false(list.full);
	assert_int_equal(edit_apply(&list, out, sizeof(out)),
			 sizeof(original) + EDIT_MAX);
	/* What changes nothing needs no room. */
	edit_replace(&list, part(2 * EDIT_MAX, 1), SLICE("a"), "same");
	assert_false(list.full);
	edit_replace(&list, part(2 * EDIT_MAX, 1), SLICE("b"), "too much");
	assert_true(list.full);
	assert_int_equal(edit_apply(&list, out, sizeof(out)), -ENOSPC);
	edit_begin(&list, text);
	assert_false(list.full);
}

static void is_full_after_so_much_text(void **state UNUSED)
{
	static char long_text[EDIT_TEXT_MAX + 1];

	memset(long_text, 'b', sizeof(long_text));
	edit_begin(&list, text);
	edit_replace(&list, part(0, 6),
		     (struct slice){long_text, EDIT_TEXT_MAX}, "fits");
	assert_false(list.full);
	assert_int_equal(edit_apply(&list, out, sizeof(out)),
			 text.len - 6 + EDIT_TEXT_MAX);
	edit_replace(&list, part(7, 3), SLICE(""), "needs no text");
	assert_false(list.full);
	edit_replace(&list, part(11, 3), SLICE("x"), "one byte too much");
	assert_true(list.full);
	edit_begin(&list, text);
	edit_replace(&list, part(0, 6),
		     (struct slice){long_text, EDIT_TEXT_MAX + 1}, "too long");
	assert_true(list.full);
	assert_int_equal(edit_apply(&list, out, sizeof(out)), -ENOSPC);
}

#define STEPS_MAX 24

/** One replacement of the reference. */
struct step {
	size_t at, len;
	char put[20];
	size_t put_len;
};

/* Steps from left to right that do not touch each other. */
static size_t make_steps(struct dice *dice, struct step *steps, size_t len)
{
	size_t count = 0, at = dice_throw(dice, 8);

	while (count < STEPS_MAX && at < len) {
		struct step *s = &steps[count++];
		size_t room = len - at;

		s->at = at;
		s->len = dice_throw(dice, room < 12 ? (uint32_t)room + 1 : 12);
		s->put_len = dice_throw(dice, sizeof(s->put));
		dice_fill(dice, s->put, (uint32_t)s->put_len);
		/* They may touch.  Nothing else goes to the place of an
		 * insertion: of two there, the order of recording decides. */
		at += s->len + (s->len == 0) + dice_throw(dice, 3) * 4;
	}
	return count;
}

/* The steps by moving bytes, from the right, so that places stay true. */
static size_t apply_slowly(char *bytes, size_t len, const struct step *steps,
			   size_t count)
{
	for (size_t i = count; i > 0; i--) {
		const struct step *s = &steps[i - 1];

		memmove(bytes + s->at + s->put_len, bytes + s->at + s->len,
			len - s->at - s->len);
		memcpy(bytes + s->at, s->put, s->put_len);
		len = len - s->len + s->put_len;
	}
	return len;
}

static void record_in_any_order(struct dice *dice, const struct step *steps,
				size_t count)
{
	size_t order[STEPS_MAX];

	for (size_t i = 0; i < count; i++) {
		size_t j = dice_throw(dice, (uint32_t)i + 1);

		order[i] = order[j];
		order[j] = i;
	}
	for (size_t i = 0; i < count; i++) {
		const struct step *s = &steps[order[i]];

		edit_replace(&list, part(s->at, s->len),
			     (struct slice){s->put, s->put_len}, "step");
	}
}

static void agrees_with_a_naive_reference(void **state UNUSED)
{
	struct dice dice = {12};

	for (int round = 0; round < 20000; round++) {
		size_t len = dice_throw(&dice, 200);
		struct step steps[STEPS_MAX];
		char original[200], expected[1024];
		size_t count, expected_len;

		dice_fill(&dice, original, (uint32_t)len);
		memcpy(expected, original, len);
		count = make_steps(&dice, steps, len);
		expected_len = apply_slowly(expected, len, steps, count);

		edit_begin(&list, guard_copy(original, len));
		record_in_any_order(&dice, steps, count);
		assert_int_equal(edit_size(&list), expected_len);
		assert_int_equal(edit_apply(&list, out, expected_len),
				 expected_len);
		assert_memory_equal(out, expected, expected_len);
	}
}

static void insert_before_replacing(void)
{
	edit_begin(&list, text);
	edit_replace(&list, part(11, 0), SLICE("dear."), "inserted");
	edit_replace(&list, part(11, 3), SLICE("alice"), "replaced");
}

static void replace_before_inserting(void)
{
	edit_begin(&list, text);
	edit_replace(&list, part(11, 3), SLICE("alice"), "replaced");
	edit_replace(&list, part(11, 0), SLICE("dear."), "inserted");
}

/* An insertion goes in front of a byte, whatever becomes of that byte. */
static void inserts_in_front_of_what_is_replaced(void **state UNUSED)
{
	insert_before_replacing();
	assert_applied("INVITE sip:dear.alice@example.net SIP/2.0");
	assert_false(crash_happens(replace_before_inserting));
	replace_before_inserting();
	assert_applied("INVITE sip:dear.alice@example.net SIP/2.0");
}

static void replace_one_byte_twice(void)
{
	edit_begin(&list, text);
	edit_replace(&list, part(0, 6), SLICE("ACK"), "first");
	edit_replace(&list, part(5, 3), SLICE("x"), "second");
}

static void replace_around(void)
{
	edit_begin(&list, text);
	edit_replace(&list, part(5, 3), SLICE("x"), "first");
	edit_replace(&list, part(0, 10), SLICE("y"), "second");
}

static void replace_behind_the_end(void)
{
	edit_begin(&list, text);
	edit_replace(&list, part(30, 5), SLICE("x"), "beyond");
}

static void insert_within_a_replacement(void)
{
	edit_begin(&list, text);
	edit_replace(&list, part(0, 6), SLICE("ACK"), "first");
	edit_replace(&list, part(3, 0), SLICE("x"), "second");
}

static void overlapping_edits_are_a_bug(void **state UNUSED)
{
	assert_true(crash_happens(replace_one_byte_twice));
	assert_true(crash_happens(replace_around));
	assert_true(crash_happens(replace_behind_the_end));
	assert_true(crash_happens(insert_within_a_replacement));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_edits_give_the_same_bytes),
		cmocka_unit_test(replaces_inserts_and_deletes),
		cmocka_unit_test(replaces_everything),
		cmocka_unit_test(keeps_the_reasons_in_the_order_of_bytes),
		cmocka_unit_test(copies_the_texts),
		cmocka_unit_test(writes_nothing_into_too_small_a_place),
		cmocka_unit_test(begins_anew),
		cmocka_unit_test(is_full_after_so_many_edits),
		cmocka_unit_test(is_full_after_so_much_text),
		cmocka_unit_test(agrees_with_a_naive_reference),
		cmocka_unit_test(inserts_in_front_of_what_is_replaced),
		cmocka_unit_test(overlapping_edits_are_a_bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
