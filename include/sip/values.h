/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/values.h - what the values of some header fields say
 */
#ifndef SIP_VALUES_H
#define SIP_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "sip/message.h"

/**
 * sip_values_tag - the tag of From or To (RFC 3261 section 19.3)
 *
 * Absent when there is none.
 */
struct slice sip_values_tag(const struct sip_message *m, enum sip_header_id id);

/** sip_values_uri - the URI of a field that has one; absent on failure. */
struct slice sip_values_uri(const struct sip_message *m, enum sip_header_id id);

/**
 * sip_values_seconds - Expires, Min-Expires, Session-Expires and their kin
 *
 * Reads the number in front of any parameters.  False when there is no such
 * field or no number.
 */
bool sip_values_seconds(const struct sip_message *m, enum sip_header_id id,
			uint32_t *out);

/** The method and CSeq of the response that a PRACK is for, RFC 3262. */
struct sip_rack {
	uint32_t rseq;
	uint32_t cseq;
	struct slice method;
};

bool sip_values_rack(const struct sip_message *m, struct sip_rack *out);

/** sip_values_is_type - is the media type @value this one, say
 * "application/sdp"?  Parameters and case do not count. */
bool sip_values_is_type(struct slice value, struct slice type);

#endif /* SIP_VALUES_H */
