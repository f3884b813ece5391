/* SPDX-License-Identifier: Apache-2.0
 *
 * report.c - see report.h. What was counted is rows of one shape in all
 * formats: by what, which one, how many statements; and how many speakers, or
 * of which gender, where that has a meaning.
 */
#include "ledger/report.h"

#include <stdio.h>
#include <string.h>

#include "output/wrap.h"

writer *report_writer(arena *a, const selon_write_options *options, selon_sink sink, void *payload)
{
    writer *w = ARENA_NEW(a, writer);
    w->options = *options;
    w->arena = a;
    w->sink = sink;
    w->payload = payload;
    w->store = resource_store_new(a, NULL);
    labels_load(&w->labels, w->store, NULL, NULL, 0);
    return w;
}

int report_write(const selon_write_options *options, selon_sink sink, void *payload,
                 void (*write)(writer *w, const void *what), const void *what)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, sizeof(writer) + 4096);
    if (a == NULL) return SELON_ERROR_MEMORY;
    int escaped = setjmp(*arena_escape(a));
    if (escaped == 0) {
        writer *w = report_writer(a, options, sink, payload);
        write(w, what);
        writer_flush(w);
    }
    arena_free(a);
    return escaped == 0 ? SELON_OK : escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
}

/* ---- what was counted, as rows ---- */

static const gender gender_order[] = {SHOWN_WOMAN, SHOWN_MAN, SHOWN_NOTHING};
static const char *const gender_names[] = {[SHOWN_NOTHING] = "unknown", [SHOWN_WOMAN] = "women", [SHOWN_MAN] = "men"};

typedef struct count_row {
    const char *by, *name; /* `name` may be NULL */
    uint64_t statements;
    const uint64_t *speakers;
    const char *gender;
    uint64_t person;
} count_row;

typedef void (*count_take)(writer *w, const count_row *row);

static void stats__list(writer *w, const char *by, const stats_rows *rows, bool genders, count_take take)
{
    static const char *const one[] = {[SHOWN_NOTHING] = NULL, [SHOWN_WOMAN] = "woman", [SHOWN_MAN] = "man"};
    for (size_t i = 0; i < rows->count; i++)
        take(w, &(count_row){by, rows->rows[i].name, rows->rows[i].statements, NULL,
                             genders ? one[rows->rows[i].gender] : NULL, rows->rows[i].person});
}

static void stats__rows(writer *w, const ledger_stats *s, count_take take)
{
    take(w, &(count_row){"all", NULL, s->statements, NULL, NULL, 0});
    for (unsigned i = 0; i <= SELON_MIXED; i++)
        take(w, &(count_row){"type", jsonl_type(i), s->types[i], NULL, NULL, 0});
    for (unsigned i = 0; i <= SELON_THOUGHT; i++)
        take(w, &(count_row){"kind", jsonl_kind(i), s->kinds[i], NULL, NULL, 0});
    take(w, &(count_row){"note", "negated", s->negated, NULL, NULL, 0});
    take(w, &(count_row){"note", "undated", s->undated, NULL, NULL, 0});
    take(w, &(count_row){"note", "unattributed", s->unattributed, NULL, NULL, 0});
    for (int i = 0; i < GENDERS; i++) {
        gender g = gender_order[i];
        take(w, &(count_row){"gender", gender_names[g], s->gender_statements[g], &s->gender_speakers[g], NULL, 0});
    }
    stats__list(w, "speaker", &s->speakers, true, take);
    stats__list(w, "outlet", &s->outlets, false, take);
    stats__list(w, "month", &s->months, false, take);
}

static void json__count(writer *w, const count_row *row)
{
    writer_puts(w, "{\"by\": ");
    jsonl_string(w, row->by, strlen(row->by));
    jsonl_member(w, "name", row->name);
    writer_puts(w, ", \"statements\": ");
    writer_number(w, row->statements);
    if (row->speakers != NULL) {
        writer_puts(w, ", \"speakers\": ");
        writer_number(w, *row->speakers);
    }
    if (strcmp(row->by, "speaker") == 0) {
        jsonl_member(w, "gender", row->gender);
        writer_puts(w, ", \"person\": ");
        if (row->person != 0)
            writer_number(w, row->person);
        else
            writer_puts(w, "null");
    }
    writer_puts(w, "}\n");
}

static void csv__count(writer *w, const count_row *row)
{
    csv_string(w, row->by);
    csv_string(w, row->name);
    writer_number(w, row->statements);
    writer_putc(w, ',');
    if (row->speakers != NULL) writer_number(w, *row->speakers);
    writer_putc(w, ',');
    if (row->gender != NULL) csv_text(w, row->gender, strlen(row->gender));
    writer_putc(w, ',');
    if (row->person != 0) writer_number(w, row->person);
    writer_puts(w, "\r\n");
}

static void stats__jsonl(writer *w, const void *what)
{
    stats__rows(w, what, json__count);
}

