/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packet/rebuild.c - lengths, checksums and DF of a changed packet
 */
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <string.h>

#include "packet/rebuild.h"

/*
 * One's complement sum (RFC 1071), eight bytes at a time in the machine's own
 * byte order, which the sum does not depend on.
 */
static uint64_t sum_bytes(const uint8_t *p, size_t len, uint64_t sum)
{
	uint64_t word;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&word, p, 8);
		sum += word;
		if (sum < word)
			sum++;
	}
	if (len > 0) {
		word = 0;
		memcpy(&word, p, len);
		sum += word;
		if (sum < word)
			sum++;
	}
	return sum;
}

static uint16_t fold_sum(uint64_t sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void write_u16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)(value & 0xff);
}

/* The IPv4 header's length, DF and checksum. */
static void finish_v4(uint8_t *ip, size_t header, size_t total, size_t mtu)
{
	uint16_t sum;

	write_u16(ip + 2, total);
	if (mtu > 0 && total > mtu)
		ip[6] &= (uint8_t) ~(IP_DF >> 8);
	write_u16(ip + 10, 0);
	sum = fold_sum(sum_bytes(ip, header, 0));
	memcpy(ip + 10, &sum, sizeof(sum));
}

/*
 * The UDP header's length and checksum.  Always computed in full: the queue
 * hands out packets whose checksum was left to a network card.
 */
static void finish_udp(uint8_t *udp, size_t len, const uint8_t *addresses,
		       size_t addresses_len)
{
	uint8_t pseudo[4] = {0, IPPROTO_UDP, (uint8_t)(len >> 8),
			     (uint8_t)(len & 0xff)};
	uint64_t total;
	uint16_t sum;

	write_u16(udp + 4, len);
	write_u16(udp + 6, 0);
	total = sum_bytes(addresses, addresses_len, 0);
	total = sum_bytes(pseudo, sizeof(pseudo), total);
	total = sum_bytes(udp, len, total);
	sum = fold_sum(total);
	if (sum == 0)
		sum = 0xffff; /* zero means "none", RFC 768 */
	memcpy(udp + 6, &sum, sizeof(sum));
}

/* Routers do not fragment IPv6, RFC 8200 section 5: what was put together from
 * fragments on its way in is taken apart again, nothing else is. */
static bool outgrows_v6(const struct packet *p, size_t total, size_t mtu)
{
	return p->source.address.family == 6 && mtu > 0 && total > mtu &&
	       p->headers + p->payload.len <= mtu;
}

int rebuild_packet(const struct packet *p, uint8_t *buffer, size_t payload_len,
		   size_t mtu)
{
	size_t total = p->headers + payload_len;
	size_t udp_len = total - p->udp;

	if (total > PACKET_MAX || outgrows_v6(p, total, mtu))
		return -EMSGSIZE;
	memcpy(buffer, p->data, p->headers);
	if (p->source.address.family == 4) {
		finish_v4(buffer, p->udp, total, mtu);
		finish_udp(buffer + p->udp, udp_len, buffer + 12, 8);
	} else {
		write_u16(buffer + 4, total - sizeof(struct ip6_hdr));
		finish_udp(buffer + p->udp, udp_len, buffer + 8, 32);
	}
	return (int)total;
}
