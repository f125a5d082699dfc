/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/facts.h - what is known of a call, for who asks why it has no audio
 *
 * Plain values without pointers, taken from a call at one moment.  They are
 * taken once more when it is forgotten, so that the question can come after
 * the user has hung up: the last calls that ended are kept that way.
 */
#ifndef CALL_FACTS_H
#define CALL_FACTS_H

#include "call/call.h"

/** Streams of a call that are told of; and how long its names may be. */
#define FACTS_MAX_STREAMS 4
#define FACTS_TEXT_MAX 256

/** Calls that have ended and can be asked about. */
#define FACTS_PAST_MAX 64

struct stream_facts {
	char medium[12];
	bool is_rtp;
	struct endpoint inside;
	struct endpoint outside;
	/* Its RTP, or UDPTL.  Ports that are 0: there is none. */
	struct endpoint named;  /* where the peer's SDP wants it */
	struct endpoint learnt; /* whence it came instead */
	uint64_t packets_in;
	uint64_t packets_out;
	uint64_t opened_ms; /* the first flow; 0: there is none */
	uint64_t in_ms;     /* the last packet that was seen */
	uint64_t out_ms;
	int error; /* of a flow that the kernel refused */
};

struct call_facts {
	uint32_t number;
	enum call_state state;
	bool is_past; /* it is no more */
	bool began_inside;
	bool is_held;
	bool is_bye_open; /* a BYE without its answer */
	bool is_bypassed; /* for the asker to say */
	bool is_mapped;   /* the phone's SIP socket has an outside port */
	struct endpoint phone;
	struct endpoint peer;
	unsigned int problems;
	const char *end_reason; /* NULL: it has not ended */
	int64_t began_wall_s;
	uint64_t began_ms;
	uint64_t answered_ms;
	uint64_t progress_ms;
	uint64_t until_ms; /* now, or when it ended */
	uint32_t idle_timeout_s;
	struct history_share history;
	struct call_notes notes;
	unsigned int stream_count;
	struct stream_facts streams[FACTS_MAX_STREAMS];
	uint16_t call_id_len;
	uint16_t caller_len;
	uint16_t callee_len;
	char call_id[FACTS_TEXT_MAX];
	char caller[FACTS_TEXT_MAX];
	char callee[FACTS_TEXT_MAX];
};

/** The calls that ended last. */
struct past_calls {
	struct call_facts *facts; /* NULL: none are kept */
	uint32_t next;
	uint32_t count;
};

/** facts_take - of @call as it is now; the flows' counts are the sweep's. */
void facts_take(const struct call *call, struct call_facts *out);

/** facts_look - read the counts of the call's flows from the kernel. */
void facts_look(struct call *call);

/** facts_open_past - room for those that end.  0 or -ENOMEM. */
MUST_CHECK int facts_open_past(struct past_calls *past);
void facts_close_past(struct past_calls *past);

/** facts_add_past - the place of one more; NULL when none are kept. */
struct call_facts *facts_add_past(struct past_calls *past);

/** facts_keep_call - @call is about to be forgotten. */
void facts_keep_call(struct past_calls *past, struct call *call);

/** facts_find_past - the last one of that number or Call-ID; with an empty
 * @name the last of all.  NULL when there is none. */
const struct call_facts *facts_find_past(const struct past_calls *past,
					 struct slice name);

/** facts_set_names - texts that are too long are cut. */
void facts_set_names(struct call_facts *facts, struct slice call_id,
		     struct slice caller, struct slice callee);

#endif /* CALL_FACTS_H */
