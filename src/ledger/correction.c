/* SPDX-License-Identifier: Apache-2.0
 *
 * correction.c - see correction.h: acts are checked, kept, and shown. What they
 * come to is ruling.c's.
 */
#include "ledger/correction.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/entry.h"
#include "ledger/inside.h"
#include "ledger/ruling.h"

#define NEEDS_TEXT (~(unsigned)(CORRECT_TYPE | CORRECT_KIND | CORRECT_NEGATED))

/* ---- answers ---- */

static int answer__bad(ledger *l, const char *what)
{
    return ledger_fail(l, SELON_ERROR_ARGUMENT, "%s", what);
}

/* Does a character begin at `at`, or the text end there? */
static bool text__is_border(const kept_text *t, uint32_t at)
{
    return at == t->size || ((unsigned char)t->text[at] & 0xC0) != 0x80;
}

static bool span__is_empty(selon_span s)
{
    return s.start >= s.end;
}

/* `what` begins a sentence: "the cue". */
static int span__check(ledger *l, const kept_text *t, selon_span s, const char *what)
{
    if (s.start == s.end) return SELON_OK;
    if (t->text == NULL || s.start > s.end || s.end > t->size)
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "%s is not within the text", what);
    if (!text__is_border(t, s.start) || !text__is_border(t, s.end))
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "%s begins or ends within a character", what);
    return SELON_OK;
}

static int content__check(ledger *l, const kept_text *t, const ledger_answer *is)
{
    if (is->content_count == 0 || is->content == NULL) return answer__bad(l, "the content is empty");
    if (is->content_count > CORRECTION_CONTENTS) return answer__bad(l, "the content has too many pieces");
    for (uint32_t i = 0; i < is->content_count; i++) {
        if (span__is_empty(is->content[i])) return answer__bad(l, "the content is empty");
        int error = span__check(l, t, is->content[i], "the content");
        if (error != SELON_OK) return error;
        if (i > 0 && is->content[i].start < is->content[i - 1].end)
            return answer__bad(l, "the content's pieces are not one after another");
    }
    return SELON_OK;
}

/* Does it turn the direction of writing, or say what it is? A name with one may look like another's. */
static bool point__turns(uint32_t cp)
{
    return cp == 0x61C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

/* A name: something that can be seen, in one line. `was`, NULL for none, is the one before: it may stay. */
static int name__check(ledger *l, const char *name, const char *was, const char *what)
{
    bool seen = false, turns = false;
    if (name == NULL || (was != NULL && strcmp(name, was) == 0)) return SELON_OK;
    size_t size = strlen(name);
    unsigned n;
    bool good = size <= CORRECTION_NAME && utf8_validate(name, size) == size;
    for (const char *at = name; good && at < name + size; at += n) {
        uint32_t cp = utf8_decode(at, name + size, &n);
        char_class c = char_class_of(cp);
        seen |= c != CHAR_SPACE && c != CHAR_OTHER;
        turns |= point__turns(cp);
        good = cp >= 0x20 && (cp < 0x7F || cp >= 0xA0);
    }
    if (good && turns)
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "%s holds a character that turns the direction of writing", what);
    if (good && seen) return SELON_OK;
    return ledger_fail(l, SELON_ERROR_ARGUMENT, "%s is empty, too long, or no line of UTF-8", what);
}

