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

#endif /* SDP_ATTRIBUTES_H */
