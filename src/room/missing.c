/* SPDX-License-Identifier: Apache-2.0
 *
 * missing.c - see missing.h.
 *
 * The form has words, as that of a correction. Where words stand several times in
 * the text, the place nearest to the first part is meant that stands there once:
 * who gives a cue or a source has said which. A statement that was added is one
 * of the reader's from then on, in the same store as all corrections: it wins,
 * it survives reading again, and can be taken back.
 */
#include "room/missing.h"

#include <stdio.h>
#include <string.h>

#include "place.h"
#include "room/answer.h"
#include "room/correcting.h"
#include "room/inside.h"
#include "room/locate.h"
#include "room/view.h"
#include "room/writing.h"

typedef struct missing {
    request *q;
    uint64_t article, text;
    const char *bytes; /* NULL: not kept */
    size_t size;
    ledger_answer is;
    selon_span near; /* empty: no part stands in the text once */
} missing;

/* ---- the article ---- */

int missing_text(request *q, uint64_t article, view_place *place, uint64_t *text, const char **bytes, size_t *size)
{
    kept_text kept;
    sqlite3_stmt *s = view_sql(q, "select v.text, a.address, o.name, v.title, v.author, v.published, v.added from "
                                  "versions v join articles a on a.id = v.article left join outlets o on o.id = "
                                  "a.outlet where v.article = ?1 order by v.id desc limit 1");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)article);
    int row = view_row(q, s);
    if (row < 0) return view_fail(q, row);
    if (row == 0) return request_fail(q, 404, "not-found", NULL, NULL);
    *text = (uint64_t)sqlite3_column_int64(s, 0);
    if (place != NULL)
        *place = (view_place){.article = article,
                              .address = view_text(q, s, 1),
                              .outlet = view_text(q, s, 2),
                              .title = view_text(q, s, 3),
                              .author = view_text(q, s, 4),
                              .published = view_text(q, s, 5),
                              .added = view_text(q, s, 6),
                              .current = true};
    sqlite3_reset(s);
    int error = recent_texts_get(q->ledger, q->arena, (int64_t)*text, &kept);
    if (error != SELON_OK) return view_fail(q, error);
    *bytes = kept.text != NULL ? arena_strndup(q->arena, kept.text, kept.size) : NULL;
    *size = kept.size;
    return 0;
}

static int missing__fill(request *q, view_missing *v)
{
    uint64_t text, id = request_id(q);
    if (id == 0) return q->problem.status;
    int status = missing_text(q, id, &v->place, &text, &v->text, &v->text_size);
    if (status != 0) return status;
    v->writable = q->room->writable;
    if (v->text != NULL) v->paragraphs = locate_paragraphs(q->arena, v->text, v->text_size, &v->paragraph_count);
    return 0;
}

int view_missing_make(request *q, const void **view)
{
    view_missing *v = ARENA_NEW(q->arena, view_missing);
    *view = v;
    return missing__fill(q, v);
}

/* ---- words ---- */

static const char *field__words(const missing *m, const char *name)
{
    const char *given = request_field(m->q, name);
    return given != NULL ? form_words(given, strlen(given), m->q->arena) : "";
}

static bool words__find(const missing *m, const char *name, const char *words, selon_span near, selon_span *out)
{
    problem why;
    return *words != '@' && place_find(name, words, m->bytes, m->size, near, out, &why); /* "@12-15" is the command's */
}

/* The first part that stands in the text once. */
static void missing__look_near(missing *m, const char *first_line)
{
    const char *const words[] = {first_line, field__words(m, "cue"), field__words(m, "source")};
    static const char *const names[] = {"content", "cue", "source"};
    for (size_t i = 0; i < 3 && m->near.start >= m->near.end; i++)
        if (!words__find(m, names[i], words[i], (selon_span){0, 0}, &m->near)) m->near = (selon_span){0, 0};
    if (m->near.start >= m->near.end) m->near = (selon_span){0, 1};
}

static int words__place(const missing *m, const char *name, const char *words, selon_span *out)
{
    if (words__find(m, name, words, m->near, out)) return 0;
    return request_fail(m->q, 400, "words-not-there", arena_strndup(m->q->arena, words, strlen(words)), name);
}

