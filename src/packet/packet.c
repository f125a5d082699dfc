/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packet/packet.c - find the UDP payload of an IP packet
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <string.h>

#include "packet/packet.h"

static uint16_t read_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* The UDP header at p->udp, in front of which all has been checked. */
static int parse_udp(struct packet *p, size_t len)
{
	const uint8_t *udp = p->data + p->udp;
	size_t udp_len;

	if (len - p->udp < sizeof(struct udphdr))
		return -EBADMSG;
	udp_len = read_u16(udp + 4);
	if (udp_len < sizeof(struct udphdr) || udp_len > len - p->udp)
		return -EBADMSG;
	p->source.port = read_u16(udp);
	p->destination.port = read_u16(udp + 2);
	p->headers = p->udp + sizeof(struct udphdr);
	p->payload = (struct slice){(const char *)p->data + p->headers,
				    udp_len - sizeof(struct udphdr)};
	return p->headers > PACKET_MAX_HEADERS ? -EMSGSIZE : 0;
}

/* RFC 791 section 3.1 */
static int parse_v4(struct packet *p, size_t len)
{
	const uint8_t *ip = p->data;
	size_t total;

	if (len < sizeof(struct iphdr))
		return -EBADMSG;
	total = read_u16(ip + 2);
	p->udp = (size_t)(ip[0] & 0x0f) * 4;
	if (p->udp < sizeof(struct iphdr) || total < p->udp || total > len)
		return -EBADMSG;
	if (ip[9] != IPPROTO_UDP)
		return -EPROTONOSUPPORT;
	if ((read_u16(ip + 6) & (IP_MF | IP_OFFMASK)) != 0)
		return -EMSGSIZE;
	p->dont_fragment = (read_u16(ip + 6) & IP_DF) != 0;
	p->source.address.family = 4;
	p->destination.address.family = 4;
	memcpy(p->source.address.bytes, ip + 12, 4);
	memcpy(p->destination.address.bytes, ip + 16, 4);
	return parse_udp(p, total);
}

static bool is_skippable_extension(uint8_t next)
{
	return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING ||
	       next == IPPROTO_DSTOPTS;
}

/* RFC 8200 sections 3 and 4 */
static int parse_v6(struct packet *p, size_t len)
{
	const uint8_t *ip = p->data;
	size_t total, at = sizeof(struct ip6_hdr);
	uint8_t next;

	if (len < sizeof(struct ip6_hdr))
		return -EBADMSG;
	total = sizeof(struct ip6_hdr) + read_u16(ip + 4);
	if (total > len)
		return -EBADMSG;
	next = ip[6];
	while (is_skippable_extension(next)) {
		if (total - at < 8)
			return -EBADMSG;
		next = ip[at];
		at += ((size_t)ip[at + 1] + 1) * 8;
		if (at > total)
			return -EBADMSG;
	}
	if (next == IPPROTO_FRAGMENT)
		return -EMSGSIZE;
	if (next != IPPROTO_UDP)
		return -EPROTONOSUPPORT;
	p->dont_fragment = false;
	p->source.address.family = 6;
	p->destination.address.family = 6;
	memcpy(p->source.address.bytes, ip + 8, 16);
	memcpy(p->destination.address.bytes, ip + 24, 16);
	p->udp = at;
	return parse_udp(p, total);
}

int packet_parse(const uint8_t *data, size_t len, struct packet *out)
{
	memset(out, 0, sizeof(*out));
	out->data = data;
	if (len == 0)
		return -EBADMSG;
	switch (data[0] >> 4) {
	case 4:
		return parse_v4(out, len);
	case 6:
		return parse_v6(out, len);
	default:
		return -EPROTONOSUPPORT;
	}
}
