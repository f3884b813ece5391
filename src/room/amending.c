/* SPDX-License-Identifier: Apache-2.0
 *
 * amending.c - see amending.h.
 *
 * A body names an act and the fields that it changes; what is not named goes on
 * following the machine. Places are those of the API: code points of the
 * statement's sentence. The tree of JSON is gone before the arena may jump.
 */
#include "room/amending.h"

#include <jansson.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/correction.h"
#include "ledger/pack.h"
#include "room/inside.h"
#include "room/json.h"
#include "room/missing.h"
#include "room/view.h"
#include "room/writing.h"

typedef struct amending {
    request *q;
    view_statement now; /* its text and spans: the sentences */
    uint32_t before;    /* bytes of the whole text before them */
    writing_act act;
    const char *reader;
    ledger_answer is;
    selon_span *content;
    unsigned fields;
    bool missed; /* there is no statement yet: places are those of the article's text */
} amending;

static int field__wrong(amending *m, const char *name, const char *detail)
{
    return request_fail(m->q, 400, "bad-parameter", detail, name);
}

/* ---- values ---- */

/* A string, copied, NULL for null; 0, or a status. */
static int value__string(amending *m, json_t *value, const char *name, const char **out)
{
    *out = NULL;
    if (json_is_null(value)) return 0;
    size_t size = json_string_length(value);
    bool good = json_is_string(value) && size > 0 && utf8_count(json_string_value(value), size) <= CORRECTION_NAME / 4;
    if (!good || !request_is_line(json_string_value(value)))
        return field__wrong(m, name, "it must be null, or a string that is not empty and not too long");
    char *copy = arena_try_alloc(m->q->arena, size + 1);
    if (copy == NULL) return request_fail(m->q, 503, "no-memory", NULL, NULL);
    memcpy(copy, json_string_value(value), size + 1);
    *out = copy;
    return 0;
}

/* The byte of the sentence at a code point; false beyond its end. */
static bool point__byte(const view_statement *st, json_int_t point, uint32_t *out)
{
    const char *at = st->text, *end = st->text + st->text_size;
    unsigned size;
    if (point < 0) return false;
    for (; point > 0 && at < end; point--) {
        utf8_decode(at, end, &size);
        at += size;
    }
    *out = (uint32_t)(at - st->text);
    return point == 0;
}

/* A whole number, also as 1.0. */
static bool json__whole(json_t *value, json_int_t *out)
{
    double number = json_is_number(value) ? json_number_value(value) : 0.5;
    if (!(number > -9e15 && number < 9e15)) return false;
    *out = (json_int_t)number;
    return (double)*out == number;
}

static int value__span(amending *m, json_t *value, const char *name, selon_span *out)
{
    json_t *start = json_object_get(value, "start"), *end = json_object_get(value, "end");
    *out = (selon_span){0, 0};
    if (json_is_null(value)) return 0;
    if (m->now.text == NULL) return field__wrong(m, name, "the ledger keeps no text");
    json_t *text = json_object_get(value, "text"); /* what stands there, as we write it */
    json_int_t first, last;
    if (!json__whole(start, &first) || !json__whole(end, &last) || (text != NULL && !json_is_string(text)) ||
        json_object_size(value) != 2 + (size_t)(text != NULL))
        return field__wrong(m, name, "it must be null, or a place: start and end");
    bool good = point__byte(&m->now, first, &out->start) && point__byte(&m->now, last, &out->end) &&
                out->start < out->end;
    if (!good) return request_fail(m->q, 422, "no-such-place", "it is no place in the sentence", name);
    out->start += m->before;
    out->end += m->before;
    return 0;
}

static int value__content(amending *m, json_t *value)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value) || count == 0 || count > CORRECTION_CONTENTS)
        return field__wrong(m, "content", "it must be a list of places, at least one");
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_array_get(value, i);
        int status = json_is_null(one) ? field__wrong(m, "content", "null is no place")
                                       : value__span(m, one, "content", &m->content[i]);
        if (status != 0) return status;
    }
    m->is.content = m->content;
    m->is.content_count = (uint32_t)count;
    return 0;
}

static int value__word(amending *m, json_t *value, const char *name, const char *(*word)(unsigned), unsigned most,
                       unsigned *out)
{
    const char *given = json_string_value(value);
    for (*out = 0; *out <= most; ++*out)
        if (given != NULL && strcmp(given, word(*out)) == 0) return 0;
    return field__wrong(m, name, "it has no such value");
}

/* ---- the body ---- */