static int answer__check(ledger *l, const kept_text *t, const ledger_answer *is, const ledger_answer *was,
                         unsigned fields)
{
    static const char *const names[] = {"the source", "the cue", "the addressee", "the relay", "the time"};
    const selon_span spans[] = {is->source, is->cue, is->addressee, is->via, is->time};
    static const unsigned bits[] = {CORRECT_SOURCE, CORRECT_CUE, CORRECT_ADDRESSEE, CORRECT_VIA, CORRECT_TIME};
    int32_t first, last;
    int error = SELON_OK;
    if (fields == 0 || (fields & ~(unsigned)CORRECT_ALL) != 0) return answer__bad(l, "there is nothing to correct");
    if (t->text == NULL && (fields & NEEDS_TEXT) != 0)
        return answer__bad(l, "the ledger does not keep this text, so only type, kind and negation can be corrected");
    if ((fields & CORRECT_TYPE) != 0 && (is->type < SELON_DIRECT || is->type > SELON_MIXED))
        return answer__bad(l, "there is no such type");
    if ((fields & CORRECT_KIND) != 0 && (is->kind < SELON_SAID || is->kind > SELON_THOUGHT))
        return answer__bad(l, "there is no such kind");
    for (size_t i = 0; i < sizeof bits / sizeof *bits && error == SELON_OK; i++)
        if ((fields & bits[i]) != 0) error = span__check(l, t, spans[i], names[i]);
    if (error == SELON_OK && (fields & CORRECT_CONTENT) != 0) error = content__check(l, t, is);
    if (error == SELON_OK && (fields & CORRECT_SPEAKER) != 0) {
        error = name__check(l, is->speaker, was->speaker, "the speaker's name");
        if (error == SELON_OK) error = name__check(l, is->role, was->role, "the role");
        if (error == SELON_OK && is->speaker == NULL && is->role != NULL)
            error = answer__bad(l, "a role needs a speaker");
    }
    if (error == SELON_OK && (fields & CORRECT_TIME) != 0 && is->time_value != NULL &&
        (strlen(is->time_value) > CORRECTION_NAME || !value_days(is->time_value, &first, &last)))
        return answer__bad(l, "the time's value is no date, as 2025-11-14, 2025-11, 2025-W46 or 2025");
    return error;
}

/* ---- what a statement is now ---- */

typedef struct current {
    int64_t text;
    kept_text kept;
    ledger_answer is;
    selon_span sentence;
} current;

static const char *column__text(arena *a, sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text != NULL ? arena_strndup(a, text, (size_t)sqlite3_column_bytes(s, at)) : NULL;
}

static int current__speaker(ledger *l, arena *a, int64_t id, current *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_SPEAKER_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(l, s);
    if (row != 1) return row;
    out->is.speaker = column__text(a, s, 0);
    out->is.role = column__text(a, s, 1);
    sqlite3_reset(s);
    return SELON_OK;
}

/* `out` may hold the text already, of the statement before. */
static int current__get(ledger *l, arena *a, uint64_t id, current *out)
{
    kept_text kept = out->kept;
    *out = (current){0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_RULED_ROW);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = ledger_sql_row(l, s);
    if (row == 0) return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is no statement %llu", (unsigned long long)id);
    if (row < 0) return row;
    out->text = sqlite3_column_int64(s, 1);
    int64_t speaker = sqlite3_column_int64(s, 2);
    out->is.type = (selon_type)sqlite3_column_int(s, 3);
    out->is.kind = (selon_kind)sqlite3_column_int(s, 4);
    out->is.negated = sqlite3_column_int(s, 5) != 0;
    out->is.time_value = column__text(a, s, 9);
    size_t size = (size_t)sqlite3_column_bytes(s, 12);
    uint8_t *packed = arena_alloc(a, size + 1);
    if (size > 0) memcpy(packed, sqlite3_column_blob(s, 12), size);
    sqlite3_reset(s);
    out->kept = kept;
    int error = kept.id != out->text ? ledger_text(l, a, out->text, &out->kept) : SELON_OK;
    if (error == SELON_OK && speaker != 0) error = current__speaker(l, a, speaker, out);
    size_t bytes = out->kept.text != NULL ? out->kept.size : UINT32_MAX;
    if (error == SELON_OK && !answer_unpack(a, (blob){packed, size}, bytes, &out->is, &out->sentence))
        error = ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %llu", (unsigned long long)id);
    return error;
}

/* ---- keeping ---- */

