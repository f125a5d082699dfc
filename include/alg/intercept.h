/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alg/intercept.h - the story of a SIP packet: in from the queue, verdict out
 *
 * One round of packets is worked through, one after the other; then the
 * kernel makes what they asked for; then all go on together, so that no
 * message runs ahead of the pinholes that it announces.
 */
#ifndef ALG_INTERCEPT_H
#define ALG_INTERCEPT_H

#include "alg/gateway.h"
#include "netlink/nfqueue.h"

struct intercept;

/** intercept_new - the working memory for rounds.  NULL without memory. */
struct intercept *intercept_new(struct gateway *gateway);
void intercept_free(struct intercept *intercept);

/**
 * intercept_round - find the verdict of each of @count packets
 * @verdicts: filled; what they point at stays until the next round
 */
void intercept_round(struct intercept *intercept,
		     const struct queue_packet *packets,
		     struct queue_verdict *verdicts, size_t count);

#endif /* ALG_INTERCEPT_H */
