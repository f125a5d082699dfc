/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/ruleset.c - our table, its sets, its chains and their rules
 *
 * What `nft list table ip viaduct` shows is written above each function that
 * makes it.  Cheap conditions come first: the rules are asked about every
 * forwarded packet, RTP above all.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/chain.h>
#include <libnftnl/common.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include <linux/netfilter_ipv4.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "netlink_internal.h"

/* The numbers that nft gives its data types; only for listings. */
enum { TYPE_IPV4 = 7, TYPE_SERVICE = 13, TYPE_BITS = 6 };
#define TYPE_SOCKET (TYPE_IPV4 << TYPE_BITS | TYPE_SERVICE)

struct builder {
	struct netlink_socket *s;
	bool use_xtables; /* no native queue expression in this kernel */
	bool out_of_memory;
	const struct kernel_ruleset *ruleset;
};

/* Begin a message for nftables; libnftnl writes the rest of it. */
static struct nlmsghdr *begin_message(struct builder *b, int type, int flags)
{
	return nftnl_nlmsg_build_hdr(b->s->request + b->s->used, (uint16_t)type,
				     NFPROTO_IPV4, (uint16_t)flags,
				     b->s->sequence++);
}

static void put_table(struct builder *b, int type, int flags)
{
	struct nftnl_table *t = nftnl_table_alloc();
	struct nlmsghdr *h;

	if (t == NULL) {
		b->out_of_memory = true;
		return;
	}
	nftnl_table_set_str(t, NFTNL_TABLE_NAME, NETLINK_TABLE);
	h = begin_message(b, type, flags);
	nftnl_table_nlmsg_build_payload(h, t);
	netlink_socket_end(b->s, h);
	nftnl_table_free(t);
}

struct set_shape {
	const char *name;
	uint32_t id;
	bool is_socket; /* address . port; else a port */
	bool is_map;
	bool has_timeout;
};

/*
 * Sets of ports without a timeout are bitmaps, which cost next to nothing to
 * look up: so is the one that every packet is looked up in.  Without us it
 * does no harm, as the queue then passes everything.
 */
enum { SIP_PORTS, WATCHED, ARMED, PHONES, MAPPED };

static const struct set_shape shapes[] = {
	/* set sip_ports { type inet_service; } */
	[SIP_PORTS] = {"sip_ports", 1, false, false, false},
	/* set watched { type inet_service; } */
	[WATCHED] = {"watched", 2, false, false, false},
	/* set armed { type ipv4_addr . inet_service; flags timeout; } */
	[ARMED] = {"armed", 3, true, false, true},
	/* set phones { type ipv4_addr . inet_service; flags timeout; } */
	[PHONES] = {"phones", 4, true, false, true},
	/* map mapped { type ipv4_addr . inet_service :
	 *		     ipv4_addr . inet_service; flags timeout; } */
	[MAPPED] = {"mapped", 5, true, true, true},
};

static void describe_set(struct nftnl_set *set, const struct set_shape *shape)
{
	static const uint8_t fields[] = {4, 2};
	uint32_t flags = (shape->is_map ? NFT_SET_MAP : 0u) |
			 (shape->is_socket ? NFT_SET_CONCAT : 0u) |
			 (shape->has_timeout ? NFT_SET_TIMEOUT : 0u);

	nftnl_set_set_str(set, NFTNL_SET_TABLE, NETLINK_TABLE);
	nftnl_set_set_str(set, NFTNL_SET_NAME, shape->name);
	nftnl_set_set_u32(set, NFTNL_SET_ID, shape->id);
	nftnl_set_set_u32(set, NFTNL_SET_FLAGS, flags);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_TYPE,
			  shape->is_socket ? TYPE_SOCKET : TYPE_SERVICE);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_LEN, shape->is_socket ? 8 : 2);
	if (shape->is_socket)
		nftnl_set_set_data(set, NFTNL_SET_DESC_CONCAT, fields,
				   sizeof(fields));
	if (shape->is_map) {
		nftnl_set_set_u32(set, NFTNL_SET_DATA_TYPE, TYPE_SOCKET);
		nftnl_set_set_u32(set, NFTNL_SET_DATA_LEN, 8);
	}
}

static void put_set(struct builder *b, const struct set_shape *shape)
{
	struct nftnl_set *set = nftnl_set_alloc();
	struct nlmsghdr *h;

	if (set == NULL) {
		b->out_of_memory = true;
		return;
	}
	describe_set(set, shape);
	h = begin_message(b, NFT_MSG_NEWSET, NLM_F_CREATE);
	nftnl_set_nlmsg_build_payload(h, set);
	netlink_socket_end(b->s, h);
	nftnl_set_free(set);
}

