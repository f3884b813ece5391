/* SPDX-License-Identifier: Apache-2.0
 *
 * reread.c - see reread.h.
 *
 * A family's statements are made anew as adding its texts one after another
 * would make them (add.c): each belongs to the first text that has it. Against
 * them stand those that the ledger has. Which of those a new one is
 * reread_match.c says; what is left over at the end is gone. Rows that are as before are not
 * written. Speakers have no life of their own: where anything of a text's
 * speakers or of who said what has changed, they are written anew.
 *
 * The index is `content=''`: it knows only which words a row has, not the row.
 * To take a row out it must be told the words again. They are made from the old
 * row and its text, as they were made when it was added.
 */
#include "ledger/reread.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/entity.h"
#include "ledger/group.h"
#include "ledger/rereading.h"
#include "ledger/ruling.h"

/* ---- what the ledger has ---- */

static int old__compare(const void *a, const void *b)
{
    const old_statement *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void old__places(arena *a, old_statement *o, sqlite3_stmt *s)
{
    places p;
    blob b = {sqlite3_column_blob(s, 4), (size_t)sqlite3_column_bytes(s, 4)};
    if (!places_unpack(a, b, UINT32_MAX, &p)) return; /* then it is known by its key alone */
    o->cue = p.cue;
    for (uint32_t i = 0; i < p.content_count; i++) {
        if (p.content[i].start >= p.content[i].end) continue;
        if (o->content.start >= o->content.end || p.content[i].start < o->content.start)
            o->content.start = p.content[i].start;
        if (p.content[i].end > o->content.end) o->content.end = p.content[i].end;
    }
}

static int rereading__load(rereading *g)
{
    VEC(old_statement) old = {0};
    for (size_t i = 0; i < g->text_count; i++) {
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_OLD_STATEMENTS);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, g->texts[i]);
        int row;
        while ((row = ledger_sql_row(g->l, s)) == 1) {
            old_statement o = {.id = sqlite3_column_int64(s, 0),
                               .key = sqlite3_column_int64(s, 1),
                               .text = sqlite3_column_int64(s, 2),
                               .speaker = sqlite3_column_int64(s, 3)};
            old__places(g->arena, &o, s);
            VEC_PUSH(g->arena, &old, o);
        }
        if (row < 0) return row;
    }
    g->old = old.items;
    g->old_count = old.count;
    if (g->old_count > 0) qsort(g->old, g->old_count, sizeof *g->old, old__compare);
    for (size_t i = 0; i < g->old_count; i++) { /* before any row is changed */
        int error = statement_words(g->l, g->arena, &g->last, g->old[i].id, g->old[i].words);
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}

/* Runs a statement with one number or two. */
static int rereading__do(rereading *g, ledger_sql which, int64_t one, int64_t two)
{
    sqlite3_stmt *s = ledger_sql_get(g->l, which);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, one);
    if (two != 0) sqlite3_bind_int64(s, 2, two);
    return ledger_sql_do(g->l, s);
}

/* Are the family's texts those that were read? */
static int rereading__check(rereading *g)
{
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_FAMILY_TEXTS);
    size_t count = 0;
    bool same = true;
    int row;
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->family);
    while ((row = ledger_sql_row(g->l, s)) == 1) {
        same = same && count < g->text_count && sqlite3_column_int64(s, 0) == g->texts[count];
        count++;
    }
    if (row < 0) return row;
    if (!same || count != g->text_count) return ledger_fail(g->l, LEDGER_BUSY, "has got more texts meanwhile");
    return SELON_OK;
}

static int rereading__start(rereading *g)
{
    int error = rereading__check(g);
    /* The machine is compared with the machine: what readers say is laid over it in the end. */
    if (error == SELON_OK) error = ruling_lift_family(g->l, g->arena, g->family, &g->newest);
    if (error == SELON_OK) error = rereading__load(g);
    for (size_t i = 0; i < g->old_count && error == SELON_OK; i++)
        error = rereading__do(g, SQL_ABSENT_DROP, g->old[i].id, 0);
    return error;
}

