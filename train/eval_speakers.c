/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_speakers.c - resolves the speakers of gold statements, to measure
 * resolve/ apart from the rest.
 *
 *     build/train/eval_speakers < GOLD.jsonl > PRED.jsonl
 *     score.py GOLD.jsonl PRED.jsonl       # the line "speaker"
 *     build/train/eval_speakers --signs < GOLD.jsonl > CHOICES.jsonl
 *
 * The output is the input with every "speaker" replaced. What the attributor
 * would say besides the spans is not in gold files: "parent" is used where it
 * is there, and a quotation with neither source nor cue shares the speaker of
 * the statement before. With --signs the output is one line a choice that was
 * made for a pronoun or a general word: the gold name, and the candidates with
 * what speaks for them, for salience.py to learn from.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "engine.h"
#include "model/resource.h"
#include "resolve/people.h"
#include "syntax/grammar.h"

typedef struct stages {
    arena *arena;
    grammar *grammar;
    language language;
} stages;

static const void *stages__find(resource_store *store, const char *code, const char *name, size_t *size)
{
    int error;
    return resource_find(store, code, name, size, &error);
}

static void stages_load(stages *s, arena *a, const char *code)
{
    resource_store *store = resource_store_new(a, NULL);
    size_t size;
    int error = 0;
    *s = (stages){.arena = a};
    language *l = &s->language;
    l->words = vocabulary_new(a);
    const void *bytes = stages__find(store, code, "text.txt", &size);
    l->writing = writing_load(a, l->words, bytes, size, &error);
    bytes = stages__find(store, code, "people.txt", &size);
    l->people = person_load(a, l->words, bytes, size, &error);
    bytes = stages__find(store, code, "tagger.bin", &size);
    l->tagger = tagger_load(a, l->words, bytes, size, &error);
    bytes = stages__find(store, code, "grammar.txt", &size);
    s->grammar = grammar_load(a, l->words, bytes, size, &error);
    if (s->grammar == NULL || l->writing == NULL || l->people == NULL || l->tagger == NULL) {
        fprintf(stderr, "%s: no data\n", code);
        exit(1);
    }
}

/* The tokens that cover the code points [start, end). `points` has the byte
 * offset of every code point. */
static range span_tokens(const text *t, const uint32_t *points, json_t *span)
{
    range r = {0, 0};
    if (!json_is_object(span)) return r;
    uint32_t from = points[json_integer_value(json_object_get(span, "start"))];
    uint32_t to = points[json_integer_value(json_object_get(span, "end"))];
    while (r.start < t->token_count && t->tokens[r.start].end <= from) r.start++;
    r.end = r.start;
    while (r.end < t->token_count && t->tokens[r.end].start < to) r.end++;
    return r;
}

static attribution attribution_of(arena *a, const text *t, const uint32_t *points, json_t *statement, int32_t index)
{
    attribution st = {.parent = -1, .speaker = -1, .same_speaker_as = -1};
    st.source = span_tokens(t, points, json_object_get(statement, "source"));
    st.cue = span_tokens(t, points, json_object_get(statement, "cue"));
    json_t *content = json_object_get(statement, "content"), *parent = json_object_get(statement, "parent");
    st.content_count = (uint32_t)json_array_size(content);
    st.content = ARENA_ARRAY(a, range, st.content_count);
    for (uint32_t i = 0; i < st.content_count; i++) st.content[i] = span_tokens(t, points, json_array_get(content, i));
    if (json_is_integer(parent)) st.parent = (int32_t)json_integer_value(parent) - 1;
    if (st.source.start == st.source.end && st.cue.start == st.cue.end) st.same_speaker_as = index - 1;
    return st;
}

static void choices_print(const speaker_choices *choices, json_t *statements)
{
    for (size_t i = 0; i < choices->count; i++) {
        const speaker_choice *choice = &choices->items[i];
        json_t *gold = json_object_get(json_array_get(statements, choice->statement), "speaker");
        json_t *candidates = json_array(), *name = json_object_get(gold, "name");
        for (size_t c = 0; c < choice->count; c++) {
            json_t *signs = json_array();
            for (int s = 0; s < SIGN_COUNT; s++)
                json_array_append_new(signs, json_integer(choice->candidates[c].signs[s]));
            json_array_append_new(candidates,
                                  json_pack("{s:s, s:o}", "name", choice->candidates[c].name, "signs", signs));
        }
        json_t *line = json_pack("{s:O?, s:b, s:o}", "gold", name, "description", choice->description, "candidates",
                                 candidates);
        char *out = json_dumps(line, JSON_COMPACT);
        puts(out);
        free(out);
        json_decref(line);
    }
}

static uint32_t *code_points(arena *a, const char *bytes, size_t size)
{
    uint32_t *points = ARENA_ARRAY(a, uint32_t, size + 2);
    size_t n = 0;
    for (const char *p = bytes; p < bytes + size;) {
        unsigned length;
        points[n++] = (uint32_t)(p - bytes);
        utf8_decode(p, bytes + size, &length);
        p += length;
    }
    points[n] = (uint32_t)size;
    return points;
}

static void document_resolve(arena *a, const stages *s, json_t *document, bool signs)
{
    json_t *string = json_object_get(document, "text"), *statements = json_object_get(document, "statements");
    const char *bytes = json_string_value(string);
    size_t size = json_string_length(string);
    text *t = text_analyse(a, s->language.writing, bytes, size);
    for (uint32_t i = 0; i < t->sentence_count; i++)
        tagger_run(s->language.tagger, t, t->sentences[i].first, t->sentences[i].end);
    grammar_tag_adverbials(s->grammar, t);
    uint32_t *points = code_points(a, bytes, size);
    attribution_list list = {0};
    speaker_list speakers = {0};
    for (size_t i = 0; i < json_array_size(statements); i++)
        VEC_PUSH(a, &list, attribution_of(a, t, points, json_array_get(statements, i), (int32_t)i));
    speaker_choices choices = {0};
    speakers_resolve_observed(a, s->language.people, t, &list, &speakers, signs ? &choices : NULL);
    if (signs) choices_print(&choices, statements);
    for (size_t i = 0; i < list.count; i++) {
        json_t *who = json_null();
        if (list.items[i].speaker >= 0) {
            const speaker *k = &speakers.items[list.items[i].speaker];
            who = json_pack("{s:i, s:s, s:s?, s:i}", "id", list.items[i].speaker + 1, "name", k->name, "role", k->role,
                            "mentions", (int)k->mention_count);
        }
        json_object_set_new(json_array_get(statements, i), "speaker", who);
    }
}

int main(int argc, char **argv)
{
    bool signs = argc > 1 && strcmp(argv[1], "--signs") == 0;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 20);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) return 1;
    stages french, english;
    stages_load(&french, a, "fr");
    stages_load(&english, a, "en");
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        json_error_t error;
        json_t *document = json_loads(line, 0, &error);
        if (document == NULL) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        const char *code = json_string_value(json_object_get(document, "lang"));
        arena *own = arena_new(&allocator, 1 << 20);
        if (own == NULL || setjmp(*arena_escape(own)) != 0) return 1;
        document_resolve(own, code != NULL && strcmp(code, "en") == 0 ? &english : &french, document, signs);
        char *out = signs ? NULL : json_dumps(document, JSON_COMPACT);
        if (out != NULL) puts(out);
        free(out);
        json_decref(document);
        arena_free(own);
    }
    free(line);
    arena_free(a);
    return 0;
}
