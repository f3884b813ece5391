/* SPDX-License-Identifier: Apache-2.0
 *
 * export.c - see export.h.
 *
 *     cursor, in the order of the texts -> the statements of one text -> a document -> the form's lines
 *
 * The statements of a text are made into the same selon_document that reading
 * it would have given, but for those that the filter left out and those that an
 * earlier text of its family has had; so the forms of output/ can write it as
 * they write any. What the document holds is copied, since what a cursor gives is
 * borrowed, and lives in an arena of the text's own.
 */
#include "ledger/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "ledger/export_forms.h"
#include "ledger/filter.h"
#include "ledger/inside.h"
#include "ledger/report.h"

typedef struct form {
    void (*begin)(writer *w, const export_options *options); /* NULL: nothing */
    void (*text)(const export_text *t);
    void (*end)(writer *w, const export_options *options);
} form;

/* A statement waiting for the others of its text. */
typedef struct gathered {
    selon_statement st; /* `parent` is not set */
    exported more;
    uint64_t parent;
    int64_t speaker;
} gathered;

typedef struct exporter {
    ledger *l;
    const export_options *options;
    const form *form;
    arena *arena;
    writer *w;
    export_count *count;
    bool first;
    arena *of_words; /* NULL: not needed yet */
    gender_words *words;
    /* The text at hand. */
    arena *of_text; /* NULL: none yet */
    selon_document *doc;
    uint64_t text_id;
    const char *address;
    VEC(gathered) statements;
} exporter;

static void jsonl__text(const export_text *t)
{
    jsonl_write(t->w);
}

static void csv__text(const export_text *t)
{
    t->w->options.header = t->first;
    csv_write(t->w);
}

static const form forms[] = {
    [EXPORT_JSONL] = {NULL, jsonl__text, NULL},
    [EXPORT_CSV] = {NULL, csv__text, NULL},
    [EXPORT_ANNOTATIONS] = {annotations_begin, annotations_text, json_ld_end},
    [EXPORT_QUOTATIONS] = {quotations_begin, quotations_text, json_ld_end},
};

/* ---- gathering ---- */

static const char *string__copy(arena *a, const char *s)
{
    return s != NULL ? arena_strndup(a, s, strlen(s)) : NULL;
}

static const ledger_appearance *appearances__copy(arena *a, const ledger_appearance *from, size_t count)
{
    ledger_appearance *to = ARENA_ARRAY(a, ledger_appearance, count + 1);
    for (size_t i = 0; i < count; i++)
        to[i] = (ledger_appearance){.address = string__copy(a, from[i].address),
                                    .outlet = string__copy(a, from[i].outlet),
                                    .title = string__copy(a, from[i].title),
                                    .author = string__copy(a, from[i].author),
                                    .published = string__copy(a, from[i].published),
                                    .added = string__copy(a, from[i].added),
                                    .text = from[i].text,
                                    .current = from[i].current};
    return to;
}

/* The document of a text, with what the first place says of it. */
static void exporter__begin_text(exporter *e, const ledger_result *r)
{
    arena *a = e->of_text;
    char name[40];
    article *art;
    const ledger_appearance *first = NULL;
    for (size_t i = 0; i < r->appearance_count && first == NULL; i++)
        if (r->appearances[i].text == r->text_id) first = &r->appearances[i];
    e->text_id = r->text_id;
    e->doc = ARENA_NEW(a, selon_document);
    e->doc->arena = a;
    art = &e->doc->article;
    art->text = arena_strndup(a, r->text, r->text_size);
    art->size = r->text_size;
    art->language = string__copy(a, r->lang);
    if (first != NULL) {
        art->title = string__copy(a, first->title);
        art->author = string__copy(a, first->author);
        art->date = string__copy(a, first->published);
        art->outlet = string__copy(a, first->outlet);
        art->url = e->address = string__copy(a, first->address);
    }
    snprintf(name, sizeof name, "text:%llu", (unsigned long long)r->text_id);
    art->id = string__copy(a, e->address != NULL ? e->address : name);
    document_index(e->doc);
}

