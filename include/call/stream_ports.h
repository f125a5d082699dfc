/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/stream_ports.h - the outside ports of a stream, or why it gets none
 */
#ifndef CALL_STREAM_PORTS_H
#define CALL_STREAM_PORTS_H

#include "call/call.h"

/** stream_ports_refuse - note that nothing is opened for @inside, and why. */
void stream_ports_refuse(struct call *call, enum call_problem problem,
			 enum history_event_kind kind,
			 const struct endpoint *inside);

/** stream_ports_allowed - trust rules 2 and 3 for one media endpoint of the
 * phone; notes it when they do not. */
bool stream_ports_allowed(struct call *call, const struct endpoint *inside);

/**
 * stream_ports_take - mappings for @end: RTP's, and RTCP's when it has a port
 * of its own
 *
 * Returns 0 or a negative errno; then the stream is to be closed.
 */
MUST_CHECK int stream_ports_take(struct stream *stream,
				 const struct media_end *end);

#endif /* CALL_STREAM_PORTS_H */
