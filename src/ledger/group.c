/* SPDX-License-Identifier: Apache-2.0
 *
 * group.c - see group.h.
 *
 * What is kept: `links`, the pairs, with the number of words that differ inside
 * quotation marks; `grouped`, a row for each statement that has a link, with the
 * leader of its group, which is one statement of it; `marks`. All of it can be
 * made again from the texts (group_rebuild()).
 *
 * A statement that repeats one with the same speaker's name word for word gets
 * no marks: whatever has its words finds the other. When that one goes, those
 * linked with it are added as if they were new.
 */
#include "ledger/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/inside.h"
#include "ledger/marks.h"
#include "ledger/pack.h"

/* The least weights of what can be in a group, with and without words in quotation marks. */
#define WEIGHT_QUOTED 14
#define WEIGHT_UNQUOTED 20
#define FEW_MARKS 3

/* ---- utterances ---- */

static int no_memory(ledger *l)
{
    return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
}

/* A blob of the row, copied; false without memory. */
static bool column__blob(arena *a, sqlite3_stmt *s, int column, blob *out)
{
    const void *bytes = sqlite3_column_blob(s, column);
    size_t size = (size_t)sqlite3_column_bytes(s, column);
    uint8_t *copy = arena_try_alloc(a, size + 1);
    if (copy != NULL && size > 0) memcpy(copy, bytes, size);
    *out = (blob){copy, size};
    return copy != NULL;
}

typedef struct utterance_row {
    int64_t text, size;
    selon_type type;
    blob places;
    const char *speaker;
    bool kept;
} utterance_row;

static int utterance__row(ledger *l, arena *a, int64_t id, utterance_row *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_UTTERANCE);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(l, s);
    if (row != 1) return row;
    *out = (utterance_row){.text = sqlite3_column_int64(s, 0),
                           .type = (selon_type)sqlite3_column_int(s, 1),
                           .size = sqlite3_column_int64(s, 4),
                           .kept = sqlite3_column_int(s, 5) != 0};
    blob name = {0};
    bool good = column__blob(a, s, 2, &out->places);
    bool named = sqlite3_column_type(s, 3) != SQLITE_NULL;
    if (good && named) good = column__blob(a, s, 3, &name);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    if (!good) return no_memory(l);
    if (named) ((uint8_t *)name.bytes)[name.size] = '\0';
    out->speaker = (const char *)name.bytes;
    return SELON_OK;
}

/* The contents of the statements within this one. */
static int utterance__holes(ledger *l, arena *a, const utterance_row *row, int64_t id, wording_source *from)
{
    VEC(blob) blobs = {0};
    VEC(selon_span) holes = {0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_UTTERANCE_HOLES);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, row->text);
    sqlite3_bind_int64(s, 2, id);
    int more;
    while ((more = ledger_sql_row(l, s)) == 1) {
        blob b;
        if (!column__blob(a, s, 0, &b)) {
            sqlite3_reset(s);
            return no_memory(l);
        }
        VEC_PUSH(a, &blobs, b);
    }
    if (more < 0) return more;
    for (size_t i = 0; i < blobs.count; i++) {
        places p;
        if (!places_unpack(a, blobs.items[i], (size_t)row->size, &p)) continue;
        for (uint32_t k = 0; k < p.content_count; k++) VEC_PUSH(a, &holes, p.content[k]);
    }
    from->holes = holes.items;
    from->hole_count = holes.count;
    return SELON_OK;
}

static int ledger__wordings(ledger *l)
{
    if (l->wordings == NULL) l->wordings = wordings_new(&l->allocator, l->stemmers);
    return l->wordings != NULL ? SELON_OK : no_memory(l);
}

/* What the row is about, with the words if `text` is there. */
static int utterance__words(ledger *l, arena *a, int64_t id, const utterance_row *row, const kept_text *text,
                            utterance *out)
{
    places p;
    *out = (utterance){.id = id, .text = row->text, .speaker = row->speaker};
    if (text->text == NULL) return SELON_OK;
    if (!places_unpack(a, row->places, text->size, &p))
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %lld", (long long)id);
    out->bytes = text->text;
    wording_source from = {text->text, text->lang, row->type, p.content, NULL, p.content_count, 0};
    int error = ledger__wordings(l);
    if (error == SELON_OK) error = utterance__holes(l, a, row, id, &from);
    if (error == SELON_OK && !wording_make(l->wordings, a, &from, &out->wording)) error = no_memory(l);
    return error;
}