/* A line is a piece; those are in the order of the text. */
static int missing__content(missing *m)
{
    const char *given = request_field(m->q, "content");
    selon_span *pieces = ARENA_ZARRAY(m->q->arena, selon_span, CORRECTION_CONTENTS);
    uint32_t count = 0;
    while (given != NULL && *given != '\0') {
        size_t size = strcspn(given, "\n");
        const char *words = form_words(given, size, m->q->arena);
        given += size + (given[size] != '\0');
        if (*words == '\0') continue;
        if (count == CORRECTION_CONTENTS) return request_fail(m->q, 400, "too-many-pieces", NULL, "content");
        if (count == 0) missing__look_near(m, words);
        int status = words__place(m, "content", words, &pieces[count]);
        if (status != 0) return status;
        m->near = pieces[count++];
    }
    m->is.content = pieces;
    m->is.content_count = count;
    if (count > 0) m->near = pieces[0];
    return count > 0 ? 0 : request_fail(m->q, 400, "nothing-said", NULL, "content");
}

static int missing__choice(const missing *m, const char *name, const char *(*word)(unsigned), unsigned most, int *out)
{
    const char *given = request_field(m->q, name);
    for (*out = 0; *out <= (int)most; ++*out)
        if (given != NULL && strcmp(given, word((unsigned)*out)) == 0) return 0;
    return request_fail(m->q, 400, "bad-parameter", NULL, name);
}

static int missing__fields(missing *m)
{
    const struct {
        const char *name;
        selon_span *out;
    } spans[] = {{"source", &m->is.source}, {"cue", &m->is.cue}, {"addressee", &m->is.addressee}, {"via", &m->is.via}};
    const char *speaker = field__words(m, "speaker"), *role = field__words(m, "role");
    int type = 0, kind = 0, status = missing__choice(m, "type", jsonl_type, SELON_MIXED, &type);
    if (status == 0) status = missing__choice(m, "kind", jsonl_kind, SELON_THOUGHT, &kind);
    if (status == 0) status = missing__content(m);
    for (size_t i = 0; i < sizeof spans / sizeof *spans && status == 0; i++)
        status = words__place(m, spans[i].name, field__words(m, spans[i].name), spans[i].out);
    m->is.type = (selon_type)type;
    m->is.kind = (selon_kind)kind;
    m->is.negated = request_field(m->q, "negated") != NULL;
    m->is.speaker = *speaker != '\0' ? speaker : NULL;
    m->is.role = *role != '\0' && *speaker != '\0' ? role : NULL;
    return status;
}

/* ---- adding ---- */

static int missing__add(missing *m, uint64_t *statement)
{
    request *q = m->q;
    int status = missing_text(q, m->article, NULL, &m->text, &m->bytes, &m->size);
    if (status == 0 && m->bytes == NULL) status = request_fail(q, 422, "no-text-kept", NULL, NULL);
    if (status == 0) status = missing__fields(m);
    if (status == 0) status = writing_open(q);
    if (status != 0) return status;
    uint64_t correction;
    int error = ledger_supply(q->desk->writing, m->text, &m->is, request_field(q, "reader"), &correction, statement);
    return error == SELON_OK ? 0 : writing_failed(q, error);
}

/* What was typed is not lost: the form comes back, and says why. */
static int missing__again(request *q, struct answer *out, int status)
{
    view_missing *v = ARENA_NEW(q->arena, view_missing);
    view_problem *why = ARENA_NEW(q->arena, view_problem);
    *why = q->problem;
    bool page = q->accept != NULL && strstr(q->accept, "text/html") != NULL;
    bool mended = status == 400 || status == 422 || status == 503 || status == 507;
    if (!page || !mended || missing__fill(q, v) != 0) {
        q->problem = *why;
        return status;
    }
    v->problem = why;
    out->status = status;
    out->type = "text/html; charset=utf-8";
    out->cache = "no-store";
    answer_write(out, q, page_missing, v);
    return 0;
}

int missing_answer(request *q, struct answer *out)
{
    char location[64];
    uint64_t statement;
    missing m = {.q = q, .article = request_id(q)};
    if (m.article == 0) return q->problem.status;
    if (!q->room->writable) return request_fail(q, 403, "read-only", NULL, NULL);
    int status = missing__add(&m, &statement);
    if (status != 0) return missing__again(q, out, status);
    census_renew(q->room->taker);
    snprintf(location, sizeof location, "/statements/%llu", (unsigned long long)statement);
    out->status = 303;
    out->location = arena_strndup(q->arena, location, strlen(location));
    out->cache = "no-store";
    return 0;
}
