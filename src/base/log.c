/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/log.c - one event, one line
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/writer.h"

static const struct {
	const char *name;
	int priority;
} levels[] = {
#define X(id, name, priority) {name, priority},
	LOG_LEVELS(X)
#undef X
};

static enum log_level max_level = LOG_LEVEL_INFO;
static log_sink_fn *sink;

void log_set_level(enum log_level level)
{
	max_level = level;
}

enum log_level log_level(void)
{
	return max_level;
}

void log_set_sink(log_sink_fn *fn)
{
	sink = fn;
}

int log_level_from_name(const char *name, enum log_level *out)
{
	for (unsigned int i = 0; i < LOG_LEVEL_COUNT; i++) {
		if (strcmp(levels[i].name, name) == 0) {
			*out = (enum log_level)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *log_level_name(enum log_level level)
{
	return levels[level].name;
}

void log_write(enum log_level level, const char *fmt, ...)
{
	char line[1024];
	va_list args;

	if (level > max_level)
		return;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);

	if (sink != NULL)
		sink(level, line);
	else if (getenv("JOURNAL_STREAM") != NULL)
		fprintf(stderr, "<%d>%s\n", levels[level].priority, line);
	else
		fprintf(stderr, "viaductd: %s: %s\n", levels[level].name, line);
}

struct log_escaped log_escape(struct slice s)
{
	struct log_escaped e;
	struct writer w;

	writer_init(&w, e.text, sizeof(e.text) - 3);
	while (s.len > 0 && !writer_is_full(&w)) {
		writer_put_escaped(&w, (struct slice){s.p, 1});
		s.p++;
		s.len--;
	}
	if (writer_is_full(&w))
		memcpy(e.text + w.len, "...", 4);
	return e;
}
