/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/list.h - a doubly linked ring that runs through its members
 *
 * The node is a member of what it links: no allocation, removal without a
 * search.  A node that is in no list points at itself, so removing it twice
 * does no harm.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>

#include "base/compiler.h"

struct list {
	struct list *next;
	struct list *prev;
};

/** list_init - an empty list, or a node that is in none. */
static inline void list_init(struct list *node)
{
	node->next = node;
	node->prev = node;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

/** list_append - put @node at the end; it must be in no list. */
static inline void list_append(struct list *head, struct list *node)
{
	node->prev = head->prev;
	node->next = head;
	head->prev->next = node;
	head->prev = node;
}

/** list_remove - take @node out of the list that it is in, if any. */
static inline void list_remove(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

/** Walk all nodes; the loop's body may remove the one it is at. */
#define list_for_each(node, head)                                              \
	for (struct list *node = (head)->next, *node##_next = node->next;      \
	     node != (head); node = node##_next, node##_next = node->next)

/** The object around a node. */
#define list_entry(node, type, member) container_of(node, type, member)

/** The first object of a list that is not empty. */
#define list_first(head, type, member) list_entry((head)->next, type, member)

#endif /* BASE_LIST_H */