int rereading_begin(rereading **out, ledger *l, int64_t family, const int64_t *texts, size_t count)
{
    *out = NULL;
    rereading *volatile made = NULL; /* what it holds beside the arena has to go, too */
    arena *a = arena_new(&l->allocator, 65536);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (made != NULL)
            rereading_free(made);
        else if (a != NULL)
            arena_free(a);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    rereading *g = ARENA_NEW(a, rereading);
    int64_t *copy = ARENA_ARRAY(a, int64_t, count + 1);
    if (count > 0) memcpy(copy, texts, count * sizeof *copy);
    *g = (rereading){.l = l, .arena = a, .family = family, .texts = copy, .text_count = count};
    made = g;
    int error = rereading__start(g);
    if (error == SELON_OK)
        *out = g;
    else
        rereading_free(g);
    return error;
}

void rereading_free(rereading *g)
{
    if (g == NULL) return;
    last_text_release(&g->last);
    arena_free(g->arena);
}

/* ---- the index ---- */

static int words__drop(rereading *g, int64_t id, const entry_words words[5])
{
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_WORDS_DROP);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, id);
    for (int i = 0; i < 5; i++) sql_bind_text_size(s, i + 2, words[i].text, words[i].size);
    return ledger_sql_do(g->l, s);
}

static bool words__same(const entry_words *a, const entry_words *b)
{
    return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

/* The index is told only of rows whose words are others. */
static int sitting__index(sitting *s, size_t i, bool *changed)
{
    const entry_statement *es = &s->add.e->statements[i];
    const entry_words *old = s->was[i]->words, *now[] = {&es->content, &es->who, &es->role, &es->addressee, &es->via};
    bool same = true;
    for (int k = 0; k < 5 && same; k++) same = words__same(&old[k], now[k]);
    if (same) return SELON_OK;
    *changed = true;
    int error = words__drop(s->g, s->ids[i], old);
    return error == SELON_OK ? adding_words(s->g->l, es, s->ids[i]) : error;
}

/* ---- groups ---- */

/* A statement whose words are as before, beside others that are. What a statement
 * says depends on those within it, so a text is looked at as a whole. */
static bool sitting__same_words(const sitting *s)
{
    const ledger_entry *e = s->add.e;
    for (size_t i = 0; i < e->statement_count; i++) {
        const entry_statement *es = &e->statements[i];
        const old_statement *o = s->was[i];
        if (!s->here[i]) continue;
        if (o == NULL || o->text != s->add.text || o->key != es->key) return false;
        if (!words__same(&o->words[0], &es->content) || !words__same(&o->words[1], &es->who)) return false;
    }
    for (size_t i = 0; i < s->g->old_count; i++)
        if (s->g->old[i].text == s->add.text && !s->g->old[i].taken) return false;
    return true;
}

static int sitting__ungroup_one(sitting *s, old_statement *o)
{
    bool there = o->ungrouped;
    o->ungrouped = true;
    return there ? SELON_OK : group_remove(s->g->l, o->id);
}

/* Takes the statements that the text had, or gets, out of their groups, before
 * their rows change; rereading_end() puts them into those they belong to. */
static int sitting__ungroup(sitting *s)
{
    rereading *g = s->g;
    const ledger_entry *e = s->add.e;
    int error = SELON_OK;
    for (size_t i = 0; i < g->old_count && error == SELON_OK; i++)
        if (g->old[i].text == s->add.text) error = sitting__ungroup_one(s, &g->old[i]);
    for (size_t i = 0; i < e->statement_count && error == SELON_OK; i++)
        if (s->was[i] != NULL) error = sitting__ungroup_one(s, s->was[i]);
    return error;
}

/* ---- speakers ---- */

static int number__compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The rows that the text's statements had, in their order. */
static size_t sitting__old_speakers(const sitting *s, int64_t **out)
{
    const rereading *g = s->g;
    int64_t *all = *out = ARENA_ARRAY(g->arena, int64_t, g->old_count + 1);
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < g->old_count; i++)
        if (g->old[i].text == s->add.text && g->old[i].speaker != 0) all[count++] = g->old[i].speaker;
    if (count > 0) qsort(all, count, sizeof *all, number__compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || all[i] != all[kept - 1]) all[kept++] = all[i];
    return kept;
}

