/* SPDX-License-Identifier: Apache-2.0
 *
 * stats.c - see stats.h.
 *
 * One pass over the statements in the order they came in, which is the order of
 * the texts, so that what belongs to a text (its family's outlets, its speakers,
 * its words) is looked up once. What is counted are numbers of rows (`outlets`,
 * `entities`, and `names` of speakers of whom it is not known who they are); what
 * they are called is looked up in the end, for those that are told. Memory grows
 * with the different speakers, not with the statements.
 *
 * A speaker's gender is looked for in each text that quotes them, and what most
 * texts show is what they are: twice as many as show the other.
 */
#include "ledger/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/filter.h"
#include "ledger/pack.h"

/* ---- numbers counted by number ---- */

typedef struct tally_row {
    int64_t key; /* 0: free */
    uint64_t count, last;
    uint32_t shown[GENDERS]; /* texts that show it */
} tally_row;

typedef struct tally {
    tally_row *rows; /* open-addressed */
    size_t count, room;
} tally;

static tally_row *tally__place(const tally *t, int64_t key)
{
    size_t mask = t->room - 1, at = (size_t)hash_mix((uint64_t)key) & mask;
    while (t->rows[at].key != 0 && t->rows[at].key != key) at = (at + 1) & mask;
    return &t->rows[at];
}

static tally_row *tally__at(arena *a, tally *t, int64_t key)
{
    if (t->count * 2 >= t->room) {
        tally old = *t;
        t->room = old.room == 0 ? 64 : old.room * 2;
        t->rows = ARENA_ZARRAY(a, tally_row, t->room);
        for (size_t i = 0; i < old.room; i++)
            if (old.rows[i].key != 0) *tally__place(t, old.rows[i].key) = old.rows[i];
    }
    tally_row *row = tally__place(t, key);
    if (row->key == 0) t->count++;
    row->key = key;
    return row;
}

/* ---- what belongs to the text at hand ---- */

typedef struct family_outlet {
    int64_t text, outlet;
} family_outlet;

typedef struct counting {
    ledger *l;
    ledger_stats *out;
    arena *arena;  /* of all of it */
    arena *family; /* of what is known of the family at hand */
    gender_words *words;
    tally speakers, outlets, months, here; /* `here`: the speakers of the text at hand that were looked at */
    int64_t family_id, text_id;
    VEC(family_outlet) places;
    last_text text;
} counting;

static int counting__family(counting *c, int64_t family)
{
    if (c->family_id == family) return SELON_OK;
    c->family_id = family;
    c->places.count = 0;
    sqlite3_stmt *s = ledger_sql_get(c->l, SQL_FAMILY_OUTLETS);
    if (s == NULL) return c->l->error;
    sqlite3_bind_int64(s, 1, family);
    int row;
    while ((row = ledger_sql_row(c->l, s)) == 1)
        VEC_PUSH(c->arena, &c->places, ((family_outlet){sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1)}));
    return row;
}

/* A statement is counted once for an outlet, however many of its texts have it. */
static void counting__outlet(counting *c, int64_t outlet, int64_t statement)
{
    tally_row *row = tally__at(c->arena, &c->outlets, outlet);
    if (row->last == (uint64_t)statement) return;
    row->last = (uint64_t)statement;
    row->count++;
}

static int counting__outlets(counting *c, int64_t statement, int64_t text, int64_t family)
{
    int error = counting__family(c, family);
    VEC(int64_t) absent = {0};
    bool several = c->places.count > 0 && c->places.items[c->places.count - 1].text > text;
    if (error != SELON_OK) return error;
    if (several) {
        sqlite3_stmt *s = ledger_sql_get(c->l, SQL_ABSENT_OF);
        if (s == NULL) return c->l->error;
        sqlite3_bind_int64(s, 1, statement);
        int row;
        while ((row = ledger_sql_row(c->l, s)) == 1) VEC_PUSH(c->family, &absent, sqlite3_column_int64(s, 0));
        if (row < 0) return row;
    }
    size_t next = 0; /* of `absent`, which is in order, as the places are */
    for (size_t i = 0; i < c->places.count; i++) {
        const family_outlet *at = &c->places.items[i];
        while (next < absent.count && absent.items[next] < at->text) next++;
        if (at->text < text || (next < absent.count && absent.items[next] == at->text)) continue;
        counting__outlet(c, at->outlet, statement);
    }
    return SELON_OK;
}

/* ---- speakers ---- */

static const char *column__string(arena *a, sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text != NULL ? arena_strndup(a, text, strlen(text)) : NULL;
}