/* elements = { 5060 } of sip_ports and watched */
static void put_sip_ports(struct builder *b, const struct set_shape *shape)
{
	struct nftnl_set *set = nftnl_set_alloc();
	struct nlmsghdr *h;

	if (set == NULL) {
		b->out_of_memory = true;
		return;
	}
	nftnl_set_set_str(set, NFTNL_SET_TABLE, NETLINK_TABLE);
	nftnl_set_set_str(set, NFTNL_SET_NAME, shape->name);
	nftnl_set_set_u32(set, NFTNL_SET_ID, shape->id);
	for (unsigned int i = 0; i < b->ruleset->port_count; i++) {
		struct nftnl_set_elem *e = nftnl_set_elem_alloc();
		uint16_t port = htons(b->ruleset->sip_ports[i]);

		if (e == NULL) {
			b->out_of_memory = true;
			break;
		}
		nftnl_set_elem_set(e, NFTNL_SET_ELEM_KEY, &port, sizeof(port));
		nftnl_set_elem_add(set, e);
	}
	h = begin_message(b, NFT_MSG_NEWSETELEM, NLM_F_CREATE);
	nftnl_set_elems_nlmsg_build_payload(h, set);
	netlink_socket_end(b->s, h);
	nftnl_set_free(set);
}

/* chain NAME { type TYPE hook HOOK priority PRIORITY; policy accept; } */
static void put_chain(struct builder *b, const char *name, const char *type,
		      uint32_t hook, int32_t priority)
{
	struct nftnl_chain *chain = nftnl_chain_alloc();
	struct nlmsghdr *h;

	if (chain == NULL) {
		b->out_of_memory = true;
		return;
	}
	nftnl_chain_set_str(chain, NFTNL_CHAIN_TABLE, NETLINK_TABLE);
	nftnl_chain_set_str(chain, NFTNL_CHAIN_NAME, name);
	if (type != NULL) { /* else a chain that others jump to */
		nftnl_chain_set_str(chain, NFTNL_CHAIN_TYPE, type);
		nftnl_chain_set_u32(chain, NFTNL_CHAIN_HOOKNUM, hook);
		nftnl_chain_set_s32(chain, NFTNL_CHAIN_PRIO, priority);
		nftnl_chain_set_u32(chain, NFTNL_CHAIN_POLICY, NF_ACCEPT);
	}
	h = begin_message(b, NFT_MSG_NEWCHAIN, NLM_F_CREATE);
	nftnl_chain_nlmsg_build_payload(h, chain);
	netlink_socket_end(b->s, h);
	nftnl_chain_free(chain);
}

/*
 * The rest makes rules, expression by expression.  A rule that has run out
 * of memory is NULL, and nothing is added to it.
 */
static struct nftnl_rule *begin_rule(const char *chain)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();

	if (rule == NULL)
		return NULL;
	nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, NETLINK_TABLE);
	nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, chain);
	return rule;
}

static struct nftnl_expr *add_expression(struct nftnl_rule *rule,
					 const char *name)
{
	struct nftnl_expr *e = rule != NULL ? nftnl_expr_alloc(name) : NULL;

	if (e != NULL)
		nftnl_rule_add_expr(rule, e);
	return e;
}

static void put_rule(struct builder *b, struct nftnl_rule *rule)
{
	struct nlmsghdr *h;

	if (rule == NULL) {
		b->out_of_memory = true;
		return;
	}
	h = begin_message(b, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
	nftnl_rule_nlmsg_build_payload(h, rule);
	netlink_socket_end(b->s, h);
	nftnl_rule_free(rule);
}

static void load_meta(struct nftnl_rule *rule, uint32_t key)
{
	struct nftnl_expr *e = add_expression(rule, "meta");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
}

static void compare(struct nftnl_rule *rule, uint32_t op, const void *data,
		    uint32_t len)
{
	struct nftnl_expr *e = add_expression(rule, "cmp");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, data, len);
}

static void load_payload(struct nftnl_rule *rule, uint32_t base,
			 uint32_t offset, uint32_t len, uint32_t reg)
{
	struct nftnl_expr *e = add_expression(rule, "payload");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, reg);
}

static struct nftnl_expr *look_up(struct nftnl_rule *rule,
				  const struct set_shape *set, uint32_t reg)
{
	struct nftnl_expr *e = add_expression(rule, "lookup");

	if (e == NULL)
		return NULL;
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, reg);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, set->name);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SET_ID, set->id);
	return e;
}

/* iif|oif "wan0", or != "wan0": by index, which is a number to compare */
static void match_link(struct nftnl_rule *rule, uint32_t key, uint32_t op,
		       uint32_t link)
{
	load_meta(rule, key);
	compare(rule, op, &link, sizeof(link));
}

