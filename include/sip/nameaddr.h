/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/nameaddr.h - name-addr / addr-spec, alone or in comma lists
 *
 * Contact, From, To, Route, Record-Route and their kin (RFC 3261 section
 * 20): "Display" <uri>;params, or uri;params, where without the brackets
 * what follows ';' belongs to the field and not to the URI (section 20.10).
 */
#ifndef SIP_NAMEADDR_H
#define SIP_NAMEADDR_H

#include <stdbool.h>

#include "base/slice.h"

struct sip_nameaddr {
	struct slice display; /* with its quotes and blanks; may be empty */
	struct slice uri;     /* without the brackets; "*" for a star */
	struct slice params;  /* of the field, from the first ';' on */
};

/**
 * sip_nameaddr_next - take the element at the front of @rest
 *
 * @rest: the value of a header field; afterwards what follows the element's
 *        comma
 * Returns false at the end, or where no element can be read: what is left is
 * then in @rest.
 */
bool sip_nameaddr_next(struct slice *rest, struct sip_nameaddr *out);

#endif /* SIP_NAMEADDR_H */
