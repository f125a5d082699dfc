/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/framing.h - where a message ends in a stream of bytes
 *
 * Over TCP a segment may hold a part of a message or several; Content-Length
 * tells where one ends (RFC 3261 section 18.3).  Trust rule 1: a stream is SIP
 * only if its first bytes are.
 *
 * Like the scanner: no state, no allocation, no byte read outside @raw.
 */
#ifndef SIP_FRAMING_H
#define SIP_FRAMING_H

#include <stddef.h>

#include "base/compiler.h"
#include "base/slice.h"

/** Longest message of a stream; a longer one is not taken for SIP. */
#define SIP_FRAMING_MAX 65535

enum sip_frame_kind {
	SIP_FRAME_MORE,      /* what is there may become one of the below */
	SIP_FRAME_MESSAGE,   /* a whole message */
	SIP_FRAME_KEEPALIVE, /* CR LF between messages, RFC 5626 section 3.5.1
			      */
	SIP_FRAME_OTHER,     /* no SIP, or no end can be told */
};

struct sip_frame {
	enum sip_frame_kind kind;
	size_t len; /* of the message or the keepalive; else 0 */
};

/** sip_frame_next - what stands at the front of @raw. */
struct sip_frame sip_frame_next(struct slice raw);

#endif /* SIP_FRAMING_H */
