/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/body.c - the addresses and ports in a session description
 *
 * The ports decide: an m= line whose endpoint has a mapping of its stream is
 * rewritten, and the address lines go with it.  Outbound, an inside address
 * is hidden even where no stream was opened; inbound, ours is restored only
 * where a stream of the LAN is behind it.
 */
#include "rewrite/body.h"
#include "base/writer.h"
#include "rewrite/addresses.h"

static void replace_number(const struct rewrite *rw, struct slice old,
			   uint32_t number, const char *rule)
{
	char text[12];
	struct writer w;

	writer_init(&w, text, sizeof(text));
	writer_put_u32(&w, number);
	edit_replace(rw->edits, old, writer_text(&w), rule);
}

/* The mapping behind a media endpoint that the SDP names, or NULL: also when
 * it stays as it is, as it is routed or the phone has written how it is seen.
 */
static const struct mapping *find_media(const struct rewrite *rw,
					const struct endpoint *named)
{
	const struct mapping *m = rw->is_outbound
					  ? mapping_find_inside(rw->nat, named)
					  : mapping_find_shown(rw->nat, named);

	if (m == NULL || m->kind != MAPPING_MEDIA || m->is_routed)
		return NULL;
	if (!rw->is_outbound && (m->spelling & MAPPING_PUBLIC_IN_SDP) != 0 &&
	    address_equal(&m->inside.address, &rw->phone.address))
		return NULL;
	return m;
}

static const struct endpoint *other_side(const struct rewrite *rw,
					 const struct mapping *m)
{
	return rw->is_outbound ? &m->shown : &m->inside;
}

/* a=rtcp names RTCP's port, and its address if that is another one. */
static void rewrite_rtcp(const struct rewrite *rw,
			 const struct sdp_media *media,
			 const struct endpoint *rtp)
{
	const struct mapping *m;
	struct endpoint named = *rtp;

	if (media->rtcp.port.p == NULL ||
	    slice_to_port(media->rtcp.port, &named.port) != 0)
		return;
	if (media->rtcp.address.p != NULL &&
	    rewrite_read_address(rw, media->rtcp.address, &named.address) != 0)
		return;
	m = find_media(rw, &named);
	if (m != NULL)
		replace_number(rw, media->rtcp.port, other_side(rw, m)->port,
			       "SDP a=rtcp");
	if (media->rtcp.address.p != NULL)
		rewrite_address(rw, media->rtcp.address,
				m != NULL ? &m->inside.address
					  : &(struct address){.family = 0},
				"SDP a=rtcp");
}

/* Returns the mapping of the m= line's port, or NULL. */
static const struct mapping *rewrite_media(const struct rewrite *rw,
					   const struct sdp_media *media)
{
	const struct mapping *m;
	struct endpoint named = {.port = media->port_number};
	struct slice address = sdp_media_address(rw->sdp, media);

	if (named.port == 0 || address.p == NULL ||
	    rewrite_read_address(rw, address, &named.address) != 0)
		return NULL;
	m = find_media(rw, &named);
	if (m != NULL)
		replace_number(rw, media->port, other_side(rw, m)->port,
			       "SDP m=");
	rewrite_rtcp(rw, media, &named);
	return m;
}

static const char *const place_rules[] = {
	[SDP_CANDIDATE] = "SDP a=candidate",
	[SDP_RELATED] = "SDP a=candidate raddr",
	[SDP_REMOTE_CANDIDATE] = "SDP a=remote-candidates",
	[SDP_ALTERNATIVE] = "SDP a=altc",
	[SDP_PATH] = "SDP a=path",
};

/*
 * Does the address alone stand for the phone, when no port is mapped?
 * Outbound it is hidden.  Inbound, one of ours is the phone's where it cannot
 * be a candidate that the phone learnt from STUN and named itself.
 */
static bool is_phones(const struct rewrite *rw, const struct sdp_place *place,
		      const struct address *named)
{
	if (rw->is_outbound)
		return address_equal(named, &rw->phone.address);
	return !place->is_udp && realm_is_shown(&rw->nat->realm, named);
}

