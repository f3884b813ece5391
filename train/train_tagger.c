/* SPDX-License-Identifier: Apache-2.0
 *
 * train_tagger.c - makes "xx/tagger.bin" from treebanks, and measures it.
 *
 *     train_tagger --writing lang/fr/text.txt --out models/fr/tagger.bin
 *                  [--lexicon WORDS] [--partial ARTICLES]
 *                  [--dev DEV.conllu] [--test TEST.conllu] [options] TRAIN.conllu...
 *
 * The method is src/train/tagger_training.h's. Everything is decided by
 * --seed; the same input makes the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "syntax/tagger.h"
#include "syntax/tagger_model.h"
#include "tool.h"
#include "train/tagger_training.h"

typedef struct files {
    const char *writing, *out, *dev, *test, *lexicon, *partial;
} files;

static void treebank_add(run *r, const char *path, gold_corpus *out)
{
    size_t size;
    const char *bytes = tool_file(r, path, &size);
    conllu_read(r, path, bytes, size, out);
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

typedef struct tested {
    text *text;
    uint32_t first, end;
    const uint8_t *tags;
} tested;

static void evaluate(run *r, const writing *w, const tagger *g, const dictionary *d, const char *path)
{
    arena *a = r->arena;
    gold_corpus corpus = {0};
    VEC(tested) all = {0};
    treebank_add(r, path, &corpus);
    for (size_t i = 0; i < corpus.count; i++) {
        text *t = text_analyse(a, w, corpus.items[i].text, corpus.items[i].size);
        uint8_t *tags = ARENA_ARRAY(a, uint8_t, t->token_count);
        conllu_align(&corpus.items[i], t, tags);
        for (uint32_t k = 0; k < t->sentence_count; k++)
            VEC_PUSH(a, &all, ((tested){t, t->sentences[k].first, t->sentences[k].end, tags}));
    }
    double seconds = INFINITY; /* the fastest of some rounds */
    for (int round = 0; round < 20; round++) {
        struct timespec before, after;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
        for (size_t i = 0; i < all.count; i++) tagger_run(g, all.items[i].text, all.items[i].first, all.items[i].end);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
        seconds = fmin(seconds,
                       (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec));
    }
    scores *s = run_alloc(r, 1, sizeof *s);
    for (size_t i = 0; i < all.count; i++) {
        const tested *x = &all.items[i];
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
    run_free(r, s);
}

/* ---- the command ---- */

static int settings_read(tagger_settings *set, files *f, int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        const char *name = argv[i] + 2, *value = argv[i + 1];
        if (strcmp(name, "writing") == 0)
            f->writing = value;
        else if (strcmp(name, "out") == 0)
            f->out = value;
        else if (strcmp(name, "dev") == 0)
            f->dev = value;
        else if (strcmp(name, "test") == 0)
            f->test = value;
        else if (strcmp(name, "lexicon") == 0)
            f->lexicon = value;
        else if (strcmp(name, "partial") == 0)
            f->partial = value;
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
            tool_fail("no such option", argv[i]);
    }
    if (f->writing == NULL || f->out == NULL || i >= argc)
        tool_fail("use", "train_tagger --writing TEXT.txt --out MODEL.bin [--dev FILE] [--test FILE] TRAIN.conllu...");
    if (set->lines == 0 || set->lines > TAGGER_LINES_MOST) tool_fail("--lines out of range", NULL);
    return i;
}

static tagger_source source_of(run *r, const char *path)
{
    tagger_source s = {.name = path};
    if (path != NULL) s.bytes = tool_file(r, path, &s.size);
    return s;
}

int main(int argc, char **argv)
{
    static run r;
    static files f;
    static gold_corpus corpus;
    tagger_settings set = tagger_settings_default();
    int error, i = settings_read(&set, &f, argc, argv);
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    vocabulary *v = vocabulary_new(r.arena);
    size_t size;
    const void *bytes = tool_file(&r, f.writing, &size);
    writing *w = writing_load(r.arena, v, bytes, size, &error);
    if (w == NULL) tool_fail("not a text.txt", f.writing);
    for (; i < argc; i++) treebank_add(&r, argv[i], &corpus);
    tagger_materials m = {w, &corpus, source_of(&r, f.lexicon), source_of(&r, f.partial)};
    fprintf(stderr, "sentences: %zu (skipped: %zu)\n", corpus.count, corpus.skipped);
    dictionary d;
    const unsigned char *model = tagger_train(&r, &m, &set, &size, &d);
    tool_write(f.out, model, size);
    tagger *g = tagger_load(r.arena, v, model, size, &error);
    if (g == NULL) tool_fail("the tagger refuses the model", NULL);
    printf("%s: %zu bytes, %u words\n", f.out, size, d.count);
    if (f.dev != NULL) evaluate(&r, w, g, &d, f.dev);
    if (f.test != NULL) evaluate(&r, w, g, &d, f.test);
    dictionary_free(&r, &d);
    run_end(&r);
    arena_free(r.arena);
    return 0;
}
