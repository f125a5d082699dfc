/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/nat.h - everything the translation needs, in one place
 *
 * A mapping pairs an inside endpoint with the outside endpoint that the world
 * sees; a flow is a conntrack entry that lets one peer and one inside
 * endpoint talk.  This struct holds their tables, the ports they take, and
 * the changes of the kernel that they ask for until nat_commit().
 */
#ifndef NAT_NAT_H
#define NAT_NAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hashtable.h"
#include "base/list.h"
#include "base/timer.h"
#include "nat/port_pool.h"
#include "nat/realm.h"
#include "nat/trust.h"
#include "netlink/kernel.h"

/** From where a registered phone may be called, [signalling] source. */
enum nat_signalling_source {
	NAT_SOURCE_REGISTRAR, /* the address that the REGISTER went to */
	NAT_SOURCE_ANY,
	NAT_SOURCE_PREFIXES, /* the registrar, and these */
};

/** From where media may come, [media] source; trust rule 5. */
enum nat_media_source {
	NAT_MEDIA_EXACT,   /* address and port of the peer's SDP */
	NAT_MEDIA_ADDRESS, /* its address, any port; the first one stays */
	NAT_MEDIA_ANY,     /* anybody; the first one stays */
};

#define NAT_MAX_SOURCES 16

struct nat_settings {
	struct realm_settings realm;
	struct trust_settings trust;
	uint16_t signalling_first, signalling_last; /* outside_ports */
	uint16_t media_first, media_last;
	enum nat_signalling_source signalling_source;
	unsigned int source_count;
	struct prefix sources[NAT_MAX_SOURCES];
	enum nat_media_source media_source;
	bool ice_passes; /* [media] ice: candidates are left alone */
};

/**
 * Changes that are collected before they are handed over without waiting for
 * the end of the round; a round of 64 INVITEs with two streams needs 768.
 */
#define NAT_MAX_CHANGES 1024

/** round_slot of a change that no packet waits for. */
#define NAT_NO_SLOT UINT32_MAX

struct nat {
	const struct nat_settings *settings;
	struct kernel kernel;
	struct timers *timers;
	struct realm realm;
	struct trust trust;
	struct port_pool signalling_ports;
	struct port_pool media_ports;
	/** Why the kernel has no table of ours for IPv6, a negative errno;
	 * 0 when it has one. */
	int ipv6_error;
	struct hashtable by_inside;  /* mappings */
	struct hashtable by_outside; /* mappings */
	uint32_t armed_count;
	struct hashtable flows;
	struct list flow_ring; /* the same flows, in turn for the sweep */
	struct timer sweep;
	uint32_t slot; /* of the packet that is worked on, or NAT_NO_SLOT */
	/** False while a message is worked on for the second time because
	 * the kernel refused what it asked for the first time. */
	bool may_open;
	/** Called for each slot one of whose changes was refused. */
	void (*slot_refused)(void *ctx, uint32_t slot);
	void *slot_refused_ctx;
	bool is_undoing; /* refused changes are being undone */
	bool is_leaving; /* see nat_leave() */
	uint32_t change_count;
	struct kernel_change changes[NAT_MAX_CHANGES];
};

/**
 * nat_open - empty tables; learns the realm from the kernel
 * @settings, @timers: stay the caller's and must outlive @nat
 *
 * Returns 0 or a negative errno.
 */
MUST_CHECK int nat_open(struct nat *nat, const struct nat_settings *settings,
			struct kernel kernel, struct timers *timers);

/** nat_leave - from now on ask the kernel for nothing: what is there is left
 * to end by itself, so that calls go on without us. */
void nat_leave(struct nat *nat);

/** nat_close - forget everything. */
void nat_close(struct nat *nat);

/** nat_learn - look at the network again.  Mappings on an address that is no
 * longer ours are removed.  Returns 0 or a negative errno. */
MUST_CHECK int nat_learn(struct nat *nat);

/** nat_serves - can openings be made for this address: is it inside, and has
 * the kernel our table for its family? */
bool nat_serves(const struct nat *nat, const struct address *inside);

/** nat_adopt_port - give a phone the outside port that its flow has: one of
 * @pool or not, as long as no mapping has it.  It is given back to @pool in
 * both cases. */
bool nat_adopt_port(struct nat *nat, struct port_pool *pool,
		    const struct endpoint *outside);

/** nat_take_port - give it the one that it says it has: the same, unless the
 * router itself listens there. */
bool nat_take_port(struct nat *nat, struct port_pool *pool,
		   const struct endpoint *outside);

/**
 * nat_is_same_host - does the host with the address @phone have @other too?
 *
 * So a dual-stack phone may name its media in the family that its signalling
 * does not use, and one with several IPv6 addresses any of them.  Two IPv4
 * addresses are taken for two hosts.
 */
bool nat_is_same_host(const struct nat *nat, const struct address *phone,
		      const struct address *other);

/** nat_change - ask for one change of the kernel at the next commit. */
void nat_change(struct nat *nat, const struct kernel_change *change);

/**
 * nat_commit - have the kernel make all changes that were asked for
 *
 * What the kernel refuses is undone here and told to its owners, once per
 * object; see struct mapping_user_ops.
 */
void nat_commit(struct nat *nat);

#endif /* NAT_NAT_H */
