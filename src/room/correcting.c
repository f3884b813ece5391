/* SPDX-License-Identifier: Apache-2.0
 *
 * correcting.c - see correcting.h.
 *
 * The form has words, and the ledger wants places: the words are looked for near
 * the statement, as `selon correct` does it (cli/place.h). A field that is as it
 * was is no correction, so that it goes on following the machine.
 */
#include "room/correcting.h"

#include <stdio.h>
#include <string.h>

#include "ledger/pack.h"
#include "place.h"
#include "room/answer.h"
#include "room/inside.h"
#include "room/view.h"
#include "room/writing.h"

#define NEAR 8192      /* bytes before and behind the sentence in which words are looked for */
#define SENTENCE 65536 /* of a sentence that are looked through */

/* ---- the view ---- */

static int act__take(const ledger_correction *c, void *payload)
{
    view_correcting *v = payload;
    size_t last = v->act_count < ACTS_SHOWN ? v->act_count++ : ACTS_SHOWN - 1;
    v->older += last == ACTS_SHOWN - 1 && v->acts[last].id != 0;
    memmove(v->acts + 1, v->acts, last * sizeof *v->acts);
    view_act *act = &v->acts[0];
    if (c->sort == CORRECTION_REJECT && c->was != NULL && c->was->content_count > 0) {
        v->rejected_text = c->text;
        v->rejected_span = c->was->content[0];
    }
    act->id = c->id;
    act->sort = c->sort;
    snprintf(act->at, sizeof act->at, "%s", c->at != NULL ? c->at : "");
    snprintf(act->reader, sizeof act->reader, "%.80s", c->reader != NULL ? c->reader : "");
    return 0;
}

static int rejected__words(request *q, view_correcting *v)
{
    const char *text = NULL;
    size_t size;
    selon_span at = v->rejected_span;
    if (v->rejected_text == 0) return 0;
    int error = ledger_text_bytes(q->ledger, q->arena, v->rejected_text, &text, &size);
    if (error != SELON_OK) return view_fail(q, error);
    if (text != NULL && at.start < at.end && at.end <= size)
        v->rejected_words = arena_strndup(q->arena, text + at.start, at.end - at.start);
    return 0;
}

static int correcting__fill(request *q, view_correcting *v)
{
    uint64_t id = request_id(q);
    int status = id == 0 ? q->problem.status : view_statement_get(q, id, &v->statement);
    if (id == 0 || (status != 0 && status != 404)) return status;
    int error = ledger_corrections(q->ledger, &(correction_filter){.statement = id}, act__take, v);
    if (error != SELON_OK) return view_fail(q, error);
    v->rejected = status != 0 && v->act_count > 0;
    if (status != 0 && !v->rejected) return status;
    q->problem = (view_problem){0};
    v->writable = q->room->writable;
    return v->rejected ? rejected__words(q, v) : 0;
}

int view_correcting_make(request *q, const void **view)
{
    view_correcting *v = ARENA_NEW(q->arena, view_correcting);
    *view = v;
    return correcting__fill(q, v);
}

/* ---- the statement as it is ---- */

typedef struct correcting {
    request *q;
    view_statement now; /* its text and spans: the sentences */
    const char *text;   /* in which words are looked for; NULL: it is not kept */
    size_t size;
    uint32_t before; /* bytes of the whole text before that */
    places at;       /* of the whole text */
    ledger_answer is;
    unsigned fields;
} correcting;

static int correcting__read(correcting *c)
{
    request *q = c->q;
    kept_text kept;
    uint64_t id = request_id(q);
    int status = id == 0 ? q->problem.status : view_statement_get(q, id, &c->now);
    if (status != 0) return status;
    sqlite3_stmt *s = view_sql(q, "select text, places from statements where id = ?1");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = view_row(q, s);
    if (row != 1) return row < 0 ? view_fail(q, row) : request_fail(q, 404, "not-found", NULL, NULL);
    blob packed = {sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1)};
    int error = recent_texts_get(q->ledger, q->arena, sqlite3_column_int64(s, 0), &kept);
    if (error != SELON_OK) return view_fail(q, error);
    if (kept.text == NULL || !places_unpack(q->arena, packed, kept.size, &c->at)) return 0;
    selon_span near = c->at.sentence;
    uint32_t end = near.end - near.start < SENTENCE ? near.end : near.start + SENTENCE;
    c->before = near.start > NEAR ? near.start - NEAR : 0;
    while (c->before > 0 && ((unsigned char)kept.text[c->before] & 0xC0) == 0x80) c->before--;
    size_t last = (size_t)end + NEAR < kept.size ? (size_t)end + NEAR : kept.size;
    while (last < kept.size && ((unsigned char)kept.text[last] & 0xC0) == 0x80) last++;
    c->size = last - c->before;
    c->text = arena_strndup(q->arena, kept.text + c->before, c->size);
    return 0;
}

