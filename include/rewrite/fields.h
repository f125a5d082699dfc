/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rewrite/fields.h - the addresses in the first line and the header fields
 */
#ifndef REWRITE_FIELDS_H
#define REWRITE_FIELDS_H

#include "rewrite/rewrite.h"

/** fields_rewrite_request_uri - that of a request. */
void fields_rewrite_request_uri(const struct rewrite *rw);

/** fields_rewrite - all fields that have a row in the table. */
void fields_rewrite(const struct rewrite *rw);

#endif /* REWRITE_FIELDS_H */
