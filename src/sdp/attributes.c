/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp/attributes.c - single a= lines
 */
#include <errno.h>
#include <string.h>

#include "sdp/attributes.h"

enum sdp_direction sdp_attribute_direction(struct slice value)
{
	if (value.len != 8)
		return SDP_DIRECTION_NONE;
	if (memcmp(value.p, "sendrecv", 8) == 0)
		return SDP_SENDRECV;
	if (memcmp(value.p, "sendonly", 8) == 0)
		return SDP_SENDONLY;
	if (memcmp(value.p, "recvonly", 8) == 0)
		return SDP_RECVONLY;
	if (memcmp(value.p, "inactive", 8) == 0)
		return SDP_INACTIVE;
	return SDP_DIRECTION_NONE;
}

/* rtcp:<port> [<nettype> <addrtype> <address>], RFC 3605 section 2.1 */
void sdp_attribute_rtcp(struct slice value, struct sdp_rtcp *out)
{
	const char *end = slice_end(value);
	const char *p, *last;
	uint16_t number;
	struct slice port;

	if (value.len < 6 || memcmp(value.p, "rtcp:", 5) != 0)
		return;
	p = value.p + 5;
	while (p < end && *p != ' ')
		p++;
	port = slice_between(value.p + 5, p);
	if (slice_to_port(port, &number) != 0)
		return;
	out->port = port;
	last = memrchr(p, ' ', (size_t)(end - p));
	if (last != NULL && last + 1 < end)
		out->address = slice_between(last + 1, end);
}

struct slice sdp_take_word(struct slice *rest)
{
	const char *end = slice_end(*rest);
	const char *p = rest->p;
	const char *word;

	while (p < end && *p == ' ')
		p++;
	word = p;
	while (p < end && *p != ' ')
		p++;
	*rest = slice_between(p, end);
	return slice_between(word, p);
}

static int add_place(struct sdp *sdp, const struct sdp_place *place)
{
	struct sdp_place *added;

	if (place->address.len == 0 || place->port.len == 0)
		return 0;
	if (sdp->place_count == SDP_MAX_PLACES)
		return -E2BIG;
	added = &sdp->places[sdp->place_count++];
	*added = *place;
	added->media = (uint8_t)(sdp->media_count - 1);
	return 0;
}

/* RTP and RTCP are the components 1 and 2; others are none of ours. */
static uint8_t component_of(struct slice word)
{
	return word.len == 1 ? (uint8_t)(word.p[0] - '0') : 0;
}

/*
 * <foundation> <component> <transport> <priority> <address> <port> typ <type>
 * [raddr <address>] [rport <port>] ...
 */
static int add_candidate(struct sdp *sdp, struct slice rest)
{
	struct sdp_place place = {.kind = SDP_CANDIDATE};
	struct slice name, value;
	int err;

	sdp_take_word(&rest);
	place.component = component_of(sdp_take_word(&rest));
	place.is_udp = slice_equal_nocase(sdp_take_word(&rest), SLICE("udp"));
	sdp_take_word(&rest);
	place.address = sdp_take_word(&rest);
	place.port = sdp_take_word(&rest);
	err = add_place(sdp, &place);
	place.kind = SDP_RELATED;
	place.address = place.port = (struct slice){NULL, 0};
	while (err == 0 && (name = sdp_take_word(&rest)).len > 0) {
		value = sdp_take_word(&rest);
		if (slice_equal_nocase(name, SLICE("raddr")))
			place.address = value;
		else if (slice_equal_nocase(name, SLICE("rport")))
			place.port = value;
	}
	return err != 0 ? err : add_place(sdp, &place);
}

/* <component> <address> <port> ... */
static int add_remote_candidates(struct sdp *sdp, struct slice rest)
{
	struct slice component;
	int err = 0;

	while (err == 0 && (component = sdp_take_word(&rest)).len > 0) {
		struct sdp_place place = {
			.kind = SDP_REMOTE_CANDIDATE,
			.component = component_of(component),
			.is_udp = true,
		};

		place.address = sdp_take_word(&rest);
		place.port = sdp_take_word(&rest);
		err = add_place(sdp, &place);
	}
	return err;
}

/* <number> <addrtype> <address> <port> */
static int add_alternative(struct sdp *sdp, struct slice rest)
{
	struct sdp_place place = {
		.kind = SDP_ALTERNATIVE, .component = 1, .is_udp = true};

	sdp_take_word(&rest);
	sdp_take_word(&rest);
	place.address = sdp_take_word(&rest);
	place.port = sdp_take_word(&rest);
	return add_place(sdp, &place);
}

/* Host and port of "msrp://[user@]host:port/session;tcp". */
static void find_authority(struct slice uri, struct sdp_place *place)
{
	const char *end = slice_end(uri);
	const char *p = memmem(uri.p, uri.len, "://", 3);
	const char *at, *colon;

	if (p == NULL)
		return;
	uri = slice_between(p + 3, end);
	p = slice_find(uri, '/');
	uri = slice_between(uri.p, p != NULL ? p : end);
	at = slice_find(uri, '@');
	if (at != NULL)
		uri = slice_between(at + 1, slice_end(uri));
	colon = uri.len > 0 ? memrchr(uri.p, ':', uri.len) : NULL;
	if (colon == NULL || colon == uri.p)
		return;
	place->port = slice_between(colon + 1, slice_end(uri));
	if (*uri.p == '[' && colon[-1] == ']')
		place->address = slice_between(uri.p + 1, colon - 1);
	else
		place->address = slice_between(uri.p, colon);
}

static int add_path(struct sdp *sdp, struct slice rest)
{
	struct slice uri;
	int err = 0;

	while (err == 0 && (uri = sdp_take_word(&rest)).len > 0) {
		struct sdp_place place = {.kind = SDP_PATH};

		find_authority(uri, &place);
		err = add_place(sdp, &place);
	}
	return err;
}

int sdp_attribute_places(struct sdp *sdp, struct slice value)
{
	static const struct {
		struct slice name;
		int (*add)(struct sdp *sdp, struct slice rest);
	} known[] = {
		{{"candidate:", 10}, add_candidate},
		{{"remote-candidates:", 18}, add_remote_candidates},
		{{"altc:", 5}, add_alternative},
		{{"path:", 5}, add_path},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct slice name = known[i].name;

		if (value.len > name.len &&
		    memcmp(value.p, name.p, name.len) == 0)
			return known[i].add(sdp,
					    slice_between(value.p + name.len,
							  slice_end(value)));
	}
	return 0;
}