static bool row__takes_part(const utterance_row *row)
{
    return row->kept && row->size <= (int64_t)GROUP_TEXT;
}

/* `text`: the statement's, if it is at hand. Without text and words where there is
 * no such statement. */
static int utterance__read(ledger *l, arena *a, int64_t id, const kept_text *text, utterance *out)
{
    utterance_row row = {0};
    kept_text read = {0};
    int error = utterance__row(l, a, id, &row);
    if (error != SELON_OK) return error;
    if (text == NULL || text->id != row.text) {
        if (row__takes_part(&row)) error = ledger_text(l, a, row.text, &read);
        text = &read;
    }
    return error == SELON_OK ? utterance__words(l, a, id, &row, text, out) : error;
}

int utterance_read(ledger *l, arena *a, int64_t id, utterance *out)
{
    return utterance__read(l, a, id, NULL, out);
}

/* One to compare another of the text `beside` with: without words where it is of
 * that text, too. Its bytes are there until the next is read. */
static int utterance__read_other(ledger *l, arena *a, int64_t id, int64_t beside, utterance *out)
{
    utterance_row row = {0};
    kept_text text = {0};
    if (recent_wording_get(l, id, out)) {
        if (out->text == beside) out->bytes = NULL;
        return SELON_OK;
    }
    int error = utterance__row(l, a, id, &row);
    if (error == SELON_OK && row__takes_part(&row) && row.text != beside)
        error = recent_texts_get(l, a, row.text, &text);
    if (error == SELON_OK) error = utterance__words(l, a, id, &row, &text, out);
    if (error == SELON_OK) recent_wording_keep(l, out);
    return error;
}

/* Does it say enough to be said again? */
static bool utterance__counts(const utterance *u)
{
    if (u->bytes == NULL || u->wording.weight < WEIGHT_QUOTED) return false;
    if (u->wording.weight >= WEIGHT_UNQUOTED) return true;
    for (size_t i = 0; i < u->wording.count; i++)
        if ((u->wording.words[i].flags & SAID_QUOTED) != 0) return true;
    return false;
}

/* ---- speakers ---- */

#define NAME_WORDS 8

typedef struct name_words {
    char words[NAME_WORDS][WORD_MOST + 1];
    size_t count;
    bool proper; /* the last word has a capital */
} name_words;

static void name__read(const char *name, name_words *out)
{
    word_cursor c = words_of(name, strlen(name));
    *out = (name_words){0};
    while (out->count < NAME_WORDS && words_next(&c)) {
        unsigned n;
        memcpy(out->words[out->count++], c.folded, c.folded_size + 1);
        out->proper = char_class_of(utf8_decode(c.start, c.end, &n)) == CHAR_UPPER;
    }
}

static bool name__has(const name_words *n, const char *word)
{
    for (size_t i = 0; i < n->count; i++)
        if (strcmp(n->words[i], word) == 0) return true;
    return false;
}

/* Ana Duarte, Duarte, Anna Duarte, A. Duarte. */
static bool names__agree(const name_words *shorter, const name_words *longer)
{
    bool all = true;
    for (size_t i = 0; i < shorter->count; i++) all = all && name__has(longer, shorter->words[i]);
    if (all) return true;
    const char *first = shorter->words[0], *other = longer->words[0];
    bool initial = first[1] == '\0' || other[1] == '\0' || first[1] == other[1];
    return strcmp(shorter->words[shorter->count - 1], longer->words[longer->count - 1]) == 0 && first[0] == other[0] &&
           initial;
}

speakers speakers_of(const char *one, const char *other)
{
    name_words x, y;
    if (one == NULL || other == NULL) return SPEAKERS_UNKNOWN;
    name__read(one, &x);
    name__read(other, &y);
    if (x.count == 0 || y.count == 0) return SPEAKERS_UNKNOWN;
    if ((x.count <= y.count && names__agree(&x, &y)) || (y.count <= x.count && names__agree(&y, &x)))
        return SPEAKERS_SAME;
    return x.proper && y.proper ? SPEAKERS_DIFFERENT : SPEAKERS_UNKNOWN;
}

