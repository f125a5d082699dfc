/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/call.h - one call of one LAN phone, from INVITE to BYE
 *
 * A call is a Call-ID seen from one inside address.  It follows the dialogs
 * (RFC 3261 section 12) and their offers and answers, and owns the streams,
 * whose pinholes are open exactly as long as the call wants them.
 *
 * What is open follows from the state: whenever it changes, the wanted flows
 * and armed ports are worked out anew and compared with those that are there.
 */
#ifndef CALL_CALL_H
#define CALL_CALL_H

#include "base/hashtable.h"
#include "base/list.h"
#include "base/timer.h"
#include "call/history.h"
#include "call/invite.h"
#include "call/offer_answer.h"
#include "nat/flow.h"
#include "nat/mapping.h"

/** Most dialogs of one call: forks beyond are not followed.  Most streams:
 * what is beyond passes with the address changed and no opening. */
#define CALL_MAX_DIALOGS 16
#define CALL_MAX_STREAMS 16

enum call_state {
	CALL_TRYING,  /* an INVITE passed */
	CALL_RINGING, /* and a provisional response */
	CALL_ANSWERED,
	CALL_CLOSING, /* over; late packets may still come */
};

/** Why a call, or a part of it, has no audio: for `why`. */
enum call_problem {
	CALL_PROBLEM_ADDRESS = 1,  /* trust rule 2 */
	CALL_PROBLEM_PORT = 2,     /* trust rule 3 */
	CALL_PROBLEM_NO_PORTS = 4, /* the pool is empty */
	CALL_PROBLEM_LIMIT = 8,    /* too many streams */
	CALL_PROBLEM_NAME = 16,    /* a host name in c= */
	CALL_PROBLEM_KERNEL = 32,  /* refused an object */
	CALL_PROBLEM_MEMORY = 64,
	CALL_PROBLEM_STALE = 128, /* the WAN's address changed */
	/* Of a call that is not followed, only its facts are kept. */
	CALL_PROBLEM_CAP_CALLS = 256,
	CALL_PROBLEM_CAP_PHONE = 512,
};

struct dialog {
	struct list node;
	uint64_t inside_tag; /* hashes of the tags */
	uint64_t outside_tag;
	uint64_t transaction; /* of the INVITE that it came from; 0: unknown */
	bool is_confirmed;
	uint64_t bye_ms;          /* a BYE without its answer */
	uint64_t session_ends_ms; /* RFC 4028; 0: no session timer */
	struct offer_answer media;
};

/** One RTP or RTCP port of a stream. */
struct stream_port {
	struct mapping_user user;
	struct stream *stream;
	bool is_rtcp;
};

/** One m= line's inside endpoint, with all that belongs to it. */
struct stream {
	struct list node;
	struct call *call;
	struct endpoint inside; /* where the phone expects RTP */
	struct stream_port rtp;
	struct stream_port rtcp; /* detached when there is none */
	struct list legs;
	bool is_wanted;  /* some description that is in force names it */
	bool has_choice; /* the peer named several places: one will be heard */
	bool is_public;  /* the phone itself wrote how it is seen */
	bool is_offered; /* and it is an offer without its answer yet */
	bool is_direct;  /* a peer is a phone of ours: none is awaited */
	bool is_rtp;
	char medium[12];
	char codec[16];
};

/** A flow of a stream: one peer that it talks to. */
struct leg {
	struct list node;
	struct flow *flow;
	bool is_rtcp;
	bool is_wanted;
	bool is_learnt; /* the peer's port came from a packet, not from SDP */
	bool is_heard;  /* its media came in */
	uint32_t lost;  /* of the flow, as far as it has been told */
	int error;
};

/** What the state of a call does not tell, noted down as it happens. */
struct call_notes {
	struct endpoint refused;  /* media of the phone, trust rules 2 and 3 */
	struct endpoint stranger; /* who last was not let in, rule 5 */
	/* What Via or Contact name and is not mapped, and the rule; or 0. */
	struct endpoint contact;
	unsigned int contact_rule;
	uint32_t strangers;
	bool is_no_media; /* his packet did not look like media */
	/* The first stream of the peer's last SDP, unset when it is a name. */
	struct endpoint peer_media;
	bool has_peer_media;
	int error;       /* why the kernel refused something */
	uint16_t status; /* of the last response to the INVITE; 0: none came */
	bool is_held;
	bool is_bye_open; /* a BYE without its answer */
	uint32_t flows_lost;
};

struct call_table;

struct call {
	struct hash_node node;
	struct call_table *table;
	uint32_t number; /* the short id of the log: "call 17" */
	enum call_state state;
	bool began_inside;
	struct endpoint phone; /* its signalling */
	struct endpoint peer;
	struct address partner; /* the phone of the LAN at the other end */
	struct mapping_user signalling;
	struct flow *signalling_flow;
	struct realm_wan wan;
	unsigned int invite_count;
	struct list invites;
	unsigned int dialog_count;
	struct list dialogs;
	unsigned int stream_count;
	struct list streams;
	unsigned int problems; /* set of enum call_problem */
	const char *end_reason;
	struct call_notes notes;
	struct history_share history;
	uint64_t began_ms;
	uint64_t progress_ms; /* last message */
	uint64_t answered_ms;
	uint64_t closed_ms;
	int64_t began_wall_s;
	struct timer timer;
	struct slice call_id; /* these point behind the struct */
	struct slice caller;
	struct slice callee;
};

/** call_new - a call without dialogs, in no table.  NULL without memory.
 * The slices are copied. */
struct call *call_new(struct slice call_id, struct slice caller,
		      struct slice callee);

/** call_free - with all that it holds; flows and mappings are closed. */
void call_free(struct call *call);

/** call_dialog - the dialog with these tags, made when there is none, with the
 * open offer of @invite, which may be NULL; NULL at the limit or without
 * memory. */
struct dialog *call_dialog(struct call *call, uint64_t inside_tag,
			   uint64_t outside_tag, const struct invite *invite);
struct dialog *call_find_dialog(const struct call *call, uint64_t inside_tag,
				uint64_t outside_tag);
void call_end_dialog(struct call *call, struct dialog *dialog);

/** call_end_unconfirmed - end the dialogs of a transaction that have no 2xx,
 * all but @winner, which may be NULL. */
void call_end_unconfirmed(struct call *call, uint64_t transaction,
			  const struct dialog *winner);

/** call_is_over - is there no dialog, and no INVITE that may bring one? */
bool call_is_over(const struct call *call);

/** call_use_signalling - @self is the phone's socket: it stays mapped while
 * the call lives, and the peer may use it. */
void call_use_signalling(struct call *call, struct mapping *self);

/**
 * call_update - have open what the state of the call asks for
 *
 * Works out which flows and armed ports the descriptions in force want,
 * opens what is missing and closes what nobody wants any more.
 */
void call_update(struct call *call);

/** call_tell - write an event into the history. */
void call_tell(struct call *call, const struct history_event *event);

/** call_is_held - do all streams of one side rest? */
bool call_is_held(const struct call *call);

/** call_active_ms - when media last passed; 0 when it has no flow. */
uint64_t call_active_ms(const struct call *call);

#endif /* CALL_CALL_H */
