/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/packet/sample.h - packets to look at, built by hand
 *
 * Written byte by byte and without the system's structs, so that a mistake in
 * what is tested is not made a second time here.
 */
#ifndef UNIT_PACKET_SAMPLE_H
#define UNIT_PACKET_SAMPLE_H

#include <stdint.h>
#include <string.h>

#include "base/slice.h"

struct sample {
	uint8_t data[66000];
	size_t len;
	size_t udp; /* where the UDP header begins */
};

/** sample_u16 - two bytes in network order at @at. */
static inline void sample_u16(struct sample *s, size_t at, size_t value)
{
	s->data[at] = (uint8_t)(value >> 8);
	s->data[at + 1] = (uint8_t)(value & 0xff);
}

static inline size_t sample_read_u16(const uint8_t *data, size_t at)
{
	return (size_t)data[at] * 256 + data[at + 1];
}

/** sample_udp - append the UDP header, 5060 to 40000, and @payload. */
static inline void sample_udp(struct sample *s, struct slice payload)
{
	s->udp = s->len;
	memset(s->data + s->udp, 0, 8);
	sample_u16(s, s->udp, 5060);
	sample_u16(s, s->udp + 2, 40000);
	sample_u16(s, s->udp + 4, 8 + payload.len);
	sample_u16(s, s->udp + 6, 0x1234); /* no checksum is looked at */
	if (payload.len > 0)
		memcpy(s->data + s->udp + 8, payload.p, payload.len);
	s->len = s->udp + 8 + payload.len;
}

/** sample_v4 - 192.168.1.20 to 198.51.100.5 with "don't fragment" and so many
 * bytes of options, a multiple of 4. */
static inline void sample_v4(struct sample *s, size_t options,
			     struct slice payload)
{
	static const uint8_t header[20] = {
		0x45, 0xb8, 0,   0,   0xab, 0xcd, 0x40, 0,  64,  17,
		0,    0,    192, 168, 1,    20,   198,  51, 100, 5,
	};

	memcpy(s->data, header, sizeof(header));
	s->data[0] = (uint8_t)(0x40 + 5 + options / 4);
	memset(s->data + 20, 1, options); /* no operation */
	s->len = 20 + options;
	sample_udp(s, payload);
	sample_u16(s, 2, s->len);
}

/** sample_v6_begin - 2001:db8::20 to 2001:db8:1::5; extension headers and
 * sample_v6_end() come behind it. */
static inline void sample_v6_begin(struct sample *s, uint8_t next)
{
	memset(s->data, 0, 40);
	s->data[0] = 0x6b; /* version, and bits of the traffic class */
	s->data[1] = 0x81;
	s->data[6] = next;
	s->data[7] = 64;
	memcpy(s->data + 8, "\x20\x01\x0d\xb8", 4);
	s->data[23] = 0x20;
	memcpy(s->data + 24, "\x20\x01\x0d\xb8\0\1", 6);
	s->data[39] = 5;
	s->len = 40;
}

/** sample_v6_extension - one header of 8 * (@units + 1) bytes. */
static inline void sample_v6_extension(struct sample *s, uint8_t next,
				       uint8_t units)
{
	size_t len = ((size_t)units + 1) * 8;

	memset(s->data + s->len, 0, len);
	s->data[s->len] = next;
	s->data[s->len + 1] = units;
	s->len += len;
}

static inline void sample_v6_end(struct sample *s, struct slice payload)
{
	sample_udp(s, payload);
	sample_u16(s, 4, s->len - 40);
}

enum {
	NEXT_HOP_BY_HOP = 0,
	NEXT_TCP = 6,
	NEXT_UDP = 17,
	NEXT_ROUTING = 43,
	NEXT_FRAGMENT = 44,
	NEXT_AUTHENTICATION = 51,
	NEXT_NONE = 59,
	NEXT_DESTINATION = 60,
};

#endif /* UNIT_PACKET_SAMPLE_H */
