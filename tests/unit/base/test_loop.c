/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_loop.c - waits for timers, descriptors and signals
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/loop.h"
#include "fakes/memory.h"

/* A loop that waits longer than this has lost something. */
#define PATIENCE_MS 10000

static struct timers timers;
static struct loop *loop;
static struct timer deadline;
static unsigned int calls;

static void stop_loop(void *ctx UNUSED)
{
	calls++;
	loop_stop(loop);
}

static void patience_ends(struct timer *timer UNUSED)
{
	loop_stop(loop);
	fail_msg("nothing happened");
}

static int set_up(void **state UNUSED)
{
	calls = 0;
	timers_init(&timers);
	timer_init(&deadline, patience_ends);
	timer_start(&timers, &deadline, clock_ms() + PATIENCE_MS);
	return loop_open(&loop, &timers);
}

static int tear_down(void **state UNUSED)
{
	loop_close(loop);
	return 0;
}

static void stop_by_timer(struct timer *timer UNUSED)
{
	stop_loop(NULL);
}

static void wakes_up_for_a_timer(void **state UNUSED)
{
	uint64_t before = clock_ms();
	struct timer timer;

	timer_init(&timer, stop_by_timer);
	timer_start(&timers, &timer, before + 30);
	loop_run(loop);
	assert_int_equal(calls, 1);
	assert_in_range(clock_ms() - before, 30, PATIENCE_MS);
}

static struct timer second_timer;

static void start_second(struct timer *timer UNUSED)
{
	timer_start(&timers, &second_timer, clock_ms() + 5);
}

/* A timer of a callback sets the alarm anew, and so does one in the past. */
static void wakes_up_for_a_timer_of_a_callback(void **state UNUSED)
{
	struct timer timer;

	timer_init(&second_timer, stop_by_timer);
	timer_init(&timer, start_second);
	timer_start(&timers, &timer, 0);
	loop_run(loop);
	assert_int_equal(calls, 1);
}

