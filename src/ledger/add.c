/* SPDX-License-Identifier: Apache-2.0
 *
 * add.c - an entry into the tables.
 *
 *     same text there?  ---- yes, in this place ------------------> unchanged
 *         | no        \---- yes, elsewhere ---------------------> copied (changed, if the place is known)
 *     a family for it?     by the article's last version, by its sketch (copy.h)
 *         |
 *     text, statements that the family has not, what of the family it lacks
 *         |
 *     place, version
 *
 * Whoever calls has begun a transaction; after a failure it is undone as a
 * whole, so nothing here cleans up rows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "ledger/adding.h"
#include "ledger/entity.h"
#include "ledger/group.h"
#include "ledger/ruling.h"

/* `forms` known to be there are remembered, up to this many, in 2^FORMS_LOG places. */
#define FORMS_LOG 20
#define FORMS_MOST ((size_t)3 << (FORMS_LOG - 2))
#define DAYS_KNOWN 8 /* of a text, so as not to write them again */

/* Steps a query for one number; *out is 0 when there is no row. */
static int row__number(ledger *l, sqlite3_stmt *s, int64_t *out)
{
    int row = ledger_sql_row(l, s);
    *out = row == 1 ? sqlite3_column_int64(s, 0) : 0;
    if (row == 1) {
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    return row < 0 ? row : SELON_OK;
}

/* ---- the text ---- */

static int adding__text(adding *g)
{
    ledger *l = g->l;
    blob body = g->e->body;
    int64_t engine;
    int error = SELON_OK;
    if (g->family != 0 && body.bytes != NULL) {
        kept_text first;
        error = recent_texts_get(l, g->arena, g->family, &first);
        if (error == SELON_OK && first.text != NULL)
            error = body_squeeze(l->squeezer, g->arena, g->e->text, g->e->size, first.text, first.size, &body);
        if (error != SELON_OK) return error;
    }
    error = row_id(l, SQL_ENGINE_ID, SQL_ENGINE_ADD, g->e->reader, &engine);
    if (error == SELON_OK) error = row_language(l, selon_document_language(g->e->doc));
    if (error != SELON_OK) return error;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_TEXT_ADD);
    if (s == NULL) return l->error;
    sql_bind_id(s, 1, g->family);
    sqlite3_bind_blob(s, 2, g->e->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(s, 3, (int64_t)g->e->size);
    if (body.bytes != NULL) sqlite3_bind_blob64(s, 4, body.bytes, body.size, SQLITE_STATIC);
    sql_bind_text(s, 5, selon_document_language(g->e->doc));
    sql_bind_text(s, 6, selon_document_date(g->e->doc));
    sqlite3_bind_int64(s, 7, engine);
    error = ledger_sql_do(l, s);
    g->text = sqlite3_last_insert_rowid(l->db);
    return error;
}

/* ---- statements ---- */

static int relative__compare(const void *a, const void *b)
{
    const relative *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* Those that the family has. */
static int adding__family_statements(adding *g)
{
    if (g->family == 0) return SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_FAMILY_STATEMENTS);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->family);
    int row;
    while ((row = ledger_sql_row(g->l, s)) == 1)
        VEC_PUSH(g->arena, &g->family_statements,
                 ((relative){sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1), false}));
    if (g->family_statements.count > 0)
        qsort(g->family_statements.items, g->family_statements.count, sizeof(relative), relative__compare);
    return row < 0 ? row : ruled_relatives_get(g->l, g->arena, g->family, g->e->text, g->e->size, &g->ruled);
}

/* The family's statement with this key, which then is also here; 0: it has none,
 * -1: a reader has rejected it. */
static int64_t adding__take_relative(adding *g, int64_t key)
{
    ruled_relative *ruled = ruled_relatives_take(&g->ruled, key);
    if (ruled != NULL) return ruled->gone ? -1 : ruled->id;
    size_t low = 0, high = g->family_statements.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (g->family_statements.items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == g->family_statements.count || g->family_statements.items[low].key != key) return 0;
    g->family_statements.items[low].here = true;
    return g->family_statements.items[low].id;
}

