/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/base/test_timer.c - timers fire in time, in order, once
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/timer.h"
#include "dice.h"

#define MANY 100

struct alarm {
	struct timer timer;
	unsigned int fired;
	uint64_t due_ms; /* the reference: UINT64_MAX when stopped */
};

static struct timers timers;
static struct alarm alarms[MANY];

/* The order of firing, and how much of it there is. */
static unsigned int fired_order[MANY * 4];
static unsigned int fired_count;

static void note_firing(struct timer *timer)
{
	struct alarm *alarm = container_of(timer, struct alarm, timer);

	assert_false(timer_is_running(timer));
	assert_in_range(fired_count, 0, MANY * 4 - 1);
	fired_order[fired_count++] = (unsigned int)(alarm - alarms);
	alarm->fired++;
	alarm->due_ms = UINT64_MAX;
}

static int set_up(void **state UNUSED)
{
	timers_init(&timers);
	fired_count = 0;
	for (int i = 0; i < MANY; i++) {
		alarms[i] = (struct alarm){.due_ms = UINT64_MAX};
		timer_init(&alarms[i].timer, note_firing);
	}
	return 0;
}

static void start(unsigned int i, uint64_t due_ms)
{
	timer_start(&timers, &alarms[i].timer, due_ms);
	alarms[i].due_ms = due_ms;
}

static void stop(unsigned int i)
{
	timer_stop(&timers, &alarms[i].timer);
	alarms[i].due_ms = UINT64_MAX;
}

static uint64_t earliest(void)
{
	uint64_t earliest_ms = UINT64_MAX;

	for (int i = 0; i < MANY; i++)
		if (alarms[i].due_ms < earliest_ms)
			earliest_ms = alarms[i].due_ms;
	return earliest_ms;
}

/* What can be asked of the timers agrees with the reference. */
static void assert_state(void)
{
	uint32_t running = 0;

	for (int i = 0; i < MANY; i++) {
		bool is_running = alarms[i].due_ms != UINT64_MAX;

		assert_int_equal(timer_is_running(&alarms[i].timer),
				 is_running);
		running += is_running;
	}
	assert_int_equal(timers.count, running);
	assert_true(timers_next_ms(&timers) == earliest());
}

static void nothing_fires_before_its_time(void **state UNUSED)
{
	assert_state();
	start(0, 100);
	timers_run(&timers, 99);
	assert_int_equal(fired_count, 0);
	assert_state();
	timers_run(&timers, 100);
	assert_int_equal(fired_count, 1);
	assert_state();
	timers_run(&timers, 1000);
	assert_int_equal(fired_count, 1);
}

static void fires_in_the_order_of_time(void **state UNUSED)
{
	static const uint64_t due[] = {50, 10, 40, 20, 30};

	for (unsigned int i = 0; i < 5; i++)
		start(i, due[i]);
	timers_run(&timers, 45);
	assert_int_equal(fired_count, 4);
	assert_memory_equal(fired_order, ((unsigned int[]){1, 3, 4, 2}),
			    4 * sizeof(unsigned int));
	assert_state();
}

static void starting_again_moves_it(void **state UNUSED)
{
	start(0, 100);
	start(1, 150);
	start(0, 200);
	assert_state();
	timers_run(&timers, 150);
	assert_int_equal(alarms[0].fired, 0);
	assert_int_equal(alarms[1].fired, 1);
	start(0, 10); /* earlier than before, and than now */
	timers_run(&timers, 150);
	assert_int_equal(alarms[0].fired, 1);
	assert_state();
}

static void stopping_what_is_stopped_does_nothing(void **state UNUSED)
{
	stop(0);
	start(1, 10);
	stop(0);
	assert_state();
	stop(1);
	stop(1);
	assert_state();
	timers_run(&timers, 100);
	assert_int_equal(fired_count, 0);
}

/* Nobody's time is so late that it would never come. */
static void knows_the_end_of_time(void **state UNUSED)
{
	assert_true(timers_next_ms(&timers) == UINT64_MAX);
	start(0, UINT64_MAX - 1);
	assert_true(timers_next_ms(&timers) == UINT64_MAX - 1);
	timers_run(&timers, UINT64_MAX - 2);
	assert_int_equal(fired_count, 0);
	timers_run(&timers, UINT64_MAX);
	assert_int_equal(fired_count, 1);
}

/* Run to @now_ms and compare with what the reference says is due. */
static void run_and_compare(uint64_t now_ms)
{
	uint64_t due_before[MANY];
	uint64_t last = 0;
	unsigned int expected = 0;

	for (int i = 0; i < MANY; i++) {
		due_before[i] = alarms[i].due_ms;
		expected += due_before[i] <= now_ms;
	}
	fired_count = 0;
	timers_run(&timers, now_ms);
	assert_int_equal(fired_count, expected);
	for (unsigned int i = 0; i < fired_count; i++) {
		uint64_t due = due_before[fired_order[i]];

		assert_true(due <= now_ms && due >= last);
		last = due;
	}
}

