/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/packet/test_packet.c - no length is believed
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "packet/packet.h"
#include "sample.h"
#include "unit/base/dice.h"
#include "unit/guard.h"

static struct sample sample;

/* Parse the first @len bytes of the sample, in front of the guard page; what
 * is found has to lie in them. */
static int parse(size_t len, struct packet *out)
{
	struct slice text = guard_copy(sample.data, len);
	int err = packet_parse((const uint8_t *)text.p, text.len, out);

	if (err != 0)
		return err;
	assert_ptr_equal(out->data, text.p);
	assert_true(out->udp + 8 == out->headers);
	assert_in_range(out->headers, 28, PACKET_MAX_HEADERS);
	assert_ptr_equal(out->payload.p, text.p + out->headers);
	assert_in_range(out->payload.len, 0, text.len - out->headers);
	return 0;
}

static int parse_all(void)
{
	struct packet packet;

	return parse(sample.len, &packet);
}

static void assert_found(const char *source, const char *destination,
			 struct slice payload)
{
	struct packet p;

	assert_int_equal(parse(sample.len, &p), 0);
	assert_string_equal(endpoint_text(&p.source).text, source);
	assert_string_equal(endpoint_text(&p.destination).text, destination);
	assert_int_equal(p.udp, sample.udp);
	assert_true(slice_equal(p.payload, payload));
}

static void finds_the_payload_in_ipv4(void **state UNUSED)
{
	sample_v4(&sample, 0, SLICE("hello"));
	assert_found("192.168.1.20:5060", "198.51.100.5:40000", SLICE("hello"));
	sample_v4(&sample, 0, SLICE(""));
	assert_found("192.168.1.20:5060", "198.51.100.5:40000", SLICE(""));
}

static void passes_over_all_sizes_of_options(void **state UNUSED)
{
	for (size_t options = 0; options <= 40; options += 4) {
		sample_v4(&sample, options, SLICE("hello"));
		assert_found("192.168.1.20:5060", "198.51.100.5:40000",
			     SLICE("hello"));
	}
}

static void knows_whether_it_may_be_fragmented(void **state UNUSED)
{
	struct packet p;

	sample_v4(&sample, 0, SLICE("hello"));
	assert_int_equal(parse(sample.len, &p), 0);
	assert_true(p.dont_fragment);
	sample.data[6] = 0;
	assert_int_equal(parse(sample.len, &p), 0);
	assert_false(p.dont_fragment);
	sample_v6_begin(&sample, NEXT_UDP);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse(sample.len, &p), 0);
	assert_false(p.dont_fragment);
}

static void refuses_fragments(void **state UNUSED)
{
	static const size_t words[] = {0x2000, 0x0001, 0x1fff, 0x6000, 0x2001};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		sample_v4(&sample, 0, SLICE("hello"));
		sample_u16(&sample, 6, words[i]);
		assert_int_equal(parse_all(), -EMSGSIZE);
	}
	sample_v6_begin(&sample, NEXT_FRAGMENT);
	sample_v6_extension(&sample, NEXT_UDP, 0);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), -EMSGSIZE);
	sample_v6_begin(&sample, NEXT_HOP_BY_HOP);
	sample_v6_extension(&sample, NEXT_FRAGMENT, 0);
	sample_v6_extension(&sample, NEXT_UDP, 0);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), -EMSGSIZE);
}

static void refuses_what_is_not_udp(void **state UNUSED)
{
	for (unsigned int protocol = 0; protocol < 256; protocol++) {
		sample_v4(&sample, 0, SLICE("hello"));
		sample.data[9] = (uint8_t)protocol;
		assert_int_equal(parse_all(),
				 protocol == NEXT_UDP ? 0 : -EPROTONOSUPPORT);
	}
	sample_v6_begin(&sample, NEXT_TCP);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), -EPROTONOSUPPORT);
	sample_v6_begin(&sample, NEXT_NONE);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), -EPROTONOSUPPORT);
	/* Its length is counted in other units: it cannot be passed over. */
	sample_v6_begin(&sample, NEXT_AUTHENTICATION);
	sample_v6_extension(&sample, NEXT_UDP, 0);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), -EPROTONOSUPPORT);
}

static void refuses_other_versions(void **state UNUSED)
{
	for (unsigned int version = 0; version < 16; version++) {
		if (version == 4 || version == 6)
			continue;
		sample_v4(&sample, 0, SLICE("hello"));
		sample.data[0] = (uint8_t)(version << 4 | 5);
		assert_int_equal(parse_all(), -EPROTONOSUPPORT);
	}
}

