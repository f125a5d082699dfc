/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alg/intercept.c - the story of a SIP packet: in from the queue, verdict out
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alg/intercept.h"
#include "base/counters.h"
#include "base/log.h"
#include "call/follow.h"
#include "packet/packet.h"
#include "packet/rebuild.h"
#include "rewrite/rewrite.h"
#include "sip/body.h"
#include "sip/scanner.h"
#include "sip/uri.h"
#include "sip/values.h"

struct intercept {
	struct gateway *gateway;
	bool is_refused[NFQUEUE_ROUND_MAX];
	bool any_refused;
	struct sip_message sip;
	struct sip_body body; /* where its SDP stands */
	struct sdp sdp;
	struct edit_list edits;
	/* Where rewritten packets are built, one behind the other; a round may
	 * be worked on twice. */
	size_t out_used;
	uint8_t out[2 * NFQUEUE_ROUND_MAX * NFQUEUE_PACKET_MAX];
};

/** One SIP message of the round, and who is at which end of it. */
struct passage {
	struct packet packet;
	bool is_outbound;
	const struct endpoint *phone;
	const struct endpoint *peer;
	const struct realm_wan *wan;
	struct mapping *self;
	uint32_t mtu;
};

static void slot_refused(void *ctx, uint32_t slot)
{
	struct intercept *in = ctx;

	in->is_refused[slot] = true;
	in->any_refused = true;
}

struct intercept *intercept_new(struct gateway *gateway)
{
	struct intercept *in = malloc(sizeof(*in));

	if (in == NULL)
		return NULL;
	in->gateway = gateway;
	gateway->nat.slot_refused = slot_refused;
	gateway->nat.slot_refused_ctx = in;
	return in;
}

void intercept_free(struct intercept *intercept)
{
	free(intercept);
}

static enum counter counter_of(enum sip_scan_result result)
{
	static const enum counter of[SIP_SCAN_RESULT_COUNT] = {
		[SIP_SCAN_EMPTY] = COUNTER_EMPTY,
		[SIP_SCAN_KEEPALIVE] = COUNTER_KEEPALIVES,
		[SIP_SCAN_NOT_SIP] = COUNTER_NOT_SIP,
		[SIP_SCAN_TRUNCATED] = COUNTER_TRUNCATED,
		[SIP_SCAN_BAD_HEADER] = COUNTER_BAD_HEADER,
		[SIP_SCAN_TOO_MANY_HEADERS] = COUNTER_TOO_MANY_HEADERS,
		[SIP_SCAN_MISSING_HEADER] = COUNTER_MISSING_HEADER,
		[SIP_SCAN_CONTRADICTION] = COUNTER_CONTRADICTION,
		[SIP_SCAN_BAD_CSEQ] = COUNTER_BAD_CSEQ,
		[SIP_SCAN_BAD_CONTENT_LENGTH] = COUNTER_BAD_CONTENT_LENGTH,
		[SIP_SCAN_SHORT_BODY] = COUNTER_SHORT_BODY,
	};

	return of[result];
}

/* What is no SIP passes; [signalling] on_malformed may drop what pretends. */
static void pass_other(const struct intercept *in, enum sip_scan_result result,
		       struct queue_verdict *verdict)
{
	counter_add(counter_of(result));
	if (!in->gateway->settings->drop_malformed ||
	    result == SIP_SCAN_EMPTY || result == SIP_SCAN_KEEPALIVE)
		return;
	verdict->drop = true;
	counter_add(COUNTER_MALFORMED_DROPPED);
}

/* The WAN that an inbound message came by, or will be answered by. */
static const struct realm_wan *inbound_wan(const struct realm *realm,
					   const struct mapping *self,
					   uint32_t in_link)
{
	const struct realm_wan *wan = realm_wan(realm, in_link);

	if (wan != NULL || realm->wan_count == 0)
		return wan;
	for (unsigned int i = 0; self != NULL && i < realm->wan_count; i++)
		if (address_equal(&realm->wans[i].address,
				  &self->outside.address))
			return &realm->wans[i];
	return &realm->wans[0];
}

/* The port of a Contact that names our own address: the phone has found out
 * how it is seen.  0 when it has not. */
