/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/show_why.c - what is wrong with a call
 */
#include <stdlib.h>

#include "control/reasons.h"
#include "show_internal.h"

bool control_find_facts(const struct control_context *c, const char *argument,
			struct call_facts *out, const char **error)
{
	const struct call_facts *past;
	struct call *call;

	call = call_table_find_named(&c->gateway->calls, slice_of(argument));
	if (call != NULL) {
		facts_look(call);
		facts_take(call, out);
	} else {
		past = argument[0] != '\0'
			       ? facts_find_past(&c->gateway->calls.past,
						 slice_of(argument))
			       : NULL;
		if (past == NULL) {
			*error = c->gateway->is_bypassed
					 ? "no such call: bypass is on, and "
					   "no call is followed"
					 : "no such call";
			return false;
		}
		*out = *past;
	}
	out->is_bypassed = c->gateway->is_bypassed && !out->is_past;
	return true;
}

static json_t *text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_string(text)
					       : json_null();
}

static json_t *show_media(const struct call_facts *f)
{
	json_t *rows = json_array();

	for (unsigned int i = 0; i < f->stream_count; i++) {
		const struct stream_facts *s = &f->streams[i];
		const struct endpoint *peer =
			s->learnt.port != 0 ? &s->learnt : &s->named;

		json_array_append_new(
			rows,
			json_pack("{s:o, s:o, s:o, s:I, s:I}", "medium",
				  control_show_text(slice_of(s->medium)),
				  "inside", control_show_endpoint(&s->inside),
				  "peer",
				  peer->port != 0 ? control_show_endpoint(peer)
						  : json_null(),
				  "packets_in", (json_int_t)s->packets_in,
				  "packets_out", (json_int_t)s->packets_out));
	}
	return rows;
}

json_t *control_show_head(const struct call_facts *f)
{
	static const char *const states[] = {
		[CALL_TRYING] = "trying",
		[CALL_RINGING] = "ringing",
		[CALL_ANSWERED] = "answered",
		[CALL_CLOSING] = "closing",
	};
	json_t *row = json_object();

	json_object_set_new(row, "number",
			    f->number != 0 ? json_integer(f->number)
					   : json_null());
	json_object_set_new(
		row, "call",
		control_show_text((struct slice){f->call_id, f->call_id_len}));
	json_object_set_new(
		row, "caller",
		control_show_text((struct slice){f->caller, f->caller_len}));
	json_object_set_new(
		row, "callee",
		control_show_text((struct slice){f->callee, f->callee_len}));
	json_object_set_new(row, "phone", control_show_endpoint(&f->phone));
	json_object_set_new(row, "peer", control_show_endpoint(&f->peer));
	json_object_set_new(row, "since", json_integer(f->began_wall_s));
	json_object_set_new(
		row, "age_s",
		json_integer(control_show_seconds(f->began_ms, f->until_ms)));
	json_object_set_new(
		row, "state",
		json_string(f->is_past ? "ended" : states[f->state]));
	json_object_set_new(row, "end_reason", text_or_null(f->end_reason));
	return row;
}

static json_t *show_reasons(const struct reason_found *found,
			    unsigned int count, bool *is_fine)
{
	json_t *rows = json_array();

	*is_fine = true;
	for (unsigned int i = 0; i < count; i++) {
		*is_fine = *is_fine && !found[i].is_fault;
		json_array_append_new(rows,
				      json_pack("{s:s, s:b, s:s, s:o}",
						"reason", found[i].name,
						"fault", (int)found[i].is_fault,
						"words", found[i].words, "hint",
						text_or_null(found[i].hint)));
	}
	return rows;
}

json_t *control_show_why(const struct control_context *c, const char *argument,
			 const char **error)
{
	struct reason_found found[REASON_COUNT];
	struct call_facts facts;
	json_t *row, *rows;
	bool is_fine;

	if (!control_find_facts(c, argument, &facts, error))
		return NULL;
	rows = show_reasons(found, reasons_find(&facts, found), &is_fine);
	row = control_show_head(&facts);
	json_object_set_new(row, "fine", json_boolean(is_fine));
	json_object_set_new(row, "reasons", rows);
	json_object_set_new(row, "media", show_media(&facts));
	return json_pack("{s:o}", "why", row);
}
