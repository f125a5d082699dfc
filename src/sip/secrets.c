/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/secrets.c - what of a message nobody should be shown
 */
#include <string.h>

#include "base/compiler.h"
#include "base/slice.h"
#include "sip/headers.h"
#include "sip/secrets.h"

static void mask(const char *from, const char *to)
{
	memset((char *)from, '*', (size_t)(to - from));
}

/* All but the scheme: the one parameter that matters may be spelt and folded
 * in many ways. */
static void mask_credentials(struct slice value)
{
	const char *p = slice_trim(value).p;
	const char *end = slice_end(value);

	if (slice_starts_nocase(slice_trim(value), SLICE("Digest ")))
		p += strlen("Digest ");
	mask(p, end);
}

static void mask_sdp_line(struct slice line)
{
	static const char *const keys[] = {
		"k=", "a=crypto:", "a=ice-pwd:", "a=key-mgmt:"};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (slice_starts_nocase(line, slice_of(keys[i])))
			mask(line.p + strlen(keys[i]), slice_end(line));
}

static bool has_credentials(struct slice line, struct slice *value)
{
	const char *colon = slice_find(line, ':');
	enum sip_header_id id;

	if (colon == NULL)
		return false;
	*value = slice_between(colon + 1, slice_end(line));
	id = sip_header_find(slice_trim(slice_between(line.p, colon)));
	return id == SIP_AUTHORIZATION || id == SIP_PROXY_AUTHORIZATION;
}

static bool is_folded(struct slice line)
{
	return line.len > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

static struct slice next_line(struct slice *rest)
{
	const char *nl = slice_find(*rest, '\n');
	const char *end = nl != NULL ? nl : slice_end(*rest);
	struct slice line = slice_between(rest->p, end);

	if (line.len > 0 && end[-1] == '\r')
		line.len--;
	*rest = slice_between(nl != NULL ? nl + 1 : end, slice_end(*rest));
	return line;
}

void secrets_mask(char *message, size_t len)
{
	struct slice rest = {message, len};
	bool in_credentials = false;

	while (rest.len > 0) {
		struct slice line = next_line(&rest);
		struct slice value = line;

		if (!is_folded(line))
			in_credentials = has_credentials(line, &value);
		if (in_credentials)
			mask_credentials(value);
		else
			mask_sdp_line(line);
	}
}
