/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/follow.c - what one message changes in the call that it belongs to
 */
#include "call/follow.h"
#include "base/clock.h"
#include "base/counters.h"
#include "base/log.h"
#include "call/openings.h"
#include "sip/values.h"

/* Longer than Session-Expires, for a refresh that is on its way. */
#define SESSION_GRACE_MS 32000

/** The message and what it says about dialogs. */
struct step {
	const struct call_message *m;
	const struct sip_message *sip;
	uint64_t inside_tag; /* 0: none */
	uint64_t outside_tag;
	uint64_t transaction;  /* of INVITE and CANCEL; else 0 */
	struct invite *invite; /* NULL: a re-INVITE's, or not seen */
	struct dialog *dialog; /* NULL: none yet */
	struct offer_answer_message media;
};

bool follow_begins_call(const struct call_message *message)
{
	const struct sip_message *sip = message->sip;

	if (sip->method == SIP_INVITE && sip->is_request)
		return true;
	return message->sdp != NULL &&
	       (sip->is_request
			? sip->method == SIP_UPDATE
			: sip->method == SIP_INVITE && sip->status < 300);
}

static uint64_t hash_tag(struct slice tag)
{
	return tag.len > 0 ? hashtable_hash(tag.p, tag.len) : 0;
}

static struct step look_at(const struct call *call,
			   const struct call_message *m)
{
	const struct sip_message *sip = m->sip;
	bool request_from_inside = m->is_outbound == sip->is_request;
	uint64_t from = hash_tag(sip_values_tag(sip, SIP_FROM));
	uint64_t to = hash_tag(sip_values_tag(sip, SIP_TO));
	struct step step = {
		.m = m,
		.sip = sip,
		.inside_tag = request_from_inside ? from : to,
		.outside_tag = request_from_inside ? to : from,
		.media =
			{
				.sender = m->is_outbound ? CALL_INSIDE
							 : CALL_OUTSIDE,
				.is_request = sip->is_request,
				.method = sip->method,
				.cseq = sip->cseq,
				.status = sip->status,
			},
	};

	if (sip->method == SIP_INVITE || sip->method == SIP_CANCEL) {
		step.transaction = invite_transaction(
			sip, request_from_inside ? CALL_INSIDE : CALL_OUTSIDE);
		step.invite = invite_find(call, step.transaction);
	}
	if (step.inside_tag != 0 && step.outside_tag != 0)
		step.dialog = call_find_dialog(call, step.inside_tag,
					       step.outside_tag);
	return step;
}

static bool has_both_tags(const struct step *step)
{
	return step->inside_tag != 0 && step->outside_tag != 0;
}

static void make_dialog(struct call *call, struct step *step)
{
	if (step->dialog == NULL && has_both_tags(step))
		step->dialog = call_dialog(call, step->inside_tag,
					   step->outside_tag, step->invite);
}

static void take_invite(struct call *call, struct step *step)
{
	if (has_both_tags(step)) {
		make_dialog(call, step); /* a re-INVITE */
		if (step->dialog != NULL)
			step->dialog->is_confirmed = true;
		if (call->state < CALL_ANSWERED)
			call->state = CALL_ANSWERED;
		return;
	}
	if (step->invite != NULL)
		return; /* sent again */
	step->invite = invite_open(call, step->transaction);
	if (step->invite == NULL) {
		counter_add(COUNTER_UNTRACKED);
		return;
	}
	if (call->state != CALL_CLOSING)
		return;
	call->notes.status = 0;
	/* The same call once more: with credentials, or to the next contact
	 * of a phone. */
	call->state = CALL_TRYING;
	call->end_reason = NULL;
}

static void take_request(struct call *call, struct step *step)
{
	switch (step->sip->method) {
	case SIP_INVITE:
		take_invite(call, step);
		break;
	case SIP_CANCEL:
		if (step->invite != NULL)
			step->invite->cancelled_ms = clock_ms();
		break;
	case SIP_BYE:
		call->notes.is_bye_open = true;
		if (step->dialog != NULL)
			step->dialog->bye_ms = clock_ms();
		break;
	case SIP_UPDATE:
		make_dialog(call, step);
		break;
	default:
		break;
	}
}

static void set_session_timer(const struct step *step)
{
	uint32_t seconds;

	if (step->dialog == NULL)
		return;
	step->dialog->session_ends_ms = 0;
	if (sip_values_seconds(step->sip, SIP_SESSION_EXPIRES, &seconds))
		step->dialog->session_ends_ms =
			clock_ms() + seconds * 1000ull + SESSION_GRACE_MS;
}

static void answer_call(struct call *call, const struct step *step)
{
	if (call->answered_ms == 0) {
		call->answered_ms = clock_ms();
		log_info("call %u: answered", call->number);
		call_tell(call,
			  &(struct history_event){.kind = HISTORY_ANSWERED});
	}
	if (call->state < CALL_ANSWERED)
		call->state = CALL_ANSWERED;
	set_session_timer(step);
	/* What the phone's own packets opened must outlive their silence: a
	 * BYE or a session refresh may come after minutes. */
	if (call->signalling.mapping != NULL && call->signalling_flow == NULL &&
	    flow_open(call->table->nat, call->signalling.mapping, &call->peer,
		      &call->signalling_flow) == 0)
		call->signalling_flow->is_borrowed = true;
}