/* What the text at hand shows of one of its speakers. */
static int counting__look(counting *c, int64_t speaker, gender *out)
{
    ledger *l = c->l;
    gendered who = {0};
    *out = SHOWN_NOTHING;
    int error = last_text_get(l, &c->text, c->text_id);
    sqlite3_stmt *s = error == SELON_OK ? ledger_sql_get(l, SQL_SPEAKER_GET) : NULL;
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, speaker);
    int row = ledger_sql_row(l, s);
    if (row <= 0) return row;
    who.lang = c->text.text.lang;
    who.text = c->text.text.text;
    who.size = c->text.text.size;
    who.name = column__string(c->family, s, 0);
    who.role = column__string(c->family, s, 1);
    blob packed = {sqlite3_column_blob(s, 2), (size_t)sqlite3_column_bytes(s, 2)};
    selon_span *mentions = NULL;
    bool good = who.text == NULL || spans_unpack(c->family, packed, who.size, &mentions, &who.mention_count);
    sqlite3_reset(s);
    if (!good) return ledger_fail(l, LEDGER_DAMAGED, "is damaged: speaker %lld", (long long)speaker);
    who.mentions = mentions;
    *out = gender_of(c->words, &who);
    return SELON_OK;
}

static int counting__speaker(counting *c, int64_t speaker, int64_t who)
{
    gender shown;
    tally_row *row = tally__at(c->arena, &c->speakers, who);
    row->count++;
    if (tally__at(c->family, &c->here, speaker)->count++ > 0) return SELON_OK;
    int error = counting__look(c, speaker, &shown);
    row->shown[shown]++;
    return error;
}

static gender row__gender(const tally_row *row)
{
    uint64_t women = row->shown[SHOWN_WOMAN], men = row->shown[SHOWN_MAN];
    return women > 0 && women >= 2 * men ? SHOWN_WOMAN : men > 0 && men >= 2 * women ? SHOWN_MAN : SHOWN_NOTHING;
}

/* ---- a statement ---- */

/* Another text: what was known of the one before goes. */
static int counting__text(counting *c, int64_t text)
{
    if (c->text_id == text) return SELON_OK;
    arena *fresh = arena_new(&c->l->allocator, 16384);
    if (fresh == NULL) return ledger_fail(c->l, SELON_ERROR_MEMORY, "not enough memory");
    if (c->family != NULL) arena_free(c->family);
    c->family = fresh;
    c->here = (tally){0};
    c->text_id = text;
    c->out->texts++;
    return SELON_OK;
}

enum { AT_ID, AT_TEXT, AT_FAMILY, AT_TYPE, AT_KIND, AT_NEGATED, AT_DAY, AT_SPEAKER, AT_NAME, AT_ENTITY };

/* Entities are counted under their number with a minus before it. */
static int64_t row__who(sqlite3_stmt *s)
{
    int64_t entity = sqlite3_column_int64(s, AT_ENTITY);
    return entity > 0 ? -entity : sqlite3_column_int64(s, AT_NAME);
}

static int counting__places(counting *c, sqlite3_stmt *s)
{
    if (setjmp(*arena_escape(c->family)) != 0) return ledger_fail(c->l, SELON_ERROR_MEMORY, "not enough memory");
    int64_t speaker = sqlite3_column_int64(s, AT_SPEAKER);
    int error = speaker != 0 ? counting__speaker(c, speaker, row__who(s)) : SELON_OK;
    if (error != SELON_OK) return error;
    return counting__outlets(c, sqlite3_column_int64(s, AT_ID), sqlite3_column_int64(s, AT_TEXT),
                             sqlite3_column_int64(s, AT_FAMILY));
}

static int counting__statement(counting *c, sqlite3_stmt *s)
{
    ledger_stats *out = c->out;
    int type = sqlite3_column_int(s, AT_TYPE), kind = sqlite3_column_int(s, AT_KIND),
        day = sqlite3_column_int(s, AT_DAY);
    out->statements++;
    if (type >= SELON_DIRECT && type <= SELON_MIXED) out->types[type]++;
    if (kind >= SELON_SAID && kind <= SELON_THOUGHT) out->kinds[kind]++;
    out->negated += sqlite3_column_int(s, AT_NEGATED) != 0;
    out->undated += day <= 0;
    out->unattributed += sqlite3_column_int64(s, AT_SPEAKER) == 0;
    if (day > 0) tally__at(c->arena, &c->months, day / 100)->count++;
    int error = counting__text(c, sqlite3_column_int64(s, AT_TEXT));
    return error == SELON_OK ? counting__places(c, s) : error;
}

/* ---- the result ---- */

