/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_prefix.c - networks, and what is in them
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/prefix.h"
#include "dice.h"
#include "unit/guard.h"

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
		int err = prefix_parse(
			guard_copy(samples[i].text.p, samples[i].text.len), &p);

		if (err != (samples[i].length < 0 ? -EINVAL : 0))
			fail_msg("%s gives %d", samples[i].text.p, err);
		assert_int_equal(p.length, samples[i].length < 0
						   ? 77
						   : samples[i].length);
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
	struct prefix p;

	assert_in_range(-prefix_parse(text, &p), 0, EINVAL);
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	guard_each_prefix(SLICE("192.168.100.200/24"), scan_prefix);
	guard_each_prefix(SLICE("2001:db8:1:2:3:4:5:6/128"), scan_prefix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_prefixes),
		cmocka_unit_test(contains_what_begins_with_the_same_bits),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
