/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/main.c - ask viaductd, print what it says
 */
#include <stdlib.h>
#include <unistd.h>

#include "cli_internal.h"

static enum exit_status print_once(const struct command_line *line)
{
	json_t *result;
	enum exit_status status = client_ask(line, &result);

	if (status != EXIT_DONE)
		return status;
	if (line->json) {
		json_dumpf(result, stdout, JSON_COMPACT);
		fputc('\n', stdout);
	} else {
		if (line->watch) /* from the top of a clean screen */
			fputs("\033[H\033[2J", stdout);
		render_text(line->command, result, stdout);
	}
	fflush(stdout);
	/* reload and config check are carried out and may still say no. */
	if (json_is_false(json_object_get(result, "applied")) ||
	    json_is_false(json_object_get(result, "valid")))
		status = EXIT_REFUSED;
	json_decref(result);
	return status;
}

int main(int argc, char **argv)
{
	struct command_line line;
	enum exit_status status;

	command_line_parse(argc, argv, &line);
	do {
		status = print_once(&line);
		if (line.watch && status == EXIT_DONE)
			sleep(1);
	} while (line.watch && status == EXIT_DONE);
	return (int)status;
}
