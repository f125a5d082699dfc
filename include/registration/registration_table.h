/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registration/registration_table.h - which phone can be called through us
 *
 * A registration is the contact of an address of record that a phone of the
 * LAN registered outside (RFC 3261 section 10).  It is learnt from the 2xx,
 * with the expiry that the registrar granted; until then the REGISTER is an
 * attempt and opens nothing.  While it lives, the contact's outside port
 * stays mapped and armed, so that an INVITE reaches the phone however long
 * its flow has been silent.
 */
#ifndef REGISTRATION_REGISTRATION_TABLE_H
#define REGISTRATION_REGISTRATION_TABLE_H

#include "base/hashtable.h"
#include "base/list.h"
#include "nat/mapping.h"
#include "sip/message.h"

struct registration_settings {
	uint32_t registrations; /* [limits] registrations */
};

struct registration {
	struct hash_node node; /* by address of record and phone address */
	struct registration_table *table;
	struct endpoint phone; /* the contact, inside */
	struct endpoint registrar;
	struct mapping_user user;
	uint64_t since_ms;   /* first accepted */
	uint64_t renewed_ms; /* last accepted */
	uint64_t expires_ms;
	bool is_listed; /* in the 2xx that is being read */
	struct timer timer;
	struct slice aor; /* text follows the struct */
};

struct registration_table {
	const struct registration_settings *settings;
	struct nat *nat;
	struct timers *timers;
	struct hashtable registrations;
	struct hashtable attempts;
};

/** A REGISTER or its answer on its way. */
struct registration_message {
	const struct sip_message *sip;
	bool is_outbound;
	struct endpoint phone; /* the inside end, as packets carry it */
	struct endpoint peer;
};

void registration_table_open(struct registration_table *table,
			     const struct registration_settings *settings,
			     struct nat *nat);
void registration_table_close(struct registration_table *table);

/** registration_table_message - take notice of a message; only those whose
 * method is REGISTER matter. */
void registration_table_message(struct registration_table *table,
				const struct registration_message *message);

#endif /* REGISTRATION_REGISTRATION_TABLE_H */
