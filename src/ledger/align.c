/* SPDX-License-Identifier: Apache-2.0
 *
 * align.c - see align.h.
 *
 * Scores are in quarters of a weight. H is the best score of stretches that end
 * with a pair, E and F of those that end in a gap of the one or the other
 * wording; a byte a cell says where each came from.
 *
 * Whether they are the same words is decided by a score in thousandths,
 *
 *     score = 1000 shared / w - 250 apart / w + 200 run / w + 4 min(shared, 50)
 *
 * where w is the weight of the lighter wording: how much of it the other has,
 * what does not match in between, how much lies together, and that chance grows
 * thin with what is shared. How high it must be, and how much must be shared,
 * depends on who is said to have spoken. A run can be so weighty that the rest
 * does not matter: of a long speech each outlet prints another part. The numbers
 * were chosen on tests/same/seen-*.txt and measured on tests/same/held-*.txt.
 */
#include "ledger/align.h"

#include <string.h>

enum { MATCH = 4, MISMATCH = 6, GAP_OPEN = 6, GAP_ON = 1, LEFTOVER = 2 };
enum { FROM_NOWHERE = 0, FROM_PAIR = 1, FROM_E = 2, FROM_F = 3, FROM = 3, E_GOES_ON = 4, F_GOES_ON = 8 };

typedef struct stretch {
    const said_word *words;
    uint32_t start, count; /* of the wording's words */
} stretch;

bool align_matches(const wording *one, const wording *other, align_pair p)
{
    return p.a != ALIGN_NONE && p.b != ALIGN_NONE && one->words[p.a].stem == other->words[p.b].stem;
}

/* ---- long wordings ---- */

/* The ALIGN_MOST words in a row that share most with the other. */
static stretch stretch__of(arena *a, const wording *w, const stretch *other)
{
    stretch best = {w->words, 0, (uint32_t)w->count};
    if (w->count <= ALIGN_MOST) return best;
    size_t room = 16;
    while (room < other->count * 2) room *= 2;
    uint32_t *set = ARENA_ZARRAY(a, uint32_t, room);
    bool zero = false;
    for (uint32_t i = 0; i < other->count; i++) {
        uint32_t stem = other->words[i].stem;
        size_t at = stem & (room - 1);
        while (set[at] != 0 && set[at] != stem) at = (at + 1) & (room - 1);
        set[at] = stem;
        zero |= stem == 0;
    }
    unsigned *worth = ARENA_ARRAY(a, unsigned, w->count);
    unsigned sum = 0, most = 0;
    best.count = ALIGN_MOST;
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t stem = w->words[i].stem;
        size_t at = stem & (room - 1);
        while (set[at] != 0 && set[at] != stem) at = (at + 1) & (room - 1);
        bool both = stem != 0 ? set[at] == stem : zero;
        worth[i] = both && w->words[i].weight >= WEIGHT_CONTENT ? w->words[i].weight : 0;
        sum += worth[i];
        if (i >= ALIGN_MOST) sum -= worth[i - ALIGN_MOST];
        if (sum <= most) continue;
        most = sum;
        best.start = i + 1 >= ALIGN_MOST ? i + 1 - ALIGN_MOST : 0;
    }
    best.words = w->words + best.start;
    return best;
}

/* ---- the alignment ---- */

typedef struct grid {
    stretch a, b;
    uint8_t *from; /* (a.count + 1) rows of (b.count + 1) */
    int *h, *f;    /* of the row before, by column */
    uint32_t end_a, end_b;
    int best;
} grid;

static int match__score(const said_word *x, const said_word *y)
{
    if (x->stem != y->stem) return -MISMATCH;
    return x->weight > 0 ? MATCH * x->weight : 1;
}

static void grid__row(grid *g, uint32_t i)
{
    int diagonal = g->h[0], e = -GAP_OPEN, left = 0;
    uint8_t *row = g->from + (size_t)i * (g->b.count + 1);
    for (uint32_t k = 1; k <= g->b.count; k++) {
        uint8_t from = 0;
        int e_new = left - GAP_OPEN, f_new = g->h[k] - GAP_OPEN;
        if (e - GAP_ON > e_new) e_new = e - GAP_ON, from |= E_GOES_ON;
        if (g->f[k] - GAP_ON > f_new) f_new = g->f[k] - GAP_ON, from |= F_GOES_ON;
        int score = 0, pair = diagonal + match__score(&g->a.words[i - 1], &g->b.words[k - 1]);
        uint8_t source = FROM_NOWHERE;
        if (pair > score) score = pair, source = FROM_PAIR;
        if (e_new > score) score = e_new, source = FROM_E;
        if (f_new > score) score = f_new, source = FROM_F;
        row[k] = from | source;
        diagonal = g->h[k];
        g->h[k] = left = score;
        g->f[k] = f_new;
        e = e_new;
        if (score > g->best) g->best = score, g->end_a = i, g->end_b = k;
    }
}

