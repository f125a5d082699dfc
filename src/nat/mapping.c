/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/mapping.c - one inside endpoint and how the world sees it
 */
#include <errno.h>

#include "base/clock.h"
#include "base/counters.h"
#include "base/log.h"
#include "base/pool.h"
#include "nat/mapping.h"

/* Elements in the kernel live so long when we die, and are renewed at half
 * of it. */
#define ELEMENT_TTL_S 600

static struct mapping *find_by_inside(struct hash_node *node,
				      const struct endpoint *inside)
{
	for (; node != NULL; node = hashtable_next(node)) {
		struct mapping *m =
			container_of(node, struct mapping, by_inside);

		if (endpoint_equal(&m->inside, inside))
			return m;
	}
	return NULL;
}

struct mapping *mapping_find_inside(const struct nat *nat,
				    const struct endpoint *inside)
{
	return find_by_inside(hashtable_first(&nat->by_inside,
					      hashtable_hash_endpoint(inside)),
			      inside);
}

struct mapping *mapping_find_outside(const struct nat *nat,
				     const struct endpoint *outside)
{
	uint64_t hash = hashtable_hash_endpoint(outside);
	struct hash_node *node = hashtable_first(&nat->by_outside, hash);

	for (; node != NULL; node = hashtable_next(node)) {
		struct mapping *m =
			container_of(node, struct mapping, by_outside);

		if (endpoint_equal(&m->outside, outside))
			return m;
	}
	return NULL;
}

struct mapping *mapping_find_shown(const struct nat *nat,
				   const struct endpoint *shown)
{
	struct mapping *m;

	for (unsigned int i = 0; i < nat->realm.wan_count; i++) {
		const struct realm_wan *wan = &nat->realm.wans[i];
		struct endpoint outside = {wan->address, shown->port};

		if (address_equal(&wan->shown, &shown->address))
			return mapping_find_outside(nat, &outside);
	}
	m = mapping_find_outside(nat, shown);
	return m != NULL && m->is_routed ? m : NULL;
}

static void change_element(struct nat *nat, const struct mapping *m,
			   enum kernel_object object, enum kernel_action action)
{
	nat_change(nat, &(struct kernel_change){
				.object = object,
				.action = action,
				.ttl_s = ELEMENT_TTL_S,
				.inside = m->inside,
				.outside = m->outside,
			});
}

static void change_elements(struct nat *nat, const struct mapping *m,
			    enum kernel_action action)
{
	if (m->is_pinned)
		change_element(nat, m, KERNEL_MAPPED, action);
	if (m->is_phone)
		change_element(nat, m, KERNEL_PHONE, action);
	if (m->is_armed)
		change_element(nat, m, KERNEL_ARMED, action);
}

static struct port_pool *pool_of(struct nat *nat, const struct mapping *m)
{
	return m->kind == MAPPING_SIGNALLING ? &nat->signalling_ports
					     : &nat->media_ports;
}

static void free_mapping(struct nat *nat, struct mapping *m)
{
	struct trust_host *host;

	timer_stop(nat->timers, &m->timer);
	hashtable_remove(&nat->by_inside, &m->by_inside);
	hashtable_remove(&nat->by_outside, &m->by_outside);
	if (!m->is_routed)
		port_pool_give_back(pool_of(nat, m), m->outside.port);
	if (m->is_armed)
		nat->armed_count--;
	if (m->kind == MAPPING_SIGNALLING) {
		host = trust_host(&nat->trust, &m->inside.address);
		if (host != NULL && host->sockets > 0)
			host->sockets--;
	}
	pool_free(m, sizeof(*m));
}

static void close_mapping(struct nat *nat, struct mapping *m)
{
	change_elements(nat, m, KERNEL_REMOVE);
	free_mapping(nat, m);
}

/* Renew the elements in the kernel, or end a socket that fell silent. */
static void mapping_timer(struct timer *timer)
{
	struct mapping *m = container_of(timer, struct mapping, timer);
	struct nat *nat = m->nat;
	uint64_t now = clock_ms();
	uint64_t idle_at = m->used_ms + MAPPING_IDLE_S * 1000;

	if (m->kind == MAPPING_SIGNALLING && list_is_empty(&m->users) &&
	    now >= idle_at) {
		close_mapping(nat, m);
		return;
	}
	change_elements(nat, m, KERNEL_RENEW);
	timer_start(nat->timers, timer,
		    idle_at > now ? idle_at : now + ELEMENT_TTL_S * 500);
}

