/* SPDX-License-Identifier: Apache-2.0
 *
 * html_text.c - the article with every statement's parts marked.
 *
 * Parts overlap as they like: the content of one statement holds whole others,
 * and nothing says that two contents do not cross. Elements of a page must
 * nest. So the text is swept from front to back over the sorted ends of the
 * parts, with a stack of those that are open:
 *
 *     text      aaaaaaa bbbbbbb ccccccc
 *     part 1    [_____________]
 *     part 2            [_____________]
 *     page      <1>aaaaaaa <2>bbbbbbb</2></1><2> ccccccc</2>
 *
 * What ends below the top of the stack takes those above it along, and they
 * are opened again. A paragraph's end closes all and the next one opens them
 * again. The stack has DEPTH places, so each end costs at most that much work;
 * a part that finds it full is not marked, but its statement's number is still
 * there: that stands where the statement's last part ends, and links to the
 * panel.
 */
#include "output/html.h"

#define DEPTH 8

static const char *const classes[ROLE_COUNT] = {
    [ROLE_CONTENT] = "content", [ROLE_CUE] = "cue", [ROLE_SOURCE] = "source"};

typedef struct sweep {
    writer *w;
    const part *parts; /* sorted */
    size_t part_count, next_part;
    const part *numbers; /* sorted; span.start says where */
    size_t number_count, next_number;
    const part *open[DEPTH];
    size_t depth;
    uint32_t at;
    bool *anchored; /* by statement: has its "t<id>" been written? */
} sweep;

/* ---- the parts of all statements, sorted ------------------------------- */

/* Merge sort; linear for parts in order. Returns `parts` or `spare`, sorted. */
static part *parts_sort(part *parts, part *spare, size_t count)
{
    size_t sorted = 1;
    while (sorted < count && !part_before(&parts[sorted], &parts[sorted - 1])) sorted++;
    if (sorted >= count) return parts;
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t start = 0; start < count; start += 2 * run) {
            size_t middle = start + run < count ? start + run : count;
            size_t end = middle + run < count ? middle + run : count;
            size_t a = start, b = middle;
            for (size_t k = start; k < end; k++)
                spare[k] = b >= end || (a < middle && !part_before(&parts[b], &parts[a])) ? parts[a++] : parts[b++];
        }
        part *swap = parts;
        parts = spare;
        spare = swap;
    }
    return parts;
}

static uint32_t parts__last_end(const part *parts, size_t count, const selon_statement *st)
{
    uint32_t end = st->content_count > 0 ? st->content[0].end : 0;
    for (size_t i = 0; i < count; i++)
        if (parts[i].span.end > end) end = parts[i].span.end;
    return end;
}

static void sweep__gather(sweep *s)
{
    writer *w = s->w;
    size_t count = selon_document_statement_count(w->doc), most = 0;
    for (size_t i = 0; i < count; i++) most += part_count(selon_document_statement(w->doc, i));
    part *parts = ARENA_ARRAY(w->arena, part, most), *numbers = ARENA_ARRAY(w->arena, part, count);
    for (size_t i = 0; i < count; i++) {
        const selon_statement *st = selon_document_statement(w->doc, i);
        part *mine = parts + s->part_count;
        size_t found = parts_of(st, (uint32_t)i, mine);
        uint32_t end = parts__last_end(mine, found, st);
        numbers[i] = (part){{end, end}, (uint32_t)i, ROLE_CONTENT};
        s->part_count += found;
    }
    s->number_count = w->unnumbered ? 0 : count;
    part *spare = ARENA_ARRAY(w->arena, part, most > count ? most : count);
    s->numbers = parts_sort(numbers, spare, s->number_count);
    if (s->numbers == spare) spare = ARENA_ARRAY(w->arena, part, most);
    s->parts = parts_sort(parts, spare, s->part_count);
    s->anchored = ARENA_ZARRAY(w->arena, bool, count);
}

/* ---- elements ---------------------------------------------------------- */

static const selon_statement *sweep__statement(const sweep *s, const part *p)
{
    return selon_document_statement(s->w->doc, p->statement);
}

static void sweep__anchor(sweep *s, const part *p)
{
    if (s->w->unnumbered || s->anchored[p->statement]) return;
    s->anchored[p->statement] = true;
    writer_puts(s->w, " id=\"t");
    writer_number(s->w, sweep__statement(s, p)->id);
    writer_putc(s->w, '"');
}

