/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/addresses.c - one host and port in a message
 */
#include "rewrite/addresses.h"
#include <errno.h>

#include "base/counters.h"
#include "base/writer.h"

static void note_refusal(const struct rewrite *rw,
			 const struct endpoint *inside, unsigned int rule)
{
	if (rw->refusal == NULL)
		return;
	rw->refusal->named = *inside;
	rw->refusal->rule = rule;
}

/*
 * The mapping of an inside endpoint that the message names.  Trust rules 2
 * and 3: one is made only for the sender's own address and for a port that
 * phones listen on.
 */
static struct mapping *find_outbound(const struct rewrite *rw,
				     const struct rewrite_place *at,
				     const struct endpoint *inside)
{
	const struct trust_settings *trust = &rw->nat->settings->trust;
	struct mapping *mapping;

	if (rw->self != NULL && endpoint_equal(&rw->self->inside, inside))
		return rw->self;
	if (!realm_is_inside(&rw->nat->realm, &inside->address))
		return NULL;
	mapping = mapping_find_inside(rw->nat, inside);
	if (mapping != NULL)
		return mapping->kind == MAPPING_SIGNALLING ? mapping : NULL;
	if (!at->may_open || rw->self == NULL)
		return NULL;
	if (!address_equal(&inside->address, &rw->phone.address)) {
		counter_add(COUNTER_RULE_ADDRESS);
		note_refusal(rw, inside, 2);
		return NULL;
	}
	if (!trust_allows_contact_port(trust, inside->port, rw->phone.port)) {
		counter_add(COUNTER_RULE_CONTACT_PORT);
		note_refusal(rw, inside, 3);
		return NULL;
	}
	if (mapping_open_signalling(rw->nat, inside, &rw->peer, rw->wan, 0,
				    &mapping) != 0)
		return NULL;
	return mapping;
}

static struct mapping *find_inbound(const struct rewrite *rw,
				    const struct endpoint *shown)
{
	struct mapping *mapping;

	if (rw->self != NULL && endpoint_equal(&rw->self->shown, shown))
		return rw->self;
	mapping = mapping_find_shown(rw->nat, shown);
	return mapping != NULL && mapping->kind == MAPPING_SIGNALLING ? mapping
								      : NULL;
}

/* Read an address, mostly by knowing its text. */
int rewrite_read_address(const struct rewrite *rw, struct slice text,
			 struct address *out)
{
	if (slice_equal(text, rw->inside.text))
		*out = rw->inside.address;
	else if (slice_equal(text, rw->shown.text))
		*out = rw->shown.address;
	else if (slice_equal(text, rw->outside.text))
		*out = rw->outside.address;
	else
		return address_parse(text, out);
	return 0;
}

static int read_endpoint(const struct rewrite *rw,
			 const struct sip_hostport *where,
			 uint16_t default_port, struct endpoint *out)
{
	out->port = where->number != 0 ? where->number : default_port;
	return rewrite_read_address(rw, where->host, &out->address);
}

static void put_address(const struct rewrite *rw, struct writer *w,
			const struct address *address)
{
	char text[ENDPOINT_TEXT_MAX];

	if (address_equal(address, &rw->inside.address))
		writer_put(w, rw->inside.text);
	else if (address_equal(address, &rw->shown.address))
		writer_put(w, rw->shown.text);
	else
		writer_put(w,
			   (struct slice){text, address_format(address, text)});
}

static void put_host(const struct rewrite *rw, struct writer *w,
		     const struct address *address)
{
	if (address->family == 6)
		writer_put_char(w, '[');
	put_address(rw, w, address);
	if (address->family == 6)
		writer_put_char(w, ']');
}

/* Record the edit of host and port; the blanks between them stay. */
static void replace_hostport(const struct rewrite *rw,
			     const struct rewrite_place *at,
			     const struct endpoint *e, bool with_port)
{
	const struct sip_hostport *where = at->where;
	const char *end = slice_end(where->host);
	char text[ENDPOINT_TEXT_MAX];
	char port[8];
	struct writer w;

	writer_init(&w, text, sizeof(text));
	put_host(rw, &w, &e->address);
	if (where->port.p == NULL) {
		if (with_port) {
			writer_put_char(&w, ':');
			writer_put_u32(&w, e->port);
		}
	} else if (!with_port) {
		end = slice_end(where->port);
	} else if (where->port.p == end + 1) {
		writer_put_char(&w, ':');
		writer_put_u32(&w, e->port);
		end = slice_end(where->port);
	}
	edit_replace(rw->edits, slice_between(where->host.p, end),
		     writer_text(&w), at->rule);
	if (where->port.p == NULL || where->port.p < end)
		return;
	writer_init(&w, port, sizeof(port));
	writer_put_u32(&w, e->port);
	edit_replace(rw->edits, where->port, writer_text(&w), at->rule);
}

