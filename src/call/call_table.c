/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/call_table.c - all calls, and when they end by themselves
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/counters.h"
#include "base/log.h"
#include "call/call_table.h"
#include "call/follow.h"
#include "call/stream.h"
#include "sip/values.h"

/*
 * RFC 3261 section 16.6: Timer C is more than three minutes from the last
 * provisional response.  A CANCEL or BYE is answered within 64*T1 = 32 s, or
 * not at all.
 */
#define RINGING_MS 200000
#define ANSWER_MS 32000

/* Media is looked for as often as the sweep brings news. */
#define IDLE_CHECK_MS FLOW_SWEEP_MS

void call_table_open(struct call_table *table,
		     const struct call_settings *settings, struct nat *nat)
{
	memset(table, 0, sizeof(*table));
	table->settings = settings;
	table->nat = nat;
	table->timers = nat->timers;
	hashtable_init(&table->calls);
	/* Calls are the same without. */
	if (history_open(&table->history, settings->history_kib * 1024ul) !=
		    0 ||
	    facts_open_past(&table->past) != 0)
		log_warning("no memory for the history of calls");
}

static uint64_t hash_of(struct slice call_id, const struct address *inside)
{
	struct endpoint key = {*inside, 0};

	return hashtable_mix(hashtable_hash(call_id.p, call_id.len),
			     hashtable_hash_endpoint(&key));
}

struct call *call_table_find(const struct call_table *table,
			     struct slice call_id, const struct address *inside)
{
	uint64_t hash = hash_of(call_id, inside);
	struct hash_node *node = hashtable_first(&table->calls, hash);

	for (; node != NULL; node = hashtable_next(node)) {
		struct call *call = container_of(node, struct call, node);

		if (slice_equal(call->call_id, call_id) &&
		    address_equal(&call->phone.address, inside))
			return call;
	}
	return NULL;
}

struct call *call_table_find_named(const struct call_table *table,
				   struct slice name)
{
	struct hash_node *node = hashtable_walk(&table->calls, NULL);
	uint32_t number;

	if (slice_to_u32(name, &number) != 0)
		number = 0;
	for (; node != NULL; node = hashtable_walk(&table->calls, node)) {
		struct call *call = container_of(node, struct call, node);

		if ((number != 0 && call->number == number) ||
		    slice_equal(call->call_id, name))
			return call;
	}
	return NULL;
}

static void forget_call(struct call *call)
{
	struct call_table *table = call->table;
	struct trust_host *host =
		trust_host(&table->nat->trust, &call->phone.address);

	if (host != NULL && host->calls > 0)
		host->calls--;
	if (table->current == call)
		table->current = NULL;
	hashtable_remove(&table->calls, &call->node);
	call_free(call);
}

void call_table_close(struct call_table *table)
{
	struct hash_node *node;

	while ((node = hashtable_walk(&table->calls, NULL)) != NULL)
		forget_call(container_of(node, struct call, node));
	hashtable_free(&table->calls);
	history_close(&table->history);
	facts_close_past(&table->past);
}

/* A moment at which a call ends unless something happens before. */
struct limit {
	uint64_t at_ms;
	const char *reason;
};

static void lower_limit(struct limit *limit, uint64_t since_ms,
			uint64_t length_ms, const char *reason)
{
	if (since_ms == 0 || length_ms == 0 ||
	    since_ms + length_ms >= limit->at_ms)
		return;
	limit->at_ms = since_ms + length_ms;
	limit->reason = reason;
}

static struct limit limit_of_dialog(const struct dialog *d)
{
	struct limit limit = {UINT64_MAX, NULL};

	lower_limit(&limit, d->bye_ms, ANSWER_MS, "BYE without answer");
	lower_limit(&limit, d->session_ends_ms, 1, "session not refreshed");
	return limit;
}

static struct limit limit_of_invite(const struct invite *i)
{
	struct limit limit = {UINT64_MAX, NULL};

	if (!i->is_open)
		return limit;
	lower_limit(&limit, i->progress_ms, RINGING_MS, "no final answer");
	lower_limit(&limit, i->cancelled_ms, ANSWER_MS,
		    "CANCEL without answer");
	return limit;
}

