/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_list.c - a ring through its members
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/list.h"
#include "dice.h"

struct item {
	int number;
	struct list node;
};

static struct item *item_at(struct list *node)
{
	return list_entry(node, struct item, node);
}

/* The numbers in the order of the list, and both directions agree. */
static void assert_numbers(struct list *head, const int *numbers, int count)
{
	struct list *node = head->next;

	for (int i = 0; i < count; i++, node = node->next) {
		assert_ptr_not_equal(node, head);
		assert_int_equal(item_at(node)->number, numbers[i]);
		assert_ptr_equal(node->next->prev, node);
		assert_ptr_equal(node->prev->next, node);
	}
	assert_ptr_equal(node, head);
	assert_int_equal(list_is_empty(head), count == 0);
}

static void keeps_the_order_of_appending(void **state UNUSED)
{
	struct item items[3] = {{.number = 0}, {.number = 1}, {.number = 2}};
	struct list head;

	list_init(&head);
	assert_numbers(&head, NULL, 0);
	for (int i = 0; i < 3; i++)
		list_append(&head, &items[i].node);
	assert_numbers(&head, (int[]){0, 1, 2}, 3);
	assert_ptr_equal(list_first(&head, struct item, node), &items[0]);
}

static void removes_anywhere_and_twice(void **state UNUSED)
{
	struct item items[3] = {{.number = 0}, {.number = 1}, {.number = 2}};
	struct list head;

	list_init(&head);
	for (int i = 0; i < 3; i++)
		list_append(&head, &items[i].node);
	list_remove(&items[1].node);
	assert_numbers(&head, (int[]){0, 2}, 2);
	list_remove(&items[1].node);
	assert_numbers(&head, (int[]){0, 2}, 2);
	list_append(&head, &items[1].node);
	assert_numbers(&head, (int[]){0, 2, 1}, 3);
	list_remove(&items[0].node);
	list_remove(&items[1].node);
	assert_numbers(&head, (int[]){2}, 1);
	list_remove(&items[2].node);
	assert_numbers(&head, NULL, 0);
}

static void may_lose_the_node_it_is_at(void **state UNUSED)
{
	struct item items[5];
	struct list head;
	int visited = 0;

	list_init(&head);
	for (int i = 0; i < 5; i++) {
		items[i].number = i;
		list_append(&head, &items[i].node);
	}
	list_for_each(node, &head) {
		assert_int_equal(item_at(node)->number, visited++);
		if (item_at(node)->number % 2 == 0)
			list_remove(node);
	}
	assert_int_equal(visited, 5);
	assert_numbers(&head, (int[]){1, 3}, 2);
	list_for_each(node, &head)
		list_remove(node);
	assert_numbers(&head, NULL, 0);
}

static void walks_in_loops_within_loops(void **state UNUSED)
{
	struct item items[3] = {{.number = 1}, {.number = 10}, {.number = 100}};
	struct list head;
	int sum = 0;

	list_init(&head);
	for (int i = 0; i < 3; i++)
		list_append(&head, &items[i].node);
	list_for_each(outer, &head)
		list_for_each(inner, &head)
			sum += item_at(outer)->number * item_at(inner)->number;
	assert_int_equal(sum, 111 * 111);
}

static void agrees_with_an_array(void **state UNUSED)
{
	struct item items[16];
	int order[16], count = 0;
	struct dice dice = {4};
	struct list head;

	list_init(&head);
	for (int i = 0; i < 16; i++) {
		items[i].number = i;
		list_init(&items[i].node);
	}
	for (int step = 0; step < 2000; step++) {
		int chosen = (int)dice_throw(&dice, 16);
		int kept = 0;

		for (int i = 0; i < count; i++)
			if (order[i] != chosen)
				order[kept++] = order[i];
		list_remove(&items[chosen].node);
		if (kept == count) {
			list_append(&head, &items[chosen].node);
			order[kept++] = chosen;
		}
		count = kept;
		assert_numbers(&head, order, count);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_order_of_appending),
		cmocka_unit_test(removes_anywhere_and_twice),
		cmocka_unit_test(may_lose_the_node_it_is_at),
		cmocka_unit_test(walks_in_loops_within_loops),
		cmocka_unit_test(agrees_with_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