/* Writes those whose statements are here first; those before go. */
static int sitting__speakers(sitting *s)
{
    const ledger_entry *e = s->add.e;
    size_t count = selon_document_speaker_count(e->doc);
    int64_t *old;
    size_t old_count = sitting__old_speakers(s, &old);
    int error = SELON_OK;
    known_forget(s->g->l); /* their traits go with them */
    for (size_t i = 0; i < old_count && error == SELON_OK; i++)
        error = rereading__do(s->g, SQL_SPEAKER_DROP, old[i], s->add.text);
    for (size_t i = 0; i < e->statement_count && error == SELON_OK; i++) {
        uint32_t k = e->statements[i].st->speaker;
        speaker_row row = {0};
        if (!s->here[i] || k >= count || s->speakers[k] != 0) continue;
        error = adding_speaker(&s->add, k, &row);
        s->speakers[k] = row.id;
    }
    return error;
}

/* Is the row that of the document's speaker `i`? */
static int sitting__is_speaker(const sitting *s, int64_t id, uint32_t i, bool *same)
{
    ledger *l = s->g->l;
    const ledger_entry *e = s->add.e;
    const selon_speaker *k = selon_document_speaker(e->doc, i);
    const blob *mentions = &e->mentions[i];
    sqlite3_stmt *q = ledger_sql_get(l, SQL_SPEAKER_OF);
    *same = false;
    if (q == NULL) return l->error;
    sqlite3_bind_int64(q, 1, id);
    sqlite3_bind_int64(q, 2, s->add.text);
    int row = ledger_sql_row(l, q);
    if (row != 1) return row;
    const char *name = (const char *)sqlite3_column_text(q, 1), *role = (const char *)sqlite3_column_text(q, 2);
    size_t size = (size_t)sqlite3_column_bytes(q, 3);
    *same = name != NULL && strcmp(name, *k->name != '\0' ? k->name : " ") == 0 &&
            strcmp(role != NULL ? role : "", k->role != NULL ? k->role : "") == 0 && size == mentions->size &&
            (size == 0 || memcmp(sqlite3_column_blob(q, 3), mentions->bytes, size) == 0);
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
    return SELON_OK;
}

/* Are the rows just those that would be written, in their order? Then they are
 * what the statements have. */
static int sitting__same_speakers(sitting *s, bool *same)
{
    const ledger_entry *e = s->add.e;
    size_t count = selon_document_speaker_count(e->doc), next = 0, wanted = 0;
    uint32_t *order = ARENA_ARRAY(s->g->arena, uint32_t, count + 1);
    bool *seen = ARENA_ZARRAY(s->g->arena, bool, count + 1);
    for (size_t i = 0; i < e->statement_count; i++) {
        uint32_t k = e->statements[i].st->speaker;
        if (s->here[i] && k < count && !seen[k]) seen[k] = true, order[wanted++] = k;
    }
    int64_t *old;
    size_t old_count = sitting__old_speakers(s, &old);
    *same = old_count == wanted;
    for (; next < wanted && *same; next++) {
        int error = sitting__is_speaker(s, old[next], order[next], same);
        if (error != SELON_OK) return error;
        s->speakers[order[next]] = old[next];
    }
    if (!*same) memset(s->speakers, 0, count * sizeof *s->speakers);
    return SELON_OK;
}

/* Has every speaker the statements that it had? */
static bool sitting__same_shares(const sitting *s)
{
    const ledger_entry *e = s->add.e;
    size_t count = selon_document_speaker_count(e->doc);
    for (size_t i = 0; i < e->statement_count; i++) {
        uint32_t k = e->statements[i].st->speaker;
        if (!s->here[i]) continue;
        if (s->was[i] == NULL || s->was[i]->text != s->add.text) return false;
        if (s->was[i]->speaker != (k < count ? s->speakers[k] : 0)) return false;
    }
    for (size_t i = 0; i < s->g->old_count; i++)
        if (s->g->old[i].text == s->add.text && !s->g->old[i].taken) return false;
    return true;
}

/* ---- writing ---- */

static int64_t sitting__speaker_of(const sitting *s, size_t i)
{
    uint32_t k = s->add.e->statements[i].st->speaker;
    return k < selon_document_speaker_count(s->add.e->doc) ? s->speakers[k] : 0;
}

static int64_t sitting__parent_of(const sitting *s, size_t i)
{
    uint32_t parent = s->add.e->statements[i].st->parent;
    return parent < s->add.e->statement_count ? s->ids[parent] : 0;
}

