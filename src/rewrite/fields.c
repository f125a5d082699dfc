/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/fields.c - the table of the header fields that name addresses
 *
 * To have another field rewritten: make its name known in sip/headers.h, add
 * its row here, and a line with it to tests/unit/rewrite/test_fields.c.
 */
#include <stdio.h>

#include "nat/flow.h"
#include "rewrite/addresses.h"
#include "rewrite/fields.h"
#include "sip/grammar.h"
#include "sip/nameaddr.h"
#include "sip/via.h"

struct field;

/** How the addresses of a field are found in its value. */
typedef void field_fn(const struct rewrite *rw, const struct field *field,
		      const struct sip_header *header);

/** In which of the four kinds of message a field is rewritten. */
enum field_when {
	REQUEST_OUT = 1,
	RESPONSE_OUT = 2,
	REQUEST_IN = 4,
	RESPONSE_IN = 8,
	OUT = REQUEST_OUT | RESPONSE_OUT,
	IN = REQUEST_IN | RESPONSE_IN,
	ALWAYS = OUT | IN,
};

struct field {
	field_fn *walk;
	unsigned int when; /* set of enum field_when */
	enum mapping_spelling spelling;
	bool may_open;
	bool first_only; /* of several fields of that name, the topmost */
	const char *rule;
};

static field_fn walk_via;
static field_fn walk_uris;
static field_fn walk_identities;
static field_fn walk_mentions;
static field_fn walk_warnings;

static const struct field fields[SIP_HEADER_COUNT] = {
	[SIP_VIA] = {walk_via, REQUEST_OUT | RESPONSE_IN,
		     MAPPING_PORT_OMITTED_IN_VIA, true, true, "Via"},
	[SIP_CONTACT] = {walk_uris, ALWAYS, MAPPING_PORT_OMITTED_IN_CONTACT,
			 true, false, "Contact"},
	[SIP_RECORD_ROUTE] = {walk_uris, ALWAYS, MAPPING_PORT_OMITTED_IN_ROUTE,
			      false, false, "Record-Route"},
	[SIP_ROUTE] = {walk_uris, ALWAYS, MAPPING_PORT_OMITTED_IN_ROUTE, false,
		       false, "Route"},
	[SIP_PATH] = {walk_uris, ALWAYS, MAPPING_PORT_OMITTED_IN_ROUTE, false,
		      false, "Path"},
	[SIP_SERVICE_ROUTE] = {walk_uris, ALWAYS, MAPPING_PORT_OMITTED_IN_ROUTE,
			       false, false, "Service-Route"},
	/* The caller's name is the phone's own in what it asks; in what it is
	 * asked, one that looks like ours is another phone's. */
	[SIP_FROM] = {walk_identities, REQUEST_OUT | RESPONSE_IN, 0, false,
		      false, "From"},
	[SIP_TO] = {walk_identities, ALWAYS, 0, false, false, "To"},
	[SIP_REFER_TO] = {walk_identities, ALWAYS, 0, false, false, "Refer-To"},
	[SIP_REFERRED_BY] = {walk_mentions, ALWAYS, 0, false, false,
			     "Referred-By"},
	[SIP_P_ASSERTED_IDENTITY] = {walk_mentions, ALWAYS, 0, false, false,
				     "P-Asserted-Identity"},
	[SIP_P_PREFERRED_IDENTITY] = {walk_mentions, ALWAYS, 0, false, false,
				      "P-Preferred-Identity"},
	[SIP_REMOTE_PARTY_ID] = {walk_mentions, ALWAYS, 0, false, false,
				 "Remote-Party-ID"},
	[SIP_DIVERSION] = {walk_mentions, ALWAYS, 0, false, false, "Diversion"},
	[SIP_HISTORY_INFO] = {walk_mentions, ALWAYS, 0, false, false,
			      "History-Info"},
	[SIP_REPLY_TO] = {walk_mentions, ALWAYS, 0, false, false, "Reply-To"},
	[SIP_ALERT_INFO] = {walk_mentions, ALWAYS, 0, false, false,
			    "Alert-Info"},
	[SIP_CALL_INFO] = {walk_mentions, ALWAYS, 0, false, false, "Call-Info"},
	[SIP_ERROR_INFO] = {walk_mentions, ALWAYS, 0, false, false,
			    "Error-Info"},
	[SIP_WARNING] = {walk_warnings, OUT | RESPONSE_IN, 0, false, false,
			 "Warning"},
};

/* Does the phone write in Via how it is seen? */
static bool has_public_via(const struct rewrite *rw)
{
	return rw->self != NULL &&
	       (rw->self->spelling & MAPPING_PUBLIC_IN_VIA) != 0;
}

/* What the peer says of the phone's socket in its answer: RFC 3261 section
 * 18.2.1, RFC 3581 section 4. */
static void restore_received(const struct rewrite *rw,
			     const struct sip_via_params *params)
{
	char port[8];
	uint16_t number;
	int len;

	if (params->received.len > 0)
		rewrite_address(rw, params->received, &rw->phone.address,
				"Via received");
	if (params->rport.len == 0 || rw->self == NULL || rw->self->is_routed ||
	    slice_to_port(params->rport, &number) != 0 ||
	    number != rw->self->shown.port)
		return;
	len = snprintf(port, sizeof(port), "%u", rw->phone.port);
	edit_replace(rw->edits, params->rport,
		     (struct slice){port, (size_t)len}, "Via rport");
}

/*
 * A phone that sends from one port and listens on another: without rport the
 * answer goes to the port of its Via (RFC 3261 section 18.2.2), where no packet
 * of its own has made a way.
 */
