/* SPDX-License-Identifier: Apache-2.0
 *
 * query.c - see query.h.
 *
 * Only words that words.h has folded, letters and digits, get into the
 * expression, and always between quotation marks: nothing that was typed can be
 * an operator of FTS5.
 *
 * A word's relatives come from the table `forms`: those with one of the stems
 * that the word has there, or, if it was never met, with the stem that Snowball
 * gives it. Names are not stemmed: who looks for Martin does not mean Martins.
 */
#include "ledger/query.h"

#include <string.h>

#include "base/utf8.h"
#include "ledger/inside.h"

#define FORMS_OF_WORD 64

/* ---- parsing ---- */

static bool mark_is_quote(uint32_t cp)
{
    return cp == '"' || cp == 0xAB || cp == 0xBB || (cp >= 0x201C && cp <= 0x201F);
}

static bool mark_is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0x2BC;
}

typedef struct parsing {
    arena *arena;
    query *q;
} parsing;

static query_clause *clause__new(parsing *p)
{
    if (p->q->count == QUERY_CLAUSES) return NULL;
    query_clause *c = &p->q->clauses[p->q->count];
    memset(c, 0, sizeof *c);
    return c;
}

/* Words that belong together, between `at` and `end`. */
static void clause__add(parsing *p, const char *at, const char *end, bool exact, bool prefix)
{
    query_clause *c = clause__new(p);
    word_cursor cursor = words_of(at, (size_t)(end - at));
    if (c == NULL) return;
    while (c->word_count < CLAUSE_WORDS && words_next(&cursor)) {
        c->lower = arena_strndup(p->arena, cursor.lower, cursor.lower_size);
        c->words[c->word_count++] = arena_strndup(p->arena, cursor.folded, cursor.folded_size);
    }
    c->exact = exact;
    c->prefix = prefix && c->word_count > 0;
    p->q->count += c->word_count > 0;
}

/* How many letters and digits a piece has, at most two. */
static unsigned piece__letters(const char *at, const char *end)
{
    unsigned n, count = 0;
    for (; at < end && count < 2; at += n) {
        char_class c = char_class_of(utf8_decode(at, end, &n));
        count += c == CHAR_UPPER || c == CHAR_LOWER || c == CHAR_DIGIT;
    }
    return count;
}

/* What stands between spaces. An apostrophe parts it: "l'eau" is about water,
 * and its article, one letter, is left out. */
static void chunk__add(parsing *p, const char *at, const char *end)
{
    const char *piece = at;
    unsigned n;
    bool parted = false;
    for (const char *c = at; c < end; c += n) {
        if (!mark_is_apostrophe(utf8_decode(c, end, &n))) continue;
        if (piece__letters(piece, c) > 1) clause__add(p, piece, c, false, false);
        piece = c + n;
        parted = true;
    }
    if (!parted || piece__letters(piece, end) > 1) clause__add(p, piece, end, false, end > piece && end[-1] == '*');
}

void query_parse(arena *a, const char *text, size_t size, query *out)
{
    parsing p = {a, out};
    const char *at = text, *end = text + size, *chunk = NULL, *quote = NULL;
    unsigned n;
    out->count = 0;
    out->clauses = ARENA_ARRAY(a, query_clause, QUERY_CLAUSES);
    for (; at < end; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        bool mark = mark_is_quote(cp), parts = mark || char_class_of(cp) == CHAR_SPACE;
        if (quote != NULL) {
            if (!mark) continue;
            clause__add(&p, quote, at, true, false);
            quote = NULL;
            continue;
        }
        if (chunk != NULL && parts) chunk__add(&p, chunk, at);
        chunk = parts ? NULL : chunk != NULL ? chunk : at;
        if (mark) quote = at + n;
    }
    if (quote != NULL) clause__add(&p, quote, end, true, false);
    if (chunk != NULL) chunk__add(&p, chunk, end);
}

/* ---- relatives of a word ---- */

typedef struct form_list {
    const char *items[FORMS_OF_WORD];
    size_t count;
} form_list;

static bool forms__has(const form_list *f, const char *word)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i], word) == 0) return true;
    return false;
}

static bool word__is_plain(const char *word)
{
    word_cursor c = words_of(word, strlen(word));
    return words_next(&c) && c.at == c.end && strcmp(c.folded, word) == 0;
}

/* The first columns of a query's rows, as words. What is no folded word is not
 * ours, whoever put it into the table. */
static int forms__collect(ledger *l, arena *a, sqlite3_stmt *s, form_list *f)
{
    int row;
    while ((row = ledger_sql_row(l, s)) == 1) {
        const char *word = (const char *)sqlite3_column_text(s, 0);
        if (word == NULL || f->count == FORMS_OF_WORD || forms__has(f, word) || !word__is_plain(word)) continue;
        size_t size = strlen(word) + 1;
        char *copy = arena_try_alloc(a, size);
        if (copy == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        f->items[f->count++] = memcpy(copy, word, size);
    }
    return row;
}

static int forms__with_stem(ledger *l, arena *a, const char *stem, const char *lang, form_list *f)
{
    if (!forms__has(f, stem) && f->count < FORMS_OF_WORD) f->items[f->count++] = stem; /* a word that is its stem */
    sqlite3_stmt *s = ledger_sql_get(l, SQL_FORMS_OF_STEM);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, stem);
    sql_bind_text(s, 2, lang);
    return forms__collect(l, a, s, f);
}

