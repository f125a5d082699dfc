/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/port_pool.h - our outside ports, each given out once at a time
 *
 * A search begins at a random port, so that nobody can foretell the next one.
 * RTP gets a port of the parity of the phone's own and the port above it for
 * RTCP (RFC 4787 section 4.2.2, REQ-4; RFC 3550 section 11).
 */
#ifndef NAT_PORT_POOL_H
#define NAT_PORT_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

struct port_pool {
	uint16_t first;
	uint16_t last;   /* belongs to the pool */
	uint32_t used;   /* given out now */
	uint64_t *taken; /* one bit per port from first on */
};

/** port_pool_open - a pool of free ports.  0 or -ENOMEM. */
MUST_CHECK int port_pool_open(struct port_pool *pool, uint16_t first,
			      uint16_t last);
void port_pool_close(struct port_pool *pool);

/** port_pool_take - one port.  0, or -ENOSPC when all are given out. */
MUST_CHECK int port_pool_take(struct port_pool *pool, uint16_t *out);

/**
 * port_pool_take_pair - two neighbours
 * @odd: whether the lower one is to be odd
 * @out: the lower one
 *
 * Returns 0, or -ENOSPC when there is no such pair.
 */
MUST_CHECK int port_pool_take_pair(struct port_pool *pool, bool odd,
				   uint16_t *out);

/**
 * port_pool_take_port - this very port
 *
 * Returns 0, -EADDRINUSE when it is given out, -ERANGE when it is none of
 * ours: then nobody else gets it from us either.
 */
MUST_CHECK int port_pool_take_port(struct port_pool *pool, uint16_t port);

/** port_pool_give_back - a port of the pool; others are ignored. */
void port_pool_give_back(struct port_pool *pool, uint16_t port);

static inline uint32_t port_pool_size(const struct port_pool *pool)
{
	return (uint32_t)(pool->last - pool->first) + 1;
}

#endif /* NAT_PORT_POOL_H */
