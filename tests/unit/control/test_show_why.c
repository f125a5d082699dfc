/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_show_why.c - what is wrong with a call is shown
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
#include "base/clock.h"

/* A unit test is linked from one object of its folder. */
#include "asking.c"

static json_t *why(const char *call, json_t **result)
{
	*result = asking_result("why", call);
	return json_object_get(*result, "why");
}

static void says_that_nothing_is_wrong(void **state UNUSED)
{
	static const char *const names[] = {
		"number",  "call",  "caller",    "callee", "phone",
		"peer",    "since", "age_s",     "state",  "fine",
		"reasons", "media", "end_reason"};
	static const char *const media[] = {"medium", "inside", "peer",
					    "packets_in", "packets_out"};
	json_t *result, *call, *row;

	asking_call_out();
	asking_answer_call();
	call = why("1", &result);
	assert_true(asking_has_exactly(call, names, ARRAY_SIZE(names)));
	assert_true(json_is_true(json_object_get(call, "fine")));
	assert_int_equal(json_array_size(json_object_get(call, "reasons")), 0);
	row = asking_only_row(call, "media");
	assert_true(asking_has_exactly(row, media, ARRAY_SIZE(media)));
	asking_assert_text(row, "peer", "198.51.100.9:40000");
	json_decref(result);
}

static void says_what_is_wrong_and_what_helps(void **state UNUSED)
{
	static const char *const names[] = {"reason", "fault", "words", "hint"};
	json_t *result, *call, *row;

	asking_send_out(
		"INVITE sip:bob@example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"INVITE")
			ASKING_SDP("192.168.1.99", "m=audio 49170 RTP/AVP 0"));
	call = why("1@phone", &result);
	assert_true(json_is_false(json_object_get(call, "fine")));
	row = asking_only_row(call, "reasons");
	assert_true(asking_has_exactly(row, names, ARRAY_SIZE(names)));
	asking_assert_text(row, "reason", "other_host");
	asking_assert_text(row, "hint",
			   "Set [media] media_host = lan if this is a PBX "
			   "with phones behind it.");
	json_decref(result);
}

static void knows_the_last_calls(void **state UNUSED)
{
	json_t *result, *call;

	asking_call_out();
	fake_clock_set_ms(ASKING_START_MS + 3000);
	json_decref(asking_result("close", "1"));
	fake_clock_set_ms(ASKING_START_MS + 9000);
	timers_run(&timers, clock_ms());
	call = why("1", &result);
	asking_assert_text(call, "state", "ended");
	assert_int_equal(json_integer_value(json_object_get(call, "age_s")), 3);
	assert_int_equal(json_array_size(json_object_get(call, "reasons")), 2);
	json_decref(result);
}

static void mentions_bypass(void **state UNUSED)
{
	json_t *result, *call;

	asking_call_out();
	json_decref(asking_result("bypass", "on"));
	call = why("1", &result);
	asking_assert_text(asking_only_row(call, "reasons"), "reason",
			   "bypass");
	json_decref(result);
	asking_assert_refused(asking_run("why", "2", true),
			      "no such call: bypass is on, and no call is "
			      "followed");
	json_decref(asking_result("bypass", "off"));
	asking_assert_refused(asking_run("why", "2", true), "no such call");
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, asking_set_up, asking_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(says_that_nothing_is_wrong),
		TEST(says_what_is_wrong_and_what_helps),
		TEST(knows_the_last_calls),
		TEST(mentions_bypass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
