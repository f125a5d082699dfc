/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp/scanner.c - find addresses, ports and directions in a description
 */
#include <errno.h>
#include <string.h>

#include "sdp/attributes.h"
#include "sdp/sdp.h"

static int add_address(struct sdp *sdp, struct slice address)
{
	if (sdp->address_count == SDP_MAX_ADDRESSES)
		return -E2BIG;
	sdp->addresses[sdp->address_count++] = address;
	return 0;
}

/* The last word of a line. */
static struct slice last_word(struct slice value)
{
	const char *space;

	value = slice_trim(value);
	space = value.len > 0 ? memrchr(value.p, ' ', value.len) : NULL;

	return space != NULL ? slice_between(space + 1, slice_end(value))
			     : value;
}

/* o=<username> <sess-id> <sess-version> <nettype> <addrtype> <address> */
static int scan_origin(struct sdp *sdp, struct slice value)
{
	struct slice word = last_word(value);

	return word.len > 0 ? add_address(sdp, word) : 0;
}

/* c=<nettype> <addrtype> <address>[/ttl[/count]] */
static int scan_connection(struct sdp *sdp, struct sdp_media *media,
			   struct slice value)
{
	struct slice *connection =
		media != NULL ? &media->connection : &sdp->connection;
	struct slice word = last_word(value);
	const char *slash;

	if (word.len == 0)
		return -EINVAL;
	slash = slice_find(word, '/');
	if (slash != NULL)
		word = slice_between(word.p, slash);
	if (connection->p == NULL)
		*connection = word;
	return add_address(sdp, word);
}

/* m=<media> <port>[/<number>] <proto> <fmt> ... */
static int scan_media(struct sdp *sdp, struct slice value)
{
	struct sdp_media *media;
	struct slice port;
	const char *slash;
	uint32_t number;

	if (sdp->media_count == SDP_MAX_MEDIA)
		return -E2BIG;
	media = &sdp->media[sdp->media_count++];
	memset(media, 0, sizeof(*media));
	media->type = sdp_take_word(&value);
	port = sdp_take_word(&value);
	media->proto = sdp_take_word(&value);
	media->formats = slice_trim(value);
	slash = slice_find(port, '/');
	media->port = slice_between(port.p, slash ? slash : slice_end(port));
	if (slice_to_u32(media->port, &number) != 0 || number > UINT16_MAX)
		return -EINVAL;
	media->port_number = (uint16_t)number;
	return 0;
}

static int scan_attribute(struct sdp *sdp, struct sdp_media *media,
			  struct slice value)
{
	enum sdp_direction direction = sdp_attribute_direction(value);

	if (direction != SDP_DIRECTION_NONE) {
		if (media != NULL)
			media->direction = direction;
		else
			sdp->direction = direction;
	} else if (media != NULL) {
		if (slice_equal(value, SLICE("rtcp-mux")))
			media->rtcp_mux = true;
		else if (media->rtcp.port.p == NULL)
			sdp_attribute_rtcp(value, &media->rtcp);
		return sdp_attribute_places(sdp, value);
	}
	return 0;
}

static int scan_line(struct sdp *sdp, char type, struct slice value)
{
	struct sdp_media *media =
		sdp->media_count > 0 ? &sdp->media[sdp->media_count - 1] : NULL;

	switch (type) {
	case 'o':
		return scan_origin(sdp, value);
	case 'c':
		return scan_connection(sdp, media, value);
	case 'm':
		return scan_media(sdp, value);
	case 'a':
		return scan_attribute(sdp, media, value);
	default:
		return 0;
	}
}

/* Each media's lines: from below its m= to the next one's. */
static void mark_lines(struct sdp *sdp, const char *next, char type)
{
	struct sdp_media *media;

	if (sdp->media_count == 0)
		return;
	media = &sdp->media[sdp->media_count - 1];
	media->lines = type == 'm' ? slice_between(next, next)
				   : slice_between(media->lines.p, next);
}

int sdp_scan(struct slice body, struct sdp *out)
{
	const char *end = slice_end(body);
	const char *p = body.p;

	out->body = body;
	out->connection = (struct slice){NULL, 0};
	out->direction = SDP_DIRECTION_NONE;
	out->address_count = 0;
	out->media_count = 0;
	out->place_count = 0;
	if (body.len < 2 || p[0] != 'v' || p[1] != '=')
		return -EINVAL;
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *next = nl != NULL ? nl + 1 : end;
		const char *line_end = nl != NULL ? nl : end;
		int err;

		if (line_end > p && line_end[-1] == '\r')
			line_end--;
		if (line_end > p) {
			if (line_end - p < 2 || p[1] != '=')
				return -EINVAL;
			err = scan_line(out, *p,
					slice_between(p + 2, line_end));
			if (err != 0)
				return err;
			mark_lines(out, next, *p);
		}
		p = next;
	}
	return 0;
}
