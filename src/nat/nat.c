/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/nat.c - the tables of the translation and their way to the kernel
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/counters.h"
#include "base/log.h"
#include "nat/flow.h"
#include "nat/mapping.h"
#include "nat/nat.h"

static int open_pools(struct nat *nat)
{
	const struct nat_settings *s = nat->settings;
	int err;

	err = port_pool_open(&nat->signalling_ports, s->signalling_first,
			     s->signalling_last);
	if (err == 0)
		err = port_pool_open(&nat->media_ports, s->media_first,
				     s->media_last);
	return err;
}

int nat_open(struct nat *nat, const struct nat_settings *settings,
	     struct kernel kernel, struct timers *timers)
{
	int err;

	memset(nat, 0, sizeof(*nat));
	nat->settings = settings;
	nat->kernel = kernel;
	nat->timers = timers;
	nat->slot = NAT_NO_SLOT;
	nat->may_open = true;
	hashtable_init(&nat->by_inside);
	hashtable_init(&nat->by_outside);
	hashtable_init(&nat->flows);
	list_init(&nat->flow_ring);
	trust_open(&nat->trust, &settings->trust);
	err = open_pools(nat);
	if (err == 0)
		err = nat_learn(nat);
	if (err == 0)
		flow_sweep_start(nat);
	else
		nat_close(nat);
	return err;
}

void nat_leave(struct nat *nat)
{
	nat->is_leaving = true;
}

void nat_close(struct nat *nat)
{
	timer_stop(nat->timers, &nat->sweep);
	flow_free_all(nat);
	mapping_free_all(nat);
	hashtable_free(&nat->by_inside);
	hashtable_free(&nat->by_outside);
	hashtable_free(&nat->flows);
	trust_close(&nat->trust);
	port_pool_close(&nat->signalling_ports);
	port_pool_close(&nat->media_ports);
}

int nat_learn(struct nat *nat)
{
	struct kernel_network *network = malloc(sizeof(*network));
	int err;

	if (network == NULL)
		return -ENOMEM;
	err = nat->kernel.ops->read_network(nat->kernel.ctx, network);
	if (err == 0) {
		realm_learn(&nat->realm, &nat->settings->realm, network);
		mapping_close_stale(nat);
	}
	free(network);
	return err;
}

bool nat_serves(const struct nat *nat, const struct address *inside)
{
	return (inside->family == 4 || nat->ipv6_error == 0) &&
	       realm_is_inside(&nat->realm, inside);
}

bool nat_adopt_port(struct nat *nat, struct port_pool *pool,
		    const struct endpoint *outside)
{
	int err = port_pool_take_port(pool, outside->port);

	return err == 0 ||
	       (err == -ERANGE && mapping_find_outside(nat, outside) == NULL);
}

bool nat_take_port(struct nat *nat, struct port_pool *pool,
		   const struct endpoint *outside)
{
	return nat->kernel.ops->is_port_free(nat->kernel.ctx, outside) &&
	       nat_adopt_port(nat, pool, outside);
}

bool nat_is_same_host(const struct nat *nat, const struct address *phone,
		      const struct address *other)
{
	if (address_equal(phone, other))
		return true;
	return (phone->family == 6 || other->family == 6) &&
	       nat->kernel.ops->is_same_host(nat->kernel.ctx, phone, other);
}

void nat_change(struct nat *nat, const struct kernel_change *change)
{
	if (nat->is_leaving)
		return;
	if (nat->change_count == NAT_MAX_CHANGES) {
		if (nat->is_undoing)
			return; /* its time to live will end it */
		nat_commit(nat);
	}
	nat->changes[nat->change_count] = *change;
	nat->changes[nat->change_count++].round_slot = nat->slot;
}

static const char *object_name(enum kernel_object object)
{
	static const char *const names[] = {
		[KERNEL_PHONE] = "phone",
		[KERNEL_ARMED] = "armed port",
		[KERNEL_MAPPED] = "mapping",
		[KERNEL_FLOW] = "flow",
	};

	return names[object];
}

/* Undo in our tables what the kernel did not do, and tell who asked. */
static void handle_refusal(struct nat *nat, const struct kernel_change *change)
{
	struct mapping *mapping;
	struct flow *flow;

	counter_add(COUNTER_KERNEL_REFUSED);
	log_warning("kernel refused %s %s %s: %s", object_name(change->object),
		    endpoint_text(&change->inside).text,
		    endpoint_text(&change->outside).text,
		    strerror(-change->result));
	if (change->object == KERNEL_FLOW) {
		flow = flow_find(nat, &change->inside, &change->peer);
		if (flow != NULL)
			flow_refused(flow, change->result);
		return;
	}
	mapping = mapping_find_inside(nat, &change->inside);
	if (mapping != NULL)
		mapping_refused(nat, mapping, change->result);
	if (change->round_slot != NAT_NO_SLOT && nat->slot_refused != NULL)
		nat->slot_refused(nat->slot_refused_ctx, change->round_slot);
}

/* The refused changes to the front; how many there are. */
static uint32_t gather_refused(struct nat *nat)
{
	uint32_t refused = 0;

	for (uint32_t i = 0; i < nat->change_count; i++)
		if (nat->changes[i].result != 0 &&
		    nat->changes[i].action != KERNEL_REMOVE)
			nat->changes[refused++] = nat->changes[i];
	return refused;
}

void nat_commit(struct nat *nat)
{
	uint32_t refused;

	if (nat->change_count == 0)
		return;
	nat->kernel.ops->commit(nat->kernel.ctx, nat->changes,
				nat->change_count);
	refused = gather_refused(nat);
	nat->change_count = refused;
	if (refused == 0)
		return;
	/* Undoing asks for removals, which are put behind the refused. */
	nat->is_undoing = true;
	for (uint32_t i = 0; i < refused; i++) {
		struct kernel_change change = nat->changes[i];

		handle_refusal(nat, &change);
	}
	nat->is_undoing = false;
	nat->change_count -= refused;
	memmove(nat->changes, nat->changes + refused,
		nat->change_count * sizeof(nat->changes[0]));
	nat_commit(nat);
}
