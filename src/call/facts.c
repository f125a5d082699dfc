/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/facts.c - what is known of a call, for who asks why it has no audio
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "call/call_table.h"
#include "call/facts.h"

/* Nothing is said of the media of a shorter call: it need not be counted. */
#define SHORTEST_MS 3000

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void take_leg(const struct leg *leg, struct stream_facts *out)
{
	const struct flow *f = leg->flow;

	out->packets_in += f->seen.packets_in;
	out->packets_out += f->seen.packets_out;
	out->in_ms = later(out->in_ms, f->in_ms);
	out->out_ms = later(out->out_ms, f->out_ms);
	if (out->opened_ms == 0 || f->opened_ms < out->opened_ms)
		out->opened_ms = f->opened_ms;
	if (f->error != 0)
		out->error = f->error;
	if (leg->is_learnt)
		out->learnt = f->peer;
	else
		out->named = f->peer;
}

static void take_stream(const struct stream *s, struct stream_facts *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->medium, s->medium, sizeof(out->medium));
	out->is_rtp = s->is_rtp;
	out->inside = s->inside;
	if (s->rtp.user.mapping != NULL)
		out->outside = s->rtp.user.mapping->shown;
	list_for_each(node, &s->legs) {
		const struct leg *leg = list_entry(node, struct leg, node);

		if (!leg->is_rtcp)
			take_leg(leg, out);
	}
}

static uint16_t store(char *to, struct slice text)
{
	size_t len = text.len < FACTS_TEXT_MAX ? text.len : FACTS_TEXT_MAX;

	if (text.p != NULL)
		memcpy(to, text.p, len);
	return (uint16_t)len;
}

void facts_set_names(struct call_facts *facts, struct slice call_id,
		     struct slice caller, struct slice callee)
{
	facts->call_id_len = store(facts->call_id, call_id);
	facts->caller_len = store(facts->caller, caller);
	facts->callee_len = store(facts->callee, callee);
}

static void take_state(const struct call *call, struct call_facts *out)
{
	out->number = call->number;
	out->state = call->state;
	out->began_inside = call->began_inside;
	out->is_held = call->notes.is_held;
	out->is_bye_open = call->notes.is_bye_open;
	out->is_mapped = call->signalling.mapping != NULL;
	out->phone = call->phone;
	out->peer = call->peer;
	out->problems = call->problems;
	out->end_reason = call->end_reason;
	out->began_wall_s = call->began_wall_s;
	out->began_ms = call->began_ms;
	out->answered_ms = call->answered_ms;
	out->progress_ms = call->progress_ms;
	out->until_ms =
		call->state == CALL_CLOSING ? call->closed_ms : clock_ms();
	out->idle_timeout_s = call->table->settings->idle_timeout_s;
	out->history = call->history;
	out->notes = call->notes;
}

void facts_take(const struct call *call, struct call_facts *out)
{
	memset(out, 0, offsetof(struct call_facts, streams));
	take_state(call, out);
	facts_set_names(out, call->call_id, call->caller, call->callee);
	list_for_each(node, &call->streams) {
		if (out->stream_count == FACTS_MAX_STREAMS)
			return;
		take_stream(list_entry(node, struct stream, node),
			    &out->streams[out->stream_count++]);
	}
}

static void look_at_stream(struct nat *nat, struct stream *s)
{
	list_for_each(node, &s->legs) {
		struct leg *leg = list_entry(node, struct leg, node);

		if (!leg->is_rtcp)
			flow_look(nat, leg->flow);
	}
}

void facts_look(struct call *call)
{
	list_for_each(node, &call->streams)
		look_at_stream(call->table->nat,
			       list_entry(node, struct stream, node));
}

int facts_open_past(struct past_calls *past)
{
	memset(past, 0, sizeof(*past));
	past->facts = calloc(FACTS_PAST_MAX, sizeof(*past->facts));
	return past->facts != NULL ? 0 : -ENOMEM;
}

void facts_close_past(struct past_calls *past)
{
	free(past->facts);
	memset(past, 0, sizeof(*past));
}

struct call_facts *facts_add_past(struct past_calls *past)
{
	struct call_facts *facts;

	if (past->facts == NULL)
		return NULL;
	facts = &past->facts[past->next];
	past->next = (past->next + 1) % FACTS_PAST_MAX;
	if (past->count < FACTS_PAST_MAX)
		past->count++;
	return facts;
}

/* What the sweep has seen may be ten seconds old.  Asking the kernel costs as
 * much as opening a flow, so it is done only where it can make a difference. */
static bool is_worth_a_look(const struct call *call)
{
	if (call->answered_ms == 0 ||
	    call->closed_ms - call->answered_ms < SHORTEST_MS)
		return false;
	list_for_each(node, &call->streams) {
		struct stream_facts s;

		take_stream(list_entry(node, struct stream, node), &s);
		if (s.packets_in == 0 || s.packets_out == 0)
			return true;
	}
	return false;
}

void facts_keep_call(struct past_calls *past, struct call *call)
{
	struct call_facts *facts = facts_add_past(past);

	if (facts == NULL)
		return;
	if (is_worth_a_look(call))
		facts_look(call);
	facts_take(call, facts);
	facts->is_past = true;
}

const struct call_facts *facts_find_past(const struct past_calls *past,
					 struct slice name)
{
	uint32_t number;

	if (slice_to_u32(name, &number) != 0)
		number = 0;
	if (name.len > FACTS_TEXT_MAX)
		name.len = FACTS_TEXT_MAX; /* as they are kept */
	for (uint32_t i = 1; i <= past->count; i++) {
		const struct call_facts *f =
			&past->facts[(past->next + FACTS_PAST_MAX - i) %
				     FACTS_PAST_MAX];
		struct slice call_id = {f->call_id, f->call_id_len};

		if (name.len == 0 || (number != 0 && f->number == number) ||
		    slice_equal(call_id, name))
			return f;
	}
	return NULL;
}
