/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/call_table.h - all calls, and what a message means to them
 */
#ifndef CALL_CALL_TABLE_H
#define CALL_CALL_TABLE_H

#include "call/call.h"
#include "call/facts.h"
#include "sip/message.h"

struct call_settings {
	uint32_t calls;          /* [limits] calls */
	uint32_t idle_timeout_s; /* [media]; 0: never */
	uint32_t hold_timeout_s;
	uint32_t longest_call_s;
	uint32_t linger_s;
	uint32_t history;     /* [limits]: messages of a call; 0: none */
	uint32_t history_kib; /* of all calls */
};

struct call_table {
	const struct call_settings *settings;
	struct nat *nat;
	struct timers *timers;
	struct hashtable calls;
	uint32_t last_number;
	struct history history;
	struct past_calls past;
	struct call *current; /* whose message is being worked on, or NULL */
};

/** A message on its way, and who is at which end of it. */
struct call_message {
	const struct sip_message *sip;
	const struct sdp *sdp; /* NULL when it has none */
	bool is_outbound;
	struct endpoint phone; /* the inside end, as packets carry it */
	struct endpoint peer;  /* the outside end */
	const struct realm_wan *wan;
	struct mapping *self; /* the phone's socket; NULL if not mapped */
};

void call_table_open(struct call_table *table,
		     const struct call_settings *settings, struct nat *nat);

/** call_table_close - free all calls; the kernel's flows live on. */
void call_table_close(struct call_table *table);

/**
 * call_table_message - take notice of a message before it is rewritten
 *
 * Afterwards the mappings that its SDP needs are there, and flows that it
 * completes are asked for.  Returns the call, or NULL when it belongs to none.
 */
struct call *call_table_message(struct call_table *table,
				const struct call_message *message);

/** call_table_passed - the message of which notice was taken last goes on its
 * way: what it becomes, for the history. */
void call_table_passed(struct call_table *table,
		       const struct history_message *message);

/** call_table_find - the call of an inside address, or NULL. */
struct call *call_table_find(const struct call_table *table,
			     struct slice call_id,
			     const struct address *inside);

/** call_table_find_named - by Call-ID, or by the number in the log; NULL when
 * there is none. */
struct call *call_table_find_named(const struct call_table *table,
				   struct slice name);

/** call_table_end - close a call now, for a reason that people read. */
void call_table_end(struct call *call, const char *reason);

#endif /* CALL_CALL_TABLE_H */
