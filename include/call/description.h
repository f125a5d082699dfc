/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/description.h - what one side's SDP says, kept for later
 *
 * The SDP's slices die with the packet; this holds of it what the pinholes
 * need: for each m= line where its media and RTCP are to be sent.
 */
#ifndef CALL_DESCRIPTION_H
#define CALL_DESCRIPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"
#include "sdp/sdp.h"

/** One m= line.  An address that is a name, or is missing, is left unset. */
struct media_end {
	struct endpoint rtp;  /* port 0: refused or closed */
	struct endpoint rtcp; /* port 0: no RTCP of its own */
	bool is_rtp;          /* comes with RTCP */
	bool wants_mux;       /* a=rtcp-mux */
	bool is_held;         /* sendonly, inactive, or address 0.0.0.0 */
	bool is_udp;          /* false for TCP/..., which gets no opening */
	char medium[12];      /* "audio" */
	char codec[16];
};

/** Shared by reference count: an offer is also half of what is agreed. */
struct description {
	uint32_t references;
	uint32_t count;
	struct media_end media[];
};

/** description_new - from an SDP that was scanned.  NULL without memory. */
struct description *description_new(const struct sdp *sdp);

/** description_hold, description_drop - one reference more, one less; both
 * take NULL. */
struct description *description_hold(struct description *d);
void description_drop(struct description *d);

/** description_equal - do both lead to the same places? */
bool description_equal(const struct description *a,
		       const struct description *b);

/** description_is_held - is there a stream, and no one that is not held? */
bool description_is_held(const struct description *d);

/** description_read_media - one m= line of @sdp. */
void description_read_media(const struct sdp *sdp,
			    const struct sdp_media *media,
			    struct media_end *out);

#endif /* CALL_DESCRIPTION_H */
