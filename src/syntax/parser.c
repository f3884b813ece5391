/* SPDX-License-Identifier: Apache-2.0
 *
 * parser.c - which word each word depends on, greedily, from left to right.
 *
 *     tagged tokens -> words and gaps -> moves -> heads -> relations -> arcs
 *
 * A tree is built by moves (transition.c). For each the parser adds up, move
 * by move, the weights of some thirty facts and makes the allowed one with the
 * largest sum. When the tree is there, each word's relation to its head is
 * chosen in the same way, from facts about the two and what hangs on them; so
 * the choice of a relation knows the whole tree, and the choice of a move has
 * few weights to add.
 *
 * A row of weights is found by its fact's hash, as in the tagger: the top half
 * chooses a line, which holds two rows, and a mark says whose they are. A row
 * of moves is four bytes, a weight for each move and the mark, so a fact costs
 * one read of eight bytes and a few additions:
 *
 *     line   [ shift left right mark | shift left right mark ]
 *
 * Training (train/parser_training.c) makes each row's least weight 0, so weights
 * are unsigned bytes. The file comes from outside and is checked once, whole;
 * after that nothing it says can lead a read out of bounds.
 *
 * Marks are hung on the tree at the end, each on the lowest word whose subtree
 * is on both sides of it, so that a subtree neither begins nor ends with a mark
 * outside it. A sentence of more than TRANSITION_WORDS words is parsed in
 * pieces; the later pieces' roots depend on the first's.
 */
#include "syntax/parser.h"

#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "syntax/parser_model.h"
#include "syntax/sums.h"
#include "syntax/tag.h"
#include "syntax/tagger_model.h"
#include "syntax/transition.h"
#include "syntax/transition_facts.h"

struct parser {
    const unsigned char *moves, *labels;
    uint32_t move_lines, label_lines;
};

/* ---- the file ---- */

_Static_assert(PARSER_CHECKSUM_AT == TAGGER_CHECKSUM_AT, "tagger_checksum() takes this field as zero");

uint64_t parser_names_hash(void)
{
    uint64_t h = tagger_tags_hash();
    for (unsigned r = 0; r < REL_COUNT; r++) {
        const char *name = relation_name((uint8_t)r);
        h = hash_mix(h * UINT64_C(0x9e3779b97f4a7c15) + hash_bytes(name, strlen(name)));
    }
    return h;
}

/* Does the header describe a model for us, of just this size? */
static bool model__holds(const unsigned char *b, size_t size)
{
    if (size < PARSER_HEADER || memcmp(b, PARSER_MAGIC, 8) != 0) return false;
    if (bytes_le32(b + 8) != PARSER_VERSION || bytes_le32(b + 12) != TRANSITION_VERSION) return false;
    if (bytes_le64(b + 16) != parser_names_hash()) return false;
    uint32_t moves = bytes_le32(b + 24), labels = bytes_le32(b + 28);
    if (moves == 0 || moves > PARSER_LINES_MOST || labels == 0 || labels > PARSER_LINES_MOST) return false;
    if (size != PARSER_HEADER + (size_t)moves * PARSER_MOVE_LINE + (size_t)labels * PARSER_LABEL_LINE) return false;
    return bytes_le64(b + PARSER_CHECKSUM_AT) == tagger_checksum(b, size);
}

parser *parser_load(arena *a, const void *bytes, size_t size, int *error)
{
    const unsigned char *b = bytes;
    *error = SELON_ERROR_DATA;
    if (b == NULL || !model__holds(b, size)) return NULL;
    parser *p = ARENA_NEW(a, parser);
    p->move_lines = bytes_le32(b + 24);
    p->label_lines = bytes_le32(b + 28);
    p->moves = b + PARSER_HEADER;
    p->labels = p->moves + (size_t)p->move_lines * PARSER_MOVE_LINE;
    *error = SELON_OK;
    return p;
}

static inline void prefetch(const unsigned char *at)
{
#if defined(__GNUC__)
    __builtin_prefetch(at);
#else
    (void)at;
#endif
}

/* ---- moves ---- */

static inline const unsigned char *parser__move_line(const parser *p, uint64_t feature)
{
    return p->moves + (size_t)PARSER_MOVE_LINE * parser_line(feature, p->move_lines);
}

_Static_assert(PARSER_MOVE_BITS == 8, "see move_sums__add()");