/* Writes a statement over the row it was. *changed: the row was another, not
 * only in what it points to. */
static int sitting__update(sitting *s, size_t i, bool *changed)
{
    ledger *l = s->g->l;
    const entry_statement *es = &s->add.e->statements[i];
    const selon_statement *st = es->st;
    sqlite3_stmt *q = ledger_sql_get(l, SQL_STATEMENT_SET);
    if (q == NULL) return l->error;
    sqlite3_bind_int64(q, 1, s->add.text);
    sqlite3_bind_int(q, 2, (int)st->type);
    sqlite3_bind_int(q, 3, (int)st->kind);
    sqlite3_bind_int(q, 4, st->negated);
    sqlite3_bind_int(q, 5, (int)((double)st->confidence * 1000 + 0.5));
    sql_bind_id(q, 6, es->day);
    sql_bind_id(q, 7, es->day_end);
    sql_bind_text(q, 8, st->time_value);
    sqlite3_bind_int64(q, 9, es->key);
    sqlite3_bind_blob64(q, 10, es->places.bytes, es->places.size, SQLITE_STATIC);
    sqlite3_bind_int64(q, 11, s->ids[i]);
    int error = ledger_sql_do(l, q);
    if (error != SELON_OK) return error;
    bool written = sqlite3_changes(l->db) > 0;
    *changed = *changed || written;
    if (written && (error = adding_day(&s->add, es->day)) != SELON_OK) return error;
    if ((q = ledger_sql_get(l, SQL_STATEMENT_TIE)) == NULL) return l->error;
    sqlite3_bind_int64(q, 1, s->ids[i]);
    sql_bind_id(q, 2, sitting__speaker_of(s, i));
    sql_bind_id(q, 3, sitting__parent_of(s, i));
    return ledger_sql_do(l, q);
}

/* New rows first, so that every statement has an id when parents are told. */
static int sitting__new_rows(sitting *s)
{
    const ledger_entry *e = s->add.e;
    new_statement *rows = ARENA_ARRAY(s->g->arena, new_statement, e->statement_count + 1);
    size_t count = 0, written = 0;
    int64_t next;
    int error = adding_next_id(s->g->l, &next);
    if (error != SELON_OK) return error;
    for (size_t i = 0; i < e->statement_count; i++) {
        if (!s->here[i] || s->was[i] != NULL) continue;
        rows[count++] = (new_statement){&e->statements[i], s->ids[i] = next++, sitting__speaker_of(s, i), 0};
        s->anew[i] = true;
        s->g->count.added++;
    }
    for (size_t i = 0; i < e->statement_count && written < count; i++)
        if (s->ids[i] == rows[written].id) rows[written++].parent = sitting__parent_of(s, i);
    return adding_statements(&s->add, rows, count);
}

static int sitting__old_rows(sitting *s)
{
    const ledger_entry *e = s->add.e;
    int error = SELON_OK;
    for (size_t i = 0; i < e->statement_count && error == SELON_OK; i++) {
        bool changed = false;
        if (!s->here[i] || s->was[i] == NULL) continue;
        error = sitting__index(s, i, &changed);
        if (error == SELON_OK) error = sitting__update(s, i, &changed);
        s->anew[i] = changed;
        if (changed)
            s->g->count.changed++;
        else
            s->g->count.same++;
    }
    return error;
}

/* What earlier texts have and this one has not, and what it has for later ones. */
static int sitting__absent(sitting *s)
{
    rereading *g = s->g;
    const ledger_entry *e = s->add.e;
    int error = SELON_OK;
    for (size_t i = 0; i < g->made.count && error == SELON_OK; i++)
        if (!g->made.items[i].here) error = rereading__do(g, SQL_ABSENT_ADD, g->made.items[i].id, s->add.text);
    for (size_t i = 0; i < e->statement_count; i++)
        if (s->here[i]) VEC_PUSH(g->arena, &g->made, ((relative){s->ids[i], e->statements[i].key, true}));
    return error;
}

