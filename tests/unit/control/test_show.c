/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_show.c - the rest of the state is shown
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asking.h"
#include "base/counters.h"

/* A unit test is linked from one object of its folder. */
#include "asking.c"

static void registrations_say_who_can_be_called(void **state UNUSED)
{
	static const char *const names[] = {
		"aor",     "inside",    "outside",   "registrar", "expires_s",
		"since_s", "renewed_s", "keepalive", "reachable",
	};
	json_t *result, *row;

	asking_register_phone();
	fake_clock_set_ms(ASKING_START_MS + 10000);
	result = asking_result("registrations", NULL);
	row = asking_only_row(result, "registrations");
	assert_true(asking_has_exactly(row, names, ARRAY_SIZE(names)));
	asking_assert_text(row, "aor", "sip:bob@example.net");
	asking_assert_text(row, "inside", "192.168.1.20:5060");
	asking_assert_text(row, "outside", "203.0.113.7:40000");
	asking_assert_text(row, "registrar", "198.51.100.5:5060");
	assert_int_equal(json_integer_value(json_object_get(row, "expires_s")),
			 290);
	assert_int_equal(json_integer_value(json_object_get(row, "since_s")),
			 10);
	json_decref(result);
}

static void mappings_say_how_the_world_sees_a_socket(void **state UNUSED)
{
	static const char *const names[] = {"inside", "outside", "kind",
					    "armed",  "users",   "idle_s"};
	json_t *result, *row;

	asking_register_phone();
	fake_clock_set_ms(ASKING_START_MS + 4000);
	result = asking_result("mappings", NULL);
	row = asking_only_row(result, "mappings");
	assert_true(asking_has_exactly(row, names, ARRAY_SIZE(names)));
	asking_assert_text(row, "inside", "192.168.1.20:5060");
	asking_assert_text(row, "outside", "203.0.113.7:40000");
	asking_assert_text(row, "kind", "signalling");
	assert_true(json_is_true(json_object_get(row, "armed")));
	assert_int_equal(json_integer_value(json_object_get(row, "users")), 1);
	assert_int_equal(json_integer_value(json_object_get(row, "idle_s")), 4);
	json_decref(result);
}

static void counters_have_all_names(void **state UNUSED)
{
	json_t *result, *values;

	asking_queue_lost = 3;
	asking_call_out();
	result = asking_result("counters", NULL);
	values = json_object_get(result, "counters");
	assert_int_equal(json_object_size(values), COUNTER_COUNT);
	for (unsigned int i = 0; i < COUNTER_COUNT; i++) {
		const json_t *value =
			json_object_get(values, counter_name((enum counter)i));

		assert_true(json_is_integer(value));
		assert_int_equal(json_integer_value(value), counters[i]);
	}
	assert_true(counters[COUNTER_REQUESTS_OUT] > 0);
	assert_int_equal(counters[COUNTER_QUEUE_LOST], 3);
	json_decref(result);
}

static void limits_say_how_much_is_in_use(void **state UNUSED)
{
	static const char *const names[] = {"name", "used", "limit"};
	json_t *result, *rows;
	const json_t *row;
	unsigned int met = 0;
	size_t i;

	asking_call_out();
	result = asking_result("limits", NULL);
	rows = json_object_get(result, "limits");
	json_array_foreach(rows, i, row) {
		const char *name =
			json_string_value(json_object_get(row, "name"));
		json_int_t used =
			json_integer_value(json_object_get(row, "used"));
		json_int_t limit =
			json_integer_value(json_object_get(row, "limit"));

		assert_true(asking_has_exactly(row, names, ARRAY_SIZE(names)));
		if (strcmp(name, "calls") == 0) {
			met++;
			assert_int_equal(used, 1);
			assert_int_equal(limit, 4096);
		} else if (strcmp(name, "media ports") == 0) {
			met++;
			assert_int_equal(used, 2);
			assert_int_equal(limit, 16384);
		}
	}
	assert_int_equal(met, 2);
	json_decref(result);
}

