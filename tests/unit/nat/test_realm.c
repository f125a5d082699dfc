/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/nat/test_realm.c - inside, outside, and which of it is translated
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nat/realm.h"

enum { LO = 1, LAN, WAN, WAN6 };

static struct kernel_network network;
static struct realm_settings settings;
static struct realm realm;

static struct address address(const char *text)
{
	struct address a;

	assert_int_equal(address_parse(slice_of(text), &a), 0);
	return a;
}

static struct prefix prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(slice_of(text), &p), 0);
	return p;
}

static void add_link(uint32_t index, const char *name)
{
	struct kernel_link *link = &network.links[network.link_count++];

	*link = (struct kernel_link){
		.index = index, .mtu = 1500, .is_loopback = index == LO};
	snprintf(link->name, sizeof(link->name), "%s", name);
}

static void add_route(uint32_t link, const char *text)
{
	network.routes[network.route_count++] = (struct kernel_route){
		.link = link, .destination = prefix(text)};
}

static void add_address(uint32_t link, const char *text)
{
	network.addresses[network.address_count++] =
		(struct kernel_address){.link = link, .prefix = prefix(text)};
}

/* A LAN of both families, and a WAN that has no route yet. */
static int set_up(void **state UNUSED)
{
	memset(&network, 0, sizeof(network));
	settings = (struct realm_settings){
		.translate = true, .wan_auto = true, .lan_auto = true};
	add_link(LO, "lo");
	add_link(LAN, "lan0");
	add_link(WAN, "wan0");
	add_link(WAN6, "wan6");
	add_route(LO, "2001:db8:1::/48");
	add_route(LAN, "192.168.1.0/24");
	add_route(LAN, "192.0.2.128/25");
	add_route(LAN, "2001:db8:1::/64");
	add_route(LAN, "fd00:1::/64");
	add_route(LAN, "fe80::/64");
	add_route(WAN, "203.0.113.0/24");
	add_route(WAN, "2001:db8:ffff::/64");
	add_route(WAN, "fe80::/64");
	add_address(WAN, "2001:db8:ffff::7/64");
	add_address(WAN, "203.0.113.7/24");
	add_address(WAN6, "2001:db8:fffe::7/64");
	return 0;
}

static void learn(void)
{
	realm_learn(&realm, &settings, &network);
}

static bool is_inside(const char *text)
{
	struct address a = address(text);

	return realm_is_inside(&realm, &a);
}

static bool translates(const char *text)
{
	struct address a = address(text);

	return realm_translates(&realm, &a);
}

static void a_default_route_of_any_family_makes_a_wan(void **state UNUSED)
{
	learn();
	assert_int_equal(realm.wan_count, 0);
	add_route(WAN, "0.0.0.0/0");
	learn();
	assert_int_equal(realm.wan_count, 1);
	add_route(WAN, "::/0");
	learn();
	assert_int_equal(realm.wan_count, 1);
	add_route(WAN6, "::/0");
	learn();
	assert_int_equal(realm.wan_count, 2);
	assert_null(realm_wan(&realm, LAN));
	assert_non_null(realm_wan(&realm, WAN6));
}

static void networks_of_the_lan_are_inside(void **state UNUSED)
{
	add_route(WAN, "::/0");
	learn();
	assert_true(is_inside("192.168.1.20"));
	assert_true(is_inside("192.0.2.150"));
	assert_false(is_inside("192.0.2.20"));
	assert_true(is_inside("2001:db8:1::20"));
	assert_true(is_inside("fd00:1::20"));
	assert_false(is_inside("2001:db8:ffff::5"));
	/* Reserved at the router, and given to nobody. */
	assert_false(is_inside("2001:db8:1:2::20"));
	/* Link-local addresses do not pass a router. */
	assert_false(is_inside("fe80::20"));
}

static void private_ipv4_is_translated_and_nothing_else(void **state UNUSED)
{
	learn();
	assert_true(translates("192.168.1.20"));
	assert_true(translates("10.1.2.3"));
	assert_true(translates("172.31.0.1"));
	assert_true(translates("100.64.0.1"));
	assert_false(translates("172.32.0.1"));
	assert_false(translates("192.0.2.150"));
	assert_false(translates("2001:db8:1::20"));
	assert_false(translates("fd00:1::20"));
	settings.translate = false;
	learn();
	assert_false(translates("192.168.1.20"));
}

static void translation_takes_a_wan_with_an_ipv4_address(void **state UNUSED)
{
	add_route(WAN6, "::/0");
	learn();
	assert_ptr_equal(realm_translating_wan(&realm, &realm.wans[0]),
			 &realm.wans[0]);
	assert_false(address_is_set(&realm.wans[0].address));
	assert_null(realm_translating_wan(&realm, NULL));
	add_route(WAN, "0.0.0.0/0");
	learn();
	assert_int_equal(
		realm_translating_wan(&realm, realm_wan(&realm, WAN6))->link,
		WAN);
	assert_int_equal(
		realm_translating_wan(&realm, realm_wan(&realm, WAN))->link,
		WAN);
}

#define TEST(function) cmocka_unit_test_setup(function, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_default_route_of_any_family_makes_a_wan),
		TEST(networks_of_the_lan_are_inside),
		TEST(private_ipv4_is_translated_and_nothing_else),
		TEST(translation_takes_a_wan_with_an_ipv4_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
