/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/invite.h - the INVITE transactions that dialogs of a call come from
 *
 * One Call-ID may have several at once: a proxy forks to two contacts of one
 * phone (RFC 3261 section 16.6), a proxy of the LAN forks outwards, or a phone
 * calls its own number.  Each fails, is cancelled and is answered by itself.
 */
#ifndef CALL_INVITE_H
#define CALL_INVITE_H

#include "base/list.h"
#include "call/offer_answer.h"
#include "sip/message.h"

/** Most of one call.  At the limit one that has ended makes room; when all
 * are open, the new one passes without openings. */
#define CALL_MAX_INVITES 16

struct call;

struct invite {
	struct list node;
	uint64_t transaction; /* see invite_transaction() */
	bool is_open;         /* has no final response yet */
	uint64_t progress_ms; /* its last message */
	uint64_t cancelled_ms;
	struct offer_answer media; /* until there is a dialog */
};

/** invite_transaction - what INVITE, its responses and CANCEL have in common
 * (RFC 3261 section 17.1.3), as a hash that is never 0. */
uint64_t invite_transaction(const struct sip_message *sip,
			    enum call_side requester);

/** invite_find - the one of that transaction, or NULL. */
struct invite *invite_find(const struct call *call, uint64_t transaction);

/** invite_open - a new one.  NULL without memory or at the limit. */
struct invite *invite_open(struct call *call, uint64_t transaction);

/** invite_any_open - does the call wait for a final response? */
bool invite_any_open(const struct call *call);

/** invite_close_all - the call is over. */
void invite_close_all(struct call *call);

/** invite_free_all - with what they hold. */
void invite_free_all(struct call *call);

#endif /* CALL_INVITE_H */
