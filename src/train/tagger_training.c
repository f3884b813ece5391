/* SPDX-License-Identifier: Apache-2.0
 *
 * tagger_training.c - see tagger_training.h.
 */
#include "train/tagger_training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "syntax/features.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"

/* What it takes to make good taggers of treebanks; change them here. */
tagger_settings tagger_settings_default(void)
{
    return (tagger_settings){.lines = 21000,
                             .rounds = 3,
                             .epochs = 8,
                             .least_word = 2,
                             .least_feature = 2,
                             .certain_count = 20,
                             .certain_share = 0.995,
                             .rate = 0.2,
                             .reach = 8,
                             .usefulness = 0.5,
                             .copies = 0.04,
                             .forget_word = 1,
                             .trust_count = 10,
                             .seed = 1};
}

/* ---- the text ---- */

static void samples_add(arena *a, samples *out, const writing *w, const gold_sentence *s, int how)
{
    const char *bytes = how == CASE_AS_IS ? s->text : conllu_recased(a, s, how);
    text *t = text_analyse(a, w, bytes, s->size);
    uint8_t *tags = ARENA_ARRAY(a, uint8_t, t->token_count);
    conllu_align(s, t, tags);
    for (uint32_t i = 0; i < t->sentence_count; i++)
        VEC_PUSH(a, out,
                 ((sample){.text = t, .first = t->sentences[i].first, .end = t->sentences[i].end, .tags = tags}));
}

static void samples_of(arena *a, samples *out, const writing *w, const gold_corpus *c, double copies, uint64_t *state)
{
    for (size_t i = 0; i < c->count; i++) {
        samples_add(a, out, w, &c->items[i], CASE_AS_IS);
        for (int how = CASE_UPPER; how <= CASE_FIRST; how++)
            if (run_chance(state, copies)) samples_add(a, out, w, &c->items[i], how);
    }
}

/* ---- the file ---- */

static void put(unsigned char *p, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) p[i] = (unsigned char)(value >> 8 * i);
}

/* The weights as bytes: differences from the largest, at most `reach`. */
static void row__write(unsigned char *out, const float *w, double reach, uint16_t mark)
{
    float most = -INFINITY;
    int q[TAG_COUNT], least = 255;
    for (int t = 1; t < TAG_COUNT; t++) most = fmaxf(most, w[t]);
    for (int t = 1; t < TAG_COUNT; t++) {
        q[t] = 255 - (int)lround((double)(most - w[t]) / reach * 255);
        if (q[t] < 0) q[t] = 0;
        if (q[t] < least) least = q[t];
    }
    for (int t = 1; t < TAG_COUNT; t++) out[t] = (unsigned char)(q[t] - least);
    put(out + TAGGER_MARK, mark, 2);
}

static bool row__is_empty(const unsigned char *row)
{
    for (int i = 0; i < TAGGER_ROW; i++)
        if (row[i] != 0) return false;
    return true;
}

static unsigned char *model_make(const learner *l, const dictionary *d, const tagger_settings *set, size_t *size)
{
    size_t lines = (size_t)TAGGER_LINE * set->lines;
    *size = TAGGER_HEADER + lines + (size_t)d->count * 12;
    unsigned char *b = arena_zalloc(l->run->arena, *size);
    memcpy(b, TAGGER_MAGIC, 8);
    put(b + 8, TAGGER_VERSION, 4);
    put(b + 12, FEATURES_VERSION, 4);
    put(b + 16, tagger_tags_hash(), 8);
    put(b + 24, set->lines, 4);
    put(b + 28, d->count, 4);
    for (size_t i = 0; i <= l->mask; i++) {
        if (l->keys[i] == 0 || l->slots[i] == UINT32_MAX) continue;
        unsigned char *line = b + TAGGER_HEADER + (size_t)TAGGER_LINE * tagger_line(l->keys[i], set->lines);
        unsigned char *row = row__is_empty(line) ? line : line + TAGGER_ROW;
        row__write(row, l->w + (size_t)l->slots[i] * TAG_COUNT, set->reach, tagger_mark(l->keys[i]));
    }
    unsigned char *words = b + TAGGER_HEADER + lines;
    for (uint32_t i = 0; i < d->count; i++) {
        put(words + 8 * (size_t)i, d->forms[i], 8);
        put(words + 8 * (size_t)d->count + 4 * (size_t)i, d->entries[i], 4);
    }
    put(b + TAGGER_CHECKSUM_AT, tagger_checksum(b, *size), 8);
    return b;
}

/* ---- what is known without a treebank ---- */

static uint32_t tag_bit(const char *name, size_t size)
{
    for (int t = 1; t < TAG_COUNT; t++)
        if (strlen(tag_name((tag)t)) == size && memcmp(tag_name((tag)t), name, size) == 0) return UINT32_C(1) << t;
    return 0;
}

/* The tags named from `p` to `end`, between spaces; "?" sets *unsure. */
static uint32_t tag_bits(run *r, const char *p, const char *end, bool *unsure, const char *path)
{
    uint32_t bits = 0;
    while (p < end) {
        const char *stop = memchr(p, ' ', (size_t)(end - p));
        if (stop == NULL) stop = end;
        uint32_t bit = tag_bit(p, (size_t)(stop - p));
        if (unsure != NULL && stop - p == 1 && *p == '?')
            *unsure = true;
        else if (bit == 0)
            run_fail(r, "%s: no tag is called \"%.*s\"", path, (int)(stop - p < 40 ? stop - p : 40), p);
        bits |= bit;
        p = stop + 1;
    }
    return bits;
}

