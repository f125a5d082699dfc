/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/protocol/test_commands.c - commands by name, with dashes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "protocol/commands.h"

/* The name as people type it. */
static void dashed(const char *identifier, char *out, size_t size)
{
	size_t len = strlen(identifier);

	assert_in_range(len, 1, size - 1);
	for (size_t i = 0; i <= len; i++)
		out[i] = identifier[i] == '_' ? '-' : identifier[i];
}

static void finds_every_command(void **state UNUSED)
{
	char name[64];

	for (int i = 0; i < COMMAND_COUNT; i++) {
		assert_int_equal(commands_find(commands[i].name), i);
		dashed(commands[i].name, name, sizeof(name));
		assert_int_equal(commands_find(name), i);
	}
	assert_int_equal(commands_find("status"), COMMAND_status);
	assert_int_equal(commands_find("log-level"), COMMAND_log_level);
}

static void finds_no_other_name(void **state UNUSED)
{
	static const char *const names[] = {"",       "statu",     "statuss",
					    "Status", "status ",   "-",
					    "log",    "log level", "nonsense"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_int_equal(commands_find(names[i]), -1);
}

static void names_are_unique(void **state UNUSED)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(commands[i].name,
						commands[j].name);
}

static void each_says_what_it_does(void **state UNUSED)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const char *arguments = commands[i].arguments;
		size_t len = strlen(arguments);

		assert_in_range(strlen(commands[i].help), 1, 60);
		/* "", "WORD" or "[WORD]", as the command line takes it. */
		if (arguments[0] == '[')
			assert_int_equal(arguments[len - 1], ']');
		assert_null(strchr(arguments, ' '));
	}
}

/* What needs the right to change is what changes something, no more. */
static void only_changes_need_a_right(void **state UNUSED)
{
	for (int i = 0; i < COMMAND_COUNT; i++) {
		bool changes = i == COMMAND_close || i == COMMAND_bypass ||
			       i == COMMAND_reload || i == COMMAND_log_level;

		assert_int_equal(commands[i].changes, changes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_command),
		cmocka_unit_test(finds_no_other_name),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(each_says_what_it_does),
		cmocka_unit_test(only_changes_need_a_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
