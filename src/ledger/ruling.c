/* SPDX-License-Identifier: Apache-2.0
 *
 * ruling.c - see ruling.h.
 *
 *     rows of the text, overruled ones, acts -> targets (ruling_fold.c) -> what differs is written
 *
 * A row that goes is told to the index and its group first, while it is still
 * there; one that comes, afterwards. Rows of `overruled` are written anew each time: there
 * are as many as corrections.
 *
 * A speaker that a reader has named is one of the text's that is called so, else a
 * new row. Those of the machine that nobody is left with keep their rows as long
 * as an overruled statement has them, without an identity.
 */
#define _GNU_SOURCE /* memmem */
#include "ledger/ruling.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/entity.h"
#include "ledger/group.h"
#include "ledger/ruled.h"

/* ---- SQL ---- */

static int ruling__do(ledger *l, ledger_sql which, int64_t one, int64_t two)
{
    sqlite3_stmt *s = ledger_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, one);
    if (sqlite3_bind_parameter_count(s) > 1) sqlite3_bind_int64(s, 2, two);
    return ledger_sql_do(l, s);
}

static const char *column__text(arena *a, sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text != NULL ? arena_strndup(a, text, (size_t)sqlite3_column_bytes(s, at)) : NULL;
}

static blob column__blob(arena *a, sqlite3_stmt *s, int at)
{
    const void *bytes = sqlite3_column_blob(s, at);
    size_t size = (size_t)sqlite3_column_bytes(s, at);
    uint8_t *copy = arena_alloc(a, size + 1);
    if (size > 0) memcpy(copy, bytes, size);
    return (blob){copy, size};
}

/* STATEMENT_COLUMNS from `at` on; without a text it is a row that is not there. */
static void row__read(arena *a, sqlite3_stmt *s, int at, ruled_row *out)
{
    *out = (ruled_row){.there = sqlite3_column_type(s, at) != SQLITE_NULL,
                       .text = sqlite3_column_int64(s, at),
                       .speaker = sqlite3_column_int64(s, at + 1),
                       .type = sqlite3_column_int(s, at + 2),
                       .kind = sqlite3_column_int(s, at + 3),
                       .negated = sqlite3_column_int(s, at + 4) != 0,
                       .confidence = sqlite3_column_int64(s, at + 5),
                       .day = sqlite3_column_int64(s, at + 6),
                       .day_end = sqlite3_column_int64(s, at + 7),
                       .parent = sqlite3_column_int64(s, at + 9),
                       .key = sqlite3_column_int64(s, at + 10)};
    if (!out->there) return;
    out->said = column__text(a, s, at + 8);
    out->packed = column__blob(a, s, at + 11);
}

static void row__bind(sqlite3_stmt *s, int at, const ruled_row *r)
{
    if (!r->there) return; /* all of it is null */
    sqlite3_bind_int64(s, at, r->text);
    sql_bind_id(s, at + 1, r->speaker);
    sqlite3_bind_int(s, at + 2, r->type);
    sqlite3_bind_int(s, at + 3, r->kind);
    sqlite3_bind_int(s, at + 4, r->negated);
    sqlite3_bind_int64(s, at + 5, r->confidence);
    sql_bind_id(s, at + 6, r->day);
    sql_bind_id(s, at + 7, r->day_end);
    sql_bind_text(s, at + 8, r->said);
    sql_bind_id(s, at + 9, r->parent);
    sqlite3_bind_int64(s, at + 10, r->key);
    sqlite3_bind_blob64(s, at + 11, r->packed.bytes, r->packed.size, SQLITE_STATIC);
}

/* ---- what there is ---- */

