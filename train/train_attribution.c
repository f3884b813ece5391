/* SPDX-License-Identifier: Apache-2.0
 *
 * train_attribution.c - makes "xx/attribution.bin" from gold statements, for
 * several languages at once.
 *
 *     train_attribution OUT-FOLDER LANG=FILE[*WEIGHT[*RECALL[*CONFIDENCE]]]... [LANG:NETWORK]...
 *
 * WEIGHT counts a file's choices more than once; RECALL counts its right cues
 * more than its wrong ones, which moves the balance of recall and precision;
 * CONFIDENCE is how much its statements count for the confidence map.
 * The networks of a language (encoder.bin) each learnt without one part of each
 * file's documents (train_encoder.py --without, parts in order): each document is
 * read with the one that has not seen it.
 * The method is src/train/attribution_training.h's; its constants are at the
 * head of src/train/attribution_training.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "train/attribution_training.h"

#define SOURCES 64

typedef struct inputs {
    corpus corpus;
    attribution_source sources[SOURCES];
    size_t count;
} inputs;

static pipeline *pipeline_of(run *r, const inputs *in, const char *code)
{
    for (size_t i = 0; i < in->count; i++)
        if (strcmp(in->sources[i].pipeline->code, code) == 0) return in->sources[i].pipeline;
    return tool_pipeline(r, code);
}

/* "fr:FILE", a network that has not seen the next part of the documents. */
static bool add_network(run *r, const inputs *in, const char *argument)
{
    const char *colon = strchr(argument, ':'), *equals = strchr(argument, '=');
    if (colon == NULL || (equals != NULL && equals < colon)) return false;
    size_t size, code = (size_t)(colon - argument);
    const void *bytes = tool_file(r, colon + 1, &size);
    for (size_t i = 0; i < in->count; i++) {
        pipeline *p = in->sources[i].pipeline;
        if (strlen(p->code) != code || memcmp(p->code, argument, code) != 0) continue;
        pipeline_add_part(r, p, bytes, size);
        return true;
    }
    tool_fail("comes before its language", argument);
}

static void add_file(run *r, inputs *in, const char *argument)
{
    char code[4] = {0}, path[4096];
    const char *equals = strchr(argument, '='), *star = strchr(argument, '*');
    char *more = NULL;
    if (equals == NULL || equals - argument > 3 || in->count == SOURCES) exit(2);
    memcpy(code, argument, (size_t)(equals - argument));
    snprintf(path, sizeof path, "%.*s", (int)((star ? star : argument + strlen(argument)) - equals - 1), equals + 1);
    attribution_source s = {.pipeline = pipeline_of(r, in, code), .first = in->corpus.count};
    s.copies = star ? strtof(star + 1, &more) : 1;
    s.recall = more != NULL && *more == '*' ? strtof(more + 1, &more) : 1;
    s.confidence = more != NULL && *more == '*' ? strtof(more + 1, NULL) : 1;
    tool_corpus(r, &in->corpus, s.pipeline, path);
    s.end = in->corpus.count;
    in->sources[in->count++] = s;
}

int main(int argc, char **argv)
{
    static run r;
    static inputs in;
    if (argc < 3) {
        fprintf(stderr, "usage: train_attribution OUT-FOLDER LANG=FILE[*WEIGHT[*RECALL[*CONFIDENCE]]]...\n");
        return 2;
    }
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    for (int i = 2; i < argc; i++)
        if (!add_network(&r, &in, argv[i])) add_file(&r, &in, argv[i]);
    fprintf(stderr, "%zu documents\n", in.corpus.count);
    attribution_weights made[ATTRIBUTION_LANGUAGES];
    unsigned count = attribution_train(&r, &in.corpus, in.sources, in.count, 1, made);
    for (unsigned l = 0; l < count; l++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s/attribution.bin", argv[1], made[l].pipeline->code);
        tool_write(path, made[l].bytes, made[l].size);
        fprintf(stderr, "wrote %s\n", path);
    }
    run_end(&r);
    arena_free(r.arena);
    return 0;
}
