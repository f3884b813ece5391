/* SPDX-License-Identifier: Apache-2.0
 *
 * chunk.c - base noun phrases by a left-to-right pass over the tags.
 *
 *     chunk     = pronoun | { determiner | number | adverb | modifier } head { head | modifier }
 *     head      = noun | proper noun
 *     modifier  = adjective | participle before a head | number
 *
 * The English possessive ('s) ends a chunk and links the next one to it as a
 * genitive. Between two chunks the tokens are read as a link.
 */
#include "syntax/chunk.h"

typedef struct scanner {
    const grammar *grammar;
    const text *text;
    uint32_t first, end;
} scanner;

static bool is_head(uint8_t t)
{
    return t == TAG_NOUN || t == TAG_PROPN || t == TAG_OTHER;
}

/* "Nick De Santis", "De Santis conclut": a particle with a capital before a
 * name, behind one or where no verb could follow otherwise, is part of it. */
static bool scanner__is_particle(const scanner *s, uint32_t i)
{
    const token *k = &s->text->tokens[i];
    bool small = k->tag == TAG_ADP || k->tag == TAG_DET;
    if (!small || !(k->flags & TOKEN_CAPITAL) || i + 1 >= s->end || s->text->tokens[i + 1].tag != TAG_PROPN)
        return false;
    if (i > s->first && !(k->flags & TOKEN_SENTENCE)) return s->text->tokens[i - 1].tag == TAG_PROPN;
    return k->tag == TAG_ADP && i + 2 < s->end && tag_is_finite(s->text->tokens[i + 2].tag);
}

static inline uint8_t scanner__tag(const scanner *s, uint32_t i)
{
    if (i >= s->end) return (uint8_t)TAG_NONE;
    const token *k = &s->text->tokens[i];
    return (k->flags & TOKEN_CAPITAL) && scanner__is_particle(s, i) ? (uint8_t)TAG_PROPN : k->tag;
}

/* Does a head follow within a few modifiers? */
static bool scanner__head_ahead(const scanner *s, uint32_t i)
{
    for (uint32_t j = i; j < s->end && j < i + 5; j++) {
        uint8_t t = scanner__tag(s, j);
        if (is_head(t)) return true;
        bool hyphen = s->text->tokens[j].punct == PUNCT_HYPHEN;
        if (t != TAG_ADJ && t != TAG_NUM && t != TAG_ADV && t != TAG_VERB_PARTICIPLE && t != TAG_VERB_GERUND && !hyphen)
            return false;
    }
    return false;
}

/* "il nous", "elle ne vous": is there a subject pronoun right before? */
static bool scanner__follows_subject(const scanner *s, uint32_t i)
{
    if (i > s->first && (grammar_of(s->grammar, &s->text->tokens[i - 1]) & GRAM_NEGATION)) i--;
    return i > s->first && s->text->tokens[i - 1].tag == TAG_PRON &&
           (grammar_of(s->grammar, &s->text->tokens[i - 1]) & GRAM_SUBJECT_PRONOUN);
}

/* Clitic objects (le, lui, y) are pronouns but never a phrase. */
static bool scanner__is_clitic_object(const scanner *s, uint32_t i)
{
    const token *k = &s->text->tokens[i];
    if (!(grammar_of(s->grammar, k) & GRAM_OBJECT_CLITIC)) return false;
    if (i > s->first && s->text->tokens[i - 1].tag == TAG_ADP && !tag_is_verb(scanner__tag(s, i + 1)) &&
        !tag_is_aux(scanner__tag(s, i + 1)))
        return false; /* "selon lui" */
    if (grammar_of(s->grammar, k) & GRAM_SUBJECT_PRONOUN) {
        if (k->tag == TAG_PRON && scanner__follows_subject(s, i)) return true;
        uint8_t next = scanner__tag(s, i + 1);
        return !(tag_is_finite(next) || next == TAG_ADV || next == TAG_PRON);
    }
    return k->tag == TAG_PRON;
}

