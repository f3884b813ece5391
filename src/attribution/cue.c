/* SPDX-License-Identifier: Apache-2.0
 *
 * cue.c - proposes cues.
 *
 * A cue is proposed where a word of the lexicon stands with a fitting part of
 * speech, or a colon between a short name and what it says. The cue of a verb
 * is its whole group: auxiliaries, negation, adverbs and clitics between them
 * ("n'a pas caché", "a-t-il dit", "has also said").
 */
#include "attribution/verb_group.h"

/* Is token i right behind a quotation, and before a phrase? */
static bool stands_inverted(const reading *r, uint32_t i)
{
    uint32_t before = i;
    if (before > r->first && reading_token(r, before - 1)->punct == PUNCT_COMMA) before--;
    if (before == r->first || reading_token(r, before - 1)->quote_role != QUOTE_CLOSE || i + 1 >= r->end) return false;
    uint8_t next = reading_token(r, i + 1)->tag;
    return next == TAG_DET || next == TAG_PROPN || next == TAG_PRON;
}

static bool verb_shape(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    switch (reading_token(r, i)->tag) {
    case TAG_VERB_FINITE:
    case TAG_AUX_FINITE: c->shape = SHAPE_FINITE; break;
    case TAG_VERB_INFINITIVE:
    case TAG_AUX_INFINITIVE: c->shape = SHAPE_INFINITIVE; break;
    case TAG_VERB_PARTICIPLE:
    case TAG_AUX_PARTICIPLE: c->shape = SHAPE_PARTICIPLE; break;
    case TAG_VERB_GERUND:
    case TAG_AUX_GERUND: c->shape = SHAPE_GERUND; break;
    case TAG_NOUN: /* «...», juge X: an inverted verb of the lexicon that was taken for a noun */
        if (w->form != FORM_FINITE || !stands_inverted(r, i)) return false;
        c->shape = SHAPE_FINITE;
        break;
    case TAG_ADJ: /* taggers take participles for adjectives */
        if (w->form != FORM_PARTICIPLE && w->form != FORM_PAST) return false;
        c->shape = SHAPE_PARTICIPLE;
        break;
    default: return false;
    }
    return true;
}

/* The shape that its first auxiliary or modal gives the whole group. */
static uint8_t shape_of_group(const reading *r, const cue *c)
{
    for (uint32_t i = c->start; i < c->head; i++) {
        uint8_t tag = reading_token(r, i)->tag;
        bool modal = group_is_modal(r, i);
        bool parted = (reading_grammar(r, i) & (GRAM_HAVE | GRAM_BE)) != 0; /* "a pour sa part dit" */
        if (tag == TAG_AUX_FINITE || ((modal || parted) && tag == TAG_VERB_FINITE)) return SHAPE_FINITE;
        if (tag == TAG_AUX_INFINITIVE) return SHAPE_INFINITIVE;
        if (tag == TAG_AUX_GERUND || (modal && tag == TAG_VERB_GERUND)) return SHAPE_GERUND;
    }
    return c->shape;
}

static uint8_t group_plural(const reading *r, const cue *c)
{
    for (uint32_t i = c->start; i < c->end; i++) {
        const cue_word *w = reading_cue_word(r, i);
        if (i == c->head && w != NULL && w->form == FORM_FINITE) return w->plural;
    }
    return 0;
}

/* The phrase that goes on after token i with `entry`'s words; its end or 0.
 * Adverbs may stand between a verb and its phrase. */
static uint32_t phrase_end(const reading *r, const cue_entry *entry, uint32_t i)
{
    uint32_t at = i + 1;
    for (unsigned w = 0; w < entry->word_count; w++, at++) {
        while (w == 0 && at < r->end && reading_token(r, at)->tag == TAG_ADV &&
               reading_token(r, at)->word != entry->words[0] && at - i < 4)
            at++;
        if (at >= r->end) return 0;
        const token *k = reading_token(r, at);
        if (k->word == entry->words[w]) continue;
        /* contractions: "du" for "de" */
        uint32_t class = reading_grammar(r, at) & (GRAM_GENITIVE | GRAM_TO);
        const token like = {.word = entry->words[w]};
        if (class == 0 || w + 1 < entry->word_count) return 0;
        if (!(grammar_of(r->attributor->grammar, &like) & class)) return 0;
    }
    return at;
}

