/* SPDX-License-Identifier: Apache-2.0
 *
 * sentence.c - ends sentences.
 *
 * A sentence ends with its paragraph, or after a period, question or
 * exclamation mark or ellipsis, with the closing marks and brackets that
 * follow, when what comes next can begin a sentence: a capital, a number, an
 * opening mark, a dash. After an abbreviation's period the next word must be
 * one that the language lists as starting sentences; after a title's ("M.",
 * "Dr.") nothing ends. A quotation that ends inside a sentence («Quoi ?»
 * demande-t-il) does not end it, since a lower-case word follows.
 *
 * A dateline at the start of a paragraph ("TRÉVAL, 12 mars (Agence) -") is a
 * sentence of its own.
 *
 * A paragraph without an end mark that is short and all one sentence is a
 * headline. What goes on for SENTENCE_TOKENS without an end (a list, a table,
 * noise) is cut there: stages that compare the parts of one sentence with each
 * other stay linear in the text's length.
 */
#include "text/writing.h"

#define HEADLINE_TOKENS 30
/* A dateline is shorter. */
#define DATELINE_TOKENS 16
#define SENTENCE_TOKENS 300

typedef struct splitter {
    text *text;
    const writing *writing;
    VEC(sentence) sentences;
} splitter;

static bool ends_sentence(const token *k)
{
    return k->punct == PUNCT_PERIOD || k->punct == PUNCT_QUESTION || k->punct == PUNCT_EXCLAMATION ||
           k->punct == PUNCT_ELLIPSIS;
}

static bool trails(const token *k)
{
    return k->quote_role == QUOTE_CLOSE || k->punct == PUNCT_CLOSE_BRACKET || ends_sentence(k);
}

/* Can the token begin a sentence? */
static bool begins(const token *k)
{
    if (k->kind == TOKEN_WORD) return (k->flags & (TOKEN_CAPITAL | TOKEN_DIGITS)) != 0;
    return k->kind == TOKEN_NUMBER || k->quote_role == QUOTE_OPEN || k->punct == PUNCT_DASH ||
           k->punct == PUNCT_OPEN_BRACKET || k->punct == PUNCT_BULLET || k->punct == PUNCT_QUOTE;
}

/* "R-S.C.": a letter right after a period. */
static bool is_glued_letter(const token *k)
{
    return (k->flags & TOKEN_GLUED) && k->kind == TOKEN_WORD && (!(k->flags & TOKEN_CAPITAL) || k->end - k->start == 1);
}

/* An abbreviation with its period at `i`: does the sentence end there? */
static bool splitter__abbreviation_ends(const splitter *s, uint32_t i, uint32_t end)
{
    const text *t = s->text;
    if (i + 1 >= end) return false;
    const token *next = &t->tokens[i + 1];
    unsigned class = writing_class(s->writing, t->tokens[i].word);
    if ((class & WRITING_TITLE) || !(next->flags & TOKEN_CAPITAL) || (next->flags & TOKEN_GLUED)) return false;
    return (writing_class(s->writing, next->word) & WRITING_STARTER) != 0;
}

/* One past the end of the sentence that `first` begins. */
static uint32_t splitter__end(const splitter *s, uint32_t first, uint32_t end)
{
    const text *t = s->text;
    if (end - first > SENTENCE_TOKENS) end = first + SENTENCE_TOKENS;
    for (uint32_t i = first; i < end; i++) {
        const token *k = &t->tokens[i];
        if (k->flags & TOKEN_ABBREVIATION) {
            if (splitter__abbreviation_ends(s, i, end)) return i + 1;
            continue;
        }
        if (!ends_sentence(k)) continue;
        uint32_t next = i + 1;
        while (next < end && trails(&t->tokens[next])) next++;
        if (next >= end) return end;
        if (!(k->punct == PUNCT_PERIOD && next == i + 1 && is_glued_letter(&t->tokens[next])) &&
            begins(&t->tokens[next]))
            return next;
        i = next - 1;
    }
    return end;
}

static bool splitter__is_headline(const splitter *s, const paragraph *p)
{
    const token *last = &s->text->tokens[p->end - 1];
    return p->sentence_end - p->first_sentence == 1 && p->end - p->first <= HEADLINE_TOKENS && !trails(last) &&
           last->punct != PUNCT_COLON && last->punct != PUNCT_COMMA && last->punct != PUNCT_SEMICOLON &&
           !(last->flags & TOKEN_ABBREVIATION);
}

/* "TRÉVAL, 12 mars (Agence) - Le maire ...": one past the dash that ends a
 * paragraph's dateline, or `first` when there is none. It begins with a place
 * in capitals; a dash soon after, with space around it, ends it. */
static uint32_t splitter__dateline_end(const splitter *s, const paragraph *p)
{
    const text *t = s->text;
    const token *place = &t->tokens[p->first];
    if (!(place->flags & TOKEN_ALL_CAPITALS) || place->end - place->start < 3) return p->first;
    for (uint32_t i = p->first + 1; i + 1 < p->end && i < p->first + DATELINE_TOKENS; i++) {
        const token *k = &t->tokens[i];
        if (ends_sentence(k) || k->punct == PUNCT_COLON || k->punct == PUNCT_QUOTE) break;
        if (k->punct == PUNCT_DASH && !(t->tokens[i + 1].flags & TOKEN_GLUED) && begins(&t->tokens[i + 1]))
            return i + 1;
    }
    return p->first;
}

static void splitter__paragraph(splitter *s, uint32_t index)
{
    text *t = s->text;
    paragraph *p = &t->paragraphs[index];
    p->first_sentence = (uint32_t)s->sentences.count;
    for (uint32_t first = p->first; first < p->end;) {
        uint32_t end = first == p->first ? splitter__dateline_end(s, p) : first;
        if (end == first) end = splitter__end(s, first, p->end);
        t->tokens[first].flags |= TOKEN_SENTENCE;
        for (uint32_t i = first; i < end; i++) t->sentence_of[i] = (uint32_t)s->sentences.count;
        VEC_PUSH(t->arena, &s->sentences, (sentence){.first = first, .end = end, .paragraph = index});
        first = end;
    }
    p->sentence_end = (uint32_t)s->sentences.count;
    if (p->end > p->first && splitter__is_headline(s, p)) s->sentences.items[p->first_sentence].headline = true;
}

void text_split_sentences(text *t, const writing *w)
{
    splitter s = {.text = t, .writing = w};
    t->sentence_of = ARENA_ARRAY(t->arena, uint32_t, t->token_count + 1);
    for (uint32_t i = 0; i < t->paragraph_count; i++) splitter__paragraph(&s, i);
    t->sentences = s.sentences.items;
    t->sentence_count = (uint32_t)s.sentences.count;
}
