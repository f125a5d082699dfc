/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/rewrite.h - change the addresses in one message
 *
 * Outbound, an inside endpoint becomes the outside endpoint that its mapping
 * gives it; inbound, an outside endpoint of ours becomes the inside one.
 * Nothing else is touched: what names a routed endpoint means the same on both
 * sides, so that a routed phone's messages stay as they are.
 * src/rewrite/fields.c is the table of the header fields, body.c does the SDP.
 *
 * Rewriting only records edits: the message stays as it came.
 */
#ifndef REWRITE_REWRITE_H
#define REWRITE_REWRITE_H

#include "nat/mapping.h"
#include "sdp/sdp.h"
#include "sip/body.h"
#include "sip/edit.h"
#include "sip/message.h"

/** An address and how it is written. */
struct rewrite_name {
	struct address address;
	char buffer[ENDPOINT_TEXT_MAX];
	struct slice text;
};

/** An endpoint of the phone that trust rules do not allow to be mapped. */
struct rewrite_refusal {
	struct endpoint named;
	unsigned int rule; /* 0: there was none */
};

/** One message and all that its rewriting needs to know. */
struct rewrite {
	struct nat *nat;
	const struct sip_message *sip;
	const struct sdp *sdp; /* NULL when it has none that can be read */
	const struct sip_body *body; /* where that SDP stands */
	bool is_outbound;
	struct endpoint phone; /* the inside end, as packets carry it */
	struct endpoint peer;  /* the outside end */
	const struct realm_wan *wan;
	struct mapping *self; /* the phone's socket; NULL if not mapped */
	struct edit_list *edits;
	/* For whom our address stands in an SDP that names no mapped port. */
	struct address hidden;
	struct rewrite_refusal *refusal; /* the last one; may be NULL */
	/* The addresses that nearly all of a message is about, in text: they
	 * are compared and copied instead of read and written. */
	struct rewrite_name inside;  /* phone's */
	struct rewrite_name shown;   /* wan->shown */
	struct rewrite_name outside; /* peer's */
};

/** rewrite_message - record all edits that @rw needs in rw->edits; the
 * members from inside on are filled in here. */
void rewrite_message(struct rewrite *rw);

#endif /* REWRITE_REWRITE_H */
