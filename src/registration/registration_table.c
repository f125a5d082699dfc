/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registration/registration_table.c - which phone can be called through us
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/counters.h"
#include "base/log.h"
#include "nat/flow.h"
#include "registration/attempt.h"
#include "registration/registration_table.h"
#include "sip/grammar.h"
#include "sip/nameaddr.h"
#include "sip/uri.h"
#include "sip/values.h"

void registration_table_open(struct registration_table *table,
			     const struct registration_settings *settings,
			     struct nat *nat)
{
	table->settings = settings;
	table->nat = nat;
	table->timers = nat->timers;
	hashtable_init(&table->registrations);
	hashtable_init(&table->attempts);
}

static uint64_t hash_of(struct slice aor, const struct address *phone)
{
	struct endpoint key = {*phone, 0};

	return hashtable_mix(hashtable_hash(aor.p, aor.len),
			     hashtable_hash_endpoint(&key));
}

/* Trust rule 4, as [signalling] source has it. */
static bool registration_admits(struct mapping_user *user,
				const struct endpoint *peer,
				struct slice payload UNUSED)
{
	const struct registration *r =
		container_of(user, struct registration, user);
	const struct nat_settings *s = r->table->nat->settings;

	if (s->signalling_source == NAT_SOURCE_ANY ||
	    address_equal(&r->registrar.address, &peer->address))
		return true;
	if (s->signalling_source == NAT_SOURCE_PREFIXES)
		for (unsigned int i = 0; i < s->source_count; i++)
			if (prefix_contains(&s->sources[i], &peer->address))
				return true;
	return false;
}

static void registration_arrived(struct mapping_user *user,
				 const struct endpoint *peer,
				 struct slice payload UNUSED)
{
	const struct registration *r =
		container_of(user, struct registration, user);

	flow_admit(r->table->nat, user->mapping, peer);
}

static void forget_registration(struct registration *r);

static void registration_refused(struct mapping_user *user, int err)
{
	struct registration *r = container_of(user, struct registration, user);

	log_warning("registration of %s at %s lost: %s",
		    log_escape(r->aor).text, endpoint_text(&r->phone).text,
		    strerror(-err));
	forget_registration(r);
}

static const struct mapping_user_ops registration_ops = {
	.admits = registration_admits,
	.arrived = registration_arrived,
	.refused = registration_refused,
};

static void forget_registration(struct registration *r)
{
	struct registration_table *table = r->table;
	struct trust_host *host =
		trust_host(&table->nat->trust, &r->phone.address);

	mapping_detach(table->nat, &r->user);
	if (host != NULL && host->registrations > 0)
		host->registrations--;
	timer_stop(table->timers, &r->timer);
	hashtable_remove(&table->registrations, &r->node);
	free(r);
}

void registration_table_close(struct registration_table *table)
{
	struct hash_node *node;

	while ((node = hashtable_walk(&table->attempts, NULL)) != NULL)
		attempt_end(container_of(node, struct attempt, node));
	while ((node = hashtable_walk(&table->registrations, NULL)) != NULL)
		forget_registration(
			container_of(node, struct registration, node));
	hashtable_free(&table->attempts);
	hashtable_free(&table->registrations);
}

static void registration_timer(struct timer *timer)
{
	struct registration *r =
		container_of(timer, struct registration, timer);

	log_info("registration of %s at %s expired", log_escape(r->aor).text,
		 endpoint_text(&r->phone).text);
	forget_registration(r);
}

static struct registration *new_registration(struct registration_table *table,
					     const struct attempt *a,
					     struct mapping *mapping)
{
	struct registration *r = calloc(1, sizeof(*r) + a->aor.len);

	if (r == NULL) {
		counter_add(COUNTER_UNTRACKED);
		return NULL;
	}
	r->table = table;
	r->phone = mapping->inside;
	r->since_ms = clock_ms();
	r->aor = (struct slice){(char *)(r + 1), a->aor.len};
	if (a->aor.len > 0)
		memcpy(r + 1, a->aor.p, a->aor.len);
	timer_init(&r->timer, registration_timer);
	mapping_attach(mapping, &r->user, &registration_ops);
	hashtable_insert(&table->registrations, &r->node,
			 hash_of(r->aor, &r->phone.address));
	counter_add(COUNTER_REGISTRATIONS);
	return r;
}

static struct registration *find_registration(struct hash_node *node,
					      const struct attempt *a,
					      const struct endpoint *phone)
{
	for (; node != NULL; node = hashtable_next(node)) {
		struct registration *r =
			container_of(node, struct registration, node);

		if (slice_equal(r->aor, a->aor) &&
		    endpoint_equal(&r->phone, phone))
			return r;
	}
	return NULL;
}

static bool is_within_limits(struct registration_table *table,
			     struct trust_host *host)
{
	if (host != NULL &&
	    host->registrations < table->nat->settings->trust.per_phone &&
	    table->registrations.count < table->settings->registrations)
		return true;
	counter_add(COUNTER_CAP_REGISTRATIONS);
	return false;
}

