/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/addresses.c - one host and port in a message
 */
#include "rewrite/addresses.h"
#include "base/counters.h"
#include "base/writer.h"

/*
 * The mapping of an inside endpoint that the message names.  Trust rules 2
 * and 3: one is made only for the sender's own address and for a port that
 * phones listen on.
 */
static struct mapping *find_outbound(const struct rewrite *rw,
				     const struct address_place *at,
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
		return NULL;
	}
	if (!trust_allows_contact_port(trust, inside->port, rw->phone.port)) {
		counter_add(COUNTER_RULE_CONTACT_PORT);
		return NULL;
	}
	if (mapping_open_signalling(rw->nat, inside, &rw->peer, rw->wan,
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

static void put_host(struct writer *w, const struct address *address)
{
	char text[ENDPOINT_TEXT_MAX];
	size_t len = address_format(address, text);

	if (address->family == 6)
		writer_put_char(w, '[');
	writer_put(w, (struct slice){text, len});
	if (address->family == 6)
		writer_put_char(w, ']');
}

/* Record the edit of host and port; the blanks between them stay. */
static void replace_hostport(const struct rewrite *rw,
			     const struct address_place *at,
			     const struct endpoint *e, bool with_port)
{
	const struct sip_hostport *where = at->where;
	const char *end = slice_end(where->host);
	char text[ENDPOINT_TEXT_MAX];
	char port[8];
	struct writer w;

	writer_init(&w, text, sizeof(text));
	put_host(&w, &e->address);
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

bool address_rewrite(const struct rewrite *rw, const struct address_place *at)
{
	const bool has_port = at->where->port.p != NULL;
	struct mapping *mapping;
	struct endpoint named;
	bool omit;

	if (sip_hostport_endpoint(at->where, at->default_port, &named) != 0)
		return false;
	if (rw->is_outbound) {
		mapping = find_outbound(rw, at, &named);
		if (mapping == NULL)
			return false;
		if (at->spelling != 0)
			mapping->spelling =
				has_port ? mapping->spelling & ~at->spelling
					 : mapping->spelling | at->spelling;
		replace_hostport(rw, at, &mapping->shown, true);
		return true;
	}
	mapping = find_inbound(rw, &named);
	if (mapping == NULL)
		return false;
	omit = (mapping->spelling & at->spelling) != 0 &&
	       mapping->inside.port == at->default_port;
	replace_hostport(rw, at, &mapping->inside, !omit);
	return true;
}

/*
 * The address that stands on the other side for this one, when no port tells
 * whose it is; unset when it means nothing there.
 */
static struct address counterpart(const struct rewrite *rw,
				  const struct address *address)
{
	static const struct address none;

	if (rw->is_outbound)
		return realm_is_inside(&rw->nat->realm, address)
			       ? rw->wan->shown
			       : none;
	return realm_is_shown(&rw->nat->realm, address) ? rw->phone.address
							: none;
}

void address_rewrite_host(const struct rewrite *rw,
			  const struct address_place *at)
{
	struct sip_hostport host = {at->where->host, {NULL, 0}};
	struct address_place alone = *at;
	struct endpoint named, other = {.port = 0};

	if (at->where->port.p != NULL && address_rewrite(rw, at))
		return;
	if (sip_hostport_endpoint(&host, at->default_port, &named) != 0)
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

void address_replace(const struct rewrite *rw, struct slice text,
		     const struct address *inside, const char *rule)
{
	struct address named, other;
	char buffer[ENDPOINT_TEXT_MAX];
	size_t len;

	if (address_parse(text, &named) != 0)
		return;
	other = counterpart(rw, &named);
	if (!address_is_set(&other))
		return;
	if (!rw->is_outbound) {
		if (!address_is_set(inside))
			return;
		other = *inside;
	}
	len = address_format(&other, buffer);
	edit_replace(rw->edits, text, (struct slice){buffer, len}, rule);
}
