/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config/config.c - read the file, check it, show it
 */
#include <errno.h>
#include <iniparser/iniparser.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options_internal.h"

/** A reading of one file: where mistakes go. */
struct reading {
	const char *path;
	config_error_fn *report;
	void *ctx;
	unsigned int mistakes;
};

static void report_at(struct reading *r, unsigned int line, const char *fmt,
		      ...) PRINTF_LIKE(3, 4);

static void report_at(struct reading *r, unsigned int line, const char *fmt,
		      ...)
{
	char text[512];
	int n = line > 0
			? snprintf(text, sizeof(text), "%s:%u: ", r->path, line)
			: snprintf(text, sizeof(text), "%s: ", r->path);
	va_list args;

	r->mistakes++;
	if (n < 0 || (size_t)n >= sizeof(text))
		n = 0;
	va_start(args, fmt);
	vsnprintf(text + n, sizeof(text) - (size_t)n, fmt, args);
	va_end(args);
	r->report(r->ctx, text);
}

/** Where a key stands in the file, which iniparser does not tell. */
struct place {
	unsigned int line;   /* 0: nowhere */
	unsigned int before; /* the line before, when it stands there twice */
};

/* Is the line the head of this section, or the key looked for in it? */
static bool is_wanted(struct slice line, const char *section, const char *key,
		      bool *in_section)
{
	const char *equals = slice_find(line, '=');
	struct slice name;

	if (line.len > 1 && line.p[0] == '[') {
		name = slice_trim(
			slice_between(line.p + 1, line.p + line.len - 1));
		*in_section = slice_equal_nocase(name, slice_of(section));
		return *in_section && key == NULL;
	}
	if (!*in_section || key == NULL || equals == NULL)
		return false;
	name = slice_trim(slice_between(line.p, equals));
	return slice_equal_nocase(name, slice_of(key));
}

/* @key of @section, or the section itself when @key is NULL. */
static struct place find_place(const char *path, const char *section,
			       const char *key)
{
	FILE *f = fopen(path, "r");
	struct place place = {0, 0};
	bool in_section = section[0] == '\0';
	unsigned int number = 0;
	char line[1024];

	if (f == NULL)
		return place;
	while (fgets(line, sizeof(line), f) != NULL) {
		number++;
		if (!is_wanted(slice_trim(slice_of(line)), section, key,
			       &in_section))
			continue;
		place.before = place.line;
		place.line = number;
	}
	fclose(f);
	return place;
}

static unsigned int find_line(const char *path, const char *section,
			      const char *key)
{
	return find_place(path, section, key).line;
}

/* iniparser's callback for what it cannot parse has no context. */
static struct reading *syntax_reading;

static int report_syntax(const char *fmt, ...) PRINTF_LIKE(1, 2);

static int report_syntax(const char *fmt, ...)
{
	char text[512];
	struct slice s;
	va_list args;
	const char *open, *close;
	unsigned int line = 0;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	/* "iniparser: syntax error in FILE (LINE):\n-> TEXT\n" */
	s = slice_trim(slice_of(text));
	close = strstr(text, "):\n");
	if (close == NULL)
		close = strrchr(text, ')');
	open = close != NULL ? memrchr(text, '(', (size_t)(close - text))
			     : NULL;
	if (close != NULL &&
	    slice_to_u32(slice_between(open + 1, close), &line) == 0)
		report_at(syntax_reading, line,
			  strstr(text, "input line too long") != NULL
				  ? "the line is too long"
				  : "neither [section] nor key = value");
	else if (s.len > 0 && strncmp(s.p, "->", 2) != 0)
		report_at(syntax_reading, 0, "%.*s", SLICE_ARGS(s));
	return 0;
}

static dictionary *load(struct reading *r)
{
	dictionary *d;

	syntax_reading = r;
	iniparser_set_error_callback(report_syntax);
	d = iniparser_load(r->path);
	iniparser_set_error_callback(NULL);
	syntax_reading = NULL;
	return d;
}

static void set_option(struct reading *r, struct config *config,
		       unsigned int index, const char *text)
{
	const struct option *option = &options[index];
	struct place place =
		find_place(r->path, option->shown.section, option->shown.key);
	const char *right;

	if (place.before != 0)
		report_at(r, place.line, "%s stands in line %u already",
			  option->shown.key, place.before);
	if (strlen(text) >= CONFIG_TEXT_MAX) {
		right = "something shorter";
	} else {
		memcpy(config->texts[index], text, strlen(text) + 1);
		right = option->parse(option, config, text);
	}
	if (right != NULL)
		report_at(r, place.line, "%s = %s: expected %s",
			  option->shown.key, text, right);
}

/* How many letters have to be put in, left out or changed to make @a of @b;
 * for words of up to 31 letters. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[32];
	size_t width = strlen(b);

	if (width >= ARRAY_SIZE(row))
		return UINT_MAX;
	for (unsigned int j = 0; j <= width; j++)
		row[j] = j;
	for (unsigned int i = 1; *a != '\0'; a++, i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			unsigned int best = diagonal + (*a != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[width];
}

/* What was meant: the key of another section, or one that is spelt alike. */
static void report_unknown(struct reading *r, const char *section,
			   const char *key)
{
	unsigned int line = find_line(r->path, section, key);

	for (unsigned int i = 0; i < option_count; i++) {
		const struct config_option *o = &options[i].shown;

		if (strcmp(o->section, section) == 0 &&
		    distance(o->key, key) <= 2) {
			report_at(r, line,
				  "unknown key %s in [%s]: is %s meant?", key,
				  section, o->key);
			return;
		}
		if (strcmp(o->key, key) == 0) {
			report_at(r, line,
				  "unknown key %s in [%s]: it belongs to [%s]",
				  key, section, o->section);
			return;
		}
	}
	report_at(r, line, "unknown key %s in [%s]", key, section);
}

