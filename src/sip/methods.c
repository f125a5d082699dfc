/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/methods.c - the methods that Viaduct knows by name
 */
#include "sip/methods.h"

static const struct slice names[] = {[SIP_OTHER_METHOD] = {"other", 0},
#define X(name) [SIP_##name] = {#name, sizeof(#name) - 1},
				     SIP_METHODS(X)
#undef X
};

enum sip_method sip_method_find(struct slice name)
{
	for (unsigned int i = 1; i < SIP_METHOD_COUNT; i++)
		if (slice_equal(names[i], name))
			return (enum sip_method)i;
	return SIP_OTHER_METHOD;
}

const char *sip_method_name(enum sip_method method)
{
	return names[method].p;
}
