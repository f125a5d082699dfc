/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/loop.h - the one place that waits
 *
 * File descriptors that became readable, signals, and timers whose time has
 * come; everything runs in one thread.  Built on libuv, which no other file
 * includes.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/compiler.h"
#include "base/timer.h"

struct loop;
struct loop_watch;

typedef void loop_fn(void *ctx);

enum loop_event { LOOP_READABLE = 1, LOOP_WRITABLE = 2 };

/**
 * loop_open - a loop that fires @timers, which stay the caller's
 *
 * Returns 0 or a negative errno.
 */
MUST_CHECK int loop_open(struct loop **out, struct timers *timers);

/** loop_close - free @loop, which may be NULL, and what still watches. */
void loop_close(struct loop *loop);

/**
 * loop_watch - call @fn while @fd is ready for @events
 *
 * The watch belongs to the caller, who ends it before closing @fd.
 * Returns 0 or a negative errno.
 */
MUST_CHECK int loop_watch(struct loop *loop, int fd, unsigned int events,
			  loop_fn *fn, void *ctx, struct loop_watch **out);

/** loop_watch_events - be called for other events from now on. */
void loop_watch_events(struct loop_watch *watch, unsigned int events);

/** loop_unwatch - end @watch, which may be NULL. */
void loop_unwatch(struct loop_watch *watch);

/** loop_on_signal - call @fn when signal @number arrives. */
MUST_CHECK int loop_on_signal(struct loop *loop, int number, loop_fn *fn,
			      void *ctx);

/** loop_before_wait - call @fn each time before the loop goes to sleep. */
void loop_before_wait(struct loop *loop, loop_fn *fn, void *ctx);

/** loop_run - until loop_stop(). */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

#endif /* BASE_LOOP_H */
