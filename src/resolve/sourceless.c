/* SPDX-License-Identifier: Apache-2.0
 *
 * sourceless.c - who speaks where the text names no source beside the words.
 *
 *     a quotation in the headline    whoever says the same words below
 *     an interview's answer          whoever gave the answer before
 *     a quotation without a source   the one person that its paragraph names
 *
 * All else shares the speaker of the statement that the attributor points to.
 */
#include "resolve/resolver.h"

#define HEADLINE_WORDS 24 /* of a headline's quotation that are looked at */
#define HEADLINES 4       /* quotations in a headline */
#define BODY_WORDS 256    /* of a statement below */

static uint32_t resolver__paragraph(const resolver *r, uint32_t token)
{
    return r->text->sentences[r->text->sentence_of[token]].paragraph;
}

static bool range__empty(range words)
{
    return words.start >= words.end;
}

/* Are there only the words themselves, and nobody known who says them? */
static bool resolver__is_sourceless(const resolver *r, size_t i)
{
    const attribution *st = &r->statements->items[i];
    return r->entity_of[i] == NO_ENTITY && range__empty(st->source) && range__empty(st->cue) && st->content_count > 0 &&
           !range__empty(st->content[0]);
}

/* ---- headlines ---- */

/* The words of a headline's quotation that tell it from others. */
typedef struct word_set {
    uint64_t forms[HEADLINE_WORDS];
    uint32_t count;
} word_set;

static bool token__tells(const token *t)
{
    return t->kind == TOKEN_WORD && t->tag != TAG_DET && t->tag != TAG_ADP && !(t->flags & TOKEN_CLITIC);
}

static word_set word_set_of(const resolver *r, range words)
{
    word_set set = {.count = 0};
    for (uint32_t i = words.start; i < words.end && set.count < HEADLINE_WORDS; i++)
        if (token__tells(&r->text->tokens[i])) set.forms[set.count++] = r->text->tokens[i].form;
    return set;
}

/* How many of the set's words the statement says. */
static uint32_t word_set__shared(const resolver *r, const word_set *set, const attribution *st)
{
    uint32_t shared = 0, budget = BODY_WORDS;
    bool seen[HEADLINE_WORDS] = {false};
    for (uint32_t c = 0; c < st->content_count; c++) {
        for (uint32_t i = st->content[c].start; i < st->content[c].end && budget > 0; i++, budget--) {
            for (uint32_t k = 0; k < set->count; k++) {
                if (seen[k] || set->forms[k] != r->text->tokens[i].form) continue;
                seen[k] = true;
                shared++;
                break;
            }
        }
    }
    return shared;
}

/* Who says below most of what the headline quotes, or NO_ENTITY. */
static int32_t resolver__says_again(const resolver *r, size_t headline)
{
    const word_set set = word_set_of(r, r->statements->items[headline].content[0]);
    uint32_t most = set.count / 2;
    int32_t found = NO_ENTITY;
    for (size_t i = 0; i < r->statements->count; i++) {
        const attribution *st = &r->statements->items[i];
        if (i == headline || r->entity_of[i] == NO_ENTITY || st->content_count == 0) continue;
        if (range__empty(st->content[0]) || resolver__paragraph(r, st->content[0].start) == 0) continue;
        uint32_t shared = word_set__shared(r, &set, st);
        if (shared <= most) continue;
        most = shared;
        found = r->entity_of[i];
    }
    return found;
}

static void resolver__fill_headline(resolver *r)
{
    int left = HEADLINES;
    for (size_t i = 0; i < r->statements->count && left > 0; i++) {
        if (!resolver__is_sourceless(r, i)) continue;
        if (resolver__paragraph(r, r->statements->items[i].content[0].start) > 0) continue;
        r->entity_of[i] = resolver__says_again(r, i);
        left--;
    }
}

/* ---- interviews ---- */

/* Is it a whole paragraph's words, without quotation marks? */
static bool statement__is_answer(const resolver *r, const attribution *st)
{
    const token *t = r->text->tokens;
    uint32_t first = st->content[0].start;
    while (first > 0 && t[first - 1].kind == TOKEN_PUNCT && !(t[first].flags & TOKEN_PARAGRAPH)) first--;
    return (t[first].flags & TOKEN_PARAGRAPH) && t[st->content[0].start].quotation < 0;
}

/* An answer that follows another's words takes the speaker of the answer
 * before: "Some say that ..." is in the question. */
static void resolver__fill_answers(resolver *r)
{
    int32_t last = -1;
    for (size_t i = 0; i < r->statements->count; i++) {
        attribution *st = &r->statements->items[i];
        if (!resolver__is_sourceless(r, i) || !statement__is_answer(r, st)) continue;
        if (last >= 0) st->same_speaker_as = last;
        last = (int32_t)i;
    }
}

/* ---- paragraphs ---- */

#define SEVERAL (-2)

/* By paragraph, the one person named in it outside quotations; NO_ENTITY for
 * none, SEVERAL for more. */
static int32_t *resolver__paragraph_persons(const resolver *r)
{
    int32_t *one = ARENA_ARRAY(r->arena, int32_t, r->text->paragraph_count);
    for (uint32_t p = 0; p < r->text->paragraph_count; p++) one[p] = NO_ENTITY;
    for (size_t i = 0; i < r->names.count; i++) {
        const name_run *run = &r->names.items[i];
        if (run->being != BEING_PERSON || r->text->tokens[run->tokens.start].quotation >= 0) continue;
        mention m = {.name = (int32_t)i, .being = run->being, .gender = run->gender, .alias = NO_TOKEN};
        int32_t k = entity_find_name(r->entities, &m);
        int32_t *at = &one[r->text->sentences[r->text->sentence_of[run->tokens.start]].paragraph];
        if (k != NO_ENTITY && k != *at) *at = *at == NO_ENTITY ? k : SEVERAL;
    }
    return one;
}

/* The statement with a source that `st` shares the speaker of, through others
 * without one, or NULL. */
static const attribution *resolver__lender(const resolver *r, const attribution *st)
{
    int32_t to = st->same_speaker_as;
    for (int step = 0; step < 64 && to >= 0 && (size_t)to < r->statements->count; step++) {
        const attribution *lender = &r->statements->items[to];
        if (lender->source.start < lender->source.end) return lender;
        to = lender->same_speaker_as;
    }
    return NULL;
}

/* A quotation without a source, where no statement of its paragraph has one to
 * lend: the one person that the paragraph names. */
static void resolver__fill_paragraphs(resolver *r)
{
    const int32_t *one = resolver__paragraph_persons(r);
    for (size_t i = 0; i < r->statements->count; i++) {
        const attribution *st = &r->statements->items[i];
        if (!resolver__is_sourceless(r, i) || r->text->tokens[st->content[0].start].quotation < 0) continue;
        uint32_t p = resolver__paragraph(r, st->content[0].start);
        const attribution *lender = resolver__lender(r, st);
        if (lender != NULL && resolver__paragraph(r, lender->source.start) == p) continue;
        if (one[p] >= 0) r->entity_of[i] = one[p];
    }
}

void resolver_fill_sourceless(resolver *r)
{
    resolver__fill_headline(r);
    resolver__fill_answers(r);
    resolver__fill_paragraphs(r);
}
