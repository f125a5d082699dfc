/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/show_internal.h - the state as JSON, one function per command
 *
 * Each returns a new object, or NULL with the reason in @error (NULL there
 * too means: out of memory).
 */
#ifndef CONTROL_SHOW_INTERNAL_H
#define CONTROL_SHOW_INTERNAL_H

#include "control/control.h"

typedef json_t *show_fn(const struct control_context *c, const char *argument,
			const char **error);

show_fn control_show_status, control_show_pinholes, control_show_calls,
	control_show_registrations, control_show_mappings,
	control_show_counters, control_show_limits, control_show_config,
	control_show_explain, control_show_why;

/** control_find_facts - of the call that @argument names, also when it has
 * ended; false with @error when there is none. */
bool control_find_facts(const struct control_context *c, const char *argument,
			struct call_facts *out, const char **error);

/** control_show_head - which call it is: what explain and why begin with. */
json_t *control_show_head(const struct call_facts *facts);

/** control_show_endpoint - "ADDRESS:PORT" as JSON. */
json_t *control_show_endpoint(const struct endpoint *e);

/** control_show_sorted - @rows by the member @key, numbers or texts; rows that
 * are alike keep their order.  Returns @rows. */
json_t *control_show_sorted(json_t *rows, const char *key);

/** control_show_text - bytes of the network as a JSON string: what is no UTF-8
 * is escaped. */
json_t *control_show_text(struct slice text);

/** control_show_seconds - from @from_ms to @to_ms, 0 when that is in the past.
 */
json_int_t control_show_seconds(uint64_t from_ms, uint64_t to_ms);

#endif /* CONTROL_SHOW_INTERNAL_H */
