/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_show_pinholes.c - every opening is shown
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

/* DESIGN.md section 11. */
static void assert_pinhole_members(const json_t *row)
{
	static const char *const names[] = {
		"call",       "medium",      "kind",     "inside",
		"outside",    "peer",        "state",    "expires_s",
		"packets_in", "packets_out", "bytes_in", "bytes_out",
		"age_s",
	};
	static const char *const numbers[] = {
		"expires_s", "packets_in", "packets_out",
		"bytes_in",  "bytes_out",  "age_s",
	};

	if (!asking_has_exactly(row, names, ARRAY_SIZE(names))) {
		char *text = json_dumps(row, 0);

		print_error("%s\n", text);
		free(text);
		fail_msg("other members");
	}
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		assert_true(json_is_integer(json_object_get(row, numbers[i])));
}

/* A row as words: "audio rtp INSIDE OUTSIDE PEER state". */
static void put_pinhole(const json_t *row, char *out, size_t size)
{
	const char *peer = json_string_value(json_object_get(row, "peer"));

	snprintf(out, size, "%s %s %s %s %s %s",
		 json_string_value(json_object_get(row, "medium")),
		 json_string_value(json_object_get(row, "kind")),
		 json_string_value(json_object_get(row, "inside")),
		 json_string_value(json_object_get(row, "outside")),
		 peer != NULL ? peer : "-",
		 json_string_value(json_object_get(row, "state")));
}

/* The rows are these, in any order. */
static void assert_pinholes(const char *argument, const char *const *expected,
			    size_t count)
{
	json_t *result = asking_result("pinholes", argument);
	json_t *rows = json_object_get(result, "pinholes");
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) {
		char text[256];
		size_t n = 0;

		assert_pinhole_members(row);
		put_pinhole(row, text, sizeof(text));
		while (n < count && strcmp(text, expected[n]) != 0)
			n++;
		if (n == count)
			fail_msg("not expected: %s", text);
	}
	assert_int_equal(json_array_size(rows), count);
	json_decref(result);
}

static const char *const armed_rows[] = {
	"audio rtp 192.168.1.20:49170 203.0.113.7:16384 - armed",
	"audio rtcp 192.168.1.20:49171 203.0.113.7:16385 - armed",
};

static void pinholes_are_armed_by_an_offer(void **state UNUSED)
{
	assert_pinholes(NULL, NULL, 0);
	asking_call_out();
	assert_pinholes(NULL, armed_rows, 2);
	assert_pinholes("1", armed_rows, 2);
	assert_pinholes("1@phone", armed_rows, 2);
}

static void pinholes_are_open_after_an_answer(void **state UNUSED)
{
	static const char *const rows[] = {
		/* Still armed: the first packet may come from elsewhere. */
		"audio rtp 192.168.1.20:49170 203.0.113.7:16384 - armed",
		"audio rtcp 192.168.1.20:49171 203.0.113.7:16385 - armed",
		"audio rtp 192.168.1.20:49170 203.0.113.7:16384 "
		"198.51.100.9:40000 open",
		"audio rtcp 192.168.1.20:49171 203.0.113.7:16385 "
		"198.51.100.9:40001 open",
	};

	asking_call_out();
	asking_answer_call();
	assert_pinholes(NULL, rows, ARRAY_SIZE(rows));
}

static void pinholes_show_what_the_kernel_counted(void **state UNUSED)
{
	struct kernel_change like = {
		.object = KERNEL_FLOW,
		.inside = endpoint_of("192.168.1.20:49170"),
		.peer = endpoint_of("198.51.100.9:40000"),
	};
	struct fake_object *flow;
	json_t *result, *rows;
	const json_t *row;
	unsigned int met = 0;
	size_t i;

	asking_call_out();
	asking_answer_call();
	flow = fake_kernel_find(&kernel, &like);
	assert_non_null(flow);
	flow->packets_in = 12;
	flow->packets_out = 34;
	fake_clock_set_ms(ASKING_START_MS + 7000);
	result = asking_result("pinholes", NULL);
	rows = json_object_get(result, "pinholes");
	json_array_foreach(rows, i, row) {
		const char *inside =
			json_string_value(json_object_get(row, "inside"));

		if (strcmp(inside, "192.168.1.20:49170") != 0 ||
		    json_is_null(json_object_get(row, "peer")))
			continue;
		met++;
		assert_string_equal(
			json_string_value(json_object_get(row, "call")),
			"1@phone");
		assert_int_equal(
			json_integer_value(json_object_get(row, "packets_in")),
			12);
		assert_int_equal(
			json_integer_value(json_object_get(row, "packets_out")),
			34);
		assert_int_equal(
			json_integer_value(json_object_get(row, "age_s")), 7);
		assert_int_equal(
			json_integer_value(json_object_get(row, "expires_s")),
			FLOW_TTL_S - 7);
	}
	assert_int_equal(met, 1);
	json_decref(result);
}

static void a_registration_is_a_pinhole_of_no_call(void **state UNUSED)
{
	static const char *const rows[] = {
		"sip signalling 192.168.1.20:5060 203.0.113.7:40000 - armed",
	};
	json_t *result;
	const json_t *row;

	asking_register_phone();
	assert_pinholes(NULL, rows, 1);
	result = asking_result("pinholes", NULL);
	row = json_array_get(json_object_get(result, "pinholes"), 0);
	assert_true(json_is_null(json_object_get(row, "call")));
	assert_int_equal(json_integer_value(json_object_get(row, "expires_s")),
			 300);
	json_decref(result);
}

static void pinholes_of_a_call_that_ended_are_closing(void **state UNUSED)
{
	json_t *result, *rows;
	const json_t *row;
	size_t i;

	asking_call_out();
	asking_answer_call();
	result = asking_result("close", "1");
	assert_int_equal(json_integer_value(json_object_get(result, "closed")),
			 1);
	json_decref(result);
	result = asking_result("pinholes", "1");
	rows = json_object_get(result, "pinholes");
	assert_int_equal(json_array_size(rows), 2);
	json_array_foreach(rows, i, row)
		assert_string_equal(
			json_string_value(json_object_get(row, "state")),
			"closing");
	json_decref(result);
	/* Closing again is no mistake. */
	json_decref(asking_result("close", "1"));
}

/* What phones write need not be UTF-8, and JSON is nothing else. */
static void rows_are_whole_whatever_the_medium(void **state UNUSED)
{
	json_t *result;
	const json_t *row;
	size_t i;

	asking_send_out(
		"INVITE sip:bob@example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"INVITE") ASKING_SDP("192.168.1.20",
					     "m=aud\xff 49170 RTP/AVP 0"));
	result = asking_result("pinholes", NULL);
	assert_int_equal(json_array_size(json_object_get(result, "pinholes")),
			 2);
	json_array_foreach(json_object_get(result, "pinholes"), i, row)
		assert_pinhole_members(row);
	json_decref(result);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, asking_set_up, asking_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(pinholes_are_armed_by_an_offer),
		TEST(pinholes_are_open_after_an_answer),
		TEST(pinholes_show_what_the_kernel_counted),
		TEST(a_registration_is_a_pinhole_of_no_call),
		TEST(rows_are_whole_whatever_the_medium),
		TEST(pinholes_of_a_call_that_ended_are_closing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