static int adding__absent(adding *g)
{
    for (size_t i = 0; i < g->family_statements.count; i++) {
        if (g->family_statements.items[i].here) continue;
        if (ruled_relatives_have(&g->ruled, g->family_statements.items[i].id)) continue;
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_ABSENT_ADD);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, g->family_statements.items[i].id);
        sqlite3_bind_int64(s, 2, g->text);
        int error = ledger_sql_do(g->l, s);
        if (error != SELON_OK) return error;
    }
    return ruled_relatives_absent(g->l, &g->ruled, g->text);
}

/* A row needs one. */
static const char *speaker_name(const selon_speaker *speaker)
{
    return *speaker->name != '\0' ? speaker->name : " ";
}

int adding_speaker(adding *g, size_t i, speaker_row *out)
{
    ledger *l = g->l;
    const selon_speaker *speaker = selon_document_speaker(g->e->doc, i);
    int error = row_id(l, SQL_NAME_ID, SQL_NAME_ADD, speaker_name(speaker), &out->name);
    if (error == SELON_OK) error = row_id(l, SQL_ROLE_ID, SQL_ROLE_ADD, speaker->role, &out->role);
    if (error != SELON_OK) return error;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_SPEAKER_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, g->text);
    sqlite3_bind_int64(s, 2, out->name);
    sql_bind_id(s, 3, out->role);
    sqlite3_bind_blob64(s, 4, g->e->mentions[i].bytes != NULL ? (const void *)g->e->mentions[i].bytes : "",
                        g->e->mentions[i].size, SQLITE_STATIC);
    error = ledger_sql_do(l, s);
    out->id = sqlite3_last_insert_rowid(l->db);
    return error == SELON_OK ? join_note_variants(l, g->arena, g->e->doc, i, out->id) : error;
}

int adding_words(ledger *l, const entry_statement *es, int64_t id)
{
    const entry_words *columns[] = {&es->content, &es->who, &es->role, &es->addressee, &es->via};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_WORDS_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    for (int i = 0; i < 5; i++) sql_bind_text_size(s, i + 2, columns[i]->text, columns[i]->size);
    return ledger_sql_do(l, s);
}

/* The id that the next statement gets. */
int adding_next_id(ledger *l, int64_t *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_STATEMENT_LAST);
    if (s == NULL) return l->error;
    int error = row__number(l, s, out);
    ++*out;
    return error;
}

static int statement__write(const adding *g, const new_statement *n)
{
    ledger *l = g->l;
    const entry_statement *es = n->es;
    const selon_statement *st = es->st;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_STATEMENT_ADD);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, n->id);
    sqlite3_bind_int64(s, 2, g->text);
    sql_bind_id(s, 3, n->speaker);
    sqlite3_bind_int(s, 4, (int)st->type);
    sqlite3_bind_int(s, 5, (int)st->kind);
    sqlite3_bind_int(s, 6, st->negated);
    sqlite3_bind_int(s, 7, (int)((double)st->confidence * 1000 + 0.5));
    sql_bind_id(s, 8, es->day);
    sql_bind_id(s, 9, es->day_end);
    sql_bind_text(s, 10, st->time_value);
    sql_bind_id(s, 11, n->parent);
    sqlite3_bind_int64(s, 12, es->key);
    sqlite3_bind_blob64(s, 13, es->places.bytes, es->places.size, SQLITE_STATIC);
    int error = ledger_sql_do(l, s);
    return error == SELON_OK ? adding_words(l, es, n->id) : error;
}

int adding_day(adding *g, int32_t day)
{
    sqlite3_stmt *s = day != 0 ? ledger_sql_get(g->l, SQL_DAY_ADD) : NULL;
    if (s == NULL) return day != 0 ? g->l->error : SELON_OK;
    sqlite3_bind_int64(s, 1, day);
    sqlite3_bind_int64(s, 2, g->text);
    return ledger_sql_do(g->l, s);
}