static int listed__compare(const void *x, const void *y)
{
    const listed_word *a = x, *b = y;
    return a->form < b->form ? -1 : a->form > b->form;
}

/* Reads a lexicon: a word a line, a tab, the tags it may have. */
static lexicon lexicon_read(run *r, const tagger_source *source)
{
    lexicon l = {0};
    if (source->bytes == NULL) return l;
    const char *line = source->bytes, *end = line + source->size;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        const char *tab = memchr(line, '\t', (size_t)(stop - line));
        if (*line != '#' && tab != NULL) {
            listed_word w = {hash_form(line, (size_t)(tab - line)), tag_bits(r, tab + 1, stop, NULL, source->name)};
            VEC_PUSH(r->arena, &l, w);
        }
        line = stop + 1;
    }
    if (l.count == 0) return l;
    qsort(l.items, l.count, sizeof *l.items, listed__compare);
    size_t n = 0;
    for (size_t i = 0; i < l.count; i++) {
        if (n > 0 && l.items[n - 1].form == l.items[i].form)
            l.items[n - 1].entry |= l.items[i].entry;
        else
            l.items[n++] = l.items[i];
    }
    l.count = n;
    return l;
}

/* The token that begins at `start`, or UINT32_MAX. */
static uint32_t token_at(const text *t, uint32_t start)
{
    uint32_t low = 0, high = t->token_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (t->tokens[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->token_count && t->tokens[low].start == start ? low : UINT32_MAX;
}

/* Does the dictionary say that the token may lead a noun? */
static bool leads_noun(const dictionary *d, const token *k)
{
    const uint32_t leads = UINT32_C(1) << TAG_DET | UINT32_C(1) << TAG_ADP | UINT32_C(1) << TAG_ADJ |
                           UINT32_C(1) << TAG_NUM;
    return k->kind == TOKEN_NUMBER || (dictionary_find(d, k->form) & leads) != 0;
}

/* The sentences of a text with some token whose tag is known. */
static void partial_add(arena *a, samples *out, text *t, const uint32_t *may)
{
    uint8_t *guessed = ARENA_ZARRAY(a, uint8_t, t->token_count);
    for (uint32_t i = 0; i < t->sentence_count; i++) {
        const sentence *s = &t->sentences[i];
        bool some = false;
        for (uint32_t k = s->first; k < s->end; k++) some |= may[k] != 0;
        if (some) VEC_PUSH(a, out, ((sample){t, s->first, s->end, NULL, may, guessed}));
    }
}

/* A number and what is between it and the next; ends the run when there is
 * none. */
static uint32_t number_read(run *r, const char **p, const char *path)
{
    char *after;
    unsigned long n = strtoul(*p, &after, 10);
    if (after == *p || n > UINT32_MAX || *after == '\0') run_fail(r, "%s: malformed", path);
    *p = after + 1;
    return (uint32_t)n;
}

/* One line: where a word is, the tags it may have. */
static void partial_line(run *r, const char *p, const char *stop, const text *t, const dictionary *d, uint32_t *may,
                         const char *path)
{
    bool unsure = false;
    uint32_t from = number_read(r, &p, path), to = number_read(r, &p, path);
    uint32_t bits = tag_bits(r, p, stop, &unsure, path), i = token_at(t, from);
    if (i == UINT32_MAX || t->tokens[i].end != to) return;
    if (!unsure || i == 0 || !leads_noun(d, &t->tokens[i - 1])) may[i] = bits;
}

/* Reads the articles that cue_tags.py writes. */
static void partial_read(run *r, samples *out, const writing *w, const dictionary *d, const tagger_source *source)
{
    if (source->bytes == NULL) return;
    const char *path = source->name, *p = source->bytes, *end = p + source->size;
    while (p < end) {
        if (end - p < 5 || memcmp(p, "text ", 5) != 0) run_fail(r, "%s: malformed", path);
        p += 5;
        uint32_t length = number_read(r, &p, path), count = number_read(r, &p, path);
        if (length >= (size_t)(end - p)) run_fail(r, "%s: cut off", path);
        text *t = text_analyse(r->arena, w, p, length);
        uint32_t *may = ARENA_ZARRAY(r->arena, uint32_t, t->token_count);
        for (p += length + 1; count > 0; count--) {
            const char *stop = memchr(p, '\n', (size_t)(end - p));
            if (stop == NULL) run_fail(r, "%s: cut off", path);
            partial_line(r, p, stop, t, d, may, path);
            p = stop + 1;
        }
        partial_add(r->arena, out, t, may);
    }
}

/* ---- all of it ---- */

const unsigned char *tagger_train(run *r, const tagger_materials *m, const tagger_settings *set, size_t *size,
                                  dictionary *words)
{
    uint64_t state = set->seed;
    samples all = {0}, plain = {0}, partial = {0};
    lexicon listed = lexicon_read(r, &m->lexicon);
    samples_of(r->arena, &plain, m->writing, m->corpus, 0, &state);
    samples_of(r->arena, &all, m->writing, m->corpus, set->copies, &state);
    dictionary d = dictionary_make(r, set, &plain, &listed);
    partial_read(r, &partial, m->writing, &d, &m->partial);
    learner l = learner_new(r, set);
    learner_train(&l, set, &d, &all, &partial, &state);
    const unsigned char *model = model_make(&l, &d, set, size);
    learner_free(&l);
    if (words != NULL)
        *words = d;
    else
        dictionary_free(r, &d);
    return model;
}
