/* SPDX-License-Identifier: Apache-2.0
 *
 * encoder.c - what the words around a cue bring to the network, what it says of
 * them, and what features of candidates come of that; see encoder.h.
 */
#include "attribution/encoder.h"

#include <math.h>
#include <string.h>

#include "attribution/context.h"
#include "base/hash.h"
#include "model/network.h"

#define NEAR_STEPS 12 /* of distance, to either side */
#define HEAD_STEPS 4
#define CLIMB_MOST 40 /* heads, from a word to the cue */

_Static_assert(ENCODER_WINDOW <= NETWORK_WORDS && SIGNS <= NETWORK_SIGNS, "the network has room for what is read");

const unsigned encoder_rows[SIGNS] = {
    [SIGN_TAG] = TAG_COUNT, [SIGN_RELATION] = 64,
    [SIGN_QUOTED] = 2 * 3,  [SIGN_PUNCT] = 16,
    [SIGN_SHAPE] = 8,       [SIGN_HEAD] = 2 * HEAD_STEPS + 2,
    [SIGN_LEXICON] = 16,    [SIGN_DISTANCE] = 2 * NEAR_STEPS + 1,
    [SIGN_TREE] = 4,        [SIGN_CUE] = 64,
};

network *encoder_load(arena *a, const void *bytes, size_t size, int *error)
{
    return network_load(a, bytes, size, encoder_rows, SIGNS, error);
}

bool encoder_suits(const network *n, const transformer *t, const pieces *p)
{
    if (network_context(n) == 0) return true;
    return t != NULL && p != NULL && network_context(n) == transformer_width(t) &&
           pieces_width(p) == transformer_width(t);
}

range encoder_window(const reading *r, const cue *q)
{
    range w = {r->first, r->end};
    if (w.end - w.start <= ENCODER_WINDOW) return w;
    if (q->start > w.start + ENCODER_WINDOW / 2) w.start = q->start - ENCODER_WINDOW / 2;
    if (w.end - w.start > ENCODER_WINDOW) w.end = w.start + ENCODER_WINDOW;
    return w;
}

static uint64_t ending_of(const reading *r, const token *k)
{
    const char *bytes = r->text->bytes;
    uint32_t at = k->end;
    for (unsigned n = 0; n < 3 && at > k->start; n++) do
            at--;
        while (at > k->start && ((unsigned char)bytes[at] & 0xC0) == 0x80);
    return hash_form(bytes + at, k->end - at);
}

/* A verb, noun or phrase of the lexicon; and a weak one? */
static unsigned lexicon_of(const reading *r, uint32_t i)
{
    const cue_word *w = reading_cue_word(r, i);
    if (w == NULL) return 0;
    unsigned is = (w->verb != 0) | (w->noun != 0) << 1 | ((w->adjective | w->phrase) != 0) << 2;
    bool weak = w->verb != 0 && (r->attributor->lexicon->entries[w->verb].frames & (FRAME_WEAK | FRAME_WEAKQUOTE)) != 0;
    return is | (unsigned)weak << 3;
}

void encoder_signs_of_word(const reading *r, uint32_t i, uint64_t signs[SIGNS])
{
    const token *k = reading_token(r, i);
    uint32_t head = r->has_tree ? tree_head(&r->tree, i) : ARC_NO_HEAD;
    signs[SIGN_WORD] = k->form;
    signs[SIGN_ENDING] = ending_of(r, k);
    signs[SIGN_TAG] = k->tag;
    signs[SIGN_RELATION] = r->has_tree ? tree_label(&r->tree, i) & 63 : 0;
    signs[SIGN_QUOTED] = (k->quotation >= 0) * 3u + k->quote_role;
    signs[SIGN_PUNCT] = k->punct;
    signs[SIGN_SHAPE] = ((k->flags & TOKEN_CAPITAL) != 0) + 2u * ((k->flags & TOKEN_ALL_CAPITALS) != 0) +
                        4u * ((k->flags & TOKEN_DIGITS) != 0);
    uint32_t far = head == ARC_NO_HEAD ? 0 : head > i ? head - i : i - head;
    if (far > HEAD_STEPS) far = HEAD_STEPS;
    signs[SIGN_HEAD] = head == ARC_NO_HEAD ? 0 : head > i ? HEAD_STEPS + 1 + far : HEAD_STEPS + 1 - far;
    signs[SIGN_LEXICON] = lexicon_of(r, i);
}

