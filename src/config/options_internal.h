/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config/options_internal.h - one row of the table of options
 */
#ifndef CONFIG_OPTIONS_INTERNAL_H
#define CONFIG_OPTIONS_INTERNAL_H

#include "config/config.h"

struct option;

/** Reads @text into its place.  NULL, or what would be right. */
typedef const char *option_parse_fn(const struct option *option,
				    struct config *config, const char *text);

struct option {
	struct config_option shown;
	option_parse_fn *parse;
	size_t offset; /* of the member that most parsers fill */
	uint32_t min, max;
	const char *const *choices; /* in order, NULL at the end */
};

extern const struct option options[];
extern const unsigned int option_count;

/** options_find - the index of section and key, or -1. */
int options_find(const char *section, const char *key);

/* values.c */
option_parse_fn values_parse_number, values_parse_switch,
	values_parse_media_source, values_parse_text, values_parse_range,
	values_parse_wans, values_parse_lans, values_parse_address,
	values_parse_ports, values_parse_sources, values_parse_log_level;

#endif /* CONFIG_OPTIONS_INTERNAL_H */