static bool is_section(const char *section)
{
	for (unsigned int i = 0; i < option_count; i++)
		if (strcmp(options[i].shown.section, section) == 0)
			return true;
	return false;
}

static void read_section(struct reading *r, struct config *config,
			 const dictionary *d, const char *section)
{
	int count = iniparser_getsecnkeys(d, section);
	const char **keys;

	if (!is_section(section)) {
		report_at(r, find_line(r->path, section, NULL),
			  "unknown section [%s]", section);
		return;
	}
	keys = calloc((size_t)count + 1, sizeof(*keys));
	if (keys == NULL ||
	    (count > 0 && iniparser_getseckeys(d, section, keys) == NULL)) {
		report_at(r, 0, "out of memory");
		count = 0;
	}
	for (int i = 0; i < count; i++) {
		const char *key = keys[i] + strlen(section) + 1;
		int index = options_find(section, key);

		if (iniparser_getstring(d, keys[i], NULL) == NULL ||
		    strchr(key, ':') != NULL)
			continue; /* see check_odd_sections() */
		if (index < 0)
			report_unknown(r, section, key);
		else
			set_option(r, config, (unsigned int)index,
				   iniparser_getstring(d, keys[i], ""));
	}
	free(keys);
}

/* Keys in front of the first [section] are in none of iniparser's lists. */
static void check_stray_keys(struct reading *r, const dictionary *d)
{
	for (ssize_t i = 0; i < d->size; i++)
		if (d->key[i] != NULL && d->key[i][0] == ':')
			report_at(r, find_line(r->path, "", d->key[i] + 1),
				  "%s stands in no [section]", d->key[i] + 1);
}

/* iniparser takes a colon for its own: such a section is in no list, and its
 * keys look like those of another one. */
static void check_odd_sections(struct reading *r, const dictionary *d)
{
	for (ssize_t i = 0; i < d->size; i++)
		if (d->key[i] != NULL && d->val[i] == NULL &&
		    strchr(d->key[i], ':') != NULL)
			report_at(r, find_line(r->path, d->key[i], NULL),
				  "unknown section [%s]", d->key[i]);
}

static bool overlap(uint16_t first_a, uint16_t last_a, uint16_t first_b,
		    uint16_t last_b)
{
	return first_a <= last_b && first_b <= last_a;
}

/* Where the first of two keys stands that is in the file. */
static unsigned int find_either(const struct reading *r, const char *section,
				const char *key, const char *other_section,
				const char *other_key)
{
	unsigned int line = find_line(r->path, section, key);

	return line != 0 ? line : find_line(r->path, other_section, other_key);
}

/* What is wrong only together. */
static void check_together(struct reading *r, const struct config *c)
{
	const struct nat_settings *nat = &c->gateway.nat;

	if (overlap(nat->signalling_first, nat->signalling_last,
		    nat->media_first, nat->media_last))
		report_at(r,
			  find_either(r, "media", "ports", "signalling",
				      "outside_ports"),
			  "[media] ports and [signalling] outside_ports "
			  "overlap");
	if (c->signalling_queue == c->media_queue)
		report_at(
			r,
			find_either(r, "queue", "media", "queue", "signalling"),
			"[queue] signalling and media must differ");
}

void config_default(struct config *config)
{
	memset(config, 0, sizeof(*config));
	for (unsigned int i = 0; i < option_count; i++) {
		const char *text = options[i].shown.standard;

		memcpy(config->texts[i], text, strlen(text) + 1);
		if (options[i].parse(&options[i], config, text) != NULL)
			abort(); /* a row of the table contradicts itself */
	}
}

int config_read(struct config *out, const char *path, config_error_fn *report,
		void *ctx)
{
	struct reading r = {.path = path, .report = report, .ctx = ctx};
	struct stat file;
	dictionary *d;

	config_default(out);
	if (access(path, R_OK) != 0 || stat(path, &file) != 0)
		return -errno;
	if (!S_ISREG(file.st_mode))
		return S_ISDIR(file.st_mode) ? -EISDIR : -ENXIO;
	d = load(&r);
	if (d == NULL) {
		if (r.mistakes == 0)
			report_at(&r, 0, "cannot be read");
		return -EINVAL;
	}
	check_stray_keys(&r, d);
	check_odd_sections(&r, d);
	for (int i = 0; i < iniparser_getnsec(d); i++)
		read_section(&r, out, d, iniparser_getsecname(d, i));
	iniparser_freedict(d);
	if (r.mistakes == 0)
		check_together(&r, out);
	return r.mistakes > 0 ? -EINVAL : 0;
}

void config_apply(struct config *to, const struct config *from,
		  config_error_fn *needs_restart, void *ctx)
{
	char name[128];

	for (unsigned int i = 0; i < option_count; i++) {
		const struct config_option *shown = &options[i].shown;

		if (strcmp(to->texts[i], from->texts[i]) == 0)
			continue;
		if (!shown->is_live) {
			snprintf(name, sizeof(name), "[%s] %s", shown->section,
				 shown->key);
			needs_restart(ctx, name);
			continue;
		}
		memcpy(to->texts[i], from->texts[i], sizeof(to->texts[i]));
		(void)options[i].parse(&options[i], to, to->texts[i]);
	}
}
