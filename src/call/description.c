/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/description.c - what one side's SDP says, kept for later
 */
#include <string.h>

#include "base/pool.h"
#include "call/description.h"

static void copy_text(char *out, size_t size, struct slice text)
{
	size_t len = text.len < size ? text.len : size - 1;

	if (len > 0)
		memcpy(out, text.p, len);
	out[len] = '\0';
}

/*
 * RFC 3605: a=rtcp says where RTCP goes; without it, to the port above
 * (RFC 8866 section 5.14).
 */
static void find_rtcp(const struct sdp_media *media, struct media_end *end)
{
	end->rtcp.address = end->rtp.address;
	if (media->rtcp.port.p == NULL) {
		end->rtcp.port = end->rtp.port < UINT16_MAX
					 ? (uint16_t)(end->rtp.port + 1)
					 : 0;
		return;
	}
	if (slice_to_port(media->rtcp.port, &end->rtcp.port) != 0)
		end->rtcp.port = 0;
	if (media->rtcp.address.p != NULL &&
	    address_parse(media->rtcp.address, &end->rtcp.address) != 0)
		end->rtcp.port = 0;
}

/* RFC 3264 section 8.4 and, for 0.0.0.0, RFC 2543's way of holding. */
static bool is_held(enum sdp_direction direction, const struct address *address)
{
	return direction == SDP_SENDONLY || direction == SDP_INACTIVE ||
	       address_is_any(address);
}

void description_read_media(const struct sdp *sdp,
			    const struct sdp_media *media,
			    struct media_end *out)
{
	struct slice address = sdp_media_address(sdp, media);

	memset(out, 0, sizeof(*out));
	out->rtp.port = media->port_number;
	if (address.p == NULL || address_parse(address, &out->rtp.address) != 0)
		out->rtp.address = (struct address){.family = 0};
	out->is_rtp = sdp_media_is_rtp(media);
	out->wants_mux = media->rtcp_mux;
	out->is_udp = !slice_starts_nocase(media->proto, SLICE("TCP"));
	out->is_held =
		is_held(sdp_media_direction(sdp, media), &out->rtp.address);
	if (out->is_rtp && out->rtp.port != 0)
		find_rtcp(media, out);
	copy_text(out->medium, sizeof(out->medium), media->type);
	copy_text(out->codec, sizeof(out->codec), sdp_media_codec(media));
}

static bool read_endpoint(const struct sdp_place *place, struct endpoint *out)
{
	return slice_to_port(place->port, &out->port) == 0 && out->port != 0 &&
	       address_parse(place->address, &out->address) == 0;
}

/* Places that can be a further end of the media. */
static bool is_end(const struct sdp_place *place, bool with_ice)
{
	if (place->kind == SDP_ALTERNATIVE)
		return true;
	return with_ice && place->kind == SDP_CANDIDATE && place->is_udp &&
	       (place->component == 1 || place->component == 2);
}

static void read_places(struct description *d, const struct sdp *sdp,
			bool with_ice)
{
	for (unsigned int i = 0; i < sdp->place_count; i++) {
		const struct sdp_place *place = &sdp->places[i];
		struct media_place *out = &d->places[d->place_count];

		if (!is_end(place, with_ice) || !read_endpoint(place, &out->at))
			continue;
		out->media = place->media;
		out->is_rtcp = place->component == 2;
		if (i + 1 == sdp->place_count || place[1].kind != SDP_RELATED ||
		    !read_endpoint(&place[1], &out->base))
			out->base = (struct endpoint){.port = 0};
		d->place_count++;
	}
}

static uint32_t count_places(const struct sdp *sdp, bool with_ice)
{
	uint32_t count = 0;

	for (unsigned int i = 0; i < sdp->place_count; i++)
		count += is_end(&sdp->places[i], with_ice);
	return count;
}

static size_t size_of(uint32_t count, uint32_t room)
{
	return sizeof(struct description) + count * sizeof(struct media_end) +
	       room * sizeof(struct media_place);
}

struct description *description_new(const struct sdp *sdp, bool with_ice)
{
	uint32_t room = count_places(sdp, with_ice);
	struct description *d;

	d = pool_zalloc(size_of(sdp->media_count, room));
	if (d == NULL)
		return NULL;
	d->references = 1;
	d->count = sdp->media_count;
	d->room = room;
	d->places = (struct media_place *)&d->media[d->count];
	for (uint32_t i = 0; i < d->count; i++)
		description_read_media(sdp, &sdp->media[i], &d->media[i]);
	read_places(d, sdp, with_ice);
	return d;
}

struct media_end description_alternative(const struct description *d,
					 uint32_t at)
{
	const struct media_place *place = &d->places[at];
	struct media_end end = d->media[place->media];

	end.rtp = place->at;
	end.rtcp = place->at;
	end.rtcp.port = place->at.port < UINT16_MAX
				? (uint16_t)(place->at.port + 1)
				: 0;
	for (uint32_t i = 0; i < d->place_count; i++)
		if (d->places[i].is_rtcp &&
		    d->places[i].media == place->media &&
		    address_equal(&d->places[i].at.address, &place->at.address))
			end.rtcp = d->places[i].at;
	if (!end.is_rtp)
		end.rtcp.port = 0;
	return end;
}

struct description *description_hold(struct description *d)
{
	if (d != NULL)
		d->references++;
	return d;
}

void description_drop(struct description *d)
{
	if (d != NULL && --d->references == 0)
		pool_free(d, size_of(d->count, d->room));
}

bool description_equal(const struct description *a, const struct description *b)
{
	if (a->count != b->count || a->place_count != b->place_count)
		return false;
	for (uint32_t i = 0; i < a->place_count; i++)
		if (!endpoint_equal(&a->places[i].at, &b->places[i].at))
			return false;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct media_end *x = &a->media[i];
		const struct media_end *y = &b->media[i];

		if (!endpoint_equal(&x->rtp, &y->rtp) ||
		    !endpoint_equal(&x->rtcp, &y->rtcp) ||
		    x->wants_mux != y->wants_mux || x->is_held != y->is_held)
			return false;
	}
	return true;
}

bool description_is_held(const struct description *d)
{
	bool has_stream = false;

	for (uint32_t i = 0; i < d->count; i++) {
		if (d->media[i].rtp.port == 0)
			continue;
		if (!d->media[i].is_held)
			return false;
		has_stream = true;
	}
	return has_stream;
}
