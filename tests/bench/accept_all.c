/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/accept_all.c - the least that a program behind NFQUEUE can do
 *
 *	accept_all NUMBER
 *
 * Takes rounds from the queue and accepts everything as it is, with the same
 * reading and answering as viaductd: what the gateway itself costs is the
 * difference.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "netlink/nfqueue.h"

int main(int argc, char **argv)
{
	static struct queue_verdict accept[NFQUEUE_ROUND_MAX];
	struct queue_packet packets[NFQUEUE_ROUND_MAX];
	struct nfqueue *queue;
	struct pollfd p;

	if (argc != 2 ||
	    nfqueue_open(&queue, (uint16_t)atoi(argv[1]), 8192) != 0)
		return 1;
	p = (struct pollfd){.fd = nfqueue_fd(queue), .events = POLLIN};
	for (;;) {
		size_t count;

		poll(&p, 1, -1);
		count = nfqueue_read(queue, packets);
		nfqueue_answer(queue, packets, accept, count);
	}
}
