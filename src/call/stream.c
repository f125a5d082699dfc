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
#include "call/stream_ports.h"

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

static struct history_event
new_event(const struct stream *s, enum history_event_kind kind, bool is_rtcp)
{
	struct history_event event = {.kind = kind, .is_rtcp = is_rtcp};

	memcpy(event.medium, s->medium, sizeof(event.medium));
	return event;
}

/* Something of a port: with the phone's end, and with another one. */
static void tell(const struct stream *s, enum history_event_kind kind,
		 bool is_rtcp, const struct endpoint *a,
		 const struct endpoint *b)
{
	struct history_event event = new_event(s, kind, is_rtcp);

	event.a = *a;
	event.b = *b;
	call_tell(s->call, &event);
}

static void tell_refusal(const struct stream *s, enum history_event_kind kind,
			 const struct endpoint *a, const struct endpoint *b,
			 int error)
{
	struct history_event event = new_event(s, kind, false);

	event.a = *a;
	event.b = *b;
	event.error = error;
	s->call->notes.error = error;
	call_tell(s->call, &event);
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
	tell(s, HISTORY_FLOW, is_rtcp, &mapping->inside, peer);
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

static void note_flow(struct stream *s, struct leg *leg)
{
	struct call_notes *notes = &s->call->notes;
	const struct flow *f = leg->flow;

	if (f->lost != leg->lost) {
		notes->flows_lost += f->lost - leg->lost;
		tell(s, HISTORY_FLOW_LOST, leg->is_rtcp, &f->inside, &f->peer);
	}
	if (f->error != leg->error && f->error != 0) {
		tell_refusal(s, HISTORY_FLOW_REFUSED, &f->inside, &f->peer,
			     f->error);
	}
	leg->lost = f->lost;
	leg->error = f->error;
}

void stream_note_flows(struct stream *s)
{
	list_for_each(node, &s->legs)
		note_flow(s, list_entry(node, struct leg, node));
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

static void port_turned_away(struct mapping_user *user,
			     const struct endpoint *peer)
{
	const struct stream_port *port =
		container_of(user, struct stream_port, user);
	struct stream *s = port->stream;
	struct call_notes *notes = &s->call->notes;
	bool is_no_media = is_admitted(s, port->is_rtcp, peer);

	notes->strangers++;
	if (endpoint_equal(&notes->stranger, peer))
		return;
	notes->stranger = *peer;
	notes->is_no_media = is_no_media;
	tell(s, is_no_media ? HISTORY_NOT_MEDIA : HISTORY_STRANGER,
	     port->is_rtcp, peer, &s->inside);
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
	if (!leg->is_heard && (!s->has_choice || is_media(payload))) {
		leg->is_heard = true;
		tell(s, HISTORY_FIRST_PACKET, port->is_rtcp, peer, &s->inside);
	}
	call_update(s->call);
}

/* RTP and RTCP open together or not at all. */
static void port_refused(struct mapping_user *user, int err)
{
	struct stream_port *port = container_of(user, struct stream_port, user);
	struct stream *s = port->stream;

	s->call->problems |= err == -EADDRNOTAVAIL ? CALL_PROBLEM_STALE
						   : CALL_PROBLEM_KERNEL;
	tell_refusal(s, HISTORY_PORT_REFUSED, &s->inside, &s->inside, err);
	log_warning("call %u: no %s port: %s", s->call->number, s->medium,
		    strerror(-err));
	stream_close(s);
}

static const struct mapping_user_ops port_ops = {
	.admits = port_admits,
	.arrived = port_arrived,
	.turned_away = port_turned_away,
	.refused = port_refused,
};

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
		stream_ports_refuse(call, CALL_PROBLEM_NAME, HISTORY_HOST_NAME,
				    &end->rtp);
		return NULL;
	}
	if (!nat->may_open || !end->is_udp ||
	    !nat_serves(nat, &end->rtp.address) ||
	    !stream_ports_allowed(call, &end->rtp))
		return NULL;
	if (!make_room(call)) {
		counter_add(COUNTER_CAP_STREAMS);
		stream_ports_refuse(call, CALL_PROBLEM_LIMIT, HISTORY_TOO_MANY,
				    &end->rtp);
		return NULL;
	}
	s = new_stream(call, end);
	if (s != NULL && stream_ports_take(s, end) != 0) {
		stream_close(s);
		return NULL;
	}
	if (s != NULL && s->rtp.user.mapping != NULL)
		tell(s, HISTORY_PORTS, false, &s->inside,
		     &s->rtp.user.mapping->shown);
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
