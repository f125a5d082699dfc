/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_log.c - one event, one line, and nothing dangerous
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "unit/guard.h"

static char last_line[2048];
static enum log_level last_level;
static unsigned int line_count;

static void keep_line(enum log_level level, const char *line)
{
	snprintf(last_line, sizeof(last_line), "%s", line);
	last_level = level;
	line_count++;
}

static int set_up(void **state UNUSED)
{
	log_set_sink(keep_line);
	log_set_level(LOG_LEVEL_INFO);
	line_count = 0;
	last_line[0] = '\0';
	return 0;
}

static int tear_down(void **state UNUSED)
{
	log_set_sink(NULL);
	return 0;
}

static void writes_up_to_its_level(void **state UNUSED)
{
	for (int set = 0; set < LOG_LEVEL_COUNT; set++) {
		log_set_level((enum log_level)set);
		assert_int_equal(log_level(), set);
		for (int level = 0; level < LOG_LEVEL_COUNT; level++) {
			line_count = 0;
			log_write((enum log_level)level, "%d", level);
			assert_int_equal(line_count, level <= set);
		}
	}
}

static void each_word_has_its_level(void **state UNUSED)
{
	log_set_level(LOG_LEVEL_DEBUG);
	log_error("a %d", 1);
	assert_int_equal(last_level, LOG_LEVEL_ERROR);
	log_warning("b %d", 2);
	assert_int_equal(last_level, LOG_LEVEL_WARNING);
	log_notice("c %d", 3);
	assert_int_equal(last_level, LOG_LEVEL_NOTICE);
	log_info("d %d", 4);
	assert_int_equal(last_level, LOG_LEVEL_INFO);
	log_debug("e %d", 5);
	assert_int_equal(last_level, LOG_LEVEL_DEBUG);
	assert_string_equal(last_line, "e 5");
	assert_int_equal(line_count, 5);
}

static unsigned int evaluated;

static unsigned int evaluate(void)
{
	return ++evaluated;
}

static void debug_costs_nothing_when_it_is_off(void **state UNUSED)
{
	evaluated = 0;
	log_debug("%u", evaluate());
	assert_int_equal(evaluated, 0);
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("%u", evaluate());
	assert_int_equal(evaluated, 1);
}

static void finds_levels_by_their_names(void **state UNUSED)
{
	static const char *const names[] = {"error", "warning", "notice",
					    "info", "debug"};
	static const char *const bad[] = {"", "Info", "warn", "infos", "6"};
	enum log_level level;

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		level = LOG_LEVEL_COUNT;
		assert_int_equal(log_level_from_name(names[i], &level), 0);
		assert_int_equal(level, i);
		assert_string_equal(log_level_name(level), names[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		level = LOG_LEVEL_NOTICE;
		assert_int_equal(log_level_from_name(bad[i], &level), -EINVAL);
		assert_int_equal(level, LOG_LEVEL_NOTICE);
	}
}

static void cuts_a_line_that_is_too_long(void **state UNUSED)
{
	char text[3000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	assert_int_equal(line_count, 1);
	assert_in_range(strlen(last_line), 500, 1100);
	assert_memory_equal(last_line, text, strlen(last_line));
}

/* What one call writes to standard error. */
static void capture(enum log_level level, char *out, size_t size)
{
	int before = dup(STDERR_FILENO);
	ssize_t n;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_write(level, "hello %s", "there");
	dup2(before, STDERR_FILENO);
	close(before);
	close(ends[1]);
	n = read(ends[0], out, size - 1);
	close(ends[0]);
	assert_true(n > 0);
	out[n] = '\0';
}

static void goes_to_standard_error_by_itself(void **state UNUSED)
{
	char text[256];

	log_set_sink(NULL);
	unsetenv("JOURNAL_STREAM");
	capture(LOG_LEVEL_WARNING, text, sizeof(text));
	assert_string_equal(text, "viaductd: warning: hello there\n");
}

static void tells_the_journal_its_priority(void **state UNUSED)
{
	static const int priorities[] = {3, 4, 5, 6, 7};
	char text[256], expected[256];

	log_set_sink(NULL);
	log_set_level(LOG_LEVEL_DEBUG);
	setenv("JOURNAL_STREAM", "8:1234", 1);
	for (unsigned int i = 0; i < LOG_LEVEL_COUNT; i++) {
		capture((enum log_level)i, text, sizeof(text));
		snprintf(expected, sizeof(expected), "<%d>hello there\n",
			 priorities[i]);
		assert_string_equal(text, expected);
	}
	unsetenv("JOURNAL_STREAM");
}

static void escapes_bytes_of_the_network(void **state UNUSED)
{
	static const struct {
		struct slice text;
		const char *escaped;
	} samples[] = {
		{SLICE(""), ""},
		{{NULL, 0}, ""},
		{SLICE("sip:bob@example.net"), "sip:bob@example.net"},
		{SLICE("a\r\nb"), "a\\x0d\\x0ab"},
		{SLICE("\033[2J"), "\\x1b[2J"},
		{SLICE("a\0b\x7f"), "a\\x00b\\x7f"},
		{SLICE("\\x41"), "\\\\x41"},
		{SLICE("J\xc3\xbcrgen"), "J\\xc3\\xbcrgen"},
		{SLICE("%s%n"), "%s%n"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice text =
			guard_copy(samples[i].text.p, samples[i].text.len);

		assert_string_equal(log_escape(text).text, samples[i].escaped);
	}
}

/* Whole escapes only, then the dots, whatever the length. */
static void cuts_what_does_not_fit_and_says_so(void **state UNUSED)
{
	static const struct {
		char byte;
		size_t width;
	} kinds[] = {{'a', 1}, {'\\', 2}, {'\n', 4}};

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		for (size_t len = 0; len < 2 * LOG_ESCAPED_MAX; len++) {
			char bytes[2 * LOG_ESCAPED_MAX];
			struct log_escaped e;
			size_t shown, width = kinds[k].width;

			memset(bytes, kinds[k].byte, len);
			e = log_escape(guard_copy(bytes, len));
			shown = strlen(e.text);
			assert_in_range(shown, 0, LOG_ESCAPED_MAX - 1);
			if (shown == len * width)
				continue;
			assert_string_equal(e.text + shown - 3, "...");
			assert_int_equal((shown - 3) % width, 0);
			assert_true(shown + width > LOG_ESCAPED_MAX - 4);
			assert_true(len * width > LOG_ESCAPED_MAX - 4);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_up_to_its_level),
		cmocka_unit_test_setup(each_word_has_its_level, set_up),
		cmocka_unit_test_setup(debug_costs_nothing_when_it_is_off,
				       set_up),
		cmocka_unit_test(finds_levels_by_their_names),
		cmocka_unit_test_setup(cuts_a_line_that_is_too_long, set_up),
		cmocka_unit_test_setup(goes_to_standard_error_by_itself,
				       set_up),
		cmocka_unit_test_setup(tells_the_journal_its_priority, set_up),
		cmocka_unit_test(escapes_bytes_of_the_network),
		cmocka_unit_test(cuts_what_does_not_fit_and_says_so),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
