/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/writer.h - text into a buffer of fixed size
 *
 * Writing past the end is remembered instead of done, so that a sequence of
 * calls needs one look at the end: writer_is_full().  The text is always
 * terminated by a NUL, which is not counted.
 */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/slice.h"

struct writer {
	char *buffer;
	size_t size; /* of buffer, with the NUL */
	size_t len;  /* written so far */
	bool full;   /* something did not fit and was left out */
};

/** writer_init - write into @buffer, which stays the caller's; @size > 0. */
void writer_init(struct writer *w, char *buffer, size_t size);

void writer_put(struct writer *w, struct slice s);
void writer_put_char(struct writer *w, char c);
void writer_put_u32(struct writer *w, uint32_t value);
void writer_printf(struct writer *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

/**
 * writer_put_escaped - bytes of the network, made fit for a terminal: what is
 * not printable ASCII appears as \xNN, a backslash as two.
 */
void writer_put_escaped(struct writer *w, struct slice s);

static inline bool writer_is_full(const struct writer *w)
{
	return w->full;
}

/** writer_text - what was written; it points into the buffer. */
static inline struct slice writer_text(const struct writer *w)
{
	return (struct slice){w->buffer, w->len};
}

#endif /* BASE_WRITER_H */