/* ---- comparing ---- */

static int number__order(uint32_t x, uint32_t y)
{
    return (x > y) - (x < y);
}

static int word__order(const said_word *x, const said_word *y)
{
    int order = number__order(x->form, y->form);
    if (order == 0) order = number__order(x->stem, y->stem);
    if (order == 0) order = number__order(x->weight, y->weight);
    return order != 0 ? order : number__order(x->flags, y->flags);
}

/* Any order of two wordings that does not depend on which came first. */
static bool wording__before(const wording *x, const wording *y)
{
    if (x->count != y->count) return x->count < y->count;
    for (size_t i = 0; i < x->count; i++) {
        int order = word__order(&x->words[i], &y->words[i]);
        if (order != 0) return order < 0;
    }
    return true;
}

void utterances_align(arena *a, const utterance *one, const utterance *other, alignment *out)
{
    if (wording__before(&one->wording, &other->wording)) {
        align(a, &one->wording, &other->wording, out);
        return;
    }
    align(a, &other->wording, &one->wording, out);
    align_pair *turned = ARENA_ARRAY(a, align_pair, out->count + 1);
    for (size_t i = 0; i < out->count; i++) turned[i] = (align_pair){out->pairs[i].b, out->pairs[i].a};
    out->pairs = turned;
}

static bool wording__equal(const wording *x, const wording *y)
{
    if (x->count != y->count) return false;
    for (size_t i = 0; i < x->count; i++)
        if (x->words[i].form != y->words[i].form || ((x->words[i].flags ^ y->words[i].flags) & SAID_QUOTED) != 0)
            return false;
    return true;
}

/* ---- candidates ---- */

typedef struct candidate {
    uint32_t statement, shared, entered;
} candidate;

typedef struct candidates {
    candidate *items;
    size_t count;
} candidates;

static int candidate__by_statement(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    return (x->statement > y->statement) - (x->statement < y->statement);
}

static int candidate__by_shared(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->shared != y->shared) return x->shared > y->shared ? -1 : 1;
    return candidate__by_statement(a, b);
}

/* Is it worth comparing? One mark may be chance, but where both have hardly more. */
static bool candidate__is_good(const candidate *c, const marks *m)
{
    return c->shared > 1 || (c->entered <= FEW_MARKS && m->count <= FEW_MARKS);
}

/* Those that share marks. `full` tells which marks take no more statements. */
static int candidates__find(ledger *l, arena *a, const marks *m, bool *full, candidates *out)
{
    VEC(candidate) all = {0};
    for (size_t i = 0; i < m->count; i++) {
        mark_list list;
        int error = marks_find(l, MARKS_OF_STATEMENTS, a, m->items[i], &list);
        if (error != SELON_OK) return error;
        full[i] = list.count >= MARK_STATEMENTS;
        for (size_t k = 0; k < list.count; k++)
            VEC_PUSH(a, &all, ((candidate){list.items[k].statement, 1, list.items[k].entered}));
    }
    size_t kept = 0, chosen = 0;
    if (all.count > 0) qsort(all.items, all.count, sizeof(candidate), candidate__by_statement);
    for (size_t i = 0; i < all.count; i++) {
        if (kept > 0 && all.items[kept - 1].statement == all.items[i].statement)
            all.items[kept - 1].shared++;
        else
            all.items[kept++] = all.items[i];
    }
    for (size_t i = 0; i < kept; i++)
        if (candidate__is_good(&all.items[i], m)) all.items[chosen++] = all.items[i];
    if (chosen > 0) qsort(all.items, chosen, sizeof(candidate), candidate__by_shared);
    *out = (candidates){all.items, chosen < GROUP_CANDIDATES ? chosen : GROUP_CANDIDATES};
    return SELON_OK;
}

/* ---- links and groups ---- */

static int sql__do(ledger *l, ledger_sql which, int64_t first, int64_t second, int64_t third, int values)
{
    sqlite3_stmt *s = ledger_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, first);
    if (values > 1) sqlite3_bind_int64(s, 2, second);
    if (values > 2) sqlite3_bind_int64(s, 3, third);
    return ledger_sql_do(l, s);
}

/* The numbers of a query about one, in the arena. */
typedef struct numbers {
    int64_t *items;
    size_t count;
} numbers;

