/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/trust.h - who may have what opened
 *
 * Any browser in the LAN can be made to send one packet that looks like SIP.
 * So an opening leads to the sender's own address only, to ports that phones
 * use, and there are limits per address and in all.  At a limit the message
 * passes unchanged and is counted; nothing that is open is taken away.
 * DESIGN.md section 7, rules 2, 3 and 6.
 */
#ifndef NAT_TRUST_H
#define NAT_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"
#include "base/hashtable.h"

/** Configured ports and port ranges that Contact may name besides. */
#define TRUST_MAX_PORTS 8

struct trust_settings {
	bool media_host_lan; /* a LAN PBX may name its phones */
	unsigned int port_count;
	uint16_t ports[TRUST_MAX_PORTS]; /* [signalling] ports */
	uint32_t per_phone;           /* calls, and sockets, of one address */
	uint32_t requests_per_second; /* of one address; 0: no limit */
};

/** What one address, of a phone or of a peer, has in use. */
struct trust_host {
	struct hash_node node;
	struct address address;
	uint32_t calls;
	uint32_t sockets;
	uint32_t registrations;
	uint32_t tokens;      /* requests that it may send now */
	uint64_t refilled_ms; /* when tokens were last added */
};

/**
 * Most addresses that are remembered at once.  Beyond, an unknown address is
 * treated as one at its limit until others have been idle for a while.
 */
#define TRUST_MAX_HOSTS 16384

struct trust {
	const struct trust_settings *settings;
	struct hashtable hosts;
	uint64_t swept_ms;
};

void trust_open(struct trust *trust, const struct trust_settings *settings);
void trust_close(struct trust *trust);

/**
 * trust_host - the record of @address, made when there is none
 *
 * NULL when there are too many or no memory.  The record stays at least until
 * the next call of this function.
 */
struct trust_host *trust_host(struct trust *trust,
			      const struct address *address);

/** trust_take_request - may @address send one more request now?  A bucket of
 * two seconds' worth, so that a phone's start-up burst is no flood. */
bool trust_take_request(struct trust *trust, const struct address *address);

/**
 * trust_allows_contact_port - rule 3 for signalling
 * @source_port: of the packet
 */
bool trust_allows_contact_port(const struct trust_settings *settings,
			       uint16_t port, uint16_t source_port);

/** trust_allows_media_port - rule 3 for media: from 1024 on, and none that
 * other services listen on. */
bool trust_allows_media_port(const struct trust_settings *settings,
			     uint16_t port);

#endif /* NAT_TRUST_H */
