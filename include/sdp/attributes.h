/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp/attributes.h - single a= lines
 *
 * Each function takes what stands behind "a=".
 */
#ifndef SDP_ATTRIBUTES_H
#define SDP_ATTRIBUTES_H

#include "sdp/sdp.h"

/** sdp_attribute_direction - SDP_DIRECTION_NONE when it is none. */
enum sdp_direction sdp_attribute_direction(struct slice value);

/** sdp_attribute_rtcp - fill @out when it is a=rtcp with a port. */
void sdp_attribute_rtcp(struct slice value, struct sdp_rtcp *out);

/** sdp_take_word - the word at the front of @rest, up to a blank; @rest is left
 * behind it. */
struct slice sdp_take_word(struct slice *rest);

/** sdp_attribute_places - add what it names to the places of @sdp, whose last
 * m= line it stands below.  0, or -E2BIG with more than fit. */
MUST_CHECK int sdp_attribute_places(struct sdp *sdp, struct slice value);

#endif /* SDP_ATTRIBUTES_H */