/* A pair of sockets, with one byte to be read at the first. */
static void open_pair(int fds[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
}

static void close_pair(const int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

static void calls_when_there_is_something_to_read(void **state UNUSED)
{
	struct loop_watch *watch;
	int fds[2];

	open_pair(fds);
	assert_int_equal(loop_watch(loop, fds[0], LOOP_READABLE, stop_loop,
				    NULL, &watch),
			 0);
	loop_run(loop);
	assert_int_equal(calls, 1);
	/* Nobody has read: it still is. */
	loop_run(loop);
	assert_int_equal(calls, 2);
	loop_unwatch(watch);
	close_pair(fds);
}

static void calls_for_the_events_asked_for(void **state UNUSED)
{
	struct loop_watch *watch;
	struct timer timer;
	char byte;
	int fds[2];

	open_pair(fds);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(loop_watch(loop, fds[0], LOOP_READABLE, stop_loop,
				    NULL, &watch),
			 0);
	timer_init(&timer, stop_by_timer);
	timer_start(&timers, &timer, clock_ms() + 20);
	loop_run(loop); /* by the timer: there is nothing to read */
	assert_false(timer_is_running(&timer));
	assert_int_equal(calls, 1);
	loop_watch_events(watch, LOOP_WRITABLE);
	loop_run(loop);
	assert_int_equal(calls, 2);
	loop_unwatch(watch);
	close_pair(fds);
}

struct reader {
	struct loop_watch *watch;
	unsigned int calls;
};

static void unwatch_itself(void *ctx)
{
	struct reader *reader = ctx;

	reader->calls++;
	loop_unwatch(reader->watch);
}

static void a_watch_may_end_itself(void **state UNUSED)
{
	struct reader reader = {.calls = 0};
	struct timer timer;
	int fds[2];

	open_pair(fds);
	assert_int_equal(loop_watch(loop, fds[0], LOOP_READABLE, unwatch_itself,
				    &reader, &reader.watch),
			 0);
	timer_init(&timer, stop_by_timer);
	timer_start(&timers, &timer, clock_ms() + 20);
	loop_run(loop);
	assert_int_equal(reader.calls, 1);
	loop_unwatch(NULL);
	close_pair(fds);
}

static void calls_when_a_signal_arrives(void **state UNUSED)
{
	assert_int_equal(loop_on_signal(loop, SIGUSR1, stop_loop, NULL), 0);
	assert_int_equal(raise(SIGUSR1), 0);
	loop_run(loop);
	assert_int_equal(calls, 1);
}

static void has_room_for_four_signals(void **state UNUSED)
{
	static const int numbers[] = {SIGUSR1, SIGUSR2, SIGHUP, SIGTERM};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		assert_int_equal(
			loop_on_signal(loop, numbers[i], stop_loop, NULL), 0);
	assert_int_equal(loop_on_signal(loop, SIGINT, stop_loop, NULL),
			 -ENOSPC);
}

static void calls_before_it_waits(void **state UNUSED)
{
	loop_before_wait(loop, stop_loop, NULL);
	loop_run(loop);
	assert_int_equal(calls, 1);
}

/* Changes that a timer's callback asks for must not wait for the next. */
static struct timer started_before_wait;

static void start_timer_once(void *ctx UNUSED)
{
	if (calls++ == 0)
		timer_start(&timers, &started_before_wait, clock_ms() + 10);
}

static void sees_timers_that_were_started_before_it_waits(void **state UNUSED)
{
	timer_init(&started_before_wait, stop_by_timer);
	loop_before_wait(loop, start_timer_once, NULL);
	loop_run(loop);
	assert_false(timer_is_running(&started_before_wait));
}

static void closes_with_watches_and_signals(void **state UNUSED)
{
	struct loop_watch *watch;
	struct timers own;
	struct loop *other;
	int fds[2];

	timers_init(&own);
	open_pair(fds);
	assert_int_equal(loop_open(&other, &own), 0);
	assert_int_equal(loop_watch(other, fds[0], LOOP_READABLE, stop_loop,
				    NULL, &watch),
			 0);
	assert_int_equal(loop_on_signal(other, SIGUSR1, stop_loop, NULL), 0);
	loop_close(other);
	loop_close(NULL);
	close_pair(fds);
	assert_int_equal(calls, 0);
}

static void refuses_a_descriptor_that_is_none(void **state UNUSED)
{
	struct loop_watch *watch = (struct loop_watch *)&calls;

	assert_int_equal(
		loop_watch(loop, -1, LOOP_READABLE, stop_loop, NULL, &watch),
		-EBADF);
	assert_null(watch);
}

/* Open, watch and close, with the n-th allocation failing. */
static void fails_without_memory_and_leaves_nothing(void **state UNUSED)
{
	int err = -ENOMEM;
	int fds[2];

	open_pair(fds);
	for (int n = 0; err != 0; n++) {
		struct loop_watch *watch;
		struct loop *other;
		struct timers own;

		assert_in_range(n, 0, 50);
		timers_init(&own);
		fake_memory_fail_at(n);
		err = loop_open(&other, &own);
		if (err == 0)
			err = loop_watch(other, fds[0], LOOP_READABLE,
					 stop_loop, NULL, &watch);
		assert_int_equal(err != 0, fake_memory_has_failed());
		fake_memory_fail_at(-1);
		loop_close(other);
	}
	close_pair(fds);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(wakes_up_for_a_timer),
		TEST(wakes_up_for_a_timer_of_a_callback),
		TEST(calls_when_there_is_something_to_read),
		TEST(calls_for_the_events_asked_for),
		TEST(a_watch_may_end_itself),
		TEST(calls_when_a_signal_arrives),
		TEST(has_room_for_four_signals),
		TEST(calls_before_it_waits),
		TEST(sees_timers_that_were_started_before_it_waits),
		TEST(closes_with_watches_and_signals),
		TEST(refuses_a_descriptor_that_is_none),
		TEST(fails_without_memory_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
