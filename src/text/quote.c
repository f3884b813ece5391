/* SPDX-License-Identifier: Apache-2.0
 *
 * quote.c - pairs quotation marks, one pass over the tokens with a stack.
 *
 * A mark belongs to a family: guillemets, double marks, single marks, single
 * guillemets. Within a family, an opening mark (« “ ‘) pushes a quotation and
 * a closing one (» ” ’) closes the newest of that family; what was open above
 * it was left unclosed and ends with it. Marks that look the same on both
 * sides (" and ') open or close by the white space around them, and by what
 * is open where that does not tell. So do “ and ” where they cannot be meant as
 * written („a“, ”a”, “a“).
 *
 * An apostrophe is only a closing mark when a single quotation is open and it
 * does not look like a possessive with the real closing mark still to come.
 *
 * Paragraphs. A quotation that is still open at the end of a paragraph goes
 * on when the next paragraph reopens it (« or “ as its first mark, as papers
 * do for long quotes) or when the family's next mark is its closing one;
 * otherwise it was left unclosed and ends with the paragraph.
 */
#include <string.h>

#include "base/utf8.h"
#include "text/text.h"

/* How far, in bytes, to look for the mark that closes a single quotation. */
#define SINGLE_LOOK_AHEAD 400
/* How many tokens a quotation may go on for to find its closing mark in a
 * later paragraph. */
#define OPEN_LOOK_AHEAD 1500

typedef enum family { FAMILY_NONE, FAMILY_GUILLEMET, FAMILY_DOUBLE, FAMILY_SINGLE, FAMILY_SINGLE_GUILLEMET } family;
typedef enum side { SIDE_EITHER, SIDE_OPEN, SIDE_CLOSE } side;

typedef struct mark {
    family family;
    side side;
    uint32_t cp;
} mark;

typedef struct pairer {
    text *text;
    VEC(quotation) quotations;
    int32_t stack[QUOTATION_DEPTH];
    unsigned depth;
    uint32_t *next_quote; /* by token: the next quotation-mark token at or after it */
} pairer;

static mark mark_of(const text *t, uint32_t i)
{
    const token *k = &t->tokens[i];
    unsigned n;
    uint32_t cp = utf8_decode(t->bytes + k->start, t->bytes + k->end, &n);
    bool twice = k->end - k->start > n;
    switch (cp) {
    case 0xAB: return (mark){FAMILY_GUILLEMET, SIDE_OPEN, cp};
    case 0xBB: return (mark){FAMILY_GUILLEMET, SIDE_CLOSE, cp};
    case '<': return (mark){FAMILY_GUILLEMET, SIDE_OPEN, 0xAB};
    case '>': return (mark){FAMILY_GUILLEMET, SIDE_CLOSE, 0xBB};
    case '"': return (mark){FAMILY_DOUBLE, SIDE_EITHER, cp};
    case 0x201C:
    case 0x201E:
    case 0x201F: return (mark){FAMILY_DOUBLE, SIDE_OPEN, cp};
    case 0x201D: return (mark){FAMILY_DOUBLE, SIDE_CLOSE, cp};
    case '`': return (mark){twice ? FAMILY_DOUBLE : FAMILY_SINGLE, SIDE_OPEN, cp};
    case '\'': return twice ? (mark){FAMILY_DOUBLE, SIDE_EITHER, '"'} : (mark){FAMILY_SINGLE, SIDE_EITHER, cp};
    case 0x2018:
    case 0x201A:
    case 0x201B: return (mark){FAMILY_SINGLE, SIDE_OPEN, cp};
    case 0x2019: return (mark){FAMILY_SINGLE, SIDE_CLOSE, cp};
    case 0x2039: return (mark){FAMILY_SINGLE_GUILLEMET, SIDE_OPEN, cp};
    case 0x203A: return (mark){FAMILY_SINGLE_GUILLEMET, SIDE_CLOSE, cp};
    default: return (mark){FAMILY_NONE, SIDE_EITHER, cp};
    }
}

static family family_of_open(const pairer *p, int32_t q)
{
    return mark_of(p->text, p->quotations.items[q].open).family;
}

/* ---- opening and closing ---- */

static void pairer__open(pairer *p, uint32_t i, uint32_t cp)
{
    if (p->depth == QUOTATION_DEPTH) return;
    int32_t outer = p->depth > 0 ? p->stack[p->depth - 1] : -1;
    VEC_PUSH(p->text->arena, &p->quotations,
             (quotation){.open = i, .close = UINT32_MAX, .end = i + 1, .outer = outer, .mark = cp});
    p->stack[p->depth++] = (int32_t)p->quotations.count - 1;
    p->text->tokens[i].quote_role = QUOTE_OPEN;
}