static void match_udp(struct nftnl_rule *rule)
{
	uint8_t udp = IPPROTO_UDP;

	load_meta(rule, NFT_META_L4PROTO);
	compare(rule, NFT_CMP_EQ, &udp, sizeof(udp));
}

/* th dport|sport @ports */
static void match_port(struct nftnl_rule *rule, const struct set_shape *set,
		       bool is_source)
{
	load_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, is_source ? 0 : 2, 2,
		     NFT_REG_1);
	look_up(rule, set, NFT_REG_1);
}

/* ip daddr|saddr . udp dport|sport into the registers of a concatenation */
static void load_socket(struct nftnl_rule *rule, bool is_source)
{
	load_payload(rule, NFT_PAYLOAD_NETWORK_HEADER,
		     is_source ? offsetof(struct iphdr, saddr)
			       : offsetof(struct iphdr, daddr),
		     4, NFT_REG32_00);
	load_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, is_source ? 0 : 2, 2,
		     NFT_REG32_01);
}

/* fib saddr type != local */
static void match_not_ours(struct nftnl_rule *rule)
{
	uint32_t local = RTN_LOCAL;
	struct nftnl_expr *e = add_expression(rule, "fib");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_FLAGS, NFTA_FIB_F_SADDR);
	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
	nftnl_expr_set_u32(e, NFTNL_EXPR_FIB_DREG, NFT_REG_1);
	compare(rule, NFT_CMP_NEQ, &local, sizeof(local));
}

/* queue flags bypass to N, as the nftables expression */
static void queue_natively(struct nftnl_rule *rule, uint16_t number)
{
	struct nftnl_expr *e = add_expression(rule, "queue");

	if (e == NULL)
		return;
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_NUM, number);
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_TOTAL, 1);
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_FLAGS, NFT_QUEUE_FLAG_BYPASS);
}

/* The same as the target of xtables, for kernels without that expression. */
static void queue_by_xtables(struct nftnl_rule *rule, uint16_t number)
{
	struct nftnl_expr *e = add_expression(rule, "target");
	struct xt_NFQ_info_v3 *info;
	/* The kernel's XT_ALIGN. */
	const uint32_t size = (sizeof(*info) + 7) / 8 * 8;

	if (e == NULL)
		return;
	info = calloc(1, size); /* libnftnl frees it */
	if (info == NULL)
		return;
	info->queuenum = number;
	info->queues_total = 1;
	info->flags = NFQ_FLAG_BYPASS;
	nftnl_expr_set_str(e, NFTNL_EXPR_TG_NAME, "NFQUEUE");
	nftnl_expr_set_u32(e, NFTNL_EXPR_TG_REV, 3);
	nftnl_expr_set(e, NFTNL_EXPR_TG_INFO, info, size);
}

static void queue_to(const struct builder *b, struct nftnl_rule *rule,
		     uint16_t number)
{
	if (b->use_xtables)
		queue_by_xtables(rule, number);
	else
		queue_natively(rule, number);
}

/* goto CHAIN */
static void go_to(struct nftnl_rule *rule, const char *chain)
{
	struct nftnl_expr *e = add_expression(rule, "immediate");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)NFT_GOTO);
	nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, chain);
}

/* iif "wan0" ip daddr . th dport @armed meta l4proto udp
 *	queue flags bypass to 5061
 *
 * The protocol comes last: nearly all that passes is UDP, and not armed. */
static void put_media_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = begin_rule("media");

	match_link(rule, NFT_META_IIF, NFT_CMP_EQ, wan);
	load_socket(rule, false);
	look_up(rule, &shapes[ARMED], NFT_REG32_00);
	match_udp(rule);
	queue_to(b, rule, b->ruleset->media_queue);
	put_rule(b, rule);
}

/* th dport|sport @watched goto sip, which looks at the protocol */
static void put_watched_rule(struct builder *b, bool is_source)
{
	struct nftnl_rule *rule = begin_rule("signalling");

	match_port(rule, &shapes[WATCHED], is_source);
	go_to(rule, "sip");
	put_rule(b, rule);
}

/* oif "wan0" udp dport @sip_ports fib saddr type != local
 *	queue flags bypass to 5060 */
static void put_outbound_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = begin_rule("sip");

	match_link(rule, NFT_META_OIF, NFT_CMP_EQ, wan);
	match_udp(rule);
	match_port(rule, &shapes[SIP_PORTS], false);
	match_not_ours(rule);
	queue_to(b, rule, b->ruleset->signalling_queue);
	put_rule(b, rule);
}

/* oif "wan0" ip saddr . udp sport @phones queue flags bypass to 5060
 *
 * A phone answers, and sends within a dialog, to whatever port its peer named.
 */