static void believes_no_header_length_of_ipv4(void **state UNUSED)
{
	for (unsigned int words = 0; words < 16; words++) {
		int err;

		sample_v4(&sample, 0, SLICE("hello"));
		sample.data[0] = (uint8_t)(0x40 + words);
		err = parse_all();
		if (words == 5)
			assert_int_equal(err, 0);
		else
			assert_int_equal(err, -EBADMSG);
	}
}

/* Shorter is padding of the link, longer is a lie. */
static void believes_a_total_length_that_is_there(void **state UNUSED)
{
	const size_t whole = 20 + 8 + 5;

	for (size_t total = 0; total < 70; total++) {
		int err;

		sample_v4(&sample, 0, SLICE("hello"));
		sample_u16(&sample, 2, total);
		err = parse_all();
		assert_int_equal(err, total == whole ? 0 : -EBADMSG);
		/* With as much behind the packet as one likes, as Ethernet
		 * pads: then what is longer than the UDP datagram is fine. */
		memset(sample.data + sample.len, 0, 40);
		sample.len += 40;
		err = parse_all();
		assert_int_equal(err, total >= whole ? 0 : -EBADMSG);
	}
	sample_v4(&sample, 0, SLICE("hello"));
	sample_u16(&sample, 2, 65535);
	assert_int_equal(parse_all(), -EBADMSG);
}

static void believes_a_udp_length_that_is_there(void **state UNUSED)
{
	struct packet p;

	for (size_t udp_len = 0; udp_len < 40; udp_len++) {
		bool fits = udp_len >= 8 && udp_len <= 8 + 5;

		sample_v4(&sample, 0, SLICE("hello"));
		sample_u16(&sample, sample.udp + 4, udp_len);
		assert_int_equal(parse(sample.len, &p), fits ? 0 : -EBADMSG);
		if (fits)
			assert_int_equal(p.payload.len, udp_len - 8);
		sample_v6_begin(&sample, NEXT_UDP);
		sample_v6_end(&sample, SLICE("hello"));
		sample_u16(&sample, sample.udp + 4, udp_len);
		assert_int_equal(parse(sample.len, &p), fits ? 0 : -EBADMSG);
	}
	sample_v4(&sample, 0, SLICE("hello"));
	sample_u16(&sample, sample.udp + 4, 65535);
	assert_int_equal(parse_all(), -EBADMSG);
}

static void finds_the_payload_in_ipv6(void **state UNUSED)
{
	sample_v6_begin(&sample, NEXT_UDP);
	sample_v6_end(&sample, SLICE("hello"));
	assert_found("[2001:db8::20]:5060", "[2001:db8:1::5]:40000",
		     SLICE("hello"));
}

static void passes_over_extension_headers(void **state UNUSED)
{
	sample_v6_begin(&sample, NEXT_HOP_BY_HOP);
	sample_v6_extension(&sample, NEXT_DESTINATION, 0);
	sample_v6_extension(&sample, NEXT_ROUTING, 2);
	sample_v6_extension(&sample, NEXT_DESTINATION, 1);
	sample_v6_extension(&sample, NEXT_UDP, 0);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(sample.udp, 40 + 8 + 24 + 16 + 8);
	assert_found("[2001:db8::20]:5060", "[2001:db8:1::5]:40000",
		     SLICE("hello"));
}

static void believes_no_extension_length(void **state UNUSED)
{
	for (unsigned int units = 0; units < 256; units++) {
		struct packet p;
		int err;

		sample_v6_begin(&sample, NEXT_HOP_BY_HOP);
		sample_v6_extension(&sample, NEXT_UDP, 0);
		sample_v6_end(&sample, SLICE("hello"));
		sample.data[41] = (uint8_t)units;
		err = parse(sample.len, &p);
		if (units == 0)
			assert_int_equal(err, 0);
		else
			assert_int_equal(err, -EBADMSG);
	}
}

static void believes_a_payload_length_of_ipv6_that_is_there(void **state UNUSED)
{
	for (size_t len = 0; len < 60; len++) {
		sample_v6_begin(&sample, NEXT_UDP);
		sample_v6_end(&sample, SLICE("hello"));
		sample_u16(&sample, 4, len);
		assert_int_equal(parse_all(), len == 8 + 5 ? 0 : -EBADMSG);
		sample_v6_begin(&sample, NEXT_DESTINATION);
		sample_v6_extension(&sample, NEXT_UDP, 1);
		sample_v6_end(&sample, SLICE("hello"));
		sample_u16(&sample, 4, len);
		assert_int_equal(parse_all(), len == 16 + 8 + 5 ? 0 : -EBADMSG);
	}
}

