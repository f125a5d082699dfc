/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/commands.c - carry out what the socket asks for
 */
#include <errno.h>
#include <string.h>

#include "protocol/commands.h"
#include "protocol/envelope.h"
#include "show_internal.h"

static json_t *run_close(const struct control_context *c, const char *argument,
			 const char **error)
{
	struct call *call =
		call_table_find_named(&c->gateway->calls, slice_of(argument));

	if (call == NULL) {
		*error = argument[0] != '\0' ? "no such call"
					     : "close needs a call";
		return NULL;
	}
	call_table_end(call, "closed by hand");
	return json_pack("{s:I}", "closed", (json_int_t)call->number);
}

static json_t *run_bypass(const struct control_context *c, const char *argument,
			  const char **error)
{
	if (strcmp(argument, "on") == 0) {
		c->gateway->is_bypassed = true;
		log_notice("bypass is on: SIP passes untouched");
	} else if (strcmp(argument, "off") == 0) {
		c->gateway->is_bypassed = false;
		log_notice("bypass is off");
	} else if (argument[0] != '\0') {
		*error = "bypass takes on or off";
		return NULL;
	}
	return json_pack("{s:b}", "bypass", c->gateway->is_bypassed);
}

static json_t *run_reload(const struct control_context *c,
			  const char *argument UNUSED,
			  const char **error UNUSED)
{
	json_t *notes = json_array();
	int err = c->reload(c->ctx, notes);

	return json_pack("{s:s, s:b, s:o}", "file", c->config_path, "applied",
			 err == 0, "notes", notes);
}

static json_t *run_log_level(const struct control_context *c UNUSED,
			     const char *argument, const char **error)
{
	enum log_level level;

	if (argument[0] != '\0') {
		if (log_level_from_name(argument, &level) != 0) {
			*error = "levels: error, warning, notice, info, debug";
			return NULL;
		}
		log_set_level(level);
	}
	return json_pack("{s:s}", "log_level", log_level_name(log_level()));
}

static show_fn *const runs[COMMAND_COUNT] = {
	[COMMAND_status] = control_show_status,
	[COMMAND_pinholes] = control_show_pinholes,
	[COMMAND_calls] = control_show_calls,
	[COMMAND_registrations] = control_show_registrations,
	[COMMAND_mappings] = control_show_mappings,
	[COMMAND_counters] = control_show_counters,
	[COMMAND_limits] = control_show_limits,
	[COMMAND_config] = control_show_config,
	[COMMAND_explain] = control_show_explain,
	[COMMAND_why] = control_show_why,
	[COMMAND_close] = run_close,
	[COMMAND_bypass] = run_bypass,
	[COMMAND_reload] = run_reload,
	[COMMAND_log_level] = run_log_level,
};

static json_t *run(const struct control_context *c, const char *command,
		   const char *argument, bool may_change, const char **error)
{
	int index = commands_find(command);

	if (index < 0) {
		*error = "unknown command";
		return NULL;
	}
	if (commands[index].changes && !may_change) {
		*error = "only root and the socket's group may do that";
		return NULL;
	}
	*error = "out of memory";
	return runs[index](c, argument, error);
}

char *control_run(const struct control_context *context, const char *line,
		  bool may_change)
{
	const char *command, *argument, *error;
	json_t *request, *result;
	char *answer;

	request = envelope_open_request(line, &command, &argument, &error);
	if (request == NULL)
		return envelope_answer(NULL, error);
	result = run(context, command, argument, may_change, &error);
	answer = envelope_answer(result, error);
	json_decref(request);
	return answer;
}
