/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main/main.c - start viaductd: read, open, drop rights, run, close
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "main_internal.h"

static void print_mistake(void *ctx, const char *text)
{
	fprintf(ctx, "%s\n", text);
}

/* viaductd --check */
static int check_config(const struct arguments *arguments)
{
	static struct config config;
	int err = config_read(&config, arguments->config_path, print_mistake,
			      stderr);

	if (err == -ENOENT && !arguments->config_given) {
		printf("no %s: every option at its default\n",
		       arguments->config_path);
		return 0;
	}
	if (err == 0) {
		printf("%s: good\n", arguments->config_path);
		return 0;
	}
	if (err != -EINVAL)
		fprintf(stderr, "%s: %s\n", arguments->config_path,
			strerror(-err));
	return 1;
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	struct daemon *daemon;
	int err;

	arguments_parse(argc, argv, &arguments);
	if (arguments.check)
		return check_config(&arguments);
	err = daemon_open(&daemon, arguments.config_path,
			  arguments.config_given);
	if (err != 0)
		return err == -EINVAL ? EX_CONFIG : 1;
	daemon_run(daemon);
	daemon_close(daemon);
	return 0;
}