static int member__take(amending *m, const char *name, json_t *value)
{
    const struct {
        const char *name;
        unsigned bit;
        selon_span *out;
    } spans[] = {{"source", CORRECT_SOURCE, &m->is.source},
                 {"cue", CORRECT_CUE, &m->is.cue},
                 {"addressee", CORRECT_ADDRESSEE, &m->is.addressee},
                 {"via", CORRECT_VIA, &m->is.via}};
    unsigned number;
    int status;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (strcmp(name, spans[i].name) != 0) continue;
        m->fields |= spans[i].bit;
        return value__span(m, value, spans[i].name, spans[i].out);
    }
    if (strcmp(name, "content") == 0) {
        m->fields |= CORRECT_CONTENT;
        return value__content(m, value);
    }
    if (strcmp(name, "speaker") == 0 || strcmp(name, "role") == 0) {
        m->fields |= CORRECT_SPEAKER;
        return value__string(m, value, name[0] == 's' ? "speaker" : "role",
                             name[0] == 's' ? &m->is.speaker : &m->is.role);
    }
    if (strcmp(name, "type") == 0) {
        m->fields |= CORRECT_TYPE;
        status = value__word(m, value, "type", jsonl_type, SELON_MIXED, &number);
        m->is.type = (selon_type)number;
        return status;
    }
    if (strcmp(name, "kind") == 0) {
        m->fields |= CORRECT_KIND;
        status = value__word(m, value, "kind", jsonl_kind, SELON_THOUGHT, &number);
        m->is.kind = (selon_kind)number;
        return status;
    }
    if (strcmp(name, "negated") == 0) {
        m->fields |= CORRECT_NEGATED;
        m->is.negated = json_is_true(value);
        return json_is_boolean(value) ? 0 : field__wrong(m, "negated", "it must be true or false");
    }
    if (strcmp(name, "reader") == 0) return value__string(m, value, "reader", &m->reader);
    return strcmp(name, "act") == 0 ? 0
                                    : request_fail(m->q, 400, "bad-request", "the body has an unknown member", NULL);
}

static int body__take(amending *m, json_t *body)
{
    const char *name, *wanted = json_string_value(json_object_get(body, "act"));
    json_t *value;
    int status = 0;
    if (!json_is_object(body)) return request_fail(m->q, 400, "bad-request", "the body is no object of JSON", NULL);
    m->act = wanted != NULL ? writing_act_named(wanted) : ACTS;
    if (m->act == ACTS) return field__wrong(m, "act", "it is change, reject or confirm");
    json_object_foreach(body, name, value)
    {
        if (status == 0) status = member__take(m, name, value);
    }
    if (status != 0) return status;
    if (m->act != ACT_CHANGE && m->fields != 0) return field__wrong(m, "act", "only a change has fields");
    if (m->act == ACT_CHANGE && m->fields == 0) return field__wrong(m, "act", "a change has at least one field");
    if (json_object_get(body, "role") != NULL && json_object_get(body, "speaker") == NULL)
        return field__wrong(m, "role", "it is somebody's: name the speaker, too");
    if (m->is.speaker == NULL) m->is.role = NULL;
    return 0;
}

/* All of a statement that is not there yet. */
static int body__take_missed(amending *m, json_t *body)
{
    const char *name;
    json_t *value;
    int status = 0;
    if (!json_is_object(body)) return request_fail(m->q, 400, "bad-request", "the body is no object of JSON", NULL);
    if (json_object_get(body, "act") != NULL)
        return request_fail(m->q, 400, "bad-request", "the body has an unknown member", NULL);
    json_object_foreach(body, name, value)
    {
        if (status == 0) status = member__take(m, name, value);
    }
    if (status != 0) return status;
    if (m->is.content_count == 0) return field__wrong(m, "content", "it is needed");
    if ((m->fields & CORRECT_TYPE) == 0) return field__wrong(m, "type", "it is needed");
    if (json_object_get(body, "role") != NULL && json_object_get(body, "speaker") == NULL)
        return field__wrong(m, "role", "it is somebody's: name the speaker, too");
    if (m->is.speaker == NULL) m->is.role = NULL;
    return 0;
}

static int amending__read(amending *m)
{
    static const char json[] = "application/json";
    request *q = m->q;
    json_error_t error;
    if (q->content_type == NULL || strncmp(q->content_type, json, sizeof json - 1) != 0)
        return request_fail(q, 415, "bad-type", "it must be application/json", NULL);
    m->content = ARENA_ZARRAY(q->arena, selon_span, CORRECTION_CONTENTS);
    json_t *body = json_loadb(q->body, q->body_size, JSON_REJECT_DUPLICATES, &error);
    int status = m->missed ? body__take_missed(m, body) : body__take(m, body);
    json_decref(body);
    return status;
}

/* ---- the statement ---- */