static int ruled__compare(const void *a, const void *b)
{
    const ruled *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

ruled *ruling_row(const ruling *g, int64_t id)
{
    ruled wanted = {.id = id};
    return g->count > 0 ? bsearch(&wanted, g->rows, g->count, sizeof wanted, ruled__compare) : NULL;
}

static int ruling__text(ruling *g)
{
    ledger *l = g->l;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_RULED_TEXT);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, g->text);
    int row = ledger_sql_row(l, s);
    if (row == 0) return ledger_fail(l, SELON_ERROR_ARGUMENT, "there is no text %lld", (long long)g->text);
    if (row < 0) return row;
    g->family = sqlite3_column_int64(s, 0);
    blob hash = column__blob(g->arena, s, 1);
    g->date = column__text(g->arena, s, 2);
    sqlite3_reset(s);
    if (hash.size != TEXT_HASH_SIZE) return ledger_fail(l, LEDGER_DAMAGED, "is damaged: text %lld", (long long)g->text);
    g->hash = hash.bytes;
    return ledger_text(l, g->arena, g->text, &g->kept);
}

static ledger_answer *act__answer(ruling *g, sqlite3_stmt *s, int at, selon_span *sentence)
{
    if (sqlite3_column_type(s, at) == SQLITE_NULL) return NULL;
    ledger_answer *is = ARENA_NEW(g->arena, ledger_answer);
    size_t size = g->kept.text != NULL ? g->kept.size : UINT32_MAX;
    if (!answer_unpack(g->arena, column__blob(g->arena, s, at + 6), size, is, sentence)) return NULL;
    is->type = (selon_type)sqlite3_column_int(s, at);
    is->kind = (selon_kind)sqlite3_column_int(s, at + 1);
    is->negated = sqlite3_column_int(s, at + 2) != 0;
    is->speaker = column__text(g->arena, s, at + 3);
    is->role = column__text(g->arena, s, at + 4);
    is->time_value = column__text(g->arena, s, at + 5);
    return is;
}

static int ruling__acts(ruling *g)
{
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_CHECKED_GET);
    if (s == NULL) return g->l->error;
    sqlite3_bind_blob(s, 1, g->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    int row = ledger_sql_row(g->l, s);
    g->checked = row == 1;
    if (row == 1) sqlite3_reset(s);
    if (row < 0) return row;
    if ((s = ledger_sql_get(g->l, SQL_RULED_ACTS)) == NULL) return g->l->error;
    sqlite3_bind_blob(s, 1, g->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        selon_span around = {0, 0};
        ruled_act act = {.statement = sqlite3_column_int64(s, 0),
                         .sort = (correction_sort)sqlite3_column_int(s, 2),
                         .fields = (unsigned)sqlite3_column_int(s, 3),
                         .withdrawn = sqlite3_column_int(s, 4) != 0};
        act.was = act__answer(g, s, 12, &around);
        act.answer = act__answer(g, s, 5, &act.sentence);
        VEC_PUSH(g->arena, &g->acts, act);
    }
    return row;
}

typedef VEC(ruled) ruled_list;

/* The rows of the text, and those that are overruled. */
static int ruling__own_rows(ruling *g, ruled_list *all)
{
    int row;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_OVERRULED_OF);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        ruled r = {.id = sqlite3_column_int64(s, 0)};
        row__read(g->arena, s, 1, &r.machine);
        r.absent = column__text(g->arena, s, 13);
        VEC_PUSH(g->arena, all, r);
    }
    if (row < 0) return row;
    g->rows = all->items;
    g->count = all->count; /* in order */
    if ((s = ledger_sql_get(g->l, SQL_RULED_ROWS)) == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        ruled fresh = {.id = sqlite3_column_int64(s, 0)}, *r = ruling_row(g, fresh.id);
        row__read(g->arena, s, 1, &fresh.now);
        fresh.machine = fresh.now;
        if (r != NULL)
            r->now = fresh.now;
        else
            VEC_PUSH(g->arena, all, fresh);
        g->rows = all->items; /* which may have moved; only the first g->count are looked through */
    }
    return row;
}