/* 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ...: two steps where the distance doubles. */
static unsigned distance_step(uint32_t n)
{
    if (n < 2) return n;
    unsigned log = 31 - (unsigned)__builtin_clz(n), step = 2 * log + (n >> (log - 1) & 1);
    return step < NEAR_STEPS ? step : NEAR_STEPS;
}

/* How many heads lie between the words of a stretch and the cue, and that one:
 * 0 for not known yet, FAR where there is no cue above, or one too far. */
#define FAR (CLIMB_MOST + 1)
typedef struct climbs {
    uint8_t of[STRETCH_TOKENS];
} climbs;

/* What is found of a word holds for those on the way, too, so that no way is
 * climbed twice. */
static unsigned climb_to_cue(const reading *r, const cue *q, uint32_t i, climbs *c)
{
    uint32_t way[CLIMB_MOST];
    unsigned n = 0, up = FAR;
    while (n < CLIMB_MOST) {
        way[n++] = i - r->first;
        i = tree_head(&r->tree, i);
        if (i == ARC_NO_HEAD) break;
        up = i >= q->start && i < q->end ? 0 : c->of[i - r->first];
        if (up != 0 || (i >= q->start && i < q->end)) break;
        up = FAR;
    }
    if (n == CLIMB_MOST && up == FAR) return FAR; /* of those on the way is not known how far they have still to go */
    while (n-- > 0) {
        up += up < FAR;
        c->of[way[n]] = (uint8_t)up;
    }
    return up;
}

/* 1 where the word hangs on the cue, 2 where it does by way of others. */
static unsigned below_cue(const reading *r, const cue *q, uint32_t i, climbs *c)
{
    unsigned known = c->of[i - r->first], up = known != 0 ? known : climb_to_cue(r, q, i, c);
    return up == 1 ? 1 : up < FAR ? 2 : 0;
}

void encoder_signs_of_cue(const reading *r, const cue *q, range window, uint64_t (*signs)[SIGNS])
{
    unsigned cue = 1u + (q->shape & 15u) * 4u + q->passive * 2u + q->reflexive;
    climbs climbed;
    memset(climbed.of, 0, r->end - r->first);
    for (uint32_t i = window.start; i < window.end; i++) {
        uint64_t *s = signs[i - window.start];
        bool inside = i >= q->start && i < q->end;
        s[SIGN_DISTANCE] = inside         ? NEAR_STEPS
                           : i < q->start ? NEAR_STEPS - distance_step(q->start - i)
                                          : NEAR_STEPS + distance_step(i - q->end + 1);
        s[SIGN_CUE] = inside ? (cue < 64 ? cue : 63) : 0;
        s[SIGN_TREE] = r->has_tree && !inside ? below_cue(r, q, i, &climbed) : 0;
    }
    if (!r->has_tree) return;
    uint32_t above = tree_head(&r->tree, q->head); /* and what the cue itself hangs on */
    for (unsigned n = 0; n < CLIMB_MOST && above != ARC_NO_HEAD; n++) {
        if (above >= window.start && above < window.end && (above < q->start || above >= q->end))
            signs[above - window.start][SIGN_TREE] = 3;
        above = tree_head(&r->tree, above);
    }
}

/* ---- the network ---- */

struct encoder_room {
    network_room *network;
    uint32_t first, end; /* the stretch whose words are known */
    float *sums;         /* of the signs that do not depend on the cue */
    uint64_t (*signs)[SIGNS];
    uint32_t (*rows)[SIGNS];
    float (*roles)[NETWORK_ROLES];
    encoding encoding;
};

