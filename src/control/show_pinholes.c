/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/show_pinholes.c - every opening there is
 *
 * One row for each flow, and one for each port that waits for a first packet.
 */
#include "base/clock.h"
#include "call/stream.h"
#include "show_internal.h"

/** Who an opening belongs to. */
struct owner {
	struct slice call; /* absent for signalling */
	const char *medium;
	const char *kind;
	uint64_t since_ms;
	bool is_held;
	bool is_closing;
};

static json_t *new_row(const struct owner *owner, const struct mapping *m)
{
	json_t *row = json_object();

	json_object_set_new(row, "call",
			    owner->call.p != NULL
				    ? control_show_text(owner->call)
				    : json_null());
	json_object_set_new(row, "medium",
			    control_show_text(slice_of(owner->medium)));
	json_object_set_new(row, "kind", json_string(owner->kind));
	json_object_set_new(row, "inside", control_show_endpoint(&m->inside));
	json_object_set_new(row, "outside", control_show_endpoint(&m->shown));
	return row;
}

static void set_numbers(json_t *row, json_int_t expires_s,
			const struct kernel_flow *seen, uint64_t since_ms)
{
	static const struct kernel_flow none;
	const struct kernel_flow *f = seen != NULL ? seen : &none;

	json_object_set_new(row, "expires_s", json_integer(expires_s));
	json_object_set_new(row, "packets_in",
			    json_integer((json_int_t)f->packets_in));
	json_object_set_new(row, "packets_out",
			    json_integer((json_int_t)f->packets_out));
	json_object_set_new(row, "bytes_in",
			    json_integer((json_int_t)f->bytes_in));
	json_object_set_new(row, "bytes_out",
			    json_integer((json_int_t)f->bytes_out));
	json_object_set_new(
		row, "age_s",
		json_integer(control_show_seconds(since_ms, clock_ms())));
}

static void add_armed(json_t *rows, const struct owner *owner,
		      const struct mapping *m, uint64_t expires_ms)
{
	json_t *row;

	if (m == NULL || !m->is_armed)
		return;
	row = new_row(owner, m);
	json_object_set_new(row, "peer", json_null());
	json_object_set_new(row, "state", json_string("armed"));
	set_numbers(row, control_show_seconds(clock_ms(), expires_ms), NULL,
		    owner->since_ms);
	json_array_append_new(rows, row);
}

static const char *flow_state(const struct owner *owner)
{
	if (owner->is_closing)
		return "closing";
	return owner->is_held ? "held" : "open";
}

static void add_flow(json_t *rows, const struct owner *owner, struct nat *nat,
		     const struct mapping *m, struct flow *flow)
{
	json_t *row = new_row(owner, m);

	flow_look(nat, flow);
	json_object_set_new(row, "peer", control_show_endpoint(&flow->peer));
	json_object_set_new(row, "state", json_string(flow_state(owner)));
	set_numbers(row, flow->seen.timeout_s, &flow->seen, flow->opened_ms);
	json_array_append_new(rows, row);
}

static const char *kind_of(const struct stream *s, bool is_rtcp)
{
	if (is_rtcp)
		return "rtcp";
	return s->is_rtp ? "rtp" : "udptl";
}

static void add_port(json_t *rows, struct owner *owner, struct stream *s,
		     bool is_rtcp)
{
	struct mapping *m =
		is_rtcp ? s->rtcp.user.mapping : s->rtp.user.mapping;

	if (m == NULL)
		return;
	owner->kind = kind_of(s, is_rtcp);
	add_armed(rows, owner, m, mapping_expires_ms(m));
	list_for_each(node, &s->legs) {
		const struct leg *leg = list_entry(node, struct leg, node);

		if (leg->is_rtcp == is_rtcp)
			add_flow(rows, owner, s->call->table->nat, m,
				 leg->flow);
	}
}

static void add_call(json_t *rows, struct call *call)
{
	struct owner owner = {
		.call = call->call_id,
		.since_ms = call->began_ms,
		.is_held = call_is_held(call),
		.is_closing = call->state == CALL_CLOSING,
	};

	list_for_each(node, &call->streams) {
		struct stream *s = list_entry(node, struct stream, node);

		owner.medium = s->medium;
		add_port(rows, &owner, s, false);
		add_port(rows, &owner, s, true);
	}
}

static void add_registrations(json_t *rows, const struct gateway *g)
{
	const struct hashtable *table = &g->registrations.registrations;
	struct hash_node *node = NULL;

	while ((node = hashtable_walk(table, node)) != NULL) {
		const struct registration *r =
			container_of(node, struct registration, node);
		struct owner owner = {
			.medium = "sip",
			.kind = "signalling",
			.since_ms = r->since_ms,
		};

		add_armed(rows, &owner, r->user.mapping, r->expires_ms);
	}
}

json_t *control_show_pinholes(const struct control_context *c,
			      const char *argument, const char **error)
{
	const struct hashtable *calls = &c->gateway->calls.calls;
	json_t *rows = json_array();
	struct hash_node *node = NULL;
	struct call *call;

	if (argument[0] != '\0') {
		call = call_table_find_named(&c->gateway->calls,
					     slice_of(argument));
		if (call == NULL) {
			*error = "no such call";
			json_decref(rows);
			return NULL;
		}
		add_call(rows, call);
	} else {
		while ((node = hashtable_walk(calls, node)) != NULL)
			add_call(rows, container_of(node, struct call, node));
		add_registrations(rows, c->gateway);
	}
	return json_pack("{s:o}", "pinholes",
			 control_show_sorted(rows, "call"));
}
