/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/addresses.h - one host and port in a message
 */
#ifndef REWRITE_ADDRESSES_H
#define REWRITE_ADDRESSES_H

#include "rewrite/rewrite.h"
#include "sip/uri.h"

/** A host and port of the message, and the rule under which it is changed. */
struct address_place {
	const struct sip_hostport *where;
	uint16_t default_port;
	/** Where a port that is 5060 may be left out, see mapping.h; 0 where
	 * that does not matter. */
	enum mapping_spelling spelling;
	/** A mapping may be made for it: Via and Contact of the sender. */
	bool may_open;
	const char *rule; /* for `explain` */
};

/**
 * address_rewrite - exchange an endpoint, host and port together
 *
 * Outbound inside to outside, inbound outside to inside; an endpoint that has
 * no mapping stays.  Returns whether it has one.
 */
bool address_rewrite(const struct rewrite *rw, const struct address_place *at);

/**
 * address_rewrite_host - exchange the host alone, where no port is mapped
 *
 * For From, To and their kin, whose port means nothing to anybody: an
 * endpoint with a mapping is exchanged whole, any other host by address.
 */
void address_rewrite_host(const struct rewrite *rw,
			  const struct address_place *at);

/**
 * address_replace - the text of one address literal, as in SDP
 *
 * @inside: what our shown address stands for, inbound; unset when unknown
 */
void address_replace(const struct rewrite *rw, struct slice text,
		     const struct address *inside, const char *rule);

#endif /* REWRITE_ADDRESSES_H */
