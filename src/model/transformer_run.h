/* SPDX-License-Identifier: Apache-2.0
 *
 * transformer_run.h - how a transformer reads. network_plain.c, network_avx2.c
 * and network_vnni.c include it behind network_run.h, each for its sort of
 * machine, and define before it
 *
 *     ints                a register of LANES whole numbers
 *     ints_load(p)        from memory
 *     ints_products(s, x, w)  s and, in each place, the products of the four bytes at x with four of the weights at w
 *     ints_to_lanes(s)    as floats
 *     PIECES_AT_ONCE      of how many pieces sums are kept in registers
 *
 * As in network_run.h every machine adds the same numbers in the same order: what
 * is summed over a row's numbers is summed in BLOCK places, whatever a register holds.
 */
#include "model/transformer_inside.h"

#define REGISTERS (BLOCK / LANES)

/* ---- sums over a row ---- */

FOR_MACHINE INLINE float sum_of(const lanes x[REGISTERS])
{
    float each[BLOCK], sum = 0;
    UNROLL for (size_t k = 0; k < REGISTERS; k++) lanes_store(each + k * LANES, x[k]);
    for (size_t k = 0; k < BLOCK; k++) sum += each[k];
    return sum;
}

FOR_MACHINE static float row_mean(const float *row, size_t width)
{
    lanes x[REGISTERS];
    UNROLL for (size_t k = 0; k < REGISTERS; k++) x[k] = lanes_all(0);
    for (size_t at = 0; at < width; at += BLOCK)
        UNROLL for (size_t k = 0; k < REGISTERS; k++) x[k] = x[k] + lanes_load(row + at + k * LANES);
    return sum_of(x) / (float)width;
}

FOR_MACHINE static float row_variance(const float *row, size_t width, float mean)
{
    lanes x[REGISTERS];
    UNROLL for (size_t k = 0; k < REGISTERS; k++) x[k] = lanes_all(0);
    for (size_t at = 0; at < width; at += BLOCK) UNROLL for (size_t k = 0; k < REGISTERS; k++)
        {
            lanes off = lanes_load(row + at + k * LANES) - lanes_all(mean);
            x[k] = x[k] + off * off;
        }
    return sum_of(x) / (float)width;
}

/* Each row on its own: to a mean of zero and a variance of one, then by gain and shift. */
FOR_MACHINE static void normalise(const transformer *t, const norm *n, float *rows, size_t count)
{
    for (size_t i = 0; i < count; i++, rows += t->width) {
        float mean = row_mean(rows, t->width);
        float by = 1 / sqrtf(row_variance(rows, t->width, mean) + t->epsilon);
        for (size_t k = 0; k < t->width; k += LANES)
            lanes_store(rows + k, (lanes_load(rows + k) - lanes_all(mean)) * lanes_all(by) * lanes_load(n->gain + k) +
                                      lanes_load(n->shift + k));
    }
}

/* ---- matrices ---- */

/* What goes into a matrix, as whole numbers. */
FOR_MACHINE static void cut_to_bytes(const transformer_room *room, const float *rows, size_t width, size_t count)
{
    const lanes middle = lanes_all(EXCESS + 0.5f);
    for (size_t at = 0; at < count * width; at += STRETCH) {
        lanes largest = lanes_all(0);
        UNROLL for (size_t k = 0; k < STRETCH; k += LANES)
        {
            lanes x = lanes_load(rows + at + k);
            largest = lanes_larger(largest, lanes_more(x, -x));
        }
        float most = lanes_most(largest);
        lanes by = lanes_all(most > NEAR_NOTHING ? STEPS / most : 0);
        UNROLL for (size_t k = 0; k < STRETCH; k += LANES)
            lanes_to_bytes(lanes_load(rows + at + k) * by + middle, room->inputs + at + k);
        room->by[at / STRETCH] = most / STEPS;
    }
}

