/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/netlink_internal.h - the parts of the real kernel's side
 */
#ifndef NETLINK_NETLINK_INTERNAL_H
#define NETLINK_NETLINK_INTERNAL_H

#include "netlink/kernel.h"
#include "socket.h"

/** The name of our table, in each family. */
#define NETLINK_TABLE "viaduct"

/*
 * A commit has three steps: put the requests of its flows and elements into
 * the buffer, send both at once, and finish: what failed together is tried
 * one by one.
 */

/** Most changes of one commit: even as renewals of the largest kind they fit
 * into the request buffer. */
#define NETLINK_COMMIT_MAX 256

/* set_elements.c */

/** netlink_put_elements - those of @changes that are no flows, as one
 * transaction. */
void netlink_put_elements(struct netlink_socket *s,
			  struct kernel_change *changes, size_t count);

/** netlink_finish_elements - fill in their results.
 * @err: the transaction's */
void netlink_finish_elements(struct netlink_socket *s,
			     struct kernel_change *changes, size_t count,
			     int err);

/** netlink_batch_begin, netlink_batch_end - around a transaction. */
void netlink_batch_begin(struct netlink_socket *s);
void netlink_batch_end(struct netlink_socket *s);

/* conntrack.c */

/** netlink_put_flows - those of @changes that are flows, a request each. */
void netlink_put_flows(struct netlink_socket *s, struct kernel_change *changes,
		       size_t count);

/** netlink_flow_error - the request numbered @number, from 0, has failed. */
void netlink_flow_error(struct kernel_change *changes, size_t count,
			uint32_t number, int err);

/** netlink_finish_flows - look into those that have failed. */
void netlink_finish_flows(struct netlink_socket *s,
			  struct kernel_change *changes, size_t count);

void netlink_read_flows(struct netlink_socket *s, struct kernel_flow *flows,
			size_t count);

/* ruleset.c */

MUST_CHECK int netlink_set_ruleset(struct netlink_socket *s,
				   const struct kernel_ruleset *ruleset,
				   int *ipv6_error);

/** netlink_clear_ruleset - @has_ipv6: there is one for IPv6 too. */
void netlink_clear_ruleset(struct netlink_socket *s, bool has_ipv6);

/* rtnetlink.c */

MUST_CHECK int netlink_read_network(struct netlink_socket *s,
				    struct kernel_network *out);

/* neighbour.c */

bool netlink_is_same_host(struct netlink_socket *s, const struct address *a,
			  const struct address *b);

#endif /* NETLINK_NETLINK_INTERNAL_H */
