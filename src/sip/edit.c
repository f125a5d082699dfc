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

/* Rules work almost in the order of the bytes: look from the end. */
static uint32_t find_place(const struct edit_list *list, uint32_t offset)
{
	uint32_t i = list->count;

	while (i > 0 && list->edits[i - 1].offset > offset)
		i--;
	return i;
}

static bool overlaps_neighbour(const struct edit_list *list, uint32_t i)
{
	const struct edit *e = &list->edits[i];

	if (i > 0 && e[-1].offset + e[-1].removed > e->offset)
		return true;
	return i + 1 < list->count && e->offset + e->removed > e[1].offset;
}

void edit_replace(struct edit_list *list, struct slice old, struct slice text,
		  const char *rule)
{
	uint32_t offset = (uint32_t)(old.p - list->original.p);
	uint32_t i;

	assert(old.p >= list->original.p &&
	       slice_end(old) <= slice_end(list->original));
	if (slice_equal(old, text))
		return;
	if (list->count == EDIT_MAX ||
	    text.len > EDIT_TEXT_MAX - list->text_len) {
		list->full = true;
		return;
	}
	i = find_place(list, offset);
	memmove(&list->edits[i + 1], &list->edits[i],
		(list->count - i) * sizeof(list->edits[0]));
	list->edits[i] = (struct edit){
		.offset = offset,
		.removed = (uint32_t)old.len,
		.text = list->text_len,
		.text_len = (uint32_t)text.len,
		.rule = rule,
	};
	list->count++;
	assert(!overlaps_neighbour(list, i));
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