static encoder_room *encoder_room_new(const reading *r)
{
    const network *n = r->attributor->network;
    encoder_room *room = ARENA_ZARRAY(r->arena, encoder_room, 1);
    room->network = network_room_new(r->arena, n);
    room->sums = arena_alloc_line(r->arena, STRETCH_TOKENS * network_width(n) * sizeof *room->sums);
    room->signs = arena_alloc(r->arena, STRETCH_TOKENS * sizeof *room->signs);
    room->rows = arena_alloc(r->arena, STRETCH_TOKENS * sizeof *room->rows);
    room->roles = arena_alloc(r->arena, ENCODER_WINDOW * sizeof *room->roles);
    return room;
}

/* How many words before it is added a word's rows are looked for, so that the
 * memory has time to bring them. */
#define ROWS_AHEAD 3

static void room_begin_stretch(reading *r, encoder_room *room)
{
    const network *n = r->attributor->network;
    uint32_t count = r->end - r->first;
    if (room->first == r->first && room->end == r->end) return;
    room->first = r->first;
    room->end = r->end;
    for (uint32_t i = 0; i < count; i++) {
        encoder_signs_of_word(r, r->first + i, room->signs[i]);
        network_expect(n, room->signs[i]);
    }
    for (uint32_t i = 0; i < count + ROWS_AHEAD; i++) {
        if (i < count) network_rows(n, room->signs[i], 0, SIGN_DISTANCE, room->rows[i]);
        if (i < ROWS_AHEAD) continue;
        float *sum = room->sums + (i - ROWS_AHEAD) * network_width(n);
        network_bias(n, sum);
        network_add(n, room->rows[i - ROWS_AHEAD], 0, SIGN_DISTANCE, sum, sum);
    }
    const float *context = network_context(n) > 0 ? context_read(r) : NULL;
    if (context != NULL) network_add_context(n, context, count, room->sums);
}

/* The likeliest first word and those that go on. */
static range likeliest(const encoding *e, unsigned role)
{
    uint32_t count = e->window.end - e->window.start, at = 0;
    for (uint32_t i = 1; i < count; i++)
        if (e->begin[role][i] > e->begin[role][at]) at = i;
    uint32_t end = at + 1;
    while (end < count && e->inside[role][end] - e->begin[role][end] >= 0.5f) end++;
    return (range){e->window.start + at, e->window.start + end};
}

/* One role's chances, and their sums. */
static void encoding_fill_role(encoding *e, const network *n, unsigned k, float (*roles)[NETWORK_ROLES])
{
    uint32_t count = e->window.end - e->window.start, i = 0;
    float *begin = e->begin[k], *inside = e->inside[k], odds[ENCODER_WINDOW];
    for (; i < count; i++) {
        begin[i] = roles[i][1 + 2 * k];
        inside[i] = begin[i] + roles[i][2 + 2 * k];
    }
    for (; i % NETWORK_STRIDE != 0; i++) inside[i] = 0;
    network_log_odds(n, inside, odds, i);
    float mass = e->mass[k][0] = 0, sum = e->sum[k][0] = 0, most = 0;
    for (i = 0; i < count; i++) {
        e->mass[k][i + 1] = mass += inside[i];
        e->sum[k][i + 1] = sum += odds[i];
        if (inside[i] > most) most = inside[i];
    }
    e->most[k] = most;
    e->best[k] = likeliest(e, k);
}

_Static_assert(ENCODER_WINDOW % NETWORK_STRIDE == 0, "a window of words has room for whole strides");

