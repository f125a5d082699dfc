/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/writer.c - text into a buffer of fixed size
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/writer.h"

void writer_init(struct writer *w, char *buffer, size_t size)
{
	assert(size > 0);
	w->buffer = buffer;
	w->size = size;
	w->len = 0;
	w->full = false;
	buffer[0] = '\0';
}

void writer_put(struct writer *w, struct slice s)
{
	if (s.len >= w->size - w->len) {
		w->full = true;
		return;
	}
	if (s.len > 0)
		memcpy(w->buffer + w->len, s.p, s.len);
	w->len += s.len;
	w->buffer[w->len] = '\0';
}

void writer_put_char(struct writer *w, char c)
{
	writer_put(w, (struct slice){&c, 1});
}

void writer_put_u32(struct writer *w, uint32_t value)
{
	char digits[10];
	char *p = digits + sizeof(digits);

	do {
		*--p = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	writer_put(w, slice_between(p, digits + sizeof(digits)));
}

void writer_printf(struct writer *w, const char *fmt, ...)
{
	size_t room = w->size - w->len;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(w->buffer + w->len, room, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room) {
		w->buffer[w->len] = '\0';
		w->full = true;
		return;
	}
	w->len += (size_t)n;
}

void writer_put_escaped(struct writer *w, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\\')
			writer_put(w, SLICE("\\\\"));
		else if (c < 0x20 || c > 0x7e)
			writer_printf(w, "\\x%02x", c);
		else
			writer_put_char(w, (char)c);
	}
}
