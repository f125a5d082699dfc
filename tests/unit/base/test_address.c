/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_address.c - addresses, from and to text
 */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/address.h"
#include "dice.h"
#include "unit/guard.h"

static struct slice guarded(struct slice s)
{
	return guard_copy(s.p, s.len);
}

static struct address address_of(const char *text)
{
	struct address a = {.family = 0};

	if (address_parse(slice_of(text), &a) != 0)
		fail_msg("not an address: %s", text);
	return a;
}

/* No function may touch its result when it fails: compare with this. */
static const struct address untouched = {.bytes = {1, 2, 3}, .family = 9};

static void reads_v4_in_its_canonical_spelling(void **state UNUSED)
{
	static const struct {
		struct slice text;
		uint8_t bytes[4];
	} good[] = {
		{SLICE("0.0.0.0"), {0, 0, 0, 0}},
		{SLICE("1.2.3.4"), {1, 2, 3, 4}},
		{SLICE("192.168.1.20"), {192, 168, 1, 20}},
		{SLICE("255.255.255.255"), {255, 255, 255, 255}},
		{SLICE("10.100.200.0"), {10, 100, 200, 0}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct address a = untouched;

		assert_int_equal(address_parse_v4(guarded(good[i].text), &a),
				 0);
		assert_int_equal(a.family, 4);
		assert_memory_equal(a.bytes, good[i].bytes, 4);
		/* The rest is zero, or equal addresses would differ. */
		for (int j = 4; j < 16; j++)
			assert_int_equal(a.bytes[j], 0);
		a = untouched;
		assert_int_equal(address_parse(guarded(good[i].text), &a), 0);
		assert_memory_equal(a.bytes, good[i].bytes, 4);
	}
}

static void refuses_every_other_spelling_of_v4(void **state UNUSED)
{
	static const struct slice bad[] = {
		SLICE(""),
		SLICE("."),
		SLICE("..."),
		SLICE("1"),
		SLICE("1.2"),
		SLICE("1.2.3"),
		SLICE("1.2.3."),
		SLICE("1.2.3.4."),
		SLICE("1.2.3.4.5"),
		SLICE(".1.2.3.4"),
		SLICE("1..2.3"),
		SLICE("1.2..3.4"),
		SLICE("01.2.3.4"),
		SLICE("1.2.3.04"),
		SLICE("00.0.0.0"),
		SLICE("1.2.3.00"),
		SLICE("1.2.3.256"),
		SLICE("1.2.3.999"),
		SLICE("300.1.1.1"),
		SLICE("1.2.3.1000"),
		SLICE("0x1.2.3.4"),
		SLICE(" 1.2.3.4"),
		SLICE("1.2.3.4 "),
		SLICE("1.2.3.4\0"),
		SLICE("1.2.3.-4"),
		SLICE("+1.2.3.4"),
		SLICE("1.2.3.a"),
		SLICE("1,2,3,4"),
		SLICE("1.2.3.4:5"),
		SLICE("[1.2.3.4]"),
		SLICE("1.2.3./"),
		SLICE("16909060"),
		SLICE("1.2.3.4294967300"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct address a = untouched;

		if (address_parse_v4(guarded(bad[i]), &a) != -EINVAL ||
		    address_parse(guarded(bad[i]), &a) != -EINVAL)
			fail_msg("accepted %s", bad[i].p);
		assert_memory_equal(&a, &untouched, sizeof(a));
	}
}

static void reads_v6_with_and_without_brackets(void **state UNUSED)
{
	static const struct {
		struct slice text;
		const char *canonical;
	} good[] = {
		{SLICE("::"), "::"},
		{SLICE("::1"), "::1"},
		{SLICE("[::1]"), "::1"},
		{SLICE("2001:db8::20"), "2001:db8::20"},
		{SLICE("[2001:DB8::20]"), "2001:db8::20"},
		{SLICE("2001:0db8:0000:0000:0000:0000:0000:0020"),
		 "2001:db8::20"},
		{SLICE("fe80::1:2:3:4"), "fe80::1:2:3:4"},
		{SLICE("::ffff:192.0.2.1"), "::ffff:192.0.2.1"},
		{SLICE("1:2:3:4:5:6:7:8"), "1:2:3:4:5:6:7:8"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct address a = untouched;
		char text[ADDRESS_TEXT_MAX];

		assert_int_equal(address_parse(guarded(good[i].text), &a), 0);
		assert_int_equal(a.family, 6);
		assert_int_equal(address_format(&a, text),
				 strlen(good[i].canonical));
		assert_string_equal(text, good[i].canonical);
	}
}

static void refuses_what_is_no_v6(void **state UNUSED)
{
	static const struct slice bad[] = {
		SLICE(""),
		SLICE("[]"),
		SLICE("["),
		SLICE("]"),
		SLICE("[::1"),
		SLICE("::1]"),
		SLICE("[[::1]]"),
		SLICE(":"),
		SLICE(":::"),
		SLICE("1::2::3"),
		SLICE("1:2:3:4:5:6:7"),
		SLICE("1:2:3:4:5:6:7:8:9"),
		SLICE("12345::"),
		SLICE("g::"),
		SLICE("::1%eth0"),
		SLICE(" ::1"),
		SLICE("::1 "),
		SLICE("[192.0.2.1]"),
		SLICE("::256.1.1.1"),
		SLICE("example.net"),
		SLICE("abcd"),
		SLICE("[::1]:5060"),
		SLICE("2001:0db8:0000:0000:0000:0000:0000:00200"),
		SLICE("00000000000000000000000000000000000000000000000000::1"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct address a = untouched;

		if (address_parse(guarded(bad[i]), &a) != -EINVAL)
			fail_msg("accepted %s", bad[i].p);
		assert_memory_equal(&a, &untouched, sizeof(a));
	}
}

/* Bytes of the network may hold a NUL, behind which C stops to look. */
static void refuses_v6_with_a_nul_in_it(void **state UNUSED)
{
	static const struct slice bad[] = {
		SLICE("::1\0"),
		SLICE("[::1\0]"),
		SLICE("2001:db8::1\0garbage"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct address a = untouched;

		if (address_parse(guarded(bad[i]), &a) != -EINVAL)
			fail_msg("accepted %s and a NUL", bad[i].p);
	}
}

static void knows_the_any_address(void **state UNUSED)
{
	struct address none = {.family = 0};
	struct address any4 = address_of("0.0.0.0");
	struct address any6 = address_of("::");
	struct address some4 = address_of("0.0.0.1");
	struct address some6 = address_of("::1");

	assert_true(address_is_any(&any4));
	assert_true(address_is_any(&any6));
	assert_false(address_is_any(&some4));
	assert_false(address_is_any(&some6));
	assert_false(address_is_any(&none));
	assert_true(address_is_set(&any4));
	assert_false(address_is_set(&none));
	assert_false(address_equal(&any4, &any6));
	assert_false(address_equal(&any4, &none));
}

static void shows_an_unset_address_as_a_dash(void **state UNUSED)
{
	struct address a = {.family = 0};

	assert_string_equal(address_text(&a).text, "-");
	a = address_of("::1");
	assert_string_equal(address_text(&a).text, "::1");
}

static struct address random_address(struct dice *dice)
{
	struct address a = {.family = dice_throw(dice, 2) == 0 ? 4 : 6};
	uint32_t len = a.family == 4 ? 4 : 16;

	dice_fill(dice, a.bytes, len);
	/* Runs of zeros are what IPv6 shortens. */
	for (uint32_t i = 0; i < len; i++)
		if (dice_throw(dice, 2) == 0)
			a.bytes[i] = 0;
	return a;
}

static void reads_back_what_it_wrote(void **state UNUSED)
{
	struct dice dice = {2};

	for (int i = 0; i < 20000; i++) {
		struct address a = random_address(&dice), back;
		char text[ADDRESS_TEXT_MAX], libc[INET6_ADDRSTRLEN];
		size_t len = address_format(&a, text);

		assert_int_equal(strlen(text), len);
		inet_ntop(a.family == 4 ? AF_INET : AF_INET6, a.bytes, libc,
			  sizeof(libc));
		assert_string_equal(text, libc);
		assert_int_equal(address_parse(guard_copy(text, len), &back),
				 0);
		assert_true(address_equal(&a, &back));
	}
}

static void writes_every_byte(void **state UNUSED)
{
	for (unsigned int i = 0; i < 256; i++) {
		uint8_t byte = (uint8_t)i;
		struct address a = {{byte, 0, byte, byte}, 4};
		char expected[64];

		snprintf(expected, sizeof(expected), "%u.0.%u.%u", i, i, i);
		assert_string_equal(address_text(&a).text, expected);
	}
}

static void has_room_for_the_longest_text(void **state UNUSED)
{
	static const char nothing[ADDRESS_TEXT_MAX];
	char *text = (char *)guard_copy(nothing, sizeof(nothing)).p;
	struct address a;

	/* 39 bytes, all digits written. */
	a = address_of("1111:2222:3333:4444:5555:6666:7777:8888");
	assert_int_equal(address_format(&a, text), 39);
	assert_string_equal(text, "1111:2222:3333:4444:5555:6666:7777:8888");
	a = address_of("::ffff:255.255.255.255");
	assert_int_equal(address_format(&a, text), 22);
}

static void scan_prefix(struct slice text)
{
	struct address a;

	/* What they answer is checked above; here, that they stop in time. */
	assert_in_range(-address_parse(text, &a), 0, EINVAL);
	assert_in_range(-address_parse_v4(text, &a), 0, EINVAL);
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	guard_each_prefix(SLICE("192.168.100.200"), scan_prefix);
	guard_each_prefix(SLICE("2001:db8:1:2:3:4:5:6"), scan_prefix);
	guard_each_prefix(SLICE("[2001:db8::192.0.2.1]"), scan_prefix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_v4_in_its_canonical_spelling),
		cmocka_unit_test(refuses_every_other_spelling_of_v4),
		cmocka_unit_test(reads_v6_with_and_without_brackets),
		cmocka_unit_test(refuses_what_is_no_v6),
		cmocka_unit_test(refuses_v6_with_a_nul_in_it),
		cmocka_unit_test(knows_the_any_address),
		cmocka_unit_test(shows_an_unset_address_as_a_dash),
		cmocka_unit_test(reads_back_what_it_wrote),
		cmocka_unit_test(writes_every_byte),
		cmocka_unit_test(has_room_for_the_longest_text),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
