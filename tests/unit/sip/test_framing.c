/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_framing.c - where a message ends in a stream of bytes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sip/framing.h"
#include "unit/guard.h"

#define ASKED                                                                  \
	"OPTIONS sip:b@example.net SIP/2.0\r\n"                                \
	"Via: SIP/2.0/TCP 192.0.2.1\r\n"                                       \
	"Content-Length: 5\r\n\r\nhello"
#define ANSWERED "SIP/2.0 200 OK\r\nl: 0\r\n\r\n"

struct sample {
	const char *what;
	struct slice raw;
	enum sip_frame_kind kind;
	size_t len;
};

static const struct sample samples[] = {
	{"a request", SLICE(ASKED), SIP_FRAME_MESSAGE, sizeof(ASKED) - 1},
	{"a response", SLICE(ANSWERED), SIP_FRAME_MESSAGE,
	 sizeof(ANSWERED) - 1},
	{"two", SLICE(ASKED ANSWERED), SIP_FRAME_MESSAGE, sizeof(ASKED) - 1},
	{"one and a half", SLICE(ANSWERED "OPTIO"), SIP_FRAME_MESSAGE,
	 sizeof(ANSWERED) - 1},
	{"ping", SLICE("\r\n\r\n" ASKED), SIP_FRAME_KEEPALIVE, 4},
	{"pong", SLICE("\r\n"), SIP_FRAME_KEEPALIVE, 2},
	{"the same length twice",
	 SLICE("SIP/2.0 200 OK\r\nl: 1\r\nContent-Length: 1\r\n\r\nx"),
	 SIP_FRAME_MESSAGE, 44},
	{"lines that end in LF", SLICE("SIP/2.0 200 OK\nl: 1\n\nx"),
	 SIP_FRAME_MESSAGE, 22},
	{"nothing", SLICE(""), SIP_FRAME_MORE, 0},
	{"half a method", SLICE("INV"), SIP_FRAME_MORE, 0},
	{"half a version", SLICE("SIP/2"), SIP_FRAME_MORE, 0},
	{"no body yet", SLICE("SIP/2.0 200 OK\r\nl: 1\r\n\r\n"), SIP_FRAME_MORE,
	 0},
	{"two lengths", SLICE("SIP/2.0 200 OK\r\nl: 1\r\nl: 2\r\n\r\nxx"),
	 SIP_FRAME_OTHER, 0},
	{"no length", SLICE("SIP/2.0 200 OK\r\nTo: x\r\n\r\n"), SIP_FRAME_OTHER,
	 0},
	{"no number", SLICE("SIP/2.0 200 OK\r\nl: x\r\n\r\n"), SIP_FRAME_OTHER,
	 0},
	{"a huge number", SLICE("SIP/2.0 200 OK\r\nl: 4294967295\r\n\r\n"),
	 SIP_FRAME_OTHER, 0},
	{"more than there may be", SLICE("SIP/2.0 200 OK\r\nl: 65535\r\n\r\n"),
	 SIP_FRAME_OTHER, 0},
	{"HTTP", SLICE("GET / HTTP/1.1\r\n"), SIP_FRAME_OTHER, 0},
	{"TLS", SLICE("\x16\x03\x01\x02"), SIP_FRAME_OTHER, 0},
	{"another version", SLICE("INVITE sip:b@example.net SIP/3.0\r\n"),
	 SIP_FRAME_OTHER, 0},
	{"no method", SLICE(" sip:b@example.net SIP/2.0\r\n"), SIP_FRAME_OTHER,
	 0},
};

static void tells_where_a_message_ends(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		struct sip_frame frame =
			sip_frame_next(guard_copy(s->raw.p, s->raw.len));

		if (frame.kind != s->kind || frame.len != s->len)
			fail_msg("%s: %d, %zu bytes", s->what, frame.kind,
				 frame.len);
	}
}

static void waits_for_the_rest_of_each_message(void **state UNUSED)
{
	static const struct slice whole = SLICE(ASKED);

	for (size_t len = 0; len < whole.len; len++) {
		struct sip_frame frame =
			sip_frame_next(guard_copy(whole.p, len));

		assert_int_equal(frame.kind, SIP_FRAME_MORE);
	}
}

static void takes_a_stream_apart_wherever_it_was_cut(void **state UNUSED)
{
	static const struct slice stream = SLICE(ASKED ANSWERED "\r\n" ASKED);
	static const size_t ends[] = {sizeof(ASKED) - 1,
				      sizeof(ASKED) + sizeof(ANSWERED) - 2,
				      sizeof(ASKED) + sizeof(ANSWERED),
				      sizeof(ASKED ANSWERED) + sizeof(ASKED)};
	size_t at = 0, found = 0;

	for (size_t there = 0; there <= stream.len; there++) {
		struct sip_frame frame =
			sip_frame_next(guard_copy(stream.p + at, there - at));

		assert_int_not_equal(frame.kind, SIP_FRAME_OTHER);
		if (frame.kind == SIP_FRAME_MORE ||
		    (frame.kind == SIP_FRAME_KEEPALIVE && frame.len < 2))
			continue;
		at += frame.len;
		assert_int_equal(at, ends[found++]);
	}
	assert_int_equal(found, ARRAY_SIZE(ends));
}

static void does_not_wait_for_ever(void **state UNUSED)
{
	static char raw[SIP_FRAMING_MAX];

	memset(raw, 'A', sizeof(raw));
	assert_int_equal(sip_frame_next((struct slice){raw, sizeof(raw)}).kind,
			 SIP_FRAME_OTHER);
	memcpy(raw, "SIP/2.0 200 OK\r\n", 16);
	assert_int_equal(
		sip_frame_next((struct slice){raw, sizeof(raw) - 1}).kind,
		SIP_FRAME_MORE);
	assert_int_equal(sip_frame_next((struct slice){raw, sizeof(raw)}).kind,
			 SIP_FRAME_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_where_a_message_ends),
		cmocka_unit_test(waits_for_the_rest_of_each_message),
		cmocka_unit_test(takes_a_stream_apart_wherever_it_was_cut),
		cmocka_unit_test(does_not_wait_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
