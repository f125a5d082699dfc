/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/message.h - a SIP message as slices of the datagram it came in
 *
 * Filled by sip_scan(); every slice points into the datagram.  The struct is
 * large and is not cleared between messages: only what the counts cover is
 * defined.
 */
#ifndef SIP_MESSAGE_H
#define SIP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "sip/headers.h"
#include "sip/methods.h"

/**
 * Most header fields of one message.  Real ones have 10 to 40; a message with
 * more passes unmodified and is counted.
 */
#define SIP_MAX_HEADERS 256

struct sip_header {
	enum sip_header_id id;
	struct slice name;
	struct slice value; /* trimmed; folded lines are in it as they came */
};

/** No header with that id: value of sip_message.first[]. */
#define SIP_NO_HEADER UINT16_MAX

struct sip_message {
	struct slice raw; /* the whole datagram */
	bool is_request;
	enum sip_method method;   /* of a response: the CSeq's */
	struct slice method_name; /* the same as bytes */
	struct slice request_uri; /* request only */
	uint16_t status;          /* response only */
	struct slice reason;      /* response only */

	uint16_t header_count;
	struct sip_header headers[SIP_MAX_HEADERS];
	uint16_t first[SIP_HEADER_COUNT]; /* index, or SIP_NO_HEADER */

	struct slice call_id;
	uint32_t cseq;
	struct slice body; /* empty when there is none */
};

/** sip_message_header - the first field with that id, or NULL. */
static inline const struct sip_header *
sip_message_header(const struct sip_message *m, enum sip_header_id id)
{
	return m->first[id] != SIP_NO_HEADER ? &m->headers[m->first[id]] : NULL;
}

/** sip_message_value - its value; absent when there is no such field. */
static inline struct slice sip_message_value(const struct sip_message *m,
					     enum sip_header_id id)
{
	const struct sip_header *h = sip_message_header(m, id);

	return h != NULL ? h->value : (struct slice){NULL, 0};
}

#endif /* SIP_MESSAGE_H */
