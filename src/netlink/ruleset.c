/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/ruleset.c - our table, its sets, its chains and their rules
 *
 * What `nft list table ip viaduct` shows is written above each function that
 * makes it; `table ip6 viaduct` is the same without the map and its chain, and
 * with ip6 and ipv6_addr.  Cheap conditions come first: the rules are asked
 * about every forwarded packet, RTP above all.
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
#include <linux/netfilter_ipv4.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "netlink_internal.h"
#include "rule.h"

/* The numbers that nft gives its data types; only for listings. */
enum { TYPE_IPV4 = 7, TYPE_IPV6 = 8, TYPE_SERVICE = 13, TYPE_BITS = 6 };

/** What is different in the table of each family. */
struct family {
	const char *name; /* of the protocol, for the log */
	uint8_t number;
	bool translates; /* has the map and its chain */
	uint8_t address_len;
	uint32_t address_type;
	uint32_t source; /* offsets in the header */
	uint32_t destination;
};

static const struct family ipv4 = {
	.name = "IPv4",
	.number = NFPROTO_IPV4,
	.translates = true,
	.address_len = 4,
	.address_type = TYPE_IPV4,
	.source = offsetof(struct iphdr, saddr),
	.destination = offsetof(struct iphdr, daddr),
};

static const struct family ipv6 = {
	.name = "IPv6",
	.number = NFPROTO_IPV6,
	.translates = false,
	.address_len = 16,
	.address_type = TYPE_IPV6,
	.source = offsetof(struct ip6_hdr, ip6_src),
	.destination = offsetof(struct ip6_hdr, ip6_dst),
};

struct builder {
	struct netlink_socket *s;
	const struct family *family;
	bool use_xtables; /* no native queue expression in this kernel */
	bool out_of_memory;
	const struct kernel_ruleset *ruleset;
};

/* Begin a message for nftables; libnftnl writes the rest of it. */
static struct nlmsghdr *begin_message(struct builder *b, int type, int flags)
{
	return nftnl_nlmsg_build_hdr(b->s->request + b->s->used, (uint16_t)type,
				     b->family->number, (uint16_t)flags,
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

/* The length of "address . port": each part begins at a multiple of four. */
static uint32_t socket_len(const struct family *family)
{
	return family->address_len + 4u;
}

static void describe_set(struct nftnl_set *set, const struct family *family,
			 const struct set_shape *shape)
{
	const uint8_t fields[] = {family->address_len, 2};
	const uint32_t socket_type =
		family->address_type << TYPE_BITS | TYPE_SERVICE;
	uint32_t flags = (shape->is_map ? NFT_SET_MAP : 0u) |
			 (shape->is_socket ? NFT_SET_CONCAT : 0u) |
			 (shape->has_timeout ? NFT_SET_TIMEOUT : 0u);

	nftnl_set_set_str(set, NFTNL_SET_TABLE, NETLINK_TABLE);
	nftnl_set_set_str(set, NFTNL_SET_NAME, shape->name);
	nftnl_set_set_u32(set, NFTNL_SET_ID, shape->id);
	nftnl_set_set_u32(set, NFTNL_SET_FLAGS, flags);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_TYPE,
			  shape->is_socket ? socket_type : TYPE_SERVICE);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_LEN,
			  shape->is_socket ? socket_len(family) : 2);
	if (shape->is_socket)
		nftnl_set_set_data(set, NFTNL_SET_DESC_CONCAT, fields,
				   sizeof(fields));
	if (shape->is_map) {
		nftnl_set_set_u32(set, NFTNL_SET_DATA_TYPE, socket_type);
		nftnl_set_set_u32(set, NFTNL_SET_DATA_LEN, socket_len(family));
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
	describe_set(set, b->family, shape);
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

/* th dport|sport @ports */
static void match_port(struct nftnl_rule *rule, const struct set_shape *set,
		       bool is_source)
{
	rule_load_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, is_source ? 0 : 2,
			  2, NFT_REG_1);
	rule_look_up(rule, set->name, set->id, NFT_REG_1);
}

/* ip daddr|saddr . udp dport|sport into the registers of a concatenation */
static void load_socket(struct nftnl_rule *rule, const struct family *family,
			bool is_source)
{
	rule_load_payload(rule, NFT_PAYLOAD_NETWORK_HEADER,
			  is_source ? family->source : family->destination,
			  family->address_len, NFT_REG32_00);
	rule_load_payload(rule, NFT_PAYLOAD_TRANSPORT_HEADER, is_source ? 0 : 2,
			  2, NFT_REG32_00 + family->address_len / 4u);
}

static struct nftnl_expr *look_up_socket(struct nftnl_rule *rule,
					 const struct set_shape *set)
{
	return rule_look_up(rule, set->name, set->id, NFT_REG32_00);
}

/* iif "wan0" ip daddr . th dport @armed meta l4proto udp
 *	queue flags bypass to 5061
 *
 * The protocol comes last: nearly all that passes is UDP, and not armed. */
static void put_media_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = rule_begin("media");

