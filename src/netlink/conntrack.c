/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/conntrack.c - make, renew, remove and read conntrack entries
 */
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <string.h>

#include "base/log.h"
#include "netlink_internal.h"

static struct nlmsghdr *put_request(struct netlink_socket *s, int type,
				    int flags, const struct endpoint *e)
{
	struct nfgenmsg *header;
	void *extra;
	struct nlmsghdr *h =
		netlink_socket_put(s, NFNL_SUBSYS_CTNETLINK << 8 | type, flags,
				   sizeof(*header), &extra);

	header = extra;
	header->nfgen_family = e->address.family == 4 ? AF_INET : AF_INET6;
	header->version = NFNETLINK_V0;
	return h;
}

static void put_address(struct nlmsghdr *h, int v4, int v6,
			const struct address *a)
{
	if (a->family == 4)
		mnl_attr_put(h, (uint16_t)v4, 4, a->bytes);
	else
		mnl_attr_put(h, (uint16_t)v6, 16, a->bytes);
}

static void put_tuple(struct nlmsghdr *h, int type, const struct endpoint *from,
		      const struct endpoint *to)
{
	struct nlattr *tuple = mnl_attr_nest_start(h, (uint16_t)type);
	struct nlattr *part = mnl_attr_nest_start(h, CTA_TUPLE_IP);

	put_address(h, CTA_IP_V4_SRC, CTA_IP_V6_SRC, &from->address);
	put_address(h, CTA_IP_V4_DST, CTA_IP_V6_DST, &to->address);
	mnl_attr_nest_end(h, part);
	part = mnl_attr_nest_start(h, CTA_TUPLE_PROTO);
	mnl_attr_put_u8(h, CTA_PROTO_NUM, IPPROTO_UDP);
	mnl_attr_put_u16(h, CTA_PROTO_SRC_PORT, htons(from->port));
	mnl_attr_put_u16(h, CTA_PROTO_DST_PORT, htons(to->port));
	mnl_attr_nest_end(h, part);
	mnl_attr_nest_end(h, tuple);
}

/* Source NAT to exactly one address and port. */
static void put_nat(struct nlmsghdr *h, const struct endpoint *outside)
{
	struct nlattr *nat = mnl_attr_nest_start(h, CTA_NAT_SRC);
	struct nlattr *ports;

	put_address(h, CTA_NAT_V4_MINIP, CTA_NAT_V6_MINIP, &outside->address);
	put_address(h, CTA_NAT_V4_MAXIP, CTA_NAT_V6_MAXIP, &outside->address);
	ports = mnl_attr_nest_start(h, CTA_NAT_PROTO);
	mnl_attr_put_u16(h, CTA_PROTONAT_PORT_MIN, htons(outside->port));
	mnl_attr_put_u16(h, CTA_PROTONAT_PORT_MAX, htons(outside->port));
	mnl_attr_nest_end(h, ports);
	mnl_attr_nest_end(h, nat);
}

static void put_new(struct netlink_socket *s, const struct kernel_change *c)
{
	/* As if both had spoken already: such an entry is not the first to
	 * go when the table is full, and lives the long UDP timeout after
	 * its first packet instead of the short one. */
	const uint32_t status = IPS_CONFIRMED | IPS_ASSURED | IPS_SEEN_REPLY;
	struct nlmsghdr *h = put_request(s, IPCTNL_MSG_CT_NEW,
					 NLM_F_CREATE | NLM_F_EXCL, &c->inside);

	put_tuple(h, CTA_TUPLE_ORIG, &c->inside, &c->peer);
	put_tuple(h, CTA_TUPLE_REPLY, &c->peer, &c->inside);
	mnl_attr_put_u32(h, CTA_STATUS, htonl(status));
	mnl_attr_put_u32(h, CTA_TIMEOUT, htonl(c->ttl_s));
	if (!endpoint_equal(&c->inside, &c->outside))
		put_nat(h, &c->outside);
	netlink_socket_end(s, h);
}

static void put_renewal(struct netlink_socket *s, const struct kernel_change *c)
{
	struct nlmsghdr *h = put_request(s, IPCTNL_MSG_CT_NEW, 0, &c->inside);

	put_tuple(h, CTA_TUPLE_ORIG, &c->inside, &c->peer);
	mnl_attr_put_u32(h, CTA_TIMEOUT, htonl(c->ttl_s));
	netlink_socket_end(s, h);
}

