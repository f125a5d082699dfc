/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/hashtable.h - find an object by a key that the network chose
 *
 * The node is a member of the object, so inserting allocates nothing and
 * cannot fail: when memory for a larger bucket array is refused, chains get
 * longer and that is all.  Hashes are keyed with a random secret, so that
 * nobody outside can make all Call-IDs fall into one chain.
 */
#ifndef BASE_HASHTABLE_H
#define BASE_HASHTABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"

struct hash_node {
	struct hash_node *next;
	uint64_t hash;
};

#define HASHTABLE_INLINE_BUCKETS 8

/** Must not be moved in memory after hashtable_init(). */
struct hashtable {
	struct hash_node **buckets;
	size_t mask;  /* number of buckets - 1 */
	size_t count; /* nodes in the table */
	struct hash_node *inline_buckets[HASHTABLE_INLINE_BUCKETS];
};

void hashtable_init(struct hashtable *t);

/** hashtable_free - release the buckets; the objects are their owner's. */
void hashtable_free(struct hashtable *t);

void hashtable_insert(struct hashtable *t, struct hash_node *node,
		      uint64_t hash);

/** hashtable_remove - @node must be in @t. */
void hashtable_remove(struct hashtable *t, struct hash_node *node);

/** hashtable_first, hashtable_next - all nodes with exactly this hash. */
struct hash_node *hashtable_first(const struct hashtable *t, uint64_t hash);
struct hash_node *hashtable_next(const struct hash_node *node);

/**
 * hashtable_walk - every node of the table, in no order
 * @node: NULL to begin, then the node of the call before
 *
 * Returns NULL at the end.  The table must not change on the way; to empty
 * it, ask for the first node until there is none.
 */
struct hash_node *hashtable_walk(const struct hashtable *t,
				 const struct hash_node *node);

/** hashtable_hash - SipHash-1-3 of @len bytes under this process's secret. */
uint64_t hashtable_hash(const void *data, size_t len);

/** hashtable_hash_endpoint - the hash of an address and port. */
uint64_t hashtable_hash_endpoint(const struct endpoint *e);

/** hashtable_mix - one hash of two. */
static inline uint64_t hashtable_mix(uint64_t a, uint64_t b)
{
	a ^= b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2);
	return a;
}

#endif /* BASE_HASHTABLE_H */
