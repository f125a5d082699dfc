/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/words.c - the words in which things are told
 */
#include "words_internal.h"

static void put_endpoint(struct writer *w, const struct endpoint *e)
{
	if (!address_is_set(&e->address))
		writer_put(w, SLICE("an unknown address"));
	else if (e->port == 0)
		writer_put(w, slice_of(address_text(&e->address).text));
	else
		writer_put(w, slice_of(endpoint_text(e).text));
}

static void put_medium(struct writer *w, const struct words *words)
{
	writer_put_escaped(w, words->medium);
	if (words->is_rtcp)
		writer_put(w, SLICE(" RTCP"));
}

static void put_blank(struct writer *w, struct slice name,
		      const struct words *words)
{
	if (slice_equal(name, SLICE("a")))
		put_endpoint(w, &words->a);
	else if (slice_equal(name, SLICE("b")))
		put_endpoint(w, &words->b);
	else if (slice_equal(name, SLICE("n")))
		writer_printf(w, "%llu", (unsigned long long)words->number);
	else if (slice_equal(name, SLICE("s")))
		writer_printf(w, "%llu", (unsigned long long)words->seconds);
	else if (slice_equal(name, SLICE("text")) && words->text != NULL)
		writer_put(w, slice_of(words->text));
	else if (slice_equal(name, SLICE("medium")))
		put_medium(w, words);
}

void words_fill(struct writer *w, const char *sentence,
		const struct words *words)
{
	struct slice rest = slice_of(sentence);

	while (rest.len > 0) {
		const char *open = slice_find(rest, '{');
		const char *close = slice_find(rest, '}');

		if (open == NULL || close == NULL) {
			writer_put(w, rest);
			return;
		}
		writer_put(w, slice_between(rest.p, open));
		put_blank(w, slice_between(open + 1, close), words);
		rest = slice_between(close + 1, slice_end(rest));
	}
}
