/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/neighbour.c - which addresses are of the same host
 */
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink_internal.h"

/* The longest link-layer address of Linux, MAX_ADDR_LEN. */
#define LINK_ADDRESS_MAX 32

/** What is known of one of the addresses. */
struct neighbour {
	const struct address *address;
	uint32_t link;
	size_t len; /* 0: not known */
	uint8_t link_address[LINK_ADDRESS_MAX];
};

struct looking {
	struct neighbour of[2];
	uint32_t first_sequence;
};

static uint8_t family_of(const struct address *a)
{
	return a->family == 4 ? AF_INET : AF_INET6;
}

static size_t length_of(const struct address *a)
{
	return a->family == 4 ? 4 : 16;
}

static int take_attr(const struct nlattr *attr, void *ctx)
{
	const struct nlattr **found = ctx;

	if (mnl_attr_get_type(attr) == RTA_OIF)
		*found = attr;
	return MNL_CB_OK;
}

static int take_link_address(const struct nlattr *attr, void *ctx)
{
	struct neighbour *n = ctx;

	if (mnl_attr_get_type(attr) != NDA_LLADDR ||
	    mnl_attr_get_payload_len(attr) > LINK_ADDRESS_MAX)
		return MNL_CB_OK;
	n->len = mnl_attr_get_payload_len(attr);
	memcpy(n->link_address, mnl_attr_get_payload(attr), n->len);
	return MNL_CB_OK;
}

static struct neighbour *asked_about(struct looking *l,
				     const struct nlmsghdr *h)
{
	uint32_t at = h->nlmsg_seq - l->first_sequence;

	return at < ARRAY_SIZE(l->of) ? &l->of[at] : NULL;
}

static void take_route(void *ctx, const struct nlmsghdr *h)
{
	struct neighbour *n = asked_about(ctx, h);
	const struct nlattr *link = NULL;

	if (n == NULL || h->nlmsg_type != RTM_NEWROUTE ||
	    mnl_attr_parse(h, sizeof(struct rtmsg), take_attr, &link) < 0 ||
	    link == NULL || mnl_attr_validate(link, MNL_TYPE_U32) < 0)
		return;
	n->link = mnl_attr_get_u32(link);
}

static void take_neighbour(void *ctx, const struct nlmsghdr *h)
{
	const uint16_t known = NUD_REACHABLE | NUD_STALE | NUD_DELAY |
			       NUD_PROBE | NUD_PERMANENT;
	struct neighbour *n = asked_about(ctx, h);
	const struct ndmsg *info = mnl_nlmsg_get_payload(h);

	if (n != NULL && h->nlmsg_type == RTM_NEWNEIGH &&
	    (info->ndm_state & known) != 0)
		mnl_attr_parse(h, sizeof(*info), take_link_address, n);
}

/* By which interface is it reached? */
static void put_route_request(struct netlink_socket *s,
			      const struct neighbour *n)
{
	struct rtmsg *info;
	void *extra;
	struct nlmsghdr *h =
		netlink_socket_put(s, RTM_GETROUTE, 0, sizeof(*info), &extra);

	info = extra;
	info->rtm_family = family_of(n->address);
	info->rtm_dst_len = (uint8_t)(length_of(n->address) * 8);
	mnl_attr_put(h, RTA_DST, length_of(n->address), n->address->bytes);
	netlink_socket_end(s, h);
}

/* Who has it there?  Nobody when it lies behind another router. */
static void put_neighbour_request(struct netlink_socket *s,
				  const struct neighbour *n)
{
	struct ndmsg *info;
	void *extra;
	struct nlmsghdr *h =
		netlink_socket_put(s, RTM_GETNEIGH, 0, sizeof(*info), &extra);

	info = extra;
	info->ndm_family = family_of(n->address);
	info->ndm_ifindex = (int)n->link;
	mnl_attr_put(h, NDA_DST, length_of(n->address), n->address->bytes);
	netlink_socket_end(s, h);
}

bool netlink_is_same_host(struct netlink_socket *s, const struct address *a,
			  const struct address *b)
{
	struct looking l = {.of = {{.address = a}, {.address = b}}};
	const struct neighbour *one = &l.of[0], *other = &l.of[1];

	l.first_sequence = s->sequence;
	put_route_request(s, one);
	put_route_request(s, other);
	if (netlink_socket_send(s, NULL, take_route, &l) != 0 ||
	    one->link == 0 || one->link != other->link)
		return false;
	l.first_sequence = s->sequence;
	put_neighbour_request(s, one);
	put_neighbour_request(s, other);
	return netlink_socket_send(s, NULL, take_neighbour, &l) == 0 &&
	       one->len > 0 && one->len == other->len &&
	       memcmp(one->link_address, other->link_address, one->len) == 0;
}
