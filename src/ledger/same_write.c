/* SPDX-License-Identifier: Apache-2.0
 *
 * same_write.c - groups of statements with the same words, written out; see
 * same.h.
 *
 * On a terminal what the other wording has and this one has not stands before
 * it in [-...-], what only this one has in {+...+}, both where both are in
 * quotation marks: so a change can be seen without colours, too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/report.h"
#include "ledger/same.h"
#include "output/wrap.h"

typedef struct same_format {
    void (*begin)(writer *w);
    void (*group)(writer *w, const same_group *g, uint64_t before);
} same_format;

struct same_writer {
    writer *w;
    arena *arena;
    const same_format *format;
    uint64_t count;
    int error;
};

static const char *day__text(char out[48], int32_t day)
{
    if (day <= 0) return NULL;
    snprintf(out, 48, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
    return out;
}

/* When a member was first published, else when it was said. */
static const char *member__date(const same_member *m, char out[48])
{
    if (m->appearance_count > 0 && m->appearances[0].published != NULL) return m->appearances[0].published;
    return day__text(out, m->day);
}

static const char *member__outlet(const same_member *m)
{
    for (size_t i = 0; i < m->appearance_count; i++)
        if (m->appearances[i].outlet != NULL) return m->appearances[i].outlet;
    return NULL;
}

/* The member's whole wording. */
static char *member__words(arena *a, const same_member *m)
{
    VEC(char) out = {0};
    for (size_t i = 0; i < m->piece_count; i++) {
        const same_piece *p = &m->pieces[i];
        size_t size = p->words != NULL ? strlen(p->words) : 0;
        if (size == 0) continue;
        VEC_RESERVE(a, &out, size + 2);
        if (out.count > 0 && !p->joined) out.items[out.count++] = ' ';
        memcpy(out.items + out.count, p->words, size);
        out.count += size;
    }
    VEC_PUSH(a, &out, '\0');
    return out.items;
}

/* ---- JSON lines ---- */

static void json__number(writer *w, const char *key, uint64_t number)
{
    writer_puts(w, ", \"");
    writer_puts(w, key);
    writer_puts(w, "\": ");
    writer_number(w, number);
}

static void json__differences(writer *w, const same_member *m)
{
    bool first = true;
    writer_puts(w, ", \"differences\": [");
    for (size_t i = 0; i < m->piece_count; i++) {
        const same_piece *p = &m->pieces[i];
        if (p->kind != SAME_CHANGED && p->kind != SAME_OTHER) continue;
        writer_puts(w, first ? "{\"quoted\": " : ", {\"quoted\": ");
        writer_puts(w, p->kind == SAME_CHANGED ? "true" : "false");
        jsonl_member(w, "was", p->was);
        jsonl_member(w, "is", p->words);
        writer_putc(w, '}');
        first = false;
    }
    writer_putc(w, ']');
}

static void json__member(writer *w, const same_member *m)
{
    char day[48];
    writer_puts(w, "{\"id\": ");
    writer_number(w, m->id);
    jsonl_member(w, "date", member__date(m, day));
    jsonl_member(w, "outlet", member__outlet(m));
    jsonl_member(w, "type", jsonl_type(m->type));
    jsonl_member(w, "lang", m->lang);
    jsonl_member(w, "speaker", m->speaker);
    jsonl_member(w, "role", m->role);
    jsonl_member(w, "words", m->piece_count > 0 ? member__words(w->arena, m) : NULL);
    if (m->beside != 0)
        json__number(w, "compared_with", m->beside);
    else
        writer_puts(w, ", \"compared_with\": null");
    writer_puts(w, m->differently ? ", \"attributed_differently\": true" : ", \"attributed_differently\": false");
    json__number(w, "changes", m->changes);
    json__differences(w, m);
    writer_puts(w, ", \"articles\": [");
    for (size_t i = 0; i < m->appearance_count; i++) {
        const ledger_appearance *a = &m->appearances[i];
        writer_puts(w, i > 0 ? ", {\"current\": " : "{\"current\": ");
        writer_puts(w, a->current ? "true" : "false");
        jsonl_member(w, "url", a->address);
        jsonl_member(w, "outlet", a->outlet);
        jsonl_member(w, "title", a->title);
        jsonl_member(w, "date", a->published);
        jsonl_member(w, "added", a->added);
        writer_putc(w, '}');
    }
    writer_puts(w, "]}");
}

static void json__group(writer *w, const same_group *g, uint64_t before)
{
    (void)before;
    writer_puts(w, "{\"group\": ");
    writer_number(w, g->id);
    json__number(w, "outlets", g->outlets);
    json__number(w, "changes", g->changes);
    writer_puts(w, ", \"first\": ");
    writer_number(w, g->members[0].id);
    writer_puts(w, ", \"statements\": [");
    for (size_t i = 0; i < g->count; i++) {
        if (i > 0) writer_puts(w, ", ");
        json__member(w, &g->members[i]);
    }
    writer_puts(w, "]}\n");
}