/* The rows that acts are about which are neither: gone, or in another text. */
static int ruling__other_rows(ruling *g, ruled_list *all)
{
    size_t count = g->count;
    for (size_t i = 0; i < g->acts.count; i++) {
        ruled r = {.id = g->acts.items[i].statement};
        if ((i > 0 && g->acts.items[i - 1].statement == r.id) || ruling_row(g, r.id) != NULL) continue;
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_RULED_ROW);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, r.id);
        int row = ledger_sql_row(g->l, s);
        if (row < 0) return row;
        if (row == 1) row__read(g->arena, s, 1, &r.now);
        sqlite3_reset(s);
        r.machine = r.now;
        VEC_PUSH(g->arena, all, r);
        count++;
    }
    g->rows = all->items;
    g->count = count;
    if (g->count > 0) qsort(g->rows, g->count, sizeof *g->rows, ruled__compare);
    return SELON_OK;
}

static int ruling__load(ruling *g)
{
    ruled_list all = {0};
    g->rows = NULL;
    g->count = 0;
    int error = ruling__own_rows(g, &all);
    if (error != SELON_OK) return error;
    g->count = all.count;
    if (g->count > 0) qsort(g->rows, g->count, sizeof *g->rows, ruled__compare);
    error = ruling__other_rows(g, &all);
    for (size_t i = 0; i < g->acts.count && error == SELON_OK; i++) {
        ruled *r = ruling_row(g, g->acts.items[i].statement);
        if (r->act_count++ == 0) r->acts = &g->acts.items[i];
    }
    return error;
}

/* ---- speakers ---- */

typedef struct text_speaker {
    int64_t id;
    const char *name, *role;
} text_speaker;
typedef VEC(text_speaker) text_speakers;

static bool string__same(const char *x, const char *y)
{
    return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

static int speakers__add(ruling *g, text_speakers *all, const ruled *r, int64_t *out)
{
    ledger *l = g->l;
    int64_t name, role;
    ledger_answer is;
    selon_span sentence;
    blob mentions = {(const uint8_t *)"", 0};
    if (answer_unpack(g->arena, r->target.packed, g->kept.size, &is, &sentence) && is.source.start < is.source.end)
        mentions = spans_pack(g->arena, &is.source, 1);
    int error = row_id(l, SQL_NAME_ID, SQL_NAME_ADD, r->target.name, &name);
    if (error == SELON_OK) error = row_id(l, SQL_ROLE_ID, SQL_ROLE_ADD, r->target.role, &role);
    if (error != SELON_OK) return error;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_SPEAKER_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, g->text);
    sqlite3_bind_int64(s, 2, name);
    sql_bind_id(s, 3, role);
    sqlite3_bind_blob64(s, 4, mentions.bytes, mentions.size, SQLITE_STATIC);
    error = ledger_sql_do(l, s);
    *out = sqlite3_last_insert_rowid(l->db);
    VEC_PUSH(g->arena, all, ((text_speaker){*out, r->target.name, r->target.role}));
    return error;
}

/* Finds those that readers have named. */
static int ruling__speakers(ruling *g)
{
    text_speakers all = {0};
    int row, error = SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_RULED_SPEAKERS);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        text_speaker k = {sqlite3_column_int64(s, 0), column__text(g->arena, s, 1), column__text(g->arena, s, 2)};
        VEC_PUSH(g->arena, &all, k);
    }
    if (row < 0) return row;
    for (size_t i = 0; i < g->count && error == SELON_OK; i++) {
        ruled_row *t = &g->rows[i].target;
        if (!t->there || !t->named) continue;
        for (size_t k = 0; k < all.count && t->speaker == 0; k++)
            if (string__same(all.items[k].name, t->name) &&
                (t->role == NULL || string__same(all.items[k].role, t->role)))
                t->speaker = all.items[k].id;
        if (t->speaker == 0) error = speakers__add(g, &all, &g->rows[i], &t->speaker);
    }
    return error;
}

/* ---- what differs ---- */

static bool packed__same(blob x, blob y)
{
    return x.size == y.size && (x.size == 0 || memcmp(x.bytes, y.bytes, x.size) == 0);
}

