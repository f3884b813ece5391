/* SPDX-License-Identifier: Apache-2.0
 *
 * transcription.c - see transcription.h.
 *
 * The skeleton. Transcriptions differ most in vowels, in doubled letters, and
 * in how they write sibilants and what lies between them and k: "tch", "ch",
 * "cz". So vowels go, with h, y and w-less marks of length, and one letter
 * stands for each family of consonants:
 *
 *     S   c g j k q s x z, and t or d before one of them    tch, dzh, ts, ks
 *     f   f v w, and ph
 *     b p t d l m n r   themselves
 *
 * A run of one family without a vowel in it is one letter: "chtch" is S. A word
 * of vowels alone keeps its first letter.
 *
 * The comparison. Both words are walked at once: from a pair of places one
 * comes to the next by a letter that is the same, or by two strings of the
 * book's [spellings] that stand for each other. They are alike when the pair of
 * ends can be reached. At most SPELLINGS_MOST strings may differ, and no more
 * than half as many as the longer word has letters: what differs everywhere is
 * another name.
 */
#include "ledger/transcription.h"

#include <string.h>

#define SPELLINGS_MOST 5

static char letter_family(char c)
{
    switch (c) {
    case 'c':
    case 'g':
    case 'j':
    case 'k':
    case 'q':
    case 's':
    case 'x':
    case 'z': return 'S';
    case 'v':
    case 'w': return 'f';
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 'h': return '\0';
    default: return c;
    }
}

static bool letter_is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* What the letter at `i` leaves in the skeleton; 0: nothing. */
static char skeleton__letter(const char *word, size_t size, size_t i)
{
    char c = word[i], next = i + 1 < size ? word[i + 1] : '\0';
    if (c == 'p' && next == 'h') return 'f';
    if ((c == 't' || c == 'd') && next != '\0' && letter_family(next) == 'S') return '\0';
    /* "Sergej", "Mayjor": j is a vowel where no vowel follows. */
    if (c == 'j' && i > 0 && !letter_is_vowel(next)) return '\0';
    return letter_family(c);
}

size_t transcription_skeleton(const char *folded, size_t size, char out[WORD_MOST + 1])
{
    size_t used = 0;
    bool run = false; /* no vowel since the last letter */
    if (size > WORD_MOST) size = WORD_MOST;
    for (size_t i = 0; i < size; i++) {
        char c = skeleton__letter(folded, size, i);
        if (letter_is_vowel(folded[i])) run = false;
        if (c == '\0') continue;
        if (!run || out[used - 1] != c) out[used++] = c;
        run = true;
    }
    if (used == 0 && size > 0) out[used++] = letter_is_vowel(folded[0]) || folded[0] == 'h' ? 'a' : folded[0];
    out[used] = '\0';
    return used;
}

/* ---- letter by letter ---- */

typedef struct alignment {
    const char *x, *y;
    size_t x_size, y_size;
    uint8_t cost[WORD_MOST + 1][WORD_MOST + 1]; /* differing strings so far; UINT8_MAX: not reached */
} alignment;

static bool spelling__fits(const alignment *al, const spelling *s, size_t i, size_t k)
{
    if (i + s->a_size > al->x_size || k + s->b_size > al->y_size) return false;
    if (s->start && (i > 0 || k > 0)) return false;
    if (s->end && (i + s->a_size < al->x_size || k + s->b_size < al->y_size)) return false;
    return memcmp(al->x + i, s->a, s->a_size) == 0 && memcmp(al->y + k, s->b, s->b_size) == 0;
}

static void alignment__reach(alignment *al, size_t i, size_t k, unsigned cost)
{
    if (cost < al->cost[i][k]) al->cost[i][k] = (uint8_t)cost;
}

static unsigned letter__bucket(const char *word, size_t size, size_t i)
{
    return i < size && word[i] >= 'a' && word[i] <= 'z' ? (unsigned)(word[i] - 'a') : SPELLING_LETTERS - 1;
}

static void alignment__step(const namebook *b, alignment *al, size_t i, size_t k, bool loosely)
{
    const unsigned none = SPELLING_LETTERS - 1;
    unsigned x = letter__bucket(al->x, al->x_size, i), y = letter__bucket(al->y, al->y_size, k);
    unsigned cost = al->cost[i][k];
    const unsigned pairs[3][2] = {{x, y}, {x, none}, {none, y}};
    if (i < al->x_size && k < al->y_size && al->x[i] == al->y[k]) alignment__reach(al, i + 1, k + 1, cost);
    if (cost == SPELLINGS_MOST) return;
    for (int p = 0; p < 3; p++) {
        if (p == 1 && y == none) continue; /* the same bucket again */
        if (p == 2 && x == none) continue;
        for (size_t r = 0; r < b->spellings[pairs[p][0]][pairs[p][1]].count; r++) {
            const spelling *s = &b->spellings[pairs[p][0]][pairs[p][1]].items[r];
            if ((loosely || !s->loose) && spelling__fits(al, s, i, k))
                alignment__reach(al, i + s->a_size, k + s->b_size, cost + 1);
        }
    }
}

static bool alignment__reaches_end(const namebook *b, alignment *al, bool loosely)
{
    for (size_t i = 0; i <= al->x_size; i++) memset(al->cost[i], UINT8_MAX, al->y_size + 1);
    al->cost[0][0] = 0;
    for (size_t i = 0; i <= al->x_size; i++)
        for (size_t k = 0; k <= al->y_size; k++)
            if (al->cost[i][k] != UINT8_MAX) alignment__step(b, al, i, k, loosely);
    size_t longer = al->x_size > al->y_size ? al->x_size : al->y_size, cost = al->cost[al->x_size][al->y_size];
    return cost <= SPELLINGS_MOST && cost * 2 <= longer;
}

alike transcription_alike(const namebook *b, const char *x, size_t x_size, const char *y, size_t y_size)
{
    alignment al = {.x = x, .y = y, .x_size = x_size, .y_size = y_size};
    if (x_size == y_size && memcmp(x, y, x_size) == 0) return ALIKE_YES;
    if (x_size > WORD_MOST || y_size > WORD_MOST || x_size > 2 * y_size + 2 || y_size > 2 * x_size + 2)
        return ALIKE_NOT;
    if (alignment__reaches_end(b, &al, false)) return ALIKE_YES;
    return alignment__reaches_end(b, &al, true) ? ALIKE_LOOSELY : ALIKE_NOT;
}
