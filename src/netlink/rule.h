/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/rule.h - one rule of nftables, expression by expression
 *
 * A rule that has run out of memory is NULL, and nothing is added to it.
 */
#ifndef NETLINK_RULE_H
#define NETLINK_RULE_H

#include <libnftnl/rule.h>
#include <stdbool.h>
#include <stdint.h>

/** rule_begin - an empty rule for this chain of our table. */
struct nftnl_rule *rule_begin(const char *chain);

/** rule_add - an expression of that name, to be filled in; or NULL. */
struct nftnl_expr *rule_add(struct nftnl_rule *rule, const char *name);

/** rule_load_payload - bytes of a header into a register. */
void rule_load_payload(struct nftnl_rule *rule, uint32_t base, uint32_t offset,
		       uint32_t len, uint32_t reg);

/** rule_look_up - is what begins in this register in the set?  Returns the
 * expression, which a map is asked for its value with; or NULL. */
struct nftnl_expr *rule_look_up(struct nftnl_rule *rule, const char *set,
				uint32_t set_id, uint32_t reg);

/** rule_match_link - iif|oif "wan0", or != "wan0": by index, which is a number
 * to compare. */
void rule_match_link(struct nftnl_rule *rule, uint32_t key, uint32_t op,
		     uint32_t link);

/** rule_match_udp - meta l4proto udp */
void rule_match_udp(struct nftnl_rule *rule);

/** rule_match_not_ours - fib saddr type != local */
void rule_match_not_ours(struct nftnl_rule *rule);

/** rule_queue_to - queue flags bypass to @number
 * @use_xtables: this kernel has no native expression */
void rule_queue_to(struct nftnl_rule *rule, uint16_t number, bool use_xtables);

/** rule_go_to - goto @chain */
void rule_go_to(struct nftnl_rule *rule, const char *chain);

#endif /* NETLINK_RULE_H */
