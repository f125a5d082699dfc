/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protocol/envelope.h - one line of JSON there, one line back
 *
 *	{"viaduct": 1, "command": "pinholes", "argument": "17"}
 *	{"viaduct": 1, "ok": true, "result": {...}}
 *	{"viaduct": 1, "ok": false, "error": "no such call"}
 *
 * The number is the version of this protocol; who gets another one than its
 * own says so and stops.
 */
#ifndef PROTOCOL_ENVELOPE_H
#define PROTOCOL_ENVELOPE_H

#include <jansson.h>

#include "base/compiler.h"

#define ENVELOPE_VERSION 1

/** Longest request line, with its newline. */
#define ENVELOPE_REQUEST_MAX 4096

/** Default place of the control socket. */
#define ENVELOPE_SOCKET "/run/viaduct/control.sock"

/** envelope_request - the line of a request, with newline; the caller frees
 * it.  @argument may be NULL.  NULL without memory. */
char *envelope_request(const char *command, const char *argument);

/**
 * envelope_open_request - read a request
 *
 * @command and @argument ("" when there is none) point into the JSON
 * returned, which the caller releases.  NULL when it is none, and then @error
 * says why.
 */
json_t *envelope_open_request(const char *line, const char **command,
			      const char **argument, const char **error);

/** envelope_answer - the line that answers; @result is consumed.  With
 * @result NULL, @error tells why not.  The caller frees it. */
char *envelope_answer(json_t *result, const char *error);

/** envelope_open_answer - the result, which the caller releases, or NULL with
 * @error: the daemon's words, valid as long as @holder, which the caller
 * releases too. */
json_t *envelope_open_answer(const char *line, json_t **holder,
			     const char **error);

#endif /* PROTOCOL_ENVELOPE_H */