static void refuses_more_headers_than_it_looks_at(void **state UNUSED)
{
	/* 40 + 208 + 8 = 256 */
	sample_v6_begin(&sample, NEXT_DESTINATION);
	sample_v6_extension(&sample, NEXT_UDP, 25);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), 0);
	sample_v6_begin(&sample, NEXT_DESTINATION);
	sample_v6_extension(&sample, NEXT_UDP, 26);
	sample_v6_end(&sample, SLICE("hello"));
	assert_int_equal(parse_all(), -EMSGSIZE);
}

static void takes_the_longest_packet(void **state UNUSED)
{
	static char payload[65507];
	struct packet p;

	sample_v4(&sample, 0, (struct slice){payload, sizeof(payload)});
	assert_int_equal(sample.len, PACKET_MAX);
	assert_int_equal(parse(sample.len, &p), 0);
	assert_int_equal(p.payload.len, sizeof(payload));
}

/* Whatever is cut off: it is no packet any more, and nothing behind the cut
 * is read. */
static void assert_no_prefix_parses(void)
{
	assert_int_equal(parse_all(), 0);
	for (size_t len = 0; len < sample.len; len++) {
		struct packet p;

		assert_int_equal(parse(len, &p), -EBADMSG);
	}
}

static void refuses_every_prefix(void **state UNUSED)
{
	sample_v4(&sample, 0, SLICE("hello"));
	assert_no_prefix_parses();
	sample_v4(&sample, 40, SLICE("hello"));
	assert_no_prefix_parses();
	sample_v6_begin(&sample, NEXT_UDP);
	sample_v6_end(&sample, SLICE("hello"));
	assert_no_prefix_parses();
	sample_v6_begin(&sample, NEXT_HOP_BY_HOP);
	sample_v6_extension(&sample, NEXT_ROUTING, 2);
	sample_v6_extension(&sample, NEXT_UDP, 1);
	sample_v6_end(&sample, SLICE("hello"));
	assert_no_prefix_parses();
}

/* Bytes changed at random: parse() checks that what is found is there. */
static void survives_any_bytes(void **state UNUSED)
{
	struct dice dice = {8};
	unsigned int good = 0;

	for (int round = 0; round < 50000; round++) {
		struct packet p;

		if (dice_throw(&dice, 2) == 0) {
			sample_v4(&sample, 4 * dice_throw(&dice, 4),
				  SLICE("hello, world"));
		} else {
			sample_v6_begin(&sample, NEXT_DESTINATION);
			sample_v6_extension(&sample, NEXT_UDP, 0);
			sample_v6_end(&sample, SLICE("hello, world"));
		}
		for (uint32_t n = dice_throw(&dice, 4); n > 0; n--)
			sample.data[dice_throw(&dice, (uint32_t)sample.len)] =
				(uint8_t)dice_throw(&dice, 256);
		good += parse(sample.len - dice_throw(&dice, 3), &p) == 0;
	}
	/* Mistakes and successes both happen, so that both are tested. */
	assert_in_range(good, 5000, 45000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_payload_in_ipv4),
		cmocka_unit_test(passes_over_all_sizes_of_options),
		cmocka_unit_test(knows_whether_it_may_be_fragmented),
		cmocka_unit_test(refuses_fragments),
		cmocka_unit_test(refuses_what_is_not_udp),
		cmocka_unit_test(refuses_other_versions),
		cmocka_unit_test(believes_no_header_length_of_ipv4),
		cmocka_unit_test(believes_a_total_length_that_is_there),
		cmocka_unit_test(believes_a_udp_length_that_is_there),
		cmocka_unit_test(finds_the_payload_in_ipv6),
		cmocka_unit_test(passes_over_extension_headers),
		cmocka_unit_test(believes_no_extension_length),
		cmocka_unit_test(
			believes_a_payload_length_of_ipv6_that_is_there),
		cmocka_unit_test(refuses_more_headers_than_it_looks_at),
		cmocka_unit_test(takes_the_longest_packet),
		cmocka_unit_test(refuses_every_prefix),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
