/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/stream.h - one medium of a call: its ports, its flows, who may send
 */
#ifndef CALL_STREAM_H
#define CALL_STREAM_H

#include "call/call.h"

/**
 * stream_open - the stream of an inside endpoint, made when there is none
 *
 * The same endpoint keeps its outside ports for the whole call.  NULL when
 * trust rules, limits, ports or memory forbid it; the reason is then among
 * call->problems.
 */
struct stream *stream_open(struct call *call, const struct media_end *end);

/** stream_find - the stream of an inside endpoint, or NULL. */
struct stream *stream_find(const struct call *call,
			   const struct endpoint *inside);

/** stream_disarm - wait for nobody's first packet any more. */
void stream_disarm(struct stream *stream);

/** stream_close - give everything back. */
void stream_close(struct stream *stream);

/** stream_want - @peer is where this stream's media goes and comes from:
 * have its flow.  Marks it wanted until the next stream_forget_wants(). */
void stream_want(struct stream *stream, bool is_rtcp,
		 const struct endpoint *peer);

/** stream_begin_update, stream_end_update - between them, what is wanted is
 * said; at the end, the rest is closed. */
void stream_begin_update(struct stream *stream);
void stream_end_update(struct stream *stream);

/** stream_note_flows - tell what has become of the flows since the last time:
 * lost and made again, or refused. */
void stream_note_flows(struct stream *stream);

/** stream_is_rtcp_muxed - have both ends agreed on RFC 5761? */
bool stream_is_muxed(const struct media_end *inside,
		     const struct media_end *outside);

#endif /* CALL_STREAM_H */