/* A phone that writes how it is seen gets that back. */
static void note_public(const struct rewrite *rw,
			const struct rewrite_place *at,
			const struct endpoint *named)
{
	if (rw->self != NULL && endpoint_equal(&rw->self->shown, named))
		rw->self->spelling |= mapping_spelling_public(at->spelling);
}

bool rewrite_endpoint(const struct rewrite *rw, const struct rewrite_place *at)
{
	const unsigned int public = mapping_spelling_public(at->spelling);
	const bool has_port = at->where->port.p != NULL;
	struct mapping *mapping;
	struct endpoint named;
	bool omit;

	if (read_endpoint(rw, at->where, at->default_port, &named) != 0)
		return false;
	if (rw->is_outbound) {
		mapping = find_outbound(rw, at, &named);
		if (mapping == NULL) {
			note_public(rw, at, &named);
			return false;
		}
		if (mapping->is_routed)
			return true;
		if (at->spelling != 0)
			mapping->spelling =
				has_port ? mapping->spelling & ~at->spelling
					 : mapping->spelling | at->spelling;
		mapping->spelling &= ~public;
		replace_hostport(rw, at, &mapping->shown, true);
		return true;
	}
	mapping = find_inbound(rw, &named);
	if (mapping == NULL || (mapping->spelling & public) != 0)
		return false;
	if (mapping->is_routed)
		return true;
	omit = (mapping->spelling & at->spelling) != 0 &&
	       mapping->inside.port == at->default_port;
	replace_hostport(rw, at, &mapping->inside, !omit);
	return true;
}

/*
 * The address that stands on the other side for this one, when no port tells
 * whose it is; unset when it means nothing there, or the same.
 */
static struct address counterpart(const struct rewrite *rw,
				  const struct address *address)
{
	static const struct address none;
	const struct realm *realm = &rw->nat->realm;

	if (rw->is_outbound)
		return realm_is_inside(realm, address) &&
				       realm_translates(realm, address)
			       ? rw->wan->shown
			       : none;
	return realm_is_shown(realm, address) &&
			       realm_translates(realm, &rw->phone.address)
		       ? rw->phone.address
		       : none;
}

static bool knows_itself(const struct mapping *self)
{
	return self != NULL && (self->spelling & (MAPPING_PUBLIC_IN_VIA |
						  MAPPING_PUBLIC_IN_CONTACT));
}

void rewrite_host(const struct rewrite *rw, const struct rewrite_place *at)
{
	struct sip_hostport host = {.host = at->where->host};
	struct rewrite_place alone = *at;
	struct endpoint named, other = {.port = 0};

	if (!rw->is_outbound && knows_itself(rw->self))
		return;
	if (at->where->port.p != NULL && rewrite_endpoint(rw, at))
		return;
	if (read_endpoint(rw, &host, at->default_port, &named) != 0)
		return;
	/* Another host's name would not come back as it went. */
	if (rw->is_outbound &&
	    !address_equal(&named.address, &rw->phone.address))
		return;
	other.address = counterpart(rw, &named.address);
	if (!address_is_set(&other.address))
		return;
	alone.where = &host;
	replace_hostport(rw, &alone, &other, false);
}

void rewrite_address(const struct rewrite *rw, struct slice text,
		     const struct address *inside, const char *rule)
{
	const struct realm *realm = &rw->nat->realm;
	struct address named, other;
	char buffer[ENDPOINT_TEXT_MAX];
	struct writer w;

	if (rewrite_read_address(rw, text, &named) != 0)
		return;
	if (rw->is_outbound) {
		other = counterpart(rw, &named);
	} else {
		if (!realm_is_shown(realm, &named) ||
		    !realm_translates(realm, inside))
			return;
		other = *inside;
	}
	if (!address_is_set(&other))
		return;
	writer_init(&w, buffer, sizeof(buffer));
	put_address(rw, &w, &other);
	edit_replace(rw->edits, text, writer_text(&w), rule);
}
