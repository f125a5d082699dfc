/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/call.c - one call, and what is open for it
 */
#include <string.h>

#include "base/clock.h"
#include "base/pool.h"
#include "call/call.h"
#include "call/call_table.h"
#include "call/openings.h"
#include "call/stream.h"

/* Longer addresses of record are cut for display. */
#define NAME_MAX_LEN 96

static struct slice store(char **at, struct slice text)
{
	struct slice copy = {*at, text.len};

	if (text.len > 0)
		memcpy(*at, text.p, text.len);
	*at += text.len;
	return copy;
}

static struct slice cut(struct slice text, size_t longest)
{
	return (struct slice){text.p, text.len < longest ? text.len : longest};
}

/* The texts stand behind the struct. */
static size_t size_of(struct slice call_id, struct slice caller,
		      struct slice callee)
{
	return sizeof(struct call) + call_id.len + caller.len + callee.len;
}

struct call *call_new(struct slice call_id, struct slice caller,
		      struct slice callee)
{
	struct call *call;
	char *text;

	caller = cut(caller, NAME_MAX_LEN);
	callee = cut(callee, NAME_MAX_LEN);
	call = pool_zalloc(size_of(call_id, caller, callee));
	if (call == NULL)
		return NULL;
	text = (char *)(call + 1);
	call->call_id = store(&text, call_id);
	call->caller = store(&text, caller);
	call->callee = store(&text, callee);
	list_init(&call->dialogs);
	list_init(&call->streams);
	list_init(&call->invites);
	return call;
}

void call_free(struct call *call)
{
	struct nat *nat = call->table->nat;

	while (!list_is_empty(&call->streams))
		stream_close(list_first(&call->streams, struct stream, node));
	while (!list_is_empty(&call->dialogs))
		call_end_dialog(
			call, list_first(&call->dialogs, struct dialog, node));
	invite_free_all(call);
	flow_close(nat, call->signalling_flow);
	mapping_detach(nat, &call->signalling);
	timer_stop(call->table->timers, &call->timer);
	pool_free(call, size_of(call->call_id, call->caller, call->callee));
}

struct dialog *call_find_dialog(const struct call *call, uint64_t inside_tag,
				uint64_t outside_tag)
{
	list_for_each(node, &call->dialogs) {
		struct dialog *d = list_entry(node, struct dialog, node);

		if (d->inside_tag == inside_tag &&
		    d->outside_tag == outside_tag)
			return d;
	}
	return NULL;
}

struct dialog *call_dialog(struct call *call, uint64_t inside_tag,
			   uint64_t outside_tag, const struct invite *invite)
{
	struct dialog *d = call_find_dialog(call, inside_tag, outside_tag);

	if (d != NULL)
		return d;
	if (call->dialog_count == CALL_MAX_DIALOGS)
		return NULL;
	d = pool_zalloc(sizeof(*d));
	if (d == NULL)
		return NULL;
	d->inside_tag = inside_tag;
	d->outside_tag = outside_tag;
	offer_answer_init(&d->media);
	if (invite != NULL) {
		d->transaction = invite->transaction;
		offer_answer_copy(&d->media, &invite->media);
	}
	list_append(&call->dialogs, &d->node);
	call->dialog_count++;
	return d;
}

void call_end_dialog(struct call *call, struct dialog *dialog)
{
	offer_answer_clear(&dialog->media);
	list_remove(&dialog->node);
	call->dialog_count--;
	pool_free(dialog, sizeof(*dialog));
}

void call_end_unconfirmed(struct call *call, uint64_t transaction,
			  const struct dialog *winner)
{
	list_for_each(node, &call->dialogs) {
		struct dialog *d = list_entry(node, struct dialog, node);

		if (d != winner && d->transaction == transaction &&
		    !d->is_confirmed)
			call_end_dialog(call, d);
	}
}

bool call_is_over(const struct call *call)
{
	return list_is_empty(&call->dialogs) && !invite_any_open(call);
}

static bool signalling_admits(struct mapping_user *user,
			      const struct endpoint *peer,
			      struct slice payload UNUSED)
{
	const struct call *call = container_of(user, struct call, signalling);

	return call->state == CALL_ANSWERED &&
	       address_equal(&call->peer.address, &peer->address);
}

static void signalling_arrived(struct mapping_user *user,
			       const struct endpoint *peer,
			       struct slice payload UNUSED)
{
	const struct call *call = container_of(user, struct call, signalling);

	flow_admit(call->table->nat, user->mapping, peer);
}

static void signalling_refused(struct mapping_user *user UNUSED, int err UNUSED)
{
	/* The next message of the phone maps its socket again. */
}

static const struct mapping_user_ops signalling_ops = {
	.admits = signalling_admits,
	.arrived = signalling_arrived,
	.refused = signalling_refused,
};

void call_use_signalling(struct call *call, struct mapping *self)
{
	mapping_attach(self, &call->signalling, &signalling_ops);
}

/* Over: nobody new gets in, and late packets still find their flows. */
static void let_linger(struct call *call)
{
	list_for_each(node, &call->streams)
		stream_disarm(list_entry(node, struct stream, node));
}

static void note_hold(struct call *call)
{
	bool is_held = call_is_held(call);

	if (is_held == call->notes.is_held)
		return;
	call->notes.is_held = is_held;
	call_tell(call,
		  &(struct history_event){.kind = is_held ? HISTORY_HELD
							  : HISTORY_RESUMED});
}

void call_update(struct call *call)
{
	if (call->state == CALL_CLOSING) {
		let_linger(call);
		return;
	}
	note_hold(call);
	list_for_each(node, &call->streams)
		stream_begin_update(list_entry(node, struct stream, node));
	list_for_each(node, &call->invites) {
		struct invite *i = list_entry(node, struct invite, node);

		if (i->is_open)
			openings_want_offer(call, &i->media);
	}
	list_for_each(node, &call->dialogs) {
		struct dialog *d = list_entry(node, struct dialog, node);

		openings_want(call, &d->media.agreed);
		openings_want(call, &d->media.early);
		openings_want_offer(call, &d->media);
	}
	list_for_each(node, &call->streams)
		stream_end_update(list_entry(node, struct stream, node));
}

void call_tell(struct call *call, const struct history_event *event)
{
	history_add_event(&call->table->history, call->number, &call->history,
			  call->table->settings->history, event);
}

bool call_is_held(const struct call *call)
{
	bool is_held = false;

	list_for_each(node, &call->dialogs) {
		const struct dialog *d = list_entry(node, struct dialog, node);
		const struct agreement *a = &d->media.agreed;

		if (a->of[CALL_INSIDE] == NULL)
			continue;
		if (!description_is_held(a->of[CALL_INSIDE]) &&
		    !description_is_held(a->of[CALL_OUTSIDE]))
			return false;
		is_held = true;
	}
	return is_held;
}

uint64_t call_active_ms(const struct call *call)
{
	uint64_t latest = 0;

	list_for_each(node, &call->streams) {
		const struct stream *s = list_entry(node, struct stream, node);

		list_for_each(leg_node, &s->legs) {
			const struct leg *leg =
				list_entry(leg_node, struct leg, node);

			if (leg->flow->active_ms > latest)
				latest = leg->flow->active_ms;
		}
	}
	return latest;
}