/* ---- CSV ---- */

static void csv__begin(writer *w)
{
    writer_puts(w, "group,statement,date,outlet,speaker,role,type,words,compared_with,changes,differences,"
                   "attributed_differently,url,articles\r\n");
}

/* "gamble -> play; not ->": what differs inside quotation marks. */
static void csv__differences(writer *w, const same_member *m)
{
    VEC(char) out = {0};
    for (size_t i = 0; i < m->piece_count; i++) {
        const same_piece *p = &m->pieces[i];
        if (p->kind != SAME_CHANGED) continue;
        const char *parts[] = {out.count > 0 ? "; " : "", p->was != NULL ? p->was : "", " \xE2\x86\x92 ",
                               p->words != NULL ? p->words : ""};
        for (int k = 0; k < 4; k++) {
            size_t size = strlen(parts[k]);
            if (size == 0) continue;
            VEC_RESERVE(w->arena, &out, size);
            memcpy(out.items + out.count, parts[k], size);
            out.count += size;
        }
    }
    if (out.count > 0) csv_text(w, out.items, out.count);
    writer_putc(w, ',');
}

static void csv__group(writer *w, const same_group *g, uint64_t before)
{
    (void)before;
    for (size_t i = 0; i < g->count; i++) {
        const same_member *m = &g->members[i];
        char day[48];
        writer_number(w, g->id);
        writer_putc(w, ',');
        writer_number(w, m->id);
        writer_putc(w, ',');
        csv_string(w, member__date(m, day));
        csv_string(w, member__outlet(m));
        csv_string(w, m->speaker);
        csv_string(w, m->role);
        csv_string(w, jsonl_type(m->type));
        csv_string(w, m->piece_count > 0 ? member__words(w->arena, m) : NULL);
        if (m->beside != 0) writer_number(w, m->beside);
        writer_putc(w, ',');
        writer_number(w, m->changes);
        writer_putc(w, ',');
        csv__differences(w, m);
        writer_puts(w, m->differently ? "true," : "false,");
        csv_string(w, m->appearance_count > 0 ? m->appearances[0].address : NULL);
        writer_number(w, m->appearance_count);
        writer_puts(w, "\r\n");
    }
}

/* ---- terminal ---- */

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 20
#define PLACES_SHOWN 3
#define STYLE_HEADING "1"
#define STYLE_QUIET "2"
#define STYLE_NEW "1;32"
#define STYLE_OLD "31;9"
#define STYLE_WARNING "33"

static void terminal__styled(wrap *p, style s, const char *words)
{
    wrap_style(p, s);
    wrap_puts(p, words);
    wrap_style(p, "");
}

/* One line's facts, apart by dots; those that are not known are left out. */
static void terminal__facts(wrap *p, const char *const *facts, size_t count)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (facts[i] == NULL || *facts[i] == '\0') continue;
        if (!first) wrap_puts(p, " \xC2\xB7 ");
        wrap_puts(p, facts[i]);
        first = false;
    }
}

static void terminal__change(wrap *p, const same_piece *piece)
{
    if (piece->was != NULL) {
        wrap_style(p, STYLE_OLD);
        wrap_puts(p, "[-");
        wrap_puts(p, piece->was);
        wrap_puts(p, "-]");
        wrap_style(p, "");
    }
    if (piece->was != NULL && piece->words != NULL) wrap_puts(p, " ");
    if (piece->words == NULL) return;
    wrap_style(p, STYLE_NEW);
    wrap_puts(p, "{+");
    wrap_puts(p, piece->words);
    wrap_puts(p, "+}");
    wrap_style(p, "");
}

static void terminal__wording(wrap *p, const same_member *m)
{
    bool began = false;
    for (size_t i = 0; i < m->piece_count; i++) {
        const same_piece *piece = &m->pieces[i];
        bool change = piece->kind == SAME_CHANGED;
        if (!change && piece->words == NULL) continue; /* an indirect one lacks words as a matter of course */
        if (began && (!piece->joined || (change && piece->was != NULL))) wrap_puts(p, " ");
        if (change)
            terminal__change(p, piece);
        else
            terminal__styled(p, piece->kind == SAME_KEPT ? "" : STYLE_QUIET, piece->words);
        began = true;
    }
    wrap_line(p);
}

