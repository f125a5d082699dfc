/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/netlink_kernel.h - the real kernel behind netlink/kernel.h
 */
#ifndef NETLINK_NETLINK_KERNEL_H
#define NETLINK_NETLINK_KERNEL_H

#include "netlink/kernel.h"

struct netlink_kernel;

/**
 * netlink_kernel_open - sockets to nftables, conntrack and routing
 *
 * Needs CAP_NET_ADMIN in this network namespace, now and later.  Returns 0 or
 * a negative errno.
 */
MUST_CHECK int netlink_kernel_open(struct netlink_kernel **out);
void netlink_kernel_close(struct netlink_kernel *k);

struct kernel netlink_kernel(struct netlink_kernel *k);

/** netlink_kernel_events_fd - readable when an interface, an address or a
 * route has changed. */
int netlink_kernel_events_fd(const struct netlink_kernel *k);

/** netlink_kernel_take_events - forget the changes that were reported. */
void netlink_kernel_take_events(struct netlink_kernel *k);

#endif /* NETLINK_NETLINK_KERNEL_H */
