/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/show_calls.c - calls and their streams
 */
#include "base/clock.h"
#include "call/stream.h"
#include "show_internal.h"

static const char *const state_names[] = {
	[CALL_TRYING] = "trying",
	[CALL_RINGING] = "ringing",
	[CALL_ANSWERED] = "answered",
	[CALL_CLOSING] = "closing",
};

static json_t *show_problems(unsigned int problems)
{
	static const struct {
		enum call_problem problem;
		const char *words;
	} known[] = {
		{CALL_PROBLEM_ADDRESS,
		 "media at another address than the phone's own was refused"},
		{CALL_PROBLEM_PORT, "media at the port of a service was "
				    "refused"},
		{CALL_PROBLEM_NO_PORTS, "no media port was left"},
		{CALL_PROBLEM_LIMIT, "too many streams"},
		{CALL_PROBLEM_NAME, "the phone's SDP has a host name: no "
				    "opening"},
		{CALL_PROBLEM_KERNEL, "the kernel refused an opening"},
		{CALL_PROBLEM_MEMORY, "out of memory"},
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if ((problems & known[i].problem) != 0)
			json_array_append_new(list,
					      json_string(known[i].words));
	return list;
}

/* What is not as with most streams. */
static json_t *show_notes(const struct stream *s)
{
	const struct mapping *m = s->rtp.user.mapping;
	const struct {
		bool is_so;
		const char *words;
	} known[] = {
		{s->is_public, "public address"},
		{s->has_choice, "candidates"},
		{s->is_direct, "inside"},
		{m != NULL && m->is_routed, "routed"},
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i].is_so)
			json_array_append_new(list,
					      json_string(known[i].words));
	return list;
}

static json_t *show_stream(const struct stream *s)
{
	const struct mapping *m = s->rtp.user.mapping;
	json_t *peers = json_array();

	list_for_each(node, &s->legs) {
		const struct leg *leg = list_entry(node, struct leg, node);

		if (!leg->is_rtcp)
			json_array_append_new(
				peers, control_show_endpoint(&leg->flow->peer));
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "medium",
			 control_show_text(slice_of(s->medium)), "codec",
			 control_show_text(slice_of(s->codec)), "inside",
			 control_show_endpoint(&s->inside), "outside",
			 m != NULL ? control_show_endpoint(&m->shown)
				   : json_null(),
			 "peers", peers, "notes", show_notes(s));
}

static json_t *show_call(const struct call *call)
{
	uint64_t now = clock_ms();
	json_t *streams = json_array();
	json_t *row = json_object();

	list_for_each(node, &call->streams)
		json_array_append_new(
			streams,
			show_stream(list_entry(node, struct stream, node)));
	json_object_set_new(row, "number", json_integer(call->number));
	json_object_set_new(row, "call", control_show_text(call->call_id));
	json_object_set_new(row, "state",
			    json_string(state_names[call->state]));
	json_object_set_new(row, "held", json_boolean(call_is_held(call)));
	json_object_set_new(row, "direction",
			    json_string(call->began_inside ? "out" : "in"));
	json_object_set_new(row, "caller", control_show_text(call->caller));
	json_object_set_new(row, "callee", control_show_text(call->callee));
	json_object_set_new(row, "phone", control_show_endpoint(&call->phone));
	json_object_set_new(row, "peer", control_show_endpoint(&call->peer));
	json_object_set_new(row, "since", json_integer(call->began_wall_s));
	json_object_set_new(
		row, "age_s",
		json_integer(control_show_seconds(call->began_ms, now)));
	json_object_set_new(row, "answered_s",
			    call->answered_ms != 0
				    ? json_integer(control_show_seconds(
					      call->answered_ms, now))
				    : json_null());
	json_object_set_new(row, "end_reason",
			    call->end_reason != NULL
				    ? json_string(call->end_reason)
				    : json_null());
	json_object_set_new(row, "problems", show_problems(call->problems));
	json_object_set_new(row, "streams", streams);
	return row;
}

json_t *control_show_calls(const struct control_context *c,
			   const char *argument, const char **error)
{
	const struct hashtable *calls = &c->gateway->calls.calls;
	json_t *rows = json_array();
	struct hash_node *node = NULL;
	const struct call *call;

	if (argument[0] == '\0') {
		while ((node = hashtable_walk(calls, node)) != NULL)
			json_array_append_new(
				rows, show_call(container_of(node, struct call,
							     node)));
		return json_pack("{s:o}", "calls",
				 control_show_sorted(rows, "number"));
	}
	call = call_table_find_named(&c->gateway->calls, slice_of(argument));
	if (call == NULL) {
		*error = "no such call";
		json_decref(rows);
		return NULL;
	}
	json_array_append_new(rows, show_call(call));
	return json_pack("{s:o}", "calls", rows);
}
