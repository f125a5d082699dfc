/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/show.c - the rest of the state as JSON
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/counters.h"
#include "base/writer.h"
#include "show_internal.h"

json_t *control_show_endpoint(const struct endpoint *e)
{
	return json_string(endpoint_text(e).text);
}

json_t *control_show_text(struct slice text)
{
	/* Readers take U+0000 for an error. */
	json_t *json = slice_find(text, '\0') == NULL
			       ? json_stringn(text.p, text.len)
			       : NULL;
	size_t size = 4 * text.len + 1;
	struct writer w;
	char *escaped;

	if (json != NULL)
		return json;
	escaped = malloc(size);
	if (escaped == NULL)
		return NULL;
	writer_init(&w, escaped, size);
	writer_put_escaped(&w, text);
	json = json_string(escaped);
	free(escaped);
	return json;
}

json_int_t control_show_seconds(uint64_t from_ms, uint64_t to_ms)
{
	return to_ms > from_ms ? (json_int_t)((to_ms - from_ms) / 1000) : 0;
}

/** A row with what it is sorted by. */
struct sortable {
	json_t *row;
	const json_t *key;
	size_t place;
};

static int compare_rows(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	const char *left = json_string_value(x->key);
	const char *right = json_string_value(y->key);
	int order;

	if (left != NULL && right != NULL)
		order = strcmp(left, right);
	else if (left != NULL || right != NULL)
		order = left != NULL ? -1 : 1; /* null comes last */
	else
		order = (json_integer_value(x->key) >
			 json_integer_value(y->key)) -
			(json_integer_value(x->key) <
			 json_integer_value(y->key));
	if (order != 0)
		return order;
	return x->place < y->place ? -1 : 1;
}

json_t *control_show_sorted(json_t *rows, const char *key)
{
	size_t count = json_array_size(rows);
	struct sortable *list = calloc(count + 1, sizeof(*list));

	if (list == NULL)
		return rows; /* in the order of the tables */
	for (size_t i = 0; i < count; i++) {
		list[i].row = json_incref(json_array_get(rows, i));
		list[i].key = json_object_get(list[i].row, key);
		list[i].place = i;
	}
	qsort(list, count, sizeof(*list), compare_rows);
	json_array_clear(rows);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(rows, list[i].row);
	free(list);
	return rows;
}

static json_t *show_wans(const struct realm *realm)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < realm->wan_count; i++) {
		const struct realm_wan *wan = &realm->wans[i];

		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s}", "name", wan->name,
				  "address", address_text(&wan->address).text,
				  "shown_as", address_text(&wan->shown).text));
	}
	return list;
}

static json_t *show_lans(const struct realm *realm)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < realm->lan_count; i++)
		json_array_append_new(
			list,
			json_sprintf("%s/%u",
				     address_text(&realm->lans[i].address).text,
				     realm->lans[i].length));
	return list;
}

static json_t *show_warnings(const struct control_context *c)
{
	const struct realm *realm = &c->gateway->nat.realm;
	const int ipv6_error = c->gateway->nat.ipv6_error;
	json_t *list = json_array();

	if (c->gateway->is_bypassed)
		json_array_append_new(list, json_string("bypass is on: SIP "
							"passes untouched"));
	if (realm->wan_count == 0)
		json_array_append_new(
			list, json_string("no WAN interface: there is no "
					  "default route, and [general] wan "
					  "names none that exists"));
	if (realm->lan_count == 0)
		json_array_append_new(list, json_string("no LAN: nothing is "
							"inside"));
	for (unsigned int i = 0; i < realm->wan_count; i++)
		if (!address_is_set(&realm->wans[i].address))
			json_array_append_new(
				list, json_sprintf("%s has no IPv4 address",
						   realm->wans[i].name));
	if (ipv6_error != 0 && ipv6_error != -EAFNOSUPPORT)
		json_array_append_new(
			list, json_sprintf("only IPv4 is served: nftables "
					   "refused our table for IPv6: %s",
					   strerror(-ipv6_error)));
	if (realm->incomplete)
		json_array_append_new(
			list, json_string("more interfaces, addresses or "
					  "routes than are looked at"));
	if (c->queue_lost(c->ctx) > 0)
		json_array_append_new(
			list, json_string("the queue was full, and SIP passed "
					  "untouched"));
	return list;
}

json_t *control_show_status(const struct control_context *c,
			    const char *argument UNUSED,
			    const char **error UNUSED)
{
	const struct gateway *g = c->gateway;
	json_t *status = json_object();

	json_object_set_new(status, "version", json_string(VIADUCT_VERSION));
	json_object_set_new(status, "pid", json_integer(getpid()));
	json_object_set_new(status, "since", json_integer(c->started_wall_s));
	json_object_set_new(
		status, "up_s",
		json_integer(control_show_seconds(c->started_ms, clock_ms())));
	json_object_set_new(status, "wan", show_wans(&g->nat.realm));
	json_object_set_new(status, "lan", show_lans(&g->nat.realm));
	json_object_set_new(status, "bypass", json_boolean(g->is_bypassed));
	json_object_set_new(status, "calls",
			    json_integer((json_int_t)g->calls.calls.count));
	json_object_set_new(
		status, "registrations",
		json_integer((json_int_t)g->registrations.registrations.count));
	json_object_set_new(status, "flows",
			    json_integer((json_int_t)g->nat.flows.count));
	json_object_set_new(status, "armed", json_integer(g->nat.armed_count));
	json_object_set_new(status, "mappings",
			    json_integer((json_int_t)g->nat.by_inside.count));
	json_object_set_new(status, "warnings", show_warnings(c));
	return json_pack("{s:o}", "status", status);
}