static int sql__numbers(ledger *l, arena *a, ledger_sql which, int64_t about, numbers *out)
{
    VEC(int64_t) all = {0};
    sqlite3_stmt *s = ledger_sql_get(l, which);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, about);
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) VEC_PUSH(a, &all, sqlite3_column_int64(s, 0));
    *out = (numbers){all.items, all.count};
    return row;
}

/* The leader of a statement's group; 0: it is in none. */
static int group__leader(ledger *l, int64_t statement, int64_t *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_GROUP_OF);
    *out = 0;
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, statement);
    int row = ledger_sql_row(l, s);
    if (row == 1) {
        *out = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    return row < 0 ? row : SELON_OK;
}

/* Puts both into one group. */
static int group__join(ledger *l, int64_t one, int64_t other)
{
    int64_t led[2] = {0, 0};
    int error = group__leader(l, one, &led[0]);
    if (error == SELON_OK) error = group__leader(l, other, &led[1]);
    if (error != SELON_OK || (led[0] != 0 && led[0] == led[1])) return error;
    if (led[0] != 0 && led[1] != 0) return sql__do(l, SQL_GROUP_MERGE, led[0], led[1], 0, 2);
    int64_t leader = led[0] != 0 ? led[0] : led[1] != 0 ? led[1] : one < other ? one : other;
    if (led[0] == 0) error = sql__do(l, SQL_GROUP_SET, one, leader, 0, 2);
    return error == SELON_OK && led[1] == 0 ? sql__do(l, SQL_GROUP_SET, other, leader, 0, 2) : error;
}

static int group__link(ledger *l, int64_t one, int64_t other, unsigned changes)
{
    int error = sql__do(l, SQL_LINK_ADD, one < other ? one : other, one < other ? other : one, changes, 3);
    return error == SELON_OK ? group__join(l, one, other) : error;
}

/* Compares with the candidates, but for `except`. *repeats: one of them says it
 * all. What a mark is about may be gone: marks of a statement that has changed
 * are not all found again. */
static int group__compare(ledger *l, arena *a, const utterance *u, int64_t except, const candidates *among,
                          bool *repeats)
{
    utterance other = {0};
    int error = SELON_OK;
    for (size_t i = 0; i < among->count && error == SELON_OK; i++) {
        alignment al;
        int64_t id = among->items[i].statement;
        if (id == u->id || id == except) continue;
        error = utterance__read_other(l, a, id, u->text, &other);
        if (error != SELON_OK || other.bytes == NULL) continue;
        utterances_align(a, u, &other, &al);
        if (!align_same(&u->wording, &other.wording, &al, speakers_of(u->speaker, other.speaker))) continue;
        error = group__link(l, u->id, other.id, align_changes(&u->wording, &other.wording, &al));
        bool named_alike = u->speaker == NULL ? other.speaker == NULL
                                              : other.speaker != NULL && strcmp(u->speaker, other.speaker) == 0;
        *repeats |= named_alike && wording__equal(&u->wording, &other.wording);
    }
    return error;
}

/* Enters the statement under those of its marks that have room. */
static int group__mark(ledger *l, const utterance *u, const marks *m, const bool *full)
{
    int error = SELON_OK;
    mark_entry entry = {(uint32_t)u->id, m->entered < MARK_ENTERED_MOST ? (uint8_t)m->entered : MARK_ENTERED_MOST};
    if (u->id >= MARK_STATEMENT_END) return SELON_OK; /* a thousand million later: not found by its words */
    for (size_t i = 0; i < m->entered && error == SELON_OK; i++)
        if (!full[i]) error = marks_add(l, MARKS_OF_STATEMENTS, m->items[i], entry);
    return error;
}

static int group__add(ledger *l, arena *a, const utterance *u, int64_t except)
{
    candidates among;
    bool repeats = false;
    if (!utterance__counts(u)) return SELON_OK;
    marks *m = ARENA_NEW(a, marks);
    marks_of(a, &u->wording, m);
    bool *full = ARENA_ZARRAY(a, bool, m->count + 1);
    int error = candidates__find(l, a, m, full, &among);
    if (error == SELON_OK) error = group__compare(l, a, u, except, &among, &repeats);
    if (error == SELON_OK) recent_wording_keep(l, u);
    return error == SELON_OK && !repeats ? group__mark(l, u, m, full) : error;
}

