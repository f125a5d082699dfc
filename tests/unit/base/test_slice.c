/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_slice.c - pieces of bytes are compared, trimmed, read
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"
#include "unit/guard.h"

static void compares_bytes(void **state UNUSED)
{
	assert_true(slice_equal(SLICE("abc"), SLICE("abc")));
	assert_false(slice_equal(SLICE("abc"), SLICE("abC")));
	assert_false(slice_equal(SLICE("abc"), SLICE("abcd")));
	assert_false(slice_equal(SLICE("a\0b"), SLICE("a\0c")));
	/* Absent and empty have the same bytes: none. */
	assert_true(slice_equal(SLICE(""), (struct slice){NULL, 0}));
}

static void ignores_case_of_ascii_letters_only(void **state UNUSED)
{
	for (int a = 0; a < 256; a++) {
		for (int b = 0; b < 256; b++) {
			char x = (char)a, y = (char)b;
			bool same =
				a == b ||
				(a >= 'A' && a <= 'Z' && b == a - 'A' + 'a') ||
				(b >= 'A' && b <= 'Z' && a == b - 'A' + 'a');

			assert_int_equal(
				slice_equal_nocase((struct slice){&x, 1},
						   (struct slice){&y, 1}),
				same);
		}
	}
	assert_true(slice_equal_nocase(SLICE("Call-ID"), SLICE("cALL-id")));
	assert_false(slice_equal_nocase(SLICE("Call-ID"), SLICE("Call-I")));
	assert_true(slice_equal_nocase(SLICE(""), (struct slice){NULL, 0}));
}

static void knows_beginnings(void **state UNUSED)
{
	assert_true(slice_starts_nocase(SLICE("SIP:a@b"), SLICE("sip:")));
	assert_true(slice_starts_nocase(SLICE("sip:"), SLICE("SIP:")));
	assert_true(slice_starts_nocase(SLICE("sip:"), SLICE("")));
	assert_false(slice_starts_nocase(SLICE("sip"), SLICE("sip:")));
	assert_false(slice_starts_nocase(SLICE("sips:"), SLICE("sip:")));
	/* Nothing behind the slice counts, if it would fit or not. */
	assert_false(slice_starts_nocase(guard_copy("si", 2), SLICE("sip:")));
}

static void trims_blanks_at_both_ends(void **state UNUSED)
{
	static const struct {
		struct slice text, trimmed;
	} samples[] = {
		{SLICE("abc"), SLICE("abc")},
		{SLICE(" \t\r\nabc\n\r\t "), SLICE("abc")},
		{SLICE("a \r\n b"), SLICE("a \r\n b")},
		{SLICE("\va\f"), SLICE("\va\f")},
		{SLICE("\0 a"), SLICE("\0 a")},
		{SLICE(" \t"), SLICE("")},
		{SLICE(""), SLICE("")},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice text =
			guard_copy(samples[i].text.p, samples[i].text.len);
		struct slice s = slice_trim(text);

		assert_true(slice_equal(s, samples[i].trimmed));
		assert_true(s.p >= text.p && slice_end(s) <= slice_end(text));
	}
}

static void finds_the_first_of_a_byte(void **state UNUSED)
{
	struct slice text = SLICE("a,b,c");

	assert_ptr_equal(slice_find(text, ','), text.p + 1);
	assert_null(slice_find(text, 'x'));
	assert_null(slice_find((struct slice){NULL, 0}, 'x'));
	text.len = 1;
	assert_null(slice_find(text, ','));
}

/* Reads @text as a number and as a port; -1 stands for refused. */
struct number_sample {
	struct slice text;
	int64_t number;
	int64_t port;
};

static const struct number_sample numbers[] = {
	{SLICE("0"), 0, -1},
	{SLICE("1"), 1, 1},
	{SLICE("5060"), 5060, 5060},
	{SLICE("0005060"), 5060, 5060},
	{SLICE("65535"), 65535, 65535},
	{SLICE("65536"), 65536, -1},
	{SLICE("4294967295"), 4294967295, -1},
	{SLICE("4294967296"), -1, -1},
	{SLICE("4294967297"), -1, -1},
	{SLICE("18446744073709551617"), -1, -1},
	{SLICE("99999999999999999999999999999999"), -1, -1},
	{SLICE(""), -1, -1},
	{SLICE(" 1"), -1, -1},
	{SLICE("1 "), -1, -1},
	{SLICE("+1"), -1, -1},
	{SLICE("-1"), -1, -1},
	{SLICE("1x"), -1, -1},
	{SLICE("0x10"), -1, -1},
	{SLICE("1\0"), -1, -1},
	{SLICE("/"), -1, -1},
	{SLICE(":"), -1, -1},
};

static void reads_numbers_that_fill_the_slice(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const struct number_sample *n = &numbers[i];
		struct slice text = guard_copy(n->text.p, n->text.len);
		uint32_t value = 4711;
		int err = slice_to_u32(text, &value);

		assert_int_equal(err, n->number < 0 ? -EINVAL : 0);
		assert_int_equal(value, n->number < 0 ? 4711 : n->number);
	}
}

static void reads_ports_from_1_to_65535(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const struct number_sample *n = &numbers[i];
		struct slice text = guard_copy(n->text.p, n->text.len);
		uint16_t port = 4711;
		int err = slice_to_port(text, &port);

		assert_int_equal(err, n->port < 0 ? -EINVAL : 0);
		assert_int_equal(port, n->port < 0 ? 4711 : n->port);
	}
}

static void makes_slices_of_strings(void **state UNUSED)
{
	const char *text = "hello";

	assert_int_equal(slice_of(text).len, 5);
	assert_int_equal(SLICE("a\0b").len, 3);
	assert_int_equal(slice_between(text + 1, text + 4).len, 3);
	assert_ptr_equal(slice_end(slice_of(text)), text + 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_bytes),
		cmocka_unit_test(ignores_case_of_ascii_letters_only),
		cmocka_unit_test(knows_beginnings),
		cmocka_unit_test(trims_blanks_at_both_ends),
		cmocka_unit_test(finds_the_first_of_a_byte),
		cmocka_unit_test(reads_numbers_that_fill_the_slice),
		cmocka_unit_test(reads_ports_from_1_to_65535),
		cmocka_unit_test(makes_slices_of_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
