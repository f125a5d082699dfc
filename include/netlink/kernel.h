/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/kernel.h - the seam between Viaduct and the kernel
 *
 * Everything above speaks of four kinds of object that Viaduct keeps in the
 * kernel, and of what the kernel knows about interfaces and flows.  What
 * netlink looks like is known below this header only: src/netlink/ for the
 * real kernel, tests/fakes/kernel.c for the one of the scenarios.
 *
 * Changes are collected while a round of packets is worked through and
 * handed over together, so that a round costs one transaction.  Each object
 * ends by itself when its time to live is up; its owner renews it while it
 * lives.
 */
#ifndef NETLINK_KERNEL_H
#define NETLINK_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/endpoint.h"
#include "base/prefix.h"

enum kernel_object {
	/** A LAN socket whose inbound SIP is queued: inside. */
	KERNEL_PHONE,
	/** An outside port whose packets are shown to us before conntrack
	 * sees them: outside. */
	KERNEL_ARMED,
	/** A LAN socket that everybody sees at one public port: inside,
	 * outside. */
	KERNEL_MAPPED,
	/** A conntrack entry from inside to peer, seen by peer at outside.
	 * When outside is inside, nothing is translated. */
	KERNEL_FLOW,
};

enum kernel_action {
	/** Make it.  A flow that is there already and is the same is fine;
	 * one with another mapping of the same inside socket is replaced. */
	KERNEL_ADD,
	/** Restart its time to live; make it when it is gone. */
	KERNEL_RENEW,
	/** Remove it.  It is no error when it is gone. */
	KERNEL_REMOVE,
};

struct kernel_change {
	enum kernel_object object;
	enum kernel_action action;
	uint32_t ttl_s; /* for ADD and RENEW */
	struct endpoint inside;
	struct endpoint outside;
	struct endpoint peer;
	uint32_t round_slot; /* the packet that asked for it; for the asker */
	int result;          /* filled by commit: 0 or a negative errno */
};

/** What the kernel knows of one flow. */
struct kernel_flow {
	struct endpoint inside;  /* asked for */
	struct endpoint peer;    /* asked for */
	int result;              /* 0, -ENOENT, or another negative errno */
	struct endpoint outside; /* where the peer sees it */
	uint32_t timeout_s;
	uint64_t packets_out; /* inside to peer */
	uint64_t bytes_out;
	uint64_t packets_in;
	uint64_t bytes_in;
};

#define KERNEL_NAME_MAX 16 /* IFNAMSIZ */

struct kernel_link {
	uint32_t index;
	char name[KERNEL_NAME_MAX];
	uint32_t mtu;
	bool is_up;
	bool is_loopback;
};

struct kernel_address {
	uint32_t link;
	struct prefix prefix; /* the address itself and the prefix length */
};

/** A unicast route of the main table; length 0 is a default route. */
struct kernel_route {
	uint32_t link;
	uint32_t metric;
	struct prefix destination;
};

/** Most of each that are looked at; a router that has more is told so. */
#define KERNEL_MAX_LINKS 256
#define KERNEL_MAX_ADDRESSES 512
#define KERNEL_MAX_ROUTES 1024

struct kernel_network {
	unsigned int link_count;
	unsigned int address_count;
	unsigned int route_count;
	bool incomplete; /* one of the limits was reached */
	struct kernel_link links[KERNEL_MAX_LINKS];
	struct kernel_address addresses[KERNEL_MAX_ADDRESSES];
	struct kernel_route routes[KERNEL_MAX_ROUTES];
};

/** What the ruleset needs to know; its text is in docs/architecture.md. */
struct kernel_ruleset {
	unsigned int wan_count;
	const uint32_t *wan_links; /* interface indices */
	unsigned int port_count;
	const uint16_t *sip_ports;
	uint16_t signalling_queue;
	uint16_t media_queue;
};

struct kernel_ops {
	/**
	 * commit - carry out @count changes and fill in their results
	 *
	 * Flows first, so that a first packet always finds its flow or its
	 * armed port; then set elements in one transaction.  When the kernel
	 * refuses that, its parts are tried one by one.  When this returns,
	 * the kernel has done what the results say.
	 */
	void (*commit)(void *ctx, struct kernel_change *changes, size_t count);

	/** read_flows - fill in @count flows; inside and peer are given. */
	void (*read_flows)(void *ctx, struct kernel_flow *flows, size_t count);

	/** read_network - interfaces, addresses and routes as they are now.
	 * Returns 0 or a negative errno. */
	int (*read_network)(void *ctx, struct kernel_network *out);

	/** is_port_free - is no UDP socket of this router bound to @e?  Not
	 * being able to tell counts as no. */
	bool (*is_port_free)(void *ctx, const struct endpoint *e);

	/** is_same_host - do two addresses belong to one host of a network
	 * that this router is on?  They do when both are known there by the
	 * same link-layer address. */
	bool (*is_same_host)(void *ctx, const struct address *a,
			     const struct address *b);

	/**
	 * set_ruleset - make our tables anew, without any element
	 * @ipv6_error: 0, or a negative errno when there is none for IPv6:
	 *              -EAFNOSUPPORT in a kernel without it
	 *
	 * Returns 0 or a negative errno, and then the tables are as before:
	 * those of IPv4, without which there is no use in us.
	 */
	int (*set_ruleset)(void *ctx, const struct kernel_ruleset *ruleset,
			   int *ipv6_error);

	/** clear_ruleset - remove our tables with all that is in them. */
	void (*clear_ruleset)(void *ctx);
};

struct kernel {
	const struct kernel_ops *ops;
	void *ctx;
};

#endif /* NETLINK_KERNEL_H */
