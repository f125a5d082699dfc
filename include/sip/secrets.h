/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sip/secrets.h - what of a message nobody should be shown
 *
 * A digest's response can be tried against a list of passwords, a Basic
 * credential is one, and the keys in an SDP open the media.
 */
#ifndef SIP_SECRETS_H
#define SIP_SECRETS_H

#include <stddef.h>

/** secrets_mask - write '*' over the secrets in the @len bytes of a message,
 * which need not be a whole one. */
void secrets_mask(char *message, size_t len);

#endif /* SIP_SECRETS_H */
