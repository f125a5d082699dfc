/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/protocol/test_envelope.c - one line there, one line back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fakes/memory.h"
#include "protocol/envelope.h"

static const char not_ours[] = "not the control protocol of viaduct";
static const char other_version[] =
	"another version of viaduct is at the other end";
static const char no_strings[] = "command and argument are strings";

static void assert_line(char *line, const char *expected)
{
	assert_non_null(line);
	assert_string_equal(line, expected);
	free(line);
}

static void writes_a_request_as_one_line(void **state UNUSED)
{
	assert_line(envelope_request("status", NULL),
		    "{\"viaduct\":1,\"command\":\"status\",\"argument\":\"\"}"
		    "\n");
	assert_line(envelope_request("close", "17"),
		    "{\"viaduct\":1,\"command\":\"close\",\"argument\":\"17\"}"
		    "\n");
	assert_line(envelope_request("close", "a\"\nb"),
		    "{\"viaduct\":1,\"command\":\"close\","
		    "\"argument\":\"a\\\"\\nb\"}\n");
}

static void writes_an_answer_as_one_line(void **state UNUSED)
{
	assert_line(envelope_answer(json_pack("{s:i}", "calls", 3), NULL),
		    "{\"viaduct\":1,\"ok\":true,\"result\":{\"calls\":3}}\n");
	assert_line(envelope_answer(NULL, "no such call"),
		    "{\"viaduct\":1,\"ok\":false,\"error\":\"no such call\"}"
		    "\n");
}

static void reads_the_request_that_it_wrote(void **state UNUSED)
{
	static const char *const arguments[] = {NULL, "17", "", "ä\t\"\\"};

	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++) {
		char *line = envelope_request("pinholes", arguments[i]);
		const char *command, *argument, *error = NULL;
		json_t *json;

		json = envelope_open_request(line, &command, &argument, &error);
		assert_non_null(json);
		assert_string_equal(command, "pinholes");
		assert_string_equal(argument,
				    arguments[i] != NULL ? arguments[i] : "");
		json_decref(json);
		free(line);
	}
}

static void says_what_is_wrong_with_a_request(void **state UNUSED)
{
	static const struct {
		const char *line, *error;
	} samples[] = {
		{"", not_ours},
		{"hello", not_ours},
		{"{", not_ours},
		{"{\"viaduct\":1,\"command\":\"status\"", not_ours},
		{"{\"viaduct\":1,\"command\":\"status\"} x", not_ours},
		{"[]", not_ours},
		{"\"viaduct\"", not_ours},
		{"1", not_ours},
		{"{}", not_ours},
		{"{\"command\":\"status\"}", not_ours},
		{"{\"viaduct\":\"1\",\"command\":\"status\"}", not_ours},
		{"{\"viaduct\":1.0,\"command\":\"status\"}", not_ours},
		{"{\"viaduct\":null,\"command\":\"status\"}", not_ours},
		{"{\"viaduct\":1,\"viaduct\":1,\"command\":\"a\"}", not_ours},
		{"{\"viaduct\":1,\"command\":\"\xff\"}", not_ours},
		{"{\"viaduct\":0,\"command\":\"status\"}", other_version},
		{"{\"viaduct\":2,\"command\":\"status\"}", other_version},
		{"{\"viaduct\":2}", other_version},
		{"{\"viaduct\":1}", no_strings},
		{"{\"viaduct\":1,\"command\":7}", no_strings},
		{"{\"viaduct\":1,\"command\":null}", no_strings},
		{"{\"viaduct\":1,\"command\":[\"status\"]}", no_strings},
		{"{\"viaduct\":1,\"command\":\"a\",\"argument\":7}",
		 no_strings},
		{"{\"viaduct\":1,\"command\":\"a\",\"argument\":null}",
		 no_strings},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const char *command, *argument, *error = NULL;

		assert_null(envelope_open_request(samples[i].line, &command,
						  &argument, &error));
		if (error == NULL || strcmp(error, samples[i].error) != 0)
			fail_msg("%s: %s", samples[i].line, error);
	}
}

static void refuses_every_beginning_of_a_request(void **state UNUSED)
{
	char *line = envelope_request("close", "17");
	const char *command, *argument, *error;
	size_t len = strlen(line) - 1; /* without its newline */

	for (; len > 0; len--) {
		line[len - 1] = '\0';
		error = NULL;
		assert_null(envelope_open_request(line, &command, &argument,
						  &error));
		assert_string_equal(error, not_ours);
	}
	free(line);
}

