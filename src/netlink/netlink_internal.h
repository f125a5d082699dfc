/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/netlink_internal.h - the parts of the real kernel's side
 */
#ifndef NETLINK_NETLINK_INTERNAL_H
#define NETLINK_NETLINK_INTERNAL_H

#include "netlink/kernel.h"
#include "netlink/socket.h"

/** The name of our table, in each family. */
#define NETLINK_TABLE "viaduct"

/* set_elements.c */

/** netlink_commit_elements - those of @changes that are no flows, in one
 * transaction; fills in their results. */
void netlink_commit_elements(struct netlink_socket *s,
			     struct kernel_change *changes, size_t count);

/** netlink_batch_begin, netlink_batch_end - around a transaction. */
void netlink_batch_begin(struct netlink_socket *s);
void netlink_batch_end(struct netlink_socket *s);

/* conntrack.c */

/** netlink_commit_flows - those of @changes that are flows. */
void netlink_commit_flows(struct netlink_socket *s,
			  struct kernel_change *changes, size_t count);

void netlink_read_flows(struct netlink_socket *s, struct kernel_flow *flows,
			size_t count);

/* ruleset.c */

MUST_CHECK int netlink_set_ruleset(struct netlink_socket *s,
				   const struct kernel_ruleset *ruleset);
void netlink_clear_ruleset(struct netlink_socket *s);

/* rtnetlink.c */

MUST_CHECK int netlink_read_network(struct netlink_socket *s,
				    struct kernel_network *out);

#endif /* NETLINK_NETLINK_INTERNAL_H */