/* BLOCK outputs, from `at` on, of `pieces` pieces, of which the first is number `first`. */
FOR_MACHINE INLINE void block_fill(const block_matrix *m, const transformer_room *room, size_t first, size_t pieces,
                                   size_t at, float *out, bool add)
{
    const uint8_t *inputs = room->inputs + first * m->in;
    const float *by = room->by + first * m->in / STRETCH;
    const int8_t *w = m->weights + at * GROUP;
    lanes total[PIECES_AT_ONCE][REGISTERS];
    UNROLL for (size_t i = 0; i < pieces; i++) UNROLL for (size_t k = 0; k < REGISTERS; k++)
        total[i][k] = lanes_load(m->bias + at + k * LANES);
    for (uint32_t s = 0; s < m->in / STRETCH; s++) {
        ints sum[PIECES_AT_ONCE][REGISTERS];
        const size_t row = (size_t)s * m->out + at;
        UNROLL for (size_t i = 0; i < pieces; i++) UNROLL for (size_t k = 0; k < REGISTERS; k++)
            sum[i][k] = ints_load(m->excess + row + k * LANES);
        UNROLL for (size_t g = 0; g < STRETCH; g += GROUP, w += (size_t)m->out * GROUP)
            UNROLL for (size_t i = 0; i < pieces; i++) UNROLL for (size_t k = 0; k < REGISTERS; k++)
                sum[i][k] = ints_products(sum[i][k], inputs + i * m->in + s * STRETCH + g, w + k * LANES * GROUP);
        UNROLL for (size_t k = 0; k < REGISTERS; k++)
        {
            lanes scale = lanes_load(m->scales + row + k * LANES);
            UNROLL for (size_t i = 0; i < pieces; i++)
                total[i][k] = total[i][k] + ints_to_lanes(sum[i][k]) * (lanes_all(by[i * m->in / STRETCH + s]) * scale);
        }
    }
    out += first * m->out + at;
    UNROLL for (size_t i = 0; i < pieces; i++) UNROLL for (size_t k = 0; k < REGISTERS; k++)
    {
        float *to = out + i * m->out + k * LANES;
        lanes y = total[i][k];
        if (add) y = y + lanes_load(to);
        lanes_store(to, y);
    }
}

/* All pieces of room->inputs; a block of outputs at a time, so that its weights stay near. */
FOR_MACHINE static void multiply(const block_matrix *m, const transformer_room *room, size_t count, float *out,
                                 bool add)
{
    for (size_t at = 0; at < m->out; at += BLOCK) {
        size_t i = 0;
        for (; i + PIECES_AT_ONCE <= count; i += PIECES_AT_ONCE) block_fill(m, room, i, PIECES_AT_ONCE, at, out, add);
        for (; i < count; i++) block_fill(m, room, i, 1, at, out, add);
    }
}

/* ---- attention ---- */

/* Pieces, up to whole registers. */
FOR_MACHINE INLINE size_t up_to_block(size_t count)
{
    return (count + BLOCK - 1) / BLOCK * BLOCK;
}

/* A head's keys: of each number all pieces', and nothing behind them. */
FOR_MACHINE static void turn_keys(const transformer_room *room, const float *rows, size_t from, size_t size,
                                  size_t count)
{
    const size_t wide = up_to_block(count);
    for (size_t k = 0; k < size; k++) {
        for (size_t i = 0; i < count; i++)
            room->looks[TRANSFORMER_PIECES + k * wide + i] = rows[i * room->width + from + k];
        for (size_t i = count; i < wide; i++) room->looks[TRANSFORMER_PIECES + k * wide + i] = 0;
    }
}

