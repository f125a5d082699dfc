/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/cli_internal.h - the parts of the viaduct command
 */
#ifndef CLI_CLI_INTERNAL_H
#define CLI_CLI_INTERNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/compiler.h"
#include "protocol/commands.h"

/** What the program ends with. */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_USAGE = 2,
	EXIT_NO_DAEMON = 3,
};

/* command_line.c */

struct command_line {
	const char *socket;
	bool json;
	bool watch;
	enum command command;
	const char *argument; /* NULL when there is none */
};

/** command_line_parse - --help, --version and mistakes end the program. */
void command_line_parse(int argc, char **argv, struct command_line *out);

/* client.c */

/**
 * client_ask - one request to the daemon
 * @out: the result, which the caller releases
 *
 * Returns EXIT_DONE; otherwise it has said on standard error what is wrong.
 */
MUST_CHECK enum exit_status client_ask(const struct command_line *line,
				       json_t **out);

/* render_text.c */

/** render_text - the result of a command, for people. */
void render_text(enum command command, const json_t *result, FILE *out);

/* render_call.c */

/** render_call - the result of explain or why. */
void render_call(enum command command, const json_t *result, FILE *out);

/* table.c */

/** One column: its title, and the text of its cell in a row. */
struct table_column {
	const char *title;
	bool is_number; /* right-aligned */
	void (*cell)(const json_t *row, char *out, size_t size);
};

/** table_print - @rows as columns as wide as they need to be. */
void table_print(const struct table_column *columns, size_t count,
		 const json_t *rows, FILE *out);

#endif /* CLI_CLI_INTERNAL_H */
