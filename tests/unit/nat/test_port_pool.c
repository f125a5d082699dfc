/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/nat/test_port_pool.c - each port once, pairs by parity
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fakes/memory.h"
#include "nat/port_pool.h"

static void gives_each_port_once(void **state UNUSED)
{
	struct port_pool pool;
	bool seen[10] = {false};
	uint16_t port;

	assert_int_equal(port_pool_open(&pool, 2000, 2009), 0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(port_pool_take(&pool, &port), 0);
		assert_in_range(port, 2000, 2009);
		assert_false(seen[port - 2000]);
		seen[port - 2000] = true;
	}
	assert_int_equal(pool.used, 10);
	assert_int_equal(port_pool_take(&pool, &port), -ENOSPC);
	port_pool_give_back(&pool, 2004);
	assert_int_equal(port_pool_take(&pool, &port), 0);
	assert_int_equal(port, 2004);
	port_pool_close(&pool);
}

static void gives_pairs_by_parity(void **state UNUSED)
{
	struct port_pool pool;
	uint16_t port;

	/* 2001 to 2005: one pair from an even port on is 2002, 2003. */
	assert_int_equal(port_pool_open(&pool, 2001, 2005), 0);
	assert_int_equal(port_pool_take_pair(&pool, false, &port), 0);
	assert_int_equal(port, 2002);
	assert_int_equal(port_pool_take_pair(&pool, false, &port), 0);
	assert_int_equal(port, 2004);
	assert_int_equal(port_pool_take_pair(&pool, true, &port), -ENOSPC);
	port_pool_give_back(&pool, 2002);
	assert_int_equal(port_pool_take_pair(&pool, true, &port), 0);
	assert_int_equal(port, 2001);
	port_pool_close(&pool);
}

static void knows_its_own_ports(void **state UNUSED)
{
	struct port_pool pool;

	assert_int_equal(port_pool_open(&pool, 1024, 65535), 0);
	assert_int_equal(port_pool_take_port(&pool, 65535), 0);
	assert_int_equal(port_pool_take_port(&pool, 65535), -EADDRINUSE);
	assert_int_equal(port_pool_take_port(&pool, 1023), -ERANGE);
	port_pool_give_back(&pool, 80);   /* none of the pool */
	port_pool_give_back(&pool, 2000); /* not given out */
	assert_int_equal(pool.used, 1);
	port_pool_close(&pool);
}

static void fails_without_memory(void **state UNUSED)
{
	struct port_pool pool;

	fake_memory_fail_at(0);
	assert_int_equal(port_pool_open(&pool, 2000, 2009), -ENOMEM);
	fake_memory_fail_at(-1);
	port_pool_close(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_each_port_once),
		cmocka_unit_test(gives_pairs_by_parity),
		cmocka_unit_test(knows_its_own_ports),
		cmocka_unit_test(fails_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
