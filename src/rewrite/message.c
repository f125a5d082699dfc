/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/message.c - all edits of one message
 */
#include "rewrite/body.h"
#include "rewrite/fields.h"
#include "rewrite/rewrite.h"

void rewrite_message(const struct rewrite *rw)
{
	fields_rewrite_request_uri(rw);
	fields_rewrite(rw);
	if (rw->sdp != NULL)
		body_rewrite(rw);
}