static void exporter__gather(exporter *e, const ledger_result *r)
{
    arena *a = e->of_text;
    const places *p = r->places;
    selon_span *content = ARENA_ARRAY(a, selon_span, p->content_count + 1);
    memcpy(content, p->content, p->content_count * sizeof *content);
    gathered g = {.st = {.id = (uint32_t)r->id,
                         .type = r->type,
                         .kind = r->kind,
                         .negated = r->negated,
                         .confidence = r->confidence,
                         .source = p->source,
                         .cue = p->cue,
                         .content = content,
                         .content_count = p->content_count,
                         .speaker = SELON_NONE,
                         .addressee = p->addressee,
                         .via = p->via,
                         .time = p->time,
                         .time_value = string__copy(a, r->time_value),
                         .parent = SELON_NONE},
                  .more = {.id = r->id, .day = r->day},
                  .parent = r->parent,
                  .speaker = r->speaker.name != NULL ? (int64_t)r->speaker.id : 0};
    if (e->options->form == EXPORT_QUOTATIONS) {
        g.more.appearances = appearances__copy(a, r->appearances, r->appearance_count);
        g.more.appearance_count = r->appearance_count;
    }
    VEC_PUSH(a, &e->statements, g);
}

/* ---- a text is complete ---- */

static uint32_t statement__start(const selon_statement *st)
{
    uint32_t start = st->content_count > 0 ? st->content[0].start : UINT32_MAX;
    if (st->source.start < st->source.end && st->source.start < start) start = st->source.start;
    if (st->cue.start < st->cue.end && st->cue.start < start) start = st->cue.start;
    return start;
}

static int gathered__compare(const void *a, const void *b)
{
    const gathered *x = a, *y = b;
    uint32_t at = statement__start(&x->st), other = statement__start(&y->st);
    if (at != other) return at < other ? -1 : 1;
    return (x->more.id > y->more.id) - (x->more.id < y->more.id);
}

typedef struct numbered {
    uint64_t id;
    uint32_t index;
} numbered;

static int numbered__compare(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static uint32_t numbered__find(const numbered *all, size_t count, uint64_t id)
{
    const numbered *found = count > 0 ? bsearch(&(numbered){id, 0}, all, count, sizeof *all, numbered__compare) : NULL;
    return found != NULL ? found->index : SELON_NONE;
}

static int exporter__speaker(exporter *e, uint64_t id, selon_speaker *out)
{
    ledger *l = e->l;
    arena *a = e->of_text;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_SPEAKER_GET);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, (int64_t)id);
    int row = ledger_sql_row(l, s);
    if (row == 0) return ledger_fail(l, LEDGER_DAMAGED, "is damaged: speaker %llu", (unsigned long long)id);
    if (row < 0) return row;
    out->name = string__copy(a, (const char *)sqlite3_column_text(s, 0));
    out->role = string__copy(a, (const char *)sqlite3_column_text(s, 1));
    blob packed = {sqlite3_column_blob(s, 2), (size_t)sqlite3_column_bytes(s, 2)};
    selon_span *mentions;
    bool good = spans_unpack(a, packed, e->doc->article.size, &mentions, &out->mention_count) && out->name != NULL;
    out->mentions = mentions;
    sqlite3_reset(s);
    return good ? SELON_OK : ledger_fail(l, LEDGER_DAMAGED, "is damaged: speaker %llu", (unsigned long long)id);
}

static int speaker__compare(const void *a, const void *b)
{
    const selon_speaker *x = a, *y = b;
    uint32_t at = x->mention_count > 0 ? x->mentions[0].start : UINT32_MAX;
    uint32_t other = y->mention_count > 0 ? y->mentions[0].start : UINT32_MAX;
    if (at != other) return at < other ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The speakers of the statements, each once, in the order of their first
 * mentions; until they are numbered `id` is the place in `all`. */
static int exporter__speakers(exporter *e)
{
    arena *a = e->of_text;
    size_t count = 0, n = e->statements.count;
    numbered *all = ARENA_ARRAY(a, numbered, n + 1);
    uint32_t *index = ARENA_ARRAY(a, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++)
        if (e->statements.items[i].speaker != 0) all[count++].id = (uint64_t)e->statements.items[i].speaker;
    if (count > 0) qsort(all, count, sizeof *all, numbered__compare);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || all[kept - 1].id != all[i].id) all[kept++].id = all[i].id;
    selon_speaker *speakers = ARENA_ZARRAY(a, selon_speaker, kept + 1);
    for (size_t i = 0; i < kept; i++) {
        all[i].index = (uint32_t)i;
        speakers[i].id = (uint32_t)i;
        int error = exporter__speaker(e, all[i].id, &speakers[i]);
        if (error != SELON_OK) return error;
    }
    if (kept > 0) qsort(speakers, kept, sizeof *speakers, speaker__compare);
    for (size_t i = 0; i < kept; i++) {
        index[speakers[i].id] = (uint32_t)i;
        speakers[i].id = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t at = numbered__find(all, kept, (uint64_t)e->statements.items[i].speaker);
        if (at != SELON_NONE) e->statements.items[i].st.speaker = index[at];
    }
    e->doc->speakers = speakers;
    e->doc->speaker_count = kept;
    return SELON_OK;
}

