/* SPDX-License-Identifier: Apache-2.0
 *
 * text_properties.h - what must hold of every text that text_analyse() cut
 * up, whatever the bytes. The tests and the fuzz target check it.
 *
 *   - tokens are in order, not empty, apart, inside the text, on borders of
 *     code points; only white space and ignored characters lie between them
 *   - paragraphs tile the tokens, sentences tile the paragraphs, and the flags
 *     and sentence_of agree
 *   - quotations are in order of their opening, nest properly, no deeper than
 *     QUOTATION_DEPTH; a token's quotation is the innermost one around it
 */
#ifndef SELON_TESTS_TEXT_PROPERTIES_H
#define SELON_TESTS_TEXT_PROPERTIES_H

#include "base/utf8.h"
#include "text/text.h"

/* Returns NULL, or what does not hold. */
#define TEXT_HOLDS(condition) \
    do { \
        if (!(condition)) return #condition; \
    } while (0)

static inline bool text_is_border(const text *t, uint32_t at)
{
    return at <= t->size && (at == t->size || ((unsigned char)t->bytes[at] & 0xC0) != 0x80);
}

/* Is there nothing between two tokens but what no token is made of? */
static inline bool text_is_gap(const text *t, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to;) {
        unsigned n;
        uint32_t cp = utf8_decode(t->bytes + i, t->bytes + t->size, &n);
        bool ignored = cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
                       (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
        bool break_ = cp == '\n' || cp == '\r' || cp == '\f' || cp == 0x2029;
        if (!ignored && !break_ && char_class_of(cp) != CHAR_SPACE) return false;
        i += n;
    }
    return true;
}

static inline const char *text_check_tokens(const text *t)
{
    uint32_t last = 0;
    for (uint32_t i = 0; i < t->token_count; i++) {
        const token *k = &t->tokens[i];
        TEXT_HOLDS(k->start >= last && k->end > k->start && k->end <= t->size);
        TEXT_HOLDS(text_is_border(t, k->start) && text_is_border(t, k->end));
        TEXT_HOLDS(text_is_gap(t, last, k->start));
        TEXT_HOLDS(((k->flags & TOKEN_GLUED) != 0) == (i > 0 && k->start == last));
        TEXT_HOLDS((k->punct != PUNCT_NONE) == (k->kind == TOKEN_PUNCT));
        TEXT_HOLDS(k->quote_role == QUOTE_NO || k->punct == PUNCT_QUOTE);
        TEXT_HOLDS(k->quotation >= -1 && k->quotation < (int64_t)t->quotation_count);
        last = k->end;
    }
    TEXT_HOLDS(text_is_gap(t, last, t->size));
    return NULL;
}

static inline const char *text_check_sentences(const text *t)
{
    uint32_t token_at = 0, sentence_at = 0;
    TEXT_HOLDS((t->paragraph_count == 0) == (t->token_count == 0));
    for (uint32_t i = 0; i < t->paragraph_count; i++) {
        const paragraph *p = &t->paragraphs[i];
        TEXT_HOLDS(p->first == token_at && p->end > p->first && p->first_sentence == sentence_at);
        TEXT_HOLDS(p->sentence_end > p->first_sentence && p->sentence_end <= t->sentence_count);
        for (; sentence_at < p->sentence_end; sentence_at++) {
            const sentence *s = &t->sentences[sentence_at];
            TEXT_HOLDS(s->first == token_at && s->end > s->first && s->end <= p->end && s->paragraph == i);
            for (; token_at < s->end; token_at++) {
                uint8_t flags = t->tokens[token_at].flags;
                TEXT_HOLDS(t->sentence_of[token_at] == sentence_at);
                TEXT_HOLDS(((flags & TOKEN_SENTENCE) != 0) == (token_at == s->first));
                TEXT_HOLDS(((flags & TOKEN_PARAGRAPH) != 0) == (token_at == p->first));
            }
        }
        TEXT_HOLDS(token_at == p->end);
    }
    TEXT_HOLDS(token_at == t->token_count && sentence_at == t->sentence_count);
    return NULL;
}

static inline const char *text_check_quotations(const text *t)
{
    int32_t stack[QUOTATION_DEPTH + 1];
    unsigned depth = 0;
    uint32_t next = 0;
    for (uint32_t i = 0; i < t->token_count; i++) {
        while (depth > 0 && t->quotations[stack[depth - 1]].end <= i) depth--;
        if (next < t->quotation_count && t->quotations[next].open == i) {
            const quotation *q = &t->quotations[next];
            TEXT_HOLDS(q->outer == (depth > 0 ? stack[depth - 1] : -1));
            TEXT_HOLDS(q->end > q->open && q->end <= t->token_count);
            TEXT_HOLDS(q->outer < 0 || q->end <= t->quotations[q->outer].end);
            TEXT_HOLDS(q->close == UINT32_MAX || (q->close > q->open && q->end == q->close + 1));
            TEXT_HOLDS(q->close == UINT32_MAX || t->tokens[q->close].quote_role == QUOTE_CLOSE);
            TEXT_HOLDS(t->tokens[i].quote_role == QUOTE_OPEN && depth < QUOTATION_DEPTH);
            stack[depth++] = (int32_t)next++;
        }
        TEXT_HOLDS(next == t->quotation_count || t->quotations[next].open > i);
        TEXT_HOLDS(t->tokens[i].quotation == (depth > 0 ? stack[depth - 1] : -1));
    }
    TEXT_HOLDS(next == t->quotation_count);
    return NULL;
}

static inline const char *text_check(const text *t)
{
    const char *wrong = text_check_tokens(t);
    if (wrong == NULL) wrong = text_check_sentences(t);
    if (wrong == NULL) wrong = text_check_quotations(t);
    return wrong;
}

#endif