static void put_removal(struct netlink_socket *s, const struct kernel_change *c)
{
	struct nlmsghdr *h =
		put_request(s, IPCTNL_MSG_CT_DELETE, 0, &c->inside);

	put_tuple(h, CTA_TUPLE_ORIG, &c->inside, &c->peer);
	netlink_socket_end(s, h);
}

static void put_change(struct netlink_socket *s, const struct kernel_change *c)
{
	switch (c->action) {
	case KERNEL_ADD:
		put_new(s, c);
		break;
	case KERNEL_RENEW:
		put_renewal(s, c);
		break;
	default:
		put_removal(s, c);
	}
}

void netlink_flow_error(struct kernel_change *changes, size_t count,
			uint32_t number, int err)
{
	for (size_t i = 0; i < count; i++) {
		if (changes[i].object != KERNEL_FLOW || number-- != 0)
			continue;
		changes[i].result = err;
		return;
	}
}

static void take_single_error(void *ctx, uint32_t sequence UNUSED, int err)
{
	*(int *)ctx = err;
}

static int commit_again(struct netlink_socket *s, const struct kernel_change *c)
{
	int result = 0, err;

	put_change(s, c);
	err = netlink_socket_send(s, take_single_error, NULL, &result);
	return err != 0 ? err : result;
}

/* Remove the entry from @inside to @peer, then make ours. */
static int replace(struct netlink_socket *s, const struct kernel_change *c,
		   const struct endpoint *inside, const struct endpoint *peer)
{
	struct kernel_change removal = {.object = KERNEL_FLOW,
					.action = KERNEL_REMOVE,
					.inside = *inside,
					.peer = *peer};

	(void)commit_again(s, &removal);
	return commit_again(s, c);
}

/*
 * An entry with one of our tuples is there.  Either it is what we want; or
 * the phone's first packet was faster than its own answer and the router's
 * masquerade gave it another port; or the peer's was, and a router without a
 * firewall took it for itself: these are replaced.  If it is somebody else's
 * whose reply tuple is the same, we leave it alone.
 */
static int resolve_clash(struct netlink_socket *s,
			 const struct kernel_change *c)
{
	struct kernel_flow there[] = {
		{.inside = c->inside, .peer = c->peer},
		{.inside = c->peer, .peer = c->outside},
	};

	netlink_read_flows(s, there, ARRAY_SIZE(there));
	if (there[0].result == 0)
		return endpoint_equal(&there[0].outside, &c->outside)
			       ? 0
			       : replace(s, c, &c->inside, &c->peer);
	/* Read backwards, somebody else's would lead to our address. */
	if (there[1].result == 0 && endpoint_equal(&there[1].outside, &c->peer))
		return replace(s, c, &c->peer, &c->outside);
	return -EEXIST;
}

static int resolve(struct netlink_socket *s, const struct kernel_change *c)
{
	struct kernel_change add = *c;
	int err = c->result;

	if (c->action == KERNEL_REMOVE && err == -ENOENT)
		return 0;
	add.action = KERNEL_ADD;
	if (c->action == KERNEL_RENEW && err == -ENOENT)
		err = commit_again(s, &add);
	if (err == -EEXIST)
		err = resolve_clash(s, &add);
	if (err != 0)
		log_warning("conntrack: %s%s", strerror(-err), s->text);
	return err;
}

void netlink_put_flows(struct netlink_socket *s, struct kernel_change *changes,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (changes[i].object != KERNEL_FLOW)
			continue;
		changes[i].result = 0;
		put_change(s, &changes[i]);
	}
}

void netlink_finish_flows(struct netlink_socket *s,
			  struct kernel_change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].object == KERNEL_FLOW && changes[i].result != 0)
			changes[i].result = resolve(s, &changes[i]);
}