static uint16_t public_port(const struct sip_message *sip,
			    const struct realm_wan *wan)
{
	struct slice text = sip_values_uri(sip, SIP_CONTACT);
	struct endpoint named;
	struct sip_uri uri;

	if (!sip_uri_has_literal(text) || sip_uri_scan(text, &uri) != 0 ||
	    sip_hostport_endpoint(&uri.where, sip_uri_default_port(&uri),
				  &named) != 0 ||
	    !address_equal(&named.address, &wan->shown))
		return 0;
	return named.port;
}

/* The socket's mapping, made at its first message; NULL when none may be. */
static struct mapping *outbound_self(struct nat *nat, const struct passage *p,
				     const struct sip_message *sip)
{
	struct mapping *self = mapping_find_inside(nat, p->phone);

	if (self != NULL)
		return self->kind == MAPPING_SIGNALLING ? self : NULL;
	if (mapping_open_signalling(nat, p->phone, p->peer, p->wan,
				    public_port(sip, p->wan), &self) != 0)
		return NULL;
	return self;
}

/*
 * Direction, ends and mapping.  False when the message is none of ours: it
 * does not come from the LAN, or there is no address to translate it to.
 */
static bool find_ends(struct nat *nat, const struct queue_packet *packet,
		      const struct sip_message *sip, struct passage *p)
{
	bool is_translated;

	p->wan = realm_wan(&nat->realm, packet->out_link);
	p->is_outbound = p->wan != NULL;
	p->mtu = realm_mtu(&nat->realm, packet->out_link);
	p->phone = p->is_outbound ? &p->packet.source : &p->packet.destination;
	p->peer = p->is_outbound ? &p->packet.destination : &p->packet.source;
	if (!nat_serves(nat, &p->phone->address))
		return false;
	if (!p->is_outbound) {
		p->self = mapping_find_inside(nat, p->phone);
		p->wan = inbound_wan(&nat->realm, p->self, packet->in_link);
	}
	/* The message of a routed phone may name a translated address. */
	is_translated = realm_translates(&nat->realm, &p->phone->address);
	if (!is_translated)
		p->wan = realm_translating_wan(&nat->realm, p->wan);
	if (p->wan == NULL ||
	    (is_translated && !address_is_set(&p->wan->address))) {
		counter_add(COUNTER_NO_ADDRESS);
		return false;
	}
	if (p->is_outbound)
		p->self = outbound_self(nat, p, sip);
	return true;
}

static void count_message(const struct sip_message *sip, bool is_outbound)
{
	if (is_outbound)
		counter_add(sip->is_request ? COUNTER_REQUESTS_OUT
					    : COUNTER_RESPONSES_OUT);
	else
		counter_add(sip->is_request ? COUNTER_REQUESTS_IN
					    : COUNTER_RESPONSES_IN);
}

/* The message's session description, or NULL. */
static const struct sdp *find_sdp(struct intercept *in)
{
	if (!sip_body_find(&in->sip, SLICE("application/sdp"), &in->body))
		return NULL;
	if (sdp_scan(in->body.content, &in->sdp) == 0)
		return &in->sdp;
	counter_add(COUNTER_BAD_SDP);
	return NULL;
}

/* What the message means to registrations and calls.  Leaves in @rw the SDP
 * that is to be rewritten: none when its call could not be followed. */
static void take_notice(struct intercept *in, const struct passage *p,
			struct rewrite *rw)
{
	const struct call *found;
	struct gateway *g = in->gateway;
	const struct sdp *sdp = find_sdp(in);
	const struct registration_message registration = {
		.sip = &in->sip,
		.is_outbound = p->is_outbound,
		.phone = *p->phone,
		.peer = *p->peer,
	};
	const struct call_message call = {
		.sip = &in->sip,
		.sdp = sdp,
		.is_outbound = p->is_outbound,
		.phone = *p->phone,
		.peer = *p->peer,
		.wan = p->wan,
		.self = p->self,
	};

	registration_table_message(&g->registrations, &registration);
	found = call_table_message(&g->calls, &call);
	if (found != NULL || !follow_begins_call(&call))
		rw->sdp = sdp;
	/* Of no stream it is what we hid of this phone or of its partner. */
	rw->hidden = found != NULL && address_is_set(&found->partner)
			     ? found->partner
			     : p->phone->address;
}

/* Write the changed packet behind those of the round that are there. */
static void apply_edits(struct intercept *in, const struct passage *p,
			struct queue_verdict *verdict)
{
	size_t headers = p->packet.headers;
	uint8_t *out = in->out + in->out_used;
	long payload;
	int len;

