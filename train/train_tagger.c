/* SPDX-License-Identifier: Apache-2.0
 *
 * train_tagger.c - makes "xx/tagger.bin" from treebanks.
 *
 *     train_tagger --writing lang/fr/text.txt --out models/fr/tagger.bin
 *                  [--dev DEV.conllu] [--test TEST.conllu] [options] TRAIN.conllu...
 *
 * The treebank's sentences are cut by our own tokenizer, and its tags are laid
 * over our tokens (conllu.c): what is learnt from looks like what will be
 * read. Some sentences are read a second time in capitals or Like a Headline,
 * since treebanks have few of those and news has many.
 *
 * The model is a multinomial logistic regression over the features of
 * src/syntax/features.c,
 *
 *     p(y | x) = exp(sum of w[f][y] for f in x) / (the same, summed over all y)
 *
 * trained by stochastic gradient with AdaGrad's steps, one token at a time,
 * from left to right, the tags to the left being the ones the model itself
 * gives: so it sees its own mistakes while it learns. The weights that are
 * written are the mean over all steps (as in the averaged perceptron), which
 * is steadier than the last ones.
 *
 *     treebank -> tokens + tags -> dictionary -> features seen twice or more
 *              -> epochs of steps -> mean weights -> the most useful rows, as
 *              bytes -> file
 *
 * Rows compete for places: each line of the file has room for two, and those
 * that matter most (how often seen, how far apart their weights) go first.
 * Everything is decided by --seed; the same input makes the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "conllu.h"
#include "learner.h"
#include "syntax/features.h"
#include "syntax/tagger.h"
#include "syntax/tagger_model.h"

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
            if (random_chance(state, copies)) samples_add(a, out, w, &c->items[i], how);
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

static unsigned char *model_make(const learner *l, const dictionary *d, const settings *set, size_t *size)
{
    size_t lines = (size_t)TAGGER_LINE * set->lines;
    *size = TAGGER_HEADER + lines + (size_t)d->count * 12;
    unsigned char *b = allocated(*size, 1);
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

/* ---- how good it is ---- */

typedef struct scores {
    size_t tokens, right, unknown, unknown_right, decided;
    size_t confusion[TAG_COUNT][TAG_COUNT]; /* gold, given */
    size_t first, first_right;              /* words that begin a sentence */
} scores;

static void scores_print(const scores *s, const char *name, double seconds)
{
    printf("%s: %zu tokens, right %.2f %%; words not in the dictionary: %zu, right %.2f %%; first words right %.2f %%; "
           "%.0f ns a token\n",
           name, s->tokens, 100.0 * (double)s->right / (double)s->tokens, s->unknown,
           100.0 * (double)s->unknown_right / (double)s->unknown, 100.0 * (double)s->first_right / (double)s->first,
           seconds * 1e9 / (double)s->tokens);
    printf("  %-10s %6s %9s %7s  taken for\n", "tag", "gold", "precision", "recall");
    for (int g = 1; g < TAG_COUNT; g++) {
        size_t gold = 0, given = 0;
        for (int t = 0; t < TAG_COUNT; t++) {
            gold += s->confusion[g][t];
            given += s->confusion[t][g];
        }
        if (gold == 0) continue;
        printf("  %-10s %6zu %9.2f %7.2f ", tag_name((tag)g), gold,
               given ? 100.0 * (double)s->confusion[g][g] / (double)given : 0.0,
               100.0 * (double)s->confusion[g][g] / (double)gold);
        for (int t = 0; t < TAG_COUNT; t++)
            if (t != g && s->confusion[g][t] * 100 > gold) printf(" %s %zu", tag_name((tag)t), s->confusion[g][t]);
        printf("\n");
    }
}

