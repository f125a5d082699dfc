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
	/* Where the phone knows itself to be seen: the outside port that it
	 * should have; 0 when it does not say. */
	uint16_t public_port;
	char medium[12]; /* "audio" */
	char codec[16];
};

/** A further place for the media of an m= line: a candidate of ICE, or an
 * alternative address.  Those without a literal address are left out. */
struct media_place {
	struct endpoint at;
	struct endpoint base; /* its raddr and rport; port 0 when it has none */
	uint8_t media;        /* index of the m= line */
	bool is_rtcp;
};

/** Shared by reference count: an offer is also half of what is agreed. */
struct description {
	uint32_t references;
	uint32_t count;
	uint32_t place_count;
	uint32_t room;              /* for places */
	struct media_place *places; /* behind the media */
	struct media_end media[];
};

/** description_new - from an SDP that was scanned.  NULL without memory.
 * @with_ice: take the candidates, too */
struct description *description_new(const struct sdp *sdp, bool with_ice);

/** description_alternative - the m= line @media as place number @at has it:
 * RTP there, RTCP at the same address's place for RTCP, else at the port
 * above. */
struct media_end description_alternative(const struct description *d,
					 uint32_t at);

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
