/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/flow.h - a conntrack entry that lets two endpoints talk
 *
 * From an inside endpoint to a peer, who sees the mapping's outside endpoint.
 * It admits the peer's first packet through a firewall that accepts
 * established connections, and the kernel alone carries what follows.  A
 * sweep reads the kernel's counters in turn and renews what would run out.
 */
#ifndef NAT_FLOW_H
#define NAT_FLOW_H

#include "nat/mapping.h"

/** Seconds that a flow lives when we die and no packet comes. */
#define FLOW_TTL_S 180

/** Every flow is looked at once in this time. */
#define FLOW_SWEEP_MS 10000

struct flow {
	struct hash_node node;
	struct list ring;
	struct endpoint inside;
	struct endpoint outside;
	struct endpoint peer;
	uint32_t uses;
	/** The phone's packets made it, or the kernel would have let it come
	 * about anyway: it is renewed, but not removed in the end. */
	bool is_borrowed;
	int error; /* why the kernel does not have it; 0 when it does */
	uint64_t opened_ms;
	uint64_t active_ms; /* when a packet last was seen, in either way */
	uint64_t in_ms;     /* from the peer; 0: never */
	uint64_t out_ms;
	uint32_t lost;           /* how often the kernel had lost it */
	struct kernel_flow seen; /* at the last look */
};

/** flow_find - the flow between two endpoints, or NULL. */
struct flow *flow_find(const struct nat *nat, const struct endpoint *inside,
		       const struct endpoint *peer);

/**
 * flow_open - let @peer and the mapping's inside endpoint talk
 *
 * The second user of the same pair shares the flow.  Returns 0 with @out, or
 * -ENOMEM; what the kernel says comes with the commit, in flow.error.
 */
MUST_CHECK int flow_open(struct nat *nat, const struct mapping *mapping,
			 const struct endpoint *peer, struct flow **out);

/** flow_close - one user less; with the last one the flow goes. */
void flow_close(struct nat *nat, struct flow *flow);

/**
 * flow_admit - let @peer and the mapping's inside endpoint talk, once
 *
 * For signalling that comes after a silence: the flow is made and then left
 * to the kernel; what passes keeps it alive.
 */
void flow_admit(struct nat *nat, const struct mapping *mapping,
		const struct endpoint *peer);

/** flow_look - read the kernel's counters of @flow now. */
void flow_look(struct nat *nat, struct flow *flow);

/** flow_sweep_start - begin to look at all flows in turn. */
void flow_sweep_start(struct nat *nat);

/** flow_refused - the kernel did not make it. */
void flow_refused(struct flow *flow, int err);

/** flow_free_all - at the end; the kernel is not told. */
void flow_free_all(struct nat *nat);

#endif /* NAT_FLOW_H */