/* The sums of the moves' weights. Two facts are looked up at once, in both
 * rows of their lines. A row is a number of 32 bits; one whose mark, in the
 * top byte, differs becomes 0 (branches would be guesses). Then rows are added
 * as pairs of bytes, as in sums.h. */
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

typedef uint64_t u64x2 __attribute__((vector_size(16)));
typedef uint32_t u32x4 __attribute__((vector_size(16)));

typedef struct move_sums {
    u16x8 both, high;
} move_sums;

static inline void move_sums__add(const parser *p, move_sums *s, uint64_t one, uint64_t other)
{
    u64x2 facts = {one, other};
    u64x2 lines = {bytes_le64(parser__move_line(p, one)), bytes_le64(parser__move_line(p, other))};
    u32x4 rows = (u32x4)lines, marks = (u32x4)(facts >> 32 | facts >> 32 << 32);
    rows &= (u32x4)(rows >> 24 == (marks & 0xff));
    s->both += (u16x8)rows;
    s->high += (u16x8)rows >> 8;
}

static inline void move_sums__all(const move_sums *s, uint32_t out[MOVE_COUNT])
{
    u16x8 low = s->both - (s->high << 8);
    out[MOVE_SHIFT] = (uint32_t)low[0] + low[2] + low[4] + low[6];
    out[MOVE_LEFT] = (uint32_t)s->high[0] + s->high[2] + s->high[4] + s->high[6];
    out[MOVE_RIGHT] = (uint32_t)low[1] + low[3] + low[5] + low[7];
}

#else

typedef struct move_sums {
    uint32_t of[MOVE_COUNT];
} move_sums;

static inline void move_sums__add(const parser *p, move_sums *s, uint64_t one, uint64_t other)
{
    const uint64_t facts[2] = {one, other};
    for (int i = 0; i < 2; i++) {
        const unsigned char *row = parser__move_line(p, facts[i]);
        for (int n = 0; n < 2; n++, row += PARSER_MOVE_ROW)
            for (int m = 0; m < MOVE_COUNT && row[3] == parser_mark(facts[i], PARSER_MOVE_BITS); m++)
                s->of[m] += row[m];
    }
}

static inline void move_sums__all(const move_sums *s, uint32_t out[MOVE_COUNT])
{
    memcpy(out, s->of, sizeof s->of);
}

#endif

/* A parse under way: the state, and what the facts about each word of the stack and
 * the one below it come to, which holds as long as it is there. */
typedef struct building {
    parse_state state;
    move_sums top[TRANSITION_WORDS + 1];   /* by depth */
    uint16_t top_of[TRANSITION_WORDS + 1]; /* the word it is about; 0 for none */
} building;

typedef struct adding {
    const parser *parser;
    move_sums sums;
} adding;

static ALWAYS_INLINE void adding__take(void *payload, fact one, fact other)
{
    adding *a = payload;
    move_sums__add(a->parser, &a->sums, one.hash, other.hash);
}

static int parser__choose_move(const parser *p, building *b)
{
    const parse_state *s = &b->state;
    uint32_t sums[MOVE_COUNT], top = stack_at(s, 0);
    if (b->top_of[s->depth] != top) {
        adding alone = {.parser = p};
        transition_top_facts(s, adding__take, &alone);
        b->top[s->depth] = alone.sums;
        b->top_of[s->depth] = (uint16_t)top;
    }
    adding all = {p, b->top[s->depth]};
    transition_facts(s, adding__take, &all);
    move_sums__all(&all.sums, sums);
    int best = -1;
    for (int m = 0; m < MOVE_COUNT; m++)
        if (transition_allows(s, m) && (best < 0 || sums[m] > sums[best])) best = m;
    return best;
}

static void parser__build(const parser *p, building *b)
{
    parse_state *s = &b->state;
    memset(b->top_of, 0, (s->count + 1) * sizeof b->top_of[0]);
    while (!transition_is_over(s)) {
        int m;
        if (s->next > s->count)
            m = MOVE_RIGHT;
        else if (s->depth == 0)
            m = MOVE_SHIFT;
        else
            m = parser__choose_move(p, b);
        transition_apply(s, m);
    }
}

/* ---- relations ---- */

/* What a feature without a row adds. */
static const unsigned char no_row[PARSER_LABEL_ROW];

