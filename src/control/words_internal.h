/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/words_internal.h - the words in which things are told
 */
#ifndef CONTROL_WORDS_INTERNAL_H
#define CONTROL_WORDS_INTERNAL_H

#include "base/writer.h"
#include "call/history.h"

/** What the blanks of a sentence stand for. */
struct words {
	struct endpoint a; /* {a} */
	struct endpoint b; /* {b} */
	uint64_t number;   /* {n} */
	uint64_t seconds;  /* {s} */
	const char *text;  /* {text} */
	bool is_rtcp;
	struct slice medium; /* {medium} */
};

/** words_fill - @sentence with its blanks filled in. */
void words_fill(struct writer *w, const char *sentence,
		const struct words *words);

#endif /* CONTROL_WORDS_INTERNAL_H */
