/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/realm.c - which addresses are inside, which are ours
 */
#include <string.h>

#include "nat/realm.h"

bool realm_address_is_private(const struct address *a)
{
	static const struct prefix ranges[] = {
		{{{10}, 4}, 8},        {{{172, 16}, 4}, 12},
		{{{192, 168}, 4}, 16}, {{{100, 64}, 4}, 10},
		{{{169, 254}, 4}, 16}, {{{127}, 4}, 8},
		{{{0xfc}, 6}, 7},      {{{0xfe, 0x80}, 6}, 10},
	};

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (prefix_contains(&ranges[i], a))
			return true;
	return false;
}

static const struct kernel_link *find_link(const struct kernel_network *network,
					   uint32_t index)
{
	for (unsigned int i = 0; i < network->link_count; i++)
		if (network->links[i].index == index)
			return &network->links[i];
	return NULL;
}

static bool is_default_route(const struct kernel_route *route)
{
	return route->destination.length == 0 &&
	       address_is_any(&route->destination.address);
}

static bool is_wan(const struct realm_settings *settings,
		   const struct kernel_network *network,
		   const struct kernel_link *link)
{
	if (settings->wan_auto) {
		for (unsigned int i = 0; i < network->route_count; i++)
			if (network->routes[i].link == link->index &&
			    is_default_route(&network->routes[i]))
				return true;
		return false;
	}
	for (unsigned int i = 0; i < settings->wan_count; i++)
		if (strcmp(settings->wan_names[i], link->name) == 0)
			return true;
	return false;
}

/* The interface's first IPv4 address: what masquerade would take. */
static void choose_address(struct realm_wan *wan,
			   const struct realm_settings *settings,
			   const struct kernel_network *network)
{
	for (unsigned int i = 0; i < network->address_count; i++) {
		const struct kernel_address *a = &network->addresses[i];

		if (a->link != wan->link || a->prefix.address.family != 4)
			continue;
		wan->address = a->prefix.address;
		break;
	}
	wan->shown = address_is_set(&settings->public_address)
			     ? settings->public_address
			     : wan->address;
}

static void learn_wans(struct realm *realm,
		       const struct realm_settings *settings,
		       const struct kernel_network *network)
{
	for (unsigned int i = 0; i < network->link_count; i++) {
		const struct kernel_link *link = &network->links[i];
		struct realm_wan *wan;

		realm->links[realm->link_count].link = link->index;
		realm->links[realm->link_count++].mtu = link->mtu;
		if (link->is_loopback || !is_wan(settings, network, link))
			continue;
		if (realm->wan_count == REALM_MAX_WANS) {
			realm->incomplete = true;
			continue;
		}
		wan = &realm->wans[realm->wan_count++];
		wan->link = link->index;
		memcpy(wan->name, link->name, sizeof(wan->name));
		choose_address(wan, settings, network);
	}
}

static void add_lan(struct realm *realm, const struct prefix *prefix)
{
	for (unsigned int i = 0; i < realm->lan_count; i++)
		if (realm->lans[i].length == prefix->length &&
		    prefix_contains(&realm->lans[i], &prefix->address))
			return;
	if (realm->lan_count == REALM_MAX_LANS)
		realm->incomplete = true;
	else
		realm->lans[realm->lan_count++] = *prefix;
}

/* Nothing of it ever passes a router. */
static bool is_link_local(const struct address *a)
{
	static const struct prefix link_local = {{{0xfe, 0x80}, 6}, 10};

	return prefix_contains(&link_local, a);
}

static void learn_lans(struct realm *realm,
		       const struct realm_settings *settings,
		       const struct kernel_network *network)
{
	if (!settings->lan_auto) {
		for (unsigned int i = 0; i < settings->lan_count; i++)
			add_lan(realm, &settings->lans[i]);
		return;
	}
	for (unsigned int i = 0; i < network->route_count; i++) {
		const struct kernel_route *route = &network->routes[i];
		const struct kernel_link *link =
			find_link(network, route->link);

		if (link == NULL || link->is_loopback ||
		    is_default_route(route) ||
		    is_link_local(&route->destination.address) ||
		    realm_wan(realm, link->index) != NULL)
			continue;
		add_lan(realm, &route->destination);
	}
}

void realm_learn(struct realm *realm, const struct realm_settings *settings,
		 const struct kernel_network *network)
{
	memset(realm, 0, sizeof(*realm));
	realm->translate = settings->translate;
	realm->incomplete = network->incomplete;
	learn_wans(realm, settings, network);
	learn_lans(realm, settings, network);
	for (unsigned int i = 0; i < network->address_count; i++) {
		if (realm->own_count == REALM_MAX_OWN) {
			realm->incomplete = true;
			break;
		}
		realm->own[realm->own_count++] =
			network->addresses[i].prefix.address;
	}
}

const struct realm_wan *realm_wan(const struct realm *realm, uint32_t link)
{
	for (unsigned int i = 0; i < realm->wan_count; i++)
		if (realm->wans[i].link == link)
			return &realm->wans[i];
	return NULL;
}

const struct realm_wan *realm_translating_wan(const struct realm *realm,
					      const struct realm_wan *wan)
{
	if (wan != NULL && address_is_set(&wan->address))
		return wan;
	for (unsigned int i = 0; i < realm->wan_count; i++)
		if (address_is_set(&realm->wans[i].address))
			return &realm->wans[i];
	return wan;
}

bool realm_is_inside(const struct realm *realm, const struct address *a)
{
	for (unsigned int i = 0; i < realm->lan_count; i++)
		if (prefix_contains(&realm->lans[i], a))
			return true;
	return false;
}

bool realm_is_shown(const struct realm *realm, const struct address *a)
{
	for (unsigned int i = 0; i < realm->wan_count; i++)
		if (address_equal(&realm->wans[i].shown, a))
			return true;
	return false;
}

bool realm_is_own(const struct realm *realm, const struct address *a)
{
	for (unsigned int i = 0; i < realm->own_count; i++)
		if (address_equal(&realm->own[i], a))
			return true;
	return false;
}

bool realm_translates(const struct realm *realm, const struct address *inside)
{
	return realm->translate && inside->family == 4 &&
	       realm_address_is_private(inside);
}

uint32_t realm_mtu(const struct realm *realm, uint32_t link)
{
	for (unsigned int i = 0; i < realm->link_count; i++)
		if (realm->links[i].link == link)
			return realm->links[i].mtu;
	return 0;
}
