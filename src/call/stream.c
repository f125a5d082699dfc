/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/stream.c - one medium of a call: its ports, its flows, who may send
 */
#include <errno.h>
#include <string.h>

#include "base/counters.h"
#include "base/log.h"
#include "base/pool.h"
#include "call/call_table.h"
#include "call/stream.h"

bool stream_is_muxed(const struct media_end *inside,
		     const struct media_end *outside)
{
	return inside->wants_mux && outside->wants_mux;
}

struct stream *stream_find(const struct call *call,
			   const struct endpoint *inside)
{
	list_for_each(node, &call->streams) {
		struct stream *s = list_entry(node, struct stream, node);

		if (endpoint_equal(&s->inside, inside))
			return s;
	}
	return NULL;
}

static struct nat *nat_of(const struct stream *s)
{
	return s->call->table->nat;
}

static struct mapping *mapping_of(const struct stream *s, bool is_rtcp)
{
	return is_rtcp ? s->rtcp.user.mapping : s->rtp.user.mapping;
}

/*
 * The payload of a first packet, by its first byte (RFC 7983): STUN, ZRTP,
 * DTLS, RTP and RTCP.  No peer begins with a TURN channel, whose range is also
 * that of letters.  UDPTL (T.38) begins with a sequence number and may look
 * like anything.
 */
static bool looks_like_media(const struct stream *s, struct slice payload)
{
	unsigned char first;

	if (!s->is_rtp)
		return true;
	if (payload.len == 0)
		return false;
	first = (unsigned char)payload.p[0];
	return first <= 3 || (first >= 16 && first <= 63) ||
	       (first >= 128 && first <= 191);
}

/* Does the policy let @peer stand for the place that the SDP names? */
static bool is_same_source(const struct stream *s, const struct endpoint *named,
			   const struct endpoint *peer)
{
	switch (nat_of(s)->settings->media_source) {
	case NAT_MEDIA_EXACT:
		return endpoint_equal(named, peer);
	case NAT_MEDIA_ADDRESS:
		return address_equal(&named->address, &peer->address);
	default:
		return true;
	}
}

static bool has_named_peer(const struct stream *s, bool is_rtcp)
{
	list_for_each(node, &s->legs) {
		const struct leg *leg = list_entry(node, struct leg, node);

		if (leg->is_rtcp == is_rtcp && !leg->is_learnt)
			return true;
	}
	return false;
}

/* Is all of its media in the LAN?  An offer may still bring a peer outside. */
static bool awaits_nobody(const struct stream *s)
{
	return s->is_direct && !s->is_offered;
}

/*
 * Trust rule 5: until the answer the signalling peer's address, afterwards
 * the addresses in its SDP.
 */
static bool is_admitted(const struct stream *s, bool is_rtcp,
			const struct endpoint *peer)
{
	if (!s->is_wanted)
		return false;
	if (!has_named_peer(s, is_rtcp))
		return !awaits_nobody(s) &&
		       (nat_of(s)->settings->media_source == NAT_MEDIA_ANY ||
			address_equal(&s->call->peer.address, &peer->address));
	list_for_each(node, &s->legs) {
		const struct leg *leg = list_entry(node, struct leg, node);

		if (leg->is_rtcp == is_rtcp && !leg->is_learnt &&
		    is_same_source(s, &leg->flow->peer, peer))
			return true;
	}
	return false;
}

static struct leg *find_leg(const struct stream *s, bool is_rtcp,
			    const struct endpoint *peer)
{
	list_for_each(node, &s->legs) {
		struct leg *leg = list_entry(node, struct leg, node);

		if (leg->is_rtcp == is_rtcp &&
		    endpoint_equal(&leg->flow->peer, peer))
			return leg;
	}
	return NULL;
}

/* Of the calls that share a socket, the one that has a flow to @peer already
 * is meant, not one whose peer has the same address. */
static bool is_of_other_call(const struct stream *s, bool is_rtcp,
			     const struct endpoint *peer)
{
	const struct mapping *m = mapping_of(s, is_rtcp);

	return find_leg(s, is_rtcp, peer) == NULL &&
	       flow_find(nat_of(s), &m->inside, peer) != NULL;
}

static bool port_admits(struct mapping_user *user, const struct endpoint *peer,
			struct slice payload)
{
	const struct stream_port *port =
		container_of(user, struct stream_port, user);

	if (!is_admitted(port->stream, port->is_rtcp, peer) ||
	    is_of_other_call(port->stream, port->is_rtcp, peer))
		return false;
	if (looks_like_media(port->stream, payload))
		return true;
	counter_add(COUNTER_RULE_NOT_MEDIA);
	return false;
}

static struct leg *open_leg(struct stream *s, bool is_rtcp,
			    const struct endpoint *peer)
{
	struct mapping *mapping = mapping_of(s, is_rtcp);
	struct leg *leg;

	if (mapping == NULL)
		return NULL;
	leg = pool_zalloc(sizeof(*leg));
	if (leg == NULL ||
	    flow_open(nat_of(s), mapping, peer, &leg->flow) != 0) {
		s->call->problems |= CALL_PROBLEM_MEMORY;
		counter_add(COUNTER_UNTRACKED);
		pool_free(leg, sizeof(*leg));
		return NULL;
	}
	leg->is_rtcp = is_rtcp;
	list_append(&s->legs, &leg->node);
	return leg;
}

