/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/kernel.h - a kernel for tests: sets, flows and a network
 *
 * It keeps what was committed, lets it expire by the fake clock, refuses what
 * it is told to refuse, and stops the test when it is asked for something
 * that a real kernel would not be asked for.
 */
#ifndef FAKES_KERNEL_H
#define FAKES_KERNEL_H

#include "netlink/kernel.h"

/** A UDP port that the router itself listens at. */
#define FAKE_KERNEL_SERVICE 51820

#define FAKE_KERNEL_MAX 4096

struct fake_object {
	enum kernel_object object;
	struct endpoint inside;
	struct endpoint outside;
	struct endpoint peer;
	uint64_t expires_ms;
	uint64_t packets_in, packets_out;
};

struct fake_kernel {
	size_t count;
	struct fake_object objects[FAKE_KERNEL_MAX];
	/* The change that is refused, counted from the next one; -1: none. */
	long refuse_after;
	long refuse_count; /* and so many from there on */
	unsigned long changes;
	unsigned int rulesets;
	struct address one_host[2]; /* that are of one host, in this order */
	int ipv6_error;             /* that set_ruleset reports */
	struct kernel_network network;
};

/** fake_kernel_init - lan0 192.168.1.1/24 and 2001:db8:1::1/64, which also
 * leads to 192.0.2.128/25; wan0 203.0.113.7/24 and 2001:db8:ffff::7/64 with
 * the default routes; interface indices 1 (lo), 2 (lan0), 3 (wan0). */
void fake_kernel_init(struct fake_kernel *k);
struct kernel fake_kernel(struct fake_kernel *k);

enum { FAKE_LAN = 2, FAKE_WAN = 3 };

/** fake_kernel_expire - forget what has not been renewed in time. */
void fake_kernel_expire(struct fake_kernel *k);

/** fake_kernel_find - an object, by the endpoints that identify its kind. */
struct fake_object *fake_kernel_find(struct fake_kernel *k,
				     const struct kernel_change *like);
void fake_kernel_remove(struct fake_kernel *k, struct fake_object *object);
struct fake_object *fake_kernel_add(struct fake_kernel *k,
				    const struct kernel_change *change);

#endif /* FAKES_KERNEL_H */