static void evaluate(arena *a, const writing *w, const tagger *g, const dictionary *d, const char *path)
{
    gold_corpus corpus = {0};
    samples all = {0};
    uint64_t state = 0;
    if (!conllu_read(a, path, &corpus)) fail("cannot read", path);
    samples_of(a, &all, w, &corpus, 0, &state);
    double seconds = INFINITY; /* the fastest of some rounds */
    for (int round = 0; round < 20; round++) {
        struct timespec before, after;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
        for (size_t i = 0; i < all.count; i++) tagger_run(g, all.items[i].text, all.items[i].first, all.items[i].end);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
        seconds = fmin(seconds,
                       (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec));
    }
    scores *s = allocated(1, sizeof *s);
    for (size_t i = 0; i < all.count; i++) {
        const sample *x = &all.items[i];
        for (uint32_t k = x->first; k < x->end; k++) {
            const token *t = &x->text->tokens[k];
            bool right = t->tag == x->tags[k];
            s->tokens++;
            s->right += right;
            s->confusion[x->tags[k]][t->tag]++;
            s->first += k == x->first;
            s->first_right += k == x->first && right;
            if (t->kind != TOKEN_WORD || dictionary_find(d, t->form) != 0) continue;
            s->unknown++;
            s->unknown_right += right;
        }
    }
    scores_print(s, path, seconds);
    free(s);
}

/* ---- the command ---- */

static void *file_bytes(arena *a, const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) fail("cannot read", path);
    fseek(f, 0, SEEK_END);
    long length = ftell(f);
    rewind(f);
    if (length < 0) fail("cannot read", path);
    char *bytes = arena_alloc(a, (size_t)length + 1);
    *size = fread(bytes, 1, (size_t)length, f);
    fclose(f);
    bytes[*size] = '\0';
    return bytes;
}

/* ---- what is known without a treebank ---- */

static uint32_t tag_bit(const char *name, size_t size)
{
    for (int t = 1; t < TAG_COUNT; t++)
        if (strlen(tag_name((tag)t)) == size && memcmp(tag_name((tag)t), name, size) == 0) return UINT32_C(1) << t;
    return 0;
}

/* The tags named from `p` to `end`, between spaces; "?" sets *unsure. */
static uint32_t tag_bits(const char *p, const char *end, bool *unsure, const char *path)
{
    uint32_t bits = 0;
    while (p < end) {
        const char *stop = memchr(p, ' ', (size_t)(end - p));
        if (stop == NULL) stop = end;
        uint32_t bit = tag_bit(p, (size_t)(stop - p));
        if (unsure != NULL && stop - p == 1 && *p == '?')
            *unsure = true;
        else if (bit == 0)
            fail("no such tag", path);
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
static lexicon lexicon_read(arena *a, const char *path)
{
    lexicon l = {0};
    size_t size;
    if (path == NULL) return l;
    const char *line = file_bytes(a, path, &size), *end = line + size;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        const char *tab = memchr(line, '\t', (size_t)(stop - line));
        if (*line != '#' && tab != NULL) {
            listed_word w = {hash_form(line, (size_t)(tab - line)), tag_bits(tab + 1, stop, NULL, path)};
            VEC_PUSH(a, &l, w);
        }
        line = stop + 1;
    }
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

/* A number and what is between it and the next; ends the program when there is
 * none. */
static uint32_t number_read(const char **p, const char *path)
{
    char *after;
    unsigned long n = strtoul(*p, &after, 10);
    if (after == *p || n > UINT32_MAX || *after == '\0') fail("malformed", path);
    *p = after + 1;
    return (uint32_t)n;
}

/* One line: where a word is, the tags it may have. */
static void partial_line(const char *p, const char *stop, const text *t, const dictionary *d, uint32_t *may,
                         const char *path)
{
    bool unsure = false;
    uint32_t from = number_read(&p, path), to = number_read(&p, path);
    uint32_t bits = tag_bits(p, stop, &unsure, path), i = token_at(t, from);
    if (i == UINT32_MAX || t->tokens[i].end != to) return;
    if (!unsure || i == 0 || !leads_noun(d, &t->tokens[i - 1])) may[i] = bits;
}

/* Reads the articles that cue_tags.py writes. */
static void partial_read(arena *a, samples *out, const writing *w, const dictionary *d, const char *path)
{
    size_t size;
    if (path == NULL) return;
    const char *p = file_bytes(a, path, &size), *end = p + size;
    while (p < end) {
        if (end - p < 5 || memcmp(p, "text ", 5) != 0) fail("malformed", path);
        p += 5;
        uint32_t length = number_read(&p, path), count = number_read(&p, path);
        if (length >= (size_t)(end - p)) fail("cut off", path);
        text *t = text_analyse(a, w, p, length);
        uint32_t *may = ARENA_ZARRAY(a, uint32_t, t->token_count);
        for (p += length + 1; count > 0; count--) {
            const char *stop = memchr(p, '\n', (size_t)(end - p));
            if (stop == NULL) fail("cut off", path);
            partial_line(p, stop, t, d, may, path);
            p = stop + 1;
        }
        partial_add(a, out, t, may);
    }
}

static int settings_read(settings *set, int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        const char *name = argv[i] + 2, *value = argv[i + 1];
        if (strcmp(name, "writing") == 0)
            set->writing = value;
        else if (strcmp(name, "out") == 0)
            set->out = value;
        else if (strcmp(name, "dev") == 0)
            set->dev = value;
        else if (strcmp(name, "test") == 0)
            set->test = value;
        else if (strcmp(name, "lexicon") == 0)
            set->lexicon = value;
        else if (strcmp(name, "partial") == 0)
            set->partial = value;
        else if (strcmp(name, "trust-count") == 0)
            set->trust_count = (unsigned)atoi(value);
        else if (strcmp(name, "rounds") == 0)
            set->rounds = (unsigned)atoi(value);
        else if (strcmp(name, "lines") == 0)
            set->lines = (unsigned)atoi(value);
        else if (strcmp(name, "epochs") == 0)
            set->epochs = (unsigned)atoi(value);
        else if (strcmp(name, "least-word") == 0)
            set->least_word = (unsigned)atoi(value);
        else if (strcmp(name, "least-feature") == 0)
            set->least_feature = (unsigned)atoi(value);
        else if (strcmp(name, "certain-count") == 0)
            set->certain_count = (unsigned)atoi(value);
        else if (strcmp(name, "certain-share") == 0)
            set->certain_share = atof(value);
        else if (strcmp(name, "rate") == 0)
            set->rate = atof(value);
        else if (strcmp(name, "reach") == 0)
            set->reach = atof(value);
        else if (strcmp(name, "usefulness") == 0)
            set->usefulness = atof(value);
        else if (strcmp(name, "copies") == 0)
            set->copies = atof(value);
        else if (strcmp(name, "forget-word") == 0)
            set->forget_word = atof(value);
        else if (strcmp(name, "seed") == 0)
            set->seed = strtoull(value, NULL, 10);
        else
            fail("no such option", argv[i]);
    }
    if (set->writing == NULL || set->out == NULL || i >= argc)
        fail("use", "train_tagger --writing TEXT.txt --out MODEL.bin [--dev FILE] [--test FILE] TRAIN.conllu...");
    if (set->lines == 0 || set->lines > TAGGER_LINES_MOST) fail("--lines out of range", NULL);
    return i;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) fail("cannot write", path);
}

