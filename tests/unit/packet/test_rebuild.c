/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/packet/test_rebuild.c - another payload, and all sums are right
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "packet/rebuild.h"
#include "sample.h"
#include "unit/base/dice.h"

#define PAYLOAD_MAX 65507

static struct sample sample;
static uint8_t buffer[PACKET_MAX];

/* RFC 1071, word by word, carries at once. */
static unsigned int slow_sum(const uint8_t *data, size_t len, unsigned int sum)
{
	for (size_t i = 0; i < len; i++) {
		sum += i % 2 == 0 ? data[i] * 256u : data[i];
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return sum;
}

/* What the UDP checksum has to be, RFC 768 and RFC 8200 section 8.1. */
static unsigned int udp_checksum(const uint8_t *packet, size_t udp, size_t len)
{
	size_t addresses = packet[0] >> 4 == 4 ? 12 : 8;
	size_t both = packet[0] >> 4 == 4 ? 8 : 32;
	uint8_t pseudo[4] = {0, 17, (uint8_t)((len - udp) >> 8),
			     (uint8_t)(len - udp)};
	unsigned int sum = slow_sum(packet + addresses, both, 0);

	sum = slow_sum(pseudo, sizeof(pseudo), sum);
	sum = slow_sum(packet + udp, 6, sum);
	sum = slow_sum(packet + udp + 8, len - udp - 8, sum);
	return sum == 0xffff ? 0xffff : 0xffff - sum;
}

/* The sample with @len bytes of payload that are in the buffer already. */
static int rebuild(size_t len, size_t mtu)
{
	struct packet packet;

	assert_int_equal(packet_parse(sample.data, sample.len, &packet), 0);
	return rebuild_packet(&packet, buffer, len, mtu);
}

/* All that the headers say of a packet with @len bytes of payload. */
static void assert_whole(int result, size_t len)
{
	size_t total = sample.udp + 8 + len;
	struct packet p;

	assert_int_equal(result, total);
	if (buffer[0] >> 4 == 4) {
		assert_int_equal(sample_read_u16(buffer, 2), total);
		assert_int_equal(slow_sum(buffer, sample.udp, 0), 0xffff);
	} else {
		assert_int_equal(sample_read_u16(buffer, 4), total - 40);
	}
	assert_int_equal(sample_read_u16(buffer, sample.udp + 4), 8 + len);
	assert_int_equal(sample_read_u16(buffer, sample.udp + 6),
			 udp_checksum(buffer, sample.udp, total));
	assert_int_equal(packet_parse(buffer, total, &p), 0);
	assert_int_equal(p.payload.len, len);
}

/* Rebuild with a random payload, which must not change. */
static void rebuild_and_check(struct dice *dice, size_t len, size_t mtu)
{
	static uint8_t payload[PAYLOAD_MAX];

	dice_fill(dice, payload, (uint32_t)len);
	memset(buffer, 0xa5, sample.udp + 8);
	memcpy(buffer + sample.udp + 8, payload, len);
	assert_whole(rebuild(len, mtu), len);
	assert_memory_equal(buffer + sample.udp + 8, payload, len);
}

static void make_v4(size_t options)
{
	sample_v4(&sample, options, SLICE("hello"));
}

static void make_v6(void)
{
	sample_v6_begin(&sample, NEXT_DESTINATION);
	sample_v6_extension(&sample, NEXT_UDP, 1);
	sample_v6_end(&sample, SLICE("hello"));
}

static void sums_are_right_for_every_length(void **state UNUSED)
{
	struct dice dice = {9};

	for (int round = 0; round < 3; round++) {
		for (size_t len = 0; len <= 300; len++) {
			make_v4(0);
			rebuild_and_check(&dice, len, 1500);
			make_v4(4 * dice_throw(&dice, 11));
			rebuild_and_check(&dice, len, 0);
			make_v6();
			rebuild_and_check(&dice, len, 1500);
		}
	}
}

static void sums_are_right_for_large_payloads(void **state UNUSED)
{
	static const size_t lengths[] = {1472,  1473,  4095,  4096, 9001,
					 32767, 32768, 65000, 65451};
	struct dice dice = {10};

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		make_v4(0);
		rebuild_and_check(&dice, lengths[i], 1500);
		make_v6();
		rebuild_and_check(&dice, lengths[i], 0);
	}
}

/* All ones is where carries pile up. */
static void sums_carry(void **state UNUSED)
{
	for (size_t len = 0; len < 100; len++) {
		make_v4(0);
		memset(buffer, 0xff, sizeof(buffer));
		assert_whole(rebuild(len, 0), len);
		make_v6();
		memset(buffer, 0xff, sizeof(buffer));
		assert_whole(rebuild(len, 0), len);
	}
	make_v4(0);
	memset(buffer, 0xff, sizeof(buffer));
	assert_whole(rebuild(PAYLOAD_MAX, 0), PAYLOAD_MAX);
}

/* The last bytes, when they are fewer than a word, carry as well: one time in
 * some hundred. */
