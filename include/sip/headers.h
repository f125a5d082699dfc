/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/headers.h - the header fields that Viaduct knows by name
 *
 * One row per field: identifier, name, compact form or NUL.  To make another
 * field known, add its row; to have it rewritten, add a row to the table in
 * src/rewrite/fields.c.
 */
#ifndef SIP_HEADERS_H
#define SIP_HEADERS_H

#include "base/slice.h"

#define SIP_HEADERS(X)                                                         \
	X(VIA, "Via", 'v')                                                     \
	X(FROM, "From", 'f')                                                   \
	X(TO, "To", 't')                                                       \
	X(CALL_ID, "Call-ID", 'i')                                             \
	X(CSEQ, "CSeq", 0)                                                     \
	X(CONTACT, "Contact", 'm')                                             \
	X(CONTENT_LENGTH, "Content-Length", 'l')                               \
	X(CONTENT_TYPE, "Content-Type", 'c')                                   \
	X(CONTENT_ENCODING, "Content-Encoding", 'e')                           \
	X(RECORD_ROUTE, "Record-Route", 0)                                     \
	X(ROUTE, "Route", 0)                                                   \
	X(PATH, "Path", 0)                                                     \
	X(SERVICE_ROUTE, "Service-Route", 0)                                   \
	X(EXPIRES, "Expires", 0)                                               \
	X(MIN_EXPIRES, "Min-Expires", 0)                                       \
	X(MAX_FORWARDS, "Max-Forwards", 0)                                     \
	X(REFER_TO, "Refer-To", 'r')                                           \
	X(REFERRED_BY, "Referred-By", 'b')                                     \
	X(REPLACES, "Replaces", 0)                                             \
	X(P_ASSERTED_IDENTITY, "P-Asserted-Identity", 0)                       \
	X(P_PREFERRED_IDENTITY, "P-Preferred-Identity", 0)                     \
	X(REMOTE_PARTY_ID, "Remote-Party-ID", 0)                               \
	X(DIVERSION, "Diversion", 0)                                           \
	X(HISTORY_INFO, "History-Info", 0)                                     \
	X(REPLY_TO, "Reply-To", 0)                                             \
	X(ALERT_INFO, "Alert-Info", 0)                                         \
	X(CALL_INFO, "Call-Info", 0)                                           \
	X(ERROR_INFO, "Error-Info", 0)                                         \
	X(WARNING, "Warning", 0)                                               \
	X(SESSION_EXPIRES, "Session-Expires", 'x')                             \
	X(RSEQ, "RSeq", 0)                                                     \
	X(RACK, "RAck", 0)                                                     \
	X(REQUIRE, "Require", 0)                                               \
	X(SUPPORTED, "Supported", 'k')                                         \
	X(REASON, "Reason", 0)                                                 \
	X(USER_AGENT, "User-Agent", 0)                                         \
	X(SERVER, "Server", 0)                                                 \
	X(AUTHORIZATION, "Authorization", 0)                                   \
	X(PROXY_AUTHORIZATION, "Proxy-Authorization", 0)                       \
	X(WWW_AUTHENTICATE, "WWW-Authenticate", 0)                             \
	X(PROXY_AUTHENTICATE, "Proxy-Authenticate", 0)                         \
	X(RETRY_AFTER, "Retry-After", 0)                                       \
	X(EVENT, "Event", 'o')                                                 \
	X(SUBSCRIPTION_STATE, "Subscription-State", 0)

enum sip_header_id {
	SIP_UNKNOWN_HEADER,
#define X(id, name, compact) SIP_##id,
	SIP_HEADERS(X)
#undef X
		SIP_HEADER_COUNT
};

/** sip_header_find - which field @name is, long or compact, in any case. */
enum sip_header_id sip_header_find(struct slice name);

/** sip_header_name - its long name. */
const char *sip_header_name(enum sip_header_id id);

#endif /* SIP_HEADERS_H */
