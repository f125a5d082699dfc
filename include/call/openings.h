/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/openings.h - which places of its descriptions a call has open
 *
 * An m= line has one end, and further ones when it names candidates of ICE
 * (RFC 8839) or alternative addresses (RFC 6947).  Each inside end is a
 * stream; each outside end is a peer that it may talk to.
 */
#ifndef CALL_OPENINGS_H
#define CALL_OPENINGS_H

#include "call/call.h"

/**
 * openings_learn_public - a phone that knows how it is seen
 *
 * One that found out by STUN writes our address and the port it has outside.
 * Then @d is changed to what is behind them: the base that its candidate
 * names, else the same port, which masquerading keeps when it can.
 */
void openings_learn_public(const struct call *call, struct description *d);

/** openings_make - streams for what the phone names, before its SDP is
 * rewritten. */
void openings_make(struct call *call, const struct description *d);

/** openings_want - have the flows that one pair of descriptions asks for;
 * between stream_begin_update() and stream_end_update(). */
void openings_want(struct call *call, const struct agreement *agreement);

/** openings_want_offer - an offer from inside that waits for its answer keeps
 * its ports armed; likewise. */
void openings_want_offer(struct call *call, const struct offer_answer *oa);

#endif /* CALL_OPENINGS_H */
