/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/via.h - one element of a Via field (RFC 3261 section 20.42)
 */
#ifndef SIP_VIA_H
#define SIP_VIA_H

#include <stdbool.h>

#include "sip/uri.h"

struct sip_via {
	struct slice transport; /* "UDP" */
	struct sip_hostport sent_by;
	struct slice params; /* from the first ';' on */
};

/** Values of parameters; absent when the parameter is not there, empty when
 * it has no value, as rport in a request (RFC 3581). */
struct sip_via_params {
	struct slice branch;
	struct slice received;
	struct slice rport;
	struct slice maddr;
};

/**
 * sip_via_next - take the element at the front of @rest
 *
 * Works as sip_nameaddr_next().
 */
bool sip_via_next(struct slice *rest, struct sip_via *out);

/** sip_via_params - look through the parameters of one element. */
void sip_via_params(const struct sip_via *via, struct sip_via_params *out);

#endif /* SIP_VIA_H */
