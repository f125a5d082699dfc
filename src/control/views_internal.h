/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/views_internal.h - the state as JSON, one function per command
 *
 * Each returns a new object, or NULL with the reason in @error (NULL there
 * too means: out of memory).
 */
#ifndef CONTROL_VIEWS_INTERNAL_H
#define CONTROL_VIEWS_INTERNAL_H

#include "control/control.h"

typedef json_t *view_fn(const struct control_context *c, const char *argument,
			const char **error);

view_fn views_status, views_pinholes, views_calls, views_registrations,
	views_mappings, views_counters, views_limits, views_config;

/** views_endpoint - "ADDRESS:PORT" as JSON. */
json_t *views_endpoint(const struct endpoint *e);

/** views_text - bytes of the network as a JSON string: what is no UTF-8 is
 * escaped. */
json_t *views_text(struct slice text);

/** views_seconds - from @from_ms to @to_ms, 0 when that is in the past. */
json_int_t views_seconds(uint64_t from_ms, uint64_t to_ms);

#endif /* CONTROL_VIEWS_INTERNAL_H */