/* The days of rows that are written; most texts have one or two. */
static int adding__days(adding *g, const new_statement *rows, size_t count)
{
    int32_t known[DAYS_KNOWN] = {0};
    int error = SELON_OK;
    for (size_t i = 0, next = 0; i < count && error == SELON_OK; i++) {
        int32_t day = rows[i].es->day;
        size_t k = 0;
        while (k < DAYS_KNOWN && known[k] != day) k++;
        if (k < DAYS_KNOWN) continue; /* 0, too, as long as there is room */
        known[next++ % DAYS_KNOWN] = day;
        error = adding_day(g, day);
    }
    return error;
}

int adding_statements(adding *g, const new_statement *rows, size_t count)
{
    int error = SELON_OK;
    for (size_t i = 0; i < count && error == SELON_OK; i++) error = statement__write(g, &rows[i]);
    return error == SELON_OK ? adding__days(g, rows, count) : error;
}

/* Finds those that say the same as the statements that were written. */
static int adding__groups(adding *g, const new_statement *rows, size_t count)
{
    const ledger_entry *e = g->e;
    for (size_t i = 0; i < count; i++) {
        const entry_statement *es = rows[i].es;
        const selon_speaker *speaker = selon_document_speaker(e->doc, es->st->speaker);
        utterance u = {rows[i].id, g->text, speaker != NULL ? speaker->name : NULL,
                       e->body.bytes != NULL ? e->text : NULL, es->wording};
        int error = group_add(g->l, &u);
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}

/* The row of a statement's speaker, made for the first that is written; 0: it has none. */
static int adding__speaker_of(adding *g, const entry_statement *es, uint32_t *known, int64_t *out)
{
    uint32_t k = es->st->speaker;
    speaker_row row;
    *out = 0;
    if (k >= selon_document_speaker_count(g->e->doc)) return SELON_OK;
    if (known[k] == 0) {
        const selon_speaker *speaker = selon_document_speaker(g->e->doc, k);
        int error = adding_speaker(g, k, &row);
        if (error != SELON_OK) return error;
        VEC_PUSH(g->arena, &g->speakers,
                 ((join_speaker){.id = row.id,
                                 .name = row.name,
                                 .role = row.role,
                                 .name_text = speaker_name(speaker),
                                 .role_text = row.role != 0 ? speaker->role : NULL}));
        known[k] = (uint32_t)g->speakers.count;
    }
    join_speaker *j = &g->speakers.items[known[k] - 1];
    j->statements++;
    if (es->day != 0 && (j->day == 0 || es->day < j->day)) j->day = es->day;
    *out = j->id;
    return SELON_OK;
}

/* The statements that the family does not have, and their speakers. */
static int adding__statements(adding *g)
{
    const ledger_entry *e = g->e;
    int64_t *ids = ARENA_ZARRAY(g->arena, int64_t, e->statement_count + 1), next;
    uint32_t *speakers = ARENA_ZARRAY(g->arena, uint32_t, selon_document_speaker_count(e->doc) + 1);
    new_statement *rows = ARENA_ARRAY(g->arena, new_statement, e->statement_count + 1);
    size_t count = 0;
    int error = adding__family_statements(g);
    if (error == SELON_OK) error = adding_next_id(g->l, &next);
    for (size_t i = 0; i < e->statement_count && error == SELON_OK; i++) {
        if ((ids[i] = adding__take_relative(g, e->statements[i].key)) != 0) continue;
        new_statement *row = &rows[count++];
        *row = (new_statement){.es = &e->statements[i], .id = ids[i] = next++};
        error = adding__speaker_of(g, row->es, speakers, &row->speaker);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t parent = rows[i].es->st->parent;
        if (parent < e->statement_count && ids[parent] > 0) rows[i].parent = ids[parent];
    }
    g->receipt->statements += (uint32_t)count;
    if (error == SELON_OK) error = adding_statements(g, rows, count);
    if (error == SELON_OK) error = adding__groups(g, rows, count);
    return error == SELON_OK ? adding__absent(g) : error;
}

/* ---- stems ---- */

/* Is it known that `forms` has this? From now on it is. */
static bool ledger__knows_form(ledger *l, uint64_t hash)
{
    size_t mask = ((size_t)1 << FORMS_LOG) - 1;
    size_t bytes = (mask + 1) * sizeof *l->known_forms;
    bool fresh = l->known_forms == NULL;
    if (fresh && (l->known_forms = l->allocator.allocate(bytes, l->allocator.payload)) == NULL) return false;
    if (fresh || l->known_count >= FORMS_MOST) {
        memset(l->known_forms, 0, bytes);
        l->known_count = 0;
    }
    size_t at = hash & mask;
    while (l->known_forms[at] != 0 && l->known_forms[at] != hash) at = (at + 1) & mask;
    if (l->known_forms[at] == hash) return true;
    l->known_forms[at] = hash;
    l->known_count++;
    return false;
}

int adding_forms(adding *g)
{
    const char *lang = selon_document_language(g->e->doc);
    for (size_t i = 0; i < g->e->form_count; i++) {
        const entry_form *f = &g->e->forms[i];
        if (ledger__knows_form(g->l, f->hash)) continue;
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_FORM_ADD);
        if (s == NULL) return g->l->error;
        sql_bind_text(s, 1, f->form);
        sql_bind_text(s, 2, lang);
        sql_bind_text(s, 3, f->stem);
        sqlite3_bind_int(s, 4, f->irregular);
        int error = ledger_sql_do(g->l, s);
        if (error != SELON_OK) return error;
    }
    return SELON_OK;
}

