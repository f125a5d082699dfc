/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/command_line.c - what the user typed
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "protocol/envelope.h"

static const struct option long_options[] = {
	{"socket", required_argument, NULL, 's'},
	{"json", no_argument, NULL, 'j'},
	{"watch", no_argument, NULL, 'w'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static void print_name(FILE *out, const char *identifier)
{
	for (; *identifier != '\0'; identifier++)
		fputc(*identifier == '_' ? '-' : *identifier, out);
}

static void print_help(void)
{
	printf("usage: viaduct [--socket PATH] [--json] COMMAND [ARGUMENT]\n"
	       "Look into viaductd and steer it; see viaduct(1).\n\n");
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_description *c = &commands[i];
		int width = 0;

		printf("  ");
		print_name(stdout, c->name);
		width = (int)strlen(c->name);
		width += printf(" %s", c->arguments);
		printf("%*s%s\n", width < 28 ? 28 - width : 1, "", c->help);
	}
	printf("\n"
	       "  -s, --socket PATH   of the daemon, default %s\n"
	       "  -j, --json          print JSON\n"
	       "  -w, --watch         again each second, until Ctrl-C\n"
	       "  -h, --help          this text\n"
	       "  -V, --version       the version\n"
	       "\n"
	       "A command may be shortened to what tells it from the others.\n"
	       "Exit status: 0 done, 1 refused, 2 wrong usage, 3 no daemon.\n",
	       ENVELOPE_SOCKET);
}

static _Noreturn void fail_usage(void)
{
	fprintf(stderr, "Try 'viaduct --help'.\n");
	exit(EXIT_USAGE);
}

static void take_option(int option, struct command_line *out)
{
	switch (option) {
	case 's':
		out->socket = optarg;
		break;
	case 'j':
		out->json = true;
		break;
	case 'w':
		out->watch = true;
		break;
	case 'h':
		print_help();
		exit(EXIT_DONE);
	case 'V':
		printf("viaduct %s\n", VIADUCT_VERSION);
		exit(EXIT_DONE);
	default:
		fail_usage();
	}
}

/* The only command whose name is a beginning of the word, for typing less;
 * the exact name wins. */
static int find_command(const char *word)
{
	int found = commands_find(word);
	size_t len = strlen(word);

	for (int i = 0; found < 0 && i < COMMAND_COUNT; i++) {
		if (strncmp(commands[i].name, word, len) != 0)
			continue;
		for (int j = i + 1; j < COMMAND_COUNT; j++)
			if (strncmp(commands[j].name, word, len) == 0)
				return -1;
		found = i;
	}
	return found;
}

static void take_command(char **words, int count, struct command_line *out)
{
	const struct command_description *c;
	int index;

	if (count == 0) {
		fprintf(stderr, "viaduct: which command?\n");
		fail_usage();
	}
	index = find_command(words[0]);
	if (index < 0) {
		fprintf(stderr, "viaduct: no command is called '%s'\n",
			words[0]);
		fail_usage();
	}
	c = &commands[index];
	out->command = (enum command)index;
	out->argument = count > 1 ? words[1] : NULL;
	if (count > 2 || (count == 2 && c->arguments[0] == '\0') ||
	    (count == 1 && c->arguments[0] != '\0' && c->arguments[0] != '[')) {
		fprintf(stderr, "usage: viaduct ");
		print_name(stderr, c->name);
		fprintf(stderr, "%s%s\n", c->arguments[0] != '\0' ? " " : "",
			c->arguments);
		fail_usage();
	}
}

void command_line_parse(int argc, char **argv, struct command_line *out)
{
	int option;

	*out = (struct command_line){.socket = ENVELOPE_SOCKET};
	while ((option = getopt_long(argc, argv, "s:jwhV", long_options,
				     NULL)) != -1)
		take_option(option, out);
	take_command(argv + optind, argc - optind, out);
}
