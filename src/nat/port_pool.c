/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/port_pool.c - our outside ports, each given out once at a time
 */
#include <errno.h>
#include <stdlib.h>

#include "base/random.h"
#include "nat/port_pool.h"

int port_pool_open(struct port_pool *pool, uint16_t first, uint16_t last)
{
	size_t words = ((size_t)(last - first) + 64) / 64;

	*pool = (struct port_pool){.first = first, .last = last};
	pool->taken = calloc(words, sizeof(*pool->taken));
	return pool->taken != NULL ? 0 : -ENOMEM;
}

void port_pool_close(struct port_pool *pool)
{
	free(pool->taken);
	pool->taken = NULL;
}

static bool is_in_pool(const struct port_pool *pool, uint32_t port)
{
	return port >= pool->first && port <= pool->last;
}

static bool is_free(const struct port_pool *pool, uint32_t port)
{
	uint32_t bit = port - pool->first;

	return is_in_pool(pool, port) &&
	       (pool->taken[bit / 64] >> (bit % 64) & 1) == 0;
}

static void mark_taken(struct port_pool *pool, uint32_t port)
{
	uint32_t bit = port - pool->first;

	pool->taken[bit / 64] |= 1ull << (bit % 64);
	pool->used++;
}

int port_pool_take(struct port_pool *pool, uint16_t *out)
{
	uint32_t size = port_pool_size(pool);
	uint32_t start = random_below(size);

	for (uint32_t i = 0; i < size; i++) {
		uint32_t port = pool->first + (start + i) % size;

		if (!is_free(pool, port))
			continue;
		mark_taken(pool, port);
		*out = (uint16_t)port;
		return 0;
	}
	return -ENOSPC;
}

int port_pool_take_pair(struct port_pool *pool, bool odd, uint16_t *out)
{
	uint32_t size = port_pool_size(pool);
	uint32_t start = random_below(size);

	for (uint32_t i = 0; i < size; i++) {
		uint32_t port = pool->first + (start + i) % size;

		if (port % 2 != odd || !is_free(pool, port) ||
		    !is_free(pool, port + 1))
			continue;
		mark_taken(pool, port);
		mark_taken(pool, port + 1);
		*out = (uint16_t)port;
		return 0;
	}
	return -ENOSPC;
}

int port_pool_take_port(struct port_pool *pool, uint16_t port)
{
	if (!is_in_pool(pool, port))
		return -ERANGE;
	if (!is_free(pool, port))
		return -EADDRINUSE;
	mark_taken(pool, port);
	return 0;
}

void port_pool_give_back(struct port_pool *pool, uint16_t port)
{
	uint32_t bit = (uint32_t)port - pool->first;

	if (!is_in_pool(pool, port) || is_free(pool, port))
		return;
	pool->taken[bit / 64] &= ~(1ull << (bit % 64));
	pool->used--;
}
