/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/nfqueue.h - packets that wait for our verdict
 *
 * A queue is read in rounds: what the kernel has ready, up to a limit, is
 * taken with one call, and all verdicts of a round go back with one call.
 * Every packet gets exactly one verdict.  When we are too slow or dead, the
 * kernel lets packets pass (fail-open, bypass).
 */
#ifndef NETLINK_NFQUEUE_H
#define NETLINK_NFQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/** Most packets of one round: bounds how long the first of them waits. */
#define NFQUEUE_ROUND_MAX 64

/** Longest packet of a verdict: a netlink attribute with its header has 16
 * bits for its length.  The kernel cuts what it shows us at the same place. */
#define NFQUEUE_PACKET_MAX 65531

struct queue_packet {
	uint32_t id;
	const uint8_t *data; /* from the IP header on; until the next round */
	size_t len;
	uint32_t in_link; /* interface indices; 0 when there is none */
	uint32_t out_link;
	bool is_aggregated; /* several datagrams joined by the network card */
	bool is_cut;        /* longer than what we see */
};

struct queue_verdict {
	bool drop;
	const uint8_t *data; /* NULL: as it was */
	size_t len;
};

struct nfqueue;

/**
 * nfqueue_open - bind to queue @number
 * @length: most packets that may wait in it
 *
 * Returns 0 or a negative errno; -EBUSY when another program has it.
 */
MUST_CHECK int nfqueue_open(struct nfqueue **out, uint16_t number,
			    uint32_t length);
void nfqueue_close(struct nfqueue *queue);

/** nfqueue_fd - readable when packets wait. */
int nfqueue_fd(const struct nfqueue *queue);

/** nfqueue_read - take a round.  Returns how many packets are in @packets,
 * which has room for NFQUEUE_ROUND_MAX; 0 when none waits. */
size_t nfqueue_read(struct nfqueue *queue, struct queue_packet *packets);

/** nfqueue_answer - send the verdicts of the round that was read last. */
void nfqueue_answer(struct nfqueue *queue, const struct queue_packet *packets,
		    const struct queue_verdict *verdicts, size_t count);

/** nfqueue_lost - packets that passed unseen because the queue was full. */
uint64_t nfqueue_lost(const struct nfqueue *queue);

#endif /* NETLINK_NFQUEUE_H */
