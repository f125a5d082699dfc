/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/rtnetlink.c - interfaces, addresses and routes
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink_internal.h"

/* Attributes of the three families of messages have numbers below this. */
#define ATTR_MAX 64

struct attributes {
	const struct nlattr *at[ATTR_MAX];
};

static int parse_attr(const struct nlattr *attr, void *ctx)
{
	struct attributes *attributes = ctx;

	if (mnl_attr_get_type(attr) < ATTR_MAX)
		attributes->at[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

static struct attributes parse(const struct nlmsghdr *h, size_t header)
{
	struct attributes attributes = {{NULL}};

	mnl_attr_parse(h, (unsigned int)header, parse_attr, &attributes);
	return attributes;
}

static bool read_address(const struct nlattr *attr, int family,
			 struct address *out)
{
	size_t len = family == AF_INET ? 4 : 16;

	memset(out, 0, sizeof(*out));
	if (attr == NULL || mnl_attr_get_payload_len(attr) != len)
		return false;
	out->family = family == AF_INET ? 4 : 6;
	memcpy(out->bytes, mnl_attr_get_payload(attr), len);
	return true;
}

static uint32_t read_u32(const struct nlattr *attr)
{
	return attr != NULL && mnl_attr_validate(attr, MNL_TYPE_U32) >= 0
		       ? mnl_attr_get_u32(attr)
		       : 0;
}

static void take_link(void *ctx, const struct nlmsghdr *h)
{
	struct kernel_network *n = ctx;
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(h);
	struct attributes a;
	struct kernel_link *link;

	if (h->nlmsg_type != RTM_NEWLINK)
		return;
	if (n->link_count == KERNEL_MAX_LINKS) {
		n->incomplete = true;
		return;
	}
	a = parse(h, sizeof(*info));
	link = &n->links[n->link_count++];
	memset(link, 0, sizeof(*link));
	link->index = (uint32_t)info->ifi_index;
	link->mtu = read_u32(a.at[IFLA_MTU]);
	link->is_up = (info->ifi_flags & IFF_UP) != 0;
	link->is_loopback = (info->ifi_flags & IFF_LOOPBACK) != 0;
	if (a.at[IFLA_IFNAME] != NULL &&
	    mnl_attr_validate(a.at[IFLA_IFNAME], MNL_TYPE_NUL_STRING) >= 0)
		snprintf(link->name, sizeof(link->name), "%s",
			 mnl_attr_get_str(a.at[IFLA_IFNAME]));
}

static void take_address(void *ctx, const struct nlmsghdr *h)
{
	struct kernel_network *n = ctx;
	const struct ifaddrmsg *info = mnl_nlmsg_get_payload(h);
	struct kernel_address *address;
	struct attributes a;

	/* The same bit means "temporary" to IPv6. */
	if (h->nlmsg_type != RTM_NEWADDR ||
	    (info->ifa_family == AF_INET && info->ifa_flags & IFA_F_SECONDARY))
		return;
	if (n->address_count == KERNEL_MAX_ADDRESSES) {
		n->incomplete = true;
		return;
	}
	a = parse(h, sizeof(*info));
	address = &n->addresses[n->address_count];
	/* On point-to-point links IFA_ADDRESS is the other end. */
	if (!read_address(a.at[IFA_LOCAL] ? a.at[IFA_LOCAL] : a.at[IFA_ADDRESS],
			  info->ifa_family, &address->prefix.address))
		return;
	address->link = info->ifa_index;
	address->prefix.length = info->ifa_prefixlen;
	n->address_count++;
}

static void add_route(struct kernel_network *n,
		      const struct kernel_route *route)
{
	if (n->route_count == KERNEL_MAX_ROUTES)
		n->incomplete = true;
	else
		n->routes[n->route_count++] = *route;
}

/* A route by several interfaces is one by each of them. */
static void add_next_hops(struct kernel_network *n, struct kernel_route *route,
			  const struct nlattr *attr)
{
	const char *at = mnl_attr_get_payload(attr);
	size_t left = mnl_attr_get_payload_len(attr);

	while (left >= sizeof(struct rtnexthop)) {
		const struct rtnexthop *hop = (const struct rtnexthop *)at;
		size_t len = netlink_align(hop->rtnh_len);

		if (len < sizeof(*hop) || len > left)
			break;
		route->link = (uint32_t)hop->rtnh_ifindex;
		add_route(n, route);
		at += len;
		left -= len;
	}
}

static void take_route(void *ctx, const struct nlmsghdr *h)
{
	struct kernel_network *n = ctx;
	const struct rtmsg *info = mnl_nlmsg_get_payload(h);
	struct kernel_route route = {.link = 0};
	struct attributes a;

	if (h->nlmsg_type != RTM_NEWROUTE || info->rtm_type != RTN_UNICAST ||
	    info->rtm_table != RT_TABLE_MAIN)
		return;
	a = parse(h, sizeof(*info));
	if (!read_address(a.at[RTA_DST], info->rtm_family,
			  &route.destination.address)) {
		if (info->rtm_dst_len != 0)
			return;
		route.destination.address.family =
			info->rtm_family == AF_INET ? 4 : 6;
	}
	route.destination.length = info->rtm_dst_len;
	route.metric = read_u32(a.at[RTA_PRIORITY]);
	route.link = read_u32(a.at[RTA_OIF]);
	if (route.link != 0)
		add_route(n, &route);
	else if (a.at[RTA_MULTIPATH] != NULL)
		add_next_hops(n, &route, a.at[RTA_MULTIPATH]);
}

static int dump(struct netlink_socket *s, int type, netlink_answer_fn *take,
		struct kernel_network *out)
{
	struct rtgenmsg *general;
	struct nlmsghdr *h;
	void *extra;

	h = netlink_socket_put(s, type, NLM_F_DUMP, sizeof(*general), &extra);
	general = extra;
	general->rtgen_family = AF_UNSPEC;
	netlink_socket_end(s, h);
	return netlink_socket_dump(s, take, out);
}

int netlink_read_network(struct netlink_socket *s, struct kernel_network *out)
{
	int err;

	out->link_count = 0;
	out->address_count = 0;
	out->route_count = 0;
	out->incomplete = false;
	err = dump(s, RTM_GETLINK, take_link, out);
	if (err == 0)
		err = dump(s, RTM_GETADDR, take_address, out);
	if (err == 0)
		err = dump(s, RTM_GETROUTE, take_route, out);
	return err;
}