static void grid__fill(grid *g, arena *a)
{
    size_t columns = (size_t)g->b.count + 1;
    g->from = ARENA_ZARRAY(a, uint8_t, ((size_t)g->a.count + 1) * columns);
    g->h = ARENA_ZARRAY(a, int, columns);
    g->f = ARENA_ARRAY(a, int, columns);
    for (size_t k = 0; k < columns; k++) g->f[k] = -GAP_OPEN;
    for (uint32_t i = 1; i <= g->a.count; i++) grid__row(g, i);
}

/* Writes the pairs of the best stretch to the end of `out`, which has room for
 * `room`; returns where they begin. */
static size_t grid__back(const grid *g, align_pair *out, size_t room)
{
    uint32_t i = g->end_a, k = g->end_b;
    uint8_t state = FROM_PAIR;
    size_t at = room;
    for (;;) {
        uint8_t cell = g->from[(size_t)i * (g->b.count + 1) + k];
        if (state == FROM_PAIR) state = cell & FROM;
        if (state == FROM_NOWHERE || i == 0 || k == 0) return at;
        align_pair p = {ALIGN_NONE, ALIGN_NONE};
        if (state != FROM_E) p.a = g->a.start + i - 1;
        if (state != FROM_F) p.b = g->b.start + k - 1;
        out[--at] = p;
        if (state == FROM_PAIR) {
            i--, k--;
        } else if (state == FROM_E) {
            k--;
            if ((cell & E_GOES_ON) == 0) state = FROM_PAIR;
        } else {
            i--;
            if ((cell & F_GOES_ON) == 0) state = FROM_PAIR;
        }
    }
}

/* ---- the ends ---- */

/* Does the quotation break off before this word? */
static bool word__breaks(const said_word *w)
{
    return (w->flags & (SAID_GAP | SAID_STOP)) != 0;
}

/* How many words behind `last` belong to the same sentence, as far as it matters. */
static uint32_t rest__after(const wording *w, uint32_t last)
{
    uint32_t n = 0;
    while (n <= LEFTOVER && last + n + 1 < w->count && !word__breaks(&w->words[last + n + 1])) n++;
    return n;
}

static uint32_t rest__before(const wording *w, uint32_t first)
{
    uint32_t n = 0;
    while (n <= LEFTOVER && n < first && !word__breaks(&w->words[first - n])) n++;
    return n;
}

/* How many pairs of leftovers there are: both have some, one of them few. */
static uint32_t rest__pairs(uint32_t a, uint32_t b)
{
    uint32_t least = a < b ? a : b;
    return least <= LEFTOVER ? least : 0;
}

static bool rest__negates(const wording *w, uint32_t at, uint32_t rest)
{
    return rest > 0 && (w->words[at].flags & SAID_NEGATION) != 0;
}

/* Adds the leftovers before the first pair and behind the last; `pairs` has room
 * on both sides. */
static void alignment__ends(const wording *one, const wording *other, align_pair **pairs, size_t *count)
{
    align_pair first = (*pairs)[0], last = (*pairs)[*count - 1];
    uint32_t a = rest__before(one, first.a), b = rest__before(other, first.b), n = rest__pairs(a, b);
    for (uint32_t i = 1; i <= n; i++) *--*pairs = (align_pair){first.a - i, first.b - i};
    *count += n;
    if (n == 0 && (rest__negates(one, first.a - 1, a) || rest__negates(other, first.b - 1, b))) {
        bool mine = rest__negates(one, first.a - 1, a);
        *--*pairs = (align_pair){mine ? first.a - 1 : ALIGN_NONE, mine ? ALIGN_NONE : first.b - 1};
        ++*count;
    }
    n = rest__pairs(rest__after(one, last.a), rest__after(other, last.b));
    for (uint32_t i = 1; i <= n; i++) (*pairs)[(*count)++] = (align_pair){last.a + i, last.b + i};
}

static unsigned wording__weight(const wording *w, uint32_t at)
{
    return at != ALIGN_NONE ? w->words[at].weight : 0u;
}

static void alignment__weigh(const wording *one, const wording *other, alignment *out)
{
    unsigned run = 0;
    for (size_t i = 0; i < out->count; i++) {
        align_pair p = out->pairs[i];
        unsigned x = wording__weight(one, p.a), y = wording__weight(other, p.b);
        if (align_matches(one, other, p)) {
            out->shared += x < y ? x : y;
            run = one->words[p.a].form == other->words[p.b].form ? run + (x < y ? x : y) : 0;
            if (run > out->run) out->run = run;
            continue;
        }
        run = 0;
        out->apart += x + y;
    }
}

/* Word for word the same, however long: then no window has to be chosen, which
 * might be another in each where a text repeats itself. */
static bool align__is_identity(arena *a, const wording *one, const wording *other, alignment *out)
{
    if (one->count != other->count) return false;
    for (size_t i = 0; i < one->count; i++)
        if (one->words[i].stem != other->words[i].stem) return false;
    align_pair *pairs = ARENA_ARRAY(a, align_pair, one->count);
    for (uint32_t i = 0; i < one->count; i++) pairs[i] = (align_pair){i, i};
    out->pairs = pairs;
    out->count = one->count;
    return true;
}

