/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/corpus/runner/corpus_file.c - reads one message of the corpus
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/writer.h"
#include "corpus_file.h"

static const char separator[] = "=== edits";

static const struct {
	const char *key;
	size_t offset;
} keys[] = {
	{"make", offsetof(struct corpus_file, make)},
	{"from", offsetof(struct corpus_file, from)},
	{"note", offsetof(struct corpus_file, note)},
	{"after", offsetof(struct corpus_file, after)},
	{"phone", offsetof(struct corpus_file, phone_text)},
	{"peer", offsetof(struct corpus_file, peer_text)},
	{"lines", offsetof(struct corpus_file, lines)},
	{"one-way", offsetof(struct corpus_file, one_way)},
	{"unreadable", offsetof(struct corpus_file, unreadable)},
	{"pending", offsetof(struct corpus_file, waits_for)},
	{"fails", offsetof(struct corpus_file, waits_for)},
};

struct slice corpus_next_line(struct slice *rest)
{
	const char *newline = slice_find(*rest, '\n');
	const char *end = newline != NULL ? newline : slice_end(*rest);
	struct slice line = slice_between(rest->p, end);

	*rest = slice_between(newline != NULL ? newline + 1 : end,
			      slice_end(*rest));
	return line;
}

/* "# key: value"; what has no such key is a remark. */
static void take_key(struct corpus_file *f, struct slice line)
{
	const char *colon = slice_find(line, ':');
	struct slice key;

	if (colon == NULL || line.len < 2)
		return;
	key = slice_between(line.p + 2, colon);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (slice_equal(key, slice_of(keys[i].key)))
			*(struct slice *)((char *)f + keys[i].offset) =
				slice_trim(slice_between(colon + 1,
							 slice_end(line)));
}

static void split(struct corpus_file *f, struct slice rest)
{
	while (rest.len > 0 && rest.p[0] == '#')
		take_key(f, corpus_next_line(&rest));
	f->message.p = rest.p;
	while (rest.len > 0) {
		const char *begin = rest.p;

		if (!slice_equal(corpus_next_line(&rest), slice_of(separator)))
			continue;
		f->message = slice_between(f->message.p, begin);
		f->edits = rest;
		return;
	}
	fail_msg("%s: no line \"%s\"", f->path, separator);
}

static void read_text(struct corpus_file *f)
{
	FILE *stream = fopen(f->path, "r");
	size_t len;

	if (stream == NULL)
		fail_msg("%s: %s", f->path, strerror(errno));
	len = fread(f->text, 1, sizeof(f->text), stream);
	fclose(stream);
	if (len == sizeof(f->text))
		fail_msg("%s: too long", f->path);
	split(f, (struct slice){f->text, len});
}

static struct endpoint read_endpoint(const struct corpus_file *f,
				     struct slice text, const char *otherwise)
{
	struct endpoint e;

	if (endpoint_parse(text.len > 0 ? text : slice_of(otherwise), &e) != 0)
		fail_msg("%s: not ADDRESS:PORT: %.*s", f->path,
			 SLICE_ARGS(text));
	return e;
}

void corpus_file_read(struct corpus_file *f)
{
	read_text(f);
	f->is_outbound = slice_equal(f->from, SLICE("phone"));
	if (!f->is_outbound && !slice_equal(f->from, SLICE("outside")))
		fail_msg("%s: \"# from:\" is phone or outside", f->path);
	if (f->make.len == 0 || f->note.len == 0)
		fail_msg("%s: no \"# make:\" or \"# note:\"", f->path);
	f->phone = read_endpoint(f, f->phone_text, "192.168.1.20:5060");
	f->peer = read_endpoint(f, f->peer_text, "198.51.100.5:5060");
}

static void put_line(const struct corpus_file *f, struct writer *w,
		     struct slice line)
{
	writer_put(w, line);
	writer_put(w, slice_equal(f->lines, SLICE("LF")) ? SLICE("\n")
							 : SLICE("\r\n"));
}

struct slice corpus_file_message(const struct corpus_file *f, char *out)
{
	struct slice rest = f->message;
	struct writer w;

	writer_init(&w, out, CORPUS_MESSAGE_MAX);
	while (rest.len > 0)
		put_line(f, &w, corpus_next_line(&rest));
	return writer_text(&w);
}

/* The text behind "- " or "+ ". */
static struct slice take_edit(const struct corpus_file *f, struct slice *edits,
			      char sign)
{
	struct slice line = corpus_next_line(edits);

	if (line.len < 2 || line.p[0] != sign || line.p[1] != ' ')
		fail_msg("%s: \"%.*s\" does not begin with \"%c \"", f->path,
			 SLICE_ARGS(line), sign);
	return slice_between(line.p + 2, slice_end(line));
}

struct slice corpus_file_expected(const struct corpus_file *f, char *out)
{
	struct slice rest = f->message, edits = f->edits;
	struct slice old = {NULL, 0};
	struct writer w;

	writer_init(&w, out, CORPUS_MESSAGE_MAX);
	while (rest.len > 0) {
		struct slice line = corpus_next_line(&rest);

		if (old.p == NULL && edits.len > 0)
			old = take_edit(f, &edits, '-');
		if (old.p != NULL && slice_equal(line, old)) {
			line = take_edit(f, &edits, '+');
			if (slice_equal(line, old))
				fail_msg("%s: \"%.*s\" does not change",
					 f->path, SLICE_ARGS(line));
			old.p = NULL;
		}
		put_line(f, &w, line);
	}
	if (old.p != NULL || edits.len > 0)
		fail_msg("%s: no such line, or not in this order: %.*s",
			 f->path, SLICE_ARGS(old));
	return writer_text(&w);
}
