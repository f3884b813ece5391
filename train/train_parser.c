/* SPDX-License-Identifier: Apache-2.0
 *
 * train_parser.c - makes "xx/parser.bin" from treebanks, and measures it.
 *
 *     train_parser --writing lang/fr/text.txt --out models/fr/parser.bin [options]
 *                  (--tagger TAGGER.bin [--train TREEBANK.conllu]... [--dev TREEBANK.conllu]...)...
 *
 * The method is src/train/parser_training.h's. The treebanks' sentences are
 * tagged by the tagger named before them. Everything is decided by --seed; the
 * same input makes the same file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser_scores.h"
#include "syntax/parser.h"
#include "syntax/parser_model.h"
#include "tool.h"
#include "train/parser_training.h"

typedef struct files {
    const char *writing, *out;
} files;

static bool settings_take(parser_settings *set, files *f, const char *name, const char *value)
{
    const struct {
        const char *name;
        unsigned *whole;
        double *real;
    } known[] = {
        {"move-lines", &set->move_lines, NULL},
        {"label-lines", &set->label_lines, NULL},
        {"epochs", &set->epochs, NULL},
        {"last-epochs", &set->last_epochs, NULL},
        {"least-feature", &set->least_feature, NULL},
        {"rate", NULL, &set->rate},
        {"label-rate", NULL, &set->label_rate},
        {"reach", NULL, &set->reach},
        {"copies", NULL, &set->copies},
        {"explore", NULL, &set->explore},
    };
    if (strcmp(name, "writing") == 0) return f->writing = value, true;
    if (strcmp(name, "out") == 0) return f->out = value, true;
    if (strcmp(name, "seed") == 0) return set->seed = strtoull(value, NULL, 10), true;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(name, known[i].name) != 0) continue;
        if (known[i].whole != NULL)
            *known[i].whole = (unsigned)strtoul(value, NULL, 10);
        else
            *known[i].real = strtod(value, NULL);
        return true;
    }
    return false;
}

typedef struct materials {
    vocabulary *words;
    writing *writing;
    parser_lessons lessons;
    dev_set dev;
} materials;

static void treebank_read(run *r, materials *m, const tagger *g, const parser_settings *set, const char *path, bool dev,
                          uint64_t *chance)
{
    gold_corpus corpus = {0};
    size_t size;
    const char *bytes = tool_file(r, path, &size);
    conllu_read(r, path, bytes, size, &corpus);
    if (!dev) parser_lessons_add_all(r, &m->lessons, m->writing, g, &corpus, set, chance);
    for (size_t k = 0; dev && k < corpus.count; k++) {
        dev_sentence s = {0};
        s.text = parser_sentence(r->arena, m->writing, g, &corpus.items[k], CASE_AS_IS, &s.heads, &s.relations);
        if (s.text != NULL) VEC_PUSH(r->arena, &m->dev, s);
    }
}

/* The treebanks, each with the tagger named before it. */
static void materials_read(run *r, materials *m, const parser_settings *set, int argc, char **argv, uint64_t *chance)
{
    tagger *g = NULL;
    int error;
    size_t size;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        bool dev = strcmp(name, "--dev") == 0;
        if (strcmp(name, "--tagger") == 0) {
            const char *bytes = tool_file(r, value, &size);
            g = tagger_load(r->arena, m->words, bytes, size, &error);
            if (g == NULL) tool_fail("not a tagger", value);
        } else if (dev || strcmp(name, "--train") == 0) {
            if (g == NULL) tool_fail("no --tagger before", value);
            treebank_read(r, m, g, set, value, dev, chance);
        }
    }
}

static void settings_read(parser_settings *set, files *f, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        const char *name = argv[i];
        bool file = strcmp(name, "--tagger") == 0 || strcmp(name, "--train") == 0 || strcmp(name, "--dev") == 0;
        if (i + 1 >= argc || strncmp(name, "--", 2) != 0 || (!file && !settings_take(set, f, name + 2, argv[i + 1])))
            tool_fail("no such option", name);
    }
    if (f->writing == NULL || f->out == NULL) tool_fail("--writing and --out are needed", NULL);
    if (set->move_lines == 0 || set->move_lines > PARSER_LINES_MOST || set->label_lines == 0 ||
        set->label_lines > PARSER_LINES_MOST)
        tool_fail("--move-lines or --label-lines out of range", NULL);
}

int main(int argc, char **argv)
{
    static run r;
    static files f;
    static materials m;
    parser_settings set = parser_settings_default();
    settings_read(&set, &f, argc, argv);
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    int error;
    size_t size;
    uint64_t chance = set.seed;
    m.words = vocabulary_new(r.arena);
    const char *bytes = tool_file(&r, f.writing, &size);
    m.writing = writing_load(r.arena, m.words, bytes, size, &error);
    if (m.writing == NULL) tool_fail("not a text.txt", f.writing);
    materials_read(&r, &m, &set, argc, argv, &chance);
    fprintf(stderr, "sentences: %zu (skipped: %zu)\n", m.lessons.count, m.lessons.skipped);
    const unsigned char *model = parser_train(&r, &m.lessons, &set, chance, &size);
    tool_write(f.out, model, size);
    parser *p = parser_load(r.arena, model, size, &error);
    if (p == NULL) tool_fail("the parser refuses the model", NULL);
    printf("%s: %zu bytes\n", f.out, size);
    if (m.dev.count > 0) parser_scores_print(r.arena, p, &m.dev);
    run_end(&r);
    arena_free(r.arena);
    return 0;
}
