/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protocol/commands.h - what `viaduct` can ask `viaductd`
 *
 * One row per command: name, arguments as --help shows them, whether it
 * changes something, and what it does.  Daemon and command line are compiled
 * from the same list.
 */
#ifndef PROTOCOL_COMMANDS_H
#define PROTOCOL_COMMANDS_H

#include <stdbool.h>

#define COMMANDS(X)                                                            \
	X(status, "", false,                                                   \
	  "the daemon, its interfaces, counts and warnings")                   \
	X(pinholes, "[CALL]", false, "every opening, with packets both ways")  \
	X(calls, "[CALL]", false, "who talks with whom, and their streams")    \
	X(registrations, "", false, "which phones can be called")              \
	X(mappings, "", false, "inside sockets and how the world sees them")   \
	X(counters, "", false, "what happened, and how often")                 \
	X(limits, "", false, "how much of each limit is in use")               \
	X(explain, "CALL", false,                                              \
	  "every message of a call, and why it was changed")                   \
	X(why, "CALL", false, "what is wrong with a call, in words")           \
	X(close, "CALL", true, "close a call's openings now")                  \
	X(bypass, "[on|off]", true, "let SIP pass untouched, or not")          \
	X(reload, "", true, "read the configuration again")                    \
	X(log_level, "[LEVEL]", true,                                          \
	  "log more or less until the next reload")                            \
	X(config, "[check|show]", false, "the configuration in force")

enum command {
#define X(name, arguments, changes, help) COMMAND_##name,
	COMMANDS(X)
#undef X
		COMMAND_COUNT
};

struct command_description {
	const char *name; /* with '-' where the identifier has '_' */
	const char *arguments;
	bool changes; /* for root and the socket's group only */
	const char *help;
};

extern const struct command_description commands[COMMAND_COUNT];

/** commands_find - the index of @name in commands, or -1. */
int commands_find(const char *name);

#endif /* PROTOCOL_COMMANDS_H */
