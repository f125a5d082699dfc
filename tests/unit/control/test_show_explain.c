/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_show_explain.c - the history of a call is shown
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
#include "fakes/memory.h"

/* A unit test is linked from one object of its folder. */
#include "asking.c"

static json_t *explain(json_t **result)
{
	*result = asking_result("explain", "1");
	return json_object_get(*result, "explain");
}

static json_t *entry(const json_t *call, size_t index)
{
	return json_array_get(json_object_get(call, "entries"), index);
}

static void assert_edit(const json_t *message, const char *field,
			const char *old, const char *new)
{
	const json_t *edit;
	size_t i;

	json_array_foreach(json_object_get(message, "edits"), i, edit) {
		const char *name =
			json_string_value(json_object_get(edit, "field"));

		if (strcmp(name, field) != 0)
			continue;
		asking_assert_text(edit, "old", old);
		asking_assert_text(edit, "new", new);
		assert_true(json_string_length(json_object_get(edit, "rule")) >
			    0);
		return;
	}
	fail_msg("no edit of %s", field);
}

static void shows_each_message_and_what_it_brought_about(void **state UNUSED)
{
	static const char *const names[] = {
		"number",  "call",     "caller", "callee", "phone",
		"peer",    "since",    "age_s",  "state",  "end_reason",
		"written", "left_out", "entries"};
	static const char *const events[] = {"ports", "answered", "flow"};
	json_t *result, *call, *message;

	asking_call_out();
	fake_clock_set_ms(ASKING_START_MS + 1500);
	asking_answer_call();
	call = explain(&result);
	assert_true(asking_has_exactly(call, names, ARRAY_SIZE(names)));
	message = entry(call, 0);
	asking_assert_text(message, "kind", "message");
	asking_assert_text(message, "direction", "out");
	asking_assert_text(message, "from", "192.168.1.20:5060");
	asking_assert_text(message, "first_line",
			   "INVITE sip:bob@example.net SIP/2.0");
	assert_edit(message, "Via", "192.168.1.20:5060", "203.0.113.7:40000");
	assert_edit(message, "SDP m=", "49170", "16384");
	asking_assert_text(entry(call, 1), "event", events[0]);
	asking_assert_text(entry(call, 2), "first_line", "SIP/2.0 200 OK");
	assert_int_equal(
		json_integer_value(json_object_get(entry(call, 2), "at_ms")),
		1500);
	asking_assert_text(entry(call, 3), "event", events[1]);
	asking_assert_text(entry(call, 4), "event", events[2]);
	asking_assert_text(entry(call, 4), "words",
			   "audio: 192.168.1.20:49170 and 198.51.100.9:40000 "
			   "can talk");
	json_decref(result);
}

static void shows_the_message_before_and_after(void **state UNUSED)
{
	json_t *result, *message;
	const char *before, *after;

	asking_call_out();
	message = entry(explain(&result), 0);
	before = json_string_value(json_object_get(message, "before"));
	after = json_string_value(json_object_get(message, "after"));
	assert_non_null(strstr(before, "Via: SIP/2.0/UDP 192.168.1.20:5060;"));
	assert_non_null(strstr(after, "Via: SIP/2.0/UDP 203.0.113.7:40000;"));
	assert_non_null(strstr(after, "m=audio 16384 RTP/AVP 0\r\n"));
	assert_null(strstr(after, "192.168.1.20"));
	json_decref(result);
}

static void masks_secrets(void **state UNUSED)
{
	json_t *result, *message;
	char *text;

	asking_send_out(
		"INVITE sip:bob@example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"INVITE") "Authorization: Digest response=\"c0ffee\""
				  "\r\n\r\n");
	message = entry(explain(&result), 0);
	text = json_dumps(message, 0);
	assert_null(strstr(text, "c0ffee"));
	assert_non_null(strstr(text, "Authorization: Digest ****"));
	free(text);
	json_decref(result);
}

/* What a body holds need be neither text nor short. */
static void shows_any_bytes(void **state UNUSED)
{
	static const char head[] =
		"INVITE sip:bob@example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"INVITE") "\r\n";
	char text[4096];
	json_t *result, *message;

	memset(text, 0, sizeof(text));
	memcpy(text, head, sizeof(head) - 1);
	gateway_send((struct slice){text, sizeof(text)}, true);
	message = entry(explain(&result), 0);
	assert_true(json_string_length(json_object_get(message, "before")) >
		    4 * (sizeof(text) - sizeof(head)));
	json_decref(result);
}

static void outlives_the_call(void **state UNUSED)
{
	json_t *result, *call;

	asking_call_out();
	json_decref(asking_result("close", "1"));
	fake_clock_set_ms(ASKING_START_MS + 6000);
	timers_run(&timers, clock_ms());
	assert_int_equal(gateway.calls.calls.count, 0);
	call = explain(&result);
	asking_assert_text(call, "state", "ended");
	asking_assert_text(call, "end_reason", "closed by hand");
	asking_assert_text(entry(call, 2), "words", "closed: closed by hand");
	json_decref(result);
	result = asking_result("explain", "1@phone");
	json_decref(result);
}

static void refuses_a_call_that_never_was(void **state UNUSED)
{
	asking_assert_refused(asking_run("explain", "1", true), "no such call");
	asking_assert_refused(asking_run("explain", "", true), "no such call");
}

/* Whatever memory is refused, there is an answer or none, and no harm. */
static void works_without_memory(void **state UNUSED)
{
	asking_call_out();
	for (long n = 0;; n++) {
		char *answer;

		fake_memory_fail_at(n);
		answer = asking_run("explain", "1", true);
		fake_memory_fail_at(-1);
		free(answer);
		if (!fake_memory_has_failed())
			break;
	}
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, asking_set_up, asking_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(shows_each_message_and_what_it_brought_about),
		TEST(shows_the_message_before_and_after),
		TEST(masks_secrets),
		TEST(shows_any_bytes),
		TEST(outlives_the_call),
		TEST(refuses_a_call_that_never_was),
		TEST(works_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
