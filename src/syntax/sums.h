/* SPDX-License-Identifier: Apache-2.0
 *
 * sums.h - sums of rows of weights, for the tagger's tags and the parser's
 * relations. A row is 32 unsigned bytes; its last two are a mark and come to
 * nothing in the sums.
 */
#ifndef SELON_SYNTAX_SUMS_H
#define SELON_SYNTAX_SUMS_H

#include <stdint.h>
#include <string.h>

#define SUMS_ROW 32

/* Rows are added as 16 numbers of 16 bits, each of which is two weights: the
 * first of a pair in the low byte, the second in the high one. `both` adds
 * these numbers and lets them overflow, `high` adds the high bytes alone; what
 * `both` has more than 256 times `high` is the sum of the low bytes. That is
 * four additions and two shifts a row and no unpacking. */
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));

typedef struct sums {
    u16x8 both[2], high[2];
} sums;

static inline void sums_add(sums *s, const unsigned char *row)
{
    u16x8 left, right;
    memcpy(&left, row, sizeof left);
    memcpy(&right, row + sizeof left, sizeof right);
    s->both[0] += left;
    s->both[1] += right;
    s->high[0] += left >> 8;
    s->high[1] += right >> 8;
}

typedef struct winners { /* of each lane */
    i16x8 sum, class;
} winners;

/* Classes `class` with the sums `sum` come after those before; ones that are
 * none never win. */
static inline winners winners_with(winners w, i16x8 sum, i16x8 class, int16_t count)
{
    sum |= (class < 1) | (class >= count);
    i16x8 better = sum >= w.sum;
    return (winners){(sum & better) | (w.sum & ~better), (class & better) | (w.class & ~better)};
}

/* The class in [1, count) with the largest sum; of equal ones, the later.
 * `count`, a constant, is at most 30. Sums are under 2^13, so they can be taken
 * as signed. */
static inline unsigned sums_best(const sums *s, int16_t count)
{
    static const i16x8 EVEN = {0, 2, 4, 6, 8, 10, 12, 14};
    winners w = {{0}, {0}};
    w = winners_with(w, (i16x8)(s->both[0] - (s->high[0] << 8)), EVEN, count);
    w = winners_with(w, (i16x8)s->high[0], EVEN + 1, count);
    w = winners_with(w, (i16x8)(s->both[1] - (s->high[1] << 8)), EVEN + 16, count);
    w = winners_with(w, (i16x8)s->high[1], EVEN + 17, count);
    /* The sum and the class in one number: one maximum finds both. */
    int32_t most = w.sum[0] * 32 + w.class[0];
    for (int i = 1; i < 8; i++) {
        int32_t one = w.sum[i] * 32 + w.class[i];
        most = one > most ? one : most;
    }
    return (unsigned)most & 31;
}

#else

typedef struct sums {
    uint16_t both[SUMS_ROW / 2], high[SUMS_ROW / 2];
} sums;

static inline void sums_add(sums *s, const unsigned char *row)
{
    for (int i = 0; i < SUMS_ROW / 2; i++) {
        s->both[i] = (uint16_t)(s->both[i] + row[2 * i] + row[2 * i + 1] * 256);
        s->high[i] = (uint16_t)(s->high[i] + row[2 * i + 1]);
    }
}

/* The class in [1, count) with the largest sum; of equal ones, the later.
 * `count` is at most 30. */
static inline unsigned sums_best(const sums *s, uint32_t count)
{
    uint16_t both[SUMS_ROW / 2], high[SUMS_ROW / 2];
    memcpy(both, s->both, sizeof both);
    memcpy(high, s->high, sizeof high);
    /* The sum (under 2^13) and the class in one number: one maximum finds both. */
    uint32_t even = 0, odd = (uint32_t)high[0] << 5 | 1; /* class 0 is none */
    for (uint32_t i = 1; i < count / 2; i++) {
        uint32_t low = (uint32_t)(uint16_t)(both[i] - high[i] * 256u) << 5 | 2 * i;
        uint32_t other = (uint32_t)high[i] << 5 | (2 * i + 1);
        even = low > even ? low : even;
        odd = other > odd ? other : odd;
    }
    return (even > odd ? even : odd) & 31;
}

#endif

#endif