static void lower_to(struct limit *limit, struct limit other)
{
	if (other.at_ms < limit->at_ms)
		*limit = other;
}

static void limit_parts(const struct call *call, struct limit *limit)
{
	list_for_each(node, &call->dialogs)
		lower_to(limit, limit_of_dialog(
					list_entry(node, struct dialog, node)));
	list_for_each(node, &call->invites)
		lower_to(limit, limit_of_invite(
					list_entry(node, struct invite, node)));
}

/* End what has outlived its own limit.  Answers with why, or NULL. */
static const char *end_parts(struct call *call, uint64_t now)
{
	const char *reason = NULL;

	list_for_each(node, &call->dialogs) {
		struct dialog *d = list_entry(node, struct dialog, node);
		struct limit limit = limit_of_dialog(d);

		if (limit.at_ms > now)
			continue;
		call_end_dialog(call, d);
		reason = limit.reason;
	}
	list_for_each(node, &call->invites) {
		struct invite *i = list_entry(node, struct invite, node);
		struct limit limit = limit_of_invite(i);

		if (limit.at_ms > now)
			continue;
		i->is_open = false;
		call_end_unconfirmed(call, i->transaction, NULL);
		reason = limit.reason;
	}
	return reason;
}

static struct limit find_limit(const struct call *call)
{
	const struct call_settings *s = call->table->settings;
	struct limit limit = {UINT64_MAX, NULL};
	uint64_t active_ms = call_active_ms(call);
	bool is_held = call_is_held(call);

	limit_parts(call, &limit);
	if (call->state < CALL_ANSWERED) {
		lower_limit(&limit, call->progress_ms, RINGING_MS,
			    "no final answer");
		return limit;
	}
	lower_limit(&limit, call->began_ms, s->longest_call_s * 1000ull,
		    "longest call");
	/* Two phones of the LAN may end their call between themselves. */
	if (address_is_set(&call->partner) && active_ms == 0)
		lower_limit(&limit, call->progress_ms,
			    s->hold_timeout_s * 1000ull, "left to the LAN");
	lower_limit(&limit, active_ms,
		    (is_held ? s->hold_timeout_s : s->idle_timeout_s) * 1000ull,
		    is_held ? "on hold too long" : "no media");
	return limit;
}

static void start_timer(struct call *call, uint64_t at_ms)
{
	uint64_t soon = clock_ms() + IDLE_CHECK_MS;

	timer_start(call->table->timers, &call->timer,
		    at_ms < soon ? at_ms : soon);
}

static void call_timer(struct timer *timer)
{
	struct call *call = container_of(timer, struct call, timer);
	uint64_t now = clock_ms();
	struct limit limit;
	const char *reason;

	if (call->state == CALL_CLOSING) {
		if (call->table->settings->history > 0)
			facts_keep_call(&call->table->past, call);
		forget_call(call);
		return;
	}
	reason = end_parts(call, now);
	if (reason != NULL && call_is_over(call)) {
		call_table_end(call, reason);
		return;
	}
	if (reason != NULL)
		call_update(call);
	list_for_each(node, &call->streams)
		stream_note_flows(list_entry(node, struct stream, node));
	limit = find_limit(call);
	if (limit.at_ms <= now)
		call_table_end(call, limit.reason);
	else
		start_timer(call, limit.at_ms);
}

void call_table_end(struct call *call, const char *reason)
{
	uint64_t now = clock_ms();

	if (call->state == CALL_CLOSING)
		return;
	log_info("call %u: %s", call->number, reason);
	call_tell(call, &(struct history_event){.kind = HISTORY_CLOSED,
						.text = reason});
	call->state = CALL_CLOSING;
	call->end_reason = reason;
	call->closed_ms = now;
	invite_close_all(call);
	call_update(call);
	timer_start(call->table->timers, &call->timer,
		    now + call->table->settings->linger_s * 1000ull);
}

