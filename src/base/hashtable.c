/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/hashtable.c - chained hash table of members, keyed hash
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/hashtable.h"
#include "base/random.h"

void hashtable_init(struct hashtable *t)
{
	memset(t, 0, sizeof(*t));
	t->buckets = t->inline_buckets;
	t->mask = HASHTABLE_INLINE_BUCKETS - 1;
}

void hashtable_free(struct hashtable *t)
{
	if (t->buckets != t->inline_buckets)
		free(t->buckets);
	hashtable_init(t);
}

static void link_node(struct hash_node **buckets, size_t mask,
		      struct hash_node *node)
{
	struct hash_node **bucket = &buckets[node->hash & mask];

	node->next = *bucket;
	*bucket = node;
}

/* Twice the buckets; without memory the table goes on as it is. */
static void grow(struct hashtable *t)
{
	size_t size = (t->mask + 1) * 2;
	struct hash_node **buckets = calloc(size, sizeof(struct hash_node *));

	if (buckets == NULL)
		return;
	for (size_t i = 0; i <= t->mask; i++) {
		struct hash_node *node = t->buckets[i];

		while (node != NULL) {
			struct hash_node *next = node->next;

			link_node(buckets, size - 1, node);
			node = next;
		}
	}
	if (t->buckets != t->inline_buckets)
		free(t->buckets);
	t->buckets = buckets;
	t->mask = size - 1;
}

void hashtable_insert(struct hashtable *t, struct hash_node *node,
		      uint64_t hash)
{
	/* Half full at most: each step along a chain is a cache miss. */
	if (t->count * 2 > t->mask)
		grow(t);
	node->hash = hash;
	link_node(t->buckets, t->mask, node);
	t->count++;
}

void hashtable_remove(struct hashtable *t, struct hash_node *node)
{
	struct hash_node **p = &t->buckets[node->hash & t->mask];

	while (*p != node)
		p = &(*p)->next;
	*p = node->next;
	node->next = NULL;
	t->count--;
}

static struct hash_node *skip_others(struct hash_node *node, uint64_t hash)
{
	while (node != NULL && node->hash != hash)
		node = node->next;
	return node;
}

struct hash_node *hashtable_first(const struct hashtable *t, uint64_t hash)
{
	return skip_others(t->buckets[hash & t->mask], hash);
}

struct hash_node *hashtable_next(const struct hash_node *node)
{
	return skip_others(node->next, node->hash);
}

struct hash_node *hashtable_walk(const struct hashtable *t,
				 const struct hash_node *node)
{
	size_t i = 0;

	if (node != NULL) {
		if (node->next != NULL)
			return node->next;
		i = (node->hash & t->mask) + 1;
	}
	for (; i <= t->mask; i++)
		if (t->buckets[i] != NULL)
			return t->buckets[i];
	return NULL;
}

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static const uint64_t *secret(void)
{
	static uint64_t key[2];
	static bool drawn;

	if (!drawn) {
		random_bytes(key, sizeof(key));
		drawn = true;
	}
	return key;
}

/* SipHash (Aumasson, Bernstein 2012) with 1 and 3 rounds. */
uint64_t hashtable_hash(const void *data, size_t len)
{
	const uint64_t *key = secret();
	const unsigned char *p = data;
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
		key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
	uint64_t last = (uint64_t)len << 56;
	uint64_t word;
	size_t left = len;

	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&word, p, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	for (size_t i = 0; i < left; i++)
		last |= (uint64_t)p[i] << (8 * i);
	v[3] ^= last;
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* What the network chooses of an IPv4 endpoint are 48 bits: two rounds of
 * multiplication, between halves of the secret, are enough for them. */
static uint64_t hash_word(uint64_t word)
{
	const uint64_t *key = secret();

	word ^= key[0];
	word = (word ^ word >> 32) * 0xd6e8feb86659fd93u;
	word ^= key[1];
	word = (word ^ word >> 32) * 0xd6e8feb86659fd93u;
	return word ^ word >> 32;
}

uint64_t hashtable_hash_endpoint(const struct endpoint *e)
{
	unsigned char key[18];
	uint32_t v4;

	if (e->address.family != 6) {
		memcpy(&v4, e->address.bytes, sizeof(v4));
		return hash_word((uint64_t)v4 << 16 | e->port);
	}
	memcpy(key, e->address.bytes, 16);
	memcpy(key + 16, &e->port, 2);
	return hashtable_hash(key, sizeof(key));
}
