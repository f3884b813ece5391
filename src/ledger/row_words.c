/* SPDX-License-Identifier: Apache-2.0
 *
 * row_words.c - the words that a statement is in the index under, from its row.
 * They are what entry.c made of the document: whoever changes one changes both.
 */
#include <string.h>

#include "ledger/entry.h"
#include "ledger/inside.h"

static entry_words span__words(arena *a, const kept_text *t, selon_span s)
{
    entry_words w = {"", 0};
    if (t->text != NULL && s.start < s.end) w.text = words_fold(a, t->text + s.start, s.end - s.start, &w.size);
    return w;
}

static entry_words string__words(arena *a, const char *s)
{
    entry_words w = {"", 0};
    if (s != NULL) w.text = words_fold(a, s, strlen(s), &w.size);
    return w;
}

void row_words(arena *a, const kept_text *t, const places *p, const char *name, const char *role, entry_words out[5])
{
    out[0] = t->text != NULL ? entry_fold_content(a, t->text, p->content, p->content_count) : (entry_words){"", 0};
    out[1] = name != NULL ? string__words(a, name) : span__words(a, t, p->source);
    out[2] = string__words(a, role);
    out[3] = span__words(a, t, p->addressee);
    out[4] = span__words(a, t, p->via);
}

int statement_words(ledger *l, arena *a, last_text *last, int64_t id, entry_words out[5])
{
    places p = {0};
    sqlite3_stmt *s = ledger_sql_get(l, SQL_STATEMENT_WORDS);
    if (s == NULL) return l->error;
    sqlite3_bind_int64(s, 1, id);
    int row = ledger_sql_row(l, s);
    if (row <= 0) return row < 0 ? row : ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %lld", (long long)id);
    int error = last_text_get(l, last, sqlite3_column_int64(s, 0));
    if (error != SELON_OK) return error;
    const kept_text *t = &last->text;
    const char *name = (const char *)sqlite3_column_text(s, 2), *role = (const char *)sqlite3_column_text(s, 3);
    blob b = {sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1)};
    if (t->text != NULL && !places_unpack(a, b, t->size, &p))
        return ledger_fail(l, LEDGER_DAMAGED, "is damaged: statement %lld", (long long)id);
    row_words(a, t, &p, name, role, out);
    sqlite3_reset(s);
    return SELON_OK;
}
