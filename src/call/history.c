/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/history.c - what happened to the calls, for `viaduct explain`
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "call/history.h"

/* Records begin at multiples of this. */
#define ALIGNMENT 8

/* Events are small: a call may have so many for each message. */
#define EVENTS_PER_MESSAGE 4

enum record_kind {
	RECORD_VOID, /* the end of the ring, or what is written anew */
	RECORD_EVENT,
	RECORD_MESSAGE,
};

/** How each record begins; of a void one no more than the first line. */
struct record {
	uint32_t size;
	uint32_t kind;
	uint64_t at_ms;
	uint32_t call;
	bool is_in_message;
};

struct event_record {
	struct record head;
	struct history_event event;
};

/** Behind it stand the edits, their texts, and the message. */
struct message_record {
	struct record head;
	bool is_outbound;
	struct endpoint from;
	struct endpoint to;
	uint32_t text_len;
	uint32_t edit_count;
	uint32_t edit_text_len;
};

int history_open(struct history *h, size_t size)
{
	memset(h, 0, sizeof(*h));
	size -= size % ALIGNMENT;
	if (size == 0)
		return 0;
	h->ring = malloc(size);
	if (h->ring == NULL)
		return -ENOMEM;
	h->size = size;
	return 0;
}

void history_close(struct history *h)
{
	free(h->ring);
	memset(h, 0, sizeof(*h));
}

static struct record *record_at(const struct history *h, size_t offset)
{
	return (struct record *)(void *)(h->ring + offset);
}

static size_t oldest(const struct history *h)
{
	return (h->head + h->size - h->used) % h->size;
}

/* Forget the oldest until @size bytes behind the head are free. */
static void make_room(struct history *h, size_t size)
{
	while (h->size - h->used < size)
		h->used -= record_at(h, oldest(h))->size;
}

static void advance(struct history *h, size_t size)
{
	h->head = (h->head + size) % h->size;
	h->used += size;
}

/* A record is in one piece: the rest of the ring is left when it is short. */
static struct record *begin_record(struct history *h, size_t size)
{
	size_t rest = h->size - h->head;

	size += (ALIGNMENT - size % ALIGNMENT) % ALIGNMENT;
	if (size > h->size / 4)
		return NULL;
	if (rest < size) {
		make_room(h, rest);
		record_at(h, h->head)->size = (uint32_t)rest;
		record_at(h, h->head)->kind = RECORD_VOID;
		advance(h, rest);
	}
	make_room(h, size);
	record_at(h, h->head)->size = (uint32_t)size;
	return record_at(h, h->head);
}

static void end_record(struct history *h, struct record *r, uint32_t call,
		       enum record_kind kind)
{
	r->kind = kind;
	r->at_ms = clock_ms();
	r->call = call;
	r->is_in_message = h->is_in_message;
	advance(h, r->size);
}

/* What stands behind a message's record. */
static struct edit *edits_of(struct message_record *m)
{
	return (struct edit *)(m + 1);
}

static char *edit_texts_of(struct message_record *m)
{
	return (char *)(edits_of(m) + m->edit_count);
}

static char *text_of(struct message_record *m)
{
	return edit_texts_of(m) + m->edit_text_len;
}

static struct record *find_record(const struct history *h,
				  struct history_walk *walk)
{
	struct record *r;

	if (walk->passed >= h->used)
		return NULL;
	r = record_at(h, (oldest(h) + walk->passed) % h->size);
	walk->passed += r->size;
	return r;
}

/* The last record of the same bytes, which did not go out that way. */
static void void_former(struct history *h, uint32_t call,
			const struct history_message *message)
{
	struct history_walk walk = {0};
	struct record *found = NULL;
	struct record *r;

	while ((r = find_record(h, &walk)) != NULL) {
		struct message_record *m = (struct message_record *)r;

		if (r->kind == RECORD_MESSAGE && r->call == call &&
		    slice_equal((struct slice){text_of(m), m->text_len},
				message->text))
			found = r;
	}
	if (found != NULL)
		found->kind = RECORD_VOID;
}

static void fill_message(struct message_record *m,
			 const struct history_message *message)
{
	const struct edit_list *edits = message->edits;

	m->is_outbound = message->is_outbound;
	m->from = message->from;
	m->to = message->to;
	m->text_len = (uint32_t)message->text.len;
	m->edit_count = edits != NULL ? edits->count : 0;
	m->edit_text_len = edits != NULL ? edits->text_len : 0;
	if (edits != NULL) {
		memcpy(edits_of(m), edits->edits,
		       edits->count * sizeof(edits->edits[0]));
		memcpy(edit_texts_of(m), edits->texts, edits->text_len);
	}
	memcpy(text_of(m), message->text.p, message->text.len);
}

static size_t size_of(const struct history_message *message)
{
	const struct edit_list *edits = message->edits;

	return sizeof(struct message_record) + message->text.len +
	       (edits != NULL ? edits->count * sizeof(edits->edits[0]) +
					edits->text_len
			      : 0);
}

void history_add_message(struct history *h, uint32_t call,
			 struct history_share *share, uint32_t limit,
			 const struct history_message *message)
{
	struct record *r = NULL;

	h->is_in_message = false;
	if (h->ring == NULL || limit == 0)
		return;
	if (message->is_again)
		void_former(h, call, message);
	if (share->messages < limit)
		r = begin_record(h, size_of(message));
	if (r == NULL) {
		share->left_out++;
		return;
	}
	share->messages++;
	fill_message((struct message_record *)r, message);
	end_record(h, r, call, RECORD_MESSAGE);
}

void history_add_event(struct history *h, uint32_t call,
		       struct history_share *share, uint32_t limit,
		       const struct history_event *event)
{
	struct record *r = NULL;

	if (h->ring == NULL || limit == 0)
		return;
	if (share->events < EVENTS_PER_MESSAGE * (uint64_t)limit)
		r = begin_record(h, sizeof(struct event_record));
	if (r == NULL) {
		share->left_out++;
		return;
	}
	share->events++;
	((struct event_record *)r)->event = *event;
	end_record(h, r, call, RECORD_EVENT);
}

static void read_message(struct message_record *m, struct history_entry *out)
{
	out->is_outbound = m->is_outbound;
	out->from = m->from;
	out->to = m->to;
	out->text = (struct slice){text_of(m), m->text_len};
	out->edits = edits_of(m);
	out->edit_count = m->edit_count;
	out->edit_texts = (struct slice){edit_texts_of(m), m->edit_text_len};
}

bool history_next(const struct history *h, uint32_t call,
		  struct history_walk *walk, struct history_entry *out)
{
	struct record *r;

	do
		r = find_record(h, walk);
	while (r != NULL && (r->kind == RECORD_VOID || r->call != call));
	if (r == NULL)
		return false;
	*out = (struct history_entry){.at_ms = r->at_ms,
				      .is_in_message = r->is_in_message};
	if (r->kind == RECORD_EVENT)
		out->event = &((struct event_record *)r)->event;
	else
		read_message((struct message_record *)r, out);
	return true;
}

static const struct {
	const char *name;
	const char *words;
} events[HISTORY_EVENT_COUNT] = {
#define X(id, name, words) [HISTORY_##id] = {name, words},
	HISTORY_EVENTS(X)
#undef X
};

const char *history_event_name(enum history_event_kind kind)
{
	return events[kind].name;
}

const char *history_event_words(enum history_event_kind kind)
{
	return events[kind].words;
}
