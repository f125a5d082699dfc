/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/gateway.h - the whole gateway on the fake kernel
 *
 * As the player of the scenarios drives it, but for one message at a time and
 * with what the gateway keeps to itself: the edits.
 */
#ifndef UNIT_REWRITE_GATEWAY_H
#define UNIT_REWRITE_GATEWAY_H

#include "base/endpoint.h"
#include "sip/edit.h"

/** gateway_set_up - a gateway that knows nothing yet. */
void gateway_set_up(void);

/** gateway_tear_down - end it, if there is one. */
void gateway_tear_down(void);

/**
 * gateway_place - between whom messages go from now on; after gateway_set_up()
 * they go between 192.168.1.20:5060 and 198.51.100.5:5060
 */
void gateway_place(const struct endpoint *phone, const struct endpoint *peer);

/** What became of a message; valid until the next one is sent. */
struct passage {
	struct slice before;
	struct slice after;
	const struct edit_list *edits;
};

/**
 * gateway_send - let one message pass
 * @is_outbound: from the phone to its peer, else from there to the phone
 */
struct passage gateway_send(struct slice message, bool is_outbound);

#endif /* UNIT_REWRITE_GATEWAY_H */