static json_t *show_registration(const struct registration *r)
{
	uint64_t now = clock_ms();
	const struct mapping *m = r->user.mapping;

	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:n, s:n}", "aor",
			 control_show_text(r->aor), "inside",
			 control_show_endpoint(&r->phone), "outside",
			 m != NULL ? control_show_endpoint(&m->shown)
				   : json_null(),
			 "registrar", control_show_endpoint(&r->registrar),
			 "expires_s", control_show_seconds(now, r->expires_ms),
			 "since_s", control_show_seconds(r->since_ms, now),
			 "renewed_s", control_show_seconds(r->renewed_ms, now),
			 "keepalive", "reachable");
}

json_t *control_show_registrations(const struct control_context *c,
				   const char *argument UNUSED,
				   const char **error UNUSED)
{
	const struct hashtable *table =
		&c->gateway->registrations.registrations;
	json_t *rows = json_array();
	struct hash_node *node = NULL;

	while ((node = hashtable_walk(table, node)) != NULL)
		json_array_append_new(
			rows, show_registration(container_of(
				      node, struct registration, node)));
	return json_pack("{s:o}", "registrations",
			 control_show_sorted(rows, "aor"));
}

static json_int_t count_users(const struct mapping *m)
{
	json_int_t n = 0;

	list_for_each(node, &m->users)
		n++;
	return n;
}

static json_t *show_mapping(const struct mapping *m)
{
	bool is_sip = m->kind == MAPPING_SIGNALLING;
	json_t *row = json_object();

	json_object_set_new(row, "inside", control_show_endpoint(&m->inside));
	json_object_set_new(row, "outside", control_show_endpoint(&m->shown));
	json_object_set_new(row, "kind",
			    json_string(is_sip ? "signalling" : "media"));
	json_object_set_new(row, "armed", json_boolean(m->is_armed));
	json_object_set_new(row, "users", json_integer(count_users(m)));
	/* Media is not seen here: its flows tell when it last passed. */
	json_object_set_new(row, "idle_s",
			    is_sip ? json_integer(control_show_seconds(
					     m->used_ms, clock_ms()))
				   : json_null());
	return row;
}

json_t *control_show_mappings(const struct control_context *c,
			      const char *argument UNUSED,
			      const char **error UNUSED)
{
	const struct hashtable *table = &c->gateway->nat.by_inside;
	json_t *rows = json_array();
	struct hash_node *node = NULL;

	while ((node = hashtable_walk(table, node)) != NULL)
		json_array_append_new(
			rows, show_mapping(container_of(node, struct mapping,
							by_inside)));
	return json_pack("{s:o}", "mappings",
			 control_show_sorted(rows, "inside"));
}

json_t *control_show_counters(const struct control_context *c,
			      const char *argument UNUSED,
			      const char **error UNUSED)
{
	json_t *values = json_object();

	counters[COUNTER_QUEUE_LOST] = c->queue_lost(c->ctx);
	for (unsigned int i = 0; i < COUNTER_COUNT; i++)
		json_object_set_new(values, counter_name((enum counter)i),
				    json_integer((json_int_t)counters[i]));
	return json_pack("{s:o}", "counters", values);
}

static void add_limit(json_t *rows, const char *name, uint64_t used,
		      uint64_t limit)
{
	json_array_append_new(rows, json_pack("{s:s, s:I, s:I}", "name", name,
					      "used", (json_int_t)used, "limit",
					      (json_int_t)limit));
}

json_t *control_show_limits(const struct control_context *c,
			    const char *argument UNUSED,
			    const char **error UNUSED)
{
	const struct gateway *g = c->gateway;
	const struct nat *nat = &g->nat;
	json_t *rows = json_array();

	add_limit(rows, "calls", g->calls.calls.count,
		  g->settings->calls.calls);
	add_limit(rows, "registrations", g->registrations.registrations.count,
		  g->settings->registrations.registrations);
	add_limit(rows, "signalling ports", nat->signalling_ports.used,
		  port_pool_size(&nat->signalling_ports));
	add_limit(rows, "media ports", nat->media_ports.used,
		  port_pool_size(&nat->media_ports));
	add_limit(rows, "armed ports", nat->armed_count,
		  port_pool_size(&nat->signalling_ports) +
			  port_pool_size(&nat->media_ports));
	add_limit(rows, "flows", nat->flows.count, 0);
	add_limit(rows, "known addresses", nat->trust.hosts.count,
		  TRUST_MAX_HOSTS);
	return json_pack("{s:o}", "limits", rows);
}

static json_t *show_config(const struct control_context *c)
{
	json_t *rows = json_array();

	for (unsigned int i = 0; i < config_option_count(); i++) {
		struct config_option o = config_option(i);

		json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}",
						      "section", o.section,
						      "key", o.key, "value",
						      c->config->texts[i],
						      "default", o.standard));
	}
	return json_pack("{s:s, s:o}", "file", c->config_path, "config", rows);
}

json_t *control_show_config(const struct control_context *c,
			    const char *argument, const char **error)
{
	json_t *notes;
	int err;

	if (argument[0] == '\0' || strcmp(argument, "show") == 0)
		return show_config(c);
	if (strcmp(argument, "check") != 0) {
		*error = "config takes check or show";
		return NULL;
	}
	notes = json_array();
	err = c->check(c->ctx, notes);
	return json_pack("{s:s, s:b, s:o}", "file", c->config_path, "valid",
			 err == 0, "notes", notes);
}
