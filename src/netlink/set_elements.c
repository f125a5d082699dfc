/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/set_elements.c - the elements of our sets, many in a transaction
 *
 * Written attribute by attribute into the request: this runs for every call,
 * and libnftnl would allocate for each element.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

#include "base/log.h"
#include "netlink_internal.h"

/** One of our sets, as its elements are written. */
struct set {
	const char *name;
	bool is_socket; /* address . port; else a port alone */
	bool is_map;
	bool has_timeout;
};

static const struct set sets[] = {
	[KERNEL_PHONE] = {"phones", true, false, true},
	[KERNEL_ARMED] = {"armed", true, false, true},
	[KERNEL_MAPPED] = {"mapped", true, true, true},
};

/* The ports of phones: what has another one at both ends is not looked at. They
 * stay in the set, as another phone may have the same. */
static const struct set watched = {"watched", false, false, false};

static struct nlmsghdr *put_message(struct netlink_socket *s, int type,
				    int flags, uint8_t family,
				    uint16_t resource)
{
	struct nfgenmsg *header;
	void *extra;
	struct nlmsghdr *h =
		netlink_socket_put(s, type, flags, sizeof(*header), &extra);

	header = extra;
	header->nfgen_family = family;
	header->version = NFNETLINK_V0;
	header->res_id = htons(resource);
	return h;
}

void netlink_batch_begin(struct netlink_socket *s)
{
	netlink_socket_end(s, put_message(s, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC,
					  NFNL_SUBSYS_NFTABLES));
}

void netlink_batch_end(struct netlink_socket *s)
{
	netlink_socket_end(s, put_message(s, NFNL_MSG_BATCH_END, 0, AF_UNSPEC,
					  NFNL_SUBSYS_NFTABLES));
}

/*
 * Key or data, in network order; of "address . port", each part begins at a
 * multiple of four bytes.
 */
static void put_endpoint(struct nlmsghdr *h, int type, const struct set *set,
			 const struct endpoint *e)
{
	size_t address_len = e->address.family == 4 ? 4 : 16;
	uint16_t port = htons(e->port);
	struct nlattr *nest = mnl_attr_nest_start(h, (uint16_t)type);
	uint8_t value[20] = {0};

	memcpy(value, e->address.bytes, address_len);
	memcpy(value + address_len, &port, sizeof(port));
	if (set->is_socket)
		mnl_attr_put(h, NFTA_DATA_VALUE, address_len + 4, value);
	else
		mnl_attr_put(h, NFTA_DATA_VALUE, sizeof(port), &port);
	mnl_attr_nest_end(h, nest);
}

/* The endpoint that is the key in the object's set. */
static const struct endpoint *key_of(const struct kernel_change *c)
{
	return c->object == KERNEL_ARMED ? &c->outside : &c->inside;
}

static uint8_t family_of(const struct kernel_change *c)
{
	return key_of(c)->address.family == 4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

static void put_element(struct nlmsghdr *h, const struct set *set,
			const struct kernel_change *c, bool is_new)
{
	struct nlattr *nest = mnl_attr_nest_start(h, NFTA_LIST_ELEM);

	put_endpoint(h, NFTA_SET_ELEM_KEY, set, key_of(c));
	if (is_new && set->is_map)
		put_endpoint(h, NFTA_SET_ELEM_DATA, set, &c->outside);
	if (is_new && set->has_timeout)
		mnl_attr_put_u64(h, NFTA_SET_ELEM_TIMEOUT,
				 htobe64(c->ttl_s * 1000ull));
	mnl_attr_nest_end(h, nest);
}

/* Changes of the same kind of element as one message; flows that stand
 * among them are passed over. */
static void put_elements(struct netlink_socket *s, const struct set *set,
			 const struct kernel_change *changes, size_t count,
			 bool is_new)
{
	int type = NFNL_SUBSYS_NFTABLES << 8 |
		   (is_new ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM);
	struct nlmsghdr *h = put_message(s, type, is_new ? NLM_F_CREATE : 0,
					 family_of(changes), 0);
	struct nlattr *nest;

	mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_TABLE, NETLINK_TABLE);
	mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_SET, set->name);
	nest = mnl_attr_nest_start(h, NFTA_SET_ELEM_LIST_ELEMENTS);
	for (size_t i = 0; i < count; i++)
		if (changes[i].object != KERNEL_FLOW)
			put_element(h, set, &changes[i], is_new);
	mnl_attr_nest_end(h, nest);
	netlink_socket_end(s, h);
}