static bool scanner__pronoun(const scanner *s, uint32_t i, chunk *c)
{
    const token *k = &s->text->tokens[i];
    if (k->tag != TAG_PRON && k->tag != TAG_RELATIVE) return false;
    if (scanner__is_clitic_object(s, i)) return false;
    *c = (chunk){.start = i, .end = i + 1, .head = i, .flags = CHUNK_PRONOUN};
    if (k->tag == TAG_RELATIVE) c->flags |= CHUNK_RELATIVE;
    if ((k->flags & TOKEN_CLITIC) && i > 0 && s->text->tokens[i - 1].punct == PUNCT_HYPHEN) c->flags |= CHUNK_CLITIC;
    return true;
}

/* Before the head: may the token at `i` stand in a phrase? */
static bool scanner__opens(const scanner *s, uint32_t i)
{
    uint8_t t = scanner__tag(s, i);
    if (t == TAG_DET || is_head(t)) return true;
    if (t == TAG_NUM) return true;
    if (t == TAG_ADJ || t == TAG_VERB_PARTICIPLE || t == TAG_VERB_GERUND || t == TAG_ADV)
        return scanner__head_ahead(s, i + 1);
    return false;
}

/* After the head: does the token at `i` go on with the phrase? */
static bool scanner__continues(const scanner *s, uint32_t i)
{
    uint8_t t = scanner__tag(s, i);
    const token *k = &s->text->tokens[i];
    if (is_head(t) || t == TAG_NUM) return true;
    if (t == TAG_ADJ) return true;
    if (k->punct == PUNCT_HYPHEN || k->punct == PUNCT_SLASH) return is_head(scanner__tag(s, i + 1));
    return false;
}

/* "à l'AFP Jean Dupont": behind a name in capitals another one begins. */
static bool scanner__begins_name(const scanner *s, uint32_t i)
{
    const token *before = &s->text->tokens[i - 1], *k = &s->text->tokens[i];
    bool acronym = before->tag == TAG_PROPN && (before->flags & TOKEN_ALL_CAPITALS) && before->end - before->start > 2;
    return acronym && k->tag == TAG_PROPN && !(k->flags & TOKEN_ALL_CAPITALS) && (k->flags & TOKEN_CAPITAL);
}

static bool is_possessive(const scanner *s, uint32_t i)
{
    return scanner__tag(s, i) == TAG_PART && (s->text->tokens[i].flags & (TOKEN_CLITIC | TOKEN_GLUED)) &&
           (grammar_of(s->grammar, &s->text->tokens[i]) & GRAM_POSSESSIVE);
}

/* Is the participle at `i` part of a verb ("a indiqué") and no modifier? */
static bool scanner__has_auxiliary(const scanner *s, uint32_t first, uint32_t i)
{
    while (i > first && (s->text->tokens[i - 1].tag == TAG_ADV || s->text->tokens[i - 1].punct == PUNCT_HYPHEN)) i--;
    return i > first && tag_is_aux(s->text->tokens[i - 1].tag);
}

/* "a également accusé Paris": does the adverb at `i` stand inside a verb? */
static bool scanner__is_inside_verb(const scanner *s, uint32_t i)
{
    uint32_t j = i;
    while (scanner__tag(s, j) == TAG_ADV) j++;
    uint8_t t = scanner__tag(s, j);
    return (t == TAG_VERB_PARTICIPLE || t == TAG_VERB_GERUND) && scanner__has_auxiliary(s, s->first, i);
}