/* Is token i a modal whose infinitive is a cue itself? */
static bool yields_to_infinitive(const reading *r, uint32_t i)
{
    if (!group_is_modal(r, i)) return false;
    for (uint32_t j = i + 1; j < r->end && j < i + 5; j++) {
        const token *k = reading_token(r, j);
        const cue_word *w = reading_cue_word(r, j);
        if (k->tag == TAG_VERB_INFINITIVE)
            return w != NULL && w->verb != 0 && !(r->attributor->lexicon->entries[w->verb].frames & FRAME_WEAK);
        if (!group_has_word(r, j) && !(reading_grammar(r, j) & (GRAM_INFINITIVE_MARKER | GRAM_AGENT))) return false;
    }
    return false;
}

static bool propose_verb(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    *c = (cue){.head = i, .start = i, .end = i + 1};
    if (!verb_shape(r, i, w, c) || yields_to_infinitive(r, i)) return false;
    c->entry = &r->attributor->lexicon->entries[w->verb];
    c->start = group_start_over_phrase(r, c, group_start(r, c));
    c->end = group_end(r, c);
    c->shape = shape_of_group(r, c);
    group_read(r, c);
    c->start = group_start_with_leader(r, c, c->start);
    if (reading_grammar(r, c->start) & GRAM_AS) c->shape = SHAPE_AS;
    c->plural = group_plural(r, c);
    uint32_t longest = 0;
    for (uint16_t next = c->entry->next; next != 0; next = r->attributor->lexicon->entries[next].next) {
        uint32_t end = phrase_end(r, &r->attributor->lexicon->entries[next], i);
        if (end > longest) {
            longest = end;
            c->entry = &r->attributor->lexicon->entries[next];
        }
    }
    if (longest > c->end) c->end = longest;
    return longest > 0 || !(c->entry->frames & FRAME_HEAD);
}

static bool propose_phrase(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    uint32_t longest = 0;
    const cue_entry *found = NULL;
    for (uint16_t next = w->phrase; next != 0; next = r->attributor->lexicon->entries[next].next) {
        const cue_entry *e = &r->attributor->lexicon->entries[next];
        uint32_t end = phrase_end(r, e, i);
        if (end > longest) {
            longest = end;
            found = e;
        }
    }
    if (found == NULL) return false;
    if ((found->frames & FRAME_WEAKACCORDING) && reading_token(r, i)->own_tag != 0) return false; /* "pour sa part" */
    bool according = (found->frames & (FRAME_ACCORDING | FRAME_WEAKACCORDING)) != 0;
    *c = (cue){.entry = found, .head = i, .start = i, .end = longest, .subject = UINT32_MAX};
    c->shape = according ? SHAPE_ACCORDING : tag_is_verb(reading_token(r, i)->tag) ? SHAPE_FINITE : SHAPE_ADJECTIVE;
    return true;
}

static bool propose_noun(const reading *r, uint32_t i, const cue_word *w, cue *c)
{
    uint8_t tag = reading_token(r, i)->tag;
    if (w->noun != 0 && tag == TAG_NOUN) {
        *c = (cue){.entry = &r->attributor->lexicon->entries[w->noun], .shape = SHAPE_NOUN};
        if (!(c->entry->frames & ~(uint32_t)(FRAME_DOCUMENT | FRAME_CHANNEL | FRAME_WEAK))) return false;
    } else if (w->adjective != 0 && (tag == TAG_ADJ || tag == TAG_VERB_PARTICIPLE || tag == TAG_ADV)) {
        *c = (cue){.entry = &r->attributor->lexicon->entries[w->adjective], .shape = SHAPE_ADJECTIVE};
    } else {
        return false;
    }
    c->head = c->start = i;
    c->end = i + 1;
    c->subject = UINT32_MAX;
    if (c->shape == SHAPE_NOUN && i > r->first && (reading_grammar(r, i - 1) & GRAM_CUE_ARTICLE)) c->start--;
    if (c->shape == SHAPE_ADJECTIVE) {
        c->start = group_start(r, c);
        for (uint32_t j = c->start; j < i; j++) c->negated |= (reading_grammar(r, j) & GRAM_NEGATION) != 0;
    }
    return true;
}

