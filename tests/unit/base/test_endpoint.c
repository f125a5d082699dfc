/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_endpoint.c - addresses with ports, from and to text
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/endpoint.h"
#include "dice.h"
#include "unit/guard.h"

static struct address address_of(const char *text)
{
	struct address a = {.family = 0};

	if (address_parse(slice_of(text), &a) != 0)
		fail_msg("not an address: %s", text);
	return a;
}

static void reads_endpoints(void **state UNUSED)
{
	static const struct {
		struct slice text;
		const char *address; /* NULL: refused */
		uint16_t port;
	} samples[] = {
		{SLICE("1.2.3.4:5060"), "1.2.3.4", 5060},
		{SLICE("1.2.3.4:1"), "1.2.3.4", 1},
		{SLICE("1.2.3.4:65535"), "1.2.3.4", 65535},
		{SLICE("[::1]:5060"), "::1", 5060},
		{SLICE("[2001:db8::5]:40000"), "2001:db8::5", 40000},
		{SLICE(""), NULL, 0},
		{SLICE(":"), NULL, 0},
		{SLICE(":5060"), NULL, 0},
		{SLICE("1.2.3.4"), NULL, 0},
		{SLICE("1.2.3.4:"), NULL, 0},
		{SLICE("1.2.3.4:0"), NULL, 0},
		{SLICE("1.2.3.4:65536"), NULL, 0},
		{SLICE("1.2.3.4:50a"), NULL, 0},
		{SLICE("1.2.3.4 :5060"), NULL, 0},
		{SLICE("1.2.3.4: 5060"), NULL, 0},
		{SLICE("1.2.3:5060"), NULL, 0},
		{SLICE("::1"), NULL, 0},
		{SLICE("::1:5060"), NULL, 0},
		{SLICE("[::1]"), NULL, 0},
		{SLICE("[::1]5060"), NULL, 0},
		{SLICE("[::1:5060"), NULL, 0},
		{SLICE("::1]:5060"), NULL, 0},
		{SLICE("[1.2.3.4]:5060"), NULL, 0},
		{SLICE("[]:5060"), NULL, 0},
		{SLICE("example.net:5060"), NULL, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct endpoint e = {.port = 4711};
		struct address a;
		int err = endpoint_parse(
			guard_copy(samples[i].text.p, samples[i].text.len), &e);

		if (err != (samples[i].address != NULL ? 0 : -EINVAL))
			fail_msg("%s gives %d", samples[i].text.p, err);
		if (samples[i].address == NULL) {
			assert_int_equal(e.port, 4711);
			continue;
		}
		a = address_of(samples[i].address);
		assert_true(address_equal(&e.address, &a));
		assert_int_equal(e.port, samples[i].port);
	}
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
		struct endpoint e = {random_address(&dice),
				     (uint16_t)(1 + dice_throw(&dice, 65535))};
		char text[ENDPOINT_TEXT_MAX];
		struct endpoint back;
		size_t len = endpoint_format(&e, text);

		assert_int_equal(strlen(text), len);
		assert_int_equal(endpoint_parse(guard_copy(text, len), &back),
				 0);
		assert_true(endpoint_equal(&e, &back));
	}
}

static void writes_every_port(void **state UNUSED)
{
	for (unsigned int i = 0; i < 65536; i++) {
		struct endpoint e = {address_of("10.0.0.1"), (uint16_t)i};
		char expected[64];

		snprintf(expected, sizeof(expected), "10.0.0.1:%u", i);
		assert_string_equal(endpoint_text(&e).text, expected);
	}
}

static void has_room_for_the_longest_text(void **state UNUSED)
{
	static const char nothing[ENDPOINT_TEXT_MAX];
	struct endpoint e = {.port = 65535};
	char *text = (char *)guard_copy(nothing, sizeof(nothing)).p;

	/* 39 bytes, all digits written; two brackets, a colon, the port. */
	e.address = address_of("1111:2222:3333:4444:5555:6666:7777:8888");
	assert_int_equal(endpoint_format(&e, text), 39 + 2 + 1 + 5);
	assert_string_equal(text,
			    "[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
}

static void shows_an_unset_address_as_a_dash(void **state UNUSED)
{
	struct endpoint e = {.port = 0};

	assert_string_equal(endpoint_text(&e).text, "-:0");
	e.address = address_of("::1");
	assert_string_equal(endpoint_text(&e).text, "[::1]:0");
}

static void tells_endpoints_apart(void **state UNUSED)
{
	struct endpoint a = {address_of("1.2.3.4"), 5060};
	struct endpoint b = a;

	assert_true(endpoint_equal(&a, &b));
	b.port = 5061;
	assert_false(endpoint_equal(&a, &b));
	b = a;
	b.address.bytes[3] = 5;
	assert_false(endpoint_equal(&a, &b));
	b = a;
	b.address.family = 6;
	assert_false(endpoint_equal(&a, &b));
}

static void scan_prefix(struct slice text)
{
	struct endpoint e;

	assert_in_range(-endpoint_parse(text, &e), 0, EINVAL);
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	guard_each_prefix(SLICE("192.168.100.200:65535"), scan_prefix);
	guard_each_prefix(SLICE("[2001:db8::192.0.2.1]:5060"), scan_prefix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_endpoints),
		cmocka_unit_test(reads_back_what_it_wrote),
		cmocka_unit_test(writes_every_port),
		cmocka_unit_test(has_room_for_the_longest_text),
		cmocka_unit_test(shows_an_unset_address_as_a_dash),
		cmocka_unit_test(tells_endpoints_apart),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
