/* SPDX-License-Identifier: Apache-2.0
 *
 * quoted.c - direct speech that no cue claimed.
 *
 * A quotation of a sentence or more that follows a statement with direct
 * speech in the same paragraph goes on with it ("...", he said. "..."), and so
 * does one that a new paragraph opens after a quotation left unclosed. A
 * shorter quoted fragment with a verb, in a paragraph after a statement, is
 * taken as that speaker's words: a statement without cue, with a modest
 * confidence. What looks like a title or a name in quotation marks is left
 * alone.
 */
#include <string.h>

#include "attribution/reading.h"
#include "selon.h"

#define FRAGMENT_TOKENS 4
/* How far back, in paragraphs, a statement still tells who speaks. */
#define KNOWN_PARAGRAPHS 2
#define FRAGMENT_CONFIDENCE 0.45f

static bool statement_covers(const attribution *st, uint32_t first, uint32_t end)
{
    for (uint32_t i = 0; i < st->content_count; i++)
        if (st->content[i].start < end && st->content[i].end > first) return true;
    if (st->source.start < end && st->source.end > first && st->source.end > st->source.start) return true;
    return st->cue.start < end && st->cue.end > first;
}

/* Adds the tokens [first, end) as content, a span a sentence. */
static void add_by_sentence(const reading *r, attribution *st, uint32_t first, uint32_t end)
{
    if (end <= first) return;
    uint32_t more = r->text->sentence_of[end - 1] - r->text->sentence_of[first] + 1;
    range *grown = ARENA_ARRAY(r->arena, range, st->content_count + more);
    if (st->content_count > 0) memcpy(grown, st->content, st->content_count * sizeof *grown);
    st->content = grown;
    for (uint32_t i = first; i < end;) {
        uint32_t stop = r->text->sentences[r->text->sentence_of[i]].end;
        if (stop > end) stop = end;
        st->content[st->content_count++] = (range){i, stop};
        i = stop;
    }
}

static bool has_finite(const reading *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (tag_is_finite(reading_token(r, i)->tag)) return true;
    return false;
}

static bool has_verb(const reading *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (tag_is_verb(reading_token(r, i)->tag) || tag_is_aux(reading_token(r, i)->tag)) return true;
    return false;
}

/* A sentence of its own: begins one, or ends with its mark inside. */
static bool is_whole(const reading *r, const quotation *q)
{
    bool begins = reading_token(r, q->open)->flags & TOKEN_SENTENCE;
    return begins && q->end - q->open > 4 && has_finite(r, q->open, q->end);
}

static uint32_t paragraph_of(const reading *r, uint32_t i)
{
    return r->text->sentences[r->text->sentence_of[i]].paragraph;
}

static bool is_direct(const attribution *st)
{
    return st->type == SELON_DIRECT && st->content_count > 0;
}

/* The last statement before token i, and whether one covers the quotation. */
typedef struct neighbours {
    int32_t before;
    bool covered;
} neighbours;

static neighbours neighbours_of(const reading *r, const quotation *q, size_t *cursor, size_t limit)
{
    neighbours n = {-1, false};
    while (*cursor < limit && r->out->items[*cursor].cue.start < q->open) ++*cursor;
    size_t from = *cursor > 8 ? *cursor - 8 : 0, to = *cursor + 8 < limit ? *cursor + 8 : limit;
    for (size_t i = from; i < to; i++) {
        const attribution *st = &r->out->items[i];
        bool nested = st->cue.start > q->open && st->cue.end <= q->end && st->content[0].start > q->open + 1;
        if (!nested && statement_covers(st, q->open, q->end)) n.covered = true;
    }
    if (*cursor > 0) n.before = (int32_t)*cursor - 1;
    return n;
}

static void fragment_add(reading *r, const quotation *q, int32_t before)
{
    attribution st = {.type = SELON_DIRECT, .kind = SELON_SAID, .confidence = FRAGMENT_CONFIDENCE};
    st.parent = st.speaker = -1;
    st.same_speaker_as = before;
    add_by_sentence(r, &st, q->open, q->end);
    VEC_PUSH(r->arena, r->out, st);
}

/* What was said before in this paragraph or the one before goes on. */
static bool goes_on(const reading *r, const quotation *q, const attribution *last)
{
    uint32_t paragraph = paragraph_of(r, q->open), cue_paragraph = paragraph_of(r, last->cue.start);
    uint32_t last_end = last->content_count ? last->content[last->content_count - 1].end : last->cue.end;
    bool begins = (reading_token(r, q->open)->flags & TOKEN_SENTENCE) && q->end - q->open > 4;
    if (!begins || !is_direct(last)) return false;
    return paragraph == cue_paragraph ||
           (paragraph == cue_paragraph + 1 && last_end < q->open && q->open - last_end < 3);
}

static void quotation_finish(reading *r, const quotation *q, neighbours n)
{
    if (n.covered || q->end <= q->open + 2) return;
    attribution *last = n.before >= 0 ? &r->out->items[n.before] : NULL;
    if (last != NULL && goes_on(r, q, last)) {
        add_by_sentence(r, last, q->open, q->end);
        return;
    }
    uint32_t paragraph = paragraph_of(r, q->open);
    bool near = last != NULL && q->open > last->cue.end && paragraph_of(r, last->cue.start) == paragraph;
    bool known = last != NULL && paragraph_of(r, last->cue.start) + KNOWN_PARAGRAPHS >= paragraph;
    bool named = q->open > 0 && reading_token(r, q->open - 1)->tag == TAG_DET; /* "the “Nightingale” affair" */
    bool fragment = near && q->end - q->open - 2 >= FRAGMENT_TOKENS && has_verb(r, q->open, q->end) && !named;
    bool headline = r->text->sentences[r->text->sentence_of[q->open]].headline;
    if (fragment || (is_whole(r, q) && !headline)) fragment_add(r, q, known ? n.before : -1);
}

void quoted_finish(reading *r)
{
    size_t cursor = 0, limit = r->out->count;
    for (uint32_t i = 0; i < r->text->quotation_count; i++) {
        const quotation *q = &r->text->quotations[i];
        if (q->outer >= 0) continue;
        quotation_finish(r, q, neighbours_of(r, q, &cursor, limit));
    }
}