/* ---- place and version ---- */

static int adding__version(adding *g, int64_t article)
{
    ledger *l = g->l;
    const selon_document *doc = g->e->doc;
    int64_t outlet;
    bool known = article != 0;
    int error = row_id(l, SQL_OUTLET_ID, SQL_OUTLET_ADD, selon_document_outlet(doc), &outlet);
    if (error != SELON_OK) return error;
    sqlite3_stmt *s = ledger_sql_get(l, article == 0 ? SQL_ARTICLE_ADD : SQL_ARTICLE_SET_OUTLET);
    if (s == NULL) return l->error;
    if (article == 0)
        sql_bind_text(s, 1, g->e->address);
    else
        sqlite3_bind_int64(s, 1, article);
    sql_bind_id(s, 2, outlet);
    error = ledger_sql_do(l, s);
    if (error != SELON_OK) return error;
    if (!known) article = sqlite3_last_insert_rowid(l->db);
    if (!known && g->e->address != NULL) error = row_note(l, ROW_ADDRESS, g->e->address, article);
    if (error != SELON_OK) return error;
    g->outlet = known ? OUTLET_OF_ARTICLE : outlet;
    g->receipt->article = (uint64_t)article;
    if ((s = ledger_sql_get(l, SQL_VERSION_ADD)) == NULL) return l->error;
    sqlite3_bind_int64(s, 1, article);
    sqlite3_bind_int64(s, 2, g->text);
    sql_bind_text(s, 3, selon_document_title(doc));
    sql_bind_text(s, 4, selon_document_author(doc));
    sql_bind_text(s, 5, selon_document_date(doc));
    return ledger_sql_do(l, s);
}

/* The article at the entry's address, and the text that it had last. */
static int adding__find_place(adding *g, int64_t *article, int64_t *previous)
{
    *article = *previous = 0;
    if (g->e->address == NULL) return SELON_OK;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_ARTICLE_BY_ADDRESS);
    if (s == NULL) return g->l->error;
    sql_bind_text(s, 1, g->e->address);
    sqlite3_bind_int64(s, 2, row_hash(ROW_ADDRESS, g->e->address));
    int error = row__number(g->l, s, article);
    if (error != SELON_OK || *article == 0) return error;
    if ((s = ledger_sql_get(g->l, SQL_VERSION_LAST_TEXT)) == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, *article);
    return row__number(g->l, s, previous);
}

/* Does the place have this text, under this title? */
static int adding__has_version(adding *g, int64_t article, bool *out)
{
    int64_t found;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_VERSION_WITH_TEXT);
    if (s == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, article);
    sqlite3_bind_int64(s, 2, g->text);
    sql_bind_text(s, 3, selon_document_title(g->e->doc));
    int error = row__number(g->l, s, &found);
    *out = found != 0;
    return error;
}

