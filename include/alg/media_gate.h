/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alg/media_gate.h - who comes to an armed port
 *
 * First packets at our outside ports wait here, before conntrack has seen
 * them.  Where the port's users admit the sender, the flow is made while the
 * packet waits, and the packet itself is the first to use it.  Anybody else
 * goes on without a flow, and the router's own firewall does with him what it
 * does with strangers.
 */
#ifndef ALG_MEDIA_GATE_H
#define ALG_MEDIA_GATE_H

#include "alg/gateway.h"
#include "netlink/nfqueue.h"

/** media_gate_round - work through @count first packets; all are accepted. */
void media_gate_round(struct gateway *gateway,
		      const struct queue_packet *packets,
		      struct queue_verdict *verdicts, size_t count);

#endif /* ALG_MEDIA_GATE_H */
