/* SPDX-License-Identifier: Apache-2.0
 *
 * terminal.c - the statements of an article for somebody at a terminal.
 *
 * Statements come in reading order; those that follow each other and have the
 * same speaker stand under one heading. Each is shown in its sentence with its
 * parts marked, by colour or else by brackets:
 *
 *     Anna Keller, mayor of Valbrune
 *       1  said · mixed · 2025-11-11 · via the Courier · 97%
 *          On Tuesday [the mayor] <told> the Courier {that the bridge "will reopen"}.
 *
 * A sentence can be of any length and hold any number of statements, so the
 * words around the parts are cut to CONTEXT bytes on either side and left out
 * where more than GAP bytes lie between two parts: the output is as long as
 * the parts are, whatever the text.
 */
#include <stdio.h>

#include "output/wrap.h"

#define CONTEXT 200
#define GAP 300
#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 20
#define INDENT_STATEMENT 2
#define DOT " \xC2\xB7 "
#define ELLIPSIS "\xE2\x80\xA6"

static const char *const opening[ROLE_COUNT] = {[ROLE_CONTENT] = "{", [ROLE_CUE] = "<", [ROLE_SOURCE] = "["};
static const char *const closing[ROLE_COUNT] = {[ROLE_CONTENT] = "}", [ROLE_CUE] = ">", [ROLE_SOURCE] = "]"};

/* Green words; underlined cue; bold name: apart without telling colours apart. */
static const style role_styles[ROLE_COUNT] = {[ROLE_CONTENT] = "32", [ROLE_CUE] = "4;33", [ROLE_SOURCE] = "1;36"};
#define STYLE_QUIET "2"
#define STYLE_STRONG "1"

/* ---- the sentence ------------------------------------------------------ */

/* The sentence that byte `at` lies in; the whole text where there are none,
 * and what lies between two sentences counts to the one before. */
static selon_span sentence_at(const writer *w, uint32_t at)
{
    size_t low = 0, high = selon_document_sentence_count(w->doc);
    if (high == 0) return (selon_span){0, (uint32_t)w->size};
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (selon_document_sentence(w->doc, middle).start <= at)
            low = middle;
        else
            high = middle;
    }
    return selon_document_sentence(w->doc, low);
}

/* Where the words before `at` begin, not before `first` nor CONTEXT bytes off. */
static uint32_t context_start(const writer *w, uint32_t first, uint32_t at)
{
    if (at <= first) return at;
    if (at - first <= CONTEXT) return first;
    uint32_t cut = at - CONTEXT;
    while (cut < at && w->text[cut] != ' ') cut++;
    return cut;
}

/* Where the words after `at` end. */
static uint32_t context_end(const writer *w, uint32_t at, uint32_t last)
{
    if (at >= last) return at;
    if (last - at <= CONTEXT) return last;
    uint32_t cut = at + CONTEXT;
    while (cut > at && w->text[cut] != ' ') cut--;
    return cut;
}

/* The parts that are open at a place of the text, and since where. */
typedef struct open_parts {
    selon_span span[ROLE_COUNT]; /* empty: not open */
} open_parts;

static void open__style(const open_parts *o, wrap *p)
{
    style s = STYLE_QUIET;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!span_empty(o->span[role])) s = role_styles[role];
    wrap_style(p, s);
}

/* Opens the part; a part that goes on from one of its role only lengthens it. */
static void open__begin(open_parts *o, wrap *p, const part *next)
{
    selon_span *span = &o->span[next->role];
    if (!span_empty(*span)) {
        if (next->span.end > span->end) span->end = next->span.end;
        return;
    }
    *span = next->span;
    open__style(o, p);
    if (!p->colour) wrap_puts(p, opening[next->role]);
}

/* Closes what ends at `at`, the last opened first. */
static void open__end(open_parts *o, wrap *p, uint32_t at)
{
    for (;;) {
        int last = -1;
        for (int role = 0; role < ROLE_COUNT; role++)
            if (!span_empty(o->span[role]) && o->span[role].end <= at &&
                (last < 0 || o->span[role].start >= o->span[last].start))
                last = role;
        if (last < 0) break;
        o->span[last] = (selon_span){0, 0};
        if (!p->colour) wrap_puts(p, closing[last]);
    }
    open__style(o, p);
}

