/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/stream_ports.c - the outside ports of a stream, or why it gets none
 */
#include <errno.h>

#include "base/counters.h"
#include "call/call_table.h"
#include "call/stream_ports.h"

static struct nat *nat_of(const struct stream *s)
{
	return s->call->table->nat;
}

/* Nothing is opened for what the phone names. */
void stream_ports_refuse(struct call *call, enum call_problem problem,
			 enum history_event_kind kind,
			 const struct endpoint *inside)
{
	call->problems |= problem;
	call->notes.refused = *inside;
	call_tell(call, &(struct history_event){.kind = kind, .a = *inside});
}

/* Trust rules 2 and 3 for one media endpoint of the phone. */
bool stream_ports_allowed(struct call *call, const struct endpoint *inside)
{
	const struct nat *nat = call->table->nat;

	if (!nat->settings->trust.media_host_lan &&
	    !nat_is_same_host(nat, &call->phone.address, &inside->address)) {
		counter_add(COUNTER_RULE_ADDRESS);
		stream_ports_refuse(call, CALL_PROBLEM_ADDRESS,
				    HISTORY_RULE_ADDRESS, inside);
		return false;
	}
	if (!trust_allows_media_port(&nat->settings->trust, inside->port)) {
		counter_add(COUNTER_RULE_MEDIA_PORT);
		stream_ports_refuse(call, CALL_PROBLEM_PORT, HISTORY_RULE_PORT,
				    inside);
		return false;
	}
	return true;
}

/* Attach @port to the mapping of @inside, which may be another call's. */
static int use_port(struct stream *s, struct stream_port *port,
		    const struct endpoint *inside, uint16_t outside)
{
	struct nat *nat = nat_of(s);
	struct mapping *mapping;
	int err;

	err = mapping_open_media(nat, inside, outside, &s->call->wan, &mapping);
	if (err != 0)
		return err;
	mapping_attach(mapping, &port->user, port->user.ops);
	if (s->is_public)
		mapping->spelling = MAPPING_PUBLIC_IN_SDP;
	return 0;
}

/* Share the ports of another call that uses the same socket. */
static bool share_ports(struct stream *s, const struct media_end *end)
{
	struct nat *nat = nat_of(s);
	struct mapping *rtp = mapping_find_inside(nat, &end->rtp);
	struct mapping *rtcp = end->is_rtp && end->rtcp.port != 0
				       ? mapping_find_inside(nat, &end->rtcp)
				       : NULL;

	if (rtp == NULL || rtp->kind != MAPPING_MEDIA)
		return false;
	mapping_attach(rtp, &s->rtp.user, s->rtp.user.ops);
	if (rtcp != NULL && rtcp->kind == MAPPING_MEDIA)
		mapping_attach(rtcp, &s->rtcp.user, s->rtcp.user.ops);
	return true;
}

/* Does RTCP get a port of its own, next to RTP's? */
static bool wants_rtcp_port(struct call *call, const struct media_end *end)
{
	const struct nat *nat = call->table->nat;

	return end->is_rtp && end->rtcp.port != 0 &&
	       !endpoint_equal(&end->rtcp, &end->rtp) &&
	       realm_translates(&nat->realm, &end->rtcp.address) ==
		       realm_translates(&nat->realm, &end->rtp.address) &&
	       stream_ports_allowed(call, &end->rtcp) &&
	       mapping_find_inside(nat, &end->rtcp) == NULL;
}

/* The ports that the phone says it has: whoever has them keeps them. */
static bool take_public_ports(struct nat *nat, const struct realm_wan *wan,
			      uint16_t port, bool has_rtcp)
{
	for (uint32_t i = 0; i < (has_rtcp ? 2u : 1u); i++) {
		struct endpoint outside = {wan->address, (uint16_t)(port + i)};

		if (port + i <= UINT16_MAX &&
		    trust_allows_media_port(&nat->settings->trust,
					    outside.port) &&
		    nat_take_port(nat, &nat->media_ports, &outside))
			continue;
		if (i > 0)
			port_pool_give_back(&nat->media_ports, port);
		return false;
	}
	return true;
}

/* One port, or a pair, for the stream's mappings. */
static int choose_ports(struct stream *s, const struct media_end *end,
			bool has_rtcp, uint16_t *port)
{
	struct port_pool *pool = &nat_of(s)->media_ports;

	*port = end->public_port;
	if (*port != 0 &&
	    take_public_ports(nat_of(s), &s->call->wan, *port, has_rtcp)) {
		s->is_public = true;
		return 0;
	}
	return has_rtcp
		       ? port_pool_take_pair(pool, end->rtp.port % 2 != 0, port)
		       : port_pool_take(pool, port);
}

/* Ports of the pool: one, or two neighbours.  A routed endpoint needs none. */
static int take_outside_ports(struct stream *s, const struct media_end *end,
			      bool has_rtcp, uint16_t *out)
{
	struct nat *nat = nat_of(s);
	int err;

	*out = 0;
	if (!realm_translates(&nat->realm, &end->rtp.address))
		return 0;
	if (!address_is_set(&s->call->wan.address)) {
		counter_add(COUNTER_NO_ADDRESS);
		return -EADDRNOTAVAIL;
	}
	err = choose_ports(s, end, has_rtcp, out);
	if (err != 0) {
		counter_add(COUNTER_CAP_PORTS);
		stream_ports_refuse(s->call, CALL_PROBLEM_NO_PORTS,
				    HISTORY_NO_PORTS, &end->rtp);
	}
	return err;
}

int stream_ports_take(struct stream *s, const struct media_end *end)
{
	struct nat *nat = nat_of(s);
	struct port_pool *pool = &nat->media_ports;
	bool has_rtcp = wants_rtcp_port(s->call, end);
	uint16_t port;
	int err;

	if (mapping_find_inside(nat, &end->rtp) != NULL)
		return share_ports(s, end) ? 0 : -EADDRINUSE;
	err = take_outside_ports(s, end, has_rtcp, &port);
	if (err != 0)
		return err;
	err = use_port(s, &s->rtp, &end->rtp, port);
	if (err != 0) {
		port_pool_give_back(pool, port);
		if (has_rtcp)
			port_pool_give_back(pool, (uint16_t)(port + 1));
	} else if (has_rtcp) {
		err = use_port(s, &s->rtcp, &end->rtcp, (uint16_t)(port + 1));
		if (err != 0)
			port_pool_give_back(pool, (uint16_t)(port + 1));
	}
	if (err != 0)
		s->call->problems |= CALL_PROBLEM_MEMORY;
	return err;
}