static int sitting__text(sitting *s)
{
    ledger *l = s->g->l;
    int64_t engine;
    int error = row_id(l, SQL_ENGINE_ID, SQL_ENGINE_ADD, s->add.e->reader, &engine);
    if (error == SELON_OK) error = row_language(l, selon_document_language(s->add.e->doc));
    if (error != SELON_OK) return error;
    sqlite3_stmt *q = ledger_sql_get(l, SQL_TEXT_READ);
    if (q == NULL) return l->error;
    sqlite3_bind_int64(q, 1, s->add.text);
    sqlite3_bind_int64(q, 2, engine);
    sql_bind_text(q, 3, selon_document_language(s->add.e->doc));
    return ledger_sql_do(l, q);
}

static int sitting__run(sitting *s)
{
    bool same = false;
    sitting_match(s);
    bool same_words = sitting__same_words(s);
    int error = same_words ? SELON_OK : sitting__ungroup(s);
    if (error == SELON_OK) error = sitting__same_speakers(s, &same);
    if (error != SELON_OK) return error;
    bool anew = !same || !sitting__same_shares(s);
    if (anew) {
        memset(s->speakers, 0, selon_document_speaker_count(s->add.e->doc) * sizeof *s->speakers);
        error = sitting__speakers(s);
        VEC_PUSH(s->g->arena, &s->g->rejoin, s->add.text);
    }
    if (error == SELON_OK) error = sitting__new_rows(s);
    if (error == SELON_OK) error = sitting__old_rows(s);
    if (error == SELON_OK) error = sitting__absent(s);
    if (error == SELON_OK) error = sitting__text(s);
    for (size_t i = 0; i < s->add.e->statement_count && error == SELON_OK; i++)
        if (s->anew[i]) error = group_renew(s->g->l, s->ids[i]);
    return error == SELON_OK ? adding_forms(&s->add) : error;
}

int rereading_text(rereading *g, int64_t text, const ledger_entry *e)
{
    ledger_receipt receipt;
    if (setjmp(*arena_escape(g->arena)) != 0) return ledger_fail(g->l, SELON_ERROR_MEMORY, "not enough memory");
    sitting *s = ARENA_NEW(g->arena, sitting);
    *s = (sitting){.g = g, .add = {.l = g->l, .e = e, .arena = g->arena, .receipt = &receipt}};
    s->add.text = text;
    s->add.family = g->family;
    s->was = ARENA_ZARRAY(g->arena, old_statement *, e->statement_count + 1);
    s->here = ARENA_ZARRAY(g->arena, bool, e->statement_count + 1);
    s->anew = ARENA_ZARRAY(g->arena, bool, e->statement_count + 1);
    s->ids = ARENA_ZARRAY(g->arena, int64_t, e->statement_count + 1);
    s->speakers = ARENA_ZARRAY(g->arena, int64_t, selon_document_speaker_count(e->doc) + 1);
    g->count.texts++;
    return sitting__run(s);
}

/* ---- the end ---- */

static int rereading__drop(rereading *g, const old_statement *o)
{
    int error = words__drop(g, o->id, o->words);
    if (error == SELON_OK) error = group_remove(g->l, o->id);
    return error == SELON_OK ? rereading__do(g, SQL_STATEMENT_DROP, o->id, 0) : error;
}

int rereading_end(rereading *g, reread_count *count)
{
    if (setjmp(*arena_escape(g->arena)) != 0) return ledger_fail(g->l, SELON_ERROR_MEMORY, "not enough memory");
    int error = SELON_OK;
    for (size_t i = 0; i < g->old_count && error == SELON_OK; i++) {
        if (g->old[i].taken) continue;
        error = rereading__drop(g, &g->old[i]);
        g->count.gone++;
    }
    recent_wordings_free(g->l);
    for (size_t i = 0; i < g->regroup.count && error == SELON_OK; i++) error = group_renew(g->l, g->regroup.items[i]);
    for (size_t i = 0; i < g->rejoin.count && error == SELON_OK; i++)
        error = join_text(g->l, g->arena, g->rejoin.items[i]);
    if (error == SELON_OK) error = ruling_lay_family(g->l, g->arena, g->family, g->newest);
    if (error != SELON_OK) return error;
    count->texts += g->count.texts;
    count->same += g->count.same;
    count->changed += g->count.changed;
    count->added += g->count.added;
    count->gone += g->count.gone;
    return SELON_OK;
}
