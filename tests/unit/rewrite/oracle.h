/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/oracle.h - what does another parser say of it?
 *
 * Our own scanner can judge our own rewriting only so far: what it misreads
 * before it misreads afterwards.  So libosip2 reads both messages, and what it
 * finds must be the same but for the places that were edited.
 */
#ifndef UNIT_REWRITE_ORACLE_H
#define UNIT_REWRITE_ORACLE_H

#include "sip/edit.h"

/**
 * oracle_check - compare a message with what became of it
 * @edits: what was done to @before; only its edits and texts are looked at
 *
 * Fails the test unless
 *   - the edits, carried out naively, turn @before into exactly @after,
 *   - libosip2 reads both, or neither,
 *   - it finds the same kind of first line, the same header fields in the
 *     same order, and the same bodies; where a value differs, an edit lies in
 *     its bytes,
 *   - its idea of the body is that of Content-Length.
 *
 * Returns whether libosip2 could read them.
 */
bool oracle_check(struct slice before, struct slice after,
		  const struct edit_list *edits);

/** oracle_compare - the same without failing: NULL, or what is wrong. */
const char *oracle_compare(struct slice before, struct slice after,
			   const struct edit_list *edits, bool *is_read);

#endif /* UNIT_REWRITE_ORACLE_H */