static void encoding_fill(encoding *e, const network *n, const cue *q, float (*roles)[NETWORK_ROLES])
{
    uint32_t count = e->window.end - e->window.start;
    for (unsigned k = 0; k < ENCODED_ROLES; k++) encoding_fill_role(e, n, k, roles);
    e->left = e->right = 0;
    for (uint32_t i = 0; i < count; i++)
        *(e->window.start + i < q->start ? &e->left : &e->right) += e->inside[ENCODED_CONTENT][i];
    for (uint32_t i = 0; i < count; i++) {
        e->cue_begin[i] = roles[i][1 + 2 * ENCODED_ROLES];
        e->cue_inside[i] = e->cue_begin[i] + roles[i][2 + 2 * ENCODED_ROLES];
    }
    for (unsigned k = 0; k < ENCODED_CIRCUMSTANCES; k++) {
        e->held_most[k] = 0;
        for (uint32_t i = 0; i < count; i++) {
            e->held[k][i] = roles[i][1 + 2 * ENCODED_ROLES + 2 + k];
            if (e->held[k][i] > e->held_most[k]) e->held_most[k] = e->held[k][i];
        }
    }
}

void encoder_read(reading *r, const cue *q)
{
    const network *n = r->attributor->network;
    r->encoding = NULL;
    if (n == NULL) return;
    if (r->encoder == NULL) r->encoder = encoder_room_new(r);
    encoder_room *room = r->encoder;
    encoding *e = &room->encoding;
    room_begin_stretch(r, room);
    e->window = encoder_window(r, q);
    uint32_t count = e->window.end - e->window.start;
    size_t width = network_width(n);
    encoder_signs_of_cue(r, q, e->window, room->signs);
    network_add_all(n, room->signs[0], SIGN_DISTANCE, count, room->sums + (e->window.start - r->first) * width,
                    network_word(room->network, 0));
    e->cue = network_run(n, room->network, count, q->start - e->window.start, q->end - e->window.start, room->roles);
    encoding_fill(e, n, q, room->roles);
    r->encoding = e;
}

/* ---- features ---- */

enum {
    T_SOURCE = 1400,
    T_CONTENT,
    T_END,
    T_LEFT,
    T_CUE,
    T_CIRCUMSTANCE,
    T_EXTENT,
};

/* Steps are asked for a hundred times a cue, and of numbers that jump: whoever
 * went from edge to edge would guess wrong each time. So all are compared, four
 * at a time where there are such registers. */

/* One of 13 steps of a sum of log-odds. */
static uint64_t step_of(float x)
{
    static const float EDGES[12] = {-6, -4, -2.5f, -1.5f, -0.7f, -0.2f, 0.2f, 0.7f, 1.5f, 2.5f, 4, 6};
    uint32_t n = 0;
    for (unsigned i = 0; i < 12; i++) n += x > EDGES[i];
    return n;
}

/* One of 9 steps of a probability; 9 outside the window. */
static uint64_t chance_step(float p)
{
    static const float EDGES[8] = {0.01f, 0.04f, 0.12f, 0.3f, 0.5f, 0.7f, 0.88f, 0.97f};
    uint32_t n = 0;
    for (unsigned i = 0; i < 8; i++) n += p > EDGES[i];
    return n;
}

static uint64_t chance_at(const encoding *e, const float *chances, uint32_t i)
{
    return i >= e->window.start && i < e->window.end ? chance_step(chances[i - e->window.start]) : 9;
}

static uint64_t begin_step(const encoding *e, unsigned role, uint32_t i)
{
    return chance_at(e, e->begin[role], i);
}

static uint64_t inside_step(const encoding *e, unsigned role, uint32_t i)
{
    return chance_at(e, e->inside[role], i);
}

/* Does the role begin anew, or go on from the word before? */
static uint64_t on_step(const encoding *e, unsigned role, uint32_t i)
{
    if (i < e->window.start || i >= e->window.end) return 9;
    return chance_step(e->inside[role][i - e->window.start] - e->begin[role][i - e->window.start]);
}

static uint64_t held_step(const encoding *e, unsigned which, uint32_t i)
{
    return chance_at(e, e->held[which], i);
}

/* The sum of the words' log-odds before word i. */
static float sum_before(const encoding *e, unsigned role, uint32_t i)
{
    if (i < e->window.start) i = e->window.start;
    if (i > e->window.end) i = e->window.end;
    return e->sum[role][i - e->window.start];
}

