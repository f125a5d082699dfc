/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp/sdp.h - a session description as slices of the body it came in
 *
 * RFC 8866, as far as addresses, ports and directions go.  Like the SIP
 * scanner it allocates nothing, and all slices point into the body.
 */
#ifndef SDP_SDP_H
#define SDP_SDP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/endpoint.h"
#include "base/slice.h"

/** Most m= lines and c= lines of one description; with more it passes
 * unmodified and is counted. */
#define SDP_MAX_MEDIA 64
#define SDP_MAX_ADDRESSES (SDP_MAX_MEDIA + 2)

/** Most addresses with a port in the a= lines; with more likewise. */
#define SDP_MAX_PLACES 256

/** RFC 8866 section 6.7 */
enum sdp_direction {
	SDP_DIRECTION_NONE, /* not written: sendrecv */
	SDP_SENDRECV,
	SDP_SENDONLY,
	SDP_RECVONLY,
	SDP_INACTIVE,
};

/** a=rtcp:port [nettype addrtype address], RFC 3605 */
struct sdp_rtcp {
	struct slice port;    /* absent when there is no such line */
	struct slice address; /* absent when the line has none */
};

enum sdp_place_kind {
	SDP_CANDIDATE,        /* a=candidate, RFC 8839 section 5.1 */
	SDP_RELATED,          /* raddr and rport of the one before */
	SDP_REMOTE_CANDIDATE, /* a=remote-candidates, section 5.2 */
	SDP_ALTERNATIVE,      /* a=altc, RFC 6947 */
	SDP_PATH,             /* a=path of MSRP, RFC 4975 section 8 */
};

/** An address with its port somewhere in an a= line below an m=. */
struct sdp_place {
	enum sdp_place_kind kind;
	struct slice address; /* or a host name */
	struct slice port;
	uint8_t media;     /* index of the m= line */
	uint8_t component; /* of ICE: 1 RTP, 2 RTCP */
	bool is_udp;
};

static inline bool sdp_place_is_ice(const struct sdp_place *place)
{
	return place->kind <= SDP_REMOTE_CANDIDATE;
}

struct sdp_media {
	struct slice type;       /* "audio" */
	struct slice port;       /* the digits */
	uint16_t port_number;    /* 0 refuses or closes the stream */
	struct slice proto;      /* "RTP/AVP" */
	struct slice formats;    /* "0 8 101" */
	struct slice connection; /* address of its own c=, else absent */
	struct slice lines;      /* the lines below m=, up to the next m= */
	struct sdp_rtcp rtcp;
	enum sdp_direction direction;
	bool rtcp_mux; /* RFC 5761 */
};

struct sdp {
	struct slice body;
	struct slice connection; /* address of the session's c=, else absent */
	enum sdp_direction direction;
	unsigned int address_count;
	struct slice addresses[SDP_MAX_ADDRESSES]; /* of o= and of every c= */
	unsigned int media_count;
	struct sdp_media media[SDP_MAX_MEDIA];
	unsigned int place_count;
	struct sdp_place places[SDP_MAX_PLACES];
};

/**
 * sdp_scan - find the parts of @body
 *
 * Returns 0, -EINVAL when it is no session description (its first line is
 * not v=, a line has no type, an m= line no port), or -E2BIG when it has more
 * lines than the limits above; @out is then undefined.
 */
MUST_CHECK int sdp_scan(struct slice body, struct sdp *out);

/** sdp_media_direction - a media's own direction, else the session's. */
enum sdp_direction sdp_media_direction(const struct sdp *sdp,
				       const struct sdp_media *media);

/** sdp_media_address - text of the address that a media's c= gives, its own
 * or the session's; absent when there is neither. */
struct slice sdp_media_address(const struct sdp *sdp,
			       const struct sdp_media *media);

/** sdp_media_is_rtp - does it come with RTCP?  Profiles with RTP/ in their
 * name do, whatever stands around it. */
bool sdp_media_is_rtp(const struct sdp_media *media);

/**
 * sdp_media_codec - the name of the first format
 *
 * "PCMU" from a=rtpmap or from the static payload types of RFC 3551, else the
 * format as it is written.
 */
struct slice sdp_media_codec(const struct sdp_media *media);

#endif /* SDP_SDP_H */
