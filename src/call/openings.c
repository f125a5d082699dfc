/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/openings.c - which places of its descriptions a call has open
 */
#include "call/openings.h"
#include "call/call_table.h"
#include "call/stream.h"

/* Most peers of one stream besides the one of the m= line: of a list of
 * candidates, the first ones. */
#define PEERS_MAX 8

static const struct realm *realm_of(const struct call *call)
{
	return &call->table->nat->realm;
}

/*
 * Are we ourselves there?  The provider names a phone of the LAN by the
 * endpoint that we showed it; this phone is told the other's own
 * (rewrite/body.c), and what the two send each other does not pass the WAN.
 */
static bool is_ours(const struct call *call, const struct endpoint *peer)
{
	return realm_is_own(realm_of(call), &peer->address) ||
	       mapping_find_shown(call->table->nat, peer) != NULL;
}

/* Can media be expected from there through the WAN? */
static bool is_reachable(const struct call *call, const struct endpoint *peer)
{
	return peer->port != 0 && address_is_set(&peer->address) &&
	       !address_is_any(&peer->address) &&
	       !realm_is_inside(realm_of(call), &peer->address) &&
	       !is_ours(call, peer);
}

/* Who is the other end, by where its media is? */
static void find_partner(struct call *call, const struct endpoint *peer)
{
	const struct mapping *m = mapping_find_shown(call->table->nat, peer);

	if (m != NULL)
		call->partner = m->inside.address;
	else if (is_reachable(call, peer))
		call->partner = (struct address){.family = 0};
}

/* Candidates name all addresses of a host: one of its own LAN is not reached
 * from here, unless our WAN is a private network, too. */
static bool is_worth_trying(const struct call *call,
			    const struct endpoint *peer)
{
	return is_reachable(call, peer) &&
	       (!realm_address_is_private(&peer->address) ||
		realm_address_is_private(&call->wan.address));
}

/* What is behind an endpoint that is ours; false when it is not. */
static bool find_base(const struct call *call, const struct description *d,
		      struct endpoint *end)
{
	if (end->port == 0 || !realm_is_shown(realm_of(call), &end->address))
		return false;
	for (uint32_t i = 0; i < d->place_count; i++) {
		const struct media_place *place = &d->places[i];

		if (place->base.port == 0 || !endpoint_equal(&place->at, end))
			continue;
		*end = place->base;
		return true;
	}
	end->address = call->phone.address;
	return true;
}

void openings_learn_public(const struct call *call, struct description *d)
{
	for (uint32_t i = 0; i < d->count; i++) {
		struct media_end *media = &d->media[i];
		uint16_t port = media->rtp.port;

		if (!find_base(call, d, &media->rtp))
			continue;
		media->public_port = port;
		find_base(call, d, &media->rtcp);
	}
}

/* The port that a phone's candidate of this base has outside, or 0. */
static uint16_t public_port(const struct call *call,
			    const struct description *d,
			    const struct endpoint *base)
{
	for (uint32_t i = 0; i < d->place_count; i++) {
		const struct media_place *place = &d->places[i];

		if (endpoint_equal(&place->base, base) &&
		    realm_is_shown(realm_of(call), &place->at.address))
			return place->at.port;
	}
	return 0;
}

/* Candidates are many; what is not the phone's own is not worth a warning. */
static bool is_own(const struct call *call, const struct endpoint *end)
{
	const struct nat *nat = call->table->nat;

	return realm_is_inside(&nat->realm, &end->address) &&
	       (nat->settings->trust.media_host_lan ||
		address_equal(&end->address, &call->phone.address));
}

void openings_make(struct call *call, const struct description *d)
{
	for (uint32_t i = 0; i < d->count; i++)
		if (d->media[i].rtp.port != 0)
			stream_open(call, &d->media[i]);
	for (uint32_t i = 0; i < d->place_count; i++) {
		const struct media_place *place = &d->places[i];
		struct media_end end;

		if (place->is_rtcp || d->media[place->media].rtp.port == 0 ||
		    !is_own(call, &place->at))
			continue;
		end = description_alternative(d, i);
		end.public_port = public_port(call, d, &end.rtp);
		stream_open(call, &end);
	}
}

