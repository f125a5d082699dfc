/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/pool.c - memory for objects that come and go with every call
 */
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

/* Objects of one class differ by less than STEP; larger ones than the last
 * class are rare, and the system's. */
#define STEP 64
#define CLASSES 16

struct spare {
	struct spare *next;
};

static struct spare *spares[CLASSES];

/* CLASSES for none. */
static size_t class_of(size_t size)
{
#if defined(__SANITIZE_ADDRESS__)
	(void)size;
	return CLASSES;
#else
	size_t class = (size + STEP - 1) / STEP;

	return class < CLASSES ? class : CLASSES;
#endif
}

void *pool_zalloc(size_t size)
{
	size_t class = class_of(size);
	struct spare *spare;

	if (class == CLASSES)
		return calloc(1, size);
	spare = spares[class];
	if (spare == NULL)
		return calloc(1, class * STEP);
	spares[class] = spare->next;
	memset(spare, 0, size);
	return spare;
}

void pool_free(void *p, size_t size)
{
	size_t class = class_of(size);
	struct spare *spare = p;

	if (p == NULL)
		return;
	if (class == CLASSES) {
		free(p);
		return;
	}
	spare->next = spares[class];
	spares[class] = spare;
}

void pool_drain(void)
{
	for (size_t i = 0; i < CLASSES; i++) {
		while (spares[i] != NULL) {
			struct spare *next = spares[i]->next;

			free(spares[i]);
			spares[i] = next;
		}
	}
}