/* Adds the stem that a language's stemmer gives the word as it was typed; that of the folded word, which has lost
 * its accents, only where a word of the ledger is so. */
static int stems__of_language(ledger *l, arena *a, const char *word, const char *lower, const char *lang,
                              form_list *stems)
{
    char stem[WORD_MOST + 1], folded[WORD_MOST + 1];
    size_t size = stem_of(l->stemmers, lang, lower, strlen(lower), stem);
    size_t folded_size = size != SIZE_MAX ? stem_of(l->stemmers, lang, word, strlen(word), folded) : SIZE_MAX;
    if (folded_size == SIZE_MAX) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
    if (size > 0 && stems->count < FORMS_OF_WORD && !forms__has(stems, stem))
        stems->items[stems->count++] = arena_strndup(a, stem, size);
    sqlite3_stmt *s = folded_size > 0 ? ledger_sql_get(l, SQL_FORM_HAS) : NULL;
    if (s == NULL) return folded_size > 0 ? l->error : SELON_OK;
    sql_bind_text(s, 1, folded);
    sql_bind_text(s, 2, lang);
    sql_bind_text(s, 3, word);
    return forms__collect(l, a, s, stems);
}

static int stems__by_rule(ledger *l, arena *a, const char *word, const char *lower, const char *lang, form_list *stems)
{
    form_list langs = {0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_LANGUAGES);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, lang);
    int error = forms__collect(l, a, s, &langs);
    for (size_t i = 0; i < langs.count && error == SELON_OK; i++)
        error = stems__of_language(l, a, word, lower, langs.items[i], stems);
    return error;
}

static int forms__of(ledger *l, arena *a, const char *word, const char *lower, const char *lang, form_list *out)
{
    form_list stems = {0};
    out->items[0] = word;
    out->count = 1;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_STEMS_OF_FORM);
    if (s == NULL) return l->error;
    sql_bind_text(s, 1, word);
    sql_bind_text(s, 2, lang);
    int error = forms__collect(l, a, s, &stems);
    if (error == SELON_OK) error = stems__by_rule(l, a, word, lower, lang, &stems);
    for (size_t i = 0; i < stems.count && error == SELON_OK; i++)
        error = forms__with_stem(l, a, stems.items[i], lang, out);
    return error;
}

/* ---- the expression ---- */

static void match__words(buffer *out, const query_clause *c)
{
    buffer_putc(out, '"');
    for (size_t i = 0; i < c->word_count; i++) {
        if (i > 0) buffer_putc(out, ' ');
        buffer_puts(out, c->words[i]);
    }
    buffer_puts(out, c->prefix ? "\"*" : "\"");
}

static void match__forms(buffer *out, const form_list *f)
{
    buffer_putc(out, '(');
    for (size_t i = 0; i < f->count; i++) {
        buffer_puts(out, i > 0 ? " OR \"" : "\"");
        buffer_puts(out, f->items[i]);
        buffer_putc(out, '"');
    }
    buffer_putc(out, ')');
}

/* The columns where stems count, and those of names; NULL for none. */
static const struct {
    const char *stemmed, *names;
} fields[] = {
    [QUERY_ANYWHERE] = {"{content role}", "{who addressee via}"},
    [QUERY_CONTENT] = {"{content}", NULL},
    [QUERY_WHO] = {NULL, "{who}"},
    [QUERY_ROLE] = {"{role}", NULL},
    [QUERY_ADDRESSEE] = {NULL, "{addressee}"},
};

static int match__clause(ledger *l, arena *a, const query_clause *c, query_field field, const char *lang, buffer *out)
{
    const char *stemmed = fields[field].stemmed, *names = fields[field].names;
    form_list forms = {0};
    bool stems = stemmed != NULL && c->word_count == 1 && !c->exact && !c->prefix;
    int error = stems ? forms__of(l, a, c->words[0], c->lower, lang, &forms) : SELON_OK;
    if (error != SELON_OK) return error;
    buffer_putc(out, '(');
    if (stemmed != NULL) buffer_puts(out, stemmed);
    if (stemmed != NULL) buffer_puts(out, " : ");
    if (stems)
        match__forms(out, &forms);
    else if (stemmed != NULL)
        match__words(out, c);
    if (stemmed != NULL && names != NULL) buffer_puts(out, " OR ");
    if (names != NULL) {
        buffer_puts(out, names);
        buffer_puts(out, " : ");
        match__words(out, c);
    }
    buffer_putc(out, ')');
    return SELON_OK;
}

int query_match(ledger *l, arena *a, const query *q, query_field field, const char *lang, buffer *out)
{
    for (size_t i = 0; i < q->count; i++) {
        if (out->size > 0) buffer_puts(out, " AND ");
        int error = match__clause(l, a, &q->clauses[i], field, lang, out);
        if (error != SELON_OK) return error;
    }
    return out->failed ? ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory") : SELON_OK;
}
