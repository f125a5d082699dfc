/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/memory.c - allocation that fails when a test wants it
 */
#include <stddef.h>

#include "fakes/memory.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);

static long fail_at = -1;
static int has_failed;

void fake_memory_fail_at(long n)
{
	fail_at = n;
	has_failed = 0;
}

int fake_memory_has_failed(void)
{
	return has_failed;
}

static int refuses(void)
{
	if (fail_at < 0 || fail_at-- > 0)
		return 0;
	has_failed = 1;
	return 1;
}

void *__wrap_malloc(size_t size)
{
	return refuses() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return refuses() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return refuses() ? NULL : __real_realloc(p, size);
}
