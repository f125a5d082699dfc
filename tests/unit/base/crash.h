/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/crash.h - does this stop the program?
 *
 * For assertions about our own bugs, and for calls that might run into one:
 * they happen in a child, so that the other tests still run.
 */
#ifndef UNIT_BASE_CRASH_H
#define UNIT_BASE_CRASH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

/** crash_happens - call @fn in a child; does the child end by a signal? */
static inline bool crash_happens(void (*fn)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		close(STDERR_FILENO); /* nobody wants to read about it */
		fn();
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif /* UNIT_BASE_CRASH_H */
