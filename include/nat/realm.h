/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/realm.h - which addresses are inside, which are ours
 *
 * Learnt from the kernel: an interface with a default route of either family
 * is a WAN, what the other interfaces route to is the LAN.  Configuration
 * overrides both.
 *
 * An inside address is translated, when the world sees it as the WAN's, or
 * routed, when the world sees it as it is: then there is nothing to rewrite,
 * and all that is made are openings in the admin's firewall.
 */
#ifndef NAT_REALM_H
#define NAT_REALM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"
#include "base/prefix.h"
#include "netlink/kernel.h"

/** Most WAN interfaces, LAN prefixes and own addresses that are kept; what
 * is beyond is left out and said in the log. */
#define REALM_MAX_WANS 8
#define REALM_MAX_LANS 64
#define REALM_MAX_OWN 64

struct realm_settings {
	bool translate; /* [nat] mode = auto; false for off */
	bool wan_auto;
	unsigned int wan_count;
	char wan_names[REALM_MAX_WANS][KERNEL_NAME_MAX];
	bool lan_auto;
	unsigned int lan_count;
	struct prefix lans[REALM_MAX_LANS];
	struct address public_address; /* unset: the WAN interface's */
};

struct realm_wan {
	uint32_t link;
	char name[KERNEL_NAME_MAX];
	struct address address; /* IPv4, what packets carry; may be unset */
	struct address shown;   /* what messages say; differs behind a NAT */
};

struct realm {
	unsigned int wan_count;
	struct realm_wan wans[REALM_MAX_WANS];
	unsigned int lan_count;
	struct prefix lans[REALM_MAX_LANS];
	unsigned int own_count;
	struct address own[REALM_MAX_OWN];
	unsigned int link_count;
	struct {
		uint32_t link;
		uint32_t mtu;
	} links[KERNEL_MAX_LINKS];
	bool translate;
	bool incomplete; /* there was more than fits */
};

/** realm_learn - what the network and the settings say together. */
void realm_learn(struct realm *realm, const struct realm_settings *settings,
		 const struct kernel_network *network);

/** realm_wan - the WAN interface with that index, or NULL. */
const struct realm_wan *realm_wan(const struct realm *realm, uint32_t link);

/** realm_translating_wan - @wan if it has an IPv4 address to translate to, else
 * the first WAN that has one, else @wan. */
const struct realm_wan *realm_translating_wan(const struct realm *realm,
					      const struct realm_wan *wan);

/** realm_is_inside - does the LAN have this address? */
bool realm_is_inside(const struct realm *realm, const struct address *a);

/** realm_is_shown - do messages name a WAN of ours by this address? */
bool realm_is_shown(const struct realm *realm, const struct address *a);

/** realm_is_own - does an interface of this router have it? */
bool realm_is_own(const struct realm *realm, const struct address *a);

/** realm_translates - is this inside address hidden behind the WAN's?  Private
 * IPv4 addresses are.  IPv6 and public IPv4 addresses are routed. */
bool realm_translates(const struct realm *realm, const struct address *inside);

/** realm_mtu - of a link; 0 when unknown. */
uint32_t realm_mtu(const struct realm *realm, uint32_t link);

/** realm_address_is_private - RFC 1918, RFC 6598, link-local, loopback. */
bool realm_address_is_private(const struct address *a);

#endif /* NAT_REALM_H */
