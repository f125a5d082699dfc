/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main/arguments.c - the command line of viaductd
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "main_internal.h"

static const char help[] =
	"usage: viaductd [OPTION]...\n"
	"SIP gateway and NAT helper for Linux routers; see viaductd(8).\n"
	"\n"
	"  -c, --config FILE    configuration, default " VIADUCT_SYSCONFDIR
	"/viaduct/viaduct.conf\n"
	"      --check          check the configuration and stop\n"
	"      --foreground     stay in the foreground, as always\n"
	"      --print-config   print a configuration file with all defaults\n"
	"      --print-options  print all options for the manual page\n"
	"  -h, --help           this text\n"
	"  -V, --version        the version\n";

enum { CHECK = 256, FOREGROUND, PRINT_CONFIG, PRINT_OPTIONS };

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'c'},
	{"check", no_argument, NULL, CHECK},
	{"foreground", no_argument, NULL, FOREGROUND},
	{"print-config", no_argument, NULL, PRINT_CONFIG},
	{"print-options", no_argument, NULL, PRINT_OPTIONS},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static void take_option(int option, struct arguments *out)
{
	switch (option) {
	case 'c':
		out->config_path = optarg;
		out->config_given = true;
		break;
	case CHECK:
		out->check = true;
		break;
	case FOREGROUND:
		break;
	case PRINT_CONFIG:
		config_print_file(stdout);
		exit(0);
	case PRINT_OPTIONS:
		config_print_manual(stdout);
		exit(0);
	case 'h':
		fputs(help, stdout);
		exit(0);
	case 'V':
		printf("viaductd %s\n", VIADUCT_VERSION);
		exit(0);
	default:
		fprintf(stderr, "Try 'viaductd --help'.\n");
		exit(2);
	}
}

void arguments_parse(int argc, char **argv, struct arguments *out)
{
	int option;

	*out = (struct arguments){
		.config_path = VIADUCT_SYSCONFDIR "/viaduct/viaduct.conf",
	};
	while ((option = getopt_long(argc, argv, "c:hV", long_options, NULL)) !=
	       -1)
		take_option(option, out);
	if (optind < argc) {
		fprintf(stderr,
			"viaductd: what is '%s'?\nTry 'viaductd --help'.\n",
			argv[optind]);
		exit(2);
	}
}