int main(int argc, char **argv)
{
    settings set = {.lines = 21000,
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
    int i = settings_read(&set, argc, argv);
    selon_allocator memory = allocator_default();
    arena *a = arena_new(&memory, 1 << 24);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) fail("out of memory", NULL);

    int error;
    size_t size;
    vocabulary *v = vocabulary_new(a);
    void *bytes = file_bytes(a, set.writing, &size);
    writing *w = writing_load(a, v, bytes, size, &error);
    if (w == NULL) fail("not a text.txt", set.writing);
    gold_corpus corpus = {0};
    for (; i < argc; i++)
        if (!conllu_read(a, argv[i], &corpus)) fail("cannot read", argv[i]);
    lexicon listed = lexicon_read(a, set.lexicon);
    uint64_t state = set.seed;
    samples all = {0}, plain = {0};
    samples_of(a, &plain, w, &corpus, 0, &state);
    samples_of(a, &all, w, &corpus, set.copies, &state);
    dictionary d = dictionary_make(&set, &plain, &listed);
    fprintf(stderr, "sentences: %zu (skipped: %zu), words in the dictionary: %u\n", corpus.count, corpus.skipped,
            d.count);
    samples partial = {0};
    partial_read(a, &partial, w, &d, set.partial);
    learner l = learner_new(&set);
    learner_train(&l, &set, &d, &all, &partial, &state);

    unsigned char *model = model_make(&l, &d, &set, &size);
    write_file(set.out, model, size);
    tagger *g = tagger_load(a, v, model, size, &error);
    if (g == NULL) fail("the tagger refuses the model", NULL);
    printf("%s: %zu bytes\n", set.out, size);
    if (set.dev != NULL) evaluate(a, w, g, &d, set.dev);
    if (set.test != NULL) evaluate(a, w, g, &d, set.test);
    free(model);
    learner_free(&l);
    dictionary_free(&d);
    arena_free(a);
    return 0;
}