static void stats__csv(writer *w, const void *what)
{
    writer_puts(w, "by,name,statements,speakers,gender,person\r\n");
    stats__rows(w, what, csv__count);
}

/* ---- for people ---- */

#define NUMBER_COLUMNS 9
#define WIDTH_DEFAULT 80
#define STYLE_HEADING "1"

typedef struct table {
    wrap wrap;
    uint64_t whole; /* what shares are of; 0: none are told */
} table;

static void table__heading(table *t, const char *heading, size_t more)
{
    char words[64];
    wrap_line(&t->wrap);
    wrap_indent(&t->wrap, 0);
    wrap_style(&t->wrap, STYLE_HEADING);
    wrap_puts(&t->wrap, heading);
    wrap_style(&t->wrap, "");
    snprintf(words, sizeof words, " (of %zu)", more);
    if (more > 0) wrap_puts(&t->wrap, words);
    wrap_line(&t->wrap);
}

/* A number at the right of its column, a name, and what else there is to say. */
static void table__row(table *t, uint64_t number, const char *name, const char *more)
{
    writer *w = t->wrap.w;
    char digits[32], share[32];
    int size = snprintf(digits, sizeof digits, "%*llu  ", NUMBER_COLUMNS - 2, (unsigned long long)number);
    writer_bytes(w, digits, (size_t)size);
    t->wrap.column = (unsigned)size;
    wrap_indent(&t->wrap, (unsigned)size);
    wrap_puts(&t->wrap, name);
    if (t->whole > 0) {
        snprintf(share, sizeof share, " (%.0f\xC2\xA0%%)", 100.0 * (double)number / (double)t->whole);
        wrap_puts(&t->wrap, share);
    }
    if (more != NULL) {
        wrap_puts(&t->wrap, " ");
        wrap_puts(&t->wrap, more);
    }
    wrap_line(&t->wrap);
}

static void table__list(table *t, const char *heading, const stats_rows *rows)
{
    static const char *const signs[] = {[SHOWN_NOTHING] = NULL, [SHOWN_WOMAN] = "(woman)", [SHOWN_MAN] = "(man)"};
    if (rows->all == 0) return;
    t->whole = 0;
    table__heading(t, heading, rows->count < rows->all ? rows->all : 0);
    for (size_t i = 0; i < rows->count; i++)
        table__row(t, rows->rows[i].statements, rows->rows[i].name, signs[rows->rows[i].gender]);
}

static void table__genders(table *t, const ledger_stats *s)
{
    char more[64];
    uint64_t all = s->gender_speakers[SHOWN_WOMAN] + s->gender_speakers[SHOWN_MAN] + s->gender_speakers[SHOWN_NOTHING];
    if (all == 0) return;
    t->whole = all;
    table__heading(t, "Speakers, as far as the texts show it", 0);
    for (int i = 0; i < GENDERS; i++) {
        gender g = gender_order[i];
        snprintf(more, sizeof more, "with %llu statements", (unsigned long long)s->gender_statements[g]);
        table__row(t, s->gender_speakers[g], gender_names[g], more);
    }
}

static void stats__terminal(writer *w, const void *what)
{
    const ledger_stats *s = what;
    char line[200];
    table t = {.wrap = wrap_new(w, w->options.width > 20 ? w->options.width : WIDTH_DEFAULT, w->options.colour)};
    snprintf(line, sizeof line,
             "%llu statements in %llu texts; %llu by nobody known, %llu negated, %llu without a date",
             (unsigned long long)s->statements, (unsigned long long)s->texts, (unsigned long long)s->unattributed,
             (unsigned long long)s->negated, (unsigned long long)s->undated);
    wrap_puts(&t.wrap, line);
    wrap_line(&t.wrap);
    t.whole = s->statements;
    table__heading(&t, "Type", 0);
    for (unsigned i = 0; i <= SELON_MIXED; i++) table__row(&t, s->types[i], jsonl_type(i), NULL);
    table__heading(&t, "Kind", 0);
    for (unsigned i = 0; i <= SELON_THOUGHT; i++) table__row(&t, s->kinds[i], jsonl_kind(i), NULL);
    table__genders(&t, s);
    table__list(&t, "Speaker", &s->speakers);
    table__list(&t, "Outlet", &s->outlets);
    table__list(&t, "Month", &s->months);
}

int stats_write(const ledger_stats *s, const selon_write_options *options, selon_sink sink, void *payload)
{
    switch (options->format) {
    case SELON_OUTPUT_JSONL: return report_write(options, sink, payload, stats__jsonl, s);
    case SELON_OUTPUT_CSV: return report_write(options, sink, payload, stats__csv, s);
    case SELON_OUTPUT_TERMINAL: return report_write(options, sink, payload, stats__terminal, s);
    default: return SELON_ERROR_ARGUMENT;
    }
}
