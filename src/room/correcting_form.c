/* SPDX-License-Identifier: Apache-2.0
 *
 * correcting_form.c - the form of a correction, and what it was made from.
 *
 * A form carries a mark of each field's value as it was shown (its `base`). So
 * it is told from the form alone what its reader has touched, and from the form
 * and the statement whether somebody else has changed it meanwhile: then the
 * form comes back with what was touched as it was typed, and all else as it is
 * by now.
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "room/correcting.h"

#define MARK 16 /* hexadecimal digits */

static const char *const names[FORM_FIELDS] = {
    [FORM_SPEAKER] = "speaker", [FORM_ROLE] = "role",          [FORM_TYPE] = "type",     [FORM_KIND] = "kind",
    [FORM_NEGATED] = "negated", [FORM_CONTENT] = "content",    [FORM_SOURCE] = "source", [FORM_CUE] = "cue",
    [FORM_VIA] = "via",         [FORM_ADDRESSEE] = "addressee"};

const char *form_words(const char *text, size_t size, arena *a)
{
    char *out = arena_alloc(a, size + 1);
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        bool space = text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r');
        if (space && (used == 0 || out[used - 1] == ' ')) continue;
        out[used++] = space ? ' ' : text[i];
    }
    while (used > 0 && out[used - 1] == ' ') used--;
    out[used] = '\0';
    return out;
}

/* ---- marks ---- */

static uint64_t line__mark(arena *a, uint64_t h, const char *text, size_t size)
{
    const char *words = form_words(text, size, a);
    return *words != '\0' ? hash_join(h, hash_bytes(words, strlen(words))) : h;
}

/* Lines that are empty do not count. */
static uint64_t value__mark(arena *a, const char *value)
{
    uint64_t h = 1;
    while (value != NULL && *value != '\0') {
        size_t size = strcspn(value, "\n");
        h = line__mark(a, h, value, size);
        value += size + (value[size] != '\0');
    }
    return h;
}

static uint64_t span__mark(arena *a, const view_statement *st, selon_span span)
{
    bool there = st->text != NULL && span.start < span.end && span.end <= st->text_size;
    return there ? line__mark(a, 1, st->text + span.start, span.end - span.start) : 1;
}

static uint64_t statement__mark(arena *a, const view_statement *st, form_field field)
{
    uint64_t h = 1;
    switch (field) {
    case FORM_SPEAKER: return value__mark(a, st->name);
    case FORM_ROLE: return value__mark(a, st->role);
    case FORM_TYPE: return value__mark(a, jsonl_type(st->type));
    case FORM_KIND: return value__mark(a, jsonl_kind(st->kind));
    case FORM_NEGATED: return value__mark(a, st->negated ? "1" : NULL);
    case FORM_SOURCE: return span__mark(a, st, st->source);
    case FORM_CUE: return span__mark(a, st, st->cue);
    case FORM_ADDRESSEE: return span__mark(a, st, st->addressee);
    case FORM_VIA: return span__mark(a, st, st->via);
    default: break;
    }
    for (size_t i = 0; st->text != NULL && i < st->content_count; i++)
        h = line__mark(a, h, st->text + st->content[i].start, st->content[i].end - st->content[i].start);
    return h;
}

const char *form_base(arena *a, const view_statement *st)
{
    char *out = arena_alloc(a, FORM_FIELDS * MARK + 1);
    for (int i = 0; i < FORM_FIELDS; i++)
        snprintf(out + (size_t)i * MARK, MARK + 1, "%016llx",
                 (unsigned long long)statement__mark(a, st, (form_field)i));
    return out;
}

/* ---- what a reader has sent ---- */

bool form_is_stale(const request *q, const view_statement *now)
{
    const char *base = request_field(q, "base");
    return base != NULL && strcmp(base, form_base(q->arena, now)) != 0;
}

void form_take(const request *q, view_correcting *v)
{
    const char *base = request_field(q, "base");
    char mark[MARK + 1];
    if (base != NULL && strlen(base) != (size_t)FORM_FIELDS * MARK) base = NULL;
    for (int i = 0; i < FORM_FIELDS; i++) {
        const char *value = request_field(q, names[i]);
        snprintf(mark, sizeof mark, "%016llx", (unsigned long long)value__mark(q->arena, value));
        bool touched = base == NULL || memcmp(mark, base + (size_t)i * MARK, MARK) != 0;
        if (touched) v->typed[i] = value != NULL ? value : "";
    }
    v->reader = request_field(q, "reader");
}