static void exporter__statements(exporter *e, exported *more)
{
    arena *a = e->of_text;
    size_t n = e->statements.count;
    gathered *items = e->statements.items;
    numbered *ids = ARENA_ARRAY(a, numbered, n + 1);
    selon_statement *statements = ARENA_ARRAY(a, selon_statement, n + 1);
    if (n > 0) qsort(items, n, sizeof *items, gathered__compare);
    for (size_t i = 0; i < n; i++) ids[i] = (numbered){items[i].more.id, (uint32_t)i};
    if (n > 0) qsort(ids, n, sizeof *ids, numbered__compare);
    for (size_t i = 0; i < n; i++) {
        statements[i] = items[i].st;
        statements[i].parent = numbered__find(ids, n, items[i].parent);
        more[i] = items[i].more;
    }
    e->doc->statements = statements;
    e->doc->statement_count = n;
}

/* The languages' words are loaded once, into an arena of their own. */
static int exporter__beings(exporter *e, being_shown *out)
{
    const selon_document *doc = e->doc;
    if (e->of_words == NULL && (e->of_words = arena_new(&e->l->allocator, 65536)) == NULL) return SELON_ERROR_MEMORY;
    if (setjmp(*arena_escape(e->of_words)) != 0) return SELON_ERROR_MEMORY;
    if (e->words == NULL) e->words = gender_words_new(e->of_words);
    for (size_t i = 0; i < doc->speaker_count; i++) {
        const selon_speaker *k = &doc->speakers[i];
        gendered who = {doc->article.language, k->name,     k->role,         doc->article.text,
                        doc->article.size,     k->mentions, k->mention_count};
        out[i] = being_of(e->words, &who);
    }
    return SELON_OK;
}

static int exporter__write(exporter *e)
{
    size_t n = e->statements.count;
    exported *more = ARENA_ARRAY(e->of_text, exported, n + 1);
    int error = exporter__speakers(e);
    if (error != SELON_OK) return error;
    exporter__statements(e, more);
    being_shown *beings = ARENA_ZARRAY(e->of_text, being_shown, e->doc->speaker_count + 1);
    if (e->options->form == EXPORT_QUOTATIONS && exporter__beings(e, beings) != SELON_OK)
        return ledger_fail(e->l, SELON_ERROR_MEMORY, "not enough memory");
    e->w->doc = e->doc;
    e->w->text = e->doc->article.text;
    e->w->size = e->doc->article.size;
    e->form->text(&(export_text){e->w, e->address, e->text_id, more, beings, e->options, e->first});
    e->first = false;
    e->count->statements += n;
    return SELON_OK;
}

/* ---- jumps out of the arenas ---- */

static int exporter__escaped(exporter *e, int escaped)
{
    for (size_t i = 0; i < SQL_COUNT_OF; i++) sqlite3_reset(e->l->sql[i]);
    if (escaped == 1) return ledger_fail(e->l, SELON_ERROR_MEMORY, "not enough memory");
    e->count->written = SELON_ERROR_IO;
    return SELON_ERROR_IO;
}

/* Writes the text at hand, if there is one, and forgets it. */
static int exporter__end_text(exporter *e)
{
    int error = SELON_OK;
    if (e->of_text == NULL) return error;
    int escaped = setjmp(*arena_escape(e->of_text));
    if (escaped == 0) {
        e->w->arena = e->of_text;
        error = exporter__write(e);
    } else {
        error = exporter__escaped(e, escaped);
    }
    e->w->arena = e->arena;
    e->w->doc = NULL;
    arena_free(e->of_text);
    e->of_text = NULL;
    e->doc = NULL;
    e->address = NULL;
    memset(&e->statements, 0, sizeof e->statements);
    return error;
}

static int exporter__take(exporter *e, const ledger_result *r)
{
    if (r->text == NULL) {
        e->count->left_out++;
        return SELON_OK;
    }
    if (e->of_text == NULL || e->text_id != r->text_id) {
        int error = exporter__end_text(e);
        if (error != SELON_OK) return error;
        e->of_text = arena_new(&e->l->allocator, r->text_size + 16384);
        if (e->of_text == NULL) return ledger_fail(e->l, SELON_ERROR_MEMORY, "not enough memory");
    }
    if (setjmp(*arena_escape(e->of_text)) != 0) return exporter__escaped(e, 1);
    if (e->doc == NULL) exporter__begin_text(e, r);
    exporter__gather(e, r);
    return SELON_OK;
}