static bool scanner__phrase(const scanner *s, uint32_t i, chunk *c)
{
    uint8_t t = scanner__tag(s, i);
    if ((t == TAG_VERB_PARTICIPLE || t == TAG_VERB_GERUND) && scanner__has_auxiliary(s, s->first, i)) return false;
    if (!scanner__opens(s, i) || (t == TAG_ADV && scanner__is_inside_verb(s, i))) return false;
    *c = (chunk){.start = i, .head = UINT32_MAX};
    if (t == TAG_DET) c->flags |= CHUNK_ARTICLE;
    uint32_t j = i;
    while (j < s->end && c->head == UINT32_MAX) {
        if (j > i && !scanner__opens(s, j)) break;
        if (is_head(scanner__tag(s, j))) c->head = j;
        j++;
    }
    if (c->head == UINT32_MAX && j == i + 1 && t == TAG_DET && scanner__tag(s, j) == TAG_PRON)
        c->head = j++; /* "l'un" */
    if (c->head == UINT32_MAX) {
        if (t != TAG_NUM && t != TAG_DET) return false;
        c->head = j - 1; /* "les deux", "10 000" */
        c->flags |= CHUNK_NUMBER;
    }
    bool of_acronym = t == TAG_DET;
    while (j < s->end && scanner__continues(s, j) && !is_possessive(s, j)) {
        if (of_acronym && scanner__begins_name(s, j)) break;
        if (scanner__tag(s, j) == TAG_NOUN && scanner__tag(s, c->head) == TAG_NOUN) c->head = j;
        j++;
    }
    c->end = j;
    for (uint32_t k = i; k < j; k++)
        if (scanner__tag(s, k) == TAG_PROPN) c->flags |= CHUNK_NAME;
    return true;
}

/* Reads the tokens between two chunks. */
static link scanner__link(const scanner *s, uint32_t from, uint32_t to, bool *governed)
{
    bool comma = false, and = false, genitive = false, preposition = false, bracket = false, quote = false,
         participle = false;
    *governed = false;
    for (uint32_t i = from; i < to; i++) {
        const token *k = &s->text->tokens[i];
        uint32_t g = grammar_of(s->grammar, k);
        if (k->punct == PUNCT_COMMA)
            comma = true;
        else if (k->punct == PUNCT_OPEN_BRACKET)
            bracket = true;
        else if (k->punct == PUNCT_QUOTE || k->punct == PUNCT_CLOSE_BRACKET || k->punct == PUNCT_HYPHEN)
            quote = true;
        else if (is_possessive(s, i))
            genitive = true;
        else if (k->tag == TAG_CCONJ)
            and = true;
        else if ((k->tag == TAG_ADP || k->tag == TAG_DET) && (g & GRAM_GENITIVE))
            genitive = *governed = true;
        else if (k->tag == TAG_ADP)
            preposition = *governed = true;
        else if ((k->tag == TAG_VERB_PARTICIPLE || k->tag == TAG_VERB_GERUND) && !participle && !comma)
            participle = true;
        else
            return LINK_BREAK;
    }
    if (from == to) return LINK_ADJACENT;
    if (participle) return comma || and || bracket ? LINK_BREAK : LINK_PARTICIPLE;
    if (bracket) return LINK_BRACKET;
    if (comma) return and? LINK_COMMA_AND : genitive || preposition ? LINK_COMMA_PREPOSITION : LINK_COMMA;
    if (and) return LINK_AND;
    if (genitive) return LINK_GENITIVE;
    if (preposition) return LINK_PREPOSITION;
    return quote ? LINK_QUOTE : LINK_BREAK;
}

void chunk_find(arena *a, const grammar *g, const text *t, uint32_t first, uint32_t end, chunk_list *out)
{
    scanner s = {g, t, first, end};
    uint32_t last_end = UINT32_MAX;
    for (uint32_t i = first; i < end;) {
        chunk c;
        if (!scanner__pronoun(&s, i, &c) && !scanner__phrase(&s, i, &c)) {
            i++;
            continue;
        }
        if (last_end != UINT32_MAX) {
            c.link = (uint8_t)scanner__link(&s, last_end, c.start, &c.governed);
        } else {
            c.link = LINK_BREAK;
        }
        if (c.start > first && t->tokens[c.start - 1].tag == TAG_ADP) c.governed = true;
        VEC_PUSH(a, out, c);
        last_end = i = c.end;
    }
}
