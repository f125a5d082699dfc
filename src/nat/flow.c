/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/flow.c - a conntrack entry that lets two endpoints talk
 */
#include <errno.h>

#include "base/clock.h"
#include "base/counters.h"
#include "base/log.h"
#include "base/pool.h"
#include "nat/flow.h"

/* The sweep looks at a part of the flows each second. */
#define TICK_MS 1000
#define TICKS_PER_SWEEP (FLOW_SWEEP_MS / TICK_MS)

/* Most flows of one question to the kernel: bounds the time that packets
 * wait for it. */
#define LOOK_MAX 64

/* A flow with less to live is renewed: three sweeps, so that two may fail. */
#define RENEW_BELOW_S (3 * FLOW_SWEEP_MS / 1000)

/* Until the packet that waits has been seen by conntrack. */
#define ADMITTED_TTL_S 60

static uint64_t hash_of(const struct endpoint *inside,
			const struct endpoint *peer)
{
	return hashtable_mix(hashtable_hash_endpoint(inside),
			     hashtable_hash_endpoint(peer));
}

struct flow *flow_find(const struct nat *nat, const struct endpoint *inside,
		       const struct endpoint *peer)
{
	struct hash_node *node =
		hashtable_first(&nat->flows, hash_of(inside, peer));

	for (; node != NULL; node = hashtable_next(node)) {
		struct flow *flow = container_of(node, struct flow, node);

		if (endpoint_equal(&flow->inside, inside) &&
		    endpoint_equal(&flow->peer, peer))
			return flow;
	}
	return NULL;
}

static void change_flow(struct nat *nat, const struct flow *flow,
			enum kernel_action action)
{
	nat_change(nat, &(struct kernel_change){
				.object = KERNEL_FLOW,
				.action = action,
				.ttl_s = FLOW_TTL_S,
				.inside = flow->inside,
				.outside = flow->outside,
				.peer = flow->peer,
			});
}

int flow_open(struct nat *nat, const struct mapping *mapping,
	      const struct endpoint *peer, struct flow **out)
{
	struct flow *flow = flow_find(nat, &mapping->inside, peer);

	if (flow != NULL) {
		flow->uses++;
		*out = flow;
		return 0;
	}
	flow = pool_zalloc(sizeof(*flow));
	if (flow == NULL)
		return -ENOMEM;
	flow->inside = mapping->inside;
	flow->outside = mapping->outside;
	flow->peer = *peer;
	flow->uses = 1;
	flow->opened_ms = clock_ms();
	flow->active_ms = flow->opened_ms;
	hashtable_insert(&nat->flows, &flow->node,
			 hash_of(&flow->inside, &flow->peer));
	list_append(&nat->flow_ring, &flow->ring);
	change_flow(nat, flow, KERNEL_ADD);
	counter_add(COUNTER_FLOWS_OPENED);
	*out = flow;
	return 0;
}

void flow_admit(struct nat *nat, const struct mapping *mapping,
		const struct endpoint *peer)
{
	nat_change(nat, &(struct kernel_change){
				.object = KERNEL_FLOW,
				.action = KERNEL_ADD,
				.ttl_s = ADMITTED_TTL_S,
				.inside = mapping->inside,
				.outside = mapping->outside,
				.peer = *peer,
			});
}

static void free_flow(struct nat *nat, struct flow *flow)
{
	hashtable_remove(&nat->flows, &flow->node);
	list_remove(&flow->ring);
	pool_free(flow, sizeof(*flow));
}

void flow_close(struct nat *nat, struct flow *flow)
{
	if (flow == NULL || --flow->uses > 0)
		return;
	if (!flow->is_borrowed && flow->error == 0)
		change_flow(nat, flow, KERNEL_REMOVE);
	free_flow(nat, flow);
}

void flow_refused(struct flow *flow, int err)
{
	flow->error = err;
}

/*
 * Is it gone?  Also when the phone spoke in the meantime and the router's
 * masquerade gave it another port: then ours takes its place again.
 */
static bool is_lost(const struct flow *flow, const struct kernel_flow *answer)
{
	return answer->result == -ENOENT ||
	       (answer->result == 0 &&
		!endpoint_equal(&answer->outside, &flow->outside));
}

/* Take over what the kernel answered, and mend what is amiss. */
static void take_answer(struct nat *nat, struct flow *flow,
			const struct kernel_flow *answer)
{
	if (is_lost(flow, answer)) {
		if (flow->error == 0) {
			counter_add(COUNTER_FLOWS_LOST);
			flow->lost++;
		}
		flow->error = 0;
		change_flow(nat, flow, KERNEL_ADD);
		return;
	}
	if (answer->result != 0)
		return;
	if (answer->packets_in != flow->seen.packets_in)
		flow->active_ms = flow->in_ms = clock_ms();
	if (answer->packets_out != flow->seen.packets_out)
		flow->active_ms = flow->out_ms = clock_ms();
	flow->seen = *answer;
	if (answer->timeout_s < RENEW_BELOW_S)
		change_flow(nat, flow, KERNEL_RENEW);
}

void flow_look(struct nat *nat, struct flow *flow)
{
	struct kernel_flow answer = {.inside = flow->inside,
				     .peer = flow->peer};

	nat->kernel.ops->read_flows(nat->kernel.ctx, &answer, 1);
	take_answer(nat, flow, &answer);
}

/* The next flows of the ring, which go to its end. */
static void look_at_some(struct nat *nat, size_t count)
{
	struct kernel_flow answers[LOOK_MAX];
	struct flow *flows[LOOK_MAX];

	for (size_t i = 0; i < count; i++) {
		struct flow *flow =
			list_first(&nat->flow_ring, struct flow, ring);

		list_remove(&flow->ring);
		list_append(&nat->flow_ring, &flow->ring);
		flows[i] = flow;
		answers[i] = (struct kernel_flow){.inside = flow->inside,
						  .peer = flow->peer};
	}
	nat->kernel.ops->read_flows(nat->kernel.ctx, answers, count);
	for (size_t i = 0; i < count; i++)
		take_answer(nat, flows[i], &answers[i]);
}

static void sweep_timer(struct timer *timer)
{
	struct nat *nat = container_of(timer, struct nat, sweep);
	size_t left =
		(nat->flows.count + TICKS_PER_SWEEP - 1) / TICKS_PER_SWEEP;

	while (left > 0) {
		size_t part = left < LOOK_MAX ? left : LOOK_MAX;

		look_at_some(nat, part);
		left -= part;
	}
	timer_start(nat->timers, timer, clock_ms() + TICK_MS);
}

void flow_sweep_start(struct nat *nat)
{
	timer_init(&nat->sweep, sweep_timer);
	timer_start(nat->timers, &nat->sweep, clock_ms() + TICK_MS);
}

void flow_free_all(struct nat *nat)
{
	while (!list_is_empty(&nat->flow_ring))
		free_flow(nat, list_first(&nat->flow_ring, struct flow, ring));
}