static int answer__keep(ledger *l, arena *a, const ledger_answer *is, const current *at, int64_t *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_ANSWER_ADD);
    if (s == NULL) return l->error;
    blob packed = answer_pack(a, is, &at->kept, at->sentence);
    sqlite3_bind_int(s, 1, (int)is->type);
    sqlite3_bind_int(s, 2, (int)is->kind);
    sqlite3_bind_int(s, 3, is->negated);
    sql_bind_text(s, 4, is->speaker);
    sql_bind_text(s, 5, is->role);
    sql_bind_text(s, 6, is->time_value);
    sqlite3_bind_blob64(s, 7, packed.bytes, packed.size, SQLITE_STATIC);
    int error = ledger_sql_do(l, s);
    *out = sqlite3_last_insert_rowid(l->db);
    return error;
}

/* An act to be kept. */
typedef struct act {
    uint64_t statement;
    int64_t text;
    correction_sort sort;
    unsigned fields;
    const ledger_answer *was, *answer;
    const char *reader;
    uint64_t id;
} act;

static int act__keep(ledger *l, arena *a, act *x, const current *at)
{
    int64_t was = 0, answer = 0;
    int error = x->was != NULL ? answer__keep(l, a, x->was, at, &was) : SELON_OK;
    if (error == SELON_OK && x->answer != NULL) error = answer__keep(l, a, x->answer, at, &answer);
    if (error != SELON_OK) return error;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_CORRECTION_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, x->text);
    sqlite3_bind_int64(s, 2, (int64_t)x->statement);
    sqlite3_bind_int(s, 3, (int)x->sort);
    sqlite3_bind_int64(s, 4, x->fields);
    sql_bind_id(s, 5, was);
    sql_bind_id(s, 6, answer);
    sql_bind_text(s, 7, x->reader);
    error = ledger_sql_do(l, s);
    x->id = (uint64_t)sqlite3_last_insert_rowid(l->db);
    return error;
}

/* ---- acts ---- */

typedef struct acting {
    act act;
    ledger_answer answer;
    bool checked;
} acting;

static void answer__take(ledger_answer *out, const ledger_answer *from, unsigned fields)
{
    ledger_answer before = *out;
    *out = *from;
    if (!(fields & CORRECT_SPEAKER)) out->speaker = before.speaker, out->role = before.role;
    if (!(fields & CORRECT_SOURCE)) out->source = before.source;
    if (!(fields & CORRECT_CUE)) out->cue = before.cue;
    if (!(fields & CORRECT_CONTENT)) out->content = before.content, out->content_count = before.content_count;
    if (!(fields & CORRECT_ADDRESSEE)) out->addressee = before.addressee;
    if (!(fields & CORRECT_VIA)) out->via = before.via;
    if (!(fields & CORRECT_TIME)) out->time = before.time, out->time_value = before.time_value;
    if (!(fields & CORRECT_TYPE)) out->type = before.type;
    if (!(fields & CORRECT_KIND)) out->kind = before.kind;
    if (!(fields & CORRECT_NEGATED)) out->negated = before.negated;
}

/* Change, rejection and confirmation of a statement that is there. */
static int acting__about(ledger *l, arena *a, void *payload)
{
    acting *x = payload;
    current *at = ARENA_NEW(a, current);
    int error = current__get(l, a, x->act.statement, at);
    if (error != SELON_OK) return error;
    ledger_answer *is = ARENA_NEW(a, ledger_answer);
    *is = at->is;
    if (x->act.sort == CORRECTION_CHANGE) {
        error = answer__check(l, &at->kept, &x->answer, &at->is, x->act.fields);
        if (error != SELON_OK) return error;
        answer__take(is, &x->answer, x->act.fields);
    }
    x->act.text = at->text;
    x->act.was = &at->is;
    x->act.answer = x->act.sort != CORRECTION_REJECT ? is : NULL;
    error = act__keep(l, a, &x->act, at);
    return error == SELON_OK ? ruling_lay(l, a, at->text) : error;
}