static bool row__same(const ruled_row *x, const ruled_row *y)
{
    if (!x->there || !y->there) return x->there == y->there;
    return x->text == y->text && x->speaker == y->speaker && x->type == y->type && x->kind == y->kind &&
           x->negated == y->negated && x->confidence == y->confidence && x->day == y->day && x->day_end == y->day_end &&
           x->parent == y->parent && x->key == y->key && string__same(x->said, y->said) &&
           packed__same(x->packed, y->packed);
}

static void ruling__regroup(ruling *g, int64_t id)
{
    ruled *r = id != 0 ? ruling_row(g, id) : NULL;
    if (r != NULL) r->regroup = true;
}

static void ruling__speaker(ruling *g, int64_t id)
{
    for (size_t i = 0; i < g->speakers.count; i++)
        if (g->speakers.items[i] == id) return;
    if (id != 0) VEC_PUSH(g->arena, &g->speakers, id);
}

static void ruling__differences(ruling *g)
{
    for (size_t i = 0; i < g->count; i++) {
        ruled *r = &g->rows[i];
        const ruled_row *x = &r->now, *y = &r->target;
        bool parted = x->there != y->there;
        r->loud = parted || (x->there && (x->text != y->text || x->speaker != y->speaker || x->type != y->type ||
                                          !packed__same(x->packed, y->packed)));
        bool elsewhere = x->there && y->there && x->parent != y->parent;
        if (r->loud || elsewhere) {
            r->regroup |= r->loud;
            ruling__regroup(g, x->there ? x->parent : 0);
            ruling__regroup(g, y->there ? y->parent : 0);
        }
        if (parted || (x->there && (x->speaker != y->speaker || x->day != y->day))) {
            ruling__speaker(g, x->there ? x->speaker : 0);
            ruling__speaker(g, y->there ? y->speaker : 0);
        }
    }
}

/* ---- the index ---- */

int ruled_words(ruling *g, int64_t id, const ruled_row *r, entry_words out[5], bool *kept)
{
    ledger *l = g->l;
    kept_text other = g->kept;
    places p;
    const char *name = NULL, *role = NULL;
    int error = r->text != g->text ? ledger_text(l, g->arena, r->text, &other) : SELON_OK;
    *kept = other.text != NULL;
    if (error != SELON_OK || !*kept) return error;
    if (r->speaker != 0) {
        sqlite3_stmt *s = ledger_sql_get(l, SQL_SPEAKER_GET);
        if (s == NULL) return l->error;
        sqlite3_bind_int64(s, 1, r->speaker);
        int row = ledger_sql_row(l, s);
        if (row < 0) return row;
        if (row == 1) {
            name = column__text(g->arena, s, 0);
            role = column__text(g->arena, s, 1);
            sqlite3_reset(s);
        }
    }
    if (!places_unpack(g->arena, r->packed, other.size, &p))
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %lld", (long long)id);
    row_words(g->arena, &other, &p, name, role, out);
    return SELON_OK;
}

int ruled_words_write(ledger *l, ledger_sql which, int64_t id, const entry_words words[5])
{
    sqlite3_stmt *s = ledger_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    for (int i = 0; i < 5; i++) sql_bind_text_size(s, i + 2, words[i].text, words[i].size);
    return ledger_sql_do(l, s);
}

