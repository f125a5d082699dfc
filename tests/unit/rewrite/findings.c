/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/findings.c - what libosip2 finds in a message
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <osipparser2/osip_port.h>

#include "findings.h"

typedef int to_str_fn(const void *header, char **out);

#define TO_STR(type)                                                           \
	static int type##_text(const void *header, char **out)                 \
	{                                                                      \
		return osip_##type##_to_str(header, out);                      \
	}
TO_STR(accept)
TO_STR(accept_encoding)
TO_STR(authentication_info)
TO_STR(authorization)
TO_STR(call_id)
TO_STR(call_info)
TO_STR(contact)
TO_STR(content_length)
TO_STR(content_type)
TO_STR(cseq)
TO_STR(from)
TO_STR(record_route)
TO_STR(route)
TO_STR(to)
TO_STR(via)
TO_STR(www_authenticate)

static const struct {
	const char *name;
	size_t offset;
	to_str_fn *to_str;
} lists[] = {
#define LIST(name, member, type)                                               \
	{                                                                      \
		name, offsetof(osip_message_t, member), type##_text            \
	}
	LIST("via", vias, via),
	LIST("route", routes, route),
	LIST("record-route", record_routes, record_route),
	LIST("contact", contacts, contact),
	LIST("accept", accepts, accept),
	LIST("accept-encoding", accept_encodings, accept_encoding),
	LIST("accept-language", accept_languages, accept_encoding),
	LIST("alert-info", alert_infos, call_info),
	LIST("call-info", call_infos, call_info),
	LIST("error-info", error_infos, call_info),
	LIST("allow", allows, content_length),
	LIST("content-encoding", content_encodings, content_length),
	LIST("authentication-info", authentication_infos, authentication_info),
	LIST("proxy-authentication-info", proxy_authentication_infos,
	     authentication_info),
	LIST("authorization", authorizations, authorization),
	LIST("proxy-authorization", proxy_authorizations, authorization),
	LIST("www-authenticate", www_authenticates, www_authenticate),
	LIST("proxy-authenticate", proxy_authenticates, www_authenticate),
};

static const struct {
	const char *name;
	size_t offset;
	to_str_fn *to_str;
} singles[] = {
	LIST("from", from, from),
	LIST("to", to, to),
	LIST("call-id", call_id, call_id),
	LIST("cseq", cseq, cseq),
	LIST("content-type", content_type, content_type),
	LIST("content-length", content_length, content_length),
	LIST("mime-version", mime_version, content_length),
};

static void add_found(struct findings *f, const char *name, char *text)
{
	assert_in_range(f->count, 0, CUT_FIELDS_MAX - 1);
	cut_name(f->items[f->count].name, name, strlen(name));
	f->items[f->count++].text = text;
}

static void add_header(struct findings *f, const char *name, to_str_fn *to_str,
		       const void *header)
{
	char *text = NULL;

	/* What it has read it must be able to write. */
	if (to_str(header, &text) != 0)
		fail_msg("libosip2 cannot write its %s", name);
	add_found(f, name, text);
}

static void add_list(struct findings *f, const char *name, to_str_fn *to_str,
		     const osip_list_t *list)
{
	for (int i = 0; i < osip_list_size(list); i++)
		add_header(f, name, to_str, osip_list_get(list, i));
}

static void add_first_line(struct findings *f, const osip_message_t *sip)
{
	char *text = NULL;

	if (sip->req_uri != NULL) {
		assert_int_equal(osip_uri_to_str(sip->req_uri, &text), 0);
		add_found(f, " uri", text);
		add_found(f, " method", osip_strdup(sip->sip_method));
	} else {
		text = osip_malloc(16);
		snprintf(text, 16, "%d", sip->status_code);
		add_found(f, " status", text);
		add_found(f, " reason",
			  osip_strdup(sip->reason_phrase != NULL
					      ? sip->reason_phrase
					      : ""));
	}
	add_found(f, " version", osip_strdup(sip->sip_version));
}

static void add_others(struct findings *f, const osip_message_t *sip)
{
	for (int i = 0; i < osip_list_size(&sip->headers); i++) {
		const osip_header_t *h = osip_list_get(&sip->headers, i);

		add_found(f, h->hname,
			  osip_strdup(h->hvalue != NULL ? h->hvalue : ""));
	}
}

void findings_collect(const osip_message_t *sip, struct findings *f)
{
	const char *base = (const char *)sip;

	f->count = 0;
	add_first_line(f, sip);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		add_list(f, lists[i].name, lists[i].to_str,
			 (const osip_list_t *)(base + lists[i].offset));
	for (size_t i = 0; i < ARRAY_SIZE(singles); i++) {
		const void *header = *(void *const *)(base + singles[i].offset);

		if (header != NULL)
			add_header(f, singles[i].name, singles[i].to_str,
				   header);
	}
	add_others(f, sip);
}

void findings_forget(struct findings *f)
{
	for (unsigned int i = 0; i < f->count; i++)
		osip_free(f->items[i].text);
	f->count = 0;
}

/* What it cannot read it would tell the terminal. */
static void be_silent(const char *file UNUSED, int line UNUSED,
		      osip_trace_level_t level UNUSED, const char *fmt UNUSED,
		      va_list args UNUSED)
{
}

osip_message_t *findings_parse(struct slice text)
{
	static bool is_ready;
	osip_message_t *sip;

	if (!is_ready) {
		assert_int_equal(parser_init(), 0);
		osip_trace_initialize_func(OSIP_ERROR, be_silent);
		is_ready = true;
	}
	assert_int_equal(osip_message_init(&sip), 0);
	if (osip_message_parse(sip, text.p, text.len) == 0)
		return sip;
	osip_message_free(sip);
	return NULL;
}