static void sums_carry_out_of_the_last_bytes(void **state UNUSED)
{
	struct dice dice = {15};

	make_v4(0);
	for (int round = 0; round < 20000; round++)
		rebuild_and_check(&dice, 15, 1500);
}

/* RFC 768: a sum of zero is sent as all ones, as zero means "no checksum". */
static void a_sum_of_zero_becomes_all_ones(void **state UNUSED)
{
	unsigned int met = 0;

	for (unsigned int word = 0; word < 65536; word++) {
		make_v4(0);
		memset(buffer, 0, sizeof(buffer));
		buffer[28] = (uint8_t)(word >> 8);
		buffer[29] = (uint8_t)word;
		assert_int_equal(rebuild(2, 0), 30);
		assert_int_not_equal(sample_read_u16(buffer, 26), 0);
		if (sample_read_u16(buffer, 26) != 0xffff)
			continue;
		assert_whole(30, 2);
		met++;
	}
	assert_int_equal(met, 1);
}

static void keeps_all_else_of_the_headers(void **state UNUSED)
{
	make_v4(8);
	assert_whole(rebuild(100, 1500), 100);
	for (size_t i = 0; i < sample.udp + 4; i++)
		if (i != 2 && i != 3 && i != 10 && i != 11)
			assert_int_equal(buffer[i], sample.data[i]);
	make_v6();
	assert_whole(rebuild(100, 1500), 100);
	for (size_t i = 0; i < sample.udp + 4; i++)
		if (i != 4 && i != 5)
			assert_int_equal(buffer[i], sample.data[i]);
}

static bool may_be_fragmented(size_t len, size_t mtu)
{
	assert_whole(rebuild(len, mtu), len);
	return (buffer[6] & 0x40) == 0;
}

static void loses_dont_fragment_only_above_the_mtu(void **state UNUSED)
{
	make_v4(0);
	assert_false(may_be_fragmented(1000, 1500));
	assert_false(may_be_fragmented(1472, 1500));
	assert_true(may_be_fragmented(1473, 1500));
	assert_true(may_be_fragmented(60000, 1500));
	/* Unknown: left as it was. */
	assert_false(may_be_fragmented(60000, 0));
	make_v4(40);
	assert_false(may_be_fragmented(1432, 1500));
	assert_true(may_be_fragmented(1433, 1500));
}

static void never_forbids_to_fragment(void **state UNUSED)
{
	make_v4(0);
	sample.data[6] = 0;
	assert_true(may_be_fragmented(1000, 1500));
	assert_true(may_be_fragmented(2000, 1500));
	assert_true(may_be_fragmented(2000, 0));
}

/* The reserved bit is nobody's business. */
static void changes_no_other_flag(void **state UNUSED)
{
	make_v4(0);
	sample.data[6] = 0xc0;
	assert_whole(rebuild(2000, 1500), 2000);
	assert_int_equal(buffer[6], 0x80);
}

static void refuses_what_no_packet_can_hold(void **state UNUSED)
{
	make_v4(0);
	assert_int_equal(rebuild(PAYLOAD_MAX, 0), PACKET_MAX);
	assert_int_equal(rebuild(PAYLOAD_MAX + 1, 0), -EMSGSIZE);
	assert_int_equal(rebuild(100000, 0), -EMSGSIZE);
	make_v4(40);
	assert_int_equal(rebuild(PAYLOAD_MAX - 40, 0), PACKET_MAX);
	assert_int_equal(rebuild(PAYLOAD_MAX - 39, 0), -EMSGSIZE);
	make_v6();
	assert_int_equal(rebuild(PACKET_MAX - sample.udp - 8, 0), PACKET_MAX);
	assert_int_equal(rebuild(PACKET_MAX - sample.udp - 7, 0), -EMSGSIZE);
}

/* Behind us nobody takes an IPv6 packet apart; what came in parts can be. */
static void lets_no_ipv6_packet_outgrow_the_mtu(void **state UNUSED)
{
	static const char large[1500];

	make_v6();
	assert_whole(rebuild(1400, 1500), 1400);
	assert_int_equal(rebuild(1500 - sample.udp - 8, 1500), 1500);
	assert_int_equal(rebuild(1501 - sample.udp - 8, 1500), -EMSGSIZE);
	assert_whole(rebuild(1500, 0), 1500);
	sample_v6_begin(&sample, NEXT_UDP);
	sample_v6_end(&sample, (struct slice){large, sizeof(large)});
	assert_whole(rebuild(1600, 1500), 1600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_right_for_every_length),
		cmocka_unit_test(sums_are_right_for_large_payloads),
		cmocka_unit_test(sums_carry),
		cmocka_unit_test(sums_carry_out_of_the_last_bytes),
		cmocka_unit_test(a_sum_of_zero_becomes_all_ones),
		cmocka_unit_test(keeps_all_else_of_the_headers),
		cmocka_unit_test(loses_dont_fragment_only_above_the_mtu),
		cmocka_unit_test(never_forbids_to_fragment),
		cmocka_unit_test(changes_no_other_flag),
		cmocka_unit_test(refuses_what_no_packet_can_hold),
		cmocka_unit_test(lets_no_ipv6_packet_outgrow_the_mtu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