/* Where the next part that is open ends; `otherwise` when none is. */
static uint32_t open__next_end(const open_parts *o, uint32_t otherwise)
{
    uint32_t end = UINT32_MAX;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!span_empty(o->span[role]) && o->span[role].end < end) end = o->span[role].end;
    return end == UINT32_MAX ? otherwise : end;
}

/* Lays out the text from the parts' first byte to their last. */
static uint32_t sentence__parts(wrap *p, const part *parts, size_t count)
{
    writer *w = p->w;
    open_parts open = {0};
    uint32_t at = parts[0].span.start;
    for (size_t next = 0; next < count || open__next_end(&open, 0) > 0;) {
        uint32_t start = next < count ? parts[next].span.start : UINT32_MAX;
        uint32_t end = open__next_end(&open, 0), stop = end > 0 && end <= start ? end : start;
        if (end == 0 && stop - at > GAP) {
            wrap_puts(p, " " ELLIPSIS " ");
            at = stop;
        }
        if (stop > at) wrap_text(p, w->text + at, stop - at);
        if (stop > at) at = stop;
        if (end > 0 && end <= start)
            open__end(&open, p, at);
        else
            open__begin(&open, p, &parts[next++]);
    }
    return at;
}

void terminal_sentence(wrap *p, const selon_statement *st, part *parts)
{
    writer *w = p->w;
    size_t count = parts_of(st, 0, parts);
    if (count == 0) return;
    uint32_t at = parts[0].span.start, first = sentence_at(w, at).start;
    uint32_t start = context_start(w, first, at);
    wrap_style(p, STYLE_QUIET);
    if (start > first && at > first) wrap_puts(p, ELLIPSIS " ");
    wrap_text(p, w->text + start, at - start);
    at = sentence__parts(p, parts, count);
    uint32_t last = sentence_at(w, at > 0 ? at - 1 : 0).end, end = context_end(w, at, last);
    wrap_style(p, STYLE_QUIET);
    wrap_text(p, w->text + at, end - at);
    if (end < last && at < last) wrap_puts(p, " " ELLIPSIS);
    wrap_line(p);
}

/* ---- around it --------------------------------------------------------- */

static void put_label(wrap *p, label l)
{
    wrap_text(p, p->w->labels.items[l].text, p->w->labels.items[l].size);
}

static void put_span(wrap *p, selon_span span)
{
    wrap_text(p, p->w->text + span.start, span.end - span.start);
}

static void put_number(wrap *p, size_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", number);
    wrap_puts(p, digits);
}

/* "· label words" of an optional part. */
static void put_part(wrap *p, label l, selon_span span)
{
    if (span_empty(span)) return;
    wrap_puts(p, DOT);
    put_label(p, l);
    wrap_puts(p, " ");
    put_span(p, span);
}

void terminal_facts(wrap *p, const selon_statement *st)
{
    const selon_statement *parent = selon_document_statement(p->w->doc, st->parent);
    wrap_style(p, STYLE_QUIET);
    put_label(p, (label)(LABEL_SAID + (int)st->kind));
    wrap_puts(p, DOT);
    put_label(p, (label)(LABEL_DIRECT + (int)st->type));
    if (st->negated) {
        wrap_puts(p, DOT);
        put_label(p, LABEL_NEGATED);
    }
    if (st->time_value != NULL || !span_empty(st->time)) {
        wrap_puts(p, DOT);
        if (st->time_value != NULL)
            wrap_puts(p, st->time_value);
        else
            put_span(p, st->time);
    }
    put_part(p, LABEL_ADDRESSEE, st->addressee);
    put_part(p, LABEL_VIA, st->via);
    if (parent != NULL) {
        wrap_puts(p, DOT);
        put_label(p, LABEL_INSIDE);
        wrap_puts(p, " ");
        put_number(p, parent->id);
    }
    wrap_puts(p, DOT);
    put_number(p, confidence_percent(st->confidence));
    put_label(p, LABEL_PERCENT);
    wrap_line(p);
}

