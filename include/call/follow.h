/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call/follow.h - what one message changes in the call that it belongs to
 *
 * The steps of RFC 3261 sections 12 to 15 as a bystander sees them: dialogs
 * begin with a response that has a tag, end with BYE's answer, and an INVITE
 * that fails ends what it began.
 */
#ifndef CALL_FOLLOW_H
#define CALL_FOLLOW_H

#include "call/call_table.h"

/** follow_message - take notice of @message; may end the call, which lives
 * on for its linger. */
void follow_message(struct call *call, const struct call_message *message);

/** follow_begins_call - is a call made for this message when it belongs to
 * none?  An INVITE is; so is what carries SDP inside a dialog that began
 * before we did. */
bool follow_begins_call(const struct call_message *message);

#endif /* CALL_FOLLOW_H */
