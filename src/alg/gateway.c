/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alg/gateway.c - the state of the whole gateway
 */
#include "alg/gateway.h"
#include "base/pool.h"

int gateway_open(struct gateway *gateway,
		 const struct gateway_settings *settings, struct kernel kernel,
		 struct timers *timers)
{
	int err;

	gateway->settings = settings;
	gateway->is_bypassed = false;
	err = nat_open(&gateway->nat, &settings->nat, kernel, timers);
	if (err != 0)
		return err;
	call_table_open(&gateway->calls, &settings->calls, &gateway->nat);
	registration_table_open(&gateway->registrations,
				&settings->registrations, &gateway->nat);
	return 0;
}

void gateway_close(struct gateway *gateway)
{
	nat_leave(&gateway->nat);
	call_table_close(&gateway->calls);
	registration_table_close(&gateway->registrations);
	nat_close(&gateway->nat);
	pool_drain();
}
