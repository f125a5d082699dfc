/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config/print.c - the options for people: shipped file and manual page
 */
#include <string.h>

#include "options_internal.h"

/* What may stand there, with the range of a number. */
static void print_values(FILE *out, const struct option *option)
{
	fprintf(out, "Values: %s", option->shown.values);
	if (option->parse == values_parse_number)
		fprintf(out, ", %u to %u", option->min, option->max);
	fprintf(out, ".%s",
		option->shown.is_live ? "" : "  A change needs a restart.");
}

/* Words of @text in lines of at most @width, each behind @prefix. */
static void print_wrapped(FILE *out, const char *prefix, const char *text)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (column > 0 && column + 1 + len > 78) {
			fputc('\n', out);
			column = 0;
		}
		column += (size_t)(column == 0 ? fprintf(out, "%s", prefix)
					       : fprintf(out, " "));
		column += (size_t)fprintf(out, "%.*s", (int)len, text);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

void config_print_file(FILE *out)
{
	const char *section = "";

	fprintf(out, "# Viaduct: /etc/viaduct/viaduct.conf, see "
		     "viaduct.conf(5).\n"
		     "# Every option has a default, which is what stands "
		     "here.\n");
	for (unsigned int i = 0; i < option_count; i++) {
		const struct config_option *o = &options[i].shown;

		if (strcmp(section, o->section) != 0) {
			section = o->section;
			fprintf(out, "\n[%s]\n", section);
		}
		fputc('\n', out);
		print_wrapped(out, "# ", o->help);
		fprintf(out, "# ");
		print_values(out, &options[i]);
		fprintf(out, "\n#%s = %s\n", o->key, o->standard);
	}
}

void config_print_manual(FILE *out)
{
	const char *section = "";

	for (unsigned int i = 0; i < option_count; i++) {
		const struct config_option *o = &options[i].shown;

		if (strcmp(section, o->section) != 0) {
			section = o->section;
			fprintf(out, ".SS [%s]\n", section);
		}
		fprintf(out, ".TP\n.BR %s \" = %s\"\n%s\n", o->key, o->standard,
			o->help);
		print_values(out, &options[i]);
		fputc('\n', out);
	}
}
