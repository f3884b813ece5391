/* SPDX-License-Identifier: Apache-2.0
 *
 * statement.c - see statement.h.
 *
 *     attributions --min_confidence--> kept --merge sort--> statements
 *                  parent, speaker: old number -> new number
 *
 * A statement whose parent is left out gets its nearest ancestor that is not.
 * A speaker whom no kept statement is attributed to is left out as well. All
 * of it is linear but for the sort, which is n log n and usually finds its
 * input sorted.
 */
#include "statement.h"

#include "resolve/dates.h"

typedef struct maker {
    selon_document *doc;
    arena *arena;
    const text *text;
    const attribution_list *found;
    const timex_list *times;
    const char **time_values; /* by expression, once computed */
    bool *time_known;
    const civil_date *reference; /* the date to count from, or NULL */
    uint32_t *number;            /* old index -> new one, SELON_NONE when left out */
} maker;

static selon_span span_of(const text *t, range r)
{
    if (r.start >= r.end) return (selon_span){0, 0};
    return (selon_span){t->tokens[r.start].start, t->tokens[r.end - 1].end};
}

/* ---- order ---- */

/* The first token of any part. */
static uint32_t attribution__first(const attribution *x)
{
    uint32_t first = UINT32_MAX;
    if (x->source.start < x->source.end) first = x->source.start;
    if (x->cue.start < x->cue.end && x->cue.start < first) first = x->cue.start;
    for (uint32_t i = 0; i < x->content_count; i++)
        if (x->content[i].start < first) first = x->content[i].start;
    return first;
}

static void keys__merge(const uint32_t *key, const uint32_t *from, uint32_t *to, size_t start, size_t middle,
                        size_t end)
{
    size_t i = start, j = middle;
    for (size_t k = start; k < end; k++)
        to[k] = i < middle && (j >= end || key[from[i]] <= key[from[j]]) ? from[i++] : from[j++];
}

/* Sorts the numbers in `order` by their key; equal keys keep their order. */
static uint32_t *order__sort(arena *a, const uint32_t *key, uint32_t *order, size_t count)
{
    bool sorted = true;
    for (size_t i = 1; i < count; i++) sorted &= key[order[i - 1]] <= key[order[i]];
    if (sorted) return order;
    uint32_t *other = ARENA_ARRAY(a, uint32_t, count);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            keys__merge(key, order, other, start, middle, end);
        }
        uint32_t *swap = order;
        order = other;
        other = swap;
    }
    return order;
}

/* The indices of the attributions to keep, in the order to give them out. */
static uint32_t *maker__order(maker *m, double min_confidence, size_t *count)
{
    const attribution_list *found = m->found;
    uint32_t *key = ARENA_ARRAY(m->arena, uint32_t, found->count);
    uint32_t *order = ARENA_ARRAY(m->arena, uint32_t, found->count);
    *count = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (found->items[i].confidence < min_confidence) continue;
        key[i] = attribution__first(&found->items[i]);
        order[(*count)++] = (uint32_t)i;
    }
    order = order__sort(m->arena, key, order, *count);
    m->number = ARENA_ARRAY(m->arena, uint32_t, found->count);
    for (size_t i = 0; i < found->count; i++) m->number[i] = SELON_NONE;
    for (size_t i = 0; i < *count; i++) m->number[order[i]] = (uint32_t)i;
    return order;
}

/* ---- parents ---- */

/* The nearest kept ancestor of attribution i, by its old number; -1 for none.
 * Every chain that is walked is shortened to its end (`above`), so all walks
 * together are linear. A ring of parents, which nobody should make, ends the
 * walk after as many steps as there are attributions. */
static int32_t parent__kept(const maker *m, int32_t *above, uint32_t i)
{
    int32_t at = above[i];
    size_t steps = 0, limit = m->found->count;
    while (at >= 0 && m->number[at] == SELON_NONE && steps++ < limit) at = above[at];
    if (at >= 0 && m->number[at] == SELON_NONE) at = -1;
    for (int32_t walk = (int32_t)i; walk >= 0 && walk != at && steps > 0; steps--) {
        int32_t next = above[walk];
        above[walk] = at;
        walk = next;
    }
    return at;
}