static int acting__supply(ledger *l, arena *a, void *payload)
{
    acting *x = payload;
    current *at = ARENA_NEW(a, current);
    sqlite3_stmt *s = ledger_sql_get(l, SQL_TEXT_SIZE);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, x->act.text);
    int row = ledger_sql_row(l, s);
    if (row == 0) return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is no text %lld", (long long)x->act.text);
    if (row < 0) return row;
    sqlite3_reset(s);
    int error = ledger_text(l, a, x->act.text, &at->kept);
    if (error == SELON_OK) error = answer__check(l, &at->kept, &x->answer, &(ledger_answer){0}, CORRECT_ALL);
    if (error != SELON_OK || (s = ledger_sql_get(l, SQL_STATEMENT_NUMBER)) == NULL)
        return error != SELON_OK ? error : l->error;
    row = ledger_sql_row(l, s);
    if (row < 0) return row;
    x->act.statement = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    x->act.answer = &x->answer;
    error = act__keep(l, a, &x->act, at);
    return error == SELON_OK ? ruling_lay(l, a, x->act.text) : error;
}

static int acting__withdraw(ledger *l, arena *a, void *payload)
{
    acting *x = payload;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_CORRECTION_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)x->act.id);
    int row = ledger_sql_row(l, s);
    if (row == 0)
        return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is no correction %llu", (unsigned long long)x->act.id);
    if (row < 0) return row;
    int64_t text = sqlite3_column_int64(s, 0);
    bool withdrawn = sqlite3_column_int(s, 1) != 0, check = sqlite3_column_int(s, 2) == CORRECTION_CHECK;
    sqlite3_reset(s);
    if (withdrawn) return SELON_OK;
    if (check)
        return ledger_fail(l, SELON_ERROR_ARGUMENT,
                           "correction %llu was made with its whole article, and goes when that is checked no more",
                           (unsigned long long)x->act.id);
    if ((s = ledger_sql_get(l, SQL_CORRECTION_WITHDRAW)) == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)x->act.id);
    int error = ledger_sql_do(l, s);
    return error == SELON_OK && text != 0 ? ruling_lay(l, a, text) : error;
}

/* ---- whole articles ---- */

static int check__confirm(ledger *l, arena *a, const acting *x)
{
    VEC(int64_t) all = {0};
    int row, error = SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_TEXT_STATEMENTS);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, x->act.text);
    while ((row = ledger_sql_row(l, s)) == 1) VEC_PUSH(a, &all, sqlite3_column_int64(s, 0));
    current at = {0};
    for (size_t i = 0; i < all.count && row == 0 && error == SELON_OK; i++) {
        error = current__get(l, a, (uint64_t)all.items[i], &at);
        if (error != SELON_OK) return error;
        act one = x->act;
        one.statement = (uint64_t)all.items[i];
        one.sort = CORRECTION_CHECK;
        one.fields = at.kept.text != NULL ? CORRECT_ALL : CORRECT_ALL & ~NEEDS_TEXT;
        one.was = one.answer = &at.is;
        error = act__keep(l, a, &one, &at);
    }
    return row < 0 ? row : error;
}

static int acting__check(ledger *l, arena *a, void *payload)
{
    acting *x = payload;
    bool is;
    const char *at, *reader;
    int error = ledger_is_checked(l, a, (uint64_t)x->act.text, &is, &at, &reader);
    if (error != SELON_OK || is == x->checked) return error;
    sqlite3_stmt *s = ledger_sql_get(l, x->checked ? SQL_CHECK_ADD : SQL_CHECK_DROP);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, x->act.text);
    if (x->checked) sql_bind_text(s, 2, x->act.reader);
    error = ledger_sql_do(l, s);
    if (error == SELON_OK && x->checked) error = check__confirm(l, a, x);
    if (error == SELON_OK && !x->checked) {
        if ((s = ledger_sql_get(l, SQL_CHECKS_WITHDRAW)) == NULL) return l->error;
        sqlite3_bind_int64(s, 1, x->act.text);
        sqlite3_bind_int(s, 2, CORRECTION_CHECK);
        error = ledger_sql_do(l, s);
    }
    return error == SELON_OK ? ruling_lay(l, a, x->act.text) : error;
}

/* ---- in a transaction ---- */

