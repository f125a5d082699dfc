/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/methods.h - the methods that Viaduct knows by name
 *
 * A request with another method passes and is rewritten like any other.
 */
#ifndef SIP_METHODS_H
#define SIP_METHODS_H

#include "base/slice.h"

#define SIP_METHODS(X)                                                         \
	X(INVITE)                                                              \
	X(ACK)                                                                 \
	X(BYE)                                                                 \
	X(CANCEL)                                                              \
	X(REGISTER)                                                            \
	X(OPTIONS)                                                             \
	X(PRACK)                                                               \
	X(UPDATE)                                                              \
	X(INFO)                                                                \
	X(SUBSCRIBE)                                                           \
	X(NOTIFY)                                                              \
	X(REFER)                                                               \
	X(MESSAGE)                                                             \
	X(PUBLISH)

enum sip_method {
	SIP_OTHER_METHOD,
#define X(name) SIP_##name,
	SIP_METHODS(X)
#undef X
		SIP_METHOD_COUNT
};

/** sip_method_find - which method @name is; methods are case-sensitive. */
enum sip_method sip_method_find(struct slice name);

/** sip_method_name - its name, "other" for the rest. */
const char *sip_method_name(enum sip_method method);

#endif /* SIP_METHODS_H */
