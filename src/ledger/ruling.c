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

static bool speaker__is_called(const text_speaker *k, const ruled_row *t)
{
    return string__same(k->name, t->name) && (t->role == NULL || string__same(k->role, t->role));
}

/* The one of that name; the machine's, if several are called so. */
static int64_t speakers__find(const text_speakers *all, const ruled *r)
{
    int64_t found = 0;
    for (size_t i = 0; i < all->count; i++) {
        const text_speaker *k = &all->items[i];
        if (!speaker__is_called(k, &r->target)) continue;
        if (k->id == r->machine.speaker) return k->id;
        if (found == 0) found = k->id;
    }
    return found;
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
        t->speaker = speakers__find(&all, &g->rows[i]);
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
    char stem[WORD_MOST + 1], other[WORD_MOST + 1];
    word_cursor c = words_of(text, size);
    while (g->kept.lang != NULL && words_next(&c)) {
        size_t length = stem_of(l->stemmers, g->kept.lang, c.lower, c.lower_size, stem);
        if (length == SIZE_MAX) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        if (length == 0 || (length == c.folded_size && memcmp(stem, c.folded, length) == 0)) continue;
        size_t folded = stem_of(l->stemmers, g->kept.lang, c.folded, c.folded_size, other);
        if (folded == SIZE_MAX) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        sqlite3_stmt *s = ledger_sql_get(l, SQL_FORM_ADD);
        if (s == NULL) return l->error;
        sqlite3_bind_int(s, 4, strcmp(stem, other) != 0);
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
        entry_words words[5] = {{0}};
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
    if (error == SELON_OK && r->target.day != 0) error = ruling__do(l, SQL_DAY_ADD, r->target.day, r->target.text);
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
        entry_words words[5] = {{0}};
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

static int number__compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Speakers go of whom nothing is left, neither a statement nor one of the machine's. */
static int ruling__leave_speakers(ruling *g)
{
    int64_t *kept = ARENA_ARRAY(g->arena, int64_t, 2 * g->count + 1);
    size_t count = 0;
    int error = SELON_OK;
    for (size_t i = 0; i < g->count; i++) {
        const ruled *r = &g->rows[i];
        if (r->target.there) kept[count++] = r->target.speaker;
        if (r->machine.there) kept[count++] = r->machine.speaker;
    }
    if (count > 0) qsort(kept, count, sizeof *kept, number__compare);
    for (size_t i = 0; i < g->count && error == SELON_OK; i++) {
        int64_t was = g->rows[i].now.there ? g->rows[i].now.speaker : 0;
        if (was == 0 || (count > 0 && bsearch(&was, kept, count, sizeof *kept, number__compare) != NULL)) continue;
        error = ruling__do(g->l, SQL_SPEAKER_DROP, was, g->text);
    }
    return error;
}

static int ruling__identities(ruling *g)
{
    int error = SELON_OK;
    known_forget(g->l); /* their traits go with them */
    for (size_t i = 0; i < g->speakers.count && error == SELON_OK; i++)
        error = ruling__do(g->l, SQL_IDENTITY_DROP, g->speakers.items[i], 0);
    if (error == SELON_OK) error = ruling__leave_speakers(g);
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