static int acting__run(ledger *l, ledger_task what, acting *x)
{
    int error = name__check(l, x->act.reader, NULL, "the reader's name");
    return error == SELON_OK ? ledger_work(l, what, x) : error;
}

static int acting__run_about(ledger *l, acting *x, uint64_t *correction)
{
    int error = acting__run(l, acting__about, x);
    if (correction != NULL) *correction = error == SELON_OK ? x->act.id : 0;
    return error;
}

int ledger_correct(ledger *l, uint64_t statement, unsigned fields, const ledger_answer *answer, const char *reader,
                   uint64_t *correction)
{
    acting x = {.act = {.statement = statement, .sort = CORRECTION_CHANGE, .fields = fields, .reader = reader},
                .answer = *answer};
    return acting__run_about(l, &x, correction);
}

int ledger_reject(ledger *l, uint64_t statement, const char *reader, uint64_t *correction)
{
    acting x = {.act = {.statement = statement, .sort = CORRECTION_REJECT, .reader = reader}};
    return acting__run_about(l, &x, correction);
}

int ledger_confirm(ledger *l, uint64_t statement, const char *reader, uint64_t *correction)
{
    acting x = {.act = {.statement = statement, .sort = CORRECTION_CONFIRM, .fields = CORRECT_ALL, .reader = reader}};
    return acting__run_about(l, &x, correction);
}

int ledger_supply(ledger *l, uint64_t text, const ledger_answer *answer, const char *reader, uint64_t *correction,
                  uint64_t *statement)
{
    acting x = {.act = {.text = (int64_t)text, .sort = CORRECTION_ADD, .fields = CORRECT_ALL, .reader = reader},
                .answer = *answer};
    int error = acting__run(l, acting__supply, &x);
    if (correction != NULL) *correction = error == SELON_OK ? x.act.id : 0;
    if (statement != NULL) *statement = error == SELON_OK ? x.act.statement : 0;
    return error;
}

int ledger_withdraw(ledger *l, uint64_t correction)
{
    acting x = {.act = {.id = correction}};
    return acting__run(l, acting__withdraw, &x);
}

int ledger_check(ledger *l, uint64_t text, bool checked, const char *reader)
{
    acting x = {.act = {.text = (int64_t)text, .reader = reader}, .checked = checked};
    return acting__run(l, acting__check, &x);
}

/* ---- looking ---- */

int ledger_is_checked(ledger *l, arena *a, uint64_t text, bool *checked, const char **at, const char **reader)
{
    *checked = false;
    *at = *reader = NULL;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_CHECK_OF);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)text);
    int row = ledger_sql_row(l, s);
    if (row == 0) return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is no text %llu", (unsigned long long)text);
    if (row < 0) return row;
    *checked = sqlite3_column_type(s, 0) != SQLITE_NULL;
    *at = column__text(a, s, 0);
    *reader = column__text(a, s, 1);
    sqlite3_reset(s);
    return SELON_OK;
}

int ledger_text_at(ledger *l, const char *address, uint64_t *text)
{
    static const char number[] = "text:";
    *text = 0;
    bool by_number = strncmp(address, number, sizeof number - 1) == 0;
    sqlite3_stmt *s = ledger_sql_get(l, by_number ? SQL_RULED_TEXT : SQL_TEXT_AT);
    if (s == NULL) return l->error;
    int64_t id = by_number ? strtoll(address + sizeof number - 1, NULL, 10) : 0;
    if (by_number)
        sqlite3_bind_int64(s, 1, id);
    else
        sql_bind_text(s, 1, address);
    if (!by_number) sqlite3_bind_int64(s, 2, row_hash(ROW_ADDRESS, address));
    int row = ledger_sql_row(l, s);
    if (row < 0) return row;
    if (row == 1) *text = (uint64_t)(by_number ? id : sqlite3_column_int64(s, 0));
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return SELON_OK;
}

int ledger_text_bytes(ledger *l, arena *a, uint64_t text, const char **bytes, size_t *size)
{
    kept_text kept = {0};
    int error = ledger_text(l, a, (int64_t)text, &kept);
    *bytes = kept.text;
    *size = kept.size;
    return error;
}

