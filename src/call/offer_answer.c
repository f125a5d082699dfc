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

static void set_offer(struct offer *offer, struct description *d)
{
	description_hold(d);
	description_drop(offer->description);
	offer->description = d;
}

void offer_answer_clear(struct offer_answer *oa)
{
	set_offer(&oa->offers[CALL_INSIDE], NULL);
	set_offer(&oa->offers[CALL_OUTSIDE], NULL);
	set_agreement(&oa->agreed, NULL, NULL);
	set_agreement(&oa->early, NULL, NULL);
}

void offer_answer_copy(struct offer_answer *to, const struct offer_answer *from)
{
	offer_answer_init(to);
	for (int side = 0; side < 2; side++) {
		to->offers[side] = from->offers[side];
		to->offers[side].is_answered = false;
		description_hold(to->offers[side].description);
	}
}

/* The offer that an SDP in @m would answer. */
static struct offer *offer_to(struct offer_answer *oa,
			      const struct offer_answer_message *m)
{
	return &oa->offers[call_other_side(m->sender)];
}

static bool is_answer_in_response(const struct offer *offer,
				  const struct offer_answer_message *m)
{
	return offer->description != NULL && !offer->in_response &&
	       offer->method == m->method && offer->cseq == m->cseq;
}

/* Is @m the ACK or PRACK that answers an offer in a response? */
static bool is_answer_in_request(const struct offer *offer,
				 const struct offer_answer_message *m)
{
	if (offer->description == NULL || !offer->in_response)
		return false;
	if (m->method == SIP_ACK)
		return offer->cseq == m->cseq;
	return m->method == SIP_PRACK && !offer->is_answered;
}

enum offer_answer_role offer_answer_role(const struct offer_answer *oa,
					 const struct offer_answer_message *m)
{
	const struct offer *offer = &oa->offers[call_other_side(m->sender)];

	if (m->is_request) {
		if (is_answer_in_request(offer, m))
			return OFFER_ANSWER_ANSWER;
		return m->method == SIP_INVITE || m->method == SIP_UPDATE ||
				       m->method == SIP_PRACK
			       ? OFFER_ANSWER_OFFER
			       : OFFER_ANSWER_NONE;
	}
	if (m->status >= 300)
		return OFFER_ANSWER_NONE;
	if (is_answer_in_response(offer, m))
		return OFFER_ANSWER_ANSWER;
	return m->method == SIP_INVITE ? OFFER_ANSWER_OFFER : OFFER_ANSWER_NONE;
}

static bool is_same_offer(const struct offer *offer,
			  const struct offer_answer_message *m,
			  const struct description *d)
{
	return offer->description != NULL &&
	       offer->in_response == !m->is_request &&
	       offer->method == m->method && offer->cseq == m->cseq &&
	       (offer->is_answered || description_equal(offer->description, d));
}

static bool take_offer(struct offer_answer *oa,
		       const struct offer_answer_message *m,
		       struct description *d)
{
	struct offer *offer = &oa->offers[m->sender];

	if (is_same_offer(offer, m, d))
		return false;
	set_offer(offer, d);
	offer->in_response = !m->is_request;
	offer->is_answered = false;
	offer->method = m->method;
	offer->cseq = m->cseq;
	return true;
}

/* Does an answer in @m still depend on how the INVITE ends? */
static bool is_provisional(const struct offer *offer,
			   const struct offer_answer_message *m)
{
	if (m->is_request)
		return m->method == SIP_PRACK && offer->method == SIP_INVITE;
	return m->method == SIP_INVITE && m->status < 200;
}

static bool take_answer(struct offer_answer *oa,
			const struct offer_answer_message *m,
			struct description *d)
{
	enum call_side offerer = call_other_side(m->sender);
	struct offer *offer = offer_to(oa, m);
	bool is_early = is_provisional(offer, m);
	struct agreement *to = is_early ? &oa->early : &oa->agreed;
	bool is_new = is_empty(to) || !is_empty(&oa->early) != is_early ||
		      to->of[offerer] != offer->description ||
		      !description_equal(to->of[m->sender], d);

	if (!is_new)
		return false;
	if (m->sender == CALL_INSIDE)
		set_agreement(to, d, offer->description);
	else
		set_agreement(to, offer->description, d);
	if (!is_early) {
		/* What the other side offered before is settled, too. */
		set_agreement(&oa->early, NULL, NULL);
		set_offer(&oa->offers[m->sender], NULL);
	}
	/* A 2xx may still say the same again: not answered by an 18x. */
	offer->is_answered = !is_early || offer->in_response;
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

/* The transaction that @m ends has failed, and with it what it offered. */
static bool drop_offer(struct offer *offer,
		       const struct offer_answer_message *m, bool in_response)
{
	if (offer->description == NULL || offer->is_answered ||
	    offer->in_response != in_response || offer->method != m->method ||
	    offer->cseq != m->cseq)
		return false;
	set_offer(offer, NULL);
	return true;
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
	if (m->status < 300)
		return changed;
	changed = drop_offer(offer_to(oa, m), m, false) || changed;
	return drop_offer(&oa->offers[m->sender], m, true) || changed;
}