static void put_changes(struct netlink_socket *s,
			const struct kernel_change *changes, size_t count)
{
	const struct set *set = &sets[changes->object];

	/* Before Linux 6.12, adding what is there does not restart its time:
	 * it is removed first, in the same transaction. */
	if (changes->action != KERNEL_ADD)
		put_elements(s, set, changes, count, false);
	if (changes->action != KERNEL_REMOVE)
		put_elements(s, set, changes, count, true);
	if (changes->action == KERNEL_ADD && changes->object == KERNEL_PHONE)
		put_elements(s, &watched, changes, count, true);
}

static void take_error(void *ctx, uint32_t sequence UNUSED, int err)
{
	int *first = ctx;

	if (*first == 0)
		*first = err;
}

/* Send what has been put between batch begin and end. */
static int send_batch(struct netlink_socket *s)
{
	int first = 0, err;

	netlink_batch_end(s);
	err = netlink_socket_send(s, take_error, NULL, &first);
	return err != 0 ? err : first;
}

static int try_one(struct netlink_socket *s, const struct kernel_change *c)
{
	netlink_batch_begin(s);
	put_changes(s, c, 1);
	return send_batch(s);
}

/* One change in a transaction of its own. */
static int commit_one(struct netlink_socket *s, const struct kernel_change *c)
{
	struct kernel_change other = *c;
	int err = try_one(s, c);

	if (err == -ENOENT && c->action == KERNEL_REMOVE)
		return 0; /* its time was up */
	if (err == -ENOENT && c->action == KERNEL_RENEW) {
		other.action = KERNEL_ADD;
		err = try_one(s, &other);
	} else if (err == -EEXIST && c->action == KERNEL_ADD) {
		other.action = KERNEL_RENEW; /* the same key for other data */
		err = try_one(s, &other);
	}
	if (err != 0)
		log_warning("nftables: %s %s%s", sets[c->object].name,
			    strerror(-err), s->text);
	return err;
}

static bool is_alike(const struct kernel_change *a,
		     const struct kernel_change *b)
{
	return a->object == b->object && a->action == b->action &&
	       key_of(a)->address.family == key_of(b)->address.family;
}

/* The length of the run of like changes at the front, with the flows that
 * stand among them. */
static size_t run_length(const struct kernel_change *changes, size_t count)
{
	size_t n = 1;

	while (n < count && (changes[n].object == KERNEL_FLOW ||
			     is_alike(&changes[0], &changes[n])))
		n++;
	return n;
}

void netlink_put_elements(struct netlink_socket *s,
			  struct kernel_change *changes, size_t count)
{
	bool any = false;
	size_t run;

	for (size_t i = 0; i < count; i += run) {
		run = 1;
		if (changes[i].object == KERNEL_FLOW)
			continue;
		if (!any)
			netlink_batch_begin(s);
		any = true;
		run = run_length(&changes[i], count - i);
		put_changes(s, &changes[i], run);
	}
	if (any)
		netlink_batch_end(s);
}

void netlink_finish_elements(struct netlink_socket *s,
			     struct kernel_change *changes, size_t count,
			     int err)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].object != KERNEL_FLOW)
			changes[i].result =
				err != 0 ? commit_one(s, &changes[i]) : 0;
}