/* All places of an m= line of the other side, for one end of this one. */
static void want_peers(struct call *call, const struct media_end *in,
		       const struct description *outside, uint32_t media)
{
	const struct media_end *out = &outside->media[media];
	struct stream *stream = stream_find(call, &in->rtp);
	bool has_rtcp = out->is_rtp && !stream_is_muxed(in, out);
	unsigned int left = PEERS_MAX;

	if (stream == NULL)
		return;
	stream->is_wanted = true;
	find_partner(call, &out->rtp);
	if (is_ours(call, &out->rtp))
		stream->is_direct = true;
	if (is_reachable(call, &out->rtp))
		stream_want(stream, false, &out->rtp);
	if (has_rtcp && is_reachable(call, &out->rtcp))
		stream_want(stream, true, &out->rtcp);
	for (uint32_t i = 0; i < outside->place_count && left > 0; i++) {
		const struct media_place *place = &outside->places[i];

		if (place->media != media || (place->is_rtcp && !has_rtcp) ||
		    place->at.address.family != in->rtp.address.family ||
		    !is_worth_trying(call, &place->at))
			continue;
		stream_want(stream, place->is_rtcp, &place->at);
		stream->has_choice = true;
		left--;
	}
}

/*
 * A port that a medium above has too, on either side, is that medium's: both
 * are bundled (RFC 9143) and go between the ports of the first one.
 */
static bool is_bundled(const struct agreement *a, uint32_t i)
{
	const struct media_end *in = a->of[CALL_INSIDE]->media;
	const struct media_end *out = a->of[CALL_OUTSIDE]->media;

	for (uint32_t j = 0; j < i; j++)
		if (out[j].rtp.port != 0 &&
		    !address_is_any(&out[j].rtp.address) &&
		    (endpoint_equal(&in[j].rtp, &in[i].rtp) ||
		     endpoint_equal(&out[j].rtp, &out[i].rtp)))
			return true;
	return false;
}

/* The further ends that an m= line has inside. */
static void want_alternatives(struct call *call,
			      const struct description *inside,
			      const struct description *outside, uint32_t media)
{
	for (uint32_t i = 0; i < inside->place_count; i++) {
		const struct media_place *place = &inside->places[i];
		struct media_end end;

		if (place->media != media || place->is_rtcp ||
		    endpoint_equal(&place->at, &inside->media[media].rtp))
			continue;
		end = description_alternative(inside, i);
		want_peers(call, &end, outside, media);
	}
}

void openings_want(struct call *call, const struct agreement *agreement)
{
	const struct description *inside = agreement->of[CALL_INSIDE];
	const struct description *outside = agreement->of[CALL_OUTSIDE];

	if (inside == NULL || outside == NULL)
		return;
	for (uint32_t i = 0; i < inside->count && i < outside->count; i++) {
		if (inside->media[i].rtp.port == 0 ||
		    outside->media[i].rtp.port == 0 || is_bundled(agreement, i))
			continue;
		want_peers(call, &inside->media[i], outside, i);
		want_alternatives(call, inside, outside, i);
	}
}

static void want_stream(const struct call *call, const struct endpoint *inside)
{
	struct stream *stream = stream_find(call, inside);

	if (stream == NULL)
		return;
	stream->is_wanted = true;
	stream->is_offered = true;
}

void openings_want_offer(struct call *call, const struct offer_answer *oa)
{
	const struct offer *offer = &oa->offers[CALL_INSIDE];
	const struct description *d = offer->description;

	if (d == NULL || offer->is_answered)
		return;
	for (uint32_t i = 0; i < d->count; i++)
		want_stream(call, &d->media[i].rtp);
	for (uint32_t i = 0; i < d->place_count; i++)
		want_stream(call, &d->places[i].at);
}
