/* SPDX-License-Identifier: Apache-2.0
 *
 * network_run.h - how a network reads. network_plain.c, network_avx2.c and
 * network_vnni.c include it, each for its sort of machine.
 *
 * They say how wide a register is and do the few things that C has no operators
 * for; all else is here, so that every machine adds the same numbers in the same
 * order. Before this file they define
 *
 *     FOR_MACHINE    the attribute that lets a function use the machine's instructions
 *     MACHINE(name)  the name with the machine's behind it
 *     LANES          how many numbers a register holds; it divides BLOCK
 *     lanes          a register of floats, with operators
 *     TILE           of how many words sums are kept in registers, 4 or 8
 *     TILE_OUTPUTS   and of how many outputs, a multiple of BLOCK
 *
 * and the functions lanes_load, lanes_store, lanes_all (one number in all
 * places), lanes_more (of each two the larger), lanes_larger (the same of numbers
 * not below zero), lanes_most (the largest in one), lanes_squash (of each x
 * x / (1 + |x|)), lanes_of_bytes, lanes_to_bytes (which cuts off what follows the
 * point); and behind it tile_fill (below).
 *
 * Numbers that go into a matrix are cut to whole steps from 0 to 127 of the
 * word's largest, so that the products are sums of small integers: the same on
 * all machines, and four at once in one instruction where there is one for it.
 */
#include <math.h>
#include <string.h>

/* ---- matrices ---- */

/* Words that meet a matrix together, some of its outputs at a time. tile_fill()
 * makes the outputs from `at` on of `words` words, as many of both as are known
 * when this is compiled: the sum of the products of a word's inputs with the
 * weights, times what a step of the word's is worth, times what one of the
 * output's is, and its bias. */
typedef struct tile {
    const matrix *m;
    const uint8_t *inputs; /* of the first word */
    const float *by;       /* what a step is worth, for each word */
    float *out;            /* of the first word */
    size_t stride;         /* from a word's outputs to the next one's */
    bool add;              /* add what is above zero to what is there */
} tile;

FOR_MACHINE INLINE void tile_fill(const tile *t, size_t words, size_t outputs, size_t at);

/* For tile_fill(): outputs are done. */
FOR_MACHINE INLINE void tile_put(const tile *t, float *out, lanes y)
{
    if (t->add) y = lanes_load(out) + lanes_more(y, lanes_all(0));
    lanes_store(out, y);
}

FOR_MACHINE INLINE void tile_all(const tile *t, size_t words)
{
    size_t at = 0;
    for (; at + TILE_OUTPUTS <= t->m->padded; at += TILE_OUTPUTS) tile_fill(t, words, TILE_OUTPUTS, at);
    for (; at < t->m->padded; at += BLOCK) tile_fill(t, words, BLOCK, at);
}

FOR_MACHINE INLINE size_t tile_next(tile *t, size_t words)
{
    t->inputs += words * t->m->in;
    t->by += words;
    t->out += words * t->stride;
    return words;
}

/* All words of room->inputs. The last ones share a tile with words that are
 * none: sums of a few words alone wait for each other, and take as long. */
FOR_MACHINE INLINE void matrix_apply(const matrix *m, const network_room *room, size_t count, float *out, size_t stride,
                                     bool add)
{
    tile t = {.m = m, .inputs = room->inputs, .by = room->scale, .stride = stride, .add = add};
    t.out = out;
    size_t i = 0;
    for (; i + TILE / 2 < count; i += tile_next(&t, TILE)) tile_all(&t, TILE);
    for (; i < count; i += tile_next(&t, TILE / 2)) tile_all(&t, TILE / 2);
}

FOR_MACHINE static void matrix_set(const matrix *m, const network_room *room, size_t count, float *out)
{
    matrix_apply(m, room, count, out, m->padded, false);
}

/* One word alone. */
FOR_MACHINE static void matrix_once(const matrix *m, const network_room *room, float *out)
{
    tile t = {.m = m, .inputs = room->inputs, .by = room->scale, .stride = m->padded, .add = false};
    t.out = out;
    tile_all(&t, 1);
}

FOR_MACHINE static void matrix_add(const matrix *m, const network_room *room, size_t count, float *out)
{
    matrix_apply(m, room, count, out, m->padded, true);
}

/* A word's inputs as whole steps, and what a step is worth. They are no less
 * than zero. */