static void close_leg(struct stream *s, struct leg *leg)
{
	list_remove(&leg->node);
	flow_close(nat_of(s), leg->flow);
	pool_free(leg, sizeof(*leg));
}

void stream_want(struct stream *s, bool is_rtcp, const struct endpoint *peer)
{
	struct leg *leg;

	/* A dual-stack peer may have answered for another stream. */
	if (peer->address.family != s->inside.address.family)
		return;
	leg = find_leg(s, is_rtcp, peer);
	if (leg == NULL)
		leg = open_leg(s, is_rtcp, peer);
	if (leg == NULL)
		return;
	leg->is_wanted = true;
	leg->is_learnt = false;
}

void stream_begin_update(struct stream *s)
{
	s->is_wanted = false;
	s->has_choice = false;
	s->is_offered = false;
	s->is_direct = false;
	list_for_each(node, &s->legs)
		list_entry(node, struct leg, node)->is_wanted = false;
}

static bool is_heard_at_all(const struct stream *s, bool is_rtcp)
{
	list_for_each(node, &s->legs) {
		const struct leg *leg = list_entry(node, struct leg, node);

		if (leg->is_rtcp == is_rtcp && leg->is_heard)
			return true;
	}
	return false;
}

/*
 * Is there a source that has not been heard yet?  Then its first packet has
 * to be seen, as it may come from another port than its SDP says.
 */
static bool waits_for_first_packet(const struct stream *s, bool is_rtcp)
{
	bool has_source = false;

	if (s->has_choice)
		return nat_of(s)->settings->media_source != NAT_MEDIA_EXACT &&
		       !is_heard_at_all(s, is_rtcp);
	list_for_each(node, &s->legs) {
		const struct leg *named = list_entry(node, struct leg, node);
		bool is_heard = false;

		if (named->is_rtcp != is_rtcp || named->is_learnt)
			continue;
		has_source = true;
		list_for_each(other, &s->legs) {
			const struct leg *leg =
				list_entry(other, struct leg, node);

			if (leg->is_rtcp == is_rtcp && leg->is_heard &&
			    is_same_source(s, &named->flow->peer,
					   &leg->flow->peer))
				is_heard = true;
		}
		if (!is_heard)
			return nat_of(s)->settings->media_source !=
			       NAT_MEDIA_EXACT;
	}
	return !has_source && !awaits_nobody(s) && !is_heard_at_all(s, is_rtcp);
}

static void arm_or_disarm(struct stream *s, struct stream_port *port)
{
	if (s->is_wanted && waits_for_first_packet(s, port->is_rtcp))
		mapping_arm(nat_of(s), &port->user);
	else
		mapping_disarm(nat_of(s), &port->user);
}

void stream_disarm(struct stream *s)
{
	mapping_disarm(nat_of(s), &s->rtp.user);
	mapping_disarm(nat_of(s), &s->rtcp.user);
}

void stream_end_update(struct stream *s)
{
	/* Named peers first: learnt ones are judged by those that stay. */
	list_for_each(node, &s->legs) {
		struct leg *leg = list_entry(node, struct leg, node);

		if (!leg->is_learnt && !leg->is_wanted)
			close_leg(s, leg);
	}
	list_for_each(node, &s->legs) {
		struct leg *leg = list_entry(node, struct leg, node);

		if (leg->is_learnt &&
		    !is_admitted(s, leg->is_rtcp, &leg->flow->peer))
			close_leg(s, leg);
	}
	arm_or_disarm(s, &s->rtp);
	arm_or_disarm(s, &s->rtcp);
}

/* RTP, RTCP and their like, not what ICE and DTLS prepare them with. */
static bool is_media(struct slice payload)
{
	return payload.len > 0 && (unsigned char)payload.p[0] >= 128;
}

static void port_arrived(struct mapping_user *user, const struct endpoint *peer,
			 struct slice payload)
{
	struct stream_port *port = container_of(user, struct stream_port, user);
	struct stream *s = port->stream;
	struct leg *leg = find_leg(s, port->is_rtcp, peer);

	if (leg == NULL) {
		leg = open_leg(s, port->is_rtcp, peer);
		if (leg == NULL)
			return;
		leg->is_learnt = true;
		log_info("call %u: %s %s comes from %s", s->call->number,
			 s->medium, port->is_rtcp ? "RTCP" : "RTP",
			 endpoint_text(peer).text);
	}
	/* The place that ICE chooses is the one that media comes from. */
	if (!s->has_choice || is_media(payload))
		leg->is_heard = true;
	call_update(s->call);
}

