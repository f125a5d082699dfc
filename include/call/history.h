/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/history.h - what happened to the calls, for `viaduct explain`
 *
 * One ring of bytes, taken at the start, holds the messages of all calls as
 * they came, with their edits, and what happened between them.  Writing copies
 * and formats nothing; what is new takes the place of what is oldest.  Whoever
 * asks for the history of a call walks the ring, which outlives the call.
 */
#ifndef CALL_HISTORY_H
#define CALL_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"
#include "base/slice.h"
#include "sip/edit.h"

/** What can happen: identifier, name in JSON, and words for people, in which
 * {a}, {b}, {n}, {text} and {medium} stand for the members of the event. */
#define HISTORY_EVENTS(X)                                                      \
	X(PORTS, "ports", "{medium}: {a} is seen outside as {b}")              \
	X(FLOW, "flow", "{medium}: {a} and {b} can talk")                      \
	X(FIRST_PACKET, "first_packet", "{medium}: first packet from {a}")     \
	X(STRANGER, "stranger",                                                \
	  "{medium}: a packet from {a} is not let in (rule 5)")                \
	X(NOT_MEDIA, "not_media",                                              \
	  "{medium}: a packet from {a} does not look like media (rule 5)")     \
	X(FLOW_LOST, "flow_lost",                                              \
	  "{medium}: the kernel lost the flow of {a} and {b}: made again")     \
	X(FLOW_REFUSED, "flow_refused",                                        \
	  "{medium}: the kernel refused the flow of {a} and {b}: {text}")      \
	X(PORT_REFUSED, "port_refused", "{medium}: no port for {a}: {text}")   \
	X(RULE_ADDRESS, "rule_address",                                        \
	  "media of another host, {a}, is not opened (rule 2)")                \
	X(RULE_PORT, "rule_port",                                              \
	  "media at the port of a service, {a}, is not opened (rule 3)")       \
	X(CONTACT_HOST, "contact_host",                                        \
	  "another host, {a}, is not mapped for SIP (rule 2)")                 \
	X(CONTACT_PORT, "contact_port", "{a} is not mapped for SIP (rule 3)")  \
	X(HOST_NAME, "host_name", "media at a host name is not opened")        \
	X(NO_PORTS, "no_ports", "no media port is left for {a}")               \
	X(TOO_MANY, "too_many", "too many streams: none for {a}")              \
	X(ANSWERED, "answered", "answered")                                    \
	X(HELD, "held", "on hold")                                             \
	X(RESUMED, "resumed", "no longer on hold")                             \
	X(CLOSED, "closed", "closed: {text}")

enum history_event_kind {
#define X(id, name, words) HISTORY_##id,
	HISTORY_EVENTS(X)
#undef X
		HISTORY_EVENT_COUNT
};

struct history_event {
	enum history_event_kind kind;
	struct endpoint a;
	struct endpoint b;
	char medium[12];
	bool is_rtcp;
	const char *text; /* a string that stays; NULL: the one of error */
	int error;        /* a negative errno, or 0 */
};

/** A message that goes on its way. */
struct history_message {
	bool is_outbound;
	/** Worked on once more, without what the kernel refused: takes the
	 * place of the same bytes before. */
	bool is_again;
	struct endpoint from;
	struct endpoint to;
	struct slice text;             /* as it came */
	const struct edit_list *edits; /* NULL: it went as it came */
	struct endpoint refused;       /* what it names and is not mapped */
	unsigned int refused_rule;     /* the trust rule; 0: there is none */
};

struct history {
	uint8_t *ring; /* NULL: nothing is kept */
	size_t size;
	size_t head; /* where the next record goes */
	size_t used; /* bytes of records that end there */
	/** A message is being worked on: what happens is its doing, though it
	 * is written down first. */
	bool is_in_message;
};

/** What one call has in the ring. */
struct history_share {
	uint32_t messages;
	uint32_t events;
	uint32_t left_out; /* beyond the limit of a call, or too long */
};

/** history_open - take @size bytes; 0 keeps nothing.  0, or -ENOMEM, and then
 * nothing is kept. */
MUST_CHECK int history_open(struct history *history, size_t size);
void history_close(struct history *history);

/**
 * history_add_message, history_add_event - write down what happens to @call
 * @call:  its number
 * @limit: most messages of one call; it may have four times as many events
 */
void history_add_message(struct history *history, uint32_t call,
			 struct history_share *share, uint32_t limit,
			 const struct history_message *message);
void history_add_event(struct history *history, uint32_t call,
		       struct history_share *share, uint32_t limit,
		       const struct history_event *event);

/** One thing that is written down; it points into the ring. */
struct history_entry {
	uint64_t at_ms;
	bool is_in_message; /* an event that the next message brought about */
	const struct history_event *event; /* NULL: it is a message */
	bool is_outbound;
	struct endpoint from;
	struct endpoint to;
	struct slice text;
	const struct edit *edits;
	uint32_t edit_count;
	struct slice edit_texts;
};

/** Where a walk through the ring is; begins as zeroes. */
struct history_walk {
	size_t passed;
};

/** history_next - the next entry of @call, oldest first; false at the end. */
bool history_next(const struct history *history, uint32_t call,
		  struct history_walk *walk, struct history_entry *out);

/** history_event_name, history_event_words - for people. */
const char *history_event_name(enum history_event_kind kind);
const char *history_event_words(enum history_event_kind kind);

#endif /* CALL_HISTORY_H */