static void sweep__tag(sweep *s, const part *p)
{
    const selon_statement *st = sweep__statement(s, p);
    writer_puts(s->w, "<mark class=\"");
    writer_puts(s->w, classes[p->role]);
    if (p->role == ROLE_CONTENT) {
        writer_putc(s->w, ' ');
        writer_puts(s->w, jsonl_type(st->type));
    }
    writer_putc(s->w, '"');
    html_attribute(s->w, "data-s", st->id);
    html_attribute(s->w, "data-k", html_speaker(s->w, st));
    sweep__anchor(s, p);
    writer_putc(s->w, '>');
}

static void sweep__number(sweep *s, const part *p)
{
    const selon_statement *st = sweep__statement(s, p);
    const selon_speaker *speaker = selon_document_speaker(s->w->doc, st->speaker);
    size_t number = s->w->counted ? (size_t)p->statement + 1 : st->id;
    writer_puts(s->w, "<a class=\"number\" href=\"#s");
    writer_number(s->w, st->id);
    writer_putc(s->w, '"');
    html_attribute(s->w, "data-s", st->id);
    html_attribute(s->w, "data-k", html_speaker(s->w, st));
    sweep__anchor(s, p);
    writer_puts(s->w, " aria-label=\"");
    html_label(s->w, LABEL_STATEMENT);
    writer_putc(s->w, ' ');
    writer_number(s->w, number);
    html_label(s->w, LABEL_COLON);
    if (speaker != NULL)
        html_string(s->w, speaker->name);
    else
        html_label(s->w, LABEL_UNKNOWN);
    writer_puts(s->w, "\">");
    writer_number(s->w, number);
    writer_puts(s->w, "</a>");
}

/* ---- the sweep --------------------------------------------------------- */

static void sweep__close(sweep *s, size_t from)
{
    for (size_t i = s->depth; i > from; i--) writer_puts(s->w, "</mark>");
}

static void sweep__reopen(sweep *s, size_t from)
{
    for (size_t i = from; i < s->depth; i++) sweep__tag(s, s->open[i]);
}

/* Takes what has ended off the stack, without a word. */
static void sweep__drop(sweep *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->depth; i++)
        if (s->open[i]->span.end > s->at) s->open[kept++] = s->open[i];
    s->depth = kept;
}

/* Closes what ends here. */
static void sweep__ends(sweep *s)
{
    size_t lowest = 0;
    while (lowest < s->depth && s->open[lowest]->span.end > s->at) lowest++;
    if (lowest == s->depth) return;
    sweep__close(s, lowest);
    sweep__drop(s);
    sweep__reopen(s, lowest);
}

/* Everything that happens at this place: ends, numbers, starts. */
static void sweep__events(sweep *s)
{
    sweep__ends(s);
    for (; s->next_number < s->number_count && s->numbers[s->next_number].span.start <= s->at; s->next_number++)
        sweep__number(s, &s->numbers[s->next_number]);
    for (; s->next_part < s->part_count && s->parts[s->next_part].span.start <= s->at; s->next_part++) {
        const part *p = &s->parts[s->next_part];
        if (p->span.end <= s->at || s->depth == DEPTH) continue;
        s->open[s->depth++] = p;
        sweep__tag(s, p);
    }
}

/* Writes the text up to `to`. */
static void sweep__advance(sweep *s, uint32_t to)
{
    while (s->at < to) {
        uint32_t next = to;
        if (s->next_part < s->part_count && s->parts[s->next_part].span.start < next)
            next = s->parts[s->next_part].span.start;
        if (s->next_number < s->number_count && s->numbers[s->next_number].span.start < next)
            next = s->numbers[s->next_number].span.start;
        for (size_t i = 0; i < s->depth; i++)
            if (s->open[i]->span.end < next) next = s->open[i]->span.end;
        html_escape(s->w, s->w->text + s->at, next - s->at);
        s->at = next;
        sweep__events(s);
    }
}

void html_write_text(writer *w)
{
    sweep s = {.w = w};
    sweep__gather(&s);
    paragraphs all = {.w = w};
    selon_span p;
    bool heading = html_title_in_text(w, &p);
    for (; paragraphs_next(&all, &p); heading = false) {
        writer_puts(w, heading ? "<h1 dir=\"auto\">" : "<p dir=\"auto\">");
        s.at = p.start;
        sweep__drop(&s);
        sweep__reopen(&s, 0);
        sweep__events(&s);
        sweep__advance(&s, p.end);
        sweep__close(&s, 0);
        writer_puts(w, heading ? "</h1>\n" : "</p>\n");
    }
    if (s.next_number == s.number_count) return;
    /* Statements of the white space at the end, or of no text at all. */
    writer_puts(w, "<p>");
    s.at = UINT32_MAX;
    s.depth = 0;
    sweep__events(&s);
    writer_puts(w, "</p>\n");
}
