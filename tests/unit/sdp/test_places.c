/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sdp/test_places.c - addresses with a port in a= lines
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sdp/sdp.h"
#include "unit/guard.h"
#include "unit/sip/inside.h"

#define HEAD "v=0\r\nm=audio 49170 RTP/AVP 0\r\n"

static struct sdp sdp;

struct expected {
	enum sdp_place_kind kind;
	const char *address, *port;
	unsigned int component;
	bool is_udp;
};

struct sample {
	struct slice body;
	struct expected places[3];
	unsigned int count;
};

static const struct sample samples[] = {
	{SLICE(HEAD "a=candidate:1 1 UDP 2130706431 10.0.1.1 8998 typ host"),
	 {{SDP_CANDIDATE, "10.0.1.1", "8998", 1, true}},
	 1},
	{SLICE(HEAD "a=candidate:2 2 udp 1694498815 192.0.2.3 45664 typ srflx "
		    "raddr 10.0.1.1 rport 8998 generation 0\r\n"),
	 {{SDP_CANDIDATE, "192.0.2.3", "45664", 2, true},
	  {SDP_RELATED, "10.0.1.1", "8998", 2, true}},
	 2},
	{SLICE(HEAD "a=candidate:3 1 TCP 1 2001:db8::1 9 typ host tcptype "
		    "active"),
	 {{SDP_CANDIDATE, "2001:db8::1", "9", 1, false}},
	 1},
	{SLICE(HEAD "a=candidate:3 1 UDP 1 x.local 9 typ host raddr 10.0.1.1"),
	 {{SDP_CANDIDATE, "x.local", "9", 1, true}},
	 1},
	{SLICE(HEAD "a=remote-candidates:1 192.0.2.3 45664 2 192.0.2.3 45665"),
	 {{SDP_REMOTE_CANDIDATE, "192.0.2.3", "45664", 1, true},
	  {SDP_REMOTE_CANDIDATE, "192.0.2.3", "45665", 2, true}},
	 2},
	{SLICE(HEAD "a=altc:1 IP6 2001:db8::1 45678\r\na=altc:2 IP4 192.0.2.1 "
		    "45679"),
	 {{SDP_ALTERNATIVE, "2001:db8::1", "45678", 1, true},
	  {SDP_ALTERNATIVE, "192.0.2.1", "45679", 1, true}},
	 2},
	{SLICE(HEAD "a=path:msrp://a@192.0.2.1:7654/j;tcp "
		    "msrps://[2001:db8::1]:2855/k;tcp msrp://host/x;tcp"),
	 {{SDP_PATH, "192.0.2.1", "7654", 0, false},
	  {SDP_PATH, "2001:db8::1", "2855", 0, false}},
	 2},
	{SLICE("v=0\r\na=candidate:1 1 UDP 1 10.0.1.1 8998 typ host"),
	 {{0}},
	 0},
	{SLICE(HEAD "a=candidate:1 1 UDP 1 10.0.1.1"), {{0}}, 0},
	{SLICE(HEAD "a=candidate:"), {{0}}, 0},
	{SLICE(HEAD "a=xcandidate:1 1 UDP 1 10.0.1.1 8998 typ host"), {{0}}, 0},
};

static void check_place(const struct sample *s, unsigned int i)
{
	const struct expected *e = &s->places[i];
	const struct sdp_place *p = &sdp.places[i];

	if (p->kind != e->kind ||
	    !slice_equal(p->address, slice_of(e->address)) ||
	    !slice_equal(p->port, slice_of(e->port)) ||
	    p->component != e->component || p->is_udp != e->is_udp ||
	    p->media != 0)
		fail_msg("%s: place %u is %d %.*s %.*s", s->body.p, i, p->kind,
			 SLICE_ARGS(p->address), SLICE_ARGS(p->port));
}

static void finds_the_places(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];

		assert_int_equal(
			sdp_scan(guard_copy(s->body.p, s->body.len), &sdp), 0);
		if (sdp.place_count != s->count)
			fail_msg("%s: %u places", s->body.p, sdp.place_count);
		for (unsigned int k = 0; k < s->count; k++)
			check_place(s, k);
	}
}

static void check_prefix(struct slice prefix)
{
	if (sdp_scan(prefix, &sdp) != 0)
		return;
	for (unsigned int i = 0; i < sdp.place_count; i++) {
		assert_true(inside(sdp.places[i].address, prefix));
		assert_true(inside(sdp.places[i].port, prefix));
	}
}

static void reads_no_byte_behind_the_body(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		guard_each_prefix(samples[i].body, check_prefix);
}

static void refuses_more_than_fit(void **state UNUSED)
{
	static char body[16384];
	size_t used = (size_t)snprintf(body, sizeof(body), "%s", HEAD);

	for (unsigned int i = 0; i <= SDP_MAX_PLACES; i++) {
		assert_int_equal(sdp_scan((struct slice){body, used}, &sdp), 0);
		assert_int_equal(sdp.place_count, i);
		used += (size_t)snprintf(body + used, sizeof(body) - used,
					 "a=altc:1 IP4 192.0.2.1 %u\n", i + 1);
	}
	assert_int_equal(sdp_scan((struct slice){body, used}, &sdp), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_places),
		cmocka_unit_test(reads_no_byte_behind_the_body),
		cmocka_unit_test(refuses_more_than_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
