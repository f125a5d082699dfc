/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main/main_internal.h - the parts of viaductd's start
 */
#ifndef MAIN_MAIN_INTERNAL_H
#define MAIN_MAIN_INTERNAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "config/config.h"

/* arguments.c */

struct arguments {
	const char *config_path;
	bool config_given; /* then the file must be there */
	bool check;        /* read the configuration and stop */
};

/** arguments_parse - the command line; --help, --version and mistakes end the
 * program. */
void arguments_parse(int argc, char **argv, struct arguments *out);

/* privileges.c */

struct privileges_user {
	uid_t uid;
	gid_t gid;
};

/** privileges_find - the configured user.  Root, with a warning, when there
 * is no user of the default name; -ENOENT when another was asked for. */
MUST_CHECK int privileges_find(const char *name, struct privileges_user *out);

/** privileges_drop - become @user, with no other capability than
 * CAP_NET_ADMIN, and no way to get one back. */
MUST_CHECK int privileges_drop(const struct privileges_user *user);

/* tuning.c */

/** tuning_apply - counters of conntrack on; our ports no longer given to
 * programs of this machine.  What is refused is a warning. */
void tuning_apply(const struct nat_settings *nat);

/* notify.c */

/** notify_systemd - tell the service manager, if there is one. */
void notify_systemd(const char *state);

/* daemon.c */

struct daemon;

/** daemon_open - everything that a running daemon has.  Mistakes are logged.
 * Returns 0 or a negative errno. */
MUST_CHECK int daemon_open(struct daemon **out, const char *config_path,
			   bool config_given);

/** daemon_run - until SIGTERM or SIGINT. */
void daemon_run(struct daemon *d);
void daemon_close(struct daemon *d);

#endif /* MAIN_MAIN_INTERNAL_H */
