/* SPDX-License-Identifier: Apache-2.0
 *
 * brat.c - standoff annotations for the brat tool and those that read its files.
 *
 *     T1	Content 40 62	que le pont rouvrira      what is attributed: the statement's anchor
 *     A1	Type T1 Indirect                          its attributes
 *     T2	Source 0 10	Anna Keller               the other parts ...
 *     R1	SaidBy Arg1:T1 Arg2:T2                    ... and how they belong to it
 *     #1	AnnotatorNotes T2	Anna Keller, mayor    what has no place in the scheme
 *
 * The statement is held by its content and not by its cue, since a statement
 * may have no cue. Offsets are code points, whatever the options say, because
 * that is the format. It knows no annotation over a line end, so a span is cut
 * into fragments there, and a content of several spans is one entity with as
 * many fragments. docs/format.md has the configuration to go with it.
 */
#include "base/utf8.h"
#include "output/output.h"

typedef struct brat {
    writer *w;
    size_t entities, relations, attributes, notes; /* numbers given so far */
    uint32_t *content;                             /* by statement: its content's entity, 0 for none */
} brat;

/* Moves *at to the next stretch of `span` within one line; false at the end. */
static bool fragment__next(const writer *w, selon_span span, uint32_t *at, selon_span *out)
{
    while (*at < span.end && w->text[*at] == '\n') ++*at;
    if (*at >= span.end) return false;
    const char *newline = memchr(w->text + *at, '\n', span.end - *at);
    out->start = *at;
    *at = out->end = newline != NULL ? (uint32_t)(newline - w->text) : span.end;
    return true;
}

/* Writes the fragments of the spans: their offsets, or else their words. */
static void brat__fragments(brat *b, const selon_span *spans, size_t count, bool words)
{
    writer *w = b->w;
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        selon_span piece;
        for (uint32_t at = spans[i].start; fragment__next(w, spans[i], &at, &piece); first = false) {
            if (!first) writer_putc(w, words ? ' ' : ';');
            if (words) {
                writer_bytes(w, w->text + piece.start, piece.end - piece.start);
                continue;
            }
            writer_number(w, selon_document_code_point(w->doc, piece.start));
            writer_putc(w, ' ');
            writer_number(w, selon_document_code_point(w->doc, piece.end));
        }
    }
}

/* Writes an entity; returns its number, or 0 when the spans have no words. */
static size_t brat__entity(brat *b, const char *type, const selon_span *spans, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count && !any; i++) {
        selon_span piece;
        uint32_t at = spans[i].start;
        any = fragment__next(b->w, spans[i], &at, &piece);
    }
    if (!any) return 0;
    writer_putc(b->w, 'T');
    writer_number(b->w, ++b->entities);
    writer_putc(b->w, '\t');
    writer_puts(b->w, type);
    writer_putc(b->w, ' ');
    brat__fragments(b, spans, count, false);
    writer_putc(b->w, '\t');
    brat__fragments(b, spans, count, true);
    writer_putc(b->w, '\n');
    return b->entities;
}

static void brat__relation(brat *b, const char *type, size_t from, size_t to)
{
    writer_putc(b->w, 'R');
    writer_number(b->w, ++b->relations);
    writer_putc(b->w, '\t');
    writer_puts(b->w, type);
    writer_puts(b->w, " Arg1:T");
    writer_number(b->w, from);
    writer_puts(b->w, " Arg2:T");
    writer_number(b->w, to);
    writer_putc(b->w, '\n');
}

static void brat__attribute(brat *b, const char *name, size_t entity, const char *value)
{
    writer_putc(b->w, 'A');
    writer_number(b->w, ++b->attributes);
    writer_putc(b->w, '\t');
    writer_puts(b->w, name);
    writer_puts(b->w, " T");
    writer_number(b->w, entity);
    if (*value != '\0') writer_putc(b->w, ' ');
    writer_puts(b->w, value);
    writer_putc(b->w, '\n');
}

/* A line's worth of a string: what ends lines or fields becomes a space. */
static void brat__string(brat *b, const char *string)
{
    for (; *string != '\0'; string++) writer_putc(b->w, (unsigned char)*string < 0x20 ? ' ' : *string);
}

/* A note: `text`, and after a comma `more` where there is any. */
static void brat__note(brat *b, size_t entity, const char *text, const char *more)
{
    writer_putc(b->w, '#');
    writer_number(b->w, ++b->notes);
    writer_puts(b->w, "\tAnnotatorNotes T");
    writer_number(b->w, entity);
    writer_putc(b->w, '\t');
    brat__string(b, text);
    if (more != NULL) {
        writer_puts(b->w, ", ");
        brat__string(b, more);
    }
    writer_putc(b->w, '\n');
}

static void brat__attributes(brat *b, const selon_statement *st, size_t entity)
{
    static const char *const types[] = {"Direct", "Indirect", "Mixed"};
    static const char *const kinds[] = {"Said", "Wrote", "Thought"};
    unsigned tenths = confidence_of(st->confidence, 10);
    char value[] = {(char)('0' + tenths / 10), '.', (char)('0' + tenths % 10), '\0'};
    brat__attribute(b, "Type", entity, types[st->type]);
    brat__attribute(b, "Kind", entity, kinds[st->kind]);
    if (st->negated) brat__attribute(b, "Negated", entity, "");
    brat__attribute(b, "Confidence", entity, value);
}

static void brat__statement(brat *b, size_t i)
{
    const selon_statement *st = selon_document_statement(b->w->doc, i);
    const selon_speaker *speaker = selon_document_speaker(b->w->doc, st->speaker);
    const struct {
        const char *type, *relation;
        const selon_span *span;
        const char *note, *more;
    } parts[] = {
        {"Source", "SaidBy", &st->source, speaker ? speaker->name : NULL, speaker ? speaker->role : NULL},
        {"Cue", "SignalledBy", &st->cue, NULL, NULL},
        {"Addressee", "SaidTo", &st->addressee, NULL, NULL},
        {"Via", "RelayedBy", &st->via, NULL, NULL},
        {"Time", "SaidAt", &st->time, st->time_value, NULL},
    };
    size_t content = brat__entity(b, "Content", st->content, st->content_count);
    b->content[i] = (uint32_t)content;
    if (content == 0) return;
    brat__attributes(b, st, content);
    if (speaker != NULL && span_empty(st->source)) brat__note(b, content, speaker->name, speaker->role);
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        size_t entity = brat__entity(b, parts[k].type, parts[k].span, 1);
        if (entity == 0) continue;
        brat__relation(b, parts[k].relation, content, entity);
        if (parts[k].note != NULL) brat__note(b, entity, parts[k].note, parts[k].more);
    }
}

void brat_write(writer *w)
{
    size_t count = selon_document_statement_count(w->doc);
    brat b = {.w = w, .content = ARENA_ZARRAY(w->arena, uint32_t, count)};
    for (size_t i = 0; i < count; i++) brat__statement(&b, i);
    /* A parent may come after its child in the text, so these wait till all have their numbers. */
    for (size_t i = 0; i < count; i++) {
        uint32_t parent = selon_document_statement(w->doc, i)->parent;
        if (parent < count && b.content[i] != 0 && b.content[parent] != 0)
            brat__relation(&b, "Inside", b.content[i], b.content[parent]);
    }
}
