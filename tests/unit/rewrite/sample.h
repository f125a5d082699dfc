/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/sample.h - a message that passes the gateway
 *
 * The phone is 192.168.1.20:5060 and outside 203.0.113.7:40000, its peer
 * 198.51.100.5:5060; the first media port outside is 16384.
 */
#ifndef UNIT_REWRITE_SAMPLE_H
#define UNIT_REWRITE_SAMPLE_H

#include <stdbool.h>

enum sample_way { OUT, IN };

struct sample {
	const char *name;
	enum sample_way way;
	/* Lines end with LF here, {length} is the body's length. */
	const char *text;
	/* How often an address of the side that it comes from may be left:
	 * the LAN's 192.168.1. outbound, our 203.0.113.7 inbound. */
	unsigned int left;
	bool keep_lf; /* else CR LF */
	/* Why libosip2 cannot read it; NULL when it can. */
	const char *unreadable;
};

#endif /* UNIT_REWRITE_SAMPLE_H */