/* How much one piece looks at each: room->looks, and returns what they add up to. */
FOR_MACHINE static float look(const transformer_room *room, const float *query, size_t size, size_t count, float by)
{
    const size_t wide = up_to_block(count);
    const float *keys = room->looks + TRANSFORMER_PIECES;
    float *looks = room->looks;
    for (size_t at = 0; at < wide; at += LANES) {
        lanes x = lanes_all(0);
        for (size_t k = 0; k < size; k++) x = x + lanes_all(query[k]) * lanes_load(keys + k * wide + at);
        lanes_store(looks + at, x * lanes_all(by));
    }
    for (size_t i = count; i < wide; i++) looks[i] = looks[0];
    float most = looks[0], sum = 0;
    for (size_t i = 1; i < count; i++) most = looks[i] > most ? looks[i] : most;
    for (size_t at = 0; at < wide; at += LANES)
        lanes_store(looks + at, lanes_exp(lanes_load(looks + at) - lanes_all(most)));
    for (size_t i = 0; i < count; i++) sum += looks[i];
    return sum;
}

FOR_MACHINE static void attend(const transformer *t, const transformer_room *room, size_t count)
{
    const size_t size = t->width / t->heads;
    const float by = 1 / sqrtf((float)size);
    for (size_t from = 0; from < t->width; from += size) {
        turn_keys(room, room->key, from, size, count);
        for (size_t i = 0; i < count; i++) {
            float sum = look(room, room->query + i * t->width + from, size, count, by);
            for (size_t at = from; at < from + size; at += LANES) {
                lanes x = lanes_all(0);
                for (size_t j = 0; j < count; j++)
                    x = x + lanes_all(room->looks[j]) * lanes_load(room->value + j * t->width + at);
                lanes_store(room->seen + i * t->width + at, x / lanes_all(sum));
            }
        }
    }
}

/* ---- layers ---- */

/* x times how likely something normal is below x (Hendrycks & Gimpel, "Gaussian
 * error linear units", 2016); the error function by Abramowitz & Stegun, 7.1.26. */
FOR_MACHINE INLINE lanes lanes_gelu(lanes x)
{
    lanes z = lanes_more(x, -x) * lanes_all(0.70710678f), one = lanes_all(1);
    lanes s = one / (one + z * lanes_all(0.3275911f));
    lanes y = s * lanes_all(1.061405429f) - lanes_all(1.453152027f);
    y = y * s + lanes_all(1.421413741f);
    y = y * s - lanes_all(0.284496736f);
    y = y * s + lanes_all(0.254829592f);
    y = y * s * lanes_exp(-(z * z)) * lanes_all(0.5f); /* how likely it is beyond |x| */
    return lanes_more(x, lanes_all(0)) - lanes_more(x, -x) * y;
}

FOR_MACHINE static void think(const transformer_layer *l, const transformer_room *room, size_t count)
{
    cut_to_bytes(room, room->pieces, l->inner.in, count);
    multiply(&l->inner, room, count, room->inner, false);
    for (size_t k = 0; k < count * l->inner.out; k += LANES)
        lanes_store(room->inner + k, lanes_gelu(lanes_load(room->inner + k)));
    cut_to_bytes(room, room->inner, l->inner.out, count);
    multiply(&l->outer, room, count, room->pieces, true);
}

FOR_MACHINE void MACHINE(transformer_run)(const transformer *t, transformer_room *room, size_t count)
{
    for (size_t k = 0; k < count * t->width; k += LANES)
        lanes_store(room->pieces + k, lanes_load(room->pieces + k) + lanes_load(t->place + k));
    normalise(t, &t->first, room->pieces, count);
    for (uint32_t n = 0; n < t->layers; n++) {
        const transformer_layer *l = &t->layer[n];
        cut_to_bytes(room, room->pieces, t->width, count);
        multiply(&l->query, room, count, room->query, false);
        multiply(&l->key, room, count, room->key, false);
        multiply(&l->value, room, count, room->value, false);
        attend(t, room, count);
        cut_to_bytes(room, room->seen, t->width, count);
        multiply(&l->output, room, count, room->pieces, true);
        normalise(t, &l->attended, room->pieces, count);
        think(l, room, count);
        normalise(t, &l->done, room->pieces, count);
    }
}