/* ---- what others call: each in an arena of its own ---- */

typedef int (*group_work)(ledger *l, arena *a, const void *what);

static int group__enter(ledger *l, group_work work, const void *what)
{
    arena *a = arena_new(&l->allocator, 32768);
    if (a == NULL) return no_memory(l);
    if (setjmp(*arena_escape(a)) != 0) {
        for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(l->sql[i]);
        arena_free(a);
        return no_memory(l);
    }
    int error = work(l, a, what);
    arena_free(a);
    return error;
}

static int add__work(ledger *l, arena *a, const void *what)
{
    return group__add(l, a, what, 0);
}

int group_add(ledger *l, const utterance *u)
{
    return utterance__counts(u) ? group__enter(l, add__work, u) : SELON_OK;
}

/* Takes a statement out from under its marks. */
static int group__unmark(ledger *l, arena *a, int64_t statement)
{
    utterance u;
    int error = utterance_read(l, a, statement, &u);
    if (error != SELON_OK || u.bytes == NULL) return error;
    marks *m = ARENA_NEW(a, marks);
    marks_of(a, &u.wording, m);
    for (size_t i = 0; i < m->entered && error == SELON_OK; i++) error = marks_remove(l, a, m->items[i], statement);
    return error;
}

/* A statement to be compared again, with all but one. */
typedef struct again {
    int64_t statement, except;
} again;

static int again__work(ledger *l, arena *a, const void *what)
{
    const again *g = what;
    utterance u;
    int error = group__unmark(l, a, g->statement);
    if (error == SELON_OK) error = utterance_read(l, a, g->statement, &u);
    return error == SELON_OK ? group__add(l, a, &u, g->except) : error;
}

/* The group without one that linked it: what is left is put together again. */
static int remove__work(ledger *l, arena *a, const void *what)
{
    int64_t statement = *(const int64_t *)what, leader = 0;
    numbers members = {0};
    int error = group__unmark(l, a, statement);
    if (error == SELON_OK) error = group__leader(l, statement, &leader);
    if (error != SELON_OK || leader == 0) return error;
    error = sql__do(l, SQL_LINKS_REMOVE, statement, 0, 0, 1);
    if (error == SELON_OK) error = sql__numbers(l, a, SQL_GROUP_MEMBERS, leader, &members);
    if (error == SELON_OK) error = sql__do(l, SQL_GROUP_CLEAR, leader, 0, 0, 1);
    for (size_t i = 0; i < members.count && error == SELON_OK; i++)
        if (members.items[i] != statement) error = group__enter(l, again__work, &(again){members.items[i], statement});
    return error;
}

int group_remove(ledger *l, int64_t statement)
{
    recent_wordings_free(l); /* its row is to change, and perhaps those of others of the text */
    return group__enter(l, remove__work, &statement);
}

int group_renew(ledger *l, int64_t statement)
{
    int error = group_remove(l, statement);
    return error == SELON_OK ? group__enter(l, again__work, &(again){statement, 0}) : error;
}

/* ---- all anew ---- */

/* The statements of one text. */
static int text__work(ledger *l, arena *a, const void *what)
{
    kept_text text = {0};
    numbers statements = {0};
    int64_t id = *(const int64_t *)what;
    int error = sql__numbers(l, a, SQL_TEXT_STATEMENTS, id, &statements);
    if (error == SELON_OK && statements.count > 0) error = ledger_text(l, a, id, &text);
    for (size_t i = 0; i < statements.count && error == SELON_OK; i++) {
        utterance u;
        error = utterance__read(l, a, statements.items[i], &text, &u);
        if (error == SELON_OK) error = group_add(l, &u);
    }
    return error;
}

int group_rebuild(ledger *l)
{
    int error = marks_remove_all(l);
    if (error == SELON_OK) error = ledger_run(l, "delete from links; delete from grouped;");
    for (int64_t last = 0; error == SELON_OK;) {
        sqlite3_stmt *s = ledger_sql_get(l, SQL_TEXT_NEXT);
        if (s == NULL) return l->error;
        sqlite3_bind_int64(s, 1, last);
        int row = ledger_sql_row(l, s);
        if (row != 1) return row;
        last = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
        error = group__enter(l, text__work, &last);
    }
    return error;
}
