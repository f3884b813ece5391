/* SPDX-License-Identifier: Apache-2.0
 *
 * features.c - what the tagger looks at.
 *
 * A feature is a fact about a token and its surroundings ("the word is 'que'
 * and the tag before was a finite verb"), known by a 64-bit hash of which
 * kind of fact it is and of its values. Weights are found by that hash;
 * nothing keeps the facts as text.
 *
 *     words    w-2  w-1 [w0] w+1  w+2      form, group, endings, shape
 *     tags     t-2  t-1  ?                 and the latest verb of the clause
 *
 * The `group` of a word is the set of tags the dictionary has for it. It
 * stands in for the tags to the right, which are not known yet when one tags
 * from left to right: "may be a noun or a finite verb" is much of what one
 * wants to know of the next word. A word the dictionary lacks is grouped by
 * its last three letters and its case.
 *
 * Case is worth little at the start of a sentence, after an opening quotation
 * mark, and in headlines where every word has a capital, so the shape says
 * where the token stands, and features_title_case() looks at the sentence.
 * Marks are known by what they do, not by their bytes: a text with "these" and
 * one with «these» quotation marks read alike.
 */
#include "syntax/features.h"

#include "base/hash.h"
#include "base/utf8.h"

/* A feature's hash: its kind, two values. Cheaper than hash_join(): the values
 * are hashes already, or small. */
static inline uint64_t feature(uint64_t kind, uint64_t a, uint64_t b)
{
    uint64_t h = (a + kind * UINT64_C(0xd6e8feb86659fd93)) * UINT64_C(0x9e3779b97f4a7c15) + b;
    h = (h ^ h >> 32) * UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ h >> 32;
}

/* Which characters count as the same in an ending: case does not matter. The
 * letters of Latin-1 are decided here, the rest (rare) by char_lower(). */
static inline uint32_t letter_lower(uint32_t cp)
{
    if (cp < 0x80) return cp - 'A' < 26 ? cp + 32 : cp;
    if (cp < 0x100) return cp >= 0xC0 && cp <= 0xDE && cp != 0xD7 ? cp + 32 : cp;
    return char_lower(cp);
}

/* The endings of the word in `bytes`; a short word's longer endings are all
 * the whole word, with its start. */
static void lens__read_endings(lens *out, const char *bytes, uint32_t start, uint32_t end)
{
    uint64_t h = HASH_SEED;
    for (int k = 0; k < 4; k++) {
        uint32_t cp = 0;
        if (end > start) {
            uint32_t at = end - 1;
            while (at > start && ((unsigned char)bytes[at] & 0xC0) == 0x80) at--;
            cp = (unsigned char)bytes[at];
            if (cp >= 0x80) {
                unsigned n;
                cp = utf8_decode(bytes + at, bytes + end, &n);
            }
            cp = letter_lower(cp);
            end = at;
        }
        h = (h ^ cp) * UINT64_C(0x100000001b3);
        h ^= h >> 31;
        out->ending[k] = h;
    }
}

bool features_title_case(const text *t, uint32_t first, uint32_t end)
{
    uint32_t words = 0, capitals = 0;
    for (uint32_t i = first; i < end; i++) {
        if (t->tokens[i].kind != TOKEN_WORD) continue;
        words++;
        capitals += (t->tokens[i].flags & TOKEN_CAPITAL) != 0;
    }
    return words >= 3 && capitals * 2 > words;
}

/* May a capital here come from the place alone? */
static bool starts_clause(const text *t, uint32_t i, uint32_t first)
{
    if (i == first) return true;
    const token *before = &t->tokens[i - 1];
    if (before->kind == TOKEN_NUMBER) return i - 1 == first;
    if (before->kind != TOKEN_PUNCT) return false;
    switch (before->punct) {
    case PUNCT_COMMA:
    case PUNCT_SEMICOLON:
    case PUNCT_HYPHEN:
    case PUNCT_CLOSE_BRACKET:
    case PUNCT_SLASH: return false;
    default: return before->quote_role != QUOTE_CLOSE;
    }
}