	rule_match_link(rule, NFT_META_IIF, NFT_CMP_EQ, wan);
	load_socket(rule, b->family, false);
	look_up_socket(rule, &shapes[ARMED]);
	rule_match_udp(rule);
	rule_queue_to(rule, b->ruleset->media_queue, b->use_xtables);
	put_rule(b, rule);
}

/* th dport|sport @watched goto sip, which looks at the protocol */
static void put_watched_rule(struct builder *b, bool is_source)
{
	struct nftnl_rule *rule = rule_begin("signalling");

	match_port(rule, &shapes[WATCHED], is_source);
	rule_go_to(rule, "sip");
	put_rule(b, rule);
}

/* oif "wan0" udp dport @sip_ports fib saddr type != local
 *	queue flags bypass to 5060 */
static void put_outbound_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = rule_begin("sip");

	rule_match_link(rule, NFT_META_OIF, NFT_CMP_EQ, wan);
	rule_match_udp(rule);
	match_port(rule, &shapes[SIP_PORTS], false);
	rule_match_not_ours(rule);
	rule_queue_to(rule, b->ruleset->signalling_queue, b->use_xtables);
	put_rule(b, rule);
}

/* oif "wan0" ip saddr . udp sport @phones queue flags bypass to 5060
 *
 * A phone answers, and sends within a dialog, to whatever port its peer named.
 */
static void put_phone_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = rule_begin("sip");

	rule_match_link(rule, NFT_META_OIF, NFT_CMP_EQ, wan);
	rule_match_udp(rule);
	load_socket(rule, b->family, true);
	look_up_socket(rule, &shapes[PHONES]);
	rule_queue_to(rule, b->ruleset->signalling_queue, b->use_xtables);
	put_rule(b, rule);
}

/* oif != "wan0" ip daddr . udp dport @phones queue flags bypass to 5060 */
static void put_inbound_rule(struct builder *b)
{
	struct nftnl_rule *rule = rule_begin("sip");

	for (unsigned int i = 0; i < b->ruleset->wan_count; i++)
		rule_match_link(rule, NFT_META_OIF, NFT_CMP_NEQ,
				b->ruleset->wan_links[i]);
	rule_match_udp(rule);
	load_socket(rule, b->family, false);
	look_up_socket(rule, &shapes[PHONES]);
	rule_queue_to(rule, b->ruleset->signalling_queue, b->use_xtables);
	put_rule(b, rule);
}

/* oif "wan0" snat ip to ip saddr . udp sport map @mapped */
static void put_mapping_rule(struct builder *b, uint32_t wan)
{
	struct nftnl_rule *rule = rule_begin("mapping");
	struct nftnl_expr *e;

	rule_match_link(rule, NFT_META_OIF, NFT_CMP_EQ, wan);
	rule_match_udp(rule);
	load_socket(rule, b->family, true);
	e = look_up_socket(rule, &shapes[MAPPED]);
	if (e != NULL)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_DREG, NFT_REG32_00);
	e = rule_add(rule, "nat");
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

