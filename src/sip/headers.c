/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/headers.c - the header fields that Viaduct knows by name
 */
#include <stdbool.h>

#include "sip/headers.h"

static const struct {
	struct slice name;
	char compact;
} headers[] = {[SIP_UNKNOWN_HEADER] = {{"unknown", 0}, 0},
#define X(id, name, compact) [SIP_##id] = {{name, sizeof(name) - 1}, compact},
	       SIP_HEADERS(X)
#undef X
};

/*
 * The table by hash: a slot names the first field of its chain, next_of the
 * one after it.  Built from the rows above at the first question.
 */
#define SLOTS 256
static uint8_t first_of[SLOTS];
static uint8_t next_of[SIP_HEADER_COUNT];

static unsigned int slot_of(struct slice name)
{
	unsigned int first = (unsigned char)slice_lower(name.p[0]);
	unsigned int last = (unsigned char)slice_lower(name.p[name.len - 1]);

	return (first * 13 + last * 7 + (unsigned int)name.len) % SLOTS;
}

static void enter(unsigned int id, struct slice name)
{
	unsigned int slot = slot_of(name);

	next_of[id] = first_of[slot];
	first_of[slot] = (uint8_t)id;
}

static void build_index(void)
{
	for (unsigned int id = 1; id < SIP_HEADER_COUNT; id++)
		enter(id, headers[id].name);
}

static enum sip_header_id find_compact(char letter)
{
	letter = slice_lower(letter);
	for (unsigned int id = 1; id < SIP_HEADER_COUNT; id++)
		if (headers[id].compact != '\0' &&
		    headers[id].compact == letter)
			return (enum sip_header_id)id;
	return SIP_UNKNOWN_HEADER;
}

enum sip_header_id sip_header_find(struct slice name)
{
	static bool built;

	if (!built) {
		build_index();
		built = true;
	}
	if (name.len == 0)
		return SIP_UNKNOWN_HEADER;
	if (name.len == 1)
		return find_compact(name.p[0]);
	for (unsigned int id = first_of[slot_of(name)]; id != 0;
	     id = next_of[id])
		if (slice_equal_nocase(headers[id].name, name))
			return (enum sip_header_id)id;
	return SIP_UNKNOWN_HEADER;
}

const char *sip_header_name(enum sip_header_id id)
{
	return headers[id].name.p;
}