/* ---- fields ---- */

static const char *or_empty(const char *s)
{
    return s != NULL ? s : "";
}

static const char *field__words(correcting *c, const char *name)
{
    const char *given = or_empty(request_field(c->q, name));
    return form_words(given, strlen(given), c->q->arena);
}

/* Where the words stand, in the whole text; 0, or the status. */
static int words__place(correcting *c, const char *name, const char *words, selon_span near, selon_span *out)
{
    problem why;
    if (c->text == NULL) return request_fail(c->q, 400, "no-text-kept", NULL, name);
    selon_span within = {near.start - c->before, near.end - c->before};
    if (near.start < c->before || near.start >= near.end) within = (selon_span){0, 1};
    /* "@12-15" is the command's way to name a place. */
    if (*words == '@' || !place_find(name, words, c->text, c->size, within, out, &why))
        return request_fail(c->q, 400, "words-not-there", arena_strndup(c->q->arena, words, strlen(words)), name);
    out->start += c->before;
    out->end += c->before;
    return 0;
}

static int field__span(correcting *c, const char *name, unsigned bit, selon_span shown, selon_span now, selon_span *out)
{
    const char *words = field__words(c, name), *was = "";
    if (c->now.text != NULL && shown.start < shown.end)
        was = form_words(c->now.text + shown.start, shown.end - shown.start, c->q->arena);
    *out = now;
    if (request_field(c->q, name) == NULL && *was == '\0') return 0;
    if (strcmp(words, was) == 0) return 0;
    c->fields |= bit;
    *out = (selon_span){0, 0};
    return *words == '\0' ? 0 : words__place(c, name, words, c->at.sentence, out);
}

/* Each line is a piece of what was said. */
static int field__content(correcting *c)
{
    arena *a = c->q->arena;
    const char *given = or_empty(request_field(c->q, "content"));
    selon_span *pieces = ARENA_ZARRAY(a, selon_span, CORRECTION_CONTENTS);
    uint32_t count = 0;
    bool same = true;
    while (*given != '\0') {
        size_t size = strcspn(given, "\n");
        const char *words = form_words(given, size, a);
        given += size + (given[size] != '\0');
        if (*words == '\0') continue;
        if (count == CORRECTION_CONTENTS) return request_fail(c->q, 400, "too-many-pieces", NULL, "content");
        selon_span near = count < c->at.content_count ? c->at.content[count] : c->at.sentence;
        int status = words__place(c, "content", words, near, &pieces[count]);
        if (status != 0) return status;
        same &= count < c->now.content_count &&
                strcmp(words, form_words(c->now.text + c->now.content[count].start,
                                         c->now.content[count].end - c->now.content[count].start, a)) == 0;
        count++;
    }
    if (count == 0) return request_fail(c->q, 400, "nothing-said", NULL, "content");
    if (same && count == c->now.content_count) return 0;
    c->fields |= CORRECT_CONTENT;
    c->is.content = pieces;
    c->is.content_count = count;
    return 0;
}

/* The number of a value among the names; -1: it is none. */
static int value__number(const char *value, const char *(*name)(unsigned), unsigned most)
{
    for (unsigned i = 0; i <= most; i++)
        if (strcmp(or_empty(value), name(i)) == 0) return (int)i;
    return -1;
}

static int fields__plain(correcting *c)
{
    int type = value__number(request_field(c->q, "type"), jsonl_type, SELON_MIXED);
    int kind = value__number(request_field(c->q, "kind"), jsonl_kind, SELON_THOUGHT);
    const char *speaker = field__words(c, "speaker"), *role = field__words(c, "role");
    if (type < 0) return request_fail(c->q, 400, "bad-parameter", NULL, "type");
    if (kind < 0) return request_fail(c->q, 400, "bad-parameter", NULL, "kind");
    c->is.type = (selon_type)type;
    c->is.kind = (selon_kind)kind;
    c->is.negated = request_field(c->q, "negated") != NULL;
    c->is.speaker = *speaker != '\0' ? speaker : NULL;
    c->is.role = *role != '\0' && *speaker != '\0' ? role : NULL;
    if (c->is.type != c->now.type) c->fields |= CORRECT_TYPE;
    if (c->is.kind != c->now.kind) c->fields |= CORRECT_KIND;
    if (c->is.negated != c->now.negated) c->fields |= CORRECT_NEGATED;
    if (strcmp(speaker, or_empty(c->now.name)) != 0 || strcmp(role, or_empty(c->now.role)) != 0)
        c->fields |= CORRECT_SPEAKER;
    return 0;
}

