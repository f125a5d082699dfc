/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/rule.c - one rule of nftables, expression by expression
 */
#include "rule.h"

#include <arpa/inet.h>
#include <libnftnl/expr.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

#include "netlink_internal.h"

struct nftnl_rule *rule_begin(const char *chain)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();

	if (rule == NULL)
		return NULL;
	nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, NETLINK_TABLE);
	nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, chain);
	return rule;
}

struct nftnl_expr *rule_add(struct nftnl_rule *rule, const char *name)
{
	struct nftnl_expr *e = rule != NULL ? nftnl_expr_alloc(name) : NULL;

	if (e != NULL)
		nftnl_rule_add_expr(rule, e);
	return e;
}

static void load_meta(struct nftnl_rule *rule, uint32_t key)
{
	struct nftnl_expr *e = rule_add(rule, "meta");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(e, NFTNL_EXPR_META_DREG, NFT_REG_1);
}

static void compare(struct nftnl_rule *rule, uint32_t op, const void *data,
		    uint32_t len)
{
	struct nftnl_expr *e = rule_add(rule, "cmp");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(e, NFTNL_EXPR_CMP_DATA, data, len);
}

void rule_load_payload(struct nftnl_rule *rule, uint32_t base, uint32_t offset,
		       uint32_t len, uint32_t reg)
{
	struct nftnl_expr *e = rule_add(rule, "payload");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, len);
	nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_DREG, reg);
}

struct nftnl_expr *rule_look_up(struct nftnl_rule *rule, const char *set,
				uint32_t set_id, uint32_t reg)
{
	struct nftnl_expr *e = rule_add(rule, "lookup");

	if (e == NULL)
		return NULL;
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, reg);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, set);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SET_ID, set_id);
	return e;
}

void rule_match_link(struct nftnl_rule *rule, uint32_t key, uint32_t op,
		     uint32_t link)
{
	load_meta(rule, key);
	compare(rule, op, &link, sizeof(link));
}

void rule_match_udp(struct nftnl_rule *rule)
{
	uint8_t udp = IPPROTO_UDP;

	load_meta(rule, NFT_META_L4PROTO);
	compare(rule, NFT_CMP_EQ, &udp, sizeof(udp));
}

void rule_match_not_ours(struct nftnl_rule *rule)
{
	uint32_t local = RTN_LOCAL;
	struct nftnl_expr *e = rule_add(rule, "fib");

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
	struct nftnl_expr *e = rule_add(rule, "queue");

	if (e == NULL)
		return;
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_NUM, number);
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_TOTAL, 1);
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_FLAGS, NFT_QUEUE_FLAG_BYPASS);
}

/* The same as the target of xtables, for kernels without that expression. */
static void queue_by_xtables(struct nftnl_rule *rule, uint16_t number)
{
	struct nftnl_expr *e = rule_add(rule, "target");
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

void rule_go_to(struct nftnl_rule *rule, const char *chain)
{
	struct nftnl_expr *e = rule_add(rule, "immediate");

	if (e == NULL)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)NFT_GOTO);
	nftnl_expr_set_str(e, NFTNL_EXPR_IMM_CHAIN, chain);
}

void rule_queue_to(struct nftnl_rule *rule, uint16_t number, bool use_xtables)
{
	if (use_xtables)
		queue_by_xtables(rule, number);
	else
		queue_natively(rule, number);
}
