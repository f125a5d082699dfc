/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/edit.c - which bytes of a message are to be replaced by which
 */
#include <assert.h>
#include <errno.h>

#include "sip/edit.h"

void edit_begin(struct edit_list *list, struct slice original)
{
	list->original = original;
	list->count = 0;
	list->text_len = 0;
	list->growth = 0;
	list->full = false;
}

/*
 * Make room at the edit's place.  Rules work almost in the order of the
 * bytes: look from the end, where it mostly is.
 */
static struct edit *make_room(struct edit_list *list, uint32_t offset,
			      bool is_insertion)
{
	struct edit *e = &list->edits[list->count++];

	while (e > list->edits && (e[-1].offset > offset ||
				   (is_insertion && e[-1].offset == offset &&
				    e[-1].removed > 0))) {
		e[0] = e[-1];
		e--;
	}
	return e;
}

static bool overlaps_neighbour(const struct edit_list *list,
			       const struct edit *e)
{
	const struct edit *end = &list->edits[list->count];

	if (e > list->edits && e[-1].offset + e[-1].removed > e->offset)
		return true;
	return e + 1 < end && e->offset + e->removed > e[1].offset;
}

void edit_replace(struct edit_list *list, struct slice old, struct slice text,
		  const char *rule)
{
	struct edit *e;

	assert(old.p >= list->original.p &&
	       slice_end(old) <= slice_end(list->original));
	if (slice_equal(old, text))
		return;
	if (list->count == EDIT_MAX ||
	    text.len > EDIT_TEXT_MAX - list->text_len) {
		list->full = true;
		return;
	}
	e = make_room(list, (uint32_t)(old.p - list->original.p), old.len == 0);
	e->offset = (uint32_t)(old.p - list->original.p);
	e->removed = (uint32_t)old.len;
	e->text = list->text_len;
	e->text_len = (uint32_t)text.len;
	e->rule = rule;
	assert(!overlaps_neighbour(list, e));
	if (text.len > 0)
		memcpy(list->texts + list->text_len, text.p, text.len);
	list->text_len += (uint32_t)text.len;
	list->growth += (int64_t)text.len - (int64_t)old.len;
}

long edit_apply(const struct edit_list *list, char *out, size_t size)
{
	const char *from = list->original.p;
	char *to = out;
	size_t rest;

	if (list->full || edit_size(list) > size)
		return -ENOSPC;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct edit *e = &list->edits[i];
		size_t keep = (size_t)(list->original.p + e->offset - from);

		memcpy(to, from, keep);
		to += keep;
		memcpy(to, list->texts + e->text, e->text_len);
		to += e->text_len;
		from += keep + e->removed;
	}
	rest = (size_t)(slice_end(list->original) - from);
	memcpy(to, from, rest);
	return (long)(to + rest - out);
}