static void put_phone_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = begin_rule("sip");

	match_link(rule, NFT_META_OIF, NFT_CMP_EQ, wan);
	match_udp(rule);
	load_socket(rule, true);
	look_up(rule, &shapes[PHONES], NFT_REG32_00);
	queue_to(b, rule, b->ruleset->signalling_queue);
	put_rule(b, rule);
}

/* oif != "wan0" ip daddr . udp dport @phones queue flags bypass to 5060 */
static void put_inbound_rule(struct builder *b)
{
	struct nftnl_rule *rule = begin_rule("sip");

	for (unsigned int i = 0; i < b->ruleset->wan_count; i++)
		match_link(rule, NFT_META_OIF, NFT_CMP_NEQ,
			   b->ruleset->wan_links[i]);
	match_udp(rule);
	load_socket(rule, false);
	look_up(rule, &shapes[PHONES], NFT_REG32_00);
	queue_to(b, rule, b->ruleset->signalling_queue);
	put_rule(b, rule);
}

/* oif "wan0" snat ip to ip saddr . udp sport map @mapped */
static void put_mapping_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = begin_rule("mapping");
	struct nftnl_expr *e;

	match_link(rule, NFT_META_OIF, NFT_CMP_EQ, wan);
	match_udp(rule);
	load_socket(rule, true);
	e = look_up(rule, &shapes[MAPPED], NFT_REG32_00);
	if (e != NULL)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_DREG, NFT_REG32_00);
	e = add_expression(rule, "nat");
	if (e != NULL) {
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_TYPE, NFT_NAT_SNAT);
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_FAMILY, NFPROTO_IPV4);
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_REG_ADDR_MIN,
				   NFT_REG32_00);
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_REG_PROTO_MIN,
				   NFT_REG32_01);
	}
	put_rule(b, rule);
}

static void put_ruleset(struct builder *b)
{
	/* Made if it is not there, so that it can be removed: whatever an
	 * earlier run has left goes in the same transaction. */
	put_table(b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	put_table(b, NFT_MSG_DELTABLE, 0);
	put_table(b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		put_set(b, &shapes[i]);
	put_sip_ports(b, &shapes[SIP_PORTS]);
	put_sip_ports(b, &shapes[WATCHED]);
	put_chain(b, "media", "filter", NF_INET_PRE_ROUTING, NF_IP_PRI_RAW);
	put_chain(b, "sip", NULL, 0, 0);
	put_chain(b, "signalling", "filter", NF_INET_POST_ROUTING,
		  NF_IP_PRI_NAT_SRC - 10);
	put_chain(b, "mapping", "nat", NF_INET_POST_ROUTING,
		  NF_IP_PRI_NAT_SRC - 1);
	for (unsigned int i = 0; i < b->ruleset->wan_count; i++) {
		put_media_rule(b, b->ruleset->wan_links[i]);
		put_outbound_rule(b, b->ruleset->wan_links[i]);
		put_phone_rule(b, b->ruleset->wan_links[i]);
		put_mapping_rule(b, b->ruleset->wan_links[i]);
	}
	put_inbound_rule(b);
	put_watched_rule(b, false);
	put_watched_rule(b, true);
}

static void take_error(void *ctx, uint32_t sequence UNUSED, int err)
{
	int *first = ctx;

	if (*first == 0)
		*first = err;
}

static int try_ruleset(struct netlink_socket *s,
		       const struct kernel_ruleset *ruleset, bool use_xtables)
{
	struct builder b = {
		.s = s, .ruleset = ruleset, .use_xtables = use_xtables};
	int first = 0, err;

	netlink_batch_begin(s);
	put_ruleset(&b);
	netlink_batch_end(s);
	if (b.out_of_memory) {
		s->used = 0;
		return -ENOMEM;
	}
	err = netlink_socket_send(s, take_error, NULL, &first);
	return err != 0 ? err : first;
}

int netlink_set_ruleset(struct netlink_socket *s,
			const struct kernel_ruleset *ruleset)
{
	int err = try_ruleset(s, ruleset, false);

	if (err == -ENOENT) {
		log_debug("no native queue expression: the xtables target");
		err = try_ruleset(s, ruleset, true);
	}
	if (err != 0)
		log_error("nftables refused our table: %s%s", strerror(-err),
			  s->text);
	return err;
}

void netlink_clear_ruleset(struct netlink_socket *s)
{
	struct builder b = {.s = s};
	int first = 0;

	netlink_batch_begin(s);
	put_table(&b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	put_table(&b, NFT_MSG_DELTABLE, 0);
	netlink_batch_end(s);
	if (netlink_socket_send(s, take_error, NULL, &first) != 0 || first != 0)
		log_warning("our table could not be removed: %s%s",
			    strerror(-first), s->text);
}
