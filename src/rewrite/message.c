/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/message.c - all edits of one message
 */
#include "rewrite/body.h"
#include "rewrite/fields.h"
#include "rewrite/rewrite.h"

static void set_name(struct rewrite_name *name, const struct address *address)
{
	name->address = *address;
	name->text = (struct slice){name->buffer,
				    address_format(address, name->buffer)};
}

void rewrite_message(struct rewrite *rw)
{
	set_name(&rw->inside, &rw->phone.address);
	set_name(&rw->shown, &rw->wan->shown);
	set_name(&rw->outside, &rw->peer.address);
	fields_rewrite_request_uri(rw);
	fields_rewrite(rw);
	if (rw->sdp != NULL)
		body_rewrite(rw);
}