static int amending__statement(amending *m)
{
    request *q = m->q;
    places at;
    uint64_t id = request_id(q);
    int status = id == 0 ? q->problem.status : view_statement_get(q, id, &m->now);
    if (status != 0 || m->now.text == NULL) return status;
    sqlite3_stmt *s = view_sql(
        q, "select s.places, t.size from statements s join texts t on t.id = s.text where s.id = ?1");
    if (s == NULL) return view_fail(q, q->ledger->error);
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = view_row(q, s);
    if (row != 1) return row < 0 ? view_fail(q, row) : request_fail(q, 404, "not-found", NULL, NULL);
    blob packed = {sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0)};
    bool good = places_unpack(q->arena, packed, (size_t)sqlite3_column_int64(s, 1), &at);
    sqlite3_reset(s);
    m->before = good ? at.sentence.start : 0;
    return good ? 0 : request_fail(q, 500, "ledger", "the statement's places are damaged", NULL);
}

/* ---- acts ---- */

typedef struct done {
    uint64_t correction, statement;
} done;

static void json__done(writer *w, const request *q, const void *view)
{
    const done *d = view;
    (void)q;
    writer_puts(w, "{\"correction\": ");
    writer_number(w, d->correction);
    json_number(w, "statement", d->statement);
    writer_puts(w, "}\n");
}

static int act__done(request *q, struct answer *out, int status, const done *d)
{
    census_renew(q->room->taker);
    out->status = status;
    out->type = "application/json";
    out->cache = "no-store";
    answer_write(out, q, json__done, d);
    return 0;
}

int amending_answer(request *q, struct answer *out)
{
    amending *m = ARENA_NEW(q->arena, amending);
    done d;
    m->q = q;
    if (!q->room->writable) return request_fail(q, 403, "read-only", NULL, NULL);
    int status = amending__statement(m);
    if (status == 0) status = amending__read(m);
    if (status != 0) return status;
    d.statement = m->now.id;
    status = writing_open(q);
    if (status != 0) return status;
    int error = writing_do(q, m->act, d.statement, m->fields, &m->is, m->reader, &d.correction);
    return error == SELON_OK ? act__done(q, out, 201, &d) : writing_failed(q, error);
}

int amending_supply(request *q, struct answer *out)
{
    amending *m = ARENA_NEW(q->arena, amending);
    done d;
    uint64_t text, article = request_id(q);
    *m = (amending){.q = q, .missed = true};
    if (article == 0) return q->problem.status;
    if (!q->room->writable) return request_fail(q, 403, "read-only", NULL, NULL);
    int status = missing_text(q, article, NULL, &text, &m->now.text, &m->now.text_size);
    if (status == 0 && m->now.text == NULL) status = request_fail(q, 422, "no-text-kept", NULL, NULL);
    if (status == 0) status = amending__read(m);
    if (status == 0) status = writing_open(q);
    if (status != 0) return status;
    int error = ledger_supply(q->desk->writing, text, &m->is, m->reader, &d.correction, &d.statement);
    return error == SELON_OK ? act__done(q, out, 201, &d) : writing_failed(q, error);
}

/* ---- those that there are ---- */

typedef struct listing {
    writer *w;
    size_t count;
} listing;

static int listing__take(const ledger_correction *c, void *payload)
{
    static const char *const sorts[] = {[CORRECTION_CHANGE] = "change",
                                        [CORRECTION_REJECT] = "reject",
                                        [CORRECTION_ADD] = "add",
                                        [CORRECTION_CONFIRM] = "confirm"};
    listing *l = payload;
    writer *w = l->w;
    writer_puts(w, l->count++ > 0 ? ", {\"id\": " : "{\"id\": ");
    writer_number(w, c->id);
    jsonl_member(w, "act", sorts[c->sort]);
    jsonl_member(w, "at", c->at);
    jsonl_member(w, "reader", c->reader);
    jsonl_member(w, "withdrawn", c->withdrawn);
    writer_putc(w, '}');
    return 0;
}

static void json__listing(writer *w, const request *q, const void *view)
{
    listing l = {.w = w};
    const uint64_t *statement = view;
    writer_puts(w, "{\"corrections\": [");
    ledger_corrections(q->ledger, &(correction_filter){.statement = *statement, .withdrawn = true}, listing__take, &l);
    writer_puts(w, "]}\n");
}

int amending_list(request *q, struct answer *out)
{
    uint64_t id = request_id(q);
    if (id == 0) return q->problem.status;
    out->status = 200;
    out->type = "application/json";
    out->cache = "no-store";
    answer_write(out, q, json__listing, &id);
    return 0;
}

int amending_withdraw(request *q, struct answer *out)
{
    done d;
    int status = writing_withdraw(q, &d.correction, &d.statement);
    return status == 0 ? act__done(q, out, 200, &d) : status;
}
