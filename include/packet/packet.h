/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * packet/packet.h - a view of one IP packet that carries UDP
 *
 * Every length of the headers is checked here and nowhere else.  The view
 * points into the packet; nothing is copied.
 */
#ifndef PACKET_PACKET_H
#define PACKET_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"
#include "base/slice.h"

/** Longest IP packet, RFC 791; IPv6 jumbograms are not looked at. */
#define PACKET_MAX 65535

/** Longest run of headers in front of the payload that is looked at. */
#define PACKET_MAX_HEADERS 256

struct packet {
	const uint8_t *data; /* from the IP header on */
	size_t headers;      /* bytes of IP and UDP header */
	size_t udp;          /* where the UDP header begins */
	struct endpoint source;
	struct endpoint destination;
	struct slice payload;
	bool dont_fragment;
};

/**
 * packet_parse - look at @len bytes that begin with an IP header
 *
 * Returns 0, or
 *   -EPROTONOSUPPORT  neither IPv4 nor IPv6, or not UDP
 *   -EBADMSG          a length contradicts another or the bytes that are there
 *   -EMSGSIZE         a fragment, or more headers than PACKET_MAX_HEADERS
 * and then @out is undefined.
 */
MUST_CHECK int packet_parse(const uint8_t *data, size_t len,
			    struct packet *out);

#endif /* PACKET_PACKET_H */