static int forms__note(ruling *g, const char *text, size_t size)
{
    ledger *l = g->l;
    char stem[WORD_MOST + 1];
    word_cursor c = words_of(text, size);
    while (g->kept.lang != NULL && words_next(&c)) {
        size_t length = stem_of(l->stemmers, g->kept.lang, c.lower, c.lower_size, stem);
        if (length == SIZE_MAX) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        if (length == 0 || (length == c.folded_size && memcmp(stem, c.folded, length) == 0)) continue;
        sqlite3_stmt *s = ledger_sql_get(l, SQL_FORM_ADD);
        if (s == NULL) return l->error;
        sql_bind_text_size(s, 1, c.folded, c.folded_size);
        sql_bind_text(s, 2, g->kept.lang);
        sql_bind_text_size(s, 3, stem, length);
        int error = ledger_sql_do(l, s);
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}

/* The forms of the words that a reader's answer has, which no article may have had as content. */
static int ruled__forms(ruling *g, const ruled *r)
{
    places p;
    int error = SELON_OK;
    if (r->target.text != g->text || !places_unpack(g->arena, r->target.packed, g->kept.size, &p)) return error;
    for (uint32_t i = 0; i < p.content_count && error == SELON_OK; i++)
        error = forms__note(g, g->kept.text + p.content[i].start, p.content[i].end - p.content[i].start);
    if (error == SELON_OK && r->target.role != NULL) error = forms__note(g, r->target.role, strlen(r->target.role));
    return error;
}

/* ---- rows ---- */

static int ruling__leave(ruling *g)
{
    int error = SELON_OK;
    for (size_t i = 0; i < g->count && error == SELON_OK; i++) {
        ruled *r = &g->rows[i];
        entry_words words[5];
        bool kept;
        if (r->regroup && r->now.there) error = group_remove(g->l, r->id);
        if (error != SELON_OK || !r->loud || !r->now.there) continue;
        error = ruled_words(g, r->id, &r->now, words, &kept);
        if (error == SELON_OK && kept) error = ruled_words_write(g->l, SQL_WORDS_DROP, r->id, words);
    }
    return error;
}

bool text_has(const kept_text *from, const places *p, const char *bytes, size_t size)
{
    for (uint32_t i = 0; i < p->content_count + 1u; i++) {
        selon_span s = i < p->content_count ? p->content[i] : p->cue;
        if (s.start < s.end && memmem(bytes, size, from->text + s.start, s.end - s.start) == NULL) return false;
    }
    return true;
}

/* Of a row that only readers know: which later texts of the family have not got it? */
static int ruled__absent(ruling *g, const ruled *r)
{
    VEC(int64_t) later = {0};
    places p;
    int row, error = SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_FAMILY_TEXTS);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->family);
    while ((row = ledger_sql_row(g->l, s)) == 1)
        if (sqlite3_column_int64(s, 0) > g->text) VEC_PUSH(g->arena, &later, sqlite3_column_int64(s, 0));
    if (row < 0 || !places_unpack(g->arena, r->target.packed, g->kept.size, &p)) return row;
    for (size_t i = 0; i < later.count && error == SELON_OK; i++) {
        kept_text other;
        error = ledger_text(g->l, g->arena, later.items[i], &other);
        if (error == SELON_OK && other.text != NULL && !text_has(&g->kept, &p, other.text, other.size))
            error = ruling__do(g->l, SQL_ABSENT_ADD, r->id, later.items[i]);
    }
    return error;
}

static int ruled__go(ruling *g, ruled *r)
{
    ledger *l = g->l;
    if (r->machine.there) {
        sqlite3_stmt *s = ledger_sql_get(l, SQL_ABSENT_LIST);
        if (s == NULL) return l->error;
        sqlite3_bind_int64(s, 1, r->id);
        int row = ledger_sql_row(l, s);
        if (row < 0) return row;
        if (row == 1) r->absent = column__text(g->arena, s, 0);
        sqlite3_reset(s);
    }
    int error = ruling__do(l, SQL_ABSENT_DROP, r->id, 0);
    /* Statements of other texts that lie in it have no parent then, until they are read again. */
    if (error == SELON_OK) error = ruling__do(l, SQL_RULED_ORPHANS, r->id, g->text);
    return error == SELON_OK ? ruling__do(l, SQL_STATEMENT_DROP, r->id, 0) : error;
}