/* A newer client may say more than we know. */
static void overlooks_members_that_it_does_not_know(void **state UNUSED)
{
	const char *command, *argument, *error = NULL;
	json_t *json = envelope_open_request(
		" {\"color\": \"red\", \"command\": \"status\", "
		"\"viaduct\": 1}\r",
		&command, &argument, &error);

	assert_non_null(json);
	assert_string_equal(command, "status");
	assert_string_equal(argument, "");
	json_decref(json);
}

static void reads_the_answer_that_it_wrote(void **state UNUSED)
{
	char *line = envelope_answer(json_pack("{s:i}", "calls", 3), NULL);
	json_t *holder, *result;
	const char *error;

	result = envelope_open_answer(line, &holder, &error);
	assert_non_null(result);
	assert_null(error);
	assert_int_equal(json_integer_value(json_object_get(result, "calls")),
			 3);
	json_decref(holder);
	/* The result has a reference of its own. */
	assert_int_equal(json_object_size(result), 1);
	json_decref(result);
	free(line);

	line = envelope_answer(NULL, "no such call");
	assert_null(envelope_open_answer(line, &holder, &error));
	assert_string_equal(error, "no such call");
	json_decref(holder);
	free(line);
}

static void says_what_is_wrong_with_an_answer(void **state UNUSED)
{
	static const char neither[] = "the answer has neither result nor error";
	static const struct {
		const char *line, *error;
	} samples[] = {
		{"", not_ours},
		{"{}", not_ours},
		{"{\"viaduct\":2,\"ok\":true,\"result\":{}}", other_version},
		{"{\"viaduct\":1}", neither},
		{"{\"viaduct\":1,\"ok\":true}", neither},
		{"{\"viaduct\":1,\"ok\":true,\"result\":[]}", neither},
		{"{\"viaduct\":1,\"ok\":false,\"result\":{}}", neither},
		{"{\"viaduct\":1,\"ok\":1,\"result\":{}}", neither},
		{"{\"viaduct\":1,\"ok\":false,\"error\":7}", neither},
		{"{\"viaduct\":1,\"ok\":false,\"error\":\"no\"}", "no"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const char *error = NULL;
		json_t *holder;

		assert_null(
			envelope_open_answer(samples[i].line, &holder, &error));
		if (error == NULL || strcmp(error, samples[i].error) != 0)
			fail_msg("%s: %s", samples[i].line, error);
		json_decref(holder);
	}
}

/* A request and its answer, there and back.  False without memory. */
static bool converse(void)
{
	const char *command, *argument, *error = NULL;
	json_t *request, *holder = NULL, *result = NULL;
	char *line = envelope_request("close", "17");
	char *answer = NULL;

	if (line == NULL)
		return false;
	request = envelope_open_request(line, &command, &argument, &error);
	if (request != NULL)
		answer = envelope_answer(json_pack("{s:s}", "closed", argument),
					 "refused");
	if (answer != NULL)
		result = envelope_open_answer(answer, &holder, &error);
	json_decref(result);
	json_decref(holder);
	free(answer);
	json_decref(request);
	free(line);
	return result != NULL;
}

/*
 * The leak check at the end of the program sees what is left behind.  What
 * comes out of a refusal is not compared: jansson itself leaves out what it
 * has no memory for.
 */
static void leaves_nothing_when_memory_is_refused(void **state UNUSED)
{
	bool was_refused = true;
	bool done = false;
	long n = 0;

	for (; was_refused; n++) {
		assert_in_range(n, 0, 1000);
		fake_memory_fail_at(n);
		done = converse();
		was_refused = fake_memory_has_failed();
		fake_memory_fail_at(-1);
	}
	assert_true(done);
	assert_in_range(n, 20, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_request_as_one_line),
		cmocka_unit_test(writes_an_answer_as_one_line),
		cmocka_unit_test(reads_the_request_that_it_wrote),
		cmocka_unit_test(says_what_is_wrong_with_a_request),
		cmocka_unit_test(refuses_every_beginning_of_a_request),
		cmocka_unit_test(overlooks_members_that_it_does_not_know),
		cmocka_unit_test(reads_the_answer_that_it_wrote),
		cmocka_unit_test(says_what_is_wrong_with_an_answer),
		cmocka_unit_test(leaves_nothing_when_memory_is_refused),
	};

	/* The library's own allocations go through the fake as well. */
	json_set_alloc_funcs(malloc, free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
