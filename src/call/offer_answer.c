/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/offer_answer.c - who offered what, and what both agreed on
 */
#include <string.h>

#include "call/offer_answer.h"

void offer_answer_init(struct offer_answer *oa)
{
	memset(oa, 0, sizeof(*oa));
}

static void set_agreement(struct agreement *to, struct description *inside,
			  struct description *outside)
{
	description_hold(inside);
	description_hold(outside);
	description_drop(to->of[CALL_INSIDE]);
	description_drop(to->of[CALL_OUTSIDE]);
	to->of[CALL_INSIDE] = inside;
	to->of[CALL_OUTSIDE] = outside;
}

static bool is_empty(const struct agreement *a)
{
	return a->of[CALL_INSIDE] == NULL;
}

static void set_offer(struct offer_answer *oa, struct description *d)
{
	description_hold(d);
	description_drop(oa->offer);
	oa->offer = d;
}

void offer_answer_clear(struct offer_answer *oa)
{
	set_offer(oa, NULL);
	set_agreement(&oa->agreed, NULL, NULL);
	set_agreement(&oa->early, NULL, NULL);
}

void offer_answer_copy(struct offer_answer *to, const struct offer_answer *from)
{
	offer_answer_init(to);
	to->offer = description_hold(from->offer);
	to->offerer = from->offerer;
	to->in_response = from->in_response;
	to->method = from->method;
	to->cseq = from->cseq;
}

static bool is_answer_in_response(const struct offer_answer *oa,
				  const struct offer_answer_message *m)
{
	return oa->offer != NULL && !oa->in_response &&
	       oa->offerer != m->sender && oa->method == m->method &&
	       oa->cseq == m->cseq;
}

/* Is @m the ACK or PRACK that answers an offer in a response? */
static bool is_answer_in_request(const struct offer_answer *oa,
				 const struct offer_answer_message *m)
{
	if (oa->offer == NULL || !oa->in_response || oa->offerer == m->sender)
		return false;
	if (m->method == SIP_ACK)
		return oa->cseq == m->cseq;
	return m->method == SIP_PRACK && !oa->is_answered;
}

enum offer_answer_role offer_answer_role(const struct offer_answer *oa,
					 const struct offer_answer_message *m)
{
	if (m->is_request) {
		if (is_answer_in_request(oa, m))
			return OFFER_ANSWER_ANSWER;
		return m->method == SIP_INVITE || m->method == SIP_UPDATE ||
				       m->method == SIP_PRACK
			       ? OFFER_ANSWER_OFFER
			       : OFFER_ANSWER_NONE;
	}
	if (m->status >= 300)
		return OFFER_ANSWER_NONE;
	if (is_answer_in_response(oa, m))
		return OFFER_ANSWER_ANSWER;
	return m->method == SIP_INVITE ? OFFER_ANSWER_OFFER : OFFER_ANSWER_NONE;
}

static bool is_same_offer(const struct offer_answer *oa,
			  const struct offer_answer_message *m,
			  const struct description *d)
{
	return oa->offer != NULL && oa->offerer == m->sender &&
	       oa->in_response == !m->is_request && oa->method == m->method &&
	       oa->cseq == m->cseq &&
	       (oa->is_answered || description_equal(oa->offer, d));
}

static bool take_offer(struct offer_answer *oa,
		       const struct offer_answer_message *m,
		       struct description *d)
{
	if (is_same_offer(oa, m, d))
		return false;
	set_offer(oa, d);
	oa->offerer = m->sender;
	oa->in_response = !m->is_request;
	oa->is_answered = false;
	oa->method = m->method;
	oa->cseq = m->cseq;
	return true;
}

/* Does an answer in @m still depend on how the INVITE ends? */
static bool is_provisional(const struct offer_answer *oa,
			   const struct offer_answer_message *m)
{
	if (m->is_request)
		return m->method == SIP_PRACK && oa->method == SIP_INVITE;
	return m->method == SIP_INVITE && m->status < 200;
}

static bool take_answer(struct offer_answer *oa,
			const struct offer_answer_message *m,
			struct description *d)
{
	bool is_early = is_provisional(oa, m);
	struct agreement *to = is_early ? &oa->early : &oa->agreed;
	bool is_new = is_empty(to) || !is_empty(&oa->early) != is_early ||
		      to->of[oa->offerer] != oa->offer ||
		      !description_equal(to->of[m->sender], d);

	if (!is_new)
		return false;
	if (m->sender == CALL_INSIDE)
		set_agreement(to, d, oa->offer);
	else
		set_agreement(to, oa->offer, d);
	if (!is_early)
		set_agreement(&oa->early, NULL, NULL);
	/* A 2xx may still say the same again: not answered by an 18x. */
	oa->is_answered = !is_early || oa->in_response;
	return true;
}

bool offer_answer_take(struct offer_answer *oa,
		       const struct offer_answer_message *m,
		       struct description *description)
{
	switch (offer_answer_role(oa, m)) {
	case OFFER_ANSWER_OFFER:
		return take_offer(oa, m, description);
	case OFFER_ANSWER_ANSWER:
		return take_answer(oa, m, description);
	default:
		return false;
	}
}

bool offer_answer_finish(struct offer_answer *oa,
			 const struct offer_answer_message *m)
{
	bool changed = false;

	if (m->is_request || m->status < 200)
		return false;
	if (m->method == SIP_INVITE && !is_empty(&oa->early)) {
		if (m->status < 300)
			set_agreement(&oa->agreed, oa->early.of[CALL_INSIDE],
				      oa->early.of[CALL_OUTSIDE]);
		set_agreement(&oa->early, NULL, NULL);
		changed = true;
	}
	if (m->status >= 300 && oa->offer != NULL && !oa->is_answered &&
	    oa->method == m->method && oa->cseq == m->cseq) {
		set_offer(oa, NULL);
		changed = true;
	}
	return changed;
}
