/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/guard.c - input that ends at the end of the world
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guard.h"

#define ROOM 65536

static char *guarded_end(void)
{
	static char *end;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *area;

	if (end != NULL)
		return end;
	area = mmap(NULL, ROOM + page, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED || mprotect(area + ROOM, page, PROT_NONE) != 0)
		abort();
	end = area + ROOM;
	return end;
}

struct slice guard_copy(const void *bytes, size_t len)
{
	char *at = guarded_end() - len;

	if (len > ROOM)
		abort();
	if (len > 0)
		memcpy(at, bytes, len);
	return (struct slice){at, len};
}

void guard_each_prefix(struct slice text, void (*fn)(struct slice prefix))
{
	for (size_t len = 0; len <= text.len; len++)
		fn(guard_copy(text.p, len));
}
