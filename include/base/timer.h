/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/timer.h - call me when that time has come
 *
 * A timer is a member of the object that it belongs to and dies with it.
 * The timers wait in a pairing heap that is linked through them: starting
 * and stopping allocates nothing and cannot fail, however many there are.
 */
#ifndef BASE_TIMER_H
#define BASE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct timer;

/** Called once when the time has come; the timer is stopped by then. */
typedef void timer_fn(struct timer *timer);

struct timer {
	struct timer *child;
	struct timer *next;
	struct timer *prev; /* left sibling, or the parent of a first child */
	uint64_t due_ms;
	timer_fn *fn;
	bool running;
};

struct timers {
	struct timer *root;
	uint32_t count;
};

void timers_init(struct timers *timers);

/** timer_init - a stopped timer that will call @fn. */
void timer_init(struct timer *timer, timer_fn *fn);

/** timer_start - fire at @due_ms of clock_ms(), or at that time instead. */
void timer_start(struct timers *timers, struct timer *timer, uint64_t due_ms);

/** timer_stop - do not fire; nothing happens to a timer that is stopped. */
void timer_stop(struct timers *timers, struct timer *timer);

static inline bool timer_is_running(const struct timer *timer)
{
	return timer->running;
}

/** timers_next_ms - when the first is due, UINT64_MAX when none is. */
uint64_t timers_next_ms(const struct timers *timers);

/** timers_run - fire all that are due at @now_ms, in order of their time. */
void timers_run(struct timers *timers, uint64_t now_ms);

#endif /* BASE_TIMER_H */
