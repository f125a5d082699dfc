/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registration/attempt.c - a REGISTER whose answer has not come yet
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/counters.h"
#include "registration/attempt.h"
#include "sip/grammar.h"
#include "sip/nameaddr.h"
#include "sip/uri.h"
#include "sip/values.h"

/* A client gives up after 64*T1 = 32 s (Timer F). */
#define ATTEMPT_MS 32000

static uint64_t hash_of(struct slice call_id, const struct address *phone)
{
	struct endpoint key = {*phone, 0};

	return hashtable_mix(hashtable_hash(call_id.p, call_id.len),
			     hashtable_hash_endpoint(&key));
}

struct attempt *attempt_find(const struct registration_table *table,
			     const struct registration_message *message)
{
	uint64_t hash = hash_of(message->sip->call_id, &message->phone.address);
	struct hash_node *node = hashtable_first(&table->attempts, hash);

	for (; node != NULL; node = hashtable_next(node)) {
		struct attempt *a = container_of(node, struct attempt, node);

		if (slice_equal(a->call_id, message->sip->call_id) &&
		    address_equal(&a->phone.address, &message->phone.address) &&
		    a->cseq == message->sip->cseq)
			return a;
	}
	return NULL;
}

void attempt_end(struct attempt *attempt)
{
	timer_stop(attempt->table->timers, &attempt->timer);
	hashtable_remove(&attempt->table->attempts, &attempt->node);
	free(attempt);
}

static void attempt_timer(struct timer *timer)
{
	attempt_end(container_of(timer, struct attempt, timer));
}

static void add_contact(struct attempt *a, const struct sip_nameaddr *contact,
			uint32_t default_expires_s)
{
	struct sip_param expires;
	struct sip_uri uri;
	struct endpoint inside;
	uint32_t seconds = default_expires_s;

	if (a->contact_count == ATTEMPT_MAX_CONTACTS ||
	    sip_uri_scan(contact->uri, &uri) != 0 ||
	    sip_hostport_endpoint(&uri.where, sip_uri_default_port(&uri),
				  &inside) != 0)
		return;
	if (grammar_find_param(contact->params, SLICE("expires"), &expires) &&
	    slice_to_u32(expires.value, &seconds) != 0)
		seconds = default_expires_s;
	a->contacts[a->contact_count].inside = inside;
	a->contacts[a->contact_count++].expires_s = seconds;
}

static void read_contacts(struct attempt *a, const struct sip_message *sip)
{
	uint32_t default_expires_s = ATTEMPT_DEFAULT_EXPIRES_S;
	uint32_t seconds;

	if (sip_values_seconds(sip, SIP_EXPIRES, &seconds))
		default_expires_s = seconds;
	for (unsigned int i = 0; i < sip->header_count; i++) {
		struct slice rest = sip->headers[i].value;
		struct sip_nameaddr contact;

		if (sip->headers[i].id != SIP_CONTACT)
			continue;
		while (sip_nameaddr_next(&rest, &contact))
			add_contact(a, &contact, default_expires_s);
	}
}

static struct attempt *new_attempt(struct slice call_id, struct slice aor)
{
	struct attempt *a = calloc(1, sizeof(*a) + call_id.len + aor.len);
	char *text;

	if (a == NULL)
		return NULL;
	text = (char *)(a + 1);
	memcpy(text, call_id.p, call_id.len);
	a->call_id = (struct slice){text, call_id.len};
	if (aor.len > 0)
		memcpy(text + call_id.len, aor.p, aor.len);
	a->aor = (struct slice){text + call_id.len, aor.len};
	return a;
}

void attempt_begin(struct registration_table *table,
		   const struct registration_message *message)
{
	struct attempt *a = attempt_find(table, message);

	if (a != NULL)
		return; /* sent again */
	if (table->attempts.count >= table->settings->registrations) {
		counter_add(COUNTER_CAP_REGISTRATIONS);
		return;
	}
	a = new_attempt(message->sip->call_id,
			sip_values_uri(message->sip, SIP_TO));
	if (a == NULL) {
		counter_add(COUNTER_UNTRACKED);
		return;
	}
	a->table = table;
	a->phone = message->phone;
	a->registrar = message->peer;
	a->cseq = message->sip->cseq;
	read_contacts(a, message->sip);
	timer_init(&a->timer, attempt_timer);
	timer_start(table->timers, &a->timer, clock_ms() + ATTEMPT_MS);
	hashtable_insert(&table->attempts, &a->node,
			 hash_of(a->call_id, &a->phone.address));
}