static const char showing__sql[] = "select c.id, c.statement, t.id, c.sort, c.fields, c.at, c.reader, c.withdrawn, "
                                   "w.type, w.kind, w.negated, w.name, w.role, w.said, w.places, "
                                   "a.type, a.kind, a.negated, a.name, a.role, a.said, a.places from corrections c "
                                   "left join texts t on t.hash = c.hash "
                                   "left join answers w on w.id = c.was left join answers a on a.id = c.answer where ";

static const ledger_answer *shown__answer(arena *a, sqlite3_stmt *s, int at, ledger_answer *out)
{
    selon_span sentence;
    if (sqlite3_column_type(s, at) == SQLITE_NULL) return NULL;
    blob packed = {sqlite3_column_blob(s, at + 6), (size_t)sqlite3_column_bytes(s, at + 6)};
    if (!answer_unpack(a, packed, UINT32_MAX, out, &sentence)) return NULL;
    int type = sqlite3_column_int(s, at), kind = sqlite3_column_int(s, at + 1);
    if (type < SELON_DIRECT || type > SELON_MIXED || kind < SELON_SAID || kind > SELON_THOUGHT) return NULL;
    out->type = (selon_type)type;
    out->kind = (selon_kind)kind;
    out->negated = sqlite3_column_int(s, at + 2) != 0;
    out->speaker = (const char *)sqlite3_column_text(s, at + 3);
    out->role = (const char *)sqlite3_column_text(s, at + 4);
    out->time_value = (const char *)sqlite3_column_text(s, at + 5);
    return out;
}

static int shown__give(ledger *l, sqlite3_stmt *s, ledger_take_correction take, void *payload, bool *stop)
{
    ledger_answer was = {0}, answer = {0};
    ledger_correction c = {.id = (uint64_t)sqlite3_column_int64(s, 0),
                           .statement = (uint64_t)sqlite3_column_int64(s, 1),
                           .text = (uint64_t)sqlite3_column_int64(s, 2),
                           .sort = (correction_sort)sqlite3_column_int(s, 3),
                           .fields = (unsigned)sqlite3_column_int(s, 4),
                           .at = (const char *)sqlite3_column_text(s, 5),
                           .reader = (const char *)sqlite3_column_text(s, 6),
                           .withdrawn = (const char *)sqlite3_column_text(s, 7)};
    arena *a = arena_new(&l->allocator, 4096);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    c.was = shown__answer(a, s, 8, &was);
    c.answer = shown__answer(a, s, 15, &answer);
    *stop = take(&c, payload) != 0;
    arena_free(a);
    return SELON_OK;
}

int ledger_corrections(ledger *l, const correction_filter *filter, ledger_take_correction take, void *payload)
{
    char sql[1024];
    const char *which = filter->correction != 0  ? "c.id = ?1"
                        : filter->statement != 0 ? "c.statement = ?1"
                        : filter->text != 0      ? "c.hash = (select hash from texts where id = ?1)"
                                                 : "?1 = 0";
    int64_t id = (int64_t)(filter->correction != 0  ? filter->correction
                           : filter->statement != 0 ? filter->statement
                                                    : filter->text);
    sqlite3_stmt *s;
    bool stop = false;
    int row = 0;
    sqlite3_snprintf((int)sizeof sql, sql, "%s%s%s order by c.id", showing__sql, which,
                     filter->withdrawn ? "" : " and c.withdrawn is null");
    int error = ledger_begin_reading(l);
    if (error != SELON_OK) return error;
    if (sqlite3_prepare_v2(l->db, sql, -1, &s, NULL) != SQLITE_OK) error = ledger_fail_sql(l);
    if (error == SELON_OK) sqlite3_bind_int64(s, 1, id);
    while (error == SELON_OK && !stop && (row = ledger_sql_row(l, s)) == 1)
        error = shown__give(l, s, take, payload, &stop);
    sqlite3_finalize(s);
    ledger_end_reading(l);
    return row < 0 ? row : error;
}
