/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/edit.h - which bytes of a message are to be replaced by which
 *
 * The rules record edits, in any order; one function then writes the new
 * message in one pass.  Whatever no edit names stays as it is, so a list
 * without edits gives the same bytes.
 */
#ifndef SIP_EDIT_H
#define SIP_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/slice.h"

/**
 * Most edits of one message, and room for their texts: enough for every
 * header field and 64 media lines with ICE.  A message that needs more passes
 * unmodified and is counted.
 */
#define EDIT_MAX 512
#define EDIT_TEXT_MAX 16384

struct edit {
	uint32_t offset;   /* in the original */
	uint32_t removed;  /* bytes of the original that go */
	uint32_t text;     /* offset of what comes, in edit_list.texts */
	uint32_t text_len; /* its length */
	const char *rule;  /* why, for people: a string that stays */
};

struct edit_list {
	struct slice original;
	uint32_t count;
	uint32_t text_len;
	int64_t growth; /* length of the new message minus the old one's */
	bool full;      /* something could not be recorded: do not apply */
	struct edit edits[EDIT_MAX];
	char texts[EDIT_TEXT_MAX];
};

/** edit_begin - an empty list for @original, which stays the caller's. */
void edit_begin(struct edit_list *list, struct slice original);

/**
 * edit_replace - put @text in the place of @old
 * @old:  a slice of the original; empty to insert in front of old.p
 * @text: copied; empty to delete
 * @rule: names the reason in `viaduct explain`; a string that stays
 *
 * Nothing is recorded when the bytes are the same.  Overlapping another edit
 * is a bug of the caller.
 */
void edit_replace(struct edit_list *list, struct slice old, struct slice text,
		  const char *rule);

/** edit_size - the length of the new message. */
static inline size_t edit_size(const struct edit_list *list)
{
	return (size_t)((int64_t)list->original.len + list->growth);
}

/**
 * edit_apply - write the new message
 * @size: bytes at @out
 *
 * Returns its length, or -ENOSPC when the list is full or @out too small;
 * then nothing was written.
 */
MUST_CHECK long edit_apply(const struct edit_list *list, char *out,
			   size_t size);

#endif /* SIP_EDIT_H */
