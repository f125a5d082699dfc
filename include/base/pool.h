/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/pool.h - memory for objects that come and go with every call
 *
 * What is given back is kept for the next object of about the same size, so
 * that the packet path asks the system for memory only while more calls are
 * up than ever before.  Builds with a sanitizer go past the pool, so that it
 * hides nothing from them.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

/** pool_zalloc - @size zeroed bytes; NULL without memory. */
void *pool_zalloc(size_t size);

/** pool_free - give back what pool_zalloc() gave; NULL is fine.
 * @size: the same as then */
void pool_free(void *p, size_t size);

/** pool_drain - release what is kept. */
void pool_drain(void);

#endif /* BASE_POOL_H */