FOR_MACHINE INLINE void to_steps(const network_room *room, size_t word, const float *x, size_t count)
{
    lanes largest = lanes_all(0), half = lanes_all(0.5f);
    uint8_t *out = room->inputs + word * count;
    for (size_t k = 0; k < count; k += LANES) largest = lanes_larger(largest, lanes_load(x + k));
    float most = lanes_most(largest);
    lanes by = lanes_all(most > NEAR_NOTHING ? STEPS / most : 0);
    for (size_t k = 0; k < count; k += LANES) lanes_to_bytes(lanes_load(x + k) * by + half, out + k);
    room->scale[word] = most / STEPS;
}

/* The same of numbers between -1 and 1: the step is 2 / STEPS, and 0 stands in
 * the middle, which the matrix allows for. */
FOR_MACHINE INLINE void signed_to_steps(lanes x, uint8_t *out)
{
    lanes_to_bytes((x + lanes_all(1)) * lanes_all(STEPS / 2.0f) + lanes_all(0.5f), out);
}

/* ---- layers ---- */

/* Each word with its neighbours: the matrix makes of a word what it gives to the
 * one behind it, to itself and to the one before. */
FOR_MACHINE static void read_neighbours(const network *n, const network_room *room, size_t count)
{
    static const float nothing[NETWORK_WIDTH];
    size_t w = n->width;
    lanes zero = lanes_all(0);
    for (size_t i = 0; i < count; i++) {
        float *h = room->words + i * w;
        for (size_t k = 0; k < w; k += LANES) lanes_store(h + k, lanes_more(lanes_load(h + k), zero));
        to_steps(room, i, h, w);
    }
    matrix_set(&n->neighbours, room, count, room->wide);
    for (size_t i = 0; i < count; i++) {
        const float *self = room->wide + i * 3 * w + w;
        const float *before = i > 0 ? self - 4 * w : nothing, *behind = i + 1 < count ? self + 4 * w : nothing;
        float *h = room->words + i * w;
        for (size_t k = 0; k < w; k += LANES) {
            lanes x = lanes_load(self + k) + lanes_load(before + k) + lanes_load(behind + k);
            lanes_store(h + k, lanes_load(h + k) + lanes_more(x, zero));
        }
    }
}

/* One direction goes on by a word. */
FOR_MACHINE INLINE lanes go_on(lanes h, const float *gate, size_t width)
{
    lanes half = lanes_all(0.5f), z = half + half * lanes_squash(lanes_load(gate));
    return h + z * (lanes_squash(lanes_load(gate + 2 * width)) - h);
}

/* Both directions over all words; what they have read becomes inputs. */
FOR_MACHINE static void mix(const network_room *room, size_t count, size_t width)
{
    for (size_t k = 0; k < width; k += LANES) {
        lanes onward = lanes_all(0), back = lanes_all(0);
        const float *first = room->wide + k, *last = first + (count - 1) * 4 * width + width;
        uint8_t *out = room->inputs + k, *end = out + (count - 1) * 2 * width + width;
        for (size_t i = 0; i < count; i++) {
            onward = go_on(onward, first + i * 4 * width, width);
            back = go_on(back, last - i * 4 * width, width);
            signed_to_steps(onward, out + i * 2 * width);
            signed_to_steps(back, end - i * 2 * width);
        }
    }
    for (size_t i = 0; i < count; i++) room->scale[i] = 1;
}

FOR_MACHINE INLINE void words_to_steps(const network_room *room, size_t count)
{
    for (size_t i = 0; i < count; i++) to_steps(room, i, room->words + i * room->width, room->width);
}

FOR_MACHINE static void read_both_ways(const network *n, const network_room *room, uint32_t layer, size_t count)
{
    words_to_steps(room, count);
    matrix_set(&n->gates[layer], room, count, room->wide);
    mix(room, count, n->width);
    matrix_add(&n->outputs[layer], room, count, room->words);
}

/* ---- what is said ---- */

/* The cue's words, the largest and the mean of each number over all words. */
FOR_MACHINE INLINE void look_back(const network_room *room, size_t count, size_t start, size_t end, float *seen)
{
    size_t w = room->width;
    lanes cue_words = lanes_all(end > start ? (float)(end - start) : 1), words = lanes_all((float)count);
    for (size_t k = 0; k < w; k += LANES) {
        lanes cue = lanes_all(0), most = lanes_all(0), sum = lanes_all(0);
        for (size_t i = start; i < end && i < count; i++) cue = cue + lanes_load(room->words + i * w + k);
        for (size_t i = 0; i < count; i++) {
            lanes x = lanes_load(room->words + i * w + k);
            most = lanes_more(x, most);
            sum = sum + x;
        }
        lanes_store(seen + k, cue / cue_words);
        lanes_store(seen + w + k, most);
        lanes_store(seen + 2 * w + k, sum / words);
    }
}