/* The row in `line` of the feature with this mark. */
static inline const unsigned char *line__label_row(const unsigned char *line, unsigned mark)
{
    const unsigned char *second = line + PARSER_LABEL_ROW;
    unsigned one = line[PARSER_LABEL_MARK] | (unsigned)line[PARSER_LABEL_MARK + 1] << 8;
    unsigned two = second[PARSER_LABEL_MARK] | (unsigned)second[PARSER_LABEL_MARK + 1] << 8;
    const unsigned char *row = one == mark ? line : no_row;
    return two == mark ? second : row;
}

_Static_assert(PARSER_LABEL_ROW == SUMS_ROW && PARSER_LABELS % 2 == 0, "see sums_best()");

static uint8_t parser__choose_label(const parser *p, const uint64_t features[RELATION_FEATURES])
{
    const unsigned char *lines[RELATION_FEATURES];
    sums s = {0};
    for (int i = 0; i < RELATION_FEATURES; i++) {
        lines[i] = p->labels + (size_t)PARSER_LABEL_LINE * parser_line(features[i], p->label_lines);
        prefetch(lines[i]);
    }
    for (int i = 0; i < RELATION_FEATURES; i++)
        sums_add(&s, line__label_row(lines[i], parser_mark(features[i], PARSER_LABEL_BITS)));
    return (uint8_t)sums_best(&s, PARSER_LABELS);
}

static void parser__label(const parser *p, const parse_state *s, uint8_t labels[TRANSITION_WORDS + 4])
{
    uint32_t given[TRANSITION_WORDS + 4];
    memset(labels, REL_NONE, s->count + 4);
    memset(given, 0, (s->count + 4) * sizeof given[0]);
    for (uint32_t c = 1; c <= s->count; c++) {
        uint32_t head = s->nodes[c].head;
        if (head == 0) {
            labels[c] = REL_ROOT;
            continue;
        }
        uint64_t features[RELATION_FEATURES];
        relation_features(s, c, labels, given, features);
        labels[c] = parser__choose_label(p, features);
        given[head] |= relation_bit(labels[c]);
    }
}

/* ---- arcs ---- */

/* Of the marks before word `w`, the head: the word itself if it has something
 * before them; else climb to the highest whose subtree begins at the word: its
 * head is on the other side. Each word is climbed from one mark only, so this
 * is linear in all. */
static uint32_t state__mark_head(const parse_state *s, uint32_t w)
{
    uint32_t top = w;
    while (s->nodes[top].head != 0 && s->nodes[top].first == w) top = s->nodes[top].head;
    return top;
}

/* Writes the piece [from, to): `out` is for token `from`. Returns its root. */
static uint32_t state__write(const parse_state *s, const uint8_t *labels, uint32_t from, uint32_t to, arc *out)
{
    uint32_t root = 0, at = from;
    for (uint32_t w = 1; w <= s->count; w++)
        if (s->nodes[w].head == 0) root = s->words[w].token;
    for (uint32_t w = 1; w <= s->count; w++) {
        uint32_t token = s->words[w].token, head = s->nodes[w].head;
        if (at < token) {
            arc mark = {s->words[state__mark_head(s, w)].token, REL_PUNCT};
            while (at < token) out[at++ - from] = mark;
        }
        out[at++ - from] = (arc){head != 0 ? s->words[head].token : ARC_NO_HEAD, labels[w]};
    }
    while (at < to) out[at++ - from] = (arc){root, REL_PUNCT};
    return root;
}

void parser_parse(const parser *p, const text *t, uint32_t first, uint32_t end, arc *out)
{
    building b;
    uint8_t labels[TRANSITION_WORDS + 4];
    uint32_t root = ARC_NO_HEAD;
    for (uint32_t at = first; at < end;) {
        uint32_t from = at;
        transition_begin(&b.state, t, &at, end);
        if (b.state.count == 0) { /* nothing but marks */
            if (root == ARC_NO_HEAD) {
                root = from;
                out[from++ - first] = (arc){ARC_NO_HEAD, REL_ROOT};
            }
            for (; from < at; from++) out[from - first] = (arc){root, REL_PUNCT};
            continue;
        }
        parser__build(p, &b);
        parser__label(p, &b.state, labels);
        uint32_t own = state__write(&b.state, labels, from, at, out + (from - first));
        if (root == ARC_NO_HEAD)
            root = own;
        else
            out[own - first] = (arc){root, REL_PARATAXIS};
    }
}
