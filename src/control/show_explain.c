/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/show_explain.c - the history of a call
 */
#include <stdlib.h>
#include <string.h>

#include "show_internal.h"
#include "sip/secrets.h"
#include "words_internal.h"

/** Why a field is changed, outbound and inbound. */
struct rule {
	const char *field; /* NULL: any other */
	const char *out;
	const char *in;
};

#define MAPPED_OUT "the outside port of the phone's mapping: "
#define OWN_AGAIN "the phone's own again: "

static const struct rule rules[] = {
	{"Via", MAPPED_OUT "answers come there",
	 OWN_AGAIN "it gets back what it wrote"},
	{"Via received", MAPPED_OUT "answers come there",
	 OWN_AGAIN "it sees no translation"},
	{"Via rport", MAPPED_OUT "answers come there",
	 OWN_AGAIN "it sees no translation"},
	{"Contact", MAPPED_OUT "requests come there",
	 OWN_AGAIN "it gets back what it wrote"},
	{"Request-URI", MAPPED_OUT "the request leads there",
	 OWN_AGAIN "the request is for it"},
	{"Record-Route", MAPPED_OUT "later requests pass there",
	 OWN_AGAIN "it gets back what it wrote"},
	{"Route", MAPPED_OUT "the request passes there",
	 OWN_AGAIN "it gets back what it wrote"},
	{"SDP m=", "the outside port that the stream has: media comes there",
	 OWN_AGAIN "its media port"},
	{"SDP a=rtcp", "the outside port that the stream has: RTCP comes there",
	 OWN_AGAIN "its RTCP port"},
	{"SDP o= and c=", "the outside address: media comes there",
	 OWN_AGAIN "its address"},
	{"Content-Length", "the body has another length now",
	 "the body has another length now"},
	{NULL, "hides an inside address", OWN_AGAIN "its address"},
};

static const char *rule_words(const char *field, bool is_outbound)
{
	const struct rule *rule = rules;

	while (rule->field != NULL && strcmp(rule->field, field) != 0)
		rule++;
	return is_outbound ? rule->out : rule->in;
}

static json_t *show_edits(const struct history_entry *e, const char *text)
{
	json_t *rows = json_array();

	for (uint32_t i = 0; i < e->edit_count; i++) {
		const struct edit *edit = &e->edits[i];
		struct slice old = {text + edit->offset, edit->removed};
		struct slice new = {e->edit_texts.p + edit->text,
				    edit->text_len};

		json_array_append_new(
			rows,
			json_pack("{s:s, s:o, s:o, s:s}", "field", edit->rule,
				  "old", control_show_text(old), "new",
				  control_show_text(new), "rule",
				  rule_words(edit->rule, e->is_outbound)));
	}
	return rows;
}

/* The message as it went on; null without memory. */
static json_t *show_after(const struct history_entry *e, struct slice text)
{
	struct edit_list *list = malloc(sizeof(*list));
	json_t *after = NULL;
	char *out = NULL;
	long len;

	if (list == NULL)
		return json_null();
	edit_begin(list, text);
	for (uint32_t i = 0; i < e->edit_count; i++) {
		const struct edit *edit = &e->edits[i];

		edit_replace(
			list,
			(struct slice){text.p + edit->offset, edit->removed},
			(struct slice){e->edit_texts.p + edit->text,
				       edit->text_len},
			edit->rule);
	}
	out = malloc(edit_size(list) + 1);
	len = out != NULL ? edit_apply(list, out, edit_size(list)) : -1;
	if (len >= 0)
		after = control_show_text((struct slice){out, (size_t)len});
	free(out);
	free(list);
	return after != NULL ? after : json_null();
}

static struct slice first_line(struct slice text)
{
	const char *nl = slice_find(text, '\n');

	return slice_trim(
		slice_between(text.p, nl != NULL ? nl : slice_end(text)));
}

static json_t *show_message(const struct history_entry *e)
{
	struct slice text = {malloc(e->text.len + 1), e->text.len};
	json_t *row;

	if (text.p == NULL)
		return NULL;
	memcpy((char *)text.p, e->text.p, text.len);
	secrets_mask((char *)text.p, text.len);
	row = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "kind",
			"message", "direction", e->is_outbound ? "out" : "in",
			"from", control_show_endpoint(&e->from), "to",
			control_show_endpoint(&e->to), "first_line",
			control_show_text(first_line(text)), "edits",
			show_edits(e, text.p), "before",
			control_show_text(text), "after", show_after(e, text));
	free((char *)text.p);
	return row;
}

static json_t *show_event(const struct history_event *event)
{
	struct words words = {
		.a = event->a,
		.b = event->b,
		.text = event->text,
		.is_rtcp = event->is_rtcp,
		.medium = slice_of(event->medium),
	};
	char text[256];
	struct writer w;

	if (words.text == NULL)
		words.text = strerror(-event->error);
	writer_init(&w, text, sizeof(text));
	words_fill(&w, history_event_words(event->kind), &words);
	return json_pack("{s:s, s:s, s:s}", "kind", "event", "event",
			 history_event_name(event->kind), "words", text);
}

/* What a message brings about is written down before it: put it below. */
static json_t *show_entries(const struct history *history,
			    const struct call_facts *f)
{
	struct history_walk walk = {0};
	struct history_entry entry;
	json_t *rows = json_array();
	size_t pending = 0;

	while (history_next(history, f->number, &walk, &entry)) {
		bool is_message = entry.event == NULL;
		json_t *row = is_message ? show_message(&entry)
					 : show_event(entry.event);
		size_t at = json_array_size(rows) - (is_message ? pending : 0);

		json_object_set_new(
			row, "at_ms",
			json_integer((json_int_t)(entry.at_ms - f->began_ms)));
		json_array_insert_new(rows, at, row);
		pending = !is_message && entry.is_in_message ? pending + 1 : 0;
	}
	return rows;
}

json_t *control_show_explain(const struct control_context *c,
			     const char *argument, const char **error)
{
	struct call_facts facts;
	json_t *row, *entries;

	if (!control_find_facts(c, argument, &facts, error))
		return NULL;
	row = control_show_head(&facts);
	entries = show_entries(&c->gateway->calls.history, &facts);
	json_object_set_new(row, "left_out",
			    json_integer(facts.history.left_out));
	json_object_set_new(row, "written",
			    json_integer((json_int_t)facts.history.messages +
					 (json_int_t)facts.history.events));
	json_object_set_new(row, "entries", entries);
	return json_pack("{s:o}", "explain", row);
}