static float sum_of(const encoding *e, unsigned role, range span)
{
    return sum_before(e, role, span.end) - sum_before(e, role, span.start);
}

static float mean_of(const encoding *e, unsigned role, range span)
{
    return span.end > span.start ? sum_of(e, role, span) / (float)(span.end - span.start) : 0;
}

/* Of the words of the window that are outside the span, how many are the role? */
static float share_outside(const encoding *e, unsigned role, range span)
{
    uint32_t count = e->window.end - e->window.start;
    uint32_t from = span.start > e->window.start ? span.start - e->window.start : 0;
    uint32_t to = span.end > e->window.start ? span.end - e->window.start : 0;
    if (from > count) from = count;
    if (to > count) to = count;
    return e->mass[role][count] - (to > from ? e->mass[role][to] - e->mass[role][from] : 0);
}

static uint64_t amount_step(float x)
{
    static const float EDGES[8] = {0.1f, 0.4f, 0.8f, 1.5f, 3, 6, 12, INFINITY};
    uint32_t n = 0;
    for (unsigned i = 0; i < 8; i++) n += x >= EDGES[i];
    return n;
}

void encoder_features_of_source(const reading *r, const choice *c, uint64_t kind, features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    const unsigned role = c->decision == DECIDE_RAISED ? ENCODED_CONTENT : ENCODED_SOURCE;
    range span = c->span[c->count - 1];
    if (span.end <= span.start) {
        feature_add(f, T_SOURCE, chance_step(e->most[role]) * 16 + kind);
        feature_add(f, T_SOURCE, 1000 + amount_step(share_outside(e, role, span)) * 16 + kind);
        feature_add(f, T_SOURCE, 2000 + step_of(e->cue) * 16 + chance_step(e->most[role]));
        return;
    }
    uint64_t begins = begin_step(e, role, span.start), ends = on_step(e, role, span.end),
             last = inside_step(e, role, span.end - 1), rest = amount_step(share_outside(e, role, span));
    uint64_t mean = step_of(mean_of(e, role, span));
    range best = e->best[role];
    uint64_t fits = (span.start == best.start) * 2u + (span.end == best.end);
    feature_add(f, T_SOURCE, 10000 + begins * 16 + kind);
    feature_add(f, T_SOURCE, 11000 + ends * 16 + kind);
    feature_add(f, T_SOURCE, 12000 + mean * 16 + kind);
    feature_add(f, T_SOURCE, 13000 + rest * 16 + kind);
    feature_add(f, T_SOURCE, 14000 + (fits * 16 + chance_step(e->most[role])) * 16 + kind);
    feature_add(f, T_SOURCE, 20000 + (begins * 16 + ends) * 16 + last);
    feature_add(f, T_SOURCE, 30000 + (mean * 16 + rest) * 4 + fits);
}

void encoder_features_of_start(const reading *r, uint32_t i, range left, uint64_t kind, features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    const unsigned role = ENCODED_CONTENT;
    uint64_t here = amount_step(e->left) * 8 + amount_step(e->right);
    feature_add(f, T_CONTENT, here * 32 + kind);
    if (i == UINT32_MAX) return; /* none */
    bool is_left = left.end > left.start;
    uint64_t before = i > 0 ? inside_step(e, role, i - 1) : 9, fits = i == e->best[role].start;
    uint64_t begins = begin_step(e, role, i), next = begin_step(e, role, i + 1), in = inside_step(e, role, i),
             on = inside_step(e, role, i + 2);
    feature_add(f, T_CONTENT, 10000 + (begins * 10 + next) * 32 + kind);
    feature_add(f, T_CONTENT, 20000 + (before * 10 + in) * 32 + kind);
    feature_add(f, T_CONTENT, 30000 + on * 32 + kind);
    feature_add(f, T_CONTENT, 40000 + (begins * 10 + before) * 10 + on);
    feature_add(f, T_CONTENT, 50000 + (fits * 10 + begins) * 32 + kind);
    if (!is_left) return;
    feature_add(f, T_CONTENT, 60000 + step_of(mean_of(e, role, left)) * 32 + kind);
    feature_add(f, T_CONTENT,
                70000 + (inside_step(e, role, left.end - 1) * 10 + inside_step(e, role, left.start)) * 32 + kind);
    feature_add(f, T_CONTENT, 80000 + (step_of(mean_of(e, role, left)) * 8 + amount_step(e->right)) * 32 + kind);
}