static void rewrite_place(const struct rewrite *rw,
			  const struct sdp_place *place)
{
	const char *rule = place_rules[place->kind];
	const struct mapping *m = NULL;
	struct endpoint named;

	if (rw->nat->settings->ice_passes && sdp_place_is_ice(place))
		return;
	if (slice_to_port(place->port, &named.port) != 0 ||
	    rewrite_read_address(rw, place->address, &named.address) != 0)
		return;
	if (place->is_udp)
		m = find_media(rw, &named);
	if (m != NULL) {
		replace_number(rw, place->port, other_side(rw, m)->port, rule);
		rewrite_address(rw, place->address, &m->inside.address, rule);
	} else if (is_phones(rw, place, &named.address)) {
		rewrite_address(rw, place->address, &rw->phone.address, rule);
	}
}

static bool is_inside_slice(struct slice part, struct slice whole)
{
	return part.p >= whole.p && slice_end(part) <= slice_end(whole);
}

/* Is the medium somewhere at our address where no stream is?  Then another
 * host, which found out by STUN how it is seen, has written that. */
static bool is_of_others(const struct rewrite *rw,
			 const struct sdp_media *media,
			 const struct mapping *mapping)
{
	struct slice text = sdp_media_address(rw->sdp, media);
	struct address named;

	return mapping == NULL && text.p != NULL &&
	       trust_allows_media_port(&rw->nat->settings->trust,
				       media->port_number) &&
	       !slice_starts_nocase(media->proto, SLICE("TCP")) &&
	       rewrite_read_address(rw, text, &named) == 0 &&
	       realm_is_shown(&rw->nat->realm, &named);
}

/*
 * The inside address behind one of ours in an address line: that of the
 * medium below whose m= the line stands, else of the first one.  Unset when
 * it is none of ours.
 */
static struct address inside_of(const struct rewrite *rw, struct slice address,
				const struct mapping *const mappings[])
{
	const struct address none = {.family = 0};
	const struct sdp *sdp = rw->sdp;
	bool has_others = false;
	struct address first = none;

	for (unsigned int i = 0; i < sdp->media_count; i++) {
		bool is_others = is_of_others(rw, &sdp->media[i], mappings[i]);

		if (is_inside_slice(address, sdp->media[i].lines))
			return mappings[i] != NULL ? mappings[i]->inside.address
			       : is_others         ? none
						   : rw->hidden;
		if (mappings[i] != NULL && !address_is_set(&first))
			first = mappings[i]->inside.address;
		has_others = has_others || is_others;
	}
	if (address_is_set(&first))
		return first;
	return has_others ? none : rw->hidden;
}

static void rewrite_sdp(const struct rewrite *rw)
{
	const struct mapping *mappings[SDP_MAX_MEDIA];
	const struct sdp *sdp = rw->sdp;

	for (unsigned int i = 0; i < sdp->media_count; i++)
		mappings[i] = rewrite_media(rw, &sdp->media[i]);
	for (unsigned int i = 0; i < sdp->address_count; i++) {
		struct slice text = sdp->addresses[i];
		struct address inside = {.family = 0};

		if (!rw->is_outbound)
			inside = inside_of(rw, text, mappings);
		rewrite_address(rw, text, &inside, "SDP o= and c=");
	}
	for (unsigned int i = 0; i < sdp->place_count; i++)
		rewrite_place(rw, &sdp->places[i]);
}

/* The body of that many bytes grows; absent lengths stay absent. */
static void rewrite_length(const struct rewrite *rw, struct slice length,
			   int64_t growth)
{
	uint32_t number;

	if (length.p != NULL && slice_to_u32(length, &number) == 0)
		replace_number(rw, length, (uint32_t)(number + growth),
			       "Content-Length");
}

void body_rewrite(const struct rewrite *rw)
{
	int64_t before = rw->edits->growth;
	int64_t growth;

	rewrite_sdp(rw);
	growth = rw->edits->growth - before;
	if (growth == 0)
		return;
	/* From the inside out: a length that is longer by a digit is itself
	 * within the bodies around it. */
	for (unsigned int i = 0; i < rw->body->length_count; i++) {
		int64_t inner = rw->edits->growth;

		rewrite_length(rw, rw->body->lengths[i], growth);
		growth += rw->edits->growth - inner;
	}
	rewrite_length(rw, sip_message_value(rw->sip, SIP_CONTENT_LENGTH),
		       growth);
}
