/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/timer.c - pairing heap of timers
 */
#include <stddef.h>

#include "base/timer.h"

void timers_init(struct timers *timers)
{
	timers->root = NULL;
	timers->count = 0;
}

void timer_init(struct timer *timer, timer_fn *fn)
{
	*timer = (struct timer){.fn = fn};
}

/* One heap of two: the later root becomes the first child of the earlier. */
static struct timer *meld(struct timer *a, struct timer *b)
{
	if (a == NULL)
		return b;
	if (b == NULL)
		return a;
	if (b->due_ms < a->due_ms) {
		struct timer *t = a;

		a = b;
		b = t;
	}
	b->next = a->child;
	if (b->next != NULL)
		b->next->prev = b;
	b->prev = a;
	a->child = b;
	a->next = NULL;
	a->prev = NULL;
	return a;
}

/*
 * One heap of a row of siblings: from left to right in pairs, then from right
 * to left.  The pairs wait on a stack that is linked through prev.
 */
static struct timer *meld_siblings(struct timer *first)
{
	struct timer *stack = NULL;
	struct timer *heap = NULL;

	while (first != NULL) {
		struct timer *a = first;
		struct timer *b = a->next;
		struct timer *rest = b != NULL ? b->next : NULL;
		struct timer *pair;

		a->next = NULL;
		a->prev = NULL;
		if (b != NULL) {
			b->next = NULL;
			b->prev = NULL;
		}
		pair = meld(a, b);
		pair->prev = stack;
		stack = pair;
		first = rest;
	}
	while (stack != NULL) {
		struct timer *below = stack->prev;

		stack->prev = NULL;
		heap = meld(heap, stack);
		stack = below;
	}
	return heap;
}

void timer_start(struct timers *timers, struct timer *timer, uint64_t due_ms)
{
	timer_stop(timers, timer);
	timer->due_ms = due_ms;
	timer->child = NULL;
	timer->next = NULL;
	timer->prev = NULL;
	timer->running = true;
	timers->root = meld(timers->root, timer);
	timers->count++;
}

static void unlink_from_siblings(struct timer *timer)
{
	if (timer->prev->child == timer)
		timer->prev->child = timer->next;
	else
		timer->prev->next = timer->next;
	if (timer->next != NULL)
		timer->next->prev = timer->prev;
}

void timer_stop(struct timers *timers, struct timer *timer)
{
	struct timer *orphans;

	if (!timer->running)
		return;
	orphans = meld_siblings(timer->child);
	if (timers->root == timer) {
		timers->root = orphans;
	} else {
		unlink_from_siblings(timer);
		timers->root = meld(timers->root, orphans);
	}
	timer->running = false;
	timers->count--;
}

uint64_t timers_next_ms(const struct timers *timers)
{
	return timers->root != NULL ? timers->root->due_ms : UINT64_MAX;
}

void timers_run(struct timers *timers, uint64_t now_ms)
{
	while (timers->root != NULL && timers->root->due_ms <= now_ms) {
		struct timer *timer = timers->root;

		timer_stop(timers, timer);
		timer->fn(timer);
	}
}