static struct mapping *new_mapping(struct nat *nat, enum mapping_kind kind,
				   const struct endpoint *inside, uint16_t port,
				   const struct realm_wan *wan)
{
	struct mapping *m = pool_zalloc(sizeof(*m));

	if (m == NULL)
		return NULL;
	m->nat = nat;
	m->kind = kind;
	m->inside = *inside;
	m->is_routed = !realm_translates(&nat->realm, &inside->address);
	m->outside =
		m->is_routed ? *inside : (struct endpoint){wan->address, port};
	m->shown = m->is_routed ? *inside : (struct endpoint){wan->shown, port};
	m->used_ms = clock_ms();
	list_init(&m->users);
	timer_init(&m->timer, mapping_timer);
	timer_start(nat->timers, &m->timer, m->used_ms + ELEMENT_TTL_S * 500);
	hashtable_insert(&nat->by_inside, &m->by_inside,
			 hashtable_hash_endpoint(&m->inside));
	hashtable_insert(&nat->by_outside, &m->by_outside,
			 hashtable_hash_endpoint(&m->outside));
	return m;
}

/*
 * The outside port of a socket: the one that it has already, when its flow
 * was there before we were; or that it says it has; else one of the pool.  A
 * routed socket takes none.
 */
static int choose_port(struct nat *nat, const struct endpoint *inside,
		       const struct endpoint *peer, const struct realm_wan *wan,
		       uint16_t public_port, uint16_t *out)
{
	struct kernel_flow flow = {.inside = *inside, .peer = *peer};
	const struct trust_settings *trust = &nat->settings->trust;
	struct endpoint public = {wan->address, public_port};

	*out = 0;
	if (!realm_translates(&nat->realm, &inside->address))
		return 0;
	nat->kernel.ops->read_flows(nat->kernel.ctx, &flow, 1);
	if (flow.result == 0 &&
	    address_equal(&flow.outside.address, &wan->address) &&
	    nat_adopt_port(nat, &nat->signalling_ports, &flow.outside)) {
		*out = flow.outside.port;
		return 0;
	}
	if ((trust_allows_contact_port(trust, public_port, inside->port) ||
	     trust_allows_media_port(trust, public_port)) &&
	    nat_take_port(nat, &nat->signalling_ports, &public)) {
		*out = public_port;
		return 0;
	}
	return port_pool_take(&nat->signalling_ports, out);
}

int mapping_open_signalling(struct nat *nat, const struct endpoint *inside,
			    const struct endpoint *peer,
			    const struct realm_wan *wan, uint16_t public_port,
			    struct mapping **out)
{
	struct trust_host *host = trust_host(&nat->trust, &inside->address);
	struct mapping *m;
	uint16_t port;
	int err;

	if (!nat->may_open)
		return -EPERM;
	if (host == NULL || host->sockets >= nat->settings->trust.per_phone) {
		counter_add(COUNTER_CAP_PHONE);
		return -EDQUOT;
	}
	err = choose_port(nat, inside, peer, wan, public_port, &port);
	if (err != 0) {
		counter_add(COUNTER_CAP_PORTS);
		return err;
	}
	m = new_mapping(nat, MAPPING_SIGNALLING, inside, port, wan);
	if (m == NULL) {
		port_pool_give_back(&nat->signalling_ports, port);
		counter_add(COUNTER_UNTRACKED);
		return -ENOMEM;
	}
	host->sockets++;
	m->is_pinned = !m->is_routed;
	m->is_phone = true;
	change_elements(nat, m, KERNEL_ADD);
	log_debug("socket %s is seen as %s", endpoint_text(inside).text,
		  endpoint_text(&m->outside).text);
	*out = m;
	return 0;
}

int mapping_open_media(struct nat *nat, const struct endpoint *inside,
		       uint16_t outside_port, const struct realm_wan *wan,
		       struct mapping **out)
{
	struct mapping *m =
		new_mapping(nat, MAPPING_MEDIA, inside, outside_port, wan);

	if (m == NULL)
		return -ENOMEM;
	*out = m;
	return 0;
}

