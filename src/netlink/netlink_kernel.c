/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/netlink_kernel.c - the real kernel behind netlink/kernel.h
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "netlink/netlink_kernel.h"
#include "netlink_internal.h"

struct netlink_kernel {
	struct netlink_socket netfilter; /* nftables and conntrack */
	struct netlink_socket routing;
	struct netlink_socket events;
	bool has_ipv6_table;
};

int netlink_kernel_open(struct netlink_kernel **out)
{
	const unsigned int groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
				    RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_IFADDR |
				    RTMGRP_IPV6_ROUTE;
	struct netlink_kernel *k = calloc(1, sizeof(*k));
	int err;

	*out = NULL;
	if (k == NULL)
		return -ENOMEM;
	err = netlink_socket_open(&k->netfilter, NETLINK_NETFILTER, 0);
	if (err == 0)
		err = netlink_socket_open(&k->routing, NETLINK_ROUTE, 0);
	if (err == 0)
		err = netlink_socket_open(&k->events, NETLINK_ROUTE, groups);
	if (err != 0) {
		netlink_kernel_close(k);
		return err;
	}
	*out = k;
	return 0;
}

void netlink_kernel_close(struct netlink_kernel *k)
{
	if (k == NULL)
		return;
	netlink_socket_close(&k->netfilter);
	netlink_socket_close(&k->routing);
	netlink_socket_close(&k->events);
	free(k);
}

/** The requests of one commit, to find the one that an error is about. */
struct committing {
	struct kernel_change *changes;
	size_t count;
	uint32_t first_flow;    /* its sequence number */
	uint32_t first_element; /* likewise; after all flows */
	int element_error;
};

static void take_error(void *ctx, uint32_t sequence, int err)
{
	struct committing *c = ctx;

	if (sequence < c->first_element)
		netlink_flow_error(c->changes, c->count,
				   sequence - c->first_flow, err);
	else if (c->element_error == 0)
		c->element_error = err;
}

/*
 * Flows come before elements: a first packet that opened its flow also disarms
 * its port, and what comes next must find at least one of the two.
 */
static void commit_some(struct netlink_socket *s, struct kernel_change *changes,
			size_t count)
{
	struct committing c = {.changes = changes, .count = count};
	int err;

	c.first_flow = s->sequence;
	netlink_put_flows(s, changes, count);
	netlink_socket_split(s);
	c.first_element = s->sequence;
	netlink_put_elements(s, changes, count);
	err = netlink_socket_send(s, take_error, NULL, &c);
	if (err != 0) {
		for (size_t i = 0; i < count; i++)
			changes[i].result = err;
		return;
	}
	netlink_finish_flows(s, changes, count);
	netlink_finish_elements(s, changes, count, c.element_error);
}

static void commit(void *ctx, struct kernel_change *changes, size_t count)
{
	struct netlink_kernel *k = ctx;

	while (count > 0) {
		size_t part =
			count < NETLINK_COMMIT_MAX ? count : NETLINK_COMMIT_MAX;

		commit_some(&k->netfilter, changes, part);
		changes += part;
		count -= part;
	}
}

static void read_flows(void *ctx, struct kernel_flow *flows, size_t count)
{
	struct netlink_kernel *k = ctx;

	netlink_read_flows(&k->netfilter, flows, count);
}

static int read_network(void *ctx, struct kernel_network *out)
{
	struct netlink_kernel *k = ctx;

	return netlink_read_network(&k->routing, out);
}

/* Whoever is bound to it keeps us from it. */
static bool is_port_free(void *ctx UNUSED, const struct endpoint *e)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET,
				 .sin_port = htons(e->port)};
	int fd, err;

	if (e->address.family != 4)
		return false;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	memcpy(&v4.sin_addr, e->address.bytes, 4);
	err = bind(fd, (const struct sockaddr *)&v4, sizeof(v4));
	close(fd);
	return err == 0;
}

static bool is_same_host(void *ctx, const struct address *a,
			 const struct address *b)
{
	struct netlink_kernel *k = ctx;

	return netlink_is_same_host(&k->routing, a, b);
}

static int set_ruleset(void *ctx, const struct kernel_ruleset *ruleset,
		       int *ipv6_error)
{
	struct netlink_kernel *k = ctx;

	int err = netlink_set_ruleset(&k->netfilter, ruleset, ipv6_error);

	if (err == 0 && *ipv6_error == 0)
		k->has_ipv6_table = true;
	return err;
}

static void clear_ruleset(void *ctx)
{
	struct netlink_kernel *k = ctx;

	netlink_clear_ruleset(&k->netfilter, k->has_ipv6_table);
}

static const struct kernel_ops ops = {
	.commit = commit,
	.read_flows = read_flows,
	.read_network = read_network,
	.is_port_free = is_port_free,
	.is_same_host = is_same_host,
	.set_ruleset = set_ruleset,
	.clear_ruleset = clear_ruleset,
};

struct kernel netlink_kernel(struct netlink_kernel *k)
{
	return (struct kernel){.ops = &ops, .ctx = k};
}

int netlink_kernel_events_fd(const struct netlink_kernel *k)
{
	return k->events.fd;
}

void netlink_kernel_take_events(struct netlink_kernel *k)
{
	/* What has changed is read anew as a whole: nothing can be missed,
	 * even if the buffer was too small for the reports. */
	while (recv(k->events.fd, k->events.answer, NETLINK_BUFFER_SIZE,
		    MSG_DONTWAIT) > 0 ||
	       errno == ENOBUFS || errno == EINTR)
		;
}
