/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_show_calls.c - who talks with whom is shown
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asking.h"

/* A unit test is linked from one object of its folder. */
#include "asking.c"

static void calls_say_who_talks_with_whom(void **state UNUSED)
{
	static const char *const names[] = {
		"number", "call",       "state",      "held",     "direction",
		"caller", "callee",     "phone",      "peer",     "since",
		"age_s",  "answered_s", "end_reason", "problems", "streams",
	};
	json_t *result, *row;

	asking_call_out();
	fake_clock_set_ms(ASKING_START_MS + 3000);
	result = asking_result("calls", NULL);
	row = asking_only_row(result, "calls");
	assert_true(asking_has_exactly(row, names, ARRAY_SIZE(names)));
	asking_assert_text(row, "call", "1@phone");
	asking_assert_text(row, "state", "trying");
	asking_assert_text(row, "direction", "out");
	asking_assert_text(row, "caller", "sip:alice@example.net");
	asking_assert_text(row, "callee", "sip:bob@example.net");
	asking_assert_text(row, "phone", "192.168.1.20:5060");
	asking_assert_text(row, "peer", "198.51.100.5:5060");
	assert_int_equal(json_integer_value(json_object_get(row, "age_s")), 3);
	assert_true(json_is_null(json_object_get(row, "answered_s")));
	assert_true(json_is_null(json_object_get(row, "end_reason")));
	assert_int_equal(json_array_size(json_object_get(row, "problems")), 0);
	json_decref(result);

	asking_answer_call();
	result = asking_result("calls", "1");
	row = asking_only_row(result, "calls");
	asking_assert_text(row, "state", "answered");
	assert_int_equal(json_integer_value(json_object_get(row, "answered_s")),
			 0);
	json_decref(result);

	json_decref(asking_result("close", "1@phone"));
	result = asking_result("calls", "1@phone");
	row = asking_only_row(result, "calls");
	asking_assert_text(row, "state", "closing");
	asking_assert_text(row, "end_reason", "closed by hand");
	json_decref(result);
}

static void calls_show_their_streams(void **state UNUSED)
{
	static const char *const names[] = {"medium",  "codec", "inside",
					    "outside", "peers", "notes"};
	json_t *result, *row, *stream;

	asking_call_out();
	asking_answer_call();
	result = asking_result("calls", NULL);
	row = asking_only_row(result, "calls");
	stream = asking_only_row(row, "streams");
	assert_true(asking_has_exactly(stream, names, ARRAY_SIZE(names)));
	asking_assert_text(stream, "medium", "audio");
	asking_assert_text(stream, "codec", "PCMU");
	asking_assert_text(stream, "inside", "192.168.1.20:49170");
	asking_assert_text(stream, "outside", "203.0.113.7:16384");
	assert_string_equal(json_string_value(json_array_get(
				    json_object_get(stream, "peers"), 0)),
			    "198.51.100.9:40000");
	json_decref(result);
}

static void calls_say_what_was_refused(void **state UNUSED)
{
	json_t *result, *row;

	asking_send_out(
		"INVITE sip:bob@example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"INVITE")
			ASKING_SDP("192.168.1.99", "m=audio 49170 RTP/AVP 0"));
	result = asking_result("calls", NULL);
	row = asking_only_row(result, "calls");
	assert_string_equal(
		json_string_value(
			json_array_get(json_object_get(row, "problems"), 0)),
		"media at another address than the phone's own was refused");
	json_decref(result);
}

/* What phones write need not be UTF-8, and JSON is nothing else. */
static void shows_bytes_that_are_no_utf_8(void **state UNUSED)
{
	json_t *result, *row;

	asking_send_out(
		"INVITE sip:bob@example.net SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1\r\n"
		"From: <sip:al\xff@example.net>;tag=a1\r\n"
		"To: <sip:bob@example.net>\r\nCall-ID: \xfe\r\n"
		"CSeq: 1 INVITE\r\n" ASKING_SDP(
			"192.168.1.20", "m=aud\xff 49170 RTP/AVP \xfd"));
	result = asking_result("calls", NULL);
	row = asking_only_row(result, "calls");
	asking_assert_text(row, "call", "\\xfe");
	asking_assert_text(row, "caller", "sip:al\\xff@example.net");
	row = asking_only_row(row, "streams");
	asking_assert_text(row, "medium", "aud\\xff");
	asking_assert_text(row, "codec", "\\xfd");
	json_decref(result);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, asking_set_up, asking_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(calls_say_who_talks_with_whom),
		TEST(calls_show_their_streams),
		TEST(calls_say_what_was_refused),
		TEST(shows_bytes_that_are_no_utf_8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