/* A final response other than 2xx to an INVITE outside any dialog. */
static void fail_invite(struct call *call, const struct step *step)
{
	step->invite->is_open = false;
	offer_answer_finish(&step->invite->media, &step->media);
	call_end_unconfirmed(call, step->transaction, NULL);
	if (call_is_over(call))
		call_table_end(call, step->sip->status == 487 ? "cancelled"
							      : "refused");
}

static void take_invite_response(struct call *call, struct step *step)
{
	unsigned int status = step->sip->status;
	bool is_first = step->invite != NULL && step->invite->is_open;

	if (is_first)
		call->notes.status = step->sip->status;
	if (status == 100)
		return;
	if (status == 199 && step->dialog != NULL) {
		call_end_dialog(call, step->dialog); /* RFC 6228 */
		step->dialog = NULL;
		return;
	}
	if (status < 300)
		make_dialog(call, step);
	if (status < 200 && call->state == CALL_TRYING)
		call->state = CALL_RINGING;
	if (status >= 200 && status < 300) {
		if (step->dialog != NULL) {
			step->dialog->is_confirmed = true;
			call_end_unconfirmed(call, step->transaction,
					     step->dialog);
		}
		if (is_first)
			step->invite->is_open = false;
		answer_call(call, step);
	}
	if (status >= 300 && is_first &&
	    (step->dialog == NULL || !step->dialog->is_confirmed)) {
		step->dialog = NULL; /* ended below */
		fail_invite(call, step);
	}
}

/* Does this response say that the dialog is no more?  RFC 3261 section
 * 12.2.1.2; for BYE any final answer but a question for credentials. */
static bool ends_dialog(const struct step *step)
{
	unsigned int status = step->sip->status;

	if (status == 481 || status == 408)
		return step->sip->method == SIP_INVITE ||
		       step->sip->method == SIP_BYE;
	return step->sip->method == SIP_BYE && status >= 200 && status != 401 &&
	       status != 407;
}

static void end_dialog(struct call *call, struct step *step)
{
	if (step->dialog != NULL)
		call_end_dialog(call, step->dialog);
	step->dialog = NULL;
	call->notes.is_bye_open = false;
	if (call_is_over(call))
		call_table_end(call, step->sip->method == SIP_BYE
					     ? "ended by BYE"
					     : "peer does not know it");
}

static void take_response(struct call *call, struct step *step)
{
	if (step->sip->method == SIP_INVITE)
		take_invite_response(call, step);
	if (step->sip->method == SIP_UPDATE && step->sip->status >= 200 &&
	    step->sip->status < 300 && call->state == CALL_ANSWERED)
		answer_call(call, step);
	if (ends_dialog(step) && call->state != CALL_CLOSING)
		end_dialog(call, step);
}

static struct offer_answer *media_of(const struct step *step)
{
	if (step->dialog != NULL)
		return &step->dialog->media;
	return step->sip->method == SIP_INVITE && step->invite != NULL
		       ? &step->invite->media
		       : NULL;
}

static void note_peer_media(struct call *call, const struct description *d)
{
	for (uint32_t i = 0; i < d->count; i++) {
		if (d->media[i].rtp.port == 0)
			continue;
		call->notes.peer_media = d->media[i].rtp;
		call->notes.has_peer_media = true;
		return;
	}
}

static bool take_sdp(struct call *call, const struct step *step)
{
	struct offer_answer *media = media_of(step);
	struct description *d;
	bool changed;

	if (media == NULL || step->m->sdp == NULL ||
	    offer_answer_role(media, &step->media) == OFFER_ANSWER_NONE)
		return false;
	d = description_new(step->m->sdp,
			    !call->table->nat->settings->ice_passes);
	if (d == NULL) {
		call->problems |= CALL_PROBLEM_MEMORY;
		counter_add(COUNTER_UNTRACKED);
		return false;
	}
	if (step->m->is_outbound) {
		openings_learn_public(call, d);
		openings_make(call, d);
	} else {
		note_peer_media(call, d);
	}
	changed = offer_answer_take(media, &step->media, d);
	description_drop(d);
	return changed;
}

static bool finish_media(const struct step *step)
{
	struct offer_answer *media = media_of(step);

	return media != NULL && !step->sip->is_request &&
	       offer_answer_finish(media, &step->media);
}

/* While there are messages, Timer C does not run out. */
static void touch_invite(const struct call *call, const struct step *step)
{
	struct invite *invite = step->invite;

	if (invite == NULL && step->dialog != NULL &&
	    !step->dialog->is_confirmed)
		invite = invite_find(call, step->dialog->transaction);
	if (invite != NULL)
		invite->progress_ms = clock_ms();
}

void follow_message(struct call *call, const struct call_message *message)
{
	struct step step = look_at(call, message);
	enum call_state before = call->state;
	unsigned int dialogs = call->dialog_count;
	unsigned int streams = call->stream_count;
	bool changed;

	call->progress_ms = clock_ms();
	touch_invite(call, &step);
	if (call->signalling.mapping == NULL && message->self != NULL)
		call_use_signalling(call, message->self);
	if (step.sip->is_request)
		take_request(call, &step);
	else
		take_response(call, &step);
	changed = take_sdp(call, &step);
	changed = finish_media(&step) || changed;
	if (changed || before != call->state || dialogs != call->dialog_count ||
	    streams != call->stream_count)
		call_update(call);
}
