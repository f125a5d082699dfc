/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/uri.h - the parts of a sip: or sips: URI
 *
 * Where a host and port stand in the bytes is what the rewriting needs: the
 * parts are slices, and what follows the port is kept whole.
 */
#ifndef SIP_URI_H
#define SIP_URI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/endpoint.h"
#include "base/slice.h"

/** Ports when none is written, RFC 3261 section 19.1.2. */
#define SIP_DEFAULT_PORT 5060
#define SIPS_DEFAULT_PORT 5061

/** A host and an optional port as they stand in the bytes. */
struct sip_hostport {
	struct slice host; /* IPv6 with its brackets */
	struct slice port; /* absent when none is written */
	uint16_t number;   /* the port; 0 when none is written */
};

struct sip_uri {
	bool is_sips;
	struct slice user; /* user[:password]; absent when there is no '@' */
	struct sip_hostport where;
	struct slice params;  /* from the first ';' on; may be empty */
	struct slice headers; /* from the '?' on; may be empty */
};

/**
 * sip_hostport_scan - take host [":" port] at the front of @text
 *
 * @rest: what follows; may be NULL
 * White space around the colon is allowed, as in Via.  Returns 0, or -EINVAL
 * when there is no host or the port is no number.
 */
MUST_CHECK int sip_hostport_scan(struct slice text, struct sip_hostport *out,
				 struct slice *rest);

/**
 * sip_hostport_endpoint - the address and port that are written
 *
 * @default_port: when none is written.  Returns 0, or -EINVAL when the host
 * is a name or no canonical IP literal.
 */
MUST_CHECK int sip_hostport_endpoint(const struct sip_hostport *where,
				     uint16_t default_port,
				     struct endpoint *out);

/**
 * sip_uri_scan - the parts of @text
 *
 * Returns 0, or -EINVAL when it is no sip: or sips: URI.
 */
MUST_CHECK int sip_uri_scan(struct slice text, struct sip_uri *out);

/** sip_uri_has_literal - may the host be an IP literal?  A quick look, that
 * spares the many URIs with a name the rest. */
bool sip_uri_has_literal(struct slice text);

static inline uint16_t sip_uri_default_port(const struct sip_uri *uri)
{
	return uri->is_sips ? SIPS_DEFAULT_PORT : SIP_DEFAULT_PORT;
}

#endif /* SIP_URI_H */