void terminal_speaker(wrap *p, const selon_speaker *speaker)
{
    wrap_indent(p, 0);
    wrap_style(p, STYLE_STRONG);
    if (speaker == NULL)
        put_label(p, LABEL_UNKNOWN);
    else
        wrap_puts(p, speaker->name);
    if (speaker != NULL && speaker->role != NULL) {
        wrap_style(p, "");
        wrap_puts(p, ", ");
        wrap_puts(p, speaker->role);
    }
    wrap_line(p);
}

/* The number of the statement, right-aligned in `digits` columns, then the rest. */
static void statement__show(wrap *p, const selon_statement *st, unsigned digits, part *parts)
{
    char number[24];
    int size = snprintf(number, sizeof number, "%zu", (size_t)st->id);
    wrap_indent(p, INDENT_STATEMENT + (digits > (unsigned)size ? digits - (unsigned)size : 0));
    wrap_style(p, STYLE_STRONG);
    wrap_puts(p, number);
    wrap_style(p, STYLE_QUIET);
    wrap_puts(p, "\xC2\xA0 ");
    wrap_indent(p, INDENT_STATEMENT + digits + 2);
    terminal_facts(p, st);
    terminal_sentence(p, st, parts);
}

/* "words · words": one more of the facts in the head. */
static void head__fact(wrap *p, bool *first, const char *fact)
{
    if (fact == NULL) return;
    if (!*first) wrap_puts(p, DOT);
    *first = false;
    wrap_puts(p, fact);
}

static void head__count(wrap *p, bool *first, label l, size_t count)
{
    head__fact(p, first, "");
    put_label(p, l);
    put_label(p, LABEL_COLON);
    put_number(p, count);
}

static void head__legend(wrap *p)
{
    static const part_role order[] = {ROLE_SOURCE, ROLE_CUE, ROLE_CONTENT};
    static const label words[] = {LABEL_SOURCE, LABEL_CUE, LABEL_CONTENT};
    for (int i = 0; i < 3; i++) {
        wrap_style(p, role_styles[order[i]]);
        if (!p->colour) wrap_puts(p, opening[order[i]]);
        put_label(p, words[i]);
        if (!p->colour) wrap_puts(p, closing[order[i]]);
        wrap_style(p, "");
        wrap_puts(p, " ");
    }
    wrap_line(p);
}

static void head__show(wrap *p)
{
    const selon_document *doc = p->w->doc;
    const char *title = selon_document_title(doc);
    if (title == NULL || *title == '\0') title = selon_document_id(doc);
    size_t statements = selon_document_statement_count(doc);
    bool first = true;
    if (title != NULL && *title != '\0') {
        wrap_style(p, STYLE_STRONG);
        wrap_puts(p, title);
        wrap_line(p);
    }
    wrap_style(p, STYLE_QUIET);
    head__fact(p, &first, selon_document_outlet(doc));
    head__fact(p, &first, selon_document_author(doc));
    head__fact(p, &first, selon_document_date(doc));
    if (statements == 0) {
        head__fact(p, &first, "");
        put_label(p, LABEL_NONE_FOUND);
    } else {
        head__count(p, &first, LABEL_STATEMENTS, statements);
        head__count(p, &first, LABEL_SPEAKERS, selon_document_speaker_count(doc));
    }
    wrap_line(p);
    if (statements > 0) head__legend(p);
}

void terminal_write(writer *w)
{
    unsigned width = w->options.width == 0 ? WIDTH_DEFAULT : w->options.width;
    wrap p = wrap_new(w, width < WIDTH_LEAST ? WIDTH_LEAST : width, w->options.colour);
    size_t count = selon_document_statement_count(w->doc), most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t n = part_count(selon_document_statement(w->doc, i));
        if (n > most) most = n;
    }
    part *parts = ARENA_ARRAY(w->arena, part, most);
    unsigned digits = 1;
    for (size_t n = count; n >= 10; n /= 10) digits++;

    head__show(&p);
    for (size_t i = 0; i < count; i++) {
        const selon_statement *st = selon_document_statement(w->doc, i);
        if (i == 0 || st->speaker != selon_document_statement(w->doc, i - 1)->speaker) {
            wrap_line(&p);
            terminal_speaker(&p, selon_document_speaker(w->doc, st->speaker));
        }
        statement__show(&p, st, digits, parts);
    }
    wrap_line(&p);
}
