/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/body.h - the addresses and ports in a session description
 */
#ifndef REWRITE_BODY_H
#define REWRITE_BODY_H

#include "rewrite/rewrite.h"

/** body_rewrite - rw->sdp, and Content-Length when the body's length changes;
 * all other edits of the message must not touch the body. */
void body_rewrite(const struct rewrite *rw);

#endif /* REWRITE_BODY_H */
