/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_hashtable.c - objects are found by their hash
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hashtable.h"
#include "base/random.h"
#include "dice.h"
#include "fakes/memory.h"
#include "unit/guard.h"

#define MANY 1000

struct item {
	struct hash_node node;
	bool is_in;
	unsigned int visits;
};

/*
 * The secret of this process, in place of base/random.c's: the key of the
 * test vectors, 00 01 02 ... 0f.
 */
void random_bytes(void *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((unsigned char *)out)[i] = (unsigned char)i;
}

uint32_t random_below(uint32_t bound)
{
	return bound - 1;
}

/* SipHash-1-3 under that key of the bytes 00 01 02 ..., so many of them. */
static void hashes_like_siphash_1_3(void **state UNUSED)
{
	static const struct {
		size_t len;
		uint64_t hash;
	} vectors[] = {
		{0, 0xabac0158050fc4dcu},  {1, 0xc9f49bf37d57ca93u},
		{7, 0xd3927d989bb11140u},  {8, 0x369095118d299a8eu},
		{15, 0xd320d86d2a519956u}, {16, 0xcc4fdd1a7d908b66u},
		{63, 0x9d199062b7bbb3a8u},
	};
	unsigned char data[64];

	random_bytes(data, sizeof(data));
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		struct slice s = guard_copy(data, vectors[i].len);

		assert_true(hashtable_hash(s.p, s.len) == vectors[i].hash);
	}
}

static void hashes_endpoints_by_family_address_and_port(void **state UNUSED)
{
	static const char *const texts[] = {
		"1.2.3.4:5060", "1.2.3.4:5061", "1.2.3.5:5060",
		"4.3.2.1:5060", "[::1]:5060",   "[102:304::]:5060",
		"[::1]:5061",
	};
	uint64_t hashes[ARRAY_SIZE(texts)];

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct endpoint e;

		assert_int_equal(endpoint_parse(slice_of(texts[i]), &e), 0);
		hashes[i] = hashtable_hash_endpoint(&e);
		assert_true(hashes[i] == hashtable_hash_endpoint(&e));
		for (size_t j = 0; j < i; j++)
			assert_true(hashes[i] != hashes[j]);
	}
}

static void mixes_two_hashes_in_their_order(void **state UNUSED)
{
	assert_true(hashtable_mix(1, 2) != hashtable_mix(2, 1));
	assert_true(hashtable_mix(1, 2) != hashtable_mix(1, 3));
	assert_true(hashtable_mix(1, 2) == hashtable_mix(1, 2));
}

static void finds_nothing_in_an_empty_table(void **state UNUSED)
{
	struct hashtable t;

	hashtable_init(&t);
	for (uint64_t hash = 0; hash < 100; hash++)
		assert_null(hashtable_first(&t, hash));
	assert_null(hashtable_walk(&t, NULL));
	assert_int_equal(t.count, 0);
	hashtable_free(&t);
	/* Free leaves an empty table, so that closing twice does no harm. */
	assert_null(hashtable_walk(&t, NULL));
	hashtable_free(&t);
}

static struct item *item_of(struct hash_node *node)
{
	return container_of(node, struct item, node);
}

static bool is_found(const struct hashtable *t, const struct item *item,
		     uint64_t hash)
{
	struct hash_node *node = hashtable_first(t, hash);
	bool found = false;

	for (; node != NULL; node = hashtable_next(node)) {
		assert_true(node->hash == hash);
		if (item_of(node) == item) {
			assert_false(found);
			found = true;
		}
	}
	return found;
}

/* The walk comes by each item that is in the table exactly once. */
static void assert_walk(const struct hashtable *t, struct item *items,
			size_t count)
{
	struct hash_node *node = NULL;
	size_t in = 0;

	for (size_t i = 0; i < count; i++)
		items[i].visits = 0;
	while ((node = hashtable_walk(t, node)) != NULL)
		item_of(node)->visits++;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(items[i].visits, items[i].is_in);
		in += items[i].is_in;
	}
	assert_int_equal(t->count, in);
}

static void insert(struct hashtable *t, struct item *item, uint64_t hash)
{
	hashtable_insert(t, &item->node, hash);
	item->is_in = true;
}

static void remove_item(struct hashtable *t, struct item *item)
{
	hashtable_remove(t, &item->node);
	item->is_in = false;
}