static void maker__set_parents(maker *m)
{
    const attribution_list *found = m->found;
    int32_t *above = ARENA_ARRAY(m->arena, int32_t, found->count);
    for (size_t i = 0; i < found->count; i++) {
        int32_t parent = found->items[i].parent;
        above[i] = parent >= 0 && (size_t)parent < found->count && (size_t)parent != i ? parent : -1;
    }
    for (size_t i = 0; i < found->count; i++) {
        if (m->number[i] == SELON_NONE) continue;
        int32_t parent = parent__kept(m, above, (uint32_t)i);
        m->doc->statements[m->number[i]].parent = parent >= 0 ? m->number[parent] : SELON_NONE;
    }
}

/* ---- dates ---- */

/* The expression that shares tokens with `r`, or the list's count. */
static size_t times__at(const timex_list *times, range r)
{
    size_t low = 0, high = times->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (times->items[middle].tokens.end <= r.start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < times->count && times->items[low].tokens.start < r.end ? low : times->count;
}

static const char *maker__time_value(maker *m, range r)
{
    if (r.start >= r.end) return NULL;
    size_t i = times__at(m->times, r);
    if (i == m->times->count) return NULL;
    if (!m->time_known[i]) {
        m->time_values[i] = dates_value(m->arena, m->times, i, m->reference);
        m->time_known[i] = true;
    }
    return m->time_values[i];
}

/* ---- statements and speakers ---- */

static void maker__set_statement(maker *m, selon_statement *out, const attribution *x)
{
    const text *t = m->text;
    selon_span *content = ARENA_ARRAY(m->arena, selon_span, x->content_count);
    for (uint32_t i = 0; i < x->content_count; i++) content[i] = span_of(t, x->content[i]);
    *out = (selon_statement){
        .id = (uint32_t)(out - m->doc->statements) + 1,
        .type = (selon_type)x->type,
        .kind = (selon_kind)x->kind,
        .negated = x->negated,
        .confidence = x->confidence,
        .source = span_of(t, x->source),
        .cue = span_of(t, x->cue),
        .content = content,
        .content_count = x->content_count,
        .speaker = x->speaker >= 0 ? (uint32_t)x->speaker : SELON_NONE,
        .addressee = span_of(t, x->addressee),
        .via = span_of(t, x->via),
        .time = span_of(t, x->time),
        .time_value = maker__time_value(m, x->time),
        .parent = SELON_NONE,
    };
}

/* Gives out the speakers that statements name, and renumbers these. */
static void maker__set_speakers(maker *m, const speaker_list *speakers)
{
    selon_document *doc = m->doc;
    uint32_t *number = ARENA_ZARRAY(m->arena, uint32_t, speakers->count); /* new index + 1 */
    for (size_t i = 0; i < doc->statement_count; i++) {
        uint32_t who = doc->statements[i].speaker;
        if (who < speakers->count)
            number[who] = 1;
        else
            doc->statements[i].speaker = SELON_NONE;
    }
    doc->speakers = ARENA_ARRAY(m->arena, selon_speaker, speakers->count);
    for (size_t i = 0; i < speakers->count; i++) {
        if (number[i] == 0) continue;
        const speaker *from = &speakers->items[i];
        selon_span *mentions = ARENA_ARRAY(m->arena, selon_span, from->mention_count);
        for (uint32_t k = 0; k < from->mention_count; k++) mentions[k] = span_of(m->text, from->mentions[k]);
        number[i] = (uint32_t)doc->speaker_count + 1;
        doc->speakers[doc->speaker_count++] = (selon_speaker){number[i], from->name, from->role, mentions,
                                                              from->mention_count};
    }
    for (size_t i = 0; i < doc->statement_count; i++)
        if (doc->statements[i].speaker != SELON_NONE)
            doc->statements[i].speaker = number[doc->statements[i].speaker] - 1;
}

void statements_make(selon_document *doc, const attribution_list *found, const speaker_list *speakers,
                     const timex_list *times, double min_confidence)
{
    civil_date date;
    arena *a = doc->arena;
    maker m = {.doc = doc, .arena = a, .text = doc->text, .found = found, .times = times};
    m.time_values = ARENA_ZARRAY(a, const char *, times->count);
    m.time_known = ARENA_ZARRAY(a, bool, times->count);
    if ((doc->article.date != NULL && civil_date_parse(doc->article.date, &date)) ||
        dates_reference_from_text(times, &date))
        m.reference = &date;
    size_t count;
    uint32_t *order = maker__order(&m, min_confidence, &count);
    doc->statements = ARENA_ARRAY(a, selon_statement, count);
    doc->statement_count = count;
    for (size_t i = 0; i < count; i++) maker__set_statement(&m, &doc->statements[i], &found->items[order[i]]);
    maker__set_parents(&m);
    maker__set_speakers(&m, speakers);
}
