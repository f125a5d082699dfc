/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/loop.c - libuv's loop, our timers
 */
#include <errno.h>
#include <stdlib.h>
#include <uv.h>

#include "base/clock.h"
#include "base/loop.h"

#define LOOP_MAX_SIGNALS 4

struct signal_watch {
	uv_signal_t handle;
	loop_fn *fn;
	void *ctx;
};

struct loop {
	uv_loop_t uv;
	uv_timer_t alarm;  /* rings when the first of timers is due */
	uint64_t alarm_ms; /* when that is; UINT64_MAX: never */
	uv_prepare_t prepare;
	struct timers *timers;
	loop_fn *before_wait;
	void *before_wait_ctx;
	unsigned int nsignals;
	struct signal_watch signals[LOOP_MAX_SIGNALS];
};

struct loop_watch {
	uv_poll_t handle;
	loop_fn *fn;
	void *ctx;
};

static void alarm_rang(uv_timer_t *handle)
{
	struct loop *loop = handle->data;

	loop->alarm_ms = UINT64_MAX; /* it rings once */
	timers_run(loop->timers, clock_ms());
}

/* Timers were started and stopped since: set the alarm anew. */
static void set_alarm(uv_prepare_t *handle)
{
	struct loop *loop = handle->data;
	uint64_t next, now;

	if (loop->before_wait != NULL)
		loop->before_wait(loop->before_wait_ctx);
	next = timers_next_ms(loop->timers);
	if (next == loop->alarm_ms)
		return;
	loop->alarm_ms = next;
	if (next == UINT64_MAX) {
		uv_timer_stop(&loop->alarm);
		return;
	}
	now = clock_ms();
	uv_update_time(&loop->uv);
	uv_timer_start(&loop->alarm, alarm_rang, next > now ? next - now : 0,
		       0);
}

int loop_open(struct loop **out, struct timers *timers)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int err;

	*out = NULL;
	if (loop == NULL)
		return -ENOMEM;
	err = uv_loop_init(&loop->uv);
	if (err != 0) {
		free(loop);
		return err;
	}
	loop->timers = timers;
	loop->alarm_ms = UINT64_MAX;
	uv_timer_init(&loop->uv, &loop->alarm);
	uv_prepare_init(&loop->uv, &loop->prepare);
	loop->alarm.data = loop;
	loop->prepare.data = loop;
	uv_prepare_start(&loop->prepare, set_alarm);
	*out = loop;
	return 0;
}

static void free_watch(uv_handle_t *handle)
{
	free(handle->data);
}

static void close_handle(uv_handle_t *handle, void *ctx UNUSED)
{
	if (uv_is_closing(handle))
		return;
	uv_close(handle, handle->type == UV_POLL ? free_watch : NULL);
}

void loop_close(struct loop *loop)
{
	if (loop == NULL)
		return;
	uv_walk(&loop->uv, close_handle, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	uv_loop_close(&loop->uv);
	free(loop);
}

static void became_ready(uv_poll_t *handle, int status UNUSED,
			 int events UNUSED)
{
	struct loop_watch *watch = handle->data;

	watch->fn(watch->ctx);
}

static int uv_events(unsigned int events)
{
	return (events & LOOP_READABLE ? UV_READABLE : 0) |
	       (events & LOOP_WRITABLE ? UV_WRITABLE : 0);
}

int loop_watch(struct loop *loop, int fd, unsigned int events, loop_fn *fn,
	       void *ctx, struct loop_watch **out)
{
	struct loop_watch *watch = calloc(1, sizeof(*watch));
	int err;

	*out = NULL;
	if (watch == NULL)
		return -ENOMEM;
	err = uv_poll_init(&loop->uv, &watch->handle, fd);
	if (err != 0) {
		free(watch);
		return err;
	}
	watch->handle.data = watch;
	watch->fn = fn;
	watch->ctx = ctx;
	uv_poll_start(&watch->handle, uv_events(events), became_ready);
	*out = watch;
	return 0;
}

void loop_watch_events(struct loop_watch *watch, unsigned int events)
{
	uv_poll_start(&watch->handle, uv_events(events), became_ready);
}

void loop_unwatch(struct loop_watch *watch)
{
	if (watch == NULL)
		return;
	uv_poll_stop(&watch->handle);
	uv_close((uv_handle_t *)&watch->handle, free_watch);
}

static void signal_came(uv_signal_t *handle, int number UNUSED)
{
	struct signal_watch *watch = handle->data;

	watch->fn(watch->ctx);
}

int loop_on_signal(struct loop *loop, int number, loop_fn *fn, void *ctx)
{
	struct signal_watch *watch;

	if (loop->nsignals == LOOP_MAX_SIGNALS)
		return -ENOSPC;
	watch = &loop->signals[loop->nsignals++];
	watch->fn = fn;
	watch->ctx = ctx;
	uv_signal_init(&loop->uv, &watch->handle);
	watch->handle.data = watch;
	return uv_signal_start(&watch->handle, signal_came, number);
}

void loop_before_wait(struct loop *loop, loop_fn *fn, void *ctx)
{
	loop->before_wait = fn;
	loop->before_wait_ctx = ctx;
}

void loop_run(struct loop *loop)
{
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}