/* RTP and RTCP open together or not at all. */
static void port_refused(struct mapping_user *user, int err)
{
	struct stream_port *port = container_of(user, struct stream_port, user);
	struct stream *s = port->stream;

	s->call->problems |= CALL_PROBLEM_KERNEL;
	log_warning("call %u: no %s port: %s", s->call->number, s->medium,
		    strerror(-err));
	stream_close(s);
}

static const struct mapping_user_ops port_ops = {
	.admits = port_admits,
	.arrived = port_arrived,
	.refused = port_refused,
};

/* Trust rules 2 and 3 for one media endpoint of the phone. */
static bool is_allowed(struct call *call, const struct endpoint *inside)
{
	const struct nat *nat = call->table->nat;

	if (!nat->settings->trust.media_host_lan &&
	    !nat_is_same_host(nat, &call->phone.address, &inside->address)) {
		counter_add(COUNTER_RULE_ADDRESS);
		call->problems |= CALL_PROBLEM_ADDRESS;
		return false;
	}
	if (!trust_allows_media_port(&nat->settings->trust, inside->port)) {
		counter_add(COUNTER_RULE_MEDIA_PORT);
		call->problems |= CALL_PROBLEM_PORT;
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
	if (err == 0)
		mapping_attach(mapping, &port->user, &port_ops);
	return err;
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
	mapping_attach(rtp, &s->rtp.user, &port_ops);
	if (rtcp != NULL && rtcp->kind == MAPPING_MEDIA)
		mapping_attach(rtcp, &s->rtcp.user, &port_ops);
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
	       is_allowed(call, &end->rtcp) &&
	       mapping_find_inside(nat, &end->rtcp) == NULL;
}

/* The ports that the phone says it has: whoever has them keeps them. */
static bool take_public_ports(struct nat *nat, const struct realm_wan *wan,
			      uint16_t port, bool has_rtcp)
{
	for (uint32_t i = 0; i < (has_rtcp ? 2u : 1u); i++) {
		struct endpoint outside = {wan->address, (uint16_t)(port + i)};
		int err = port_pool_take_port(&nat->media_ports, outside.port);

		if (err == 0 || (err == -ERANGE && port + i <= UINT16_MAX &&
				 mapping_find_outside(nat, &outside) == NULL))
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
		s->call->problems |= CALL_PROBLEM_NO_PORTS;
	}
	return err;
}

static int take_ports(struct stream *s, const struct media_end *end)
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

static void init_port(struct stream *s, struct stream_port *port, bool is_rtcp)
{
	port->stream = s;
	port->is_rtcp = is_rtcp;
	port->user.ops = &port_ops;
	list_init(&port->user.node);
}

static struct stream *new_stream(struct call *call, const struct media_end *end)
{
	struct stream *s = pool_zalloc(sizeof(*s));

	if (s == NULL) {
		call->problems |= CALL_PROBLEM_MEMORY;
		counter_add(COUNTER_UNTRACKED);
		return NULL;
	}
	s->call = call;
	s->inside = end->rtp;
	s->is_rtp = end->is_rtp;
	s->is_wanted = true; /* until it is worked out, see make_room() */
	memcpy(s->medium, end->medium, sizeof(s->medium));
	memcpy(s->codec, end->codec, sizeof(s->codec));
	list_init(&s->legs);
	init_port(s, &s->rtp, false);
	init_port(s, &s->rtcp, true);
	list_append(&call->streams, &s->node);
	call->stream_count++;
	return s;
}

/* A PBX moves a call from phone to phone: the ports of one that no description
 * names any more go to the next. */
static bool make_room(struct call *call)
{
	if (call->stream_count < CALL_MAX_STREAMS)
		return true;
	list_for_each(node, &call->streams) {
		struct stream *s = list_entry(node, struct stream, node);

		if (s->is_wanted)
			continue;
		stream_close(s);
		return true;
	}
	return false;
}

struct stream *stream_open(struct call *call, const struct media_end *end)
{
	struct nat *nat = call->table->nat;
	struct stream *s = stream_find(call, &end->rtp);

	if (s != NULL)
		return s;
	if (!address_is_set(&end->rtp.address)) {
		call->problems |= CALL_PROBLEM_NAME;
		return NULL;
	}
	if (!nat->may_open || !end->is_udp ||
	    !nat_serves(nat, &end->rtp.address) || !is_allowed(call, &end->rtp))
		return NULL;
	if (!make_room(call)) {
		counter_add(COUNTER_CAP_STREAMS);
		call->problems |= CALL_PROBLEM_LIMIT;
		return NULL;
	}
	s = new_stream(call, end);
	if (s != NULL && take_ports(s, end) != 0) {
		stream_close(s);
		return NULL;
	}
	return s;
}

void stream_close(struct stream *s)
{
	while (!list_is_empty(&s->legs))
		close_leg(s, list_first(&s->legs, struct leg, node));
	mapping_detach(nat_of(s), &s->rtp.user);
	mapping_detach(nat_of(s), &s->rtcp.user);
	list_remove(&s->node);
	s->call->stream_count--;
	pool_free(s, sizeof(*s));
}