static void put_sets(struct builder *b)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		if (b->family->translates || !shapes[i].is_map)
			put_set(b, &shapes[i]);
	put_sip_ports(b, &shapes[SIP_PORTS]);
	put_sip_ports(b, &shapes[WATCHED]);
}

static void put_ruleset(struct builder *b)
{
	const bool translates = b->family->translates;

	/* Made if it is not there, so that it can be removed: whatever an
	 * earlier run has left goes in the same transaction. */
	put_table(b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	put_table(b, NFT_MSG_DELTABLE, 0);
	put_table(b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	put_sets(b);
	put_chain(b, "media", "filter", NF_INET_PRE_ROUTING, NF_IP_PRI_RAW);
	put_chain(b, "sip", NULL, 0, 0);
	put_chain(b, "signalling", "filter", NF_INET_POST_ROUTING,
		  NF_IP_PRI_NAT_SRC - 10);
	if (translates)
		put_chain(b, "mapping", "nat", NF_INET_POST_ROUTING,
			  NF_IP_PRI_NAT_SRC - 1);
	for (unsigned int i = 0; i < b->ruleset->wan_count; i++) {
		put_media_rule(b, b->ruleset->wan_links[i]);
		put_outbound_rule(b, b->ruleset->wan_links[i]);
		put_phone_rule(b, b->ruleset->wan_links[i]);
		if (translates)
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

static int try_ruleset(struct netlink_socket *s, const struct family *family,
		       const struct kernel_ruleset *ruleset, bool use_xtables)
{
	struct builder b = {.s = s,
			    .family = family,
			    .ruleset = ruleset,
			    .use_xtables = use_xtables};
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

static int set_family(struct netlink_socket *s, const struct family *family,
		      const struct kernel_ruleset *ruleset)
{
	int err = try_ruleset(s, family, ruleset, false);

	if (err == -ENOENT) {
		log_debug("%s: no native queue expression: the xtables target",
			  family->name);
		err = try_ruleset(s, family, ruleset, true);
	}
	return err;
}

static int set_ipv6(struct netlink_socket *s,
		    const struct kernel_ruleset *ruleset)
{
	int err = set_family(s, &ipv6, ruleset);

	if (err != 0 && access("/proc/net/if_inet6", F_OK) != 0) {
		log_notice("this kernel has no IPv6: only IPv4 is served");
		return -EAFNOSUPPORT;
	}
	if (err != 0)
		log_warning("nftables refused our table for IPv6, only IPv4 is "
			    "served: %s%s",
			    strerror(-err), s->text);
	return err;
}

int netlink_set_ruleset(struct netlink_socket *s,
			const struct kernel_ruleset *ruleset, int *ipv6_error)
{
	int err = set_family(s, &ipv4, ruleset);

	if (err != 0) {
		log_error("nftables refused our table: %s%s", strerror(-err),
			  s->text);
		return err;
	}
	*ipv6_error = set_ipv6(s, ruleset);
	return 0;
}

static void clear_family(struct netlink_socket *s, const struct family *family)
{
	struct builder b = {.s = s, .family = family};
	int first = 0;

	netlink_batch_begin(s);
	put_table(&b, NFT_MSG_NEWTABLE, NLM_F_CREATE);
	put_table(&b, NFT_MSG_DELTABLE, 0);
	netlink_batch_end(s);
	if (netlink_socket_send(s, take_error, NULL, &first) != 0 || first != 0)
		log_warning("our table of %s could not be removed: %s%s",
			    family->name, strerror(-first), s->text);
}

void netlink_clear_ruleset(struct netlink_socket *s, bool has_ipv6)
{
	clear_family(s, &ipv4);
	if (has_ipv6)
		clear_family(s, &ipv6);
}
