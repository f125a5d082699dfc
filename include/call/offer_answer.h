/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/offer_answer.h - who offered what, and what both agreed on
 *
 * RFC 3264 in the shapes that RFC 6337 lists: an offer in INVITE with the
 * answer in 18x or 2xx, an offer in 2xx or reliable 18x with the answer in
 * ACK or PRACK, and PRACK and UPDATE with offers of their own.
 *
 * What an answer in a provisional response agrees on is early: it is valid
 * beside what was agreed before, takes its place when the INVITE succeeds,
 * and is dropped when it fails (RFC 6141 section 3).
 */
#ifndef CALL_OFFER_ANSWER_H
#define CALL_OFFER_ANSWER_H

#include "call/description.h"
#include "sip/methods.h"

enum call_side { CALL_INSIDE, CALL_OUTSIDE };

static inline enum call_side call_other_side(enum call_side side)
{
	return side == CALL_INSIDE ? CALL_OUTSIDE : CALL_INSIDE;
}

/** One description by each side; both NULL or none. */
struct agreement {
	struct description *of[2]; /* by enum call_side */
};

/** What one side has offered last. */
struct offer {
	struct description *description; /* NULL when there is none */
	bool in_response;                /* it stood in a response */
	bool is_answered;       /* finally; a retransmission may still come */
	enum sip_method method; /* of its transaction */
	uint32_t cseq;          /* its number */
};

struct offer_answer {
	/* By enum call_side: both may offer at once (RFC 3261 section 14.1),
	 * and one refusal leaves the other offer open. */
	struct offer offers[2];
	struct agreement agreed;
	struct agreement early;
};

/** Of a message what decides its part in offer and answer. */
struct offer_answer_message {
	enum call_side sender;
	bool is_request;
	enum sip_method method;
	uint32_t cseq;
	uint16_t status; /* of a response */
};

enum offer_answer_role {
	OFFER_ANSWER_NONE, /* an SDP that negotiates nothing */
	OFFER_ANSWER_OFFER,
	OFFER_ANSWER_ANSWER,
};

void offer_answer_init(struct offer_answer *oa);

/** offer_answer_clear - drop all descriptions. */
void offer_answer_clear(struct offer_answer *oa);

/** offer_answer_copy - @to begins with the open offer of @from: a dialog that
 * an answer to it makes. */
void offer_answer_copy(struct offer_answer *to,
		       const struct offer_answer *from);

/** offer_answer_role - what an SDP in this message is. */
enum offer_answer_role
offer_answer_role(const struct offer_answer *oa,
		  const struct offer_answer_message *message);

/**
 * offer_answer_take - a message with an SDP passes
 * @description: what the SDP says; a reference is taken
 *
 * Returns whether what is offered, early or agreed has changed; a
 * retransmission changes nothing.
 */
bool offer_answer_take(struct offer_answer *oa,
		       const struct offer_answer_message *message,
		       struct description *description);

/**
 * offer_answer_finish - a final response passes, with an SDP or without
 *
 * To be called after offer_answer_take() when it has one.  Returns whether
 * something has changed.
 */
bool offer_answer_finish(struct offer_answer *oa,
			 const struct offer_answer_message *message);

#endif /* CALL_OFFER_ANSWER_H */
