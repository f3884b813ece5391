/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_speakers.c - people.txt and the resolution of speakers on any bytes.
 *
 * The first byte says what the rest is: language data for person_load(), or
 * statements (8 bytes each, then a zero count) over a text that is read with
 * the built-in French or English data. The tags are taken from the bytes, so
 * that phrases come out which no tagger would make.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "engine.h"
#include "model/resource.h"
#include "syntax/tag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static language *language__load(arena *a, const char *code)
{
    language *l = ARENA_NEW(a, language);
    resource_store *store = resource_store_new(a, NULL);
    size_t size;
    int error;
    l->words = vocabulary_new(a);
    const void *bytes = resource_find(store, code, "text.txt", &size, &error);
    l->writing = writing_load(a, l->words, bytes, size, &error);
    bytes = resource_find(store, code, "people.txt", &size, &error);
    l->people = person_load(a, l->words, bytes, size, &error);
    if (l->writing == NULL || l->people == NULL) abort();
    return l;
}

static range range__read(const uint8_t *p, uint32_t count)
{
    uint32_t start = (p[0] * 4u) % (count + 1);
    uint32_t end = start + p[1] % 16;
    return (range){start, end > count ? count : end};
}

static void resolve(arena *a, const language *l, const uint8_t *data, size_t size)
{
    size_t statements = size > 0 ? data[0] % 16 : 0;
    if (size < 1 + statements * 8) return;
    const uint8_t *rest = data + 1 + statements * 8;
    size_t rest_size = utf8_validate((const char *)rest, (size_t)(data + size - rest));
    text *t = text_analyse(a, l->writing, arena_strndup(a, (const char *)rest, rest_size), rest_size);
    for (uint32_t i = 0; i < t->token_count; i++)
        t->tokens[i].tag = t->tokens[i].kind == TOKEN_PUNCT ? TAG_PUNCT : (uint8_t)((rest[i] * 7u + i) % TAG_COUNT);
    attribution_list list = {0};
    for (size_t i = 0; i < statements; i++) {
        const uint8_t *p = data + 1 + i * 8;
        attribution st = {.parent = (int32_t)(p[4] % 17) - 1, .same_speaker_as = (int32_t)(p[5] % 17) - 1};
        st.source = p[6] & 1 ? range__read(p, t->token_count) : (range){0, 0};
        if (p[6] & 2) st.antecedent = range__read(p + 2, t->token_count);
        st.content = arena_alloc(a, sizeof *st.content);
        st.content[0] = range__read(p + 6, t->token_count);
        st.content_count = 1;
        VEC_PUSH(a, &list, st);
    }
    speaker_list speakers;
    speakers_resolve(a, l->people, t, &list, &speakers);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].speaker < -1 || list.items[i].speaker >= (int32_t)speakers.count) abort();
    for (size_t i = 0; i < speakers.count; i++) {
        const speaker *k = &speakers.items[i];
        if (k->name == NULL || k->mention_count == 0) abort();
        for (uint32_t m = 0; m < k->mention_count; m++)
            if (k->mentions[m].start >= k->mentions[m].end || k->mentions[m].end > t->token_count ||
                (m > 0 && k->mentions[m].start < k->mentions[m - 1].start))
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static arena *built_in;
    static language *languages[2];
    selon_allocator allocator = allocator_default();
    if (built_in == NULL) {
        built_in = arena_new(&allocator, 1 << 20);
        if (built_in == NULL || setjmp(*arena_escape(built_in)) != 0) abort();
        languages[0] = language__load(built_in, "fr");
        languages[1] = language__load(built_in, "en");
    }
    arena *a = arena_new(&allocator, 1 << 16);
    if (a == NULL || size == 0) {
        arena_free(a);
        return 0;
    }
    if (setjmp(*arena_escape(a)) == 0) {
        if (data[0] % 4 == 0) {
            int error;
            person_lexicon *lexicon = person_load(a, vocabulary_new(a), data + 1, size - 1, &error);
            if ((lexicon == NULL) != (error == SELON_ERROR_DATA)) abort();
        } else {
            resolve(a, languages[data[0] & 1], data + 1, size - 1);
        }
    }
    arena_free(a);
    return 0;
}