uint32_t encoder_start(const reading *r)
{
    const encoding *e = r->encoding;
    if (e == NULL) return UINT32_MAX;
    uint32_t at = e->best[ENCODED_CONTENT].start;
    return e->begin[ENCODED_CONTENT][at - e->window.start] >= ENCODER_LIKELY ? at : UINT32_MAX;
}

uint32_t encoder_end(const reading *r, uint32_t start, uint32_t limit)
{
    const encoding *e = r->encoding;
    if (e == NULL) return UINT32_MAX;
    uint32_t best = start + 1;
    for (uint32_t b = start + 1; b <= limit && b <= e->window.end; b++)
        if (sum_before(e, ENCODED_CONTENT, b) > sum_before(e, ENCODED_CONTENT, best)) best = b;
    return best;
}

/* How much worse the end is than the best one. */
void encoder_features_of_end(const reading *r, range span, uint32_t limit, uint32_t best_end, uint64_t kind,
                             features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    const unsigned role = ENCODED_CONTENT;
    float best = sum_before(e, role, best_end), at = sum_before(e, role, span.end);
    uint64_t short_of = best > at ? step_of(best - at) : 0, last = span.end == limit;
    uint64_t before = inside_step(e, role, span.end - 1), on = on_step(e, role, span.end),
             then = inside_step(e, role, span.end + 1);
    feature_add(f, T_END, (short_of * 32 + kind) * 2 + last);
    feature_add(f, T_END, 10000 + ((before * 10 + on) * 32 + kind) * 2 + last);
    feature_add(f, T_END, 20000 + (on * 10 + then) * 32 + kind);
    feature_add(f, T_END, 30000 + (short_of * 10 + before) * 10 + on);
    feature_add(f, T_END, 40000 + (begin_step(e, role, span.end) * 10 + then) * 2 + last);
    uint64_t held = 0; /* does somebody told, an outlet or a time come next? */
    for (unsigned k = 0; k < ENCODED_CIRCUMSTANCES; k++) {
        uint64_t here = held_step(e, k, span.end), there = held_step(e, k, span.end + 1);
        uint64_t most = here > there ? here : there;
        if (most != 9 && most > held) held = most;
    }
    feature_add(f, T_END, 50000 + (held * 10 + on) * 32 + kind);
}

void encoder_features_of_left(const reading *r, range span, uint32_t first, uint64_t kind, features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    const unsigned role = ENCODED_CONTENT;
    float best = 1e9f, at = sum_before(e, role, span.start);
    for (uint32_t b = first > e->window.start ? first : e->window.start; b < span.end && b < e->window.end; b++) {
        float sum = sum_before(e, role, b);
        if (sum < best) best = sum;
    }
    uint64_t short_of = at > best ? step_of(at - best) : 0;
    uint64_t before = span.start > 0 ? inside_step(e, role, span.start - 1) : 9;
    uint64_t begins = begin_step(e, role, span.start), in = inside_step(e, role, span.start);
    feature_add(f, T_LEFT, short_of * 32 + kind);
    feature_add(f, T_LEFT, 10000 + (before * 10 + in) * 32 + kind);
    feature_add(f, T_LEFT, 20000 + (begins * 10 + before) * 32 + kind);
    feature_add(f, T_LEFT, 30000 + (short_of * 10 + begins) * 2 + (span.start == first));
}

