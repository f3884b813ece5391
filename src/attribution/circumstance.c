/* SPDX-License-Identifier: Apache-2.0
 *
 * circumstance.c - addressee, relay and time of a statement.
 *
 * The words around the cue that belong neither to its source nor to its
 * content are searched: the stretch between the start of the cue's clause and
 * the content, and, where the content stands left, what follows the cue.
 *
 *   - addressee: an object clitic or noun phrase after "to", or the object of
 *     a cue that addresses ("told reporters", "informer X que");
 *   - via: a noun phrase after a relaying preposition whose head is a document,
 *     a channel or an outlet, or a name after "to" that is an outlet; also
 *     "cité par X";
 *   - time: the time expression nearest to the cue.
 */
#include "attribution/reading.h"

/* The clause around the cue: back to the sentence's start, a semicolon, or the
 * end of other content; on to the content or the sentence's end. */
static range clause_of(const reading *r, const proposal *p)
{
    range clause = {p->cue.start, p->cue.end};
    while (clause.start > r->first && reading_token(r, clause.start - 1)->punct != PUNCT_SEMICOLON) clause.start--;
    while (clause.end < r->end) clause.end++;
    return clause;
}

static bool in_range(range s, uint32_t i)
{
    return i >= s.start && i < s.end;
}

static bool is_taken(const proposal *p, uint32_t i)
{
    for (unsigned n = 0; n < p->content_count; n++)
        if (in_range(p->content[n], i)) return true;
    return in_range(p->source, i) || in_range((range){p->cue.start, p->cue.end}, i);
}

/* Steps from the cue to its left or right until what is another clause's. */
static range reach_of(const reading *r, const proposal *p)
{
    range clause = clause_of(r, p), reach = {p->cue.start, p->cue.end};
    while (reach.end < clause.end && !is_taken(p, reach.end) && !tag_is_finite(reading_token(r, reach.end)->tag) &&
           reading_token(r, reach.end)->punct != PUNCT_SEMICOLON)
        reach.end++;
    uint32_t i = reach.start;
    while (i > clause.start) {
        const token *k = reading_token(r, i - 1);
        if (!in_range(p->source, i - 1) && (tag_is_finite(k->tag) || (is_taken(p, i - 1) && !in_range(p->source, i - 1)) || k->punct == PUNCT_QUOTE))
            break;
        i--;
    }
    reach.start = i;
    return reach;
}

static bool is_document(const reading *r, uint32_t head)
{
    const cue_word *w = reading_cue_word(r, head);
    if (w == NULL) return false;
    if (w->outlet) return true;
    return w->noun != 0 && (r->attributor->lexicon->entries[w->noun].frames & (FRAME_DOCUMENT | FRAME_CHANNEL));
}

/* The run of chunks from `from` on that one preposition governs. */
static range phrase_of(const reading *r, const proposal *p, size_t from, uint32_t limit)
{
    range span = {r->chunks.items[from].start, r->chunks.items[from].end};
    for (size_t i = from + 1; i < r->chunks.count && i < from + 5; i++) {
        const chunk *k = &r->chunks.items[i];
        if ((k->link != LINK_GENITIVE && k->link != LINK_QUOTE) || k->end > limit) break;
        if (is_taken(p, k->start) || r->time_of[k->start] != 0) break;
        span.end = k->end;
    }
    return span;
}

static void phrase_read(const reading *r, const proposal *p, size_t c, range reach, attribution *st)
{
    const chunk *k = &r->chunks.items[c];
    uint32_t g = k->start > r->first ? reading_grammar(r, k->start - 1) : 0;
    bool pronoun = k->flags & CHUNK_PRONOUN, name = k->flags & CHUNK_NAME;
    range span = phrase_of(r, p, c, reach.end);
    if ((g & GRAM_RELAY) && !(g & GRAM_TO) && !pronoun && (is_document(r, k->head) || k->start > p->cue.start)) {
        bool fits = is_document(r, k->head) || (name && (g & GRAM_RELAY) && reading_token(r, k->start)->tag == TAG_PROPN &&
                                                 is_document(r, k->start));
        if (fits && st->via.end == st->via.start) st->via = span;
        return;
    }
    if ((g & GRAM_TO) && k->start > r->first) {
        if (is_document(r, k->head)) {
            if (st->via.end == st->via.start) st->via = span;
        } else if (st->addressee.end == st->addressee.start && (name || k->start >= p->cue.end || k->start < p->cue.start)) {
            bool near = k->start >= p->cue.end ? k->start - p->cue.end <= 3 : true;
            if (near && p->content_kind != CONTENT_PREPOSITION) st->addressee = span;
        }
        return;
    }
    bool addresses = p->cue.entry != NULL && (p->cue.entry->frames & FRAME_TO);
    if (addresses && !k->governed && k->start >= p->cue.end && k->start - p->cue.end <= 2 && !p->cue.passive)
        st->addressee = is_document(r, k->head) ? st->addressee : span;
}

static void time_read(const reading *r, const proposal *p, range reach, attribution *st)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = reach.start; i < reach.end; i++) {
        if (r->time_of[i] == 0 || is_taken(p, i)) continue;
        const timex *x = &r->times->items[r->time_of[i] - 1];
        uint32_t distance = x->tokens.start >= p->cue.end ? x->tokens.start - p->cue.end
                            : p->cue.start >= x->tokens.end ? p->cue.start - x->tokens.end
                                                            : 0;
        if (x->kind != TIMEX_SET && distance < best) {
            best = distance;
            st->time = x->tokens;
        }
        i = x->tokens.end - 1;
    }
}

void circumstance_find(reading *r, const proposal *p, attribution *st)
{
    if (p->cue.shape == SHAPE_COLON || p->cue.shape == SHAPE_ACCORDING) return;
    range reach = reach_of(r, p);
    for (size_t c = 0; c < r->chunks.count; c++) {
        const chunk *k = &r->chunks.items[c];
        if (k->start < reach.start || k->end > reach.end || is_taken(p, k->start) || r->time_of[k->start] != 0) continue;
        phrase_read(r, p, c, reach, st);
    }
    for (uint32_t i = p->cue.start; i < p->cue.head; i++) { /* "leur a dit" */
        const token *k = reading_token(r, i);
        bool dative = (reading_grammar(r, i) & GRAM_OBJECT_CLITIC) && !(reading_grammar(r, i) & (GRAM_REFLEXIVE | GRAM_ARTICLE));
        if (dative && k->tag == TAG_PRON && st->addressee.end == st->addressee.start && i == p->cue.start)
            st->addressee = (range){i, i + 1};
    }
    time_read(r, p, reach, st);
}
