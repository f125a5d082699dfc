/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/fakes/memory.h - allocation that fails when a test wants it
 *
 * The linker sends malloc, calloc and realloc here (--wrap).
 */
#ifndef FAKES_MEMORY_H
#define FAKES_MEMORY_H

/** fake_memory_fail_at - let the allocation numbered @n from now on fail, the
 * next being 0; -1 for none. */
void fake_memory_fail_at(long n);

/** fake_memory_has_failed - has an allocation been refused since? */
int fake_memory_has_failed(void);

#endif /* FAKES_MEMORY_H */
