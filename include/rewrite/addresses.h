/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/addresses.h - one host and port in a message
 */
#ifndef REWRITE_ADDRESSES_H
#define REWRITE_ADDRESSES_H

#include "rewrite/rewrite.h"
#include "sip/uri.h"

/** A host and port of the message, and the rule under which it is changed. */
struct rewrite_place {
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
 * rewrite_endpoint - exchange an endpoint, host and port together
 *
 * Outbound inside to outside, inbound outside to inside; an endpoint that has
 * no mapping stays.  Returns whether it has one.
 */
bool rewrite_endpoint(const struct rewrite *rw, const struct rewrite_place *at);

/**
 * rewrite_host - exchange the host alone, where no port is mapped
 *
 * For From, To and their kin, whose port means nothing to anybody: an
 * endpoint with a mapping is exchanged whole, any other host by address.
 */
void rewrite_host(const struct rewrite *rw, const struct rewrite_place *at);

/**
 * rewrite_address - the text of one address literal, as in SDP
 *
 * @inside: what our shown address stands for, inbound; unset when unknown
 */
void rewrite_address(const struct rewrite *rw, struct slice text,
		     const struct address *inside, const char *rule);

/** rewrite_read_address - an address literal of the message.  0 or -EINVAL. */
MUST_CHECK int rewrite_read_address(const struct rewrite *rw, struct slice text,
				    struct address *out);

#endif /* REWRITE_ADDRESSES_H */
