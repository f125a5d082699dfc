/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config/config.h - what the configuration file says
 *
 * The file is INI; its keys, their types, ranges, defaults and descriptions
 * are the rows of the table in src/config/options.c, from which the parser,
 * `viaductd --check`, `viaduct config`, the shipped file and the manual page
 * all come.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdio.h>

#include "alg/gateway.h"
#include "base/log.h"

/** Longest value; what is longer is refused with its line. */
#define CONFIG_TEXT_MAX 256

/** Most keys of the table. */
#define CONFIG_MAX_OPTIONS 64

struct config {
	struct gateway_settings gateway;
	enum log_level log_level;
	char user[64];
	char control_socket[108]; /* sun_path */
	uint32_t signalling_queue;
	uint32_t media_queue;
	uint32_t queue_length;
	/** The value of each option as it was written, in table order. */
	char texts[CONFIG_MAX_OPTIONS][CONFIG_TEXT_MAX];
};

/** Called with one line for each thing that is wrong. */
typedef void config_error_fn(void *ctx, const char *text);

/** config_default - every option at its default. */
void config_default(struct config *config);

/**
 * config_read - read @path over the defaults
 *
 * Every mistake is reported, as FILE:LINE: what is wrong and what would be
 * right.  Returns 0; -ENOENT when there is no such file; -EINVAL when there
 * were mistakes, and then @out is undefined.
 */
MUST_CHECK int config_read(struct config *out, const char *path,
			   config_error_fn *report, void *ctx);

/** An option of the table, for who shows them. */
struct config_option {
	const char *section;
	const char *key;
	const char *values; /* what may stand there, in words */
	const char *standard;
	const char *help;
	bool is_live; /* changed by a reload; else by a restart */
};

unsigned int config_option_count(void);
struct config_option config_option(unsigned int index);

/**
 * config_apply - take over from @from what may change while calls run
 * @needs_restart: called with "section key" for each that differs and may not
 */
void config_apply(struct config *to, const struct config *from,
		  config_error_fn *needs_restart, void *ctx);

/** config_print_file - the shipped file: every option, explained, commented
 * out at its default. */
void config_print_file(FILE *out);

/** config_print_manual - the options as roff, for viaduct.conf(5). */
void config_print_manual(FILE *out);

#endif /* CONFIG_CONFIG_H */
