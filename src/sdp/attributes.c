/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp/attributes.c - single a= lines
 */
#include <string.h>

#include "sdp/attributes.h"

enum sdp_direction sdp_attribute_direction(struct slice value)
{
	if (value.len != 8)
		return SDP_DIRECTION_NONE;
	if (memcmp(value.p, "sendrecv", 8) == 0)
		return SDP_SENDRECV;
	if (memcmp(value.p, "sendonly", 8) == 0)
		return SDP_SENDONLY;
	if (memcmp(value.p, "recvonly", 8) == 0)
		return SDP_RECVONLY;
	if (memcmp(value.p, "inactive", 8) == 0)
		return SDP_INACTIVE;
	return SDP_DIRECTION_NONE;
}

/* rtcp:<port> [<nettype> <addrtype> <address>], RFC 3605 section 2.1 */
void sdp_attribute_rtcp(struct slice value, struct sdp_rtcp *out)
{
	const char *end = slice_end(value);
	const char *p, *last;
	uint16_t number;
	struct slice port;

	if (value.len < 6 || memcmp(value.p, "rtcp:", 5) != 0)
		return;
	p = value.p + 5;
	while (p < end && *p != ' ')
		p++;
	port = slice_between(value.p + 5, p);
	if (slice_to_port(port, &number) != 0)
		return;
	out->port = port;
	last = memrchr(p, ' ', (size_t)(end - p));
	if (last != NULL && last + 1 < end)
		out->address = slice_between(last + 1, end);
}