/* "NAME: ..." - the colon is the cue when no verb stands before it. */
static bool propose_colon(const reading *r, uint32_t i, cue *c)
{
    if (reading_token(r, i)->punct != PUNCT_COLON || i == r->first || i - r->first > 14) return false;
    for (uint32_t j = r->first; j < i; j++)
        if (tag_is_finite(reading_token(r, j)->tag)) return false;
    *c = (cue){.head = i, .start = i, .end = i + 1, .shape = SHAPE_COLON, .subject = UINT32_MAX};
    return true;
}

/* "..." - NAME: a dash between a quotation and the name that ends the
 * sentence. */
static bool propose_dash(const reading *r, uint32_t i, cue *c)
{
    if (reading_token(r, i)->punct != PUNCT_DASH || i == 0 || reading_token(r, i - 1)->quote_role != QUOTE_CLOSE)
        return false;
    if (i + 1 >= r->end || r->end - i > 16 || reading_token(r, i + 1)->tag != TAG_PROPN) return false;
    for (uint32_t j = i + 1; j < r->end; j++)
        if (tag_is_finite(reading_token(r, j)->tag)) return false;
    *c = (cue){.head = i, .start = i, .end = i + 1, .shape = SHAPE_DASH, .subject = UINT32_MAX};
    return true;
}

/* Any verb can say who speaks from where it stands beside direct speech:
 * «...», soupire X; "...," quipped X; X conclut : «...». */
static bool stands_beside_speech(const reading *r, const cue *c)
{
    uint32_t before = c->start;
    if (c->shape != SHAPE_FINITE) return false;
    if (c->end + 1 < r->end && reading_token(r, c->end)->punct == PUNCT_COLON &&
        reading_token(r, c->end + 1)->quote_role == QUOTE_OPEN)
        return true;
    if (before > r->first && reading_token(r, before - 1)->punct == PUNCT_COMMA) before--;
    bool closed = before > r->first && reading_token(r, before - 1)->quote_role == QUOTE_CLOSE;
    bool inside = before < c->start && reading_token(r, c->head)->quotation >= 0;
    if (!closed && !inside) return false;
    if (c->subject != UINT32_MAX) return true;
    if (c->end >= r->end) return false;
    size_t next = reading_chunk_from(r, c->end);
    return next < r->chunks.count && r->chunks.items[next].start == c->end;
}

static bool propose_any_verb(const reading *r, uint32_t i, cue *c)
{
    static const cue_word none = {0};
    uint8_t tag = reading_token(r, i)->tag;
    bool verb = tag == TAG_VERB_FINITE || tag == TAG_VERB_PARTICIPLE;
    return verb && r->has_quotes && propose_verb(r, i, &none, c) && stands_beside_speech(r, c);
}

bool cue_propose(const reading *r, uint32_t i, cue *out)
{
    static const cue_word none = {0};
    const cue_word *w = reading_cue_word(r, i);
    if (reading_token(r, i)->kind == TOKEN_PUNCT) return propose_colon(r, i, out) || propose_dash(r, i, out);
    if (w == NULL) w = &none;
    if (w->phrase != 0 && propose_phrase(r, i, w, out)) return true;
    if (w->verb != 0 && propose_verb(r, i, w, out)) return true;
    return propose_noun(r, i, w, out) || (w->verb == 0 && propose_any_verb(r, i, out));
}