static int exporter__run(exporter *e, const ledger_filter *filter)
{
    ledger_cursor *c;
    const ledger_result *r;
    int error = ledger_cursor_open(&c, e->l, filter);
    while (c != NULL && error == SELON_OK && (error = ledger_cursor_next(c, &r)) == SELON_OK && r != NULL)
        error = exporter__take(e, r);
    if (error == SELON_OK) error = exporter__end_text(e);
    ledger_cursor_close(c);
    return error;
}

/* ---- gold articles without a statement ---- */

static int exporter__empty(exporter *e, int64_t id)
{
    kept_text kept;
    ledger_result r = {.text_id = (uint64_t)id};
    e->of_text = arena_new(&e->l->allocator, 65536);
    if (e->of_text == NULL) return ledger_fail(e->l, SELON_ERROR_MEMORY, "not enough memory");
    if (setjmp(*arena_escape(e->of_text)) != 0) return exporter__escaped(e, 1);
    int error = ledger_text(e->l, e->of_text, id, &kept);
    if (error == SELON_OK)
        error = ledger_appearances(e->l, e->of_text, 0, kept.family, id, &r.appearances, &r.appearance_count);
    if (error != SELON_OK) return error;
    r.text = kept.text;
    r.text_size = (uint32_t)kept.size;
    r.lang = kept.lang;
    exporter__begin_text(e, &r);
    return exporter__end_text(e);
}

static int exporter__empty_ones(exporter *e, const ledger_filter *filter)
{
    char sql[1600];
    sqlite3_stmt *s;
    int row = 0;
    if (filter->gold == LEDGER_GOLD_ANY) return SELON_OK;
    /* The first column is null for one that is left out. */
    sqlite3_snprintf((int)sizeof sql, sql,
                     "select case when t.body is not null and not %s then t.id end from texts t where %s and "
                     "(?1 is null or t.lang = ?1) and (t.body is null or %s or not exists (select 1 from statements s "
                     "where s.text = t.id)) order by t.id",
                     GOLD_INHERITS, gold_texts(filter->gold), GOLD_INHERITS);
    if (sqlite3_prepare_v2(e->l->db, sql, -1, &s, NULL) != SQLITE_OK) return ledger_fail_sql(e->l);
    sql_bind_text(s, 1, filter->lang);
    int error = SELON_OK;
    while (error == SELON_OK && (row = ledger_sql_row(e->l, s)) == 1) {
        if (sqlite3_column_type(s, 0) == SQLITE_NULL)
            e->count->articles++;
        else
            error = exporter__empty(e, sqlite3_column_int64(s, 0));
    }
    sqlite3_finalize(s);
    return row < 0 ? row : error;
}

/* What stands before or behind all texts. */
static int exporter__around(exporter *e, bool end)
{
    int escaped = setjmp(*arena_escape(e->arena));
    if (escaped != 0) return exporter__escaped(e, escaped);
    void (*write)(writer *, const export_options *) = end ? e->form->end : e->form->begin;
    if (end && e->first && e->options->form == EXPORT_CSV) { /* the names alone */
        e->w->doc = ARENA_NEW(e->arena, selon_document);
        csv__text(&(export_text){.w = e->w, .first = true});
    }
    if (write != NULL) write(e->w, e->options);
    if (end) writer_flush(e->w);
    return SELON_OK;
}

int ledger_export(ledger *l, const ledger_filter *filter, const export_options *options, selon_sink sink, void *payload,
                  export_count *count)
{
    ledger_filter all = *filter;
    selon_write_options write = {.byte_offsets = options->byte_offsets};
    *count = (export_count){0};
    all.sort = LEDGER_BY_TEXT;
    if (options->form == EXPORT_QUOTATIONS && all.types == 0) all.types = 1u << SELON_DIRECT | 1u << SELON_MIXED;
    arena *a = arena_new(&l->allocator, sizeof(writer) + 4096);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    }
    exporter *e = ARENA_NEW(a, exporter);
    *e = (exporter){
        .l = l, .options = options, .form = &forms[options->form], .arena = a, .count = count, .first = true};
    e->w = report_writer(a, &write, sink, payload);
    int error = exporter__around(e, false);
    if (error == SELON_OK) error = exporter__run(e, &all);
    if (error == SELON_OK) error = exporter__empty_ones(e, &all);
    if (error == SELON_OK) error = exporter__around(e, true);
    if (e->of_text != NULL) arena_free(e->of_text);
    if (e->of_words != NULL) arena_free(e->of_words);
    arena_free(a);
    return error;
}
