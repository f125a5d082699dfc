/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/naive_cut.h - a message in pieces, without our scanner
 *
 * Byte by byte and slowly, so that the oracle does not lean on what it judges.
 */
#ifndef UNIT_REWRITE_NAIVE_CUT_H
#define UNIT_REWRITE_NAIVE_CUT_H

#include "base/slice.h"

#define CUT_FIELDS_MAX 512
#define CUT_NAME_MAX 48

/** A field, or an element of its list, as it lies in the message. */
struct cut_place {
	char name[CUT_NAME_MAX]; /* long, in lower case */
	size_t begin, end;
};

struct cut {
	struct slice text;
	size_t first_line; /* its length */
	size_t body;       /* where it begins */
	unsigned int count;
	struct cut_place fields[CUT_FIELDS_MAX];
};

/** cut_name - @name in the one way that names are compared in: long, and in
 * lower case.  @out has CUT_NAME_MAX bytes. */
void cut_name(char *out, const char *name, size_t len);

/** cut_message - find first line, fields and body. */
void cut_message(struct slice text, struct cut *out);

/** cut_elements - the elements of the comma lists in all fields of @name;
 * their number.  @out has CUT_FIELDS_MAX places. */
unsigned int cut_elements(const struct cut *cut, const char *name,
			  struct cut_place *out);

#endif /* UNIT_REWRITE_NAIVE_CUT_H */
