/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/corpus/runner/corpus_file.h - one message of the corpus
 *
 * A file says in lines that begin with "#" whose message it is and which way
 * it goes; then comes the message, and behind a separator the lines that have
 * to be others when it comes out.  tests/corpus/README.md describes it.
 */
#ifndef CORPUS_CORPUS_FILE_H
#define CORPUS_CORPUS_FILE_H

#include <stdbool.h>

#include "base/endpoint.h"
#include "base/slice.h"

#define CORPUS_MESSAGE_MAX 65536

struct corpus_file {
	char path[512];
	struct slice make, from, note; /* these must be there */
	struct slice after;            /* the file that is played before */
	struct slice phone_text, peer_text;
	struct slice lines;      /* "LF" when they end with that alone */
	struct slice one_way;    /* why it cannot be sent back */
	struct slice unreadable; /* why libosip2 cannot read it */
	struct slice waits_for;  /* why it is wrong today; see run.py */
	struct slice message;    /* as it stands there */
	struct slice edits;
	struct endpoint phone, peer;
	bool is_outbound;
	char text[CORPUS_MESSAGE_MAX];
};

/** corpus_file_read - fill in @f, whose path is set, or fail the test. */
void corpus_file_read(struct corpus_file *f);

/** corpus_file_message - the message as it is sent, in @out. */
struct slice corpus_file_message(const struct corpus_file *f, char *out);

/** corpus_file_expected - what has to come out of it, in @out. */
struct slice corpus_file_expected(const struct corpus_file *f, char *out);

/** corpus_next_line - cut off the first line, without its LF. */
struct slice corpus_next_line(struct slice *rest);

#endif /* CORPUS_CORPUS_FILE_H */
