/* SPDX-License-Identifier: Apache-2.0
 *
 * stale.c - which texts are to be read again (reread.h), and how they were read.
 */
#include <string.h>

#include "engine.h"
#include "ledger/reread.h"
#include "resolve/dates.h"

struct reader_names {
    const selon_engine *engine;
    char names[ENGINE_LANGUAGES][READER_NAME];
    char none[READER_NAME]; /* of texts in no language that there are data for */
};

reader_names *reader_names_new(arena *a, const selon_engine *engine)
{
    reader_names *n = ARENA_NEW(a, reader_names);
    n->engine = engine;
    for (size_t i = 0; i < engine->language_count; i++) reader_name(&engine->languages[i], n->names[i]);
    reader_name(NULL, n->none);
    return n;
}

/* What this engine would be called that read a text in this language; NULL: it
 * has no data for it. */
static const char *reader_names__of(const reader_names *n, const char *lang)
{
    for (size_t i = 0; i < n->engine->language_count; i++)
        if (strcmp(n->engine->languages[i].code, lang) == 0) return n->names[i];
    return NULL;
}

/* A text without a language is stale when the version is another: it may tell more. */
static family_state row__state(const reader_names *n, sqlite3_stmt *s, bool all)
{
    const char *lang = (const char *)sqlite3_column_text(s, 1), *reader = (const char *)sqlite3_column_text(s, 2);
    const char *wanted = lang != NULL ? reader_names__of(n, lang) : n->none;
    if (wanted == NULL) return FAMILY_UNREADABLE;
    if (!all && reader != NULL && strcmp(reader, wanted) == 0) return FAMILY_CURRENT;
    return sqlite3_column_int(s, 3) ? FAMILY_STALE : FAMILY_TEXTLESS;
}

/* A family is read as a whole, so one text that cannot be read keeps all as they are. */
static family_state state__join(family_state a, family_state b)
{
    static const int weights[] = {
        [FAMILY_CURRENT] = 0, [FAMILY_STALE] = 1, [FAMILY_TEXTLESS] = 2, [FAMILY_UNREADABLE] = 3};
    return weights[a] > weights[b] ? a : b;
}

static int family__first(ledger *l, int64_t after, int64_t *out)
{
    sqlite3_stmt *s = ledger_sql_get(l, SQL_FAMILY_NEXT);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, after);
    int row = ledger_sql_row(l, s);
    if (row == 1) {
        *out = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
    }
    return row;
}

int stale_family_next(ledger *l, arena *a, reader_names *names, bool all, int64_t after, stale_family *out)
{
    VEC(int64_t) texts = {0};
    bool kept = true;
    *out = (stale_family){.state = FAMILY_CURRENT};
    int row = family__first(l, after, &out->id);
    if (row != 1) return row;
    sqlite3_stmt *s = ledger_sql_get(l, SQL_FAMILY_TEXTS);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, out->id);
    while ((row = ledger_sql_row(l, s)) == 1) {
        VEC_PUSH(a, &texts, sqlite3_column_int64(s, 0));
        out->state = state__join(out->state, row__state(names, s, all));
        kept = kept && sqlite3_column_int(s, 3) != 0;
    }
    if (out->state == FAMILY_STALE && !kept) out->state = FAMILY_TEXTLESS; /* one that is current has none */
    out->texts = texts.items;
    out->count = texts.count;
    return row < 0 ? row : 1;
}

int stale_text_get(ledger *l, arena *a, int64_t id, stale_text *out)
{
    civil_date day;
    *out = (stale_text){.options = selon_read_options_default()};
    int error = ledger_text(l, a, id, &out->text);
    sqlite3_stmt *s = error == SELON_OK ? ledger_sql_get(l, SQL_TEXT_DATE) : NULL;
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(l, s);
    if (row == 1) {
        const char *date = (const char *)sqlite3_column_text(s, 0);
        if (date != NULL && civil_date_parse(date, &day)) out->options.date = arena_strndup(a, date, strlen(date));
        sqlite3_reset(s);
    }
    out->options.format = SELON_INPUT_TEXT;
    out->options.charset = "utf-8"; /* else NULs could make it look like UTF-16 */
    out->options.language = out->text.lang;
    out->options.max_bytes = out->text.size + 1;
    return row < 0 ? row : SELON_OK;
}