static void set_waiting(struct nat *nat, struct mapping *m,
			struct mapping_user *user, bool is_waiting)
{
	bool wanted;

	if (user->is_waiting == is_waiting)
		return;
	user->is_waiting = is_waiting;
	if (is_waiting)
		m->waiting++;
	else
		m->waiting--;
	wanted = m->waiting > 0;
	if (wanted == m->is_armed)
		return;
	m->is_armed = wanted;
	if (wanted)
		nat->armed_count++;
	else
		nat->armed_count--;
	change_element(nat, m, KERNEL_ARMED,
		       wanted ? KERNEL_ADD : KERNEL_REMOVE);
}

void mapping_attach(struct mapping *mapping, struct mapping_user *user,
		    const struct mapping_user_ops *ops)
{
	user->mapping = mapping;
	user->ops = ops;
	user->is_waiting = false;
	list_append(&mapping->users, &user->node);
}

void mapping_detach(struct nat *nat, struct mapping_user *user)
{
	struct mapping *m = user->mapping;

	if (m == NULL)
		return;
	list_remove(&user->node);
	user->mapping = NULL;
	set_waiting(nat, m, user, false);
	if (list_is_empty(&m->users) && m->kind == MAPPING_MEDIA)
		close_mapping(nat, m);
}

void mapping_touch(struct mapping *mapping)
{
	mapping->used_ms = clock_ms();
}

void mapping_arm(struct nat *nat, struct mapping_user *user)
{
	if (user->mapping != NULL)
		set_waiting(nat, user->mapping, user, true);
}

void mapping_disarm(struct nat *nat, struct mapping_user *user)
{
	if (user->mapping != NULL)
		set_waiting(nat, user->mapping, user, false);
}

uint64_t mapping_expires_ms(const struct mapping *mapping)
{
	/* The timer fires after half of the time at the latest. */
	return mapping->timer.due_ms + ELEMENT_TTL_S * 500;
}

void mapping_refused(struct nat *nat, struct mapping *mapping, int err)
{
	/* A user that is told may detach others: one of ours keeps the
	 * mapping until all have been. */
	struct mapping_user keeper;

	mapping_attach(mapping, &keeper, NULL);
	while (mapping->users.next != &keeper.node) {
		struct mapping_user *user =
			list_first(&mapping->users, struct mapping_user, node);

		list_remove(&user->node);
		user->mapping = NULL;
		user->is_waiting = false;
		user->ops->refused(user, err);
	}
	list_remove(&keeper.node);
	close_mapping(nat, mapping);
}

static bool is_stale(const struct nat *nat, const struct mapping *m)
{
	if (m->is_routed)
		return !realm_is_inside(&nat->realm, &m->inside.address) ||
		       realm_translates(&nat->realm, &m->inside.address);
	for (unsigned int i = 0; i < nat->realm.wan_count; i++)
		if (address_equal(&nat->realm.wans[i].address,
				  &m->outside.address))
			return false;
	return true;
}

static struct mapping *find_stale(const struct nat *nat)
{
	struct hash_node *node = NULL;

	while ((node = hashtable_walk(&nat->by_inside, node)) != NULL) {
		struct mapping *m =
			container_of(node, struct mapping, by_inside);

		if (is_stale(nat, m))
			return m;
	}
	return NULL;
}

void mapping_close_stale(struct nat *nat)
{
	struct mapping *m;

	/* From the beginning each time: one that goes takes others along. */
	while ((m = find_stale(nat)) != NULL)
		mapping_refused(nat, m, -EADDRNOTAVAIL);
}

void mapping_restore_all(struct nat *nat)
{
	struct hash_node *node = NULL;

	while ((node = hashtable_walk(&nat->by_inside, node)) != NULL)
		change_elements(nat,
				container_of(node, struct mapping, by_inside),
				KERNEL_ADD);
}

void mapping_free_all(struct nat *nat)
{
	struct hash_node *node;

	while ((node = hashtable_walk(&nat->by_inside, NULL)) != NULL) {
		struct mapping *m =
			container_of(node, struct mapping, by_inside);

		while (!list_is_empty(&m->users)) {
			struct mapping_user *user = list_first(
				&m->users, struct mapping_user, node);

			list_remove(&user->node);
			user->mapping = NULL;
		}
		free_mapping(nat, m);
	}
}
