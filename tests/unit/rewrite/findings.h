/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/findings.h - what libosip2 finds in a message
 */
#ifndef UNIT_REWRITE_FINDINGS_H
#define UNIT_REWRITE_FINDINGS_H

#include <osipparser2/osip_parser.h>

#include "naive_cut.h"

/** One value: of the first line, with a blank in front of the name, or of a
 * header field, of lists each element. */
struct finding {
	char name[CUT_NAME_MAX];
	char *text;
};

struct findings {
	unsigned int count;
	struct finding items[CUT_FIELDS_MAX];
};

/** findings_parse - the message as libosip2 reads it, for the caller to free;
 * NULL when it cannot. */
osip_message_t *findings_parse(struct slice text);

/** findings_collect - all values, as libosip2 would write them. */
void findings_collect(const osip_message_t *sip, struct findings *out);

/** findings_forget - free the texts. */
void findings_forget(struct findings *f);

#endif /* UNIT_REWRITE_FINDINGS_H */
