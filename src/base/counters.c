/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/counters.c - what happened, and how often
 */
#include "base/counters.h"

uint64_t counters[COUNTER_COUNT];

static const struct {
	const char *name;
	const char *help;
} descriptions[] = {
#define X(id, name, help) {name, help},
	COUNTERS(X)
#undef X
};

const char *counter_name(enum counter counter)
{
	return descriptions[counter].name;
}

const char *counter_help(enum counter counter)
{
	return descriptions[counter].help;
}
