/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protocol/envelope.c - one line of JSON there, one line back
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/envelope.h"

/* The JSON as a line; releases @json.  NULL without memory. */
static char *to_line(json_t *json)
{
	char *text, *line;
	size_t len;

	if (json == NULL)
		return NULL;
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (text == NULL)
		return NULL;
	len = strlen(text);
	line = realloc(text, len + 2);
	if (line == NULL) {
		free(text);
		return NULL;
	}
	memcpy(line + len, "\n", 2);
	return line;
}

char *envelope_request(const char *command, const char *argument)
{
	return to_line(json_pack("{s:i, s:s, s:s}", "viaduct", ENVELOPE_VERSION,
				 "command", command, "argument",
				 argument != NULL ? argument : ""));
}

/* Take the JSON apart that both kinds begin with. */
static json_t *open_line(const char *line, const char **error)
{
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	json_t *version = json_object_get(json, "viaduct");

	if (!json_is_object(json) || !json_is_integer(version)) {
		*error = "not the control protocol of viaduct";
	} else if (json_integer_value(version) != ENVELOPE_VERSION) {
		*error = "another version of viaduct is at the other end";
	} else {
		return json;
	}
	json_decref(json);
	return NULL;
}

json_t *envelope_open_request(const char *line, const char **command,
			      const char **argument, const char **error)
{
	json_t *json = open_line(line, error);
	json_t *word;

	if (json == NULL)
		return NULL;
	*command = json_string_value(json_object_get(json, "command"));
	word = json_object_get(json, "argument");
	*argument = word != NULL ? json_string_value(word) : "";
	if (*command != NULL && *argument != NULL)
		return json;
	*error = "command and argument are strings";
	json_decref(json);
	return NULL;
}

char *envelope_answer(json_t *result, const char *error)
{
	if (result != NULL)
		return to_line(json_pack("{s:i, s:b, s:o}", "viaduct",
					 ENVELOPE_VERSION, "ok", 1, "result",
					 result));
	return to_line(json_pack("{s:i, s:b, s:s}", "viaduct", ENVELOPE_VERSION,
				 "ok", 0, "error", error));
}

json_t *envelope_open_answer(const char *line, json_t **holder,
			     const char **error)
{
	json_t *result;

	*error = NULL;
	*holder = open_line(line, error);
	if (*holder == NULL)
		return NULL;
	result = json_object_get(*holder, "result");
	if (json_is_true(json_object_get(*holder, "ok")) &&
	    json_is_object(result))
		return json_incref(result);
	*error = json_string_value(json_object_get(*holder, "error"));
	if (*error == NULL)
		*error = "the answer has neither result nor error";
	return NULL;
}
