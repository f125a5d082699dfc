/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/body.h - find one body among several
 *
 * A body of type multipart/... (RFC 2046 section 5.1, RFC 5621) has parts,
 * each with header fields and a body of its own, which may have parts again.
 */
#ifndef SIP_BODY_H
#define SIP_BODY_H

#include "sip/message.h"

/** How deep parts may stand in parts; what is deeper is not looked at. */
#define SIP_BODY_DEPTH 4

struct sip_body {
	struct slice content;
	/* The Content-Length of the part and of those around it, as far as
	 * they have one; the message's own is not among them. */
	unsigned int length_count;
	struct slice lengths[SIP_BODY_DEPTH];
};

/**
 * sip_body_find - the first body of @type, as "application/sdp"
 *
 * Returns true and fills @out when there is one: the message's body, or a
 * part of it.
 */
bool sip_body_find(const struct sip_message *message, struct slice type,
		   struct sip_body *out);

#endif /* SIP_BODY_H */
