/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/counters.h - what happened, and how often
 *
 * One row per counter: identifier, name for `viaduct counters`, what it
 * counts.  Like the log, the counters belong to the process: any module
 * counts, the control socket shows them.
 */
#ifndef BASE_COUNTERS_H
#define BASE_COUNTERS_H

#include <stdint.h>

#define COUNTERS(X)                                                            \
	X(PACKETS, "packets", "packets taken from the signalling queue")       \
	X(NOT_UDP, "not_udp", "passed: no UDP, a fragment or a wrong length")  \
	X(AGGREGATED, "aggregated", "passed: several datagrams in one packet") \
	X(KEEPALIVES, "keepalives",                                            \
	  "passed: empty lines that keep a NAT open")                          \
	X(EMPTY, "empty", "passed: datagram without bytes")                    \
	X(NOT_SIP, "not_sip", "passed: first line is not SIP")                 \
	X(TRUNCATED, "truncated", "passed: ends inside its header fields")     \
	X(BAD_HEADER, "bad_header",                                            \
	  "passed: header field without name, colon")                          \
	X(TOO_MANY_HEADERS, "too_many_headers", "passed: over 256 fields")     \
	X(MISSING_HEADER, "missing_header", "passed: mandatory field missing") \
	X(CONTRADICTION, "contradiction", "passed: fields contradict")         \
	X(BAD_CSEQ, "bad_cseq", "passed: CSeq unreadable or other method")     \
	X(BAD_CONTENT_LENGTH, "bad_content_length", "passed: unreadable")      \
	X(SHORT_BODY, "short_body", "passed: shorter than Content-Length")     \
	X(MALFORMED_DROPPED, "malformed_dropped", "dropped: on_malformed")     \
	X(REQUESTS_OUT, "requests_out", "SIP requests from the LAN")           \
	X(RESPONSES_OUT, "responses_out", "SIP responses from the LAN")        \
	X(REQUESTS_IN, "requests_in", "SIP requests to the LAN")               \
	X(RESPONSES_IN, "responses_in", "SIP responses to the LAN")            \
	X(REWRITTEN, "rewritten", "messages that were changed")                \
	X(UNCHANGED, "unchanged", "messages in which there was nothing to do") \
	X(TOO_LONG, "too_long", "passed: would not fit into a packet")         \
	X(TOO_MANY_EDITS, "too_many_edits", "passed: too much to change")      \
	X(BAD_SDP, "bad_sdp", "bodies that are no readable SDP, unchanged")    \
	X(UNTRACKED, "untracked",                                              \
	  "calls and contacts without memory for them")                        \
	X(RATE_LIMITED, "rate_limited", "passed: source above its rate")       \
	X(BYPASSED, "bypassed", "passed: bypass is on")                        \
	X(NO_ADDRESS, "no_address", "passed: WAN interface has no address")    \
	X(CAP_CALLS, "cap_calls", "calls not followed: limit in all")          \
	X(CAP_PHONE, "cap_phone", "openings refused: limit of one phone")      \
	X(CAP_STREAMS, "cap_streams", "streams refused: limit of one call")    \
	X(CAP_REGISTRATIONS, "cap_registrations", "not kept: limit in all")    \
	X(CAP_PORTS, "cap_ports", "openings refused: no port left")            \
	X(RULE_ADDRESS, "rule_address", "refused: address of another host")    \
	X(RULE_CONTACT_PORT, "rule_contact_port", "refused: Contact's port")   \
	X(RULE_MEDIA_PORT, "rule_media_port", "refused: port of a service")    \
	X(RULE_SIGNALLING_SOURCE, "rule_signalling_source",                    \
	  "strangers at a signalling port")                                    \
	X(RULE_MEDIA_SOURCE, "rule_media_source", "strangers at a media port") \
	X(RULE_NOT_MEDIA, "rule_not_media", "at a media port: not like media") \
	X(FIRST_PACKETS, "first_packets", "media seen at armed ports")         \
	X(KNOCKS, "knocks", "packets seen at armed signalling ports")          \
	X(ARMED_UNKNOWN, "armed_unknown", "packets at ports no longer armed")  \
	X(FLOWS_OPENED, "flows_opened", "conntrack entries made")              \
	X(FLOWS_LOST, "flows_lost",                                            \
	  "conntrack entries gone too early, remade")                          \
	X(KERNEL_REFUSED, "kernel_refused", "changes that the kernel refused") \
	X(QUEUE_LOST, "queue_lost", "packets that the full queue let pass")    \
	X(CALLS, "calls", "calls that were followed")                          \
	X(REGISTRATIONS, "registrations", "registrations that were accepted")

enum counter {
#define X(id, name, help) COUNTER_##id,
	COUNTERS(X)
#undef X
		COUNTER_COUNT
};

extern uint64_t counters[COUNTER_COUNT];

static inline void counter_add(enum counter counter)
{
	counters[counter]++;
}

/** counter_name, counter_help - for people. */
const char *counter_name(enum counter counter);
const char *counter_help(enum counter counter);

#endif /* BASE_COUNTERS_H */