void encoder_features_of_circumstance(const reading *r, range span, unsigned which, features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    uint64_t most = chance_step(e->held_most[which]);
    if (span.end <= span.start) {
        feature_add(f, T_CIRCUMSTANCE, which * 16 + most);
        return;
    }
    float sum = 0;
    uint64_t words = span.end - span.start;
    for (uint32_t i = span.start; i < span.end; i++)
        if (i >= e->window.start && i < e->window.end) sum += e->held[which][i - e->window.start];
    uint64_t first = held_step(e, which, span.start), last = held_step(e, which, span.end - 1),
             before = span.start > 0 ? held_step(e, which, span.start - 1) : 9, next = held_step(e, which, span.end),
             mean = chance_step(sum / (float)words), several = words > 1 ? words > 2 ? 2 : 1 : 0;
    feature_add(f, T_CIRCUMSTANCE, 1000 + (which * 16 + mean) * 16 + most);
    feature_add(f, T_CIRCUMSTANCE, 10000 + ((which * 16 + first) * 16 + last) * 4 + several);
    feature_add(f, T_CIRCUMSTANCE, 20000 + (which * 16 + last) * 16 + next);
    feature_add(f, T_CIRCUMSTANCE, 30000 + (which * 16 + first) * 16 + before);
    feature_add(f, T_CIRCUMSTANCE, 40000 + (((uint64_t)which * 16 + mean) * 16 + before) * 16 + next);
}

void encoder_features_of_extent(const reading *r, range span, features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    uint64_t begins = chance_at(e, e->cue_begin, span.start), last = chance_at(e, e->cue_inside, span.end - 1),
             first = chance_at(e, e->cue_inside, span.start), next = chance_at(e, e->cue_inside, span.end),
             before = span.start > 0 ? chance_at(e, e->cue_inside, span.start - 1) : 9;
    feature_add(f, T_EXTENT, begins * 16 + before);
    feature_add(f, T_EXTENT, 1000 + last * 16 + next);
    feature_add(f, T_EXTENT, 2000 + first * 16 + before);
    feature_add(f, T_EXTENT, 3000 + ((begins * 16 + before) * 16 + last) * 16 + next);
}

void encoder_features_of_cue(const reading *r, const proposal *p, features *f)
{
    const encoding *e = r->encoding;
    if (e == NULL) return;
    static const float EDGES[] = {-7,   -5.5f, -4.5f, -3.7f, -3,   -2.4f, -1.9f, -1.4f, -1,   -0.6f, -0.3f, 0,
                                  0.3f, 0.6f,  1,     1.4f,  1.9f, 2.4f,  3,     3.7f,  4.5f, 5.5f,  7};
    uint64_t fine = 0, odds = step_of(e->cue), content = p->content_kind, source = p->source_kind;
    while (fine < sizeof EDGES / sizeof *EDGES && e->cue > EDGES[fine]) fine++;
    bool weak = p->cue.entry != NULL && (p->cue.entry->frames & FRAME_WEAK);
    feature_add(f, T_CUE, fine);
    feature_add(f, T_CUE, 1000 + (odds * 16 + p->cue.shape) * 2 + weak);
    feature_add(f, T_CUE, 2000 + odds * 32 + content);
    feature_add(f, T_CUE, 3000 + odds * 16 + source);
    uint64_t whole = 20, begins = 20, ends = 20, named = 20;
    if (p->content_count > 0) {
        whole = step_of(mean_of(e, ENCODED_CONTENT, p->content[0]));
        begins = begin_step(e, ENCODED_CONTENT, p->content[0].start);
        ends = on_step(e, ENCODED_CONTENT, p->content[0].end);
    }
    if (p->source.end > p->source.start) named = step_of(mean_of(e, ENCODED_SOURCE, p->source));
    feature_add(f, T_CUE, 10000 + (odds * 32 + whole) * 2 + weak);
    feature_add(f, T_CUE, 20000 + odds * 32 + named);
    feature_add(f, T_CUE, 30000 + (whole * 32 + begins) * 32 + ends);
    feature_add(f, T_CUE, 80000 + (whole * 32 + named) * 16 + p->cue.shape);
}
