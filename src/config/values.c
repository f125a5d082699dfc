/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config/values.c - from the text of an option to its value
 *
 * A parser answers NULL, or with what would be right.
 */
#include <stdio.h>
#include <string.h>

#include "options_internal.h"

static void *place(const struct option *option, struct config *config)
{
	return (char *)config + option->offset;
}

const char *values_parse_number(const struct option *option,
				struct config *config, const char *text)
{
	static char right[64];
	uint32_t value;

	if (slice_to_u32(slice_of(text), &value) != 0 || value < option->min ||
	    value > option->max) {
		snprintf(right, sizeof(right), "a number from %u to %u",
			 option->min, option->max);
		return right;
	}
	*(uint32_t *)place(option, config) = value;
	return NULL;
}

/* The index of @text among the option's choices, or -1. */
static int find_choice(const struct option *option, const char *text)
{
	for (int i = 0; option->choices[i] != NULL; i++)
		if (strcmp(option->choices[i], text) == 0)
			return i;
	return -1;
}

const char *values_parse_switch(const struct option *option,
				struct config *config, const char *text)
{
	int choice = find_choice(option, text);

	if (choice < 0)
		return option->shown.values;
	*(bool *)place(option, config) = choice == 1;
	return NULL;
}

const char *values_parse_media_source(const struct option *option,
				      struct config *config, const char *text)
{
	int choice = find_choice(option, text);

	if (choice < 0)
		return option->shown.values;
	config->gateway.nat.media_source = (enum nat_media_source)choice;
	return NULL;
}

const char *values_parse_log_level(const struct option *option,
				   struct config *config, const char *text)
{
	return log_level_from_name(text, &config->log_level) == 0
		       ? NULL
		       : option->shown.values;
}

const char *values_parse_text(const struct option *option,
			      struct config *config, const char *text)
{
	size_t len = strlen(text);

	if (len < option->min || len > option->max)
		return option->shown.values;
	memcpy(place(option, config), text, len + 1);
	return NULL;
}

const char *values_parse_range(const struct option *option,
			       struct config *config, const char *text)
{
	uint16_t *range = place(option, config); /* first, last */
	struct slice s = slice_of(text);
	const char *dash = slice_find(s, '-');
	uint16_t first, last;

	if (dash == NULL ||
	    slice_to_port(slice_trim(slice_between(s.p, dash)), &first) != 0 ||
	    slice_to_port(slice_trim(slice_between(dash + 1, slice_end(s))),
			  &last) != 0 ||
	    first < 1024 || last <= first)
		return "FIRST-LAST, from 1024 on, and the first below the last";
	range[0] = first;
	range[1] = last;
	return NULL;
}

/* The next of several words with commas between them; empty at the end. */
static struct slice next_word(struct slice *rest)
{
	const char *comma = slice_find(*rest, ',');
	const char *end = comma != NULL ? comma : slice_end(*rest);
	struct slice word = slice_trim(slice_between(rest->p, end));

	*rest = slice_between(comma != NULL ? comma + 1 : end,
			      slice_end(*rest));
	return word;
}

const char *values_parse_wans(const struct option *option,
			      struct config *config, const char *text)
{
	struct realm_settings *realm = &config->gateway.nat.realm;
	struct slice rest = slice_of(text);

	realm->wan_auto = strcmp(text, "auto") == 0;
	realm->wan_count = 0;
	while (!realm->wan_auto && rest.len > 0) {
		struct slice name = next_word(&rest);

		if (name.len == 0 || name.len >= KERNEL_NAME_MAX)
			return option->shown.values;
		if (realm->wan_count == REALM_MAX_WANS)
			return "at most 8 interfaces";
		memcpy(realm->wan_names[realm->wan_count], name.p, name.len);
		realm->wan_names[realm->wan_count++][name.len] = '\0';
	}
	return realm->wan_auto || realm->wan_count > 0 ? NULL
						       : option->shown.values;
}

/* Networks with commas between them.  NULL, or what would be right. */
static const char *parse_prefixes(struct slice text, struct prefix *out,
				  unsigned int max, unsigned int *count)
{
	*count = 0;
	while (text.len > 0) {
		if (*count == max)
			return "fewer networks";
		if (prefix_parse(next_word(&text), &out[*count]) != 0)
			return "networks like 192.168.1.0/24, with commas "
			       "between them";
		++*count;
	}
	return NULL;
}

const char *values_parse_lans(const struct option *option,
			      struct config *config, const char *text)
{
	struct realm_settings *realm = &config->gateway.nat.realm;

	realm->lan_auto = strcmp(text, "auto") == 0;
	realm->lan_count = 0;
	if (realm->lan_auto)
		return NULL;
	if (text[0] == '\0')
		return option->shown.values;
	return parse_prefixes(slice_of(text), realm->lans, REALM_MAX_LANS,
			      &realm->lan_count);
}

const char *values_parse_address(const struct option *option,
				 struct config *config, const char *text)
{
	struct address *address = &config->gateway.nat.realm.public_address;

	*address = (struct address){.family = 0};
	if (strcmp(text, "auto") == 0 ||
	    address_parse_v4(slice_of(text), address) == 0)
		return NULL;
	return option->shown.values;
}

const char *values_parse_ports(const struct option *option,
			       struct config *config, const char *text)
{
	struct trust_settings *trust = &config->gateway.nat.trust;
	struct slice rest = slice_of(text);

	trust->port_count = 0;
	while (rest.len > 0) {
		if (trust->port_count == TRUST_MAX_PORTS ||
		    slice_to_port(next_word(&rest),
				  &trust->ports[trust->port_count]) != 0)
			return option->shown.values;
		trust->port_count++;
	}
	return trust->port_count > 0 ? NULL : option->shown.values;
}

const char *values_parse_sources(const struct option *option,
				 struct config *config, const char *text)
{
	struct nat_settings *nat = &config->gateway.nat;

	struct slice rest = slice_of(text);

	nat->source_count = 0;
	nat->signalling_source = NAT_SOURCE_REGISTRAR;
	if (strcmp(text, "any") == 0) {
		nat->signalling_source = NAT_SOURCE_ANY;
		return NULL;
	}
	if (rest.len == 0)
		return option->shown.values;
	/* The registrar is always among them, whether named or not. */
	while (rest.len > 0) {
		struct slice word = next_word(&rest);

		if (slice_equal(word, SLICE("registrar")))
			continue;
		nat->signalling_source = NAT_SOURCE_PREFIXES;
		if (nat->source_count == NAT_MAX_SOURCES)
			return "at most 16 networks";
		if (prefix_parse(word, &nat->sources[nat->source_count]) != 0)
			return option->shown.values;
		nat->source_count++;
	}
	return NULL;
}