static int pairer__find(const pairer *p, family f)
{
    for (unsigned d = p->depth; d > 0; d--)
        if (family_of_open(p, p->stack[d - 1]) == f) return (int)d - 1;
    return -1;
}

static void pairer__close(pairer *p, uint32_t i, int level)
{
    token *k = &p->text->tokens[i];
    while (p->depth > (unsigned)level + 1) p->quotations.items[p->stack[--p->depth]].end = i;
    quotation *q = &p->quotations.items[p->stack[--p->depth]];
    q->close = i;
    q->end = i + 1;
    k->quote_role = QUOTE_CLOSE;
    k->quotation = p->stack[level];
}

/* ---- marks that can be either ---- */

static bool space_before(const text *t, uint32_t i)
{
    return !(t->tokens[i].flags & TOKEN_GLUED);
}

static bool space_after(const text *t, uint32_t i)
{
    return i + 1 >= t->token_count || !(t->tokens[i + 1].flags & TOKEN_GLUED);
}

static bool opens_after(const text *t, uint32_t i)
{
    if (i == 0 || space_before(t, i)) return true;
    const token *before = &t->tokens[i - 1];
    return before->punct == PUNCT_OPEN_BRACKET || before->punct == PUNCT_DASH || before->quote_role == QUOTE_OPEN ||
           before->punct == PUNCT_COLON || ((before->flags & TOKEN_CLITIC) && before->kind == TOKEN_WORD);
}

static side side_of_double(const pairer *p, uint32_t i)
{
    const text *t = p->text;
    bool open = pairer__find(p, FAMILY_DOUBLE) >= 0;
    bool before = opens_after(t, i), after = space_after(t, i);
    if (t->tokens[i].flags & TOKEN_PARAGRAPH) return SIDE_OPEN;
    if (before && !after) {
        const token *next = &t->tokens[i + 1];
        return open && (next->punct == PUNCT_COMMA || next->punct == PUNCT_PERIOD) ? SIDE_CLOSE : SIDE_OPEN;
    }
    if (!before && after) return SIDE_CLOSE;
    return open ? SIDE_CLOSE : SIDE_OPEN;
}

/* „a“, “a“: is the opening mark at `i` used as a closing one? */
static bool closes_instead(const pairer *p, uint32_t i, family f)
{
    const text *t = p->text;
    return !opens_after(t, i) && (space_after(t, i) || t->tokens[i + 1].kind == TOKEN_PUNCT) && pairer__find(p, f) >= 0;
}

/* ”a”: is the closing mark at `i` used as an opening one? */
static bool opens_instead(const pairer *p, uint32_t i, mark m)
{
    return m.cp == 0x201D && opens_after(p->text, i) && !space_after(p->text, i) && pairer__find(p, m.family) < 0;
}

static side side_of_curly(const pairer *p, uint32_t i, mark m)
{
    if (m.family != FAMILY_DOUBLE) return m.side;
    if (m.side == SIDE_OPEN) return closes_instead(p, i, m.family) ? SIDE_CLOSE : SIDE_OPEN;
    return opens_instead(p, i, m) ? SIDE_OPEN : SIDE_CLOSE;
}

/* Is there, soon, a mark that can close a single quotation? */
static bool single_closes_later(const text *t, uint32_t i, const pairer *p)
{
    uint32_t limit = t->tokens[i].end + SINGLE_LOOK_AHEAD, steps = 0;
    for (uint32_t j = p->next_quote[i + 1]; j < t->token_count && t->tokens[j].start < limit && steps < 16;
         j = p->next_quote[j + 1], steps++) {
        mark m = mark_of(t, j);
        if (m.family == FAMILY_SINGLE && m.side != SIDE_OPEN && !space_before(t, j)) return true;
        if (m.family == FAMILY_DOUBLE || m.family == FAMILY_GUILLEMET) return false;
    }
    return false;
}

