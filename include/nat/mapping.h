/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat/mapping.h - one inside endpoint and how the world sees it
 *
 * A phone's SIP socket gets a mapping when its first message passes, an RTP
 * port when an SDP names it.  The same inside endpoint has the same outside
 * endpoint towards everybody and as long as anything uses it.  A routed one is
 * seen as it is: it takes no port of ours, and nothing is rewritten for it.
 *
 * Who needs a mapping - a registration, a call, a stream - is its user.  The
 * users decide who may come in while the mapping is armed.
 */
#ifndef NAT_MAPPING_H
#define NAT_MAPPING_H

#include "nat/nat.h"

enum mapping_kind { MAPPING_SIGNALLING, MAPPING_MEDIA };

/**
 * Where a phone writes its endpoint without the port because it is 5060:
 * remembered, so that what comes back reads as the phone wrote it.  One that
 * writes it both ways in the same field gets the last way back.
 *
 * Likewise where a phone that knows how it is seen writes that itself.
 */
enum mapping_spelling {
	MAPPING_PORT_OMITTED_IN_VIA = 1,
	MAPPING_PORT_OMITTED_IN_CONTACT = 2,
	MAPPING_PORT_OMITTED_IN_ROUTE = 4,
	MAPPING_PUBLIC_IN_VIA = 8,
	MAPPING_PUBLIC_IN_CONTACT = 16,
	MAPPING_PUBLIC_IN_ROUTE = 32,
	MAPPING_PUBLIC_IN_SDP = 64,
};

/** mapping_spelling_public - the bit of a field beside that of its port. */
static inline unsigned int mapping_spelling_public(unsigned int omitted)
{
	return omitted << 3;
}

struct mapping {
	struct nat *nat;
	struct hash_node by_inside;
	struct hash_node by_outside;
	struct endpoint inside;
	struct endpoint outside; /* on packets */
	struct endpoint shown;   /* in messages; see realm_wan.shown */
	enum mapping_kind kind;
	unsigned int spelling; /* set of enum mapping_spelling */
	bool is_routed;        /* outside and shown are inside */
	bool is_pinned;        /* in the kernel's map */
	bool is_phone;         /* its inbound SIP is queued */
	bool is_armed;         /* its inbound packets are queued */
	struct list users;     /* of struct mapping_user */
	uint32_t waiting;      /* how many of them wait for first packets */
	uint64_t used_ms;      /* last message of its phone; signalling */
	struct timer timer;    /* renew in the kernel, or end when idle */
};

struct mapping_user;

struct mapping_user_ops {
	/** admits - may @peer send to this mapping?  @payload is the first
	 * packet's. */
	bool (*admits)(struct mapping_user *user, const struct endpoint *peer,
		       struct slice payload);

	/** arrived - an admitted peer's first packet waits: open its flow. */
	void (*arrived)(struct mapping_user *user, const struct endpoint *peer,
			struct slice payload);

	/** turned_away - no user admits @peer; may be NULL. */
	void (*turned_away)(struct mapping_user *user,
			    const struct endpoint *peer);

	/** refused - the kernel did not make an object of this mapping, which
	 * goes away after this call; @user is detached already. */
	void (*refused)(struct mapping_user *user, int err);
};

/** A member of whatever uses a mapping. */
struct mapping_user {
	struct list node;
	struct mapping *mapping; /* NULL when detached */
	const struct mapping_user_ops *ops;
	bool is_waiting; /* for first packets; see mapping_arm() */
};

/** mapping_find_inside, mapping_find_outside - the mapping of an endpoint as
 * packets carry it, or NULL. */
struct mapping *mapping_find_inside(const struct nat *nat,
				    const struct endpoint *inside);
struct mapping *mapping_find_outside(const struct nat *nat,
				     const struct endpoint *outside);

/** mapping_find_shown - of an endpoint as messages name it, or NULL. */
struct mapping *mapping_find_shown(const struct nat *nat,
				   const struct endpoint *shown);

/**
 * mapping_open_signalling - the mapping of a phone's SIP socket
 * @peer: where its packet goes; a flow to it that was there before us tells
 *        the outside port, which is kept
 * @public_port: the outside port that the phone itself says it has, or 0; it
 *        gets it unless another has it
 *
 * Pinned in the kernel unless it is routed, and the phone's inbound SIP is
 * queued.  Ends by itself when it has had no user and no message for
 * MAPPING_IDLE_S.  Returns 0 with @out, or a negative errno: -EDQUOT at the
 * limit of one phone, -ENOSPC without a free port.
 */
MUST_CHECK int mapping_open_signalling(struct nat *nat,
				       const struct endpoint *inside,
				       const struct endpoint *peer,
				       const struct realm_wan *wan,
				       uint16_t public_port,
				       struct mapping **out);

/** Seconds without a message after which an unused signalling mapping ends;
 * RFC 4787 REQ-5 recommends five minutes. */
#define MAPPING_IDLE_S 300

/**
 * mapping_open_media - a mapping with an outside port that the caller took
 * @outside_port: of no meaning for a routed endpoint
 *
 * Ends when its last user is detached; the port is given back then.
 * Returns 0 or -ENOMEM.
 */
MUST_CHECK int mapping_open_media(struct nat *nat,
				  const struct endpoint *inside,
				  uint16_t outside_port,
				  const struct realm_wan *wan,
				  struct mapping **out);

/** mapping_attach - @user uses @mapping from now on. */
void mapping_attach(struct mapping *mapping, struct mapping_user *user,
		    const struct mapping_user_ops *ops);

/** mapping_detach - no longer; nothing happens when it did not. */
void mapping_detach(struct nat *nat, struct mapping_user *user);

/** mapping_touch - a message of its phone passed now. */
void mapping_touch(struct mapping *mapping);

/** mapping_arm, mapping_disarm - @user wants first packets shown to us, or not
 * any more.  They are as long as one user does; a detached one does not. */
void mapping_arm(struct nat *nat, struct mapping_user *user);
void mapping_disarm(struct nat *nat, struct mapping_user *user);

/** mapping_expires_ms - when the kernel forgets it unless it is renewed. */
uint64_t mapping_expires_ms(const struct mapping *mapping);

/** mapping_refused - the kernel did not make one of its objects: tell the
 * users, and remove it. */
void mapping_refused(struct nat *nat, struct mapping *mapping, int err);

/** mapping_close_stale - remove those on an address that is not ours any
 * more. */
void mapping_close_stale(struct nat *nat);

/** mapping_restore_all - have the kernel make all elements again, after our
 * table was made anew. */
void mapping_restore_all(struct nat *nat);

/** mapping_free_all - at the end; the kernel is not told. */
void mapping_free_all(struct nat *nat);

#endif /* NAT_MAPPING_H */