static void terminal__member(wrap *p, const same_member *m, bool first)
{
    char number[64], day[48];
    snprintf(number, sizeof number, "%llu", (unsigned long long)m->id);
    wrap_indent(p, 2);
    const char *facts[] = {member__date(m, day), member__outlet(m), m->speaker != NULL ? m->speaker : "?",
                           jsonl_type(m->type), number};
    terminal__facts(p, facts, sizeof facts / sizeof *facts);
    if (first) terminal__styled(p, STYLE_QUIET, " \xC2\xB7 first");
    if (m->differently) terminal__styled(p, STYLE_WARNING, " \xC2\xB7 attributed differently");
    wrap_line(p);
    wrap_indent(p, 4);
    if (m->piece_count > 0) terminal__wording(p, m);
    wrap_style(p, STYLE_QUIET);
    for (size_t i = 0; i < m->appearance_count && i < PLACES_SHOWN; i++) {
        const ledger_appearance *a = &m->appearances[i];
        const char *places[] = {i > 0 ? a->outlet : NULL, i > 0 ? a->published : NULL, a->title, a->address};
        terminal__facts(p, places, sizeof places / sizeof *places);
        wrap_line(p);
    }
    snprintf(number, sizeof number, "+ %zu", m->appearance_count - PLACES_SHOWN);
    if (m->appearance_count > PLACES_SHOWN) {
        wrap_puts(p, number);
        wrap_line(p);
    }
    wrap_style(p, "");
    wrap_indent(p, 0);
}

static void terminal__group(writer *w, const same_group *g, uint64_t before)
{
    char heading[160];
    unsigned width = w->options.width == 0 ? WIDTH_DEFAULT : w->options.width;
    wrap p = wrap_new(w, width < WIDTH_LEAST ? WIDTH_LEAST : width, w->options.colour);
    if (before > 0) wrap_line(&p);
    int size = snprintf(heading, sizeof heading, "%zu %s in %zu %s", g->count,
                        g->count == 1 ? "statement" : "statements", g->outlets, g->outlets == 1 ? "outlet" : "outlets");
    if (g->changes > 0)
        snprintf(heading + size, sizeof heading - (size_t)size, "; words inside quotation marks differ: %u",
                 g->changes);
    terminal__styled(&p, STYLE_HEADING, heading);
    wrap_line(&p);
    for (size_t i = 0; i < g->count; i++) terminal__member(&p, &g->members[i], i == 0 && g->count > 1);
}

/* ---- all of them ---- */

static const same_format formats[] = {
    [SELON_OUTPUT_JSONL] = {NULL, json__group},
    [SELON_OUTPUT_CSV] = {csv__begin, csv__group},
    [SELON_OUTPUT_TERMINAL] = {NULL, terminal__group},
};

same_writer *same_writer_new(const selon_write_options *options, selon_sink sink, void *payload)
{
    selon_allocator allocator = allocator_default();
    if ((size_t)options->format >= sizeof formats / sizeof *formats) return NULL;
    arena *a = arena_new(&allocator, sizeof(writer) + 4096);
    if (a == NULL) return NULL;
    if (setjmp(*arena_escape(a)) != 0) {
        arena_free(a);
        return NULL;
    }
    same_writer *out = ARENA_NEW(a, same_writer);
    out->arena = a;
    out->format = &formats[options->format];
    out->w = report_writer(a, options, sink, payload);
    return out;
}

/* Writes a group, or the beginning; what it takes goes with the arena. */
static int same_writer__write(same_writer *out, const same_group *g)
{
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 4096);
    if (a == NULL) return SELON_ERROR_MEMORY;
    int escaped = setjmp(*arena_escape(a));
    if (escaped == 0) {
        out->w->arena = a;
        if (g != NULL)
            out->format->group(out->w, g, out->count++);
        else if (out->format->begin != NULL)
            out->format->begin(out->w);
    }
    out->w->arena = out->arena;
    arena_free(a);
    return escaped == 0 ? SELON_OK : escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
}

int same_writer_take(const same_group *g, void *payload)
{
    same_writer *out = payload;
    if (out->error == SELON_OK && out->count == 0) out->error = same_writer__write(out, NULL);
    if (out->error == SELON_OK) out->error = same_writer__write(out, g);
    return out->error;
}

static int same_writer__flush(same_writer *out)
{
    int escaped = setjmp(*arena_escape(out->arena));
    if (escaped != 0) return escaped == 1 ? SELON_ERROR_MEMORY : SELON_ERROR_IO;
    if (out->count == 0 && out->format->begin != NULL) out->format->begin(out->w);
    writer_flush(out->w);
    return SELON_OK;
}

int same_writer_end(same_writer *out, uint64_t *count)
{
    int error = out->error == SELON_OK ? same_writer__flush(out) : out->error;
    if (count != NULL) *count = out->count;
    arena_free(out->arena);
    return error;
}
