/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registration/attempt.h - a REGISTER whose answer has not come yet
 *
 * It remembers where the REGISTER went and what it asked for: only an answer
 * from there counts (trust rule 4).
 */
#ifndef REGISTRATION_ATTEMPT_H
#define REGISTRATION_ATTEMPT_H

#include "registration/registration_table.h"

/** Contacts of one REGISTER that are looked at; phones send one. */
#define ATTEMPT_MAX_CONTACTS 8

struct attempt {
	struct hash_node node; /* by Call-ID and phone address */
	struct registration_table *table;
	struct endpoint phone; /* source of the REGISTER */
	struct endpoint registrar;
	uint32_t cseq;
	unsigned int contact_count;
	struct {
		struct endpoint inside;
		uint32_t expires_s;
	} contacts[ATTEMPT_MAX_CONTACTS];
	struct timer timer;
	struct slice call_id; /* these follow the struct */
	struct slice aor;
};

/** attempt_begin - remember a REGISTER; at the limit or without memory it is
 * not, and its answer opens nothing. */
void attempt_begin(struct registration_table *table,
		   const struct registration_message *message);

/** attempt_find - what @message answers, or NULL. */
struct attempt *attempt_find(const struct registration_table *table,
			     const struct registration_message *message);

void attempt_end(struct attempt *attempt);

/** Seconds that RFC 3261 section 10.2.1.1 lets a registrar choose, when
 * neither side names any: what most of them take. */
#define ATTEMPT_DEFAULT_EXPIRES_S 3600

#endif /* REGISTRATION_ATTEMPT_H */
