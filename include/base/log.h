/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/log.h - one event, one line
 *
 * Lines go to standard error; under systemd with the <N> prefix that the
 * journal reads.  A line about a call begins with the call's short id, so
 * that a search for it tells the call's life.  Bytes of the network are put
 * through log_escape() first.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/compiler.h"
#include "base/slice.h"

/** One row per level: name, priority of syslog(3). */
#define LOG_LEVELS(X)                                                          \
	X(ERROR, "error", 3)                                                   \
	X(WARNING, "warning", 4)                                               \
	X(NOTICE, "notice", 5)                                                 \
	X(INFO, "info", 6)                                                     \
	X(DEBUG, "debug", 7)

enum log_level {
#define X(id, name, priority) LOG_LEVEL_##id,
	LOG_LEVELS(X)
#undef X
		LOG_LEVEL_COUNT
};

/** Where lines go instead of standard error; tests set it. */
typedef void log_sink_fn(enum log_level level, const char *line);

void log_set_level(enum log_level level);
enum log_level log_level(void);
void log_set_sink(log_sink_fn *sink);

/** log_level_from_name - 0, or -EINVAL when there is no such level. */
MUST_CHECK int log_level_from_name(const char *name, enum log_level *out);
const char *log_level_name(enum log_level level);

void log_write(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* What is not logged is not written either: the arguments are looked at only
 * when the line is wanted. */
#define LOG_AT(level, ...)                                                     \
	do {                                                                   \
		if (log_level() >= (level))                                    \
			log_write(level, __VA_ARGS__);                         \
	} while (0)
#define log_error(...) LOG_AT(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) LOG_AT(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_notice(...) LOG_AT(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...) LOG_AT(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) LOG_AT(LOG_LEVEL_DEBUG, __VA_ARGS__)

/** Room for an escaped piece of a message in a log line. */
#define LOG_ESCAPED_MAX 128

struct log_escaped {
	char text[LOG_ESCAPED_MAX];
};

/** log_escape - @s for a log line, cut to fit: log_escape(s).text. */
struct log_escaped log_escape(struct slice s);

#endif /* BASE_LOG_H */