void align(arena *a, const wording *one, const wording *other, alignment *out)
{
    *out = (alignment){0};
    if (one->count == 0 || other->count == 0) return;
    if (align__is_identity(a, one, other, out)) {
        alignment__weigh(one, other, out);
        return;
    }
    stretch all = {other->words, 0, (uint32_t)other->count};
    grid g = {.a = stretch__of(a, one, &all)};
    g.b = stretch__of(a, other, &g.a);
    grid__fill(&g, a);
    if (g.best == 0) return;
    size_t room = (size_t)g.a.count + g.b.count + 1 + LEFTOVER;
    align_pair *pairs = ARENA_ARRAY(a, align_pair, room + LEFTOVER);
    size_t at = grid__back(&g, pairs, room);
    out->count = room - at;
    pairs += at;
    alignment__ends(one, other, &pairs, &out->count);
    out->pairs = pairs;
    alignment__weigh(one, other, out);
}

/* ---- the same? ---- */

typedef struct demand {
    unsigned shared, run; /* the least weights: of all that is shared; of a run that does alone */
    int score;
} demand;

/* By whether one of them has words in quotation marks that match: without,
 * they are a report's words, which are often the same by the matter alone. */
static const demand demands[2][3] = {
    {[SPEAKERS_UNKNOWN] = {34, 60, 1000}, [SPEAKERS_SAME] = {28, 50, 900}, [SPEAKERS_DIFFERENT] = {48, 100, 1200}},
    {[SPEAKERS_UNKNOWN] = {22, 55, 900}, [SPEAKERS_SAME] = {14, 45, 700}, [SPEAKERS_DIFFERENT] = {40, 90, 1150}},
};

#define SHARED_ENOUGH 50
#define SHARED_LITTLE 28 /* each unit less wants so much more score: */
#define LITTLE_COST 16

static bool align__quoted(const wording *one, const wording *other, const alignment *al)
{
    for (size_t i = 0; i < al->count; i++)
        if (align_matches(one, other, al->pairs[i]) &&
            ((one->words[al->pairs[i].a].flags | other->words[al->pairs[i].b].flags) & SAID_QUOTED) != 0)
            return true;
    return false;
}

static int align__score(const alignment *al, unsigned least)
{
    int whole = (int)least, shared = (int)al->shared;
    int sure = shared < SHARED_ENOUGH ? shared : SHARED_ENOUGH;
    return (1000 * shared - 250 * (int)al->apart + 200 * (int)al->run) / whole + 4 * sure;
}

bool align_same(const wording *one, const wording *other, const alignment *al, speakers who)
{
    const demand *d = &demands[align__quoted(one, other, al)][who];
    unsigned least = one->weight < other->weight ? one->weight : other->weight;
    if (least == 0 || al->shared < d->shared) return false;
    int little = al->shared < SHARED_LITTLE ? LITTLE_COST * (int)(SHARED_LITTLE - al->shared) : 0;
    return al->run >= d->run || align__score(al, least) >= d->score + little;
}

/* ---- what differs ---- */

/* Is the word before which the other wording has more than this one in
 * quotation marks on both sides, with nothing left out openly? `next` is the
 * first word behind the place. */
static bool place__is_whole(const wording *w, uint32_t next, bool edge)
{
    if (w->words == NULL || next >= w->count) return false;
    if (edge) return (w->words[next].flags & SAID_QUOTED) != 0;
    if (next == 0) return false;
    const said_word *after = &w->words[next];
    return (after->flags & SAID_GAP) == 0 && (after->flags & w->words[next - 1].flags & SAID_QUOTED) != 0;
}

/* The first word of the one wording (b if `of_b`) that is paired behind `pair`. */
static uint32_t pairs__next(const alignment *al, size_t pair, bool of_b)
{
    for (size_t i = pair + 1; i < al->count; i++) {
        uint32_t word = of_b ? al->pairs[i].b : al->pairs[i].a;
        if (word != ALIGN_NONE) return word;
    }
    return ALIGN_NONE;
}

bool align_changed(const wording *one, const wording *other, const alignment *al, size_t pair)
{
    align_pair p = al->pairs[pair];
    const said_word *x = p.a != ALIGN_NONE ? &one->words[p.a] : NULL;
    const said_word *y = p.b != ALIGN_NONE ? &other->words[p.b] : NULL;
    if (x != NULL && y != NULL) return (x->flags & y->flags & SAID_QUOTED) != 0 && x->form != y->form;
    const said_word *word = x != NULL ? x : y;
    if (word == NULL || (word->flags & SAID_QUOTED) == 0) return false;
    return place__is_whole(x != NULL ? other : one, pairs__next(al, pair, x != NULL), pair == 0);
}

unsigned align_changes(const wording *one, const wording *other, const alignment *al)
{
    unsigned count = 0;
    for (size_t i = 0; i < al->count; i++) count += align_changed(one, other, al, i);
    return count;
}
