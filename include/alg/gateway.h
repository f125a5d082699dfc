/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alg/gateway.h - the state of the whole gateway
 *
 * Translation, calls and registrations, in the order in which they stand on
 * each other.  The packet paths (intercept, media_gate) work on it, and the
 * control socket shows it.
 */
#ifndef ALG_GATEWAY_H
#define ALG_GATEWAY_H

#include "call/call_table.h"
#include "nat/nat.h"
#include "registration/registration_table.h"

struct gateway_settings {
	struct nat_settings nat;
	struct call_settings calls;
	struct registration_settings registrations;
	bool drop_malformed; /* [signalling] on_malformed */
};

struct gateway {
	const struct gateway_settings *settings;
	struct nat nat;
	struct call_table calls;
	struct registration_table registrations;
	bool is_bypassed; /* `viaduct bypass on`: let everything pass */
};

/** gateway_open - empty state; learns the network from the kernel.
 * @settings and @timers stay the caller's.  0 or a negative errno. */
MUST_CHECK int gateway_open(struct gateway *gateway,
			    const struct gateway_settings *settings,
			    struct kernel kernel, struct timers *timers);

/** gateway_close - forget all; what is open in the kernel ends by itself, so
 * that running calls go on. */
void gateway_close(struct gateway *gateway);

#endif /* ALG_GATEWAY_H */
