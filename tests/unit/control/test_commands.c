/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_commands.c - what the socket asks for is done
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
#include "fakes/memory.h"
#include "protocol/commands.h"
#include "protocol/envelope.h"

/* A unit test is linked from one object of its folder. */
#include "asking.c"

static void says_what_is_wrong_with_a_request(void **state UNUSED)
{
	static const struct {
		const char *line, *error;
	} samples[] = {
		{"", "not the control protocol of viaduct"},
		{"status", "not the control protocol of viaduct"},
		{"{\"viaduct\":1,", "not the control protocol of viaduct"},
		{"[1]", "not the control protocol of viaduct"},
		{"{\"viaduct\":2,\"command\":\"status\"}",
		 "another version of viaduct is at the other end"},
		{"{\"viaduct\":1,\"command\":5}",
		 "command and argument are strings"},
		{"{\"viaduct\":1,\"command\":\"calls\",\"argument\":5}",
		 "command and argument are strings"},
		{"{\"viaduct\":1,\"command\":\"\"}", "unknown command"},
		{"{\"viaduct\":1,\"command\":\"dance\"}", "unknown command"},
		{"{\"viaduct\":1,\"command\":\"Status\"}", "unknown command"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		asking_assert_refused(
			control_run(&asking_context, samples[i].line, true),
			samples[i].error);
}

static void says_what_is_wrong_with_an_argument(void **state UNUSED)
{
	static const struct {
		const char *command, *argument, *error;
	} samples[] = {
		{"pinholes", "17", "no such call"},
		{"pinholes", "nobody@nowhere", "no such call"},
		{"calls", "0", "no such call"},
		{"calls", "4294967296", "no such call"},
		{"close", "17", "no such call"},
		{"close", "", "close needs a call"},
		{"close", NULL, "close needs a call"},
		{"bypass", "maybe", "bypass takes on or off"},
		{"log-level", "loud",
		 "levels: error, warning, notice, info, debug"},
		{"config", "eat", "config takes check or show"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		asking_assert_refused(asking_run(samples[i].command,
						 samples[i].argument, true),
				      samples[i].error);
	assert_false(gateway.is_bypassed);
	assert_int_equal(log_level(), LOG_LEVEL_ERROR);
}

/* An argument with which each command does its work. */
static const char *good_argument(enum command command)
{
	return command == COMMAND_close || command == COMMAND_explain ||
			       command == COMMAND_why
		       ? "1"
		       : NULL;
}

static void every_command_answers_an_object(void **state UNUSED)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const char *argument = good_argument((enum command)i);
		char *answer;
		json_t *json;

		asking_call_out(); /* again each time: "close" ends it */
		answer = asking_run(commands[i].name, argument, true);
		assert_non_null(answer);
		/* One line, and nothing behind it. */
		assert_ptr_equal(strchr(answer, '\n'),
				 answer + strlen(answer) - 1);
		json = json_loads(answer, JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(json);
		assert_int_equal(json_object_size(json), 3);
		assert_int_equal(
			json_integer_value(json_object_get(json, "viaduct")),
			ENVELOPE_VERSION);
		if (!json_is_true(json_object_get(json, "ok")) ||
		    !json_is_object(json_object_get(json, "result")))
			fail_msg("%s", answer);
		json_decref(json);
		free(answer);
	}
	assert_int_equal(asking_reloads, 1);
}

static void changes_need_the_right(void **state UNUSED)
{
	static const char *const changing[][2] = {
		{"close", "1"},   {"bypass", "on"},       {"bypass", NULL},
		{"reload", NULL}, {"log_level", "debug"}, {"log-level", NULL},
	};

	asking_call_out();
	for (size_t i = 0; i < ARRAY_SIZE(changing); i++)
		asking_assert_refused(
			asking_run(changing[i][0], changing[i][1], false),
			"only root and the socket's group may do that");
	assert_int_equal(asking_reloads, 0);
	assert_false(gateway.is_bypassed);
	assert_int_equal(log_level(), LOG_LEVEL_ERROR);
}

static void looking_needs_no_right(void **state UNUSED)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		char *with, *without;

		if (commands[i].changes)
			continue;
		with = asking_run(commands[i].name, NULL, true);
		without = asking_run(commands[i].name, NULL, false);
		assert_string_equal(with, without);
		free(with);
		free(without);
	}
}

static void bypass_goes_on_and_off(void **state UNUSED)
{
	asking_assert_answer(
		asking_run("bypass", NULL, true),
		"{\"viaduct\":1,\"ok\":true,\"result\":{\"bypass\":false}"
		"}\n");
	json_decref(asking_result("bypass", "on"));
	assert_true(gateway.is_bypassed);
	asking_assert_answer(
		asking_run("bypass", NULL, true),
		"{\"viaduct\":1,\"ok\":true,\"result\":{\"bypass\":true}"
		"}\n");
	json_decref(asking_result("bypass", "off"));
	assert_false(gateway.is_bypassed);
}

static void log_level_can_be_asked_and_set(void **state UNUSED)
{
	asking_assert_answer(
		asking_run("log-level", NULL, true),
		"{\"viaduct\":1,\"ok\":true,\"result\":{\"log_level\":"
		"\"error\"}}\n");
	json_decref(asking_result("log_level", "debug"));
	assert_int_equal(log_level(), LOG_LEVEL_DEBUG);
}

static void reload_says_whether_it_was_applied(void **state UNUSED)
{
	asking_assert_answer(
		asking_run("reload", NULL, true),
		"{\"viaduct\":1,\"ok\":true,\"result\":{\"file\":"
		"\"/etc/x.conf\",\"applied\":true,\"notes\":[]}}\n");
	asking_config_error = -EINVAL;
	asking_assert_answer(asking_run("reload", NULL, true),
			     "{\"viaduct\":1,\"ok\":true,\"result\":{\"file\":"
			     "\"/etc/x.conf\",\"applied\":false,\"notes\":["
			     "\"x.conf:3: wrong\"]}}\n");
	assert_int_equal(asking_reloads, 2);
	assert_int_equal(asking_checks, 0);
}

static void config_can_be_checked_without_applying(void **state UNUSED)
{
	asking_config_error = -EINVAL;
	asking_assert_answer(asking_run("config", "check", false),
			     "{\"viaduct\":1,\"ok\":true,\"result\":{\"file\":"
			     "\"/etc/x.conf\",\"valid\":false,\"notes\":["
			     "\"x.conf:3: wrong\"]}}\n");
	assert_int_equal(asking_reloads, 0);
	assert_int_equal(asking_checks, 1);
}

/* Each command with each of its allocations refused.  What is left behind is
 * seen by the leak check when the program ends. */
static void leaves_nothing_when_memory_is_refused(void **state UNUSED)
{
	asking_call_out();
	asking_answer_call();
	asking_register_phone();
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const char *argument = good_argument((enum command)i);
		bool was_refused = true;

		for (long n = 0; was_refused; n++) {
			char *answer;

			assert_in_range(n, 0, 5000);
			fake_memory_fail_at(n);
			answer = asking_run(commands[i].name, argument, true);
			was_refused = fake_memory_has_failed();
			fake_memory_fail_at(-1);
			assert_true(was_refused || answer != NULL);
			if (answer != NULL)
				assert_int_equal(answer[strlen(answer) - 1],
						 '\n');
			free(answer);
		}
	}
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, asking_set_up, asking_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(says_what_is_wrong_with_a_request),
		TEST(says_what_is_wrong_with_an_argument),
		TEST(every_command_answers_an_object),
		TEST(changes_need_the_right),
		TEST(looking_needs_no_right),
		TEST(bypass_goes_on_and_off),
		TEST(log_level_can_be_asked_and_set),
		TEST(reload_says_whether_it_was_applied),
		TEST(config_can_be_checked_without_applying),
		TEST(leaves_nothing_when_memory_is_refused),
	};

	/* The library's own allocations go through the fake as well. */
	json_set_alloc_funcs(malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