FOR_MACHINE static float cue_score(const network *n, const network_room *room, size_t count, size_t start, size_t end)
{
    float seen[3 * NETWORK_WIDTH], hidden[NETWORK_HIDDEN], out[BLOCK];
    look_back(room, count, start, end, seen);
    to_steps(room, 0, seen, 3 * n->width);
    matrix_once(&n->hidden, room, hidden);
    for (size_t k = 0; k < NETWORK_HIDDEN; k++) hidden[k] = hidden[k] > 0 ? hidden[k] : 0;
    to_steps(room, 0, hidden, NETWORK_HIDDEN);
    matrix_once(&n->cue, room, out);
    return out[0];
}

/* The bits of numbers. */
typedef uint32_t bits __attribute__((vector_size(4 * LANES)));
typedef int32_t signed_bits __attribute__((vector_size(4 * LANES)));

/* e to the power of each x, which is no larger than zero: 2^n * e^r with r within
 * half the logarithm of 2, and e^r by a polynomial (Cephes, expf.c). A sum with
 * 3 * 2^22 is rounded to a whole number, which its last bits are. */
FOR_MACHINE INLINE lanes lanes_exp(lanes x)
{
    const lanes whole = lanes_all(12582912.0f);
    x = lanes_more(x, lanes_all(-87));
    lanes rounded = x * lanes_all(1.44269504f) + whole, n = rounded - whole;
    lanes r = x - n * lanes_all(0.693359375f) + n * lanes_all(2.12194440e-4f);
    lanes y = r * lanes_all(1.9875691500e-4f) + lanes_all(1.3981999507e-3f);
    y = y * r + lanes_all(8.3334519073e-3f);
    y = y * r + lanes_all(4.1665795894e-2f);
    y = y * r + lanes_all(1.6666665459e-1f);
    y = y * r + lanes_all(5.0000001201e-1f);
    y = y * (r * r) + r + lanes_all(1);
    return (lanes)((bits)y + ((bits)rounded << 23));
}

/* The natural logarithm of each x, which is larger than zero: of 2^n * m with m
 * near 1, by a polynomial (Cephes, logf.c). */
FOR_MACHINE INLINE lanes lanes_log(lanes x)
{
    const bits middle = (bits)lanes_all(0.70710678f);
    signed_bits n = (signed_bits)((bits)x - middle) >> 23;
    lanes m = (lanes)((bits)x - ((bits)n << 23)) - lanes_all(1), by = __builtin_convertvector(n, lanes);
    lanes y = m * lanes_all(7.0376836292e-2f) - lanes_all(1.1514610310e-1f);
    y = y * m + lanes_all(1.1676998740e-1f);
    y = y * m - lanes_all(1.2420140846e-1f);
    y = y * m + lanes_all(1.4249322787e-1f);
    y = y * m - lanes_all(1.6668057665e-1f);
    y = y * m + lanes_all(2.0000714765e-1f);
    y = y * m - lanes_all(2.4999993993e-1f);
    y = y * m + lanes_all(3.3333331174e-1f);
    lanes square = m * m;
    y = y * m * square - by * lanes_all(2.12194440e-4f) - lanes_all(0.5f) * square;
    return m + y + by * lanes_all(0.693359375f);
}

FOR_MACHINE void MACHINE(network_log_odds)(const float *p, float *out, size_t count)
{
    const lanes bit = lanes_all(1e-6f), most = lanes_all(NETWORK_LOG_ODDS_MOST);
    for (size_t i = 0; i < count; i += LANES) {
        lanes x = lanes_load(p + i);
        x = lanes_log((x + bit) / (lanes_all(1) - x + bit));
        x = lanes_more(x, -most);
        lanes_store(out + i, -lanes_more(-x, -most));
    }
}

_Static_assert(NETWORK_ROLES <= BLOCK, "a word's scores are a block");