static int parse_attr(const struct nlattr *attr, void *ctx)
{
	const struct nlattr **tb = ctx;

	if (mnl_attr_get_type(attr) <= CTA_MAX)
		tb[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

static void parse_nest(const struct nlattr *nest, const struct nlattr **tb)
{
	memset(tb, 0, (CTA_MAX + 1) * sizeof(*tb));
	if (nest != NULL)
		mnl_attr_parse_nested(nest, parse_attr, tb);
}

static bool read_address(const struct nlattr *v4, const struct nlattr *v6,
			 struct address *out)
{
	*out = (struct address){.family = 0};
	if (v4 != NULL && mnl_attr_get_payload_len(v4) == 4) {
		out->family = 4;
		memcpy(out->bytes, mnl_attr_get_payload(v4), 4);
	} else if (v6 != NULL && mnl_attr_get_payload_len(v6) == 16) {
		out->family = 6;
		memcpy(out->bytes, mnl_attr_get_payload(v6), 16);
	}
	return out->family != 0;
}

/* The end that the peer sends to: the reply tuple's destination. */
static bool read_outside(const struct nlattr *reply, struct endpoint *out)
{
	const struct nlattr *tuple[CTA_MAX + 1], *part[CTA_MAX + 1];
	const struct nlattr *port;

	parse_nest(reply, tuple);
	parse_nest(tuple[CTA_TUPLE_IP], part);
	if (!read_address(part[CTA_IP_V4_DST], part[CTA_IP_V6_DST],
			  &out->address))
		return false;
	parse_nest(tuple[CTA_TUPLE_PROTO], part);
	port = part[CTA_PROTO_DST_PORT];
	if (port == NULL || mnl_attr_validate(port, MNL_TYPE_U16) < 0)
		return false;
	out->port = ntohs(mnl_attr_get_u16(port));
	return true;
}

static uint64_t read_u64(const struct nlattr *attr)
{
	return attr != NULL && mnl_attr_validate(attr, MNL_TYPE_U64) >= 0
		       ? be64toh(mnl_attr_get_u64(attr))
		       : 0;
}

static void read_counters(const struct nlattr *nest, uint64_t *packets,
			  uint64_t *bytes)
{
	const struct nlattr *tb[CTA_MAX + 1];

	parse_nest(nest, tb);
	*packets = read_u64(tb[CTA_COUNTERS_PACKETS]);
	*bytes = read_u64(tb[CTA_COUNTERS_BYTES]);
}

/** The questions of one send, in the order of their numbers. */
struct reading {
	struct kernel_flow *flows;
	size_t count;
	uint32_t first_sequence;
};

static struct kernel_flow *flow_of(struct reading *r, uint32_t sequence)
{
	uint32_t at = sequence - r->first_sequence;

	return at < r->count ? &r->flows[at] : NULL;
}

static void take_flow_error(void *ctx, uint32_t sequence, int err)
{
	struct kernel_flow *flow = flow_of(ctx, sequence);

	if (flow != NULL)
		flow->result = err;
}

static void take_flow(void *ctx, const struct nlmsghdr *h)
{
	struct kernel_flow *flow = flow_of(ctx, h->nlmsg_seq);
	const struct nlattr *tb[CTA_MAX + 1] = {NULL};
	const struct nlattr *timeout;

	if (flow == NULL ||
	    mnl_attr_parse(h, sizeof(struct nfgenmsg), parse_attr, tb) < 0 ||
	    !read_outside(tb[CTA_TUPLE_REPLY], &flow->outside))
		return;
	timeout = tb[CTA_TIMEOUT];
	flow->timeout_s =
		timeout != NULL ? ntohl(mnl_attr_get_u32(timeout)) : 0;
	read_counters(tb[CTA_COUNTERS_ORIG], &flow->packets_out,
		      &flow->bytes_out);
	read_counters(tb[CTA_COUNTERS_REPLY], &flow->packets_in,
		      &flow->bytes_in);
	flow->result = 0;
}

void netlink_read_flows(struct netlink_socket *s, struct kernel_flow *flows,
			size_t count)
{
	struct reading r = {flows, count, s->sequence};
	int err;

	for (size_t i = 0; i < count; i++) {
		struct nlmsghdr *h =
			put_request(s, IPCTNL_MSG_CT_GET, 0, &flows[i].inside);

		flows[i].result = -EIO; /* until it is answered */
		put_tuple(h, CTA_TUPLE_ORIG, &flows[i].inside, &flows[i].peer);
		netlink_socket_end(s, h);
	}
	err = netlink_socket_send(s, take_flow_error, take_flow, &r);
	for (size_t i = 0; err != 0 && i < count; i++)
		flows[i].result = err;
}
