/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/oracle.c - what does another parser say of it?
 *
 * libosip2 does not tell where in the bytes a value stood.  So the message is
 * cut into fields and their list elements once more, naively, which says of
 * each element whether an edit lies in it; the elements are then matched with
 * those of libosip2 by the field's name and their number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#include <cmocka.h>

/* Ours has a struct of that name as well. */
#define sdp_media osip_sdp_media
#include <osipparser2/sdp_message.h>
#undef sdp_media

#include "findings.h"
#include "naive_cut.h"
#include "oracle.h"

static struct cut cut_before, cut_after;
static struct findings found_before, found_after;

/* In order, apart from each other, within the message, and adding no line. */
static bool are_edits_sane(struct slice before, const struct edit_list *edits)
{
	size_t at = 0;

	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *e = &edits->edits[i];

		if (e->offset < at || e->offset + e->removed > before.len ||
		    memchr(edits->texts + e->text, '\n', e->text_len) != NULL)
			return false;
		at = e->offset + e->removed;
	}
	return true;
}

/* Byte by byte, for comparison with what edit_apply() did. */
static bool leads_to(struct slice before, const struct edit_list *edits,
		     struct slice after)
{
	size_t from = 0, to = 0;

	for (uint32_t i = 0; i <= edits->count; i++) {
		const struct edit *e = &edits->edits[i];
		size_t until = i < edits->count ? e->offset : before.len;

		for (; from < until; from++, to++)
			if (to >= after.len || after.p[to] != before.p[from])
				return false;
		if (i == edits->count)
			break;
		if (e->text_len > after.len - to ||
		    memcmp(after.p + to, edits->texts + e->text, e->text_len) !=
			    0)
			return false;
		to += e->text_len;
		from += e->removed;
	}
	return to == after.len;
}

static bool is_edited(const struct edit_list *edits, size_t begin, size_t end)
{
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *e = &edits->edits[i];

		if (e->offset <= end && e->offset + e->removed >= begin)
			return true;
	}
	return false;
}

static unsigned int count_named(const struct findings *f, const char *name)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < f->count; i++)
		count += strcmp(f->items[i].name, name) == 0;
	return count;
}

/* Its number among those of the same name. */
static unsigned int number_of(const struct findings *f, unsigned int index)
{
	unsigned int number = 0;

	for (unsigned int i = 0; i < index; i++)
		number += strcmp(f->items[i].name, f->items[index].name) == 0;
	return number;
}

/* May this finding differ?  When both cut the lists alike, if an edit lies in
 * the element; else, if one lies in any field of that name. */
static bool may_differ(const struct edit_list *edits, unsigned int index)
{
	static struct cut_place elements[CUT_FIELDS_MAX];
	const char *name = found_before.items[index].name;
	unsigned int number = number_of(&found_before, index);
	unsigned int count, found;

	if (strcmp(name, " uri") == 0)
		return is_edited(edits, 0, cut_before.first_line);
	if (name[0] == ' ')
		return false;
	count = cut_elements(&cut_before, name, elements);
	/* libosip2 makes one when there is none; the bodies are compared. */
	if (count == 0 && strcmp(name, "content-length") == 0)
		return true;
	found = count_named(&found_before, name);
	for (unsigned int i = 0; i < count; i++)
		if ((count != found || i == number) &&
		    is_edited(edits, elements[i].begin, elements[i].end))
			return true;
	return false;
}

static const char *compare_findings(const struct edit_list *edits)
{
	if (found_before.count != found_after.count)
		return "libosip2 finds more or fewer fields";
	for (unsigned int i = 0; i < found_before.count; i++) {
		const struct finding *a = &found_before.items[i];
		const struct finding *b = &found_after.items[i];

		if (strcmp(a->name, b->name) != 0)
			return "libosip2 finds other fields";
		if (strcmp(a->text, b->text) == 0)
			continue;
		if (may_differ(edits, i))
			continue;
		return "a value differs where nothing was edited";
	}
	return NULL;
}

static const char *compare_cuts(void)
{
	if (cut_before.count != cut_after.count)
		return "there are more or fewer fields";
	for (unsigned int i = 0; i < cut_before.count; i++)
		if (strcmp(cut_before.fields[i].name,
			   cut_after.fields[i].name) != 0)
			return "fields have another order";
	return NULL;
}

/* Lines of @text whose edit would explain a difference. */
static unsigned int count_edited_lines(const struct edit_list *edits)
{
	unsigned int count = 0;
	size_t begin = cut_before.body;

	while (begin < cut_before.text.len) {
		size_t end = begin;

		while (end < cut_before.text.len &&
		       cut_before.text.p[end] != '\n')
			end++;
		count += is_edited(edits, begin, end);
		begin = end + 1;
	}
	return count;
}

/* The lines of two texts that differ; -1 when there are more of one. */
static int count_different_lines(const char *a, const char *b)
{
	int count = 0;

	while (*a != '\0' && *b != '\0') {
		size_t a_len = strcspn(a, "\n"), b_len = strcspn(b, "\n");

		count += a_len != b_len || memcmp(a, b, a_len) != 0;
		a += a_len + (a[a_len] == '\n');
		b += b_len + (b[b_len] == '\n');
	}
	return *a == *b ? count : -1;
}

