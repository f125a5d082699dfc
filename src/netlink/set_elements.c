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

/* More than the attributes of one element with key and data. */
#define ELEMENT_MAX 256

static const char *set_name(enum kernel_object object)
{
	static const char *const names[] = {
		[KERNEL_PHONE] = "phones",
		[KERNEL_ARMED] = "armed",
		[KERNEL_MAPPED] = "mapped",
	};

	return names[object];
}

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
 * Key or data "address . port": each part begins at a multiple of four bytes
 * and is in network order.
 */
static void put_endpoint(struct nlmsghdr *h, int type, const struct endpoint *e)
{
	size_t len = e->address.family == 4 ? 4 : 16;
	uint16_t port = htons(e->port);
	struct nlattr *nest = mnl_attr_nest_start(h, (uint16_t)type);
	uint8_t value[20] = {0};

	memcpy(value, e->address.bytes, len);
	memcpy(value + len, &port, sizeof(port));
	mnl_attr_put(h, NFTA_DATA_VALUE, len + 4, value);
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

static void put_element(struct nlmsghdr *h, const struct kernel_change *c,
			bool is_new)
{
	struct nlattr *nest = mnl_attr_nest_start(h, NFTA_LIST_ELEM);

	put_endpoint(h, NFTA_SET_ELEM_KEY, key_of(c));
	if (is_new) {
		if (c->object == KERNEL_MAPPED)
			put_endpoint(h, NFTA_SET_ELEM_DATA, &c->outside);
		mnl_attr_put_u64(h, NFTA_SET_ELEM_TIMEOUT,
				 htobe64(c->ttl_s * 1000ull));
	}
	mnl_attr_nest_end(h, nest);
}

/* @count changes of the same kind of element as one message. */
static void put_elements(struct netlink_socket *s,
			 const struct kernel_change *changes, size_t count,
			 bool is_new)
{
	int type = NFNL_SUBSYS_NFTABLES << 8 |
		   (is_new ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM);
	struct nlmsghdr *h = put_message(s, type, is_new ? NLM_F_CREATE : 0,
					 family_of(changes), 0);
	struct nlattr *nest;

	mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_TABLE, NETLINK_TABLE);
	mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_SET, set_name(changes->object));
	nest = mnl_attr_nest_start(h, NFTA_SET_ELEM_LIST_ELEMENTS);
	for (size_t i = 0; i < count; i++)
		put_element(h, &changes[i], is_new);
	mnl_attr_nest_end(h, nest);
	netlink_socket_end(s, h);
}

static void put_changes(struct netlink_socket *s,
			const struct kernel_change *changes, size_t count)
{
	/* Before Linux 6.12, adding what is there does not restart its time:
	 * it is removed first, in the same transaction. */
	if (changes->action != KERNEL_ADD)
		put_elements(s, changes, count, false);
	if (changes->action != KERNEL_REMOVE)
		put_elements(s, changes, count, true);
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
		log_warning("nftables: %s %s%s", set_name(c->object),
			    strerror(-err), s->text);
	return err;
}

static bool is_alike(const struct kernel_change *a,
		     const struct kernel_change *b)
{
	return a->object == b->object && a->action == b->action &&
	       key_of(a)->address.family == key_of(b)->address.family;
}

/* The length of the run of like changes at the front. */
static size_t run_length(const struct kernel_change *changes, size_t count)
{
	size_t n = 1;

	while (n < count && is_alike(&changes[0], &changes[n]))
		n++;
	return n;
}

static int commit_together(struct netlink_socket *s,
			   const struct kernel_change *changes, size_t count)
{
	size_t run;

	netlink_batch_begin(s);
	for (size_t i = 0; i < count; i += run) {
		run = run_length(&changes[i], count - i);
		if (changes[i].object == KERNEL_FLOW)
			continue;
		if (!netlink_socket_has_room(s, (2 * run + 2) * ELEMENT_MAX)) {
			s->used = 0;
			return -ENOBUFS;
		}
		put_changes(s, &changes[i], run);
	}
	return send_batch(s);
}

void netlink_commit_elements(struct netlink_socket *s,
			     struct kernel_change *changes, size_t count)
{
	size_t elements = 0;
	int err;

	for (size_t i = 0; i < count; i++) {
		if (changes[i].object == KERNEL_FLOW)
			continue;
		changes[i].result = 0;
		elements++;
	}
	if (elements == 0)
		return;
	err = commit_together(s, changes, count);
	if (err == 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (changes[i].object != KERNEL_FLOW)
			changes[i].result = commit_one(s, &changes[i]);
}
