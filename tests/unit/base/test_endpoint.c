/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_endpoint.c - addresses and ports, from and to text
 */
#include <arpa/inet.h>
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
		char text[ENDPOINT_TEXT_MAX];

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
		int err = endpoint_parse(guarded(samples[i].text), &e);

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
		char text[ENDPOINT_TEXT_MAX], libc[INET6_ADDRSTRLEN];
		struct endpoint back;
		size_t len = endpoint_format(&e, text);

		assert_int_equal(strlen(text), len);
		assert_int_equal(endpoint_parse(guard_copy(text, len), &back),
				 0);
		assert_true(endpoint_equal(&e, &back));
		len = address_format(&e.address, text);
		assert_int_equal(strlen(text), len);
		inet_ntop(e.address.family == 4 ? AF_INET : AF_INET6,
			  e.address.bytes, libc, sizeof(libc));
		assert_string_equal(text, libc);
		assert_int_equal(
			address_parse(guard_copy(text, len), &back.address), 0);
		assert_true(address_equal(&e.address, &back.address));
	}
}

static void writes_every_byte_and_port(void **state UNUSED)
{
	for (unsigned int i = 0; i < 65536; i++) {
		uint8_t byte = (uint8_t)(i & 0xff);
		struct endpoint e = {
			.address = {{byte, 0, byte, byte}, 4},
			.port = (uint16_t)i,
		};
		char expected[64];

		snprintf(expected, sizeof(expected), "%u.0.%u.%u:%u", byte,
			 byte, byte, i);
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

	assert_string_equal(address_text(&e.address).text, "-");
	assert_string_equal(endpoint_text(&e).text, "-:0");
	e.address = address_of("::1");
	assert_string_equal(address_text(&e.address).text, "::1");
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

static void reads_prefixes(void **state UNUSED)
{
	static const struct {
		struct slice text;
		int length; /* -1: refused */
	} samples[] = {
		{SLICE("192.168.1.0/24"), 24},
		{SLICE("192.168.1.7"), 32},
		{SLICE("0.0.0.0/0"), 0},
		{SLICE("10.0.0.0/32"), 32},
		{SLICE("2001:db8::/32"), 32},
		{SLICE("[2001:db8::]/32"), 32},
		{SLICE("2001:db8::1"), 128},
		{SLICE("::/0"), 0},
		{SLICE("::1/128"), 128},
		{SLICE("10.0.0.0/33"), -1},
		{SLICE("::1/129"), -1},
		{SLICE("10.0.0.0/"), -1},
		{SLICE("10.0.0.0/-1"), -1},
		{SLICE("10.0.0.0/256"), -1},
		{SLICE("10.0.0.0/4294967296"), -1},
		{SLICE("10.0.0.0/8/8"), -1},
		{SLICE("10.0.0.0/255.0.0.0"), -1},
		{SLICE("10.0.0/8"), -1},
		{SLICE("/8"), -1},
		{SLICE("/"), -1},
		{SLICE(""), -1},
		{SLICE("lan"), -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct prefix p = {.length = 77};
		int err = prefix_parse(guarded(samples[i].text), &p);

		if (err != (samples[i].length < 0 ? -EINVAL : 0))
			fail_msg("%s gives %d", samples[i].text.p, err);
		assert_int_equal(p.length, samples[i].length < 0
						   ? 77
						   : samples[i].length);
	}
}

/* Bit by bit, the slow way. */
static bool has_same_bits(const struct prefix *p, const struct address *a)
{
	if (p->address.family != a->family)
		return false;
	for (int bit = 0; bit < p->length; bit++) {
		int mask = 0x80 >> bit % 8;

		if ((p->address.bytes[bit / 8] & mask) !=
		    (a->bytes[bit / 8] & mask))
			return false;
	}
	return true;
}

static void contains_what_begins_with_the_same_bits(void **state UNUSED)
{
	struct dice dice = {3};
	unsigned int inside = 0;

	for (int i = 0; i < 20000; i++) {
		struct prefix p = {.address = random_address(&dice)};
		uint32_t bits = p.address.family == 4 ? 32 : 128;
		struct address a = p.address;
		uint32_t flipped = dice_throw(&dice, bits);

		p.length = (uint8_t)dice_throw(&dice, bits + 1);
		assert_true(prefix_contains(&p, &a));
		a.bytes[flipped / 8] ^= (uint8_t)(0x80 >> flipped % 8);
		assert_int_equal(prefix_contains(&p, &a), flipped >= p.length);
		a = random_address(&dice);
		assert_int_equal(prefix_contains(&p, &a),
				 has_same_bits(&p, &a));
		inside += flipped >= p.length;
	}
	assert_in_range(inside, 5000, 15000);
}

static void scan_prefix(struct slice text)
{
	struct endpoint e;
	struct prefix p;
	struct address a;

	/* What they answer is checked above; here, that they stop in time. */
	assert_in_range(-address_parse(text, &a), 0, EINVAL);
	assert_in_range(-endpoint_parse(text, &e), 0, EINVAL);
	assert_in_range(-prefix_parse(text, &p), 0, EINVAL);
	assert_in_range(-address_parse_v4(text, &a), 0, EINVAL);
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	guard_each_prefix(SLICE("192.168.100.200:65535"), scan_prefix);
	guard_each_prefix(SLICE("192.168.100.200/24"), scan_prefix);
	guard_each_prefix(SLICE("[2001:db8::192.0.2.1]:5060"), scan_prefix);
	guard_each_prefix(SLICE("2001:db8:1:2:3:4:5:6/128"), scan_prefix);
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
		cmocka_unit_test(reads_endpoints),
		cmocka_unit_test(reads_back_what_it_wrote),
		cmocka_unit_test(writes_every_byte_and_port),
		cmocka_unit_test(has_room_for_the_longest_text),
		cmocka_unit_test(shows_an_unset_address_as_a_dash),
		cmocka_unit_test(tells_endpoints_apart),
		cmocka_unit_test(reads_prefixes),
		cmocka_unit_test(contains_what_begins_with_the_same_bits),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
