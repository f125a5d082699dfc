/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/kernel.c - a kernel for tests
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fakes/kernel.h"

static bool is_same(const struct fake_object *o, const struct kernel_change *c)
{
	if (o->object != c->object)
		return false;
	switch (c->object) {
	case KERNEL_PHONE:
	case KERNEL_MAPPED:
		return endpoint_equal(&o->inside, &c->inside);
	case KERNEL_ARMED:
		return endpoint_equal(&o->outside, &c->outside);
	default:
		return endpoint_equal(&o->inside, &c->inside) &&
		       endpoint_equal(&o->peer, &c->peer);
	}
}

struct fake_object *fake_kernel_find(struct fake_kernel *k,
				     const struct kernel_change *like)
{
	for (size_t i = 0; i < k->count; i++)
		if (is_same(&k->objects[i], like))
			return &k->objects[i];
	return NULL;
}

void fake_kernel_remove(struct fake_kernel *k, struct fake_object *object)
{
	*object = k->objects[--k->count];
}

struct fake_object *fake_kernel_add(struct fake_kernel *k,
				    const struct kernel_change *change)
{
	struct fake_object *o;

	if (k->count == FAKE_KERNEL_MAX)
		return NULL;
	o = &k->objects[k->count++];
	*o = (struct fake_object){
		.object = change->object,
		.inside = change->inside,
		.outside = change->outside,
		.peer = change->peer,
		.expires_ms = clock_ms() + change->ttl_s * 1000ull,
	};
	return o;
}

void fake_kernel_expire(struct fake_kernel *k)
{
	for (size_t i = 0; i < k->count;) {
		if (k->objects[i].expires_ms <= clock_ms())
			fake_kernel_remove(k, &k->objects[i]);
		else
			i++;
	}
}

static int add(struct fake_kernel *k, const struct kernel_change *c)
{
	struct fake_object *o = fake_kernel_find(k, c);

	if (o != NULL && c->object != KERNEL_FLOW && c->action == KERNEL_ADD) {
		fprintf(stderr, "fake kernel: added twice: object %d %s %s\n",
			c->object, endpoint_text(&c->inside).text,
			endpoint_text(&c->outside).text);
		abort();
	}
	if (o != NULL && !endpoint_equal(&o->outside, &c->outside)) {
		fake_kernel_remove(k, o);
		o = NULL;
	}
	if (o == NULL)
		o = fake_kernel_add(k, c);
	if (o == NULL)
		return -ENOSPC;
	if (c->action == KERNEL_RENEW)
		o->expires_ms = clock_ms() + c->ttl_s * 1000ull;
	return 0;
}

static void fake_commit(void *ctx, struct kernel_change *changes, size_t count)
{
	struct fake_kernel *k = ctx;

	fake_kernel_expire(k);
	for (size_t i = 0; i < count; i++) {
		struct kernel_change *c = &changes[i];
		struct fake_object *o;

		k->changes++;
		c->result = 0;
		if (c->action == KERNEL_REMOVE) {
			o = fake_kernel_find(k, c);
			if (o != NULL)
				fake_kernel_remove(k, o);
			continue;
		}
		if (k->refuse_after >= 0 && k->refuse_after-- == 0 &&
		    k->refuse_count-- > 0) {
			k->refuse_after = k->refuse_count > 0 ? 0 : -1;
			c->result = -ENOSPC;
			continue;
		}
		c->result = add(k, c);
	}
}

static void fake_read_flows(void *ctx, struct kernel_flow *flows, size_t count)
{
	struct fake_kernel *k = ctx;

	fake_kernel_expire(k);
	for (size_t i = 0; i < count; i++) {
		struct kernel_flow *f = &flows[i];
		struct kernel_change like = {.object = KERNEL_FLOW,
					     .inside = f->inside,
					     .peer = f->peer};
		struct fake_object *o = fake_kernel_find(k, &like);

		f->result = o != NULL ? 0 : -ENOENT;
		if (o == NULL)
			continue;
		f->outside = o->outside;
		f->timeout_s = (uint32_t)((o->expires_ms - clock_ms()) / 1000);
		f->packets_in = o->packets_in;
		f->packets_out = o->packets_out;
	}
}

static int fake_read_network(void *ctx, struct kernel_network *out)
{
	struct fake_kernel *k = ctx;

	*out = k->network;
	return 0;
}

static bool fake_is_port_free(void *ctx UNUSED, const struct endpoint *e)
{
	return e->port != FAKE_KERNEL_SERVICE;
}

static bool fake_is_same_host(void *ctx, const struct address *a,
			      const struct address *b)
{
	const struct fake_kernel *k = ctx;

	return address_equal(&k->one_host[0], a) &&
	       address_equal(&k->one_host[1], b);
}

static int fake_set_ruleset(void *ctx,
			    const struct kernel_ruleset *ruleset UNUSED,
			    int *ipv6_error)
{
	struct fake_kernel *k = ctx;

	*ipv6_error = k->ipv6_error;
	k->rulesets++;
	return 0;
}

static void fake_clear_ruleset(void *ctx UNUSED)
{
}

static const struct kernel_ops fake_ops = {
	.commit = fake_commit,
	.read_flows = fake_read_flows,
	.read_network = fake_read_network,
	.is_port_free = fake_is_port_free,
	.is_same_host = fake_is_same_host,
	.set_ruleset = fake_set_ruleset,
	.clear_ruleset = fake_clear_ruleset,
};

struct kernel fake_kernel(struct fake_kernel *k)
{
	return (struct kernel){.ops = &fake_ops, .ctx = k};
}

static void add_link(struct kernel_network *n, uint32_t index, const char *name)
{
	struct kernel_link *link = &n->links[n->link_count++];

	link->index = index;
	link->mtu = 1500;
	link->is_up = true;
	snprintf(link->name, sizeof(link->name), "%s", name);
	link->is_loopback = index == 1;
}

static struct prefix prefix_of(const char *text)
{
	struct prefix p;

	if (prefix_parse(slice_of(text), &p) != 0)
		abort();
	return p;
}

static void add_address(struct kernel_network *n, uint32_t link,
			const char *text)
{
	n->addresses[n->address_count++] = (struct kernel_address){
		.link = link, .prefix = prefix_of(text)};
}

static void add_route(struct kernel_network *n, uint32_t link, const char *text)
{
	n->routes[n->route_count++] = (struct kernel_route){
		.link = link, .destination = prefix_of(text)};
}

void fake_kernel_init(struct fake_kernel *k)
{
	struct kernel_network *n = &k->network;

	memset(k, 0, sizeof(*k));
	k->refuse_after = -1;
	add_link(n, 1, "lo");
	add_link(n, FAKE_LAN, "lan0");
	add_link(n, FAKE_WAN, "wan0");
	add_address(n, FAKE_LAN, "192.168.1.1/24");
	add_address(n, FAKE_LAN, "2001:db8:1::1/64");
	add_address(n, FAKE_WAN, "203.0.113.7/24");
	add_address(n, FAKE_WAN, "2001:db8:ffff::7/64");
	add_route(n, FAKE_WAN, "0.0.0.0/0");
	add_route(n, FAKE_WAN, "203.0.113.0/24");
	add_route(n, FAKE_LAN, "192.168.1.0/24");
	add_route(n, FAKE_LAN, "192.0.2.128/25");
	add_route(n, FAKE_WAN, "::/0");
	add_route(n, FAKE_WAN, "2001:db8:ffff::/64");
	add_route(n, FAKE_LAN, "2001:db8:1::/64");
	add_route(n, FAKE_LAN, "fe80::/64");
}