static int ruled__put(ruling *g, ruled *r)
{
    ledger *l = g->l;
    sqlite3_stmt *s = ledger_sql_get(l, r->now.there ? SQL_RULED_SET : SQL_RULED_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, r->id);
    row__bind(s, 2, &r->target);
    int error = ledger_sql_do(l, s);
    if (error != SELON_OK || r->now.there) return error;
    if (!r->machine.there) return ruled__absent(g, r);
    if (r->absent == NULL || (s = ledger_sql_get(l, SQL_ABSENT_RESTORE)) == NULL)
        return r->absent == NULL ? SELON_OK : l->error;
    sqlite3_bind_int64(s, 1, r->id);
    sql_bind_text(s, 2, r->absent);
    return ledger_sql_do(l, s);
}

static int ruling__write(ruling *g)
{
    int error = SELON_OK;
    for (size_t i = 0; i < g->count && error == SELON_OK; i++) {
        ruled *r = &g->rows[i];
        if (row__same(&r->now, &r->target)) continue;
        error = r->target.there ? ruled__put(g, r) : ruled__go(g, r);
    }
    for (size_t i = 0; i < g->count && error == SELON_OK; i++) {
        ruled *r = &g->rows[i];
        entry_words words[5];
        bool kept;
        if (!r->loud || !r->target.there) continue;
        error = ruled_words(g, r->id, &r->target, words, &kept);
        if (error == SELON_OK && kept) error = ruled_words_write(g->l, SQL_WORDS_ADD, r->id, words);
        if (error == SELON_OK && kept) error = ruled__forms(g, r);
    }
    return error;
}

static int ruling__overrule(ruling *g)
{
    int error = ruling__do(g->l, SQL_OVERRULED_DROP, g->text, 0);
    for (size_t i = 0; i < g->count && error == SELON_OK; i++) {
        const ruled *r = &g->rows[i];
        if (row__same(&r->machine, &r->target)) continue;
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_OVERRULED_ADD);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, g->text);
        sqlite3_bind_int64(s, 2, r->id);
        sql_bind_text(s, 3, r->machine.there && !r->target.there ? r->absent : NULL);
        row__bind(s, 4, &r->machine);
        error = ledger_sql_do(g->l, s);
    }
    return error;
}

/* ---- one text ---- */

static int ruling__identities(ruling *g)
{
    int error = SELON_OK;
    known_forget(g->l); /* their traits go with them */
    for (size_t i = 0; i < g->speakers.count && error == SELON_OK; i++)
        error = ruling__do(g->l, SQL_IDENTITY_DROP, g->speakers.items[i], 0);
    if (error == SELON_OK) error = ruling__do(g->l, SQL_RULED_SPEAKERS_DROP, g->text, 0);
    return error == SELON_OK && g->speakers.count > 0 ? join_text(g->l, g->arena, g->text) : error;
}

static int ruling__run(ruling *g)
{
    int error = ruling_decide(g);
    if (error == SELON_OK) error = ruling__speakers(g);
    if (error != SELON_OK) return error;
    ruling__differences(g);
    error = ruling__leave(g);
    if (error == SELON_OK) error = ruling__write(g);
    if (error == SELON_OK) error = ruling__overrule(g);
    if (error == SELON_OK) error = ruling__identities(g);
    recent_wordings_free(g->l);
    for (size_t i = 0; i < g->count && error == SELON_OK; i++)
        if (g->rows[i].regroup && g->rows[i].target.there) error = group_renew(g->l, g->rows[i].id);
    return error;
}

int ruling_begin(ruling *g, ledger *l, arena *a, int64_t text, bool lay)
{
    *g = (ruling){.l = l, .arena = a, .text = text, .lay = lay};
    int error = ruling__text(g);
    if (error == SELON_OK) error = ruling__acts(g);
    return error == SELON_OK ? ruling__load(g) : error;
}

static int ruling__one(ledger *l, arena *a, int64_t text, bool lay)
{
    ruling *g = ARENA_NEW(a, ruling);
    int error = ruling_begin(g, l, a, text, lay);
    return error == SELON_OK ? ruling__run(g) : error;
}

int ruling_lift(ledger *l, arena *a, int64_t text)
{
    return ruling__one(l, a, text, false);
}

int ruling_lay(ledger *l, arena *a, int64_t text)
{
    return ruling__one(l, a, text, true);
}
