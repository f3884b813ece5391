/* SPDX-License-Identifier: Apache-2.0
 *
 * predict.c - the attributor's statements for gold documents, without the
 * other stages, in the JSON that score programs read.
 *
 *     predict LANG WEIGHTS FILE [all|explain] > OUT
 *
 * The environment's ENCODER names a network (encoder.bin) to read with. With `all`, every proposed cue is taken, with its confidence; with
 * `explain`, each choice is printed to standard error.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"
#include "train/gold.h"

static const char *const TYPES[] = {"direct", "indirect", "mixed"}, *const KINDS[] = {"said", "wrote", "thought"};

static json_t *span_json(const gold_document *d, range r)
{
    if (r.end <= r.start) return json_null();
    return json_pack("{s:I,s:I}", "start", (json_int_t)document_code_point(d, d->text->tokens[r.start].start), "end",
                     (json_int_t)document_code_point(d, d->text->tokens[r.end - 1].end));
}

static json_t *statement_json(const gold_document *d, const attribution *st)
{
    json_t *content = json_array();
    for (uint32_t i = 0; i < st->content_count; i++) json_array_append_new(content, span_json(d, st->content[i]));
    return json_pack("{s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:n,s:f}", "type", TYPES[st->type], "kind", KINDS[st->kind],
                     "source", span_json(d, st->source), "cue", span_json(d, st->cue), "content", content, "addressee",
                     span_json(d, st->addressee), "via", span_json(d, st->via), "time", span_json(d, st->time),
                     "speaker", "confidence", (double)st->confidence);
}

static size_t accept_all(void *payload, const choice *c)
{
    (void)payload;
    return c->decision == DECIDE_CUE ? 1 : SIZE_MAX;
}

/* Prints every choice: its candidates, their scores and words. */
static const gold_document *explained;
static size_t explain(void *payload, const choice *c)
{
    static const char *const NAMES[DECISIONS] = {
        [DECIDE_SOURCE] = "source", [DECIDE_CONTENT] = "content",
        [DECIDE_END] = "end",       [DECIDE_START] = "start",
        [DECIDE_CUE] = "cue",       [DECIDE_GLANCE] = "glance",
        [DECIDE_QUOTED] = "quoted", [DECIDE_ADDRESSEE] = "addressee",
        [DECIDE_VIA] = "via",       [DECIDE_TIME] = "time",
        [DECIDE_EXTENT] = "extent", [DECIDE_KIND] = "kind",
    };
    (void)payload;
    uint32_t at = c->cue != NULL ? c->cue->head : c->span[0].start; /* a quotation has no cue */
    const token *head = &explained->text->tokens[at];
    fprintf(stderr, "%s of [%.*s]\n", NAMES[c->decision], (int)(head->end - head->start),
            explained->bytes + head->start);
    for (size_t i = 0; i < c->count; i++) {
        range r = c->span[i];
        fprintf(stderr, "  %6.2f kind %d ", (double)c->score[i], c->kind[i]);
        if (r.end > r.start)
            fprintf(stderr, "%.*s",
                    (int)(explained->text->tokens[r.end - 1].end - explained->text->tokens[r.start].start),
                    explained->bytes + explained->text->tokens[r.start].start);
        else if (c->decision == DECIDE_CONTENT)
            fprintf(stderr, "at %.20s", explained->bytes + explained->text->tokens[r.start].start);
        fputc('\n', stderr);
    }
    return SIZE_MAX;
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) return 2;
    static run r;
    tool_begin(&r);
    if (setjmp(*arena_escape(r.arena)) != 0) tool_fail(r.problem[0] != '\0' ? r.problem : "out of memory", NULL);
    pipeline *p = tool_reader(&r, argv[1], argv[2]);
    if (getenv("ENCODER") != NULL) {
        int error;
        size_t size;
        const void *bytes = tool_file(&r, getenv("ENCODER"), &size);
        p->attributor->network = encoder_load(r.arena, bytes, size, &error);
        if (p->attributor->network == NULL) tool_fail("no network of this version", getenv("ENCODER"));
    }
    if (argc == 5) p->attributor->observer = argv[4][0] == 'e' ? explain : accept_all;
    p->attributor->observer_payload = p->attributor;
    corpus c = {0};
    tool_corpus(&r, &c, p, argv[3]);
    for (size_t i = 0; i < c.count; i++) {
        gold_document *d = &c.documents[i];
        attribution_list out = {0};
        explained = d;
        attributor_run(p->attributor, r.arena, d->text, &d->times, &out);
        json_t *statements = json_array(), *object;
        for (size_t k = 0; k < out.count; k++) json_array_append_new(statements, statement_json(d, &out.items[k]));
        object = json_pack("{s:s,s:o}", "id", d->id, "statements", statements);
        json_dumpf(object, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(object);
    }
    return 0;
}