FOR_MACHINE INLINE void probabilities(const float *score, float out[NETWORK_ROLES])
{
    float most = score[0], total = 0, raised[BLOCK];
    for (int k = 1; k < NETWORK_ROLES; k++) most = score[k] > most ? score[k] : most;
    UNROLL for (size_t k = 0; k < BLOCK; k += LANES)
        lanes_store(raised + k, lanes_exp(lanes_load(score + k) - lanes_all(most)));
    for (int k = 0; k < NETWORK_ROLES; k++) total += raised[k];
    UNROLL for (size_t k = 0; k < BLOCK; k += LANES) lanes_store(raised + k, lanes_load(raised + k) / lanes_all(total));
    memcpy(out, raised, NETWORK_ROLES * sizeof *out);
}

FOR_MACHINE float MACHINE(network_run)(const network *n, network_room *room, size_t count, size_t cue_start,
                                       size_t cue_end, float (*roles)[NETWORK_ROLES])
{
    if (count == 0) return 0;
    read_neighbours(n, room, count);
    for (uint32_t k = 0; k < n->layers; k++) read_both_ways(n, room, k, count);
    words_to_steps(room, count);
    matrix_set(&n->roles, room, count, room->wide);
    for (size_t i = 0; i < count; i++) probabilities(room->wide + i * BLOCK, roles[i]);
    return cue_score(n, room, count, cue_start, cue_end);
}

/* BLOCK numbers, from `at` on, of the sum of rows. */
FOR_MACHINE INLINE void add_rows(const network *n, const uint32_t *rows, unsigned from, unsigned to, const float *base,
                                 float *sum, size_t at)
{
    lanes x[BLOCK / LANES];
    UNROLL for (size_t k = 0; k < BLOCK / LANES; k++) x[k] = lanes_load(base + at + k * LANES);
    for (unsigned s = from; s < to; s++) {
        const table *t = &n->tables[s];
        const size_t row = (size_t)rows[s] * n->width + at;
        if (t->values != NULL)
            UNROLL for (size_t k = 0; k < BLOCK / LANES; k++) x[k] = x[k] + lanes_load(t->values + row + k * LANES);
        else
            UNROLL for (size_t k = 0; k < BLOCK / LANES; k++)
                x[k] = x[k] + lanes_all(t->step) * lanes_of_bytes(t->items + row + k * LANES);
    }
    UNROLL for (size_t k = 0; k < BLOCK / LANES; k++) lanes_store(sum + at + k * LANES, x[k]);
}

FOR_MACHINE void MACHINE(network_add)(const network *n, const uint32_t *rows, unsigned from, unsigned to,
                                      const float *base, float *sum)
{
    for (size_t at = 0; at < n->width; at += BLOCK) add_rows(n, rows, from, to, base, sum, at);
}

/* Signs that are rows, of which each word has few: sums of all words at once. */
FOR_MACHINE void MACHINE(network_add_all)(const network *n, const uint64_t *signs, unsigned from, size_t count,
                                          const float *base, float *sums)
{
    const size_t w = n->width;
    for (size_t i = 0; i < count; i++, signs += n->signs, base += w, sums += w) {
        const float *values[NETWORK_SIGNS];
        unsigned have = 0;
        for (unsigned s = from; s < n->signs; s++)
            values[have++] = n->tables[s].values + (signs[s] < n->tables[s].rows ? signs[s] : 0) * w;
        for (size_t k = 0; k < w; k += LANES) {
            lanes x = lanes_load(base + k);
            for (unsigned s = 0; s < have; s++) x = x + lanes_load(values[s] + k);
            lanes_store(sums + k, x);
        }
    }
}

/* BLOCK numbers of a word's sum at a time stay in registers. */
FOR_MACHINE void MACHINE(network_add_context)(const network *n, const float *context, size_t count, float *sums)
{
    const size_t w = n->width;
    for (size_t i = 0; i < count; i++, context += n->context, sums += w)
        for (size_t at = 0; at < w; at += BLOCK) {
            lanes x[BLOCK / LANES];
            UNROLL for (size_t k = 0; k < BLOCK / LANES; k++) x[k] = lanes_load(sums + at + k * LANES);
            for (size_t d = 0; d < n->context; d++)
                UNROLL for (size_t k = 0; k < BLOCK / LANES; k++)
                    x[k] = x[k] + lanes_all(context[d]) * lanes_load(n->of_context + d * w + at + k * LANES);
            UNROLL for (size_t k = 0; k < BLOCK / LANES; k++) lanes_store(sums + at + k * LANES, x[k]);
        }
}
