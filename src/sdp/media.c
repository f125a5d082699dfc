/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sdp/media.c - what an m= line and the lines below it mean together
 */
#include <string.h>

#include "sdp/sdp.h"

enum sdp_direction sdp_media_direction(const struct sdp *sdp,
				       const struct sdp_media *media)
{
	return media->direction != SDP_DIRECTION_NONE ? media->direction
						      : sdp->direction;
}

struct slice sdp_media_address(const struct sdp *sdp,
			       const struct sdp_media *media)
{
	return media->connection.p != NULL ? media->connection
					   : sdp->connection;
}

bool sdp_media_is_rtp(const struct sdp_media *media)
{
	const struct slice proto = media->proto;

	for (size_t i = 0; i + 4 <= proto.len; i++)
		if (memcmp(proto.p + i, "RTP/", 4) == 0)
			return true;
	return false;
}

/* RFC 3551 table 4 and 5, as far as phones use them. */
static struct slice static_codec(struct slice format)
{
	static const struct {
		struct slice format;
		struct slice name;
	} known[] = {
		{{"0", 1}, {"PCMU", 4}},  {{"3", 1}, {"GSM", 3}},
		{{"4", 1}, {"G723", 4}},  {{"8", 1}, {"PCMA", 4}},
		{{"9", 1}, {"G722", 4}},  {{"18", 2}, {"G729", 4}},
		{{"26", 2}, {"JPEG", 4}}, {{"31", 2}, {"H261", 4}},
		{{"34", 2}, {"H263", 4}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (slice_equal(known[i].format, format))
			return known[i].name;
	return format;
}

/* The encoding name in "rtpmap:<format> <name>/...", or an empty slice. */
static struct slice rtpmap_name(struct slice line, struct slice format)
{
	static const struct slice prefix = {"a=rtpmap:", 9};
	const char *end = slice_end(line);
	const char *p, *name;

	if (line.len <= prefix.len + format.len ||
	    memcmp(line.p, prefix.p, prefix.len) != 0)
		return (struct slice){NULL, 0};
	p = line.p + prefix.len;
	if (memcmp(p, format.p, format.len) != 0 || p[format.len] != ' ')
		return (struct slice){NULL, 0};
	name = p + format.len + 1;
	for (p = name; p < end && *p != '/' && *p != '\r' && *p != '\n';)
		p++;
	return slice_between(name, p);
}

struct slice sdp_media_codec(const struct sdp_media *media)
{
	const char *space = slice_find(media->formats, ' ');
	struct slice format = slice_between(
		media->formats.p, space ? space : slice_end(media->formats));
	const char *end = slice_end(media->lines);
	const char *p = media->lines.p;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct slice name;

		if (nl == NULL)
			nl = end;
		name = rtpmap_name(slice_between(p, nl), format);
		if (name.len > 0)
			return name;
		p = nl < end ? nl + 1 : end;
	}
	return static_codec(format);
}