static void grows_with_its_content(void **state UNUSED)
{
	static struct item items[MANY];
	struct hashtable t;

	hashtable_init(&t);
	for (uint64_t i = 0; i < MANY; i++) {
		insert(&t, &items[i], i * 0x9e3779b97f4a7c15u);
		/* Chains stay short: never more nodes than buckets. */
		assert_true(t.count <= t.mask + 1);
	}
	assert_walk(&t, items, MANY);
	for (uint64_t i = 0; i < MANY; i++)
		assert_true(is_found(&t, &items[i], i * 0x9e3779b97f4a7c15u));
	for (size_t i = 0; i < MANY; i++)
		remove_item(&t, &items[i]);
	assert_walk(&t, items, MANY);
	hashtable_free(&t);
}

static void goes_on_when_growth_is_refused(void **state UNUSED)
{
	static struct item items[MANY];
	struct hashtable t;

	hashtable_init(&t);
	for (uint64_t i = 0; i < MANY; i++) {
		fake_memory_fail_at(0);
		insert(&t, &items[i], i);
		fake_memory_fail_at(-1);
	}
	assert_int_equal(t.mask + 1, HASHTABLE_INLINE_BUCKETS);
	assert_walk(&t, items, MANY);
	for (uint64_t i = 0; i < MANY; i++)
		assert_true(is_found(&t, &items[i], i));
	/* With memory again it grows at the next insertion. */
	remove_item(&t, &items[0]);
	insert(&t, &items[0], 0);
	assert_true(t.mask + 1 > HASHTABLE_INLINE_BUCKETS);
	assert_walk(&t, items, MANY);
	hashtable_free(&t);
}

static void keeps_many_with_the_same_hash(void **state UNUSED)
{
	static struct item items[MANY];
	struct item other = {.is_in = false};
	struct hashtable t;

	hashtable_init(&t);
	insert(&t, &other, 7 + ((uint64_t)1 << 40));
	for (size_t i = 0; i < MANY; i++)
		insert(&t, &items[i], 7);
	for (size_t i = 0; i < MANY; i++)
		assert_true(is_found(&t, &items[i], 7));
	/* The same bucket, but not the same hash. */
	assert_false(is_found(&t, &other, 7));
	assert_true(is_found(&t, &other, other.node.hash));
	for (size_t i = 0; i < MANY; i += 2)
		remove_item(&t, &items[i]);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(is_found(&t, &items[i], 7), items[i].is_in);
	remove_item(&t, &other);
	assert_walk(&t, items, MANY);
	hashtable_free(&t);
}

static void can_be_emptied_from_the_front(void **state UNUSED)
{
	static struct item items[100];
	struct hash_node *node;
	struct hashtable t;
	size_t emptied = 0;

	hashtable_init(&t);
	for (uint64_t i = 0; i < 100; i++)
		insert(&t, &items[i], i / 3);
	while ((node = hashtable_walk(&t, NULL)) != NULL) {
		remove_item(&t, item_of(node));
		emptied++;
	}
	assert_int_equal(emptied, 100);
	assert_walk(&t, items, 100);
	hashtable_free(&t);
}

static void agrees_with_a_list_of_what_is_in(void **state UNUSED)
{
	static struct item items[200];
	static uint64_t hashes[200];
	struct dice dice = {5};
	struct hashtable t;

	hashtable_init(&t);
	for (int step = 0; step < 20000; step++) {
		size_t i = dice_throw(&dice, 200);

		if (items[i].is_in) {
			remove_item(&t, &items[i]);
		} else {
			hashes[i] = dice_throw(&dice, 150);
			fake_memory_fail_at(dice_throw(&dice, 2) == 0 ? 0 : -1);
			insert(&t, &items[i], hashes[i]);
			fake_memory_fail_at(-1);
		}
		i = dice_throw(&dice, 200);
		assert_int_equal(is_found(&t, &items[i], hashes[i]),
				 items[i].is_in);
		if (step % 100 == 0)
			assert_walk(&t, items, 200);
	}
	hashtable_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_like_siphash_1_3),
		cmocka_unit_test(hashes_endpoints_by_family_address_and_port),
		cmocka_unit_test(mixes_two_hashes_in_their_order),
		cmocka_unit_test(finds_nothing_in_an_empty_table),
		cmocka_unit_test(grows_with_its_content),
		cmocka_unit_test(goes_on_when_growth_is_refused),
		cmocka_unit_test(keeps_many_with_the_same_hash),
		cmocka_unit_test(can_be_emptied_from_the_front),
		cmocka_unit_test(agrees_with_a_list_of_what_is_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