static void agrees_with_a_sorted_reference(void **state UNUSED)
{
	struct dice dice = {6};
	uint64_t now_ms = 0;

	for (int step = 0; step < 30000; step++) {
		unsigned int i = dice_throw(&dice, MANY);

		switch (dice_throw(&dice, 8)) {
		case 0:
		case 1:
			stop(i);
			break;
		case 2:
			now_ms += dice_throw(&dice, 40);
			run_and_compare(now_ms);
			break;
		default:
			/* Few different times, so that many are equal. */
			start(i, now_ms + dice_throw(&dice, 60));
			break;
		}
		assert_state();
	}
	run_and_compare(now_ms + 100);
	assert_int_equal(timers.count, 0);
}

static void start_other(struct timer *timer)
{
	note_firing(timer);
	start(1, 100);
	start(2, 5); /* long over: still in this run */
	start(3, 101);
}

static void a_callback_may_start_others(void **state UNUSED)
{
	timer_init(&alarms[0].timer, start_other);
	start(0, 50);
	timers_run(&timers, 100);
	assert_int_equal(fired_count, 3);
	assert_memory_equal(fired_order, ((unsigned int[]){0, 2, 1}),
			    3 * sizeof(unsigned int));
	assert_state();
}

static void stop_others(struct timer *timer)
{
	note_firing(timer);
	for (unsigned int i = 1; i < 10; i++)
		stop(i);
}

static void a_callback_may_stop_those_that_are_due(void **state UNUSED)
{
	timer_init(&alarms[0].timer, stop_others);
	start(0, 50);
	for (unsigned int i = 1; i < 11; i++)
		start(i, 60 + i);
	timers_run(&timers, 100);
	assert_int_equal(fired_count, 2);
	assert_int_equal(alarms[10].fired, 1);
	assert_state();
}

static void start_again(struct timer *timer)
{
	note_firing(timer);
	if (alarms[0].fired < 3)
		start(0, 100 * alarms[0].fired);
}

static void a_callback_may_start_its_own_timer(void **state UNUSED)
{
	timer_init(&alarms[0].timer, start_again);
	start(0, 10);
	timers_run(&timers, 150);
	assert_int_equal(alarms[0].fired, 2);
	assert_true(timers_next_ms(&timers) == 200);
	timers_run(&timers, 1000);
	assert_int_equal(alarms[0].fired, 3);
	assert_state();
}

/* The timer dies with its object, which its callback may free. */
static void overwrite(struct timer *timer)
{
	note_firing(timer);
	memset(timer, 0xff, sizeof(*timer));
}

static void a_callback_may_free_its_timer(void **state UNUSED)
{
	for (unsigned int i = 0; i < 4; i++) {
		timer_init(&alarms[i].timer, overwrite);
		start(i, 10 + i);
	}
	start(4, 12);
	timers_run(&timers, 100);
	assert_int_equal(fired_count, 5);
	assert_int_equal(timers.count, 0);
}

static struct dice callback_dice;

/* Starts and stops at random, most of it in the future. */
static void stir(struct timer *timer)
{
	struct alarm *alarm = container_of(timer, struct alarm, timer);
	uint64_t due_ms = alarm->due_ms;

	assert_true(due_ms == earliest());
	note_firing(timer);
	for (int i = 0; i < 3; i++) {
		unsigned int other = dice_throw(&callback_dice, MANY);

		if (dice_throw(&callback_dice, 3) == 0)
			stop(other);
		else
			start(other, due_ms + dice_throw(&callback_dice, 50));
	}
}

static void callbacks_may_stir_it_all(void **state UNUSED)
{
	callback_dice.state = 7;
	for (unsigned int i = 0; i < MANY; i++) {
		timer_init(&alarms[i].timer, stir);
		start(i, i);
	}
	for (uint64_t now_ms = 0; now_ms < 3000; now_ms++) {
		fired_count = 0;
		while (fired_count < MANY && timers_next_ms(&timers) <= now_ms)
			timers_run(&timers, timers_next_ms(&timers));
		assert_state();
	}
	assert_true(alarms[0].fired > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_fires_before_its_time, set_up),
		cmocka_unit_test_setup(fires_in_the_order_of_time, set_up),
		cmocka_unit_test_setup(starting_again_moves_it, set_up),
		cmocka_unit_test_setup(stopping_what_is_stopped_does_nothing,
				       set_up),
		cmocka_unit_test_setup(knows_the_end_of_time, set_up),
		cmocka_unit_test_setup(agrees_with_a_sorted_reference, set_up),
		cmocka_unit_test_setup(a_callback_may_start_others, set_up),
		cmocka_unit_test_setup(a_callback_may_stop_those_that_are_due,
				       set_up),
		cmocka_unit_test_setup(a_callback_may_start_its_own_timer,
				       set_up),
		cmocka_unit_test_setup(a_callback_may_free_its_timer, set_up),
		cmocka_unit_test_setup(callbacks_may_stir_it_all, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