static int row__more(const void *a, const void *b)
{
    const tally_row *x = a, *y = b;
    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static int row__earlier(const void *a, const void *b)
{
    const tally_row *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* The rows moved together and sorted; the table is none any more. */
static void tally__sort(tally *t, int (*compare)(const void *, const void *))
{
    size_t count = 0;
    for (size_t i = 0; i < t->room; i++)
        if (t->rows[i].key != 0) t->rows[count++] = t->rows[i];
    t->room = 0;
    if (count > 0) qsort(t->rows, count, sizeof *t->rows, compare);
}

static int counting__name(counting *c, ledger_sql which, int64_t id, const char **out)
{
    sqlite3_stmt *s = ledger_sql_get(c->l, which);
    *out = "";
    if (s == NULL) return c->l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(c->l, s);
    if (row == 1) {
        *out = column__string(c->arena, s, 0);
        sqlite3_reset(s);
    }
    return row < 0 ? row : SELON_OK;
}

static int counting__rows(counting *c, tally *t, ledger_sql which, size_t most, stats_rows *out)
{
    int error = SELON_OK;
    tally__sort(t, row__more);
    out->all = t->count;
    out->count = most > 0 && most < t->count ? most : t->count;
    out->rows = ARENA_ZARRAY(c->arena, stats_row, out->count + 1);
    for (size_t i = 0; i < out->count && error == SELON_OK; i++) {
        out->rows[i].statements = t->rows[i].count;
        out->rows[i].gender = row__gender(&t->rows[i]);
        int64_t key = t->rows[i].key;
        if (key < 0) out->rows[i].person = (uint64_t)-key;
        if (key > 0) out->rows[i].row = (uint64_t)key;
        error = counting__name(c, key < 0 ? SQL_ENTITY_NAME : which, key < 0 ? -key : key, &out->rows[i].name);
    }
    return error;
}

static void counting__months(counting *c)
{
    stats_rows *out = &c->out->months;
    tally__sort(&c->months, row__earlier);
    out->all = out->count = c->months.count;
    out->rows = ARENA_ZARRAY(c->arena, stats_row, out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        char name[32];
        long long month = (long long)c->months.rows[i].key;
        snprintf(name, sizeof name, "%04lld-%02lld", month / 100, month % 100);
        out->rows[i] = (stats_row){.name = arena_strndup(c->arena, name, strlen(name)),
                                   .statements = c->months.rows[i].count};
    }
}

static void counting__genders(counting *c)
{
    for (size_t i = 0; i < c->speakers.room; i++) {
        const tally_row *row = &c->speakers.rows[i];
        if (row->key == 0) continue;
        c->out->gender_speakers[row__gender(row)]++;
        c->out->gender_statements[row__gender(row)] += row->count;
    }
}

static int counting__run(counting *c, sqlite3_stmt *s, size_t most)
{
    int row, error = SELON_OK;
    while (error == SELON_OK && (row = ledger_sql_row(c->l, s)) != 0) error = row < 0 ? row : counting__statement(c, s);
    if (error != SELON_OK) return error;
    counting__genders(c);
    counting__months(c);
    error = counting__rows(c, &c->speakers, SQL_NAME_GET, most, &c->out->speakers);
    return error == SELON_OK ? counting__rows(c, &c->outlets, SQL_OUTLET_GET, most, &c->out->outlets) : error;
}

/* What is not in the arena. */
typedef struct counting_hold {
    counting *c;
    selection *selection;
    sqlite3_stmt *rows;
} counting_hold;

static int stats__make(counting_hold *hold, ledger *l, arena *a, const ledger_filter *filter, size_t most)
{
    static const char columns[] = "s.id, s.text, t.family, s.type, s.kind, s.negated, s.day, s.speaker, k.name, "
                                  "(select i.entity from identities i where i.speaker = s.speaker)";
    ledger_filter all = *filter;
    all.sort = LEDGER_FIRST_ADDED;
    all.limit = 0;
    counting *c = hold->c = ARENA_NEW(a, counting);
    c->l = l;
    c->arena = a;
    c->out = ARENA_NEW(a, ledger_stats);
    c->out->arena = a;
    c->words = gender_words_new(a);
    hold->selection = ARENA_NEW(a, selection);
    int error = selection_make(hold->selection, l, a, &all, columns);
    if (error != SELON_OK || hold->selection->nothing) return error;
    error = selection_prepare(hold->selection, &hold->rows);
    return error == SELON_OK ? counting__run(c, hold->rows, most) : error;
}

int ledger_stats_make(ledger_stats **out, ledger *l, const ledger_filter *filter, size_t most)
{
    counting_hold hold = {0};
    counting_hold *held = &hold; /* what is in it is not in registers when the arena jumps */
    *out = NULL;
    arena *a = arena_new(&l->allocator, 65536);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    int error = ledger_begin_reading(l);
    if (error != SELON_OK) {
        arena_free(a);
        return error;
    }
    if (setjmp(*arena_escape(a)) == 0)
        error = stats__make(held, l, a, filter, most);
    else
        error = ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    sqlite3_finalize(held->rows);
    if (held->selection != NULL) buffer_release(&held->selection->sql);
    if (held->c != NULL && held->c->family != NULL) arena_free(held->c->family);
    if (held->c != NULL) last_text_release(&held->c->text);
    ledger_end_reading(l);
    if (error == SELON_OK && held->c != NULL)
        *out = held->c->out;
    else
        arena_free(a);
    return error;
}

void ledger_stats_free(ledger_stats *s)
{
    if (s != NULL) arena_free(s->arena);
}