void features_look(lens *out, const text *t, uint32_t i, uint32_t first, uint32_t entry, bool title_case)
{
    const token *k = &t->tokens[i];
    unsigned place = starts_clause(t, i, first);
    unsigned letters = k->flags & (TOKEN_CAPITAL | TOKEN_ALL_CAPITALS);
    out->entry = entry;
    out->form = k->form;
    if (k->kind == TOKEN_NUMBER) {
        uint32_t length = k->end - k->start;
        out->form = 0x100u + (length < 6 ? length : 6);
    } else if (features_is_plain_mark(k)) {
        out->form = 0x200u + k->punct * 4u + k->quote_role;
    }
    out->shape = k->kind | letters << 2 | place << 4 | (unsigned)title_case << 5 |
                 (k->flags & (TOKEN_GLUED | TOKEN_ABBREVIATION | TOKEN_CLITIC | TOKEN_DIGITS)) << 6;
    lens__read_endings(out, t->bytes, k->start, k->end);
    if (k->kind == TOKEN_NUMBER || features_is_plain_mark(k))
        out->group = out->form;
    else if (entry != 0)
        out->group = entry | (uint64_t)(letters != 0 && !place && !title_case) << 32;
    else
        out->group = out->ending[2] + letters * 8 + place * 2 + title_case;
}

void features_look_outside(lens *out)
{
    *out = (lens){.form = 1, .group = 1, .ending = {1, 1, 1, 1}, .shape = ~UINT64_C(0)};
}

void features_static(const lens *window, uint64_t out[FEATURES_STATIC])
{
    const lens *w = window + FEATURES_REACH;
    uint64_t *f = out;
    *f++ = feature(1, w->form, 0);
    *f++ = feature(2, w->form, w->shape);
    *f++ = feature(3, w->ending[0], w->shape);
    *f++ = feature(4, w->ending[1], 0);
    *f++ = feature(5, w->ending[2], 0);
    *f++ = feature(6, w->ending[3], 0);
    *f++ = feature(7, w->ending[2], w->shape);
    *f++ = feature(8, w[-1].form, 0);
    *f++ = feature(9, w[1].form, 0);
    *f++ = feature(10, w[-2].form, 0);
    *f++ = feature(11, w[2].form, 0);
    *f++ = feature(12, w->group, w->shape);
    *f++ = feature(13, w[1].group, 0);
    *f++ = feature(14, w->group, w[1].group);
    *f++ = feature(15, w[-1].form, w->form);
    *f++ = feature(16, w->form, w[1].form);
    *f++ = feature(17, w[1].group, w[2].group);
    *f++ = feature(18, w[-1].shape * 64 + w->shape, w[1].shape);
}

void features_history(const lens *window, const history *past, uint64_t out[FEATURES_HISTORY])
{
    const lens *w = window + FEATURES_REACH;
    uint64_t last = past->last, two = last * 32 + past->before, verb = past->verb * 4u + past->distance;
    uint64_t *f = out;
    *f++ = feature(19, last, w->shape);
    *f++ = feature(20, two, 0);
    *f++ = feature(21, last, w->form);
    *f++ = feature(22, last, w->ending[2]);
    *f++ = feature(23, last * UINT64_C(0x9e3779b97f4a7c15) + w->group, w[1].group);
    *f++ = feature(24, two, w->group);
    *f++ = feature(25, last, w[1].group);
    *f++ = feature(26, verb, w->group);
    *f++ = feature(27, past->verb_form, w->ending[1]);
}

void history_push(history *past, const lens *now, uint8_t given)
{
    past->before = past->last;
    past->last = given;
    if (tag_is_verb(given) || tag_is_aux(given)) {
        past->verb = given;
        past->distance = 0;
        past->verb_form = now->form;
    } else if (given == TAG_CCONJ || given == TAG_SCONJ || given == TAG_RELATIVE) {
        past->verb = TAG_NONE;
        past->distance = 0;
        past->verb_form = 0;
    } else if (past->distance < 3) {
        past->distance++;
    }
}