static void status_names_the_interfaces(void **state UNUSED)
{
	static const char *const names[] = {
		"version", "pid",      "since",    "up_s",          "wan",
		"lan",     "bypass",   "calls",    "registrations", "flows",
		"armed",   "mappings", "warnings",
	};
	json_t *result, *status, *wan;

	asking_call_out();
	result = asking_result("status", NULL);
	status = json_object_get(result, "status");
	assert_true(asking_has_exactly(status, names, ARRAY_SIZE(names)));
	asking_assert_text(status, "version", VIADUCT_VERSION);
	assert_int_equal(json_integer_value(json_object_get(status, "up_s")),
			 60);
	wan = asking_only_row(status, "wan");
	asking_assert_text(wan, "name", "wan0");
	asking_assert_text(wan, "address", "203.0.113.7");
	asking_assert_text(wan, "shown_as", "203.0.113.7");
	assert_string_equal(json_string_value(json_array_get(
				    json_object_get(status, "lan"), 0)),
			    "192.168.1.0/24");
	assert_int_equal(json_integer_value(json_object_get(status, "armed")),
			 2);
	assert_int_equal(json_array_size(json_object_get(status, "warnings")),
			 0);
	json_decref(result);
}

static void status_says_why_ipv6_is_not_served(void **state UNUSED)
{
	json_t *result, *warnings;

	gateway.nat.ipv6_error = -ENOENT;
	result = asking_result("status", NULL);
	warnings =
		json_object_get(json_object_get(result, "status"), "warnings");
	assert_int_equal(json_array_size(warnings), 1);
	assert_non_null(strstr(json_string_value(json_array_get(warnings, 0)),
			       "only IPv4 is served"));
	json_decref(result);
	/* A kernel without IPv6 is nothing to worry about. */
	gateway.nat.ipv6_error = -EAFNOSUPPORT;
	result = asking_result("status", NULL);
	warnings =
		json_object_get(json_object_get(result, "status"), "warnings");
	assert_int_equal(json_array_size(warnings), 0);
	json_decref(result);
}

static void status_warns(void **state UNUSED)
{
	json_t *result, *warnings;

	json_decref(asking_result("bypass", "on"));
	asking_queue_lost = 1;
	kernel.network.route_count = 0;
	assert_int_equal(nat_learn(&gateway.nat), 0);
	result = asking_result("status", NULL);
	warnings =
		json_object_get(json_object_get(result, "status"), "warnings");
	/* bypass, no WAN, nothing inside, the queue */
	assert_int_equal(json_array_size(warnings), 4);
	json_decref(result);
}

static void config_shows_every_option(void **state UNUSED)
{
	static const char *const names[] = {"section", "key", "value",
					    "default"};
	json_t *result = asking_result("config", "show");
	json_t *rows = json_object_get(result, "config");
	const json_t *row;
	size_t i;

	asking_assert_text(result, "file", "/etc/x.conf");
	assert_int_equal(json_array_size(rows), config_option_count());
	json_array_foreach(rows, i, row) {
		struct config_option o = config_option((unsigned int)i);

		assert_true(asking_has_exactly(row, names, ARRAY_SIZE(names)));
		asking_assert_text(row, "section", o.section);
		asking_assert_text(row, "key", o.key);
		asking_assert_text(row, "value", o.standard);
	}
	json_decref(result);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, asking_set_up, asking_tear_down)
	const struct CMUnitTest tests[] = {
		TEST(registrations_say_who_can_be_called),
		TEST(mappings_say_how_the_world_sees_a_socket),
		TEST(counters_have_all_names),
		TEST(limits_say_how_much_is_in_use),
		TEST(status_names_the_interfaces),
		TEST(status_warns),
		TEST(status_says_why_ipv6_is_not_served),
		TEST(config_shows_every_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
