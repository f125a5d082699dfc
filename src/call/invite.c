/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/invite.c - the INVITE transactions that dialogs of a call come from
 */
#include "call/invite.h"
#include "base/clock.h"
#include "base/pool.h"
#include "call/call.h"
#include "sip/via.h"

/* RFC 2543's have no branch, and differ by their number. */
uint64_t invite_transaction(const struct sip_message *sip,
			    enum call_side requester)
{
	struct slice rest = sip_message_value(sip, SIP_VIA);
	struct sip_via_params params = {.branch = {NULL, 0}};
	struct sip_via via;
	uint64_t hash = 0;

	if (sip_via_next(&rest, &via))
		sip_via_params(&via, &params);
	if (params.branch.len > 0)
		hash = hashtable_hash(params.branch.p, params.branch.len);
	hash = hashtable_mix(hash, 2ull * sip->cseq + requester);
	return hash != 0 ? hash : 1;
}

struct invite *invite_find(const struct call *call, uint64_t transaction)
{
	list_for_each(node, &call->invites) {
		struct invite *i = list_entry(node, struct invite, node);

		if (i->transaction == transaction)
			return i;
	}
	return NULL;
}

static void free_invite(struct call *call, struct invite *i)
{
	offer_answer_clear(&i->media);
	list_remove(&i->node);
	call->invite_count--;
	pool_free(i, sizeof(*i));
}

/* The oldest that has ended goes. */
static bool make_room(struct call *call)
{
	if (call->invite_count < CALL_MAX_INVITES)
		return true;
	list_for_each(node, &call->invites) {
		struct invite *i = list_entry(node, struct invite, node);

		if (i->is_open)
			continue;
		free_invite(call, i);
		return true;
	}
	return false;
}

struct invite *invite_open(struct call *call, uint64_t transaction)
{
	struct invite *i;

	if (!make_room(call))
		return NULL;
	i = pool_zalloc(sizeof(*i));
	if (i == NULL)
		return NULL;
	i->transaction = transaction;
	i->is_open = true;
	i->progress_ms = clock_ms();
	offer_answer_init(&i->media);
	list_append(&call->invites, &i->node);
	call->invite_count++;
	return i;
}

bool invite_any_open(const struct call *call)
{
	list_for_each(node, &call->invites)
		if (list_entry(node, struct invite, node)->is_open)
			return true;
	return false;
}

void invite_close_all(struct call *call)
{
	list_for_each(node, &call->invites)
		list_entry(node, struct invite, node)->is_open = false;
}

void invite_free_all(struct call *call)
{
	while (!list_is_empty(&call->invites))
		free_invite(call,
			    list_first(&call->invites, struct invite, node));
}
