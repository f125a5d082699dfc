/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/scanner.h - is this datagram a SIP message, and where is what in it?
 *
 * Trust rule 1: a datagram counts as SIP only if it is a complete message
 * from its first byte, with the mandatory fields of RFC 3261 section 8.1.1
 * and a CSeq method that agrees.  Anything else passes unmodified; the answer
 * says why it does not count.
 *
 * The scanner keeps no state, allocates nothing and reads no byte outside the
 * datagram.
 */
#ifndef SIP_SCANNER_H
#define SIP_SCANNER_H

#include "sip/message.h"

/** One row per verdict: identifier, words for counters and logs. */
#define SIP_SCAN_RESULTS(X)                                                    \
	X(OK, "complete")                                                      \
	X(EMPTY, "empty")                                                      \
	X(KEEPALIVE, "keepalive")                                              \
	X(NOT_SIP, "first line is not SIP")                                    \
	X(TRUNCATED, "ends inside its header fields")                          \
	X(BAD_HEADER, "header field without name or colon")                    \
	X(TOO_MANY_HEADERS, "too many header fields")                          \
	X(MISSING_HEADER, "a mandatory header field is missing")               \
	X(CONTRADICTION, "header fields contradict each other")                \
	X(BAD_CSEQ, "CSeq cannot be read or names another method")             \
	X(BAD_CONTENT_LENGTH, "Content-Length cannot be read")                 \
	X(SHORT_BODY, "body is shorter than Content-Length")

enum sip_scan_result {
#define X(id, words) SIP_SCAN_##id,
	SIP_SCAN_RESULTS(X)
#undef X
		SIP_SCAN_RESULT_COUNT
};

/**
 * sip_scan - find the parts of the datagram @raw
 *
 * Returns SIP_SCAN_OK and fills @out, or the reason why it is none, with @out
 * undefined.
 */
MUST_CHECK enum sip_scan_result sip_scan(struct slice raw,
					 struct sip_message *out);

/** sip_scan_words - what a result means. */
const char *sip_scan_words(enum sip_scan_result result);

#endif /* SIP_SCANNER_H */