static side side_of_single(const pairer *p, uint32_t i, side written)
{
    const text *t = p->text;
    bool open = pairer__find(p, FAMILY_SINGLE) >= 0, before = opens_after(t, i), after = space_after(t, i);
    bool next_is_word = i + 1 < t->token_count && t->tokens[i + 1].kind != TOKEN_PUNCT;
    if (written == SIDE_OPEN) return closes_instead(p, i, FAMILY_SINGLE) ? SIDE_CLOSE : SIDE_OPEN;
    if (open && !space_before(t, i)) {
        const token *last = &t->tokens[i - 1];
        bool possessive = after && next_is_word && last->kind == TOKEN_WORD && t->bytes[last->end - 1] == 's' &&
                          !(t->tokens[i + 1].flags & TOKEN_CAPITAL);
        return possessive && single_closes_later(t, i, p) ? SIDE_EITHER : SIDE_CLOSE;
    }
    if (written == SIDE_EITHER && before && !after && next_is_word && single_closes_later(t, i, p)) return SIDE_OPEN;
    return SIDE_EITHER; /* an apostrophe */
}

/* ---- paragraphs ---- */

/* Does the newest quotation go on into the paragraph that begins at `i`? */
static bool pairer__goes_on(const pairer *p, uint32_t i)
{
    const text *t = p->text;
    const quotation *q = &p->quotations.items[p->stack[p->depth - 1]];
    family f = mark_of(t, q->open).family;
    mark first = t->tokens[i].punct == PUNCT_QUOTE ? mark_of(t, i) : (mark){0};
    if (first.family == f && f != FAMILY_SINGLE) return first.side != SIDE_EITHER || !space_after(t, i);
    if (mark_of(t, q->open).side != SIDE_OPEN || i - q->open > OPEN_LOOK_AHEAD) return false;
    uint32_t next = p->next_quote[i];
    for (int steps = 0; next < t->token_count && next - i < OPEN_LOOK_AHEAD && steps < 8; steps++) {
        mark m = mark_of(t, next);
        if (m.family == f && m.side == SIDE_CLOSE && f != FAMILY_SINGLE) return true;
        if (m.family == f) return false;
        next = p->next_quote[next + 1];
    }
    return false;
}

static void pairer__paragraph(pairer *p, uint32_t i)
{
    while (p->depth > 0 && !pairer__goes_on(p, i)) p->quotations.items[p->stack[--p->depth]].end = i;
}

/* Is the mark that begins a paragraph one that reopens what is open? Then it
 * is no new quotation. Guillemets are reopened by either mark. */
static bool pairer__reopens(pairer *p, uint32_t i, mark m)
{
    token *k = &p->text->tokens[i];
    if (!(k->flags & TOKEN_PARAGRAPH) || p->depth == 0) return false;
    if (family_of_open(p, p->stack[p->depth - 1]) != m.family) return false;
    if (m.side == SIDE_CLOSE && space_after(p->text, i) && i + 1 < p->text->token_count &&
        p->text->tokens[i + 1].kind == TOKEN_PUNCT)
        return false;
    k->quote_role = QUOTE_OPEN;
    return true;
}

static void pairer__mark(pairer *p, uint32_t i)
{
    mark m = mark_of(p->text, i);
    if (m.family == FAMILY_NONE || pairer__reopens(p, i, m)) return;
    side s = m.side;
    if (m.family == FAMILY_SINGLE)
        s = side_of_single(p, i, m.side);
    else
        s = s == SIDE_EITHER ? side_of_double(p, i) : side_of_curly(p, i, m);
    if (s == SIDE_OPEN) {
        pairer__open(p, i, m.cp);
    } else if (s == SIDE_CLOSE) {
        int level = pairer__find(p, m.family);
        if (level >= 0) pairer__close(p, i, level);
    }
}

static uint32_t *next_quotes(const text *t)
{
    uint32_t *next = ARENA_ARRAY(t->arena, uint32_t, t->token_count + 2);
    next[t->token_count] = next[t->token_count + 1] = t->token_count;
    for (uint32_t i = t->token_count; i > 0; i--) next[i - 1] = t->tokens[i - 1].punct == PUNCT_QUOTE ? i - 1 : next[i];
    return next;
}

void text_pair_quotes(text *t)
{
    pairer p = {.text = t, .next_quote = next_quotes(t)};
    for (uint32_t i = 0; i < t->token_count; i++) {
        token *k = &t->tokens[i];
        if ((k->flags & TOKEN_PARAGRAPH) && p.depth > 0) pairer__paragraph(&p, i);
        if (k->punct == PUNCT_QUOTE) pairer__mark(&p, i);
        if (k->quote_role != QUOTE_CLOSE && p.depth > 0) k->quotation = p.stack[p.depth - 1];
    }
    while (p.depth > 0) p.quotations.items[p.stack[--p.depth]].end = t->token_count;
    t->quotations = p.quotations.items;
    t->quotation_count = (uint32_t)p.quotations.count;
}
