/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packet/rebuild.h - the same packet with another payload
 *
 * The payload is first written to where it will lie, behind room for the
 * headers; then the headers of the original are put in front of it with new
 * lengths and checksums.
 */
#ifndef PACKET_REBUILD_H
#define PACKET_REBUILD_H

#include "packet/packet.h"

/**
 * rebuild_packet - put the headers of @p in front of a new payload
 * @buffer: PACKET_MAX bytes whose first p->headers are free and are followed
 *          by the payload
 * @payload_len: its length
 * @mtu: of the interface that the packet leaves by.  A packet that does not
 *       fit any more loses "don't fragment": with it set, the kernel would
 *       drop what we made larger.  0 when unknown.
 *
 * Returns the length of the packet, or -EMSGSIZE when it would be longer than
 * an IP packet can be, or an IPv6 packet would no longer fit into @mtu.
 */
MUST_CHECK int rebuild_packet(const struct packet *p, uint8_t *buffer,
			      size_t payload_len, size_t mtu);

#endif /* PACKET_REBUILD_H */
