/* SPDX-License-Identifier: Apache-2.0
 *
 * encoder_examples.c - what the encoder sees of gold documents, and what it
 * should say, for train_encoder.py to learn from.
 *
 *     encoder_examples LANG WEIGHTS FILE [CONTEXT] > OUT
 *
 * For each cue that the attributor looks at, numbers of 32 bits: the
 * document's number, how many words the window has, and whether the cue is
 * one; then for each word its signs (encoder.h; of hashes the upper half) and
 * its role: 0 none, 1 begins the source, 2 goes on with it, 3 and 4 the
 * content, 5 and 6 the cue, 7 the addressee, 8 via, 9 the time; 10 one of the
 * last three or none, where the document has them not annotated.
 *
 * CONTEXT receives, of each of these words, what the transformer says of it
 * (attribution/context.h): numbers of 16 bits, CONTEXT_ONE of which are one.
 */
#include <stdio.h>

#include "attribution/context.h"
#include "attribution/encoder.h"
#include "tool.h"
#include "train/gold_choice.h"

#define CONTEXT_ONE 1024
#define ENCODED_NOT_TOLD NETWORK_ROLES

typedef struct examples {
    const gold_document *document;
    int32_t number;
    FILE *context; /* NULL: not wanted */
} examples;

static void put(int32_t n)
{
    fwrite(&n, sizeof n, 1, stdout);
}

/* Marks the span's words; those behind the first with `on`. */
static void mark(int32_t *roles, range window, range span, int32_t role, int32_t on)
{
    for (uint32_t i = span.start; i < span.end; i++)
        if (i >= window.start && i < window.end) roles[i - window.start] = i > span.start ? on : role;
}

static void put_context(FILE *out, reading *r, range window)
{
    const size_t width = transformer_width(r->attributor->transformer), count = window.end - window.start;
    const float *from = context_read(r) + (window.start - r->first) * width;
    for (size_t i = 0; i < count * width; i++) {
        float x = from[i] * CONTEXT_ONE;
        int16_t n = (int16_t)(x > INT16_MAX ? INT16_MAX : x < -INT16_MAX ? -INT16_MAX : x);
        fwrite(&n, sizeof n, 1, out);
    }
}

static void look(void *payload, reading *r, const cue *q)
{
    static uint64_t signs[ENCODER_WINDOW][SIGNS];
    const examples *e = payload;
    const gold_statement *g = gold_of_cue(e->document, q);
    range window = encoder_window(r, q);
    uint32_t count = window.end - window.start;
    int32_t roles[ENCODER_WINDOW], none = e->document->has_circumstances ? 0 : ENCODED_NOT_TOLD;
    for (uint32_t i = 0; i < count; i++) roles[i] = none;
    for (uint32_t i = window.start; i < window.end; i++) encoder_signs_of_word(r, i, signs[i - window.start]);
    encoder_signs_of_cue(r, q, window, signs);
    if (g != NULL) {
        mark(roles, window, g->source, 1, 2);
        for (unsigned n = 0; n < g->content_count; n++) mark(roles, window, g->content[n], 3, 4);
        mark(roles, window, g->addressee, 7, 7);
        mark(roles, window, g->via, 8, 8);
        mark(roles, window, g->time, 9, 9);
        mark(roles, window, g->cue, 5, 6);
    }
    if (e->context != NULL) put_context(e->context, r, window);
    put(e->number);
    put((int32_t)count);
    put(g != NULL);
    for (uint32_t i = 0; i < count; i++) {
        for (unsigned s = 0; s < SIGNS; s++)
            put((int32_t)(s == SIGN_WORD || s == SIGN_ENDING ? signs[i][s] >> 32 : signs[i][s]));
        put(roles[i]);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) return 2;
    static run r;
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    pipeline *p = tool_reader(&r, argv[1], argv[2]);
    corpus c = {0};
    examples e = {0};
    FILE *context = argc > 4 ? fopen(argv[4], "wb") : NULL;
    if (argc > 4 && context == NULL) tool_fail("cannot write", argv[4]);
    p->attributor->patient = context != NULL;
    if (argc > 4 && p->attributor->transformer == NULL) tool_fail("there is no transformer", NULL);
    tool_corpus(&r, &c, p, argv[3]);
    p->attributor->look = look;
    p->attributor->look_payload = &e;
    for (size_t i = 0; i < c.count; i++) {
        attribution_list out = {0};
        e = (examples){&c.documents[i], (int32_t)i, context};
        attributor_run(p->attributor, r.arena, c.documents[i].text, &c.documents[i].times, &out);
    }
    if (context != NULL && fclose(context) != 0) tool_fail("cannot write", argv[4]);
    return 0;
}
