/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * main/privileges.c - keep the right to change the network, drop the rest
 */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "main_internal.h"

/* The user that `make install` creates. */
#define STANDARD_USER "viaduct"

int privileges_find(const char *name, struct privileges_user *out)
{
	const struct passwd *user = getpwnam(name);

	*out = (struct privileges_user){0, 0};
	if (user != NULL) {
		out->uid = user->pw_uid;
		out->gid = user->pw_gid;
		return 0;
	}
	if (strcmp(name, STANDARD_USER) != 0) {
		log_error("[general] user: there is no user %s", name);
		return -ENOENT;
	}
	log_warning("there is no user %s: staying root, with the right to "
		    "change the network only",
		    name);
	return 0;
}

static int limit_capabilities(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {0};

	data[CAP_TO_INDEX(CAP_NET_ADMIN)].effective =
		CAP_TO_MASK(CAP_NET_ADMIN);
	data[CAP_TO_INDEX(CAP_NET_ADMIN)].permitted =
		CAP_TO_MASK(CAP_NET_ADMIN);
	return syscall(SYS_capset, &header, data) == 0 ? 0 : -errno;
}

/* What is not in the bounding set cannot come back by any program. */
static void limit_bounding_set(void)
{
	for (unsigned long cap = 0; cap <= 63; cap++)
		if (cap != CAP_NET_ADMIN)
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
}

int privileges_drop(const struct privileges_user *user)
{
	limit_bounding_set();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -errno;
	if (user->uid == 0)
		return limit_capabilities();
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 ||
	    setgroups(0, NULL) != 0 ||
	    setresgid(user->gid, user->gid, user->gid) != 0 ||
	    setresuid(user->uid, user->uid, user->uid) != 0)
		return -errno;
	return limit_capabilities();
}