static void admit_answer(const struct rewrite *rw, const struct sip_via *via,
			 const struct sip_via_params *params)
{
	const struct mapping *mapping;
	struct endpoint named;

	if (params->rport.p != NULL ||
	    sip_hostport_endpoint(&via->sent_by, SIP_DEFAULT_PORT, &named) != 0)
		return;
	mapping = mapping_find_inside(rw->nat, &named);
	if (mapping != NULL && mapping != rw->self)
		flow_admit(rw->nat, mapping, &rw->peer);
}

/* The topmost element is the phone's own: its sent-by is where answers go. */
static void walk_via(const struct rewrite *rw, const struct field *field,
		     const struct sip_header *header)
{
	struct slice rest = header->value;
	struct rewrite_place at = {
		.spelling = field->spelling,
		.may_open = field->may_open,
		.default_port = SIP_DEFAULT_PORT,
		.rule = field->rule,
	};
	struct sip_via_params params;
	bool is_ours;
	struct sip_via via;

	if (!sip_via_next(&rest, &via))
		return;
	at.where = &via.sent_by;
	sip_via_params(&via, &params);
	is_ours = rewrite_endpoint(rw, &at);
	if (params.maddr.len > 0) /* section 18.2.2: answers go there */
		rewrite_address(rw, params.maddr, &rw->phone.address,
				"Via maddr");
	if (rw->is_outbound && is_ours)
		admit_answer(rw, &via, &params);
	/* A host name stays, and what the peer found out goes. */
	if (!rw->is_outbound && !has_public_via(rw))
		restore_received(rw, &params);
}

static enum field_when kind_of(const struct rewrite *rw)
{
	if (rw->is_outbound)
		return rw->sip->is_request ? REQUEST_OUT : RESPONSE_OUT;
	return rw->sip->is_request ? REQUEST_IN : RESPONSE_IN;
}

/* The place of a URI's host and port; false when no address is there. */
static bool find_place(const struct field *field, struct slice text,
		       struct sip_uri *uri, struct rewrite_place *at)
{
	if (!sip_uri_has_literal(text) || sip_uri_scan(text, uri) != 0)
		return false;
	*at = (struct rewrite_place){
		.where = &uri->where,
		.default_port = sip_uri_default_port(uri),
		.spelling = field->spelling,
		.may_open = field->may_open,
		.rule = field->rule,
	};
	return true;
}

/* Lists of URIs that say where to send something. */
static void walk_uris(const struct rewrite *rw, const struct field *field,
		      const struct sip_header *header)
{
	struct slice rest = header->value;
	struct sip_nameaddr element;
	struct rewrite_place at;
	struct sip_uri uri;

	while (sip_nameaddr_next(&rest, &element))
		if (find_place(field, element.uri, &uri, &at))
			rewrite_endpoint(rw, &at);
}

/* URIs that say who somebody is. */
static void walk_identities(const struct rewrite *rw, const struct field *field,
			    const struct sip_header *header)
{
	struct slice rest = header->value;
	struct sip_nameaddr element;
	struct rewrite_place at;
	struct sip_uri uri;

	while (sip_nameaddr_next(&rest, &element)) {
		if (!find_place(field, element.uri, &uri, &at))
			continue;
		/* A port that is not mapped says that it is not ours. */
		if (kind_of(rw) == REQUEST_IN && uri.where.port.p != NULL)
			rewrite_endpoint(rw, &at);
		else
			rewrite_host(rw, &at);
	}
}

/* The same of others: in what the phone is asked, a host alone that looks like
 * ours is another phone's. */
static void walk_mentions(const struct rewrite *rw, const struct field *field,
			  const struct sip_header *header)
{
	if (kind_of(rw) == REQUEST_IN)
		walk_uris(rw, field, header);
	else
		walk_identities(rw, field, header);
}

/* warn-code SP warn-agent SP warn-text, section 20.43 */
static void walk_warnings(const struct rewrite *rw, const struct field *field,
			  const struct sip_header *header)
{
	const char *end = slice_end(header->value);
	const char *p = header->value.p;

	while (p < end) {
		const char *comma = grammar_find_comma(p, end);
		struct sip_hostport agent;
		struct rewrite_place at = {.where = &agent,
					   .rule = field->rule};

		p = grammar_skip_blank(p, comma);
		p = grammar_skip_blank(grammar_skip(p, comma, GRAMMAR_TOKEN),
				       comma);
		if (sip_hostport_scan(slice_between(p, comma), &agent, NULL) ==
		    0)
			rewrite_host(rw, &at);
		p = comma < end ? comma + 1 : end;
	}
}

void fields_rewrite_request_uri(const struct rewrite *rw)
{
	static const struct field request_uri = {
		.spelling = MAPPING_PORT_OMITTED_IN_CONTACT,
		.rule = "Request-URI",
	};

	struct rewrite_place at;
	struct sip_uri uri;

	if (!rw->sip->is_request ||
	    !find_place(&request_uri, rw->sip->request_uri, &uri, &at))
		return;
	/* Some peers keep the host of the Contact and lose its port. */
	if (!rewrite_endpoint(rw, &at) && !rw->is_outbound)
		rewrite_host(rw, &at);
}

void fields_rewrite(const struct rewrite *rw)
{
	const struct sip_message *sip = rw->sip;
	enum field_when kind = kind_of(rw);

	for (unsigned int i = 0; i < sip->header_count; i++) {
		const struct sip_header *header = &sip->headers[i];
		const struct field *field = &fields[header->id];

		if (field->walk == NULL || (field->when & kind) == 0 ||
		    (field->first_only && sip->first[header->id] != i))
			continue;
		field->walk(rw, field, header);
	}
}
