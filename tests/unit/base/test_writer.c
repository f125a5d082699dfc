/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_writer.c - text into a buffer, never beyond it
 *
 * The buffers end at the guard page, so that writing past one ends the test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/writer.h"
#include "crash.h"
#include "dice.h"
#include "unit/guard.h"

/* A buffer of @size bytes of which none is zero. */
static char *buffer_of(size_t size)
{
	static const char fill[1024] = {[0 ... 1023] = '#'};

	return (char *)guard_copy(fill, size).p;
}

static void assert_text(const struct writer *w, const char *expected)
{
	assert_string_equal(w->buffer, expected);
	assert_int_equal(writer_text(w).len, strlen(expected));
	assert_ptr_equal(writer_text(w).p, w->buffer);
}

static void begins_empty_and_terminated(void **state UNUSED)
{
	struct writer w;

	writer_init(&w, buffer_of(4), 4);
	assert_text(&w, "");
	assert_false(writer_is_full(&w));
}

static void takes_what_fits_with_the_nul(void **state UNUSED)
{
	struct writer w;

	writer_init(&w, buffer_of(4), 4);
	writer_put(&w, SLICE("ab"));
	writer_put(&w, (struct slice){NULL, 0});
	writer_put_char(&w, 'c');
	assert_text(&w, "abc");
	assert_false(writer_is_full(&w));
}

static void leaves_out_whole_pieces_that_do_not_fit(void **state UNUSED)
{
	struct writer w;

	writer_init(&w, buffer_of(4), 4);
	writer_put(&w, SLICE("abcd"));
	assert_text(&w, "");
	assert_true(writer_is_full(&w));

	writer_init(&w, buffer_of(4), 4);
	writer_put(&w, SLICE("ab"));
	writer_printf(&w, "%d", 12);
	assert_text(&w, "ab");
	assert_true(writer_is_full(&w));

	writer_init(&w, buffer_of(4), 4);
	writer_put_u32(&w, 1234);
	assert_text(&w, "");
	assert_true(writer_is_full(&w));

	writer_init(&w, buffer_of(1), 1);
	writer_put_char(&w, 'a');
	assert_text(&w, "");
	assert_true(writer_is_full(&w));
}

static void remembers_that_it_was_full(void **state UNUSED)
{
	struct writer w;

	writer_init(&w, buffer_of(4), 4);
	writer_put(&w, SLICE("too long"));
	writer_put(&w, SLICE("ok"));
	assert_true(writer_is_full(&w));
}

static void writes_numbers(void **state UNUSED)
{
	static const uint32_t samples[] = {
		0,    1,     9,         10,         99,
		5060, 65535, 999999999, 1000000000, UINT32_MAX};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		char expected[16];
		struct writer w;

		snprintf(expected, sizeof(expected), "%u", samples[i]);
		writer_init(&w, buffer_of(16), 16);
		writer_put_u32(&w, samples[i]);
		assert_text(&w, expected);
	}
}

static void prints_like_printf(void **state UNUSED)
{
	struct writer w;

	writer_init(&w, buffer_of(9), 9);
	writer_printf(&w, "%s:%u", "ab", 12345u);
	assert_text(&w, "ab:12345");
	assert_false(writer_is_full(&w));
	writer_printf(&w, "%s", "");
	assert_false(writer_is_full(&w));
}

static void escapes_what_a_terminal_would_obey(void **state UNUSED)
{
	struct writer w;

	for (int c = 0; c < 256; c++) {
		char byte = (char)c;
		char expected[8];

		if (c == '\\')
			snprintf(expected, sizeof(expected), "\\\\");
		else if (c >= 0x20 && c <= 0x7e)
			snprintf(expected, sizeof(expected), "%c", c);
		else
			snprintf(expected, sizeof(expected), "\\x%02x", c);
		writer_init(&w, buffer_of(8), 8);
		writer_put_escaped(&w, (struct slice){&byte, 1});
		assert_text(&w, expected);
	}
	writer_init(&w, buffer_of(32), 32);
	writer_put_escaped(&w, SLICE("a\r\n\0\\\xc3\xa4"));
	assert_text(&w, "a\\x0d\\x0a\\x00\\\\\\xc3\\xa4");
}

static void never_cuts_an_escape_in_two(void **state UNUSED)
{
	for (size_t size = 1; size < 12; size++) {
		struct writer w;

		writer_init(&w, buffer_of(size), size);
		writer_put_escaped(&w, SLICE("\x01\x02"));
		assert_int_equal(w.len % 4, 0);
		assert_int_equal(w.len, size > 8 ? 8 : (size - 1) / 4 * 4);
		assert_int_equal(writer_is_full(&w), size <= 8);
	}
}

/* One random piece into the writer and, when it fits, into @reference. */
static void put_something(struct dice *dice, struct writer *w, char *reference,
			  bool *full)
{
	char piece[16];
	size_t len = dice_throw(dice, sizeof(piece));

	if (dice_throw(dice, 2) == 0) {
		uint32_t number = dice_throw(dice, UINT32_MAX);

		len = (size_t)snprintf(piece, sizeof(piece), "%u", number);
		writer_put_u32(w, number);
	} else {
		memset(piece, 'a' + (int)dice_throw(dice, 26), len);
		piece[len] = '\0';
		if (dice_throw(dice, 2) == 0)
			writer_printf(w, "%s", piece);
		else
			writer_put(w, (struct slice){piece, len});
	}
	if (strlen(reference) + len < w->size)
		strcat(reference, piece);
	else
		*full = true;
}

static void agrees_with_strings_of_any_size(void **state UNUSED)
{
	struct dice dice = {1};

	for (int round = 0; round < 2000; round++) {
		size_t size = 1 + dice_throw(&dice, 100);
		char reference[256] = "";
		bool full = false;
		struct writer w;

		writer_init(&w, buffer_of(size), size);
		for (int i = 0; i < 12; i++)
			put_something(&dice, &w, reference, &full);
		assert_text(&w, reference);
		assert_int_equal(writer_is_full(&w), full);
	}
}

static void begin_without_room(void)
{
	struct writer w;
	char buffer[1];

	writer_init(&w, buffer, 0);
}

static void needs_room_for_the_nul(void **state UNUSED)
{
	assert_true(crash_happens(begin_without_room));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_empty_and_terminated),
		cmocka_unit_test(takes_what_fits_with_the_nul),
		cmocka_unit_test(leaves_out_whole_pieces_that_do_not_fit),
		cmocka_unit_test(remembers_that_it_was_full),
		cmocka_unit_test(writes_numbers),
		cmocka_unit_test(prints_like_printf),
		cmocka_unit_test(escapes_what_a_terminal_would_obey),
		cmocka_unit_test(never_cuts_an_escape_in_two),
		cmocka_unit_test(agrees_with_strings_of_any_size),
		cmocka_unit_test(needs_room_for_the_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