static int fields__take(correcting *c)
{
    const view_statement *v = &c->now;
    const struct {
        const char *name;
        unsigned bit;
        selon_span shown, now;
        selon_span *out;
    } spans[] = {{"source", CORRECT_SOURCE, v->source, c->at.source, &c->is.source},
                 {"cue", CORRECT_CUE, v->cue, c->at.cue, &c->is.cue},
                 {"addressee", CORRECT_ADDRESSEE, v->addressee, c->at.addressee, &c->is.addressee},
                 {"via", CORRECT_VIA, v->via, c->at.via, &c->is.via}};
    int status = fields__plain(c);
    /* Where no text is kept the form has no words. */
    if (status != 0 || c->text == NULL) return status;
    for (size_t i = 0; i < sizeof spans / sizeof *spans && status == 0; i++)
        status = field__span(c, spans[i].name, spans[i].bit, spans[i].shown, spans[i].now, spans[i].out);
    return status == 0 ? field__content(c) : status;
}

/* ---- acts ---- */

static int act__leads(request *q, struct answer *out, const char *location)
{
    census_renew(q->room->taker);
    out->status = 303;
    out->location = arena_strndup(q->arena, location, strlen(location));
    out->cache = "no-store";
    return 0;
}

/* Checked and written in one transaction: of two forms made from the same state one comes second, and is told. */
static int correcting__do(correcting *c, writing_act act, uint64_t *number)
{
    request *q = c->q;
    int status = writing_open(q);
    if (status != 0) return status;
    int error = ledger_begin(q->desk->writing);
    if (error != SELON_OK) return writing_failed(q, error);
    status = correcting__read(c);
    if (status == 0 && form_is_stale(q, &c->now)) status = request_fail(q, 409, "changed-meanwhile", NULL, NULL);
    if (status == 0 && act == ACT_CHANGE) status = fields__take(c);
    if (status != 0) return status;
    bool nothing = act == ACT_CHANGE && c->fields == 0;
    if (!nothing) error = writing_do(q, act, c->now.id, c->fields, &c->is, request_field(q, "reader"), number);
    if (error == SELON_OK) error = ledger_commit(q->desk->writing);
    return error == SELON_OK ? 0 : writing_failed(q, error);
}

/* What was typed is not lost: the form comes back, and says why. */
static int correcting__again(request *q, struct answer *out, int status)
{
    view_correcting *v = ARENA_NEW(q->arena, view_correcting);
    view_problem *why = ARENA_NEW(q->arena, view_problem);
    *why = q->problem;
    if (q->desk->writing != NULL) ledger_rollback(q->desk->writing);
    bool page = q->accept != NULL && strstr(q->accept, "text/html") != NULL;
    bool mended = status == 400 || status == 422 || status == 409 || status == 503 || status == 507;
    if (!page || !mended || correcting__fill(q, v) != 0) {
        q->problem = *why;
        return status;
    }
    v->problem = why;
    form_take(q, v);
    out->status = status;
    out->type = "text/html; charset=utf-8";
    out->cache = "no-store";
    answer_write(out, q, page_correct, v);
    return 0;
}

int correcting_answer(request *q, struct answer *out)
{
    correcting c = {.q = q};
    char location[96];
    uint64_t number = 0;
    writing_act act = writing_act_named(or_empty(request_field(q, "act")));
    if (!q->room->writable) return request_fail(q, 403, "read-only", NULL, NULL);
    if (act == ACTS) return request_fail(q, 400, "bad-parameter", NULL, "act");
    int status = correcting__do(&c, act, &number);
    if (status != 0) return correcting__again(q, out, status);
    /* What was rejected is in its article no longer: there the act can be taken back. */
    if (act == ACT_REJECT && c.now.places.count > 0)
        snprintf(location, sizeof location, "/articles/%llu?undo=%llu",
                 (unsigned long long)c.now.places.items[0].article, (unsigned long long)number);
    else
        snprintf(location, sizeof location, "/statements/%llu", (unsigned long long)c.now.id);
    return act__leads(q, out, location);
}

int correcting_withdraw(request *q, struct answer *out)
{
    char location[64];
    uint64_t correction, statement;
    int status = writing_withdraw(q, &correction, &statement);
    if (status != 0) return status;
    snprintf(location, sizeof location, "/statements/%llu", (unsigned long long)statement);
    return act__leads(q, out, location);
}