	if (in->edits.full) {
		counter_add(COUNTER_TOO_MANY_EDITS);
		return;
	}
	if (in->edits.count == 0) {
		counter_add(COUNTER_UNCHANGED);
		return;
	}
	payload = edit_apply(&in->edits, (char *)out + headers,
			     NFQUEUE_PACKET_MAX - headers);
	len = payload < 0 ? -EMSGSIZE
			  : rebuild_packet(&p->packet, out, (size_t)payload,
					   p->mtu);
	if (len < 0) {
		counter_add(COUNTER_TOO_LONG);
		return;
	}
	verdict->data = out;
	verdict->len = (size_t)len;
	in->out_used += (size_t)len;
	counter_add(COUNTER_REWRITTEN);
}

/* For the history of its call: what came, and what was changed in it. */
static void record(struct intercept *in, const struct passage *p,
		   const struct rewrite_refusal *refusal,
		   const struct queue_verdict *verdict)
{
	const struct history_message message = {
		.is_outbound = p->is_outbound,
		.is_again = !in->gateway->nat.may_open,
		.from = p->packet.source,
		.to = p->packet.destination,
		.text = p->packet.payload,
		.edits = verdict->data != NULL ? &in->edits : NULL,
		.refused = refusal->named,
		.refused_rule = refusal->rule,
	};

	call_table_passed(&in->gateway->calls, &message);
}

static void rewrite_sip(struct intercept *in, const struct passage *p,
			struct queue_verdict *verdict)
{
	struct rewrite_refusal refusal = {.rule = 0};
	struct rewrite rw = {
		.nat = &in->gateway->nat,
		.sip = &in->sip,
		.is_outbound = p->is_outbound,
		.phone = *p->phone,
		.peer = *p->peer,
		.wan = p->wan,
		.self = p->self,
		.body = &in->body,
		.edits = &in->edits,
		.refusal = &refusal,
	};

	if (p->self != NULL)
		mapping_touch(p->self);
	count_message(&in->sip, p->is_outbound);
	take_notice(in, p, &rw);
	edit_begin(&in->edits, p->packet.payload);
	rewrite_message(&rw);
	apply_edits(in, p, verdict);
	record(in, p, &refusal, verdict);
}

static void work_on(struct intercept *in, const struct queue_packet *packet,
		    uint32_t slot, struct queue_verdict *verdict)
{
	struct gateway *g = in->gateway;
	enum sip_scan_result result;
	struct passage p = {0};

	*verdict = (struct queue_verdict){.drop = false};
	counter_add(COUNTER_PACKETS);
	if (g->is_bypassed) {
		counter_add(COUNTER_BYPASSED);
		return;
	}
	if (packet->is_aggregated) {
		counter_add(COUNTER_AGGREGATED);
		return;
	}
	if (packet->is_cut ||
	    packet_parse(packet->data, packet->len, &p.packet) != 0) {
		counter_add(COUNTER_NOT_UDP);
		return;
	}
	result = sip_scan(p.packet.payload, &in->sip);
	if (result != SIP_SCAN_OK) {
		pass_other(in, result, verdict);
		return;
	}
	if (in->sip.is_request &&
	    !trust_take_request(&g->nat.trust, &p.packet.source.address)) {
		counter_add(COUNTER_RATE_LIMITED);
		return;
	}
	g->nat.slot = slot;
	if (find_ends(&g->nat, packet, &in->sip, &p))
		rewrite_sip(in, &p, verdict);
	g->nat.slot = NAT_NO_SLOT;
}

void intercept_round(struct intercept *in, const struct queue_packet *packets,
		     struct queue_verdict *verdicts, size_t count)
{
	struct nat *nat = &in->gateway->nat;

	memset(in->is_refused, 0, sizeof(in->is_refused));
	in->any_refused = false;
	in->out_used = 0;
	for (uint32_t i = 0; i < count; i++)
		work_on(in, &packets[i], i, &verdicts[i]);
	nat_commit(nat);
	if (!in->any_refused)
		return;
	/*
	 * What the kernel did not make must not be announced: those messages
	 * once more, now with what there is.
	 */
	nat->may_open = false;
	for (uint32_t i = 0; i < count; i++)
		if (in->is_refused[i])
			work_on(in, &packets[i], i, &verdicts[i]);
	nat->may_open = true;
	nat_commit(nat);
}