/* Limits first: what is there is never taken away for what is new. */
static unsigned int find_cap(struct call_table *table,
			     const struct trust_host *host)
{
	if (table->calls.count >= table->settings->calls) {
		counter_add(COUNTER_CAP_CALLS);
		return CALL_PROBLEM_CAP_CALLS;
	}
	if (host == NULL ||
	    host->calls >= table->nat->settings->trust.per_phone) {
		counter_add(COUNTER_CAP_PHONE);
		return CALL_PROBLEM_CAP_PHONE;
	}
	return 0;
}

/* A call that is not followed is told of once, as one of the past. */
static void keep_unfollowed(struct call_table *table,
			    const struct call_message *m, unsigned int cap)
{
	struct call_facts *facts;

	if (table->settings->history == 0 ||
	    facts_find_past(&table->past, m->sip->call_id) != NULL)
		return;
	facts = facts_add_past(&table->past);
	if (facts == NULL)
		return;
	memset(facts, 0, sizeof(*facts));
	facts->is_past = true;
	facts->began_inside = m->is_outbound == m->sip->is_request;
	facts->phone = m->phone;
	facts->peer = m->peer;
	facts->problems = cap;
	facts->began_wall_s = clock_wall_s();
	facts->began_ms = facts->until_ms = clock_ms();
	facts_set_names(facts, m->sip->call_id,
			sip_values_uri(m->sip, SIP_FROM),
			sip_values_uri(m->sip, SIP_TO));
}

static struct call *begin_call(struct call_table *table,
			       const struct call_message *m)
{
	struct trust_host *host =
		trust_host(&table->nat->trust, &m->phone.address);
	unsigned int cap = find_cap(table, host);
	struct call *call;

	if (cap != 0) {
		keep_unfollowed(table, m, cap);
		return NULL;
	}
	call = call_new(m->sip->call_id, sip_values_uri(m->sip, SIP_FROM),
			sip_values_uri(m->sip, SIP_TO));
	if (call == NULL) {
		counter_add(COUNTER_UNTRACKED);
		return NULL;
	}
	host->calls++;
	call->table = table;
	call->number = ++table->last_number;
	call->began_inside = m->is_outbound == m->sip->is_request;
	call->phone = m->phone;
	call->peer = m->peer;
	call->wan = *m->wan;
	call->began_ms = clock_ms();
	call->began_wall_s = clock_wall_s();
	timer_init(&call->timer, call_timer);
	hashtable_insert(&table->calls, &call->node,
			 hash_of(call->call_id, &call->phone.address));
	counter_add(COUNTER_CALLS);
	log_info("call %u: %s calls %s, phone %s, Call-ID %s", call->number,
		 log_escape(call->caller).text, log_escape(call->callee).text,
		 endpoint_text(&call->phone).text,
		 log_escape(call->call_id).text);
	return call;
}

struct call *call_table_message(struct call_table *table,
				const struct call_message *message)
{
	struct call *call = call_table_find(table, message->sip->call_id,
					    &message->phone.address);

	table->current = NULL;
	if (call == NULL) {
		if (!follow_begins_call(message))
			return NULL;
		call = begin_call(table, message);
		if (call == NULL)
			return NULL;
	}
	table->current = call;
	table->history.is_in_message = true;
	follow_message(call, message);
	/* Running, the timer looks at all limits when it fires. */
	if (!timer_is_running(&call->timer))
		start_timer(call, call->progress_ms + ANSWER_MS);
	return call;
}

/* Each one once, not with every message that names it. */
static void note_contact(struct call *call, const struct history_message *m)
{
	struct call_notes *notes = &call->notes;

	if (m->refused_rule == 0 ||
	    (notes->contact_rule == m->refused_rule &&
	     endpoint_equal(&notes->contact, &m->refused)))
		return;
	notes->contact = m->refused;
	notes->contact_rule = m->refused_rule;
	call_tell(call,
		  &(struct history_event){
			  .kind = m->refused_rule == 2 ? HISTORY_CONTACT_HOST
						       : HISTORY_CONTACT_PORT,
			  .a = m->refused});
}

void call_table_passed(struct call_table *table,
		       const struct history_message *message)
{
	struct call *call = table->current;

	if (call != NULL)
		note_contact(call, message);
	if (call != NULL)
		history_add_message(&table->history, call->number,
				    &call->history, table->settings->history,
				    message);
	table->current = NULL;
}
