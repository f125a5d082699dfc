/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protocol/commands.c - what `viaduct` can ask `viaductd`
 */
#include <string.h>

#include "protocol/commands.h"

const struct command_description commands[COMMAND_COUNT] = {
#define X(name, arguments, changes, help) {#name, arguments, changes, help},
	COMMANDS(X)
#undef X
};

static char dashed(char c)
{
	return c == '-' ? '_' : c;
}

/* "log-level" is log_level: no identifier has a dash. */
static bool is_name(const char *identifier, const char *name)
{
	while (*identifier != '\0' && *identifier == dashed(*name)) {
		identifier++;
		name++;
	}
	return *identifier == '\0' && *name == '\0';
}

int commands_find(const char *name)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		if (is_name(commands[i].name, name))
			return i;
	return -1;
}