/* An article without an address of its own is known by its text: is that in
 * the ledger, in this outlet, or in any if the entry names none? */
static int adding__is_elsewhere(adding *g, int64_t *article)
{
    int64_t outlet = 0;
    const char *name = selon_document_outlet(g->e->doc);
    *article = 0;
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_OUTLET_ID);
    if (s == NULL) return g->l->error;
    sql_bind_text(s, 1, name);
    int error = name != NULL && *name != '\0' ? row__number(g->l, s, &outlet) : SELON_OK;
    if (error != SELON_OK) return error;
    if (name != NULL && *name != '\0' && outlet == 0) return SELON_OK; /* an outlet not heard of */
    if ((s = ledger_sql_get(g->l, SQL_VERSION_IN_OUTLET)) == NULL) return g->l->error;
    sqlite3_bind_int64(s, 1, g->text);
    sql_bind_id(s, 2, outlet);
    return row__number(g->l, s, article);
}

static int adding__text_by_hash(adding *g)
{
    sqlite3_stmt *s = ledger_sql_get(g->l, SQL_TEXT_BY_HASH);
    if (s == NULL) return g->l->error;
    sqlite3_bind_blob(s, 1, g->e->hash, TEXT_HASH_SIZE, SQLITE_STATIC);
    return row__number(g->l, s, &g->text);
}

/* A text that the ledger does not have. */
static int adding__new_text(adding *g, int64_t previous)
{
    int error = adding_find_family(g, previous);
    if (error == SELON_OK) error = adding__text(g);
    if (error == SELON_OK) error = adding_sketch(g);
    if (error == SELON_OK) error = adding__statements(g);
    return error == SELON_OK ? adding_forms(g) : error;
}

/* Whose are the speakers of a new text? */
static int adding__join(adding *g)
{
    const selon_document *doc = g->e->doc;
    if (g->outlet == OUTLET_OF_ARTICLE) return join_text(g->l, g->arena, g->text);
    join_new text = {.text = g->text,
                     .outlet = g->outlet,
                     .hash = g->e->hash,
                     .lang = selon_document_language(doc),
                     .read_date = selon_document_date(doc),
                     .speakers = g->speakers.items,
                     .speaker_count = g->speakers.count};
    return join_text_new(g->l, g->arena, &text);
}

static int adding__run(adding *g)
{
    int64_t article, previous, elsewhere = 0;
    bool there = false;
    int error = adding__text_by_hash(g);
    if (error == SELON_OK) error = adding__find_place(g, &article, &previous);
    if (error != SELON_OK) return error;
    bool known = g->text != 0;
    if (known && article != 0) error = adding__has_version(g, article, &there);
    if (error == SELON_OK && known && article == 0 && (g->e->address == NULL || g->e->found))
        error = adding__is_elsewhere(g, &elsewhere);
    if (error != SELON_OK) return error;
    if (there || elsewhere != 0) {
        g->receipt->article = (uint64_t)(there ? article : elsewhere);
        return SELON_OK;
    }
    if (!known) error = adding__new_text(g, previous);
    if (error != SELON_OK) return error;
    g->receipt->outcome = article != 0 ? LEDGER_CHANGED : known || g->family != 0 ? LEDGER_COPIED : LEDGER_ADDED;
    error = adding__version(g, article);
    return error == SELON_OK && !known ? adding__join(g) : error;
}

int ledger_add(ledger *l, const ledger_entry *e, ledger_receipt *out)
{
    *out = (ledger_receipt){.outcome = LEDGER_UNCHANGED};
    arena *a = arena_new(&l->allocator, 65536);
    if (a == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    adding *g = ARENA_NEW(a, adding);
    g->l = l;
    g->e = e;
    g->arena = a;
    g->receipt = out;
    int error = adding__run(g);
    if (error == SELON_ERROR_MEMORY) ledger_fail(l, error, "not enough memory");
    arena_free(a);
    return error;
}