/* The registrar keeps this contact of ours for so many seconds. */
static void accept_contact(struct registration_table *table,
			   const struct attempt *a, struct mapping *mapping,
			   uint32_t expires_s)
{
	uint64_t hash = hash_of(a->aor, &mapping->inside.address);
	struct registration *r =
		find_registration(hashtable_first(&table->registrations, hash),
				  a, &mapping->inside);
	struct trust_host *host;

	if (expires_s == 0)
		return;
	if (r == NULL) {
		host = trust_host(&table->nat->trust, &mapping->inside.address);
		if (!is_within_limits(table, host))
			return;
		r = new_registration(table, a, mapping);
		if (r == NULL)
			return;
		host->registrations++;
		log_info("%s registered at %s by %s, for %u s",
			 log_escape(a->aor).text,
			 endpoint_text(&a->registrar).text,
			 endpoint_text(&r->phone).text, expires_s);
	}
	r->is_listed = true;
	r->registrar = a->registrar;
	r->renewed_ms = clock_ms();
	r->expires_ms = r->renewed_ms + expires_s * 1000ull;
	timer_start(table->timers, &r->timer, r->expires_ms);
	mapping_arm(table->nat, &r->user);
}

/* How long: the contact's own parameter, else the field, else as asked. */
static uint32_t granted_seconds(const struct sip_message *sip,
				const struct sip_nameaddr *contact,
				uint32_t asked_s)
{
	struct sip_param expires;
	uint32_t seconds;

	if (contact != NULL &&
	    grammar_find_param(contact->params, SLICE("expires"), &expires) &&
	    slice_to_u32(expires.value, &seconds) == 0)
		return seconds;
	if (sip_values_seconds(sip, SIP_EXPIRES, &seconds))
		return seconds;
	return asked_s;
}

static uint32_t asked_seconds(const struct attempt *a,
			      const struct endpoint *inside)
{
	for (unsigned int i = 0; i < a->contact_count; i++)
		if (endpoint_equal(&a->contacts[i].inside, inside))
			return a->contacts[i].expires_s;
	return ATTEMPT_DEFAULT_EXPIRES_S;
}

/* The mapping that a contact of the 2xx names, if it is this phone's. */
static struct mapping *own_mapping(const struct registration_table *table,
				   const struct attempt *a,
				   const struct sip_nameaddr *contact)
{
	struct mapping *mapping;
	struct sip_uri uri;
	struct endpoint shown;

	if (sip_uri_scan(contact->uri, &uri) != 0 ||
	    sip_hostport_endpoint(&uri.where, sip_uri_default_port(&uri),
				  &shown) != 0)
		return NULL;
	mapping = mapping_find_shown(table->nat, &shown);
	return mapping != NULL && mapping->kind == MAPPING_SIGNALLING &&
			       address_equal(&mapping->inside.address,
					     &a->phone.address)
		       ? mapping
		       : NULL;
}

static bool accept_listed(struct registration_table *table,
			  const struct attempt *a,
			  const struct sip_message *sip)
{
	bool found = false;

	for (unsigned int i = 0; i < sip->header_count; i++) {
		struct slice rest = sip->headers[i].value;
		struct sip_nameaddr contact;
		struct mapping *mapping;

		if (sip->headers[i].id != SIP_CONTACT)
			continue;
		while (sip_nameaddr_next(&rest, &contact)) {
			mapping = own_mapping(table, a, &contact);
			if (mapping == NULL)
				continue;
			found = true;
			accept_contact(
				table, a, mapping,
				granted_seconds(
					sip, &contact,
					asked_seconds(a, &mapping->inside)));
		}
	}
	return found;
}

/* Registrars that do not list contacts, or spell them their own way: the
 * phone takes their 2xx for success, and so do we. */
static void accept_asked(struct registration_table *table,
			 const struct attempt *a, const struct sip_message *sip)
{
	for (unsigned int i = 0; i < a->contact_count; i++) {
		struct mapping *mapping =
			mapping_find_inside(table->nat, &a->contacts[i].inside);
		uint32_t asked_s = a->contacts[i].expires_s;

		if (mapping != NULL && mapping->kind == MAPPING_SIGNALLING &&
		    address_equal(&mapping->inside.address,
				  &a->phone.address) &&
		    asked_s > 0)
			accept_contact(table, a, mapping,
				       granted_seconds(sip, NULL, asked_s));
	}
}

/* What the 2xx does not list any more has been removed (section 10.2.2). */
static void forget_unlisted(struct registration_table *table,
			    const struct attempt *a)
{
	struct hash_node *node = hashtable_first(
		&table->registrations, hash_of(a->aor, &a->phone.address));

	while (node != NULL) {
		struct registration *r =
			container_of(node, struct registration, node);

		node = hashtable_next(node);
		if (!slice_equal(r->aor, a->aor) ||
		    !address_equal(&r->phone.address, &a->phone.address))
			continue;
		if (r->is_listed) {
			r->is_listed = false;
			continue;
		}
		log_info("%s unregistered by %s", log_escape(r->aor).text,
			 endpoint_text(&r->phone).text);
		forget_registration(r);
	}
}

static void take_answer(struct registration_table *table,
			const struct registration_message *message)
{
	struct attempt *a = attempt_find(table, message);
	const struct sip_message *sip = message->sip;

	if (a == NULL || sip->status < 200)
		return;
	if (!address_equal(&a->registrar.address, &message->peer.address))
		return; /* not from where the REGISTER went */
	if (sip->status < 300) {
		if (!accept_listed(table, a, sip))
			accept_asked(table, a, sip);
		forget_unlisted(table, a);
	}
	attempt_end(a);
}

void registration_table_message(struct registration_table *table,
				const struct registration_message *message)
{
	if (message->sip->method != SIP_REGISTER)
		return;
	if (message->is_outbound && message->sip->is_request)
		attempt_begin(table, message);
	else if (!message->is_outbound && !message->sip->is_request)
		take_answer(table, message);
}
