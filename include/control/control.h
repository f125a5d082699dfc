/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/control.h - the socket that `viaduct` talks to
 *
 * A unix socket, mode 0660, that belongs to root and the daemon's group.  One
 * request per line; see protocol/envelope.h.
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include <jansson.h>
#include <sys/types.h>

#include "alg/gateway.h"
#include "base/loop.h"
#include "config/config.h"

/** What the commands can see and do. */
struct control_context {
	struct gateway *gateway;
	struct config *config;
	const char *config_path;
	int64_t started_wall_s;
	uint64_t started_ms;
	/** Read the configuration and apply it.  Errors and what needs a
	 * restart are appended to @notes, strings.  0 or a negative errno. */
	int (*reload)(void *ctx, json_t *notes);
	/** The same without applying it. */
	int (*check)(void *ctx, json_t *notes);
	/** Packets that passed unseen because a queue was full. */
	uint64_t (*queue_lost)(void *ctx);
	void *ctx;
};

struct control;

/**
 * control_open - listen at the configured path
 * @group: owns the socket besides root
 *
 * The directory is made when it is missing; a socket that nobody answers at
 * is replaced.  Returns 0, -EADDRINUSE when another daemon answers there, or
 * a negative errno.
 */
MUST_CHECK int control_open(struct control **out, struct loop *loop,
			    const char *path, gid_t group,
			    const struct control_context *context);

/** control_close - end all conversations and remove the socket. */
void control_close(struct control *control);

/**
 * control_run - carry out one request line
 * @may_change: false for who is neither root nor in the group
 *
 * Returns the answering line, which the caller frees; NULL without memory.
 */
char *control_run(const struct control_context *context, const char *line,
		  bool may_change);

#endif /* CONTROL_CONTROL_H */