/* The session description, written anew by libosip2; NULL when it is none. */
static char *sdp_text(const osip_body_t *body)
{
	sdp_message_t *sdp;
	char *text = NULL;

	assert_int_equal(sdp_message_init(&sdp), 0);
	if (sdp_message_parse(sdp, body->body) == 0)
		assert_int_equal(sdp_message_to_str(sdp, &text), 0);
	sdp_message_free(sdp);
	return text;
}

static const char *compare_sdp(const struct edit_list *edits,
			       const osip_body_t *before,
			       const osip_body_t *after)
{
	char *a = sdp_text(before), *b = sdp_text(after);
	const char *wrong = NULL;
	int different;

	if ((a == NULL) != (b == NULL)) {
		wrong = "libosip2 reads the SDP before or after only";
	} else if (a != NULL) {
		different = count_different_lines(a, b);
		if (different < 0 ||
		    (unsigned int)different > count_edited_lines(edits))
			wrong = "the SDP differs where nothing was edited";
	}
	osip_free(a);
	osip_free(b);
	return wrong;
}

/* A body that is not split into parts is what Content-Length says. */
static bool has_right_length(const osip_message_t *sip, const struct cut *cut,
			     const osip_body_t *body)
{
	if (osip_list_size(&sip->bodies) != 1 ||
	    strcasecmp(sip->content_type->type, "multipart") == 0)
		return true;
	return body->length <= cut->text.len - cut->body &&
	       memcmp(body->body, cut->text.p + cut->body, body->length) == 0;
}

static const char *compare_bodies(const osip_message_t *before,
				  const osip_message_t *after,
				  const struct edit_list *edits)
{
	const char *wrong = NULL;

	if (osip_list_size(&before->bodies) != osip_list_size(&after->bodies))
		return "libosip2 finds more or fewer bodies";
	for (int i = 0; i < osip_list_size(&before->bodies); i++) {
		const osip_body_t *a = osip_list_get(&before->bodies, i);
		const osip_body_t *b = osip_list_get(&after->bodies, i);

		if (!has_right_length(before, &cut_before, a) ||
		    !has_right_length(after, &cut_after, b))
			return "the body is not what libosip2 takes for it";
		if (a->length == b->length &&
		    memcmp(a->body, b->body, a->length) == 0)
			continue;
		if (!is_edited(edits, cut_before.body, cut_before.text.len))
			return "the body differs and was not edited";
		wrong = compare_sdp(edits, a, b);
		if (wrong != NULL)
			return wrong;
	}
	return NULL;
}

/* The bytes that libosip2 leaves out at the end must be as many as before. */
static bool has_same_tail(const osip_message_t *before,
			  const osip_message_t *after)
{
	const osip_body_t *a = osip_list_get(&before->bodies, 0);
	const osip_body_t *b = osip_list_get(&after->bodies, 0);

	if (osip_list_size(&before->bodies) != 1)
		return true;
	return cut_before.text.len - cut_before.body - a->length ==
	       cut_after.text.len - cut_after.body - b->length;
}

static const char *compare_parsed(const osip_message_t *before,
				  const osip_message_t *after,
				  const struct edit_list *edits)
{
	const char *wrong;

	findings_collect(before, &found_before);
	findings_collect(after, &found_after);
	wrong = compare_findings(edits);
	findings_forget(&found_before);
	findings_forget(&found_after);
	if (wrong == NULL)
		wrong = compare_bodies(before, after, edits);
	if (wrong == NULL && !has_same_tail(before, after))
		wrong = "Content-Length and body do not go together";
	return wrong;
}

const char *oracle_compare(struct slice before, struct slice after,
			   const struct edit_list *edits, bool *is_read)
{
	osip_message_t *a, *b;
	const char *wrong;

	if (!are_edits_sane(before, edits))
		return "edits overlap, or add lines";
	if (!leads_to(before, edits, after))
		return "the edits do not lead there";
	cut_message(before, &cut_before);
	cut_message(after, &cut_after);
	wrong = compare_cuts();
	a = findings_parse(before);
	b = findings_parse(after);
	*is_read = a != NULL;
	if ((a == NULL) != (b == NULL))
		wrong = "libosip2 reads only one of them";
	else if (a != NULL && wrong == NULL)
		wrong = compare_parsed(a, b, edits);
	osip_message_free(a);
	osip_message_free(b);
	return wrong;
}

bool oracle_check(struct slice before, struct slice after,
		  const struct edit_list *edits)
{
	bool is_read = false;
	const char *wrong = oracle_compare(before, after, edits, &is_read);

	if (wrong != NULL) {
		print_error("--- before\n%.*s\n--- after\n%.*s\n---\n",
			    SLICE_ARGS(before), SLICE_ARGS(after));
		fail_msg("%s", wrong);
	}
	return is_read;
}
